"""A number is given once, to one thing, and stays with it (I1)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from django.db import connection

from imena.numbering.pattern import Kind, number
from imena.registry.models import Incident, NumberIssued, RecoveredUnit
from imena.registry.queries.custody import custody_line
from imena.registry.refusals import Broken, NotYours
from imena.registry.services import custody, scene, units
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.registry.together import done_by, refused, together

TAG = "PTX-0187-B"
NEXT_TAG = str(number(Kind.RECOVERED_UNIT, 188, site="PTX"))


@pytest.mark.invariant("I1")
def test_the_number_on_the_tag_is_one_of_the_team_s_range(ground: Ground) -> None:
    with pytest.raises(Broken, match="not in a range"):
        ground.recovered(number=TAG)
    ground.range_of(Kind.RECOVERED_UNIT, 150, 200)
    unit = ground.recovered(number=TAG)
    assert (unit.number, unit.place, unit.state) == (TAG, "site", "recovered")
    with pytest.raises(Broken, match="given before"):
        ground.recovered(number=TAG)
    with pytest.raises(Broken, match="not a number of ours"):
        ground.recovered(number="PTX-0188-B")
    other = replace(ground.team, teams=frozenset())
    with pytest.raises(Broken, match="not in a range"):
        units.recover(other, ground.grave, kind="body_part", number=NEXT_TAG)


@pytest.mark.invariant("I1")
def test_a_number_with_nothing_under_it_stays_given(ground: Ground) -> None:
    ground.range_of(Kind.RECOVERED_UNIT, 150, 200)
    empty = units.record_number_without_remains(
        ground.team, ground.grave, number=TAG, note="мішок із биркою порожній"
    )
    assert (empty.place, empty.state) == ("none", "number_without_remains")
    assert Incident.objects.get(unit=empty).kind == "number_unexplained"
    with pytest.raises(Broken, match="given before"):
        ground.recovered(number=TAG)
    with pytest.raises(Broken, match="nothing under this number"):
        custody.hand_over(ground.team, empty, seen=1, to="хтось")


@pytest.mark.invariant("I1")
def test_remains_once_worked_on_were_there(ground: Ground) -> None:
    opened = ground.received()
    unit, incident = units.find_nothing(
        ground.cast.mortuary, opened, seen=opened.version, reason="у мішку лише ґрунт"
    )
    assert (unit.place, incident.kind) == ("none", "number_unexplained")
    sent = ground.recovered()
    custody.hand_over(ground.team, sent, seen=sent.version, to="морг")
    sent.refresh_from_db()
    with pytest.raises(Broken, match="as lost"):
        units.find_nothing(ground.cast.mortuary, sent, seen=sent.version, reason="немає")


@pytest.mark.invariant("I1")
def test_a_new_tag_bears_the_old_number(ground: Ground) -> None:
    unit = ground.stored()
    before = unit.number
    with pytest.raises(Broken, match="witness"):
        units.retag(
            ground.cast.mortuary, unit, witness=ground.cast.mortuary.name, reason="стерлася"
        )
    again = units.retag(ground.cast.mortuary, unit, witness="Ганна Вигадана", reason="стерлася")
    assert again.number == before
    with pytest.raises(ValueError, match="number"):
        units.describe(ground.cast.mortuary, unit, seen=unit.version, number="PTX-0999-A")


def test_a_wrong_tag_is_an_incident_and_renames_nothing(ground: Ground) -> None:
    unit = ground.stored()
    before = unit.number
    incident = units.find_wrong_tag(ground.cast.mortuary, unit, read="PTX-0002-X")
    unit.refresh_from_db()
    assert (incident.kind, incident.description) == ("wrong_tag", f"{before} ≠ PTX-0002-X")
    assert unit.number == before
    assert custody_line(ground.cast.board, unit.pk).happenings[-1].kind == "mistag_found"


@pytest.mark.invariant("I7")
def test_nothing_comes_out_of_a_grave_that_is_not_open(ground: Ground, cast: Cast) -> None:
    closed = scene.record_grave(cast.prosecutor, ground.site)
    with pytest.raises(Broken, match="not open"):
        units.recover(ground.team, closed, kind="complete_body")
    unit = units.recover(ground.team, ground.site, kind="single_bone")
    assert unit.burial_unit is None
    with pytest.raises(NotYours):
        units.recover(Ground.opened(cast, "KTM").team, ground.grave, kind="complete_body")


def test_a_thing_is_numbered_like_remains_and_is_nobody(ground: Ground) -> None:
    thing = ground.recovered("artefact")
    assert thing.human == "no"
    assert thing.number.startswith("PTX-0")
    with pytest.raises(Broken, match="not human remains"):
        ground.recovered("artefact", human="yes")
    with pytest.raises(Broken, match="no such side"):
        ground.recovered("bone_group", elements=["femur/midline"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I1")
def test_of_many_clerks_writing_one_number_one_has_it(ground: Ground) -> None:
    ground.range_of(Kind.RECOVERED_UNIT, 150, 200)
    many = 8 if connection.vendor == "postgresql" else 4
    record = partial(units.recover, ground.team, ground.grave, kind="body_part", number=TAG)
    results = together([record] * many)
    assert [unit.number for unit in done_by(results)] == [TAG]
    assert {getattr(error, "invariant", error) for error in refused(results)} == {"I1"}
    assert RecoveredUnit.objects.filter(number=TAG).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I1")
def test_numbers_drawn_at_once_are_all_different(ground: Ground) -> None:
    many = 8 if connection.vendor == "postgresql" else 4
    results = together([partial(units.recover, ground.team, ground.grave, kind="body_part")] * many)
    assert len({unit.number for unit in done_by(results)}) == many
    assert NumberIssued.objects.filter(kind="recovered_unit").count() == many
