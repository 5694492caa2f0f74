"""The minimum number is an interval with its method, not below one sided bone's count (I11)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from imena.registry.models import Association, MinimumNumber, RecoveredUnit
from imena.registry.queries.inventory import least_individuals
from imena.registry.queries.postmortem import minimum_number
from imena.registry.refusals import Broken
from imena.registry.services import individuals, postmortem, units
from imena.registry.services.postmortem import Stated
from imena.registry.vocabulary import vocabulary
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.registry.together import done_by, together


def bone(element: str, side: str, completeness: str = "complete", count: int = 1) -> Stated:
    return Stated(
        "element",
        "present",
        {"element": element, "side": side, "completeness": completeness, "count": count},
    )


def inventoried(ground: Ground, unit: RecoveredUnit, *bones: Stated) -> None:
    examiner = ground.cast.examiner
    examination = postmortem.open_examination(examiner, unit, discipline="anthropology")
    postmortem.record_findings(examiner, examination, bones)
    postmortem.close_examination(examiner, examination, seen=1)


def count(ground: Ground, lowest: int, highest: int | None = None) -> MinimumNumber:
    return postmortem.record_minimum_number(
        ground.cast.examiner,
        ground.grave,
        method="repeated_element",
        lowest=lowest,
        highest=highest,
    )


@pytest.mark.invariant("I11")
def test_three_left_femora_are_three_people(ground: Ground) -> None:
    lot = ground.on_the_table("commingled_lot")
    inventoried(ground, lot, bone("femur", "left", count=3), bone("tibia", "right", count=2))
    with pytest.raises(Broken, match="below the count of one sided"):
        count(ground, 2)
    made = count(ground, 3, 5)
    assert (made.sided_element_count, made.basis["elements"]["femur/left"]) == (3, 3)
    with pytest.raises(Broken, match="below the lowest"):
        count(ground, 4, 3)


@pytest.mark.invariant("I11")
def test_fragments_and_unknown_sides_prove_nobody_more(ground: Ground) -> None:
    lot = ground.on_the_table("commingled_lot")
    inventoried(
        ground,
        lot,
        bone("femur", "left"),
        bone("femur", "left", "fragment", count=9),
        bone("humerus", "undetermined", count=4),
        Stated("element", "absent", {"element": "femur", "side": "right"}),
    )
    assert count(ground, 1).sided_element_count == 1


@pytest.mark.invariant("I11")
def test_fourteen_phalanges_of_one_hand_are_one_person() -> None:
    assert least_individuals({("hand_proximal_phalanx", "left"): 5}) == 1
    assert least_individuals({("hand_proximal_phalanx", "left"): 6}) == 2
    assert least_individuals({("mandible", "midline"): 3}) == 3
    assert least_individuals({}) == 0


_BONES = sorted(
    (term.code, side)
    for term in vocabulary("skeletal_element").terms
    for side in (("left", "right") if term.facts["sided"] else ("midline",))
)


@pytest.mark.invariant("I11")
@given(
    people=st.lists(st.sets(st.sampled_from(_BONES), max_size=30), max_size=8),
)
def test_the_count_never_exceeds_the_people_who_were_there(
    people: list[set[tuple[str, str]]],
) -> None:
    found: dict[tuple[str, str], int] = {}
    for person in people:
        for one in person:
            found[one] = found.get(one, 0) + 1
    assert least_individuals(found) <= len(people)


@pytest.mark.invariant("I11")
def test_what_belongs_together_makes_it_be_counted_again(ground: Ground, cast: Cast) -> None:
    one, two = ground.received("partial_body"), ground.received("body_part")
    first = count(ground, 2)
    association = individuals.form(cast.examiner, one, evidence="only_unit", grounds="одні")
    assert MinimumNumber.objects.get(pk=first.pk).outdated
    second = count(ground, 2)
    two.refresh_from_db()
    individuals.associate(
        cast.examiner, association.individual, two, evidence="fracture_fit", grounds="лінії"
    )
    assert MinimumNumber.objects.get(pk=second.pk).outdated
    third = count(ground, 1)
    association.refresh_from_db()
    individuals.withdraw(cast.examiner, association, seen=association.version, reason="хибно")
    found = minimum_number(cast.board, ground.grave.pk)
    assert found is not None
    assert (found.pk, found.outdated) == (third.pk, True)


@pytest.mark.invariant("I11")
def test_a_new_bone_makes_it_be_counted_again(ground: Ground) -> None:
    lot = ground.on_the_table("commingled_lot")

    def described() -> None:
        lot.refresh_from_db()
        units.describe(
            ground.cast.mortuary, lot, seen=lot.version, elements=["femur/left", "femur/left"]
        )

    changes: list[Callable[[], object]] = [
        partial(ground.recovered, "single_bone"),
        partial(inventoried, ground, lot, bone("femur", "left")),
        described,
    ]
    for change in changes:
        before = count(ground, 2)
        change()
        assert MinimumNumber.objects.get(pk=before.pk).outdated


@pytest.mark.invariant("I11")
def test_the_table_holds_the_interval(ground: Ground) -> None:
    made = count(ground, 2, 4)
    for wrong in ({"highest": 1}, {"sided_element_count": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MinimumNumber.objects.filter(pk=made.pk).update(**wrong)


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I11")
def test_no_count_that_missed_an_association_is_called_current(ground: Ground) -> None:
    remains = [ground.received("body_part") for _ in range(4)]
    rounds = 3 if connection.vendor == "postgresql" else 1
    for _ in range(rounds):
        unit = remains.pop()
        forming = partial(individuals.form, ground.cast.examiner, unit, evidence="only_unit")
        doings: list[Callable[[], MinimumNumber | Association]] = [
            partial(count, ground, 4),
            partial(forming, grounds="одні"),
            partial(count, ground, 4),
        ]
        _, association, _ = done_by(together(doings))
        current = MinimumNumber.objects.filter(outdated=False)
        assert current.count() <= 1
        assert not current.filter(recorded_at__lt=association.recorded_at).exists()
