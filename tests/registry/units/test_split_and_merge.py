"""Divided remains explain the whole; joined ones keep every number (I4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imena.registry.models import RecoveredUnit, UnitOrigin
from imena.registry.queries.custody import custody_line
from imena.registry.queries.inventory import bones
from imena.registry.refusals import Broken, Refused
from imena.registry.services import custody, individuals, packing, postmortem, units
from imena.registry.services.postmortem import Stated
from imena.registry.services.units import Part
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.registry.together import done_by, refused, together

LEGS = ("femur/left", "femur/right", "tibia/left")


def now(unit: RecoveredUnit) -> RecoveredUnit:
    return RecoveredUnit.objects.get(pk=unit.pk)


def divided(
    ground: Ground,
    unit: RecoveredUnit,
    parts: list[Part],
    rest: Part | None = None,
    difference: str = "",
) -> list[RecoveredUnit]:
    return units.split(
        ground.cast.mortuary,
        unit,
        seen=unit.version,
        parts=parts,
        rest=rest,
        explained="дві людини в одному мішку",
        difference=difference,
    )


@pytest.mark.invariant("I4")
def test_the_divided_unit_keeps_its_number_and_what_stays(ground: Ground) -> None:
    body = ground.stored("partial_body", completeness_percent=60)
    (foot,) = divided(ground, body, [Part("body_part", 5)], rest=Part("partial_body", 55))
    whole = now(body)
    assert (whole.number, whole.completeness_percent) == (body.number, 55)
    assert whole.place == "store"
    assert (foot.parent, foot.completeness_percent, foot.place) == (body, 5, "store")
    assert UnitOrigin.objects.get(outcome=foot).source == body
    assert custody_line(ground.cast.board, foot.pk).happenings[0].kind == "split"


@pytest.mark.invariant("I4")
def test_a_lot_wholly_divided_leaves_a_number_with_nothing_under_it(ground: Ground) -> None:
    lot = ground.received("commingled_lot", elements=list(LEGS))
    first, second = divided(
        ground,
        lot,
        [Part("bone_group", elements=LEGS[:2]), Part("single_bone", elements=LEGS[2:])],
    )
    assert (now(lot).place, now(lot).state, now(lot).slot) == ("none", "divided", None)
    assert sorted([*first.elements, *second.elements]) == sorted(LEGS)
    assert first.number != second.number != lot.number


@pytest.mark.invariant("I4")
@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([Part("bone_group", elements=("femur/left",))], "less than the whole"),
        ([Part("bone_group", elements=(*LEGS, "skull/left"))], "not a term"),
        ([Part("bone_group", elements=(*LEGS, "fibula/left"))], "that the whole did not"),
        ([Part("bone_group", elements=(*LEGS, "femur/left"))], "that the whole did not"),
        ([], "what was separated"),
    ],
)
def test_bones_do_not_come_or_go_by_dividing(ground: Ground, parts: list[Part], why: str) -> None:
    lot = ground.received("commingled_lot", elements=list(LEGS))
    with pytest.raises(Refused, match=why):
        divided(ground, lot, parts)
    assert now(lot).place == "store"
    assert not RecoveredUnit.objects.filter(parent=lot).exists()


@pytest.mark.invariant("I4")
def test_less_than_the_whole_says_why(ground: Ground) -> None:
    body = ground.received("partial_body", completeness_percent=60)
    parts = [Part("body_part", 20), Part("body_part", 30)]
    with pytest.raises(Broken, match="less than the whole"):
        divided(ground, body, parts)
    with pytest.raises(Broken, match="more than the whole"):
        divided(ground, body, [Part("body_part", 61)], difference="помилка першого обліку")
    with pytest.raises(Broken, match="how much of the body"):
        divided(ground, body, [Part("body_part")], difference="помилка")
    children = divided(ground, body, parts, difference="перший облік завищив")
    origin = UnitOrigin.objects.get(outcome=children[0])
    assert "перший облік завищив" in origin.explained


@pytest.mark.invariant("I4")
@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("body_part", "complete_body"),
        ("single_bone", "bone_group"),
        ("artefact", "single_bone"),
        ("non_human", "body_part"),
        ("near_complete_body", "complete_body"),
    ],
)
def test_nothing_larger_comes_out_of_something(ground: Ground, whole: str, part: str) -> None:
    unit = ground.received(whole)
    with pytest.raises(Broken, match="cannot come out"):
        divided(ground, unit, [Part(part)])


@pytest.mark.invariant("I4")
@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(shares=st.lists(st.integers(0, 60), min_size=1, max_size=4), whole=st.integers(1, 60))
def test_what_was_divided_sums_to_what_it_was(
    ground: Ground, shares: list[int], whole: int
) -> None:
    body = ground.received("partial_body", completeness_percent=whole)
    parts = [Part("body_part", share) for share in shares]
    try:
        children = divided(ground, body, parts)
    except Broken:
        assert sum(shares) != whole
    else:
        assert sum(child.completeness_percent or 0 for child in children) == whole


@pytest.mark.invariant("I4")
def test_joined_numbers_stay_and_say_where_they_went(ground: Ground) -> None:
    shaft = ground.received("single_bone", elements=["femur/left"])
    end = ground.received("burned_fragments")
    joined = units.merge(
        ground.cast.mortuary,
        shaft,
        [end],
        seen={shaft.pk: shaft.version, end.pk: end.version},
        explained="лінії перелому сходяться",
    )
    assert joined.pk == shaft.pk
    gone = now(end)
    assert (gone.number, gone.place, gone.state) == (end.number, "none", "merged")
    assert gone.merged_into == shaft
    assert UnitOrigin.objects.get(source=end).outcome == shaft
    with pytest.raises(Broken, match="nothing under this number"):
        custody.hand_over(ground.cast.mortuary, gone, seen=gone.version, to="хтось")


@pytest.mark.invariant("I4")
def test_only_what_lies_together_and_was_found_together_is_joined(ground: Ground) -> None:
    here, apart = ground.received("single_bone"), ground.stored("single_bone")
    elsewhere = units.recover(ground.team, ground.another_grave(), kind="single_bone")
    for other in (apart, elsewhere):
        with pytest.raises(Broken, match="lies together"):
            units.merge(
                ground.cast.mortuary,
                here,
                [other],
                seen={here.pk: here.version, other.pk: other.version},
                explained="сходяться",
            )


@pytest.mark.invariant("I4")
def test_an_individual_s_remains_are_not_divided_away_or_joined_to_another(
    ground: Ground, cast: Cast
) -> None:
    unit, other = ground.received("partial_body"), ground.received("body_part")
    individuals.form(cast.examiner, unit, evidence="only_unit", grounds="одні")
    unit = now(unit)
    with pytest.raises(Broken, match="belong to an individual"):
        divided(ground, unit, [Part("body_part")])
    with pytest.raises(Broken, match="belong to an individual"):
        units.merge(
            cast.mortuary,
            other,
            [unit],
            seen={unit.pk: unit.version, other.pk: other.version},
            explained="сходяться",
        )


@pytest.mark.invariant("I4")
def test_parts_explain_the_bones_that_examiners_counted(ground: Ground, cast: Cast) -> None:
    lot = ground.on_the_table("commingled_lot")
    femora = Stated(
        "element",
        "present",
        {"element": "femur", "side": "left", "completeness": "complete", "count": 2},
    )
    examination = postmortem.open_examination(cast.examiner, lot, discipline="anthropology")
    postmortem.record_findings(cast.examiner, examination, [femora])
    with pytest.raises(Broken, match="less than the whole"):
        divided(ground, lot, [Part("bone_group", elements=("femur/left",))])
    assert bones([lot.pk]) == {("femur", "left"): 2}
    one, two = divided(
        ground,
        lot,
        [Part("single_bone", elements=("femur/left",)), Part("bone_group", elements=LEGS[:1])],
    )
    # Counted where they are now, not once more where they were.
    assert bones([lot.pk, one.pk, two.pk]) == {("femur", "left"): 2}


@pytest.mark.invariant("I4")
def test_bones_counted_before_a_join_are_not_counted_twice(ground: Ground, cast: Cast) -> None:
    whole, piece = (
        ground.received("single_bone", elements=["femur/left"]),
        ground.received("single_bone", elements=["tibia/left"]),
    )
    tibia = {"element": "tibia", "side": "left", "completeness": "complete"}
    before = postmortem.open_examination(cast.examiner, piece, discipline="anthropology")
    postmortem.record_findings(cast.examiner, before, [Stated("element", "present", tibia)])
    units.merge(
        cast.mortuary,
        whole,
        [piece],
        seen={whole.pk: whole.version, piece.pk: piece.version},
        explained="суглоб сходиться",
        kind="bone_group",
    )
    together_now = {("femur", "left"): 1, ("tibia", "left"): 1}
    assert bones([whole.pk, piece.pk]) == together_now


@pytest.mark.invariant("I3")
def test_what_is_sealed_is_not_divided_or_joined(ground: Ground) -> None:
    body, other = ground.received("partial_body"), ground.received("body_part")
    packing.seal(ground.cast.mortuary, body, number="П-8")
    with pytest.raises(Broken, match="sealed"):
        divided(ground, body, [Part("body_part")], rest=Part("partial_body"))
    with pytest.raises(Broken, match="sealed"):
        units.merge(
            ground.cast.mortuary,
            other,
            [body],
            seen={body.pk: body.version, other.pk: other.version},
            explained="сходяться",
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I4")
def test_a_part_does_not_stay_behind_when_its_box_leaves(ground: Ground) -> None:
    lot = ground.received("commingled_lot", elements=list(LEGS))
    box = packing.take_container(ground.cast.mortuary, kind="bone_box")
    packing.pack(ground.cast.mortuary, lot, box, seen=lot.version)
    lot.refresh_from_db()
    parts = [Part("bone_group", elements=LEGS[:2])]
    rest = Part("single_bone", elements=LEGS[2:])
    doings: list[Callable[[], object]] = [
        partial(divided, ground, lot, parts, rest),
        partial(custody.hand_over, ground.cast.mortuary, lot, seen=lot.version, to="інший морг"),
    ]
    together(doings)
    inside = RecoveredUnit.objects.filter(container=box)
    assert len(set(inside.values_list("place", flat=True))) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I4")
def test_of_many_who_divide_one_unit_one_does(ground: Ground) -> None:
    lot = ground.received("commingled_lot", elements=list(LEGS))
    many = 8 if connection.vendor == "postgresql" else 4
    results = together([partial(divided, ground, lot, [Part("bone_group", elements=LEGS)])] * many)
    assert len(done_by(results)) == 1
    assert all(isinstance(error, Refused) for error in refused(results))
    assert RecoveredUnit.objects.filter(parent=lot).count() == 1
