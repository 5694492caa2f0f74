"""Remains have exactly one place (I2): on one shelf, in one box, or lost and known to be."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from imena.registry.models import Event, Incident, RecoveredUnit
from imena.registry.queries.custody import custody_line, free_slots, lying_in
from imena.registry.refusals import Broken, NotAllowed, Refused, Stale
from imena.registry.services import custody, incidents, individuals, packing, units
from tests.registry.cast import Cast
from tests.registry.ground import Ground


def now(unit: RecoveredUnit) -> RecoveredUnit:
    return RecoveredUnit.objects.get(pk=unit.pk)


@pytest.mark.invariant("I2")
def test_a_storage_place_holds_what_it_can(ground: Ground) -> None:
    first, second, third = (ground.received() for _ in range(3))
    shelf = ground.slot(capacity=2)
    clerk = ground.cast.mortuary
    custody.store(clerk, first, seen=first.version, slot=shelf)
    custody.store(clerk, second, seen=second.version, slot=shelf)
    with pytest.raises(Broken, match="full"):
        custody.store(clerk, third, seen=third.version, slot=shelf)
    assert {unit.pk for unit in lying_in(clerk, shelf.pk)} == {first.pk, second.pk}
    assert list(free_slots(clerk)) == []


@pytest.mark.invariant("I2")
def test_a_box_counts_once_on_its_shelf(ground: Ground) -> None:
    clerk = ground.cast.mortuary
    box = packing.take_container(clerk, kind="bone_box")
    bones = [ground.received("single_bone") for _ in range(3)]
    for bone in bones:
        packing.pack(clerk, bone, box, seen=bone.version)
    shelf = ground.slot()
    custody.store(clerk, bones[0], seen=now(bones[0]).version, slot=shelf)
    assert lying_in(clerk, shelf.pk).count() == 3


@pytest.mark.invariant("I2")
def test_a_second_move_from_the_same_sight_is_refused(ground: Ground) -> None:
    unit = ground.stored()
    seen = unit.version
    custody.move(ground.cast.mortuary, unit, seen=seen, slot=ground.slot())
    with pytest.raises(Stale):
        custody.move(ground.cast.second("mortuary"), unit, seen=seen, slot=ground.slot())
    assert now(unit).slot == ground.slots[1]


@pytest.mark.invariant("I2")
def test_what_is_out_for_examination_is_on_no_shelf(ground: Ground) -> None:
    unit = ground.on_the_table()
    assert (unit.place, unit.slot, unit.custodian) == (
        "examination",
        None,
        ground.cast.examiner.name,
    )
    with pytest.raises(Broken, match="out for examination"):
        custody.move(ground.cast.mortuary, unit, seen=unit.version, slot=ground.slot())
    custody.return_to_store(ground.cast.mortuary, unit, seen=unit.version, slot=ground.slots[0])
    assert now(unit).place == "store"


@pytest.mark.invariant("I2")
@pytest.mark.parametrize(
    "told",
    [
        {"place": "examination"},
        {"place": "transport", "slot": None},
        {"place": "none", "slot": None},
        {"state": "divided"},
    ],
)
def test_the_table_itself_keeps_a_unit_in_one_place(
    ground: Ground, told: dict[str, str | None]
) -> None:
    unit = ground.stored()
    with pytest.raises(IntegrityError), transaction.atomic():
        RecoveredUnit.objects.filter(pk=unit.pk).update(**told)


@pytest.mark.invariant("I2")
def test_place_is_never_described_into_being(ground: Ground) -> None:
    unit = ground.received()
    with pytest.raises(ValueError, match="place"):
        units.describe(ground.cast.mortuary, unit, seen=unit.version, place="family")
    with pytest.raises(ValueError, match="slot_id"):
        units.describe(ground.cast.mortuary, unit, seen=unit.version, slot_id=ground.slot().pk)


@pytest.mark.invariant("I2")
def test_a_shelf_in_use_is_not_closed(ground: Ground) -> None:
    ground.stored()
    (shelf,) = ground.slots
    with pytest.raises(Broken, match="still lies"):
        custody.close_slot(ground.cast.mortuary, shelf, seen=1, reason="ремонт")
    empty = ground.slot()
    custody.close_slot(ground.cast.mortuary, empty, seen=1, reason="ремонт")
    unit = ground.received()
    with pytest.raises(Broken, match="closed"):
        custody.store(ground.cast.mortuary, unit, seen=unit.version, slot=empty)


@pytest.mark.invariant("I2")
def test_packing_brings_nothing_from_elsewhere(ground: Ground) -> None:
    clerk = ground.cast.mortuary
    box = packing.take_container(clerk, kind="bone_box")
    here, there = ground.received("single_bone"), ground.stored("single_bone")
    packing.pack(clerk, here, box, seen=here.version)
    with pytest.raises(Broken, match="elsewhere"):
        packing.pack(clerk, there, box, seen=there.version)
    with pytest.raises(Broken, match="packed already"):
        packing.pack(clerk, here, packing.take_container(clerk, kind="crate"), seen=2)


@pytest.mark.invariant("I3")
def test_a_sealed_box_is_opened_only_by_breaking_its_seal(ground: Ground) -> None:
    clerk = ground.cast.mortuary
    box = packing.take_container(clerk, kind="bone_box")
    bone, other = ground.received("single_bone"), ground.received("single_bone")
    packing.pack(clerk, bone, box, seen=bone.version)
    packing.seal(clerk, bone, number="П-5")
    with pytest.raises(Broken, match="sealed"):
        packing.pack(clerk, other, box, seen=other.version)
    with pytest.raises(Broken, match="sealed"):
        packing.unpack(clerk, bone, seen=now(bone).version)
    with pytest.raises(Broken, match="unbroken seal already"):
        packing.seal(clerk, bone, number="П-6")
    with pytest.raises(Refused, match="already recorded"):
        packing.seal(clerk, other, number="П-5")
    assert packing.check_seal(clerk, bone, read="П-5") is None
    found = packing.unseal(clerk, bone, read="П-6")
    assert found is not None
    assert found.kind == "seal_mismatch"
    unpacked = packing.unpack(clerk, now(bone), seen=now(bone).version)
    assert unpacked.container is None


@pytest.mark.invariant("I2")
def test_lost_remains_are_nowhere_known_until_they_are_found(ground: Ground) -> None:
    clerk = ground.cast.mortuary
    unit = ground.stored()
    individuals.form(
        ground.cast.examiner, unit, evidence="only_unit", grounds="одні останки у труні"
    )
    unit = now(unit)
    incident = custody.report_lost(clerk, unit, seen=unit.version, reason="на полиці порожньо")
    lost = now(unit)
    assert (lost.place, lost.slot, lost.state, lost.custodian) == ("unknown", None, "lost", "")
    with pytest.raises(Broken, match="first record that they were found"):
        custody.move(clerk, lost, seen=lost.version, slot=ground.slot())
    with pytest.raises(Broken, match="still lost"):
        incidents.explain_incident(clerk, incident, seen=1, explained="знайдеться")
    custody.find_again(clerk, lost, seen=lost.version, reason="стояли у сусідній камері")
    found = now(unit)
    assert (found.place, found.state, found.custodian) == ("store", "associated", clerk.name)
    assert Incident.objects.get(pk=incident.pk).closed_at is None
    assert [gap.kind for gap in custody_line(clerk, unit.pk).gaps] == ["lost"]


@pytest.mark.invariant("I33")
def test_destroying_takes_an_order_a_second_person_and_nobody_s_remains(
    ground: Ground, cast: Cast
) -> None:
    unit = ground.stored("tissue")
    clerk = cast.mortuary
    with pytest.raises(Refused, match="1 more people"):
        custody.destroy_by_order(clerk, unit, seen=unit.version, order="№ 7", approvers=[])
    with pytest.raises(NotAllowed):
        custody.destroy_by_order(
            clerk, unit, seen=unit.version, order="№ 7", approvers=[cast.second("mortuary")]
        )
    with pytest.raises(Broken, match="Name the order"):
        custody.destroy_by_order(
            clerk, unit, seen=unit.version, order="", approvers=[cast.prosecutor]
        )
    association = individuals.form(cast.examiner, unit, evidence="only_unit", grounds="—")
    unit = now(unit)
    with pytest.raises(Broken, match="individual"):
        custody.destroy_by_order(
            clerk, unit, seen=unit.version, order="№ 7", approvers=[cast.prosecutor]
        )
    individuals.withdraw(cast.examiner, association, seen=1, reason="це тварина")
    unit = now(unit)
    custody.destroy_by_order(
        clerk, unit, seen=unit.version, order="№ 7", approvers=[cast.prosecutor]
    )
    assert now(unit).place == "destroyed"
    event = Event.objects.get(type="custody.destroy_by_order")
    assert str(cast.prosecutor.user) in event.body
