"""Every hand-over is received, once, by another; what differs opens an incident (I3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from imena.registry import clock
from imena.registry.models import CustodyEvent, Incident, RecoveredUnit
from imena.registry.queries.custody import custody_line, open_incidents, overdue
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused, Repeated, Stale
from imena.registry.services import custody, incidents, packing
from tests.registry.cast import Cast
from tests.registry.ground import Ground

LATER = datetime(2042, 6, 2, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def unit(ground: Ground) -> RecoveredUnit:
    return ground.recovered()


def handed_over(ground: Ground, unit: RecoveredUnit) -> RecoveredUnit:
    custody.hand_over(ground.team, unit, seen=unit.version, to=ground.cast.mortuary.name)
    unit.refresh_from_db()
    return unit


def kinds(unit: RecoveredUnit) -> list[str]:
    return sorted(Incident.objects.filter(unit=unit).values_list("kind", flat=True))


@pytest.mark.invariant("I3")
def test_what_was_handed_over_is_nowhere_else_until_it_is_received(
    ground: Ground, unit: RecoveredUnit
) -> None:
    handed_over(ground, unit)
    assert (unit.place, unit.custodian) == ("transport", ground.team.name)
    with pytest.raises(Broken, match="under way"):
        custody.store(ground.cast.mortuary, unit, seen=unit.version, slot=ground.slot())
    with pytest.raises(Broken, match="under way"):
        custody.hand_over(ground.team, unit, seen=unit.version, to="ще хтось")
    custody.receive(ground.cast.mortuary, unit, seen=unit.version)
    unit.refresh_from_db()
    assert (unit.place, unit.custodian, unit.state) == (
        "store",
        ground.cast.mortuary.name,
        "in_custody",
    )
    assert kinds(unit) == []


@pytest.mark.invariant("I3")
def test_remains_do_not_come_into_store_without_a_receipt(
    ground: Ground, unit: RecoveredUnit
) -> None:
    with pytest.raises(Broken, match="at the site"):
        custody.store(ground.cast.mortuary, unit, seen=unit.version, slot=ground.slot())
    with pytest.raises(Broken, match="No hand-over"):
        custody.receive(ground.cast.mortuary, unit, seen=unit.version)


@pytest.mark.invariant("I3")
def test_nobody_writes_the_receipt_of_their_own_hand_over(
    ground: Ground, unit: RecoveredUnit
) -> None:
    handed_over(ground, unit)
    with pytest.raises(Broken, match="somebody else"):
        custody.receive(ground.team, unit, seen=unit.version, by="вигаданий водій")
    assert RecoveredUnit.objects.get(pk=unit.pk).place == "transport"


@pytest.mark.invariant("I3")
def test_a_hand_over_is_received_once(ground: Ground, unit: RecoveredUnit) -> None:
    handed_over(ground, unit)
    seen = unit.version
    custody.receive(ground.cast.mortuary, unit, seen=seen)
    with pytest.raises(Broken, match="No hand-over"):
        custody.receive(ground.cast.second("mortuary"), unit, seen=seen)
    (receipt,) = CustodyEvent.objects.filter(unit=unit, kind="received")
    again = CustodyEvent.objects.get(pk=receipt.pk)
    again.pk, again.number, again.step = None, "CE-999999-X", 99
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


@pytest.mark.invariant("I3")
def test_a_receipt_in_the_table_answers_a_hand_over(ground: Ground) -> None:
    unit = ground.received()
    receipt = CustodyEvent.objects.get(unit=unit, kind="received")
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyEvent.objects.filter(pk=receipt.pk).update(answers=None)


@pytest.mark.invariant("I3")
def test_late_and_by_another_than_named(ground: Ground, unit: RecoveredUnit) -> None:
    time = clock.SetClock(LATER)
    with clock.use(time):
        custody.hand_over(
            ground.team, unit, seen=unit.version, to="Ганна Вигадана", within=2 * HOUR
        )
        time.advance(3 * HOUR)
        assert [event.unit_id for event in overdue(ground.cast.mortuary)] == [unit.pk]
        unit.refresh_from_db()
        custody.receive(ground.cast.mortuary, unit, seen=unit.version)
        assert list(overdue(ground.cast.mortuary)) == []
        assert kinds(unit) == ["late_receipt", "wrong_recipient"]
        (gap,) = custody_line(ground.cast.mortuary, unit.pk).gaps
    assert (gap.kind, gap.duration) == ("late", HOUR)


@pytest.mark.invariant("I3")
def test_a_clock_that_is_ahead_does_not_make_a_receipt_late(
    ground: Ground, unit: RecoveredUnit
) -> None:
    time = clock.SetClock(LATER)
    with clock.use(time):
        custody.hand_over(
            ground.team, unit, seen=unit.version, to=ground.cast.mortuary.name, within=2 * HOUR
        )
        time.advance(HOUR)
        unit.refresh_from_db()
        custody.receive(
            ground.cast.mortuary,
            unit,
            seen=unit.version,
            happened_at=clock.now() + 5 * HOUR,
            clock_offset_s=5 * 3600,
        )
    assert kinds(unit) == []


@pytest.mark.invariant("I3")
def test_the_future_has_not_happened_yet(ground: Ground, unit: RecoveredUnit) -> None:
    with pytest.raises(Broken, match="future"):
        custody.hand_over(
            ground.team, unit, seen=unit.version, to="хтось", happened_at=clock.now() + HOUR
        )


@pytest.mark.invariant("I3")
def test_times_that_go_back_are_an_incident(ground: Ground, unit: RecoveredUnit) -> None:
    handed_over(ground, unit)
    custody.receive(
        ground.cast.mortuary, unit, seen=unit.version, happened_at=clock.now() - 3 * HOUR
    )
    assert kinds(unit) == ["time_order"]


@pytest.mark.invariant("I3")
@pytest.mark.parametrize(
    ("read", "intact", "found"),
    [
        ("П-771", True, []),
        ("П-772", True, ["seal_mismatch"]),
        ("", True, ["seal_mismatch"]),
        ("П-771", False, ["seal_broken"]),
    ],
)
def test_the_seal_that_arrives_is_the_seal_that_left(
    ground: Ground, unit: RecoveredUnit, read: str, intact: bool, found: list[str]
) -> None:
    packing.seal(ground.team, unit, number="П-771")
    unit.refresh_from_db()
    handed_over(ground, unit)
    custody.receive(ground.cast.mortuary, unit, seen=unit.version, seal=read, seal_intact=intact)
    assert kinds(unit) == found


@pytest.mark.invariant("I3")
def test_a_seal_that_was_changed_before_it_left_is_an_incident(
    ground: Ground, unit: RecoveredUnit
) -> None:
    packing.seal(ground.team, unit, number="П-771")
    unit.refresh_from_db()
    custody.hand_over(
        ground.team, unit, seen=unit.version, to=ground.cast.mortuary.name, seal="П-900"
    )
    assert kinds(unit) == ["seal_mismatch"]


@pytest.mark.invariant("I3")
def test_handed_over_by_another_than_who_held_them(ground: Ground, unit: RecoveredUnit) -> None:
    custody.hand_over(
        ground.team, unit, seen=unit.version, by="невідомий чоловік", to=ground.cast.mortuary.name
    )
    assert kinds(unit) == ["custody_gap"]
    (gap,) = custody_line(ground.cast.mortuary, unit.pk).gaps
    assert gap.kind == "other_hands"


@pytest.mark.invariant("I3")
def test_an_arrival_that_nobody_announced_is_written_as_the_gap_it_is(
    ground: Ground, unit: RecoveredUnit
) -> None:
    event, incident = custody.receive_unannounced(
        ground.cast.mortuary, unit, seen=unit.version, brought_by="військові"
    )
    assert (event.kind, incident.kind) == ("received_unannounced", "custody_gap")
    (gap,) = custody_line(ground.cast.mortuary, unit.pk).gaps
    assert (gap.kind, gap.event) == ("unannounced", event.number)
    handed = ground.recovered()
    handed_over(ground, handed)
    with pytest.raises(Broken, match="write its receipt"):
        custody.receive_unannounced(
            ground.cast.mortuary, handed, seen=handed.version, brought_by="військові"
        )


@pytest.mark.invariant("I3")
def test_an_incident_stays_open_until_it_is_explained(ground: Ground, unit: RecoveredUnit) -> None:
    _, incident = custody.receive_unannounced(
        ground.cast.mortuary, unit, seen=unit.version, brought_by="військові"
    )
    assert list(open_incidents(ground.cast.mortuary, unit.pk)) == [incident]
    with pytest.raises(Broken, match="what had happened"):
        incidents.explain_incident(ground.cast.mortuary, incident, seen=1, explained=" ")
    incidents.explain_incident(
        ground.cast.mortuary, incident, seen=1, explained="акт передання знайдено, № 14"
    )
    assert list(open_incidents(ground.cast.mortuary, unit.pk)) == []
    with pytest.raises(Broken, match="explained before"):
        incidents.explain_incident(ground.cast.mortuary, incident, seen=2, explained="інше")


def test_a_box_goes_whole(ground: Ground) -> None:
    skull, arm = ground.recovered("single_bone"), ground.recovered("body_part")
    box = packing.take_container(ground.team, kind="bone_box", site=ground.site)
    for unit in (skull, arm):
        packing.pack(ground.team, unit, box, seen=unit.version)
        unit.refresh_from_db()
    events = custody.hand_over(ground.team, skull, seen=skull.version, to=ground.cast.mortuary.name)
    assert {event.unit_id for event in events} == {skull.pk, arm.pk}
    arm.refresh_from_db()
    receipts = custody.receive(ground.cast.mortuary, arm, seen=arm.version)
    assert {event.answers_id for event in receipts} == {event.pk for event in events}


def test_a_request_sent_twice_is_saved_once(ground: Ground, unit: RecoveredUnit) -> None:
    version = unit.version
    to = ground.cast.mortuary.name
    custody.hand_over(ground.team, unit, seen=version, to=to, key="tablet-7/31")
    with pytest.raises(Repeated):
        custody.hand_over(ground.team, unit, seen=version, to=to, key="tablet-7/31")
    assert CustodyEvent.objects.filter(unit=unit, kind="transferred").count() == 1


def test_who_saw_an_older_version_is_told(ground: Ground, unit: RecoveredUnit) -> None:
    handed_over(ground, unit)
    with pytest.raises(Stale):
        custody.receive(ground.cast.mortuary, unit, seen=unit.version - 1)


def test_another_team_s_remains_are_out_of_reach(
    ground: Ground, unit: RecoveredUnit, cast: Cast
) -> None:
    others = Ground.opened(cast, "KTM").team
    with pytest.raises(NotYours):
        custody.hand_over(others, unit, seen=unit.version, to="хтось")
    with pytest.raises(NotYours):
        custody_line(others, unit.pk)
    for role in ("examiner", "laboratory", "analyst", "liaison", "figures_officer"):
        with pytest.raises(NotAllowed):
            custody.hand_over(cast.actors[role], unit, seen=unit.version, to="хтось")
    with pytest.raises(Refused):
        custody.hand_over(ground.team, unit, seen=unit.version, to=" ")


def test_the_line_tells_who_gave_what_to_whom(ground: Ground) -> None:
    unit = ground.stored()
    line = custody_line(ground.cast.board, unit.pk)
    assert [h.kind for h in line.happenings] == ["found", "transferred", "received", "stored"]
    assert [h.step for h in line.happenings] == [1, 2, 3, 4]
    assert line.happenings[2].handed_by == ground.team.name
    assert line.happenings[2].recorded_by == ground.cast.mortuary.name
    assert line.happenings[3].slot == ground.slots[0].code
    assert line.gaps == ()


def test_remains_go_to_a_laboratory_and_come_back_by_receipts(ground: Ground) -> None:
    unit = ground.stored("single_bone")
    clerk, courier = ground.cast.mortuary, ground.cast.second("mortuary")
    custody.hand_over(clerk, unit, seen=unit.version, to="Лабораторія")
    unit.refresh_from_db()
    custody.receive(courier, unit, seen=unit.version, by="Лабораторія", place="laboratory")
    unit.refresh_from_db()
    assert (unit.place, unit.slot, unit.custodian) == ("laboratory", None, "Лабораторія")
    with pytest.raises(Broken, match="in a laboratory"):
        custody.move(clerk, unit, seen=unit.version, slot=ground.slots[0])
    custody.hand_over(courier, unit, seen=unit.version, to=clerk.name)
    unit.refresh_from_db()
    custody.receive(clerk, unit, seen=unit.version, slot=ground.slots[0])
    unit.refresh_from_db()
    assert (unit.place, unit.slot, kinds(unit)) == ("store", ground.slots[0], [])


@pytest.mark.invariant("I20")
@pytest.mark.parametrize("place", ["family", "grave", "destroyed", "none", "transport", "unknown"])
def test_a_receipt_is_no_way_out_of_custody(
    ground: Ground, unit: RecoveredUnit, place: str
) -> None:
    clerk = ground.cast.mortuary
    with pytest.raises(Broken, match="release, burial or order"):
        custody.receive_unannounced(clerk, unit, seen=unit.version, brought_by="хтось", place=place)
    handed_over(ground, unit)
    with pytest.raises(Broken, match="release, burial or order"):
        custody.receive(clerk, unit, seen=unit.version, place=place)
    custody.report_lost(clerk, unit, seen=unit.version, reason="немає")
    unit.refresh_from_db()
    with pytest.raises(Broken, match="release, burial or order"):
        custody.find_again(clerk, unit, seen=unit.version, reason="є", place=place)
