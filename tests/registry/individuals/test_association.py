"""Which remains are one person: dated, revocable, one person at a time."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import connection

from imena.registry import clock
from imena.registry.models import (
    Association,
    Decision,
    DecisionIndividual,
    DecisionPerson,
    FamilyWish,
    Individual,
    MissingPerson,
    Policy,
    RecoveredUnit,
)
from imena.registry.queries.custody import custody_line
from imena.registry.queries.individuals import individual_of, unassociated
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused, Stale
from imena.registry.services import individuals
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.registry.samples.donors import donor
from tests.registry.together import done_by, refused, together


def now(unit: RecoveredUnit) -> RecoveredUnit:
    return RecoveredUnit.objects.get(pk=unit.pk)


def formed(ground: Ground, unit: RecoveredUnit) -> Association:
    return individuals.form(
        ground.cast.examiner, unit, evidence="only_unit", grounds="одні останки у труні"
    )


def test_an_individual_is_put_together_and_taken_apart(ground: Ground, cast: Cast) -> None:
    body = ground.received("partial_body")
    arm = ground.received("body_part")
    first = formed(ground, body)
    second = individuals.associate(
        cast.examiner, first.individual, arm, evidence="articulation", grounds="ліктьовий суглоб"
    )
    assert now(arm).state == "associated"
    assert list(unassociated(cast.analyst)) == []
    individuals.withdraw(cast.examiner, second, seen=1, reason="інший вік")
    known = individual_of(cast.board, first.individual_id)
    assert [(b.unit, b.ended is None) for b in known.belongings] == [
        (body.number, True),
        (arm.number, False),
    ]
    assert list(unassociated(cast.analyst)) == [now(arm)]
    assert now(arm).state == "in_custody"
    kinds = [h.kind for h in custody_line(cast.board, arm.pk).happenings]
    assert kinds[-2:] == ["reassociated", "reassociated"]


def test_an_individual_nobody_belongs_to_is_given_up(ground: Ground, cast: Cast) -> None:
    association = formed(ground, ground.received())
    individuals.withdraw(cast.examiner, association, seen=1, reason="двоє людей")
    individual = Individual.objects.get(pk=association.individual_id)
    assert individual.state == "dissolved"
    with pytest.raises(Broken, match="given up"):
        individuals.associate(
            cast.examiner, individual, ground.received(), evidence="dna", grounds="профіль"
        )
    with pytest.raises(Broken, match="withdrawn before"):
        individuals.withdraw(cast.examiner, association, seen=2, reason="ще раз")


@pytest.mark.invariant("I11")
def test_one_person_has_one_left_femur(ground: Ground, cast: Cast) -> None:
    legs = ground.received("bone_group", elements=["femur/left", "tibia/left"])
    other = ground.received("single_bone", elements=["femur/left"])
    right = ground.received("single_bone", elements=["femur/right"])
    whose = formed(ground, legs).individual
    with pytest.raises(Broken, match="femur/left"):
        individuals.associate(cast.examiner, whose, other, evidence="dna", grounds="профіль")
    individuals.associate(cast.examiner, whose, right, evidence="pair_match", grounds="пара")
    assert individual_of(cast.board, whose.pk).bones == {
        ("femur", "left"): 1,
        ("femur", "right"): 1,
        ("tibia", "left"): 1,
    }


@pytest.mark.invariant("I11")
@pytest.mark.parametrize("kind", ["artefact", "non_human", "commingled_lot"])
def test_what_is_nobody_s_or_several_people_s_is_no_individual(ground: Ground, kind: str) -> None:
    with pytest.raises(Broken) as broken:
        formed(ground, ground.received(kind))
    assert broken.value.invariant == "I11"


def test_an_association_says_what_it_rests_on(ground: Ground, cast: Cast) -> None:
    unit = ground.received()
    with pytest.raises(Broken, match="rests on"):
        individuals.form(cast.examiner, unit, evidence="only_unit", grounds=" ")
    with pytest.raises(Refused, match="not a term"):
        individuals.form(cast.examiner, unit, evidence="здогад", grounds="схожі")
    association = formed(ground, unit)
    with pytest.raises(Broken, match="Say why"):
        individuals.withdraw(cast.examiner, association, seen=1, reason=" ")
    with pytest.raises(Stale):
        individuals.withdraw(cast.examiner, association, seen=7, reason="хибно")


def test_who_belongs_together_is_for_examiners_to_say(ground: Ground, cast: Cast) -> None:
    unit = ground.received()
    for role in ("mortuary", "field_team", "analyst", "board", "laboratory"):
        with pytest.raises(NotAllowed):
            individuals.form(cast.actors[role], unit, evidence="only_unit", grounds="одні")
    stranger = Cast.assembled("INSHA").examiner
    with pytest.raises(NotYours):
        individuals.form(stranger, unit, evidence="only_unit", grounds="одні")


@pytest.mark.invariant("I21")
def test_each_new_association_asks_the_family_again(ground: Ground, cast: Cast) -> None:
    association = formed(ground, ground.received("partial_body"))
    wish = wish_of_family_of(cast, association.individual)
    later = ground.received("body_part")
    second = individuals.associate(
        cast.examiner, association.individual, later, evidence="dna", grounds="профіль"
    )
    assert FamilyWish.objects.get(pk=wish.pk).outdated
    again = wish_of_family_of(cast, association.individual, replaces=wish)
    individuals.withdraw(cast.examiner, second, seen=1, reason="помилка")
    assert FamilyWish.objects.get(pk=again.pk).outdated


def wish_of_family_of(
    cast: Cast, individual: Individual, replaces: FamilyWish | None = None
) -> FamilyWish:
    """What a family wished, with a standing decision, written straight into the tables."""
    common = {"operation": cast.operation, "recorded_at": clock.now()}
    named = DecisionPerson.objects.filter(decision__individuals__individual=individual).first()
    if named is None:
        missing = MissingPerson(number="MP-0001-A", **common)
        policy = Policy(
            code="ПРОБА", edition=1, rules={}, adopted_on=date(2031, 1, 1), recorded_at=clock.now()
        )
        missing.save(force_insert=True)
        policy.save(force_insert=True)
        decision = Decision(
            number="DEC-0001-A",
            status="confirmed",
            policy=policy,
            proposed_by_id=cast.examiner.user,
            **common,
        )
        decision.save(force_insert=True)
        DecisionIndividual(decision=decision, individual=individual, standing=True, **common).save(
            force_insert=True
        )
        named = DecisionPerson(decision=decision, missing=missing, standing=True, **common)
        named.save(force_insert=True)
    wish = FamilyWish(
        missing=named.missing,
        person=donor(cast),
        partial_remains="receive_now",
        later_found="tell_and_return",
        asked_on=date(2031, 8, 1),
        replaces=replaces,
        **common,
    )
    wish.save(force_insert=True)
    return wish


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_one_unit_for_individuals_one_does(ground: Ground) -> None:
    unit = ground.received()
    many = 8 if connection.vendor == "postgresql" else 4
    results = together([partial(formed, ground, unit)] * many)
    assert len(done_by(results)) == 1
    assert all(isinstance(error, Refused) for error in refused(results))
    assert Association.objects.filter(unit=unit, withdrawn_at=None).count() == 1
    assert Individual.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I11")
def test_two_femora_do_not_slip_into_one_person_at_once(ground: Ground) -> None:
    whose = formed(ground, ground.received("partial_body")).individual
    bones = [ground.received("single_bone", elements=["femur/left"]) for _ in range(4)]
    results = together(
        [
            partial(
                individuals.associate,
                ground.cast.examiner,
                whose,
                bone,
                evidence="dna",
                grounds="профіль",
            )
            for bone in bones
        ]
    )
    assert len(done_by(results)) == 1
    assert individual_of(ground.cast.board, whose.pk).bones == {("femur", "left"): 1}
