"""Many people at one name at the same moment: the outcome is one that some order would have had."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from itertools import combinations

import pytest
from django.db import connection

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Conflict,
    CustodyEvent,
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Release,
    ReviewCase,
    Signature,
)
from imena.registry.queries.dossier.signed import digest_of
from imena.registry.refusals import Broken, Refused
from imena.registry.services import decisions, identification, life, returning
from tests.registry.believed import Believed, fresh
from tests.registry.cast import Cast
from tests.registry.together import done_by, refused, together


def at_once() -> int:
    """How many are let go: SQLite lets one write at a time, so fewer show as much."""
    return 8 if connection.vendor == "postgresql" else 4


def rounds() -> range:
    """How often each is tried; IMENA_TEST_ROUNDS=20 for as often as a release asks."""
    few = "3" if connection.vendor == "postgresql" else "1"
    return range(int(os.environ.get("IMENA_TEST_ROUNDS", few)))


@pytest.fixture
def believed(transactional_db: None) -> Believed:
    return Believed(Cast.assembled())


def signers(believed: Believed, many: int) -> list[tuple[str, Actor]]:
    roles = ["board" if n % 2 else "prosecutor" for n in range(many)]
    return [(role, believed.cast.second(role)) for role in roles]


def settled_behind_the_program_s_back() -> None:
    """Whoever closes conflicts in the tables still meets the constraints."""
    Conflict.objects.update(closed_at=clock.now())


@pytest.mark.invariant("I12")
def test_of_many_signatures_two_are_taken(believed: Believed) -> None:
    people = signers(believed, at_once())
    for _ in rounds():
        decision = believed.proposed(believed.remains(), believed.missing())
        digest = digest_of(decision)
        results = together(
            [
                partial(decisions.sign, who, decision, role=role, digest=digest)
                for role, who in people
            ]
        )
        assert len(done_by(results)) == 2
        assert all(isinstance(error, Broken) for error in refused(results))
        assert fresh(decision).status == "confirmed"
        assert Signature.objects.filter(decision=decision).values("signer").distinct().count() == 2


@pytest.mark.invariant("I12")
def test_one_person_at_many_machines_signs_once(believed: Believed) -> None:
    board = believed.cast.board
    for _ in rounds():
        decision = believed.proposed(believed.remains(), believed.missing())
        sign = partial(decisions.sign, board, decision, role="board", digest=digest_of(decision))
        results = together([sign] * at_once())
        assert len(done_by(results)) == 1
        assert all(isinstance(error, Broken) for error in refused(results))
        assert fresh(decision).status == "proposed"


@pytest.mark.invariant("I13")
def test_one_name_proposed_for_many_remains_is_never_silent(believed: Believed) -> None:
    for _ in rounds():
        missing = believed.missing()
        bodies = [believed.remains() for _ in range(at_once())]
        grounds = [believed.compared(body, missing) for body in bodies]
        policy = believed.policy()
        results = together(
            [
                partial(
                    decisions.propose,
                    believed.cast.analyst,
                    policy=policy,
                    individuals=[body],
                    missing=[missing],
                    comparisons=[ground],
                )
                for body, ground in zip(bodies, grounds, strict=True)
            ]
        )
        made = done_by(results)
        assert len(made) == at_once()
        pairs = {frozenset(c.decisions) for c in Conflict.objects.filter(missing=missing)}
        assert pairs == {frozenset({str(a.id), str(b.id)}) for a, b in combinations(made, 2)}
        for decision in made[:2]:
            with pytest.raises(Broken, match="settle that first"):
                believed.signed(decision)
        assert not DecisionPerson.objects.filter(missing=missing, standing=True).exists()


def last_signatures(believed: Believed, proposed: list[Decision]) -> list[Decision]:
    """Every decision lacks one signature, and all get it at once."""
    for decision in proposed:
        believed.sign(decision, believed.cast.board)
    settled_behind_the_program_s_back()
    prosecutors = [believed.cast.second("prosecutor") for _ in proposed]
    results = together(
        [
            partial(decisions.sign, who, decision, role="prosecutor", digest=digest_of(decision))
            for who, decision in zip(prosecutors, proposed, strict=True)
        ]
    )
    assert all(isinstance(error, Broken) for error in refused(results)), results
    return [decision for decision in proposed if fresh(decision).status == "confirmed"]


@pytest.mark.invariant("I13")
def test_one_person_stands_in_one_decision_whoever_closed_the_conflict(believed: Believed) -> None:
    for _ in rounds():
        missing = believed.missing()
        made = [believed.proposed(believed.remains(), missing) for _ in range(at_once())]
        assert len(last_signatures(believed, made)) == 1
        assert DecisionPerson.objects.filter(missing=missing, standing=True).count() == 1


@pytest.mark.invariant("I14")
def test_one_individual_has_one_standing_decision_whoever_closed_the_conflict(
    believed: Believed,
) -> None:
    for _ in rounds():
        body = believed.remains()
        made = [believed.proposed(body, believed.missing()) for _ in range(at_once())]
        assert len(last_signatures(believed, made)) == 1
        assert DecisionIndividual.objects.filter(individual=body, standing=True).count() == 1


@pytest.mark.invariant("I20")
def test_of_many_hand_overs_one_takes_place(believed: Believed) -> None:
    cast = believed.cast
    for _ in rounds():
        body, missing = believed.remains(), believed.missing()
        mother = believed.relative(missing)
        decision = believed.confirmed(body, missing)
        believed.asked(missing, mother)
        authorise = partial(
            returning.authorise,
            cast.prosecutor,
            decision,
            body,
            recipient=mother,
            recipient_proof="паспорт",
            authorisation="П-1",
        )
        (release,) = done_by(together([authorise] * at_once()))
        tags = believed.tags(body)
        results = together(
            [
                partial(
                    returning.hand_over,
                    cast.second("mortuary"),
                    release,
                    tags=tags,
                    witness=cast.liaison,
                    witness_tags=tags,
                )
                for _ in range(at_once())
            ]
        )
        assert len(done_by(results)) == 1
        assert all(isinstance(error, Refused) for error in refused(results))
        unit = body.associations.get().unit
        assert CustodyEvent.objects.filter(unit=unit, kind="released").count() == 1


@pytest.mark.invariant("I15", "I20")
def test_a_return_from_captivity_and_a_release_at_one_moment(believed: Believed) -> None:
    cast = believed.cast
    for _ in rounds():
        body, missing = believed.remains(), believed.missing()
        mother = believed.relative(missing)
        decision = believed.confirmed(body, missing)
        believed.asked(missing, mother)
        release = believed.authorised(decision, body, mother)
        both: list[Callable[[], object]] = [
            partial(believed.handed_over, release),
            partial(life.prove, cast.liaison, missing, kind="returned", source="повернувся"),
        ]
        together(both)
        assert fresh(decision).status == "suspended"
        touches = ReviewCase.objects.get(decision=decision).touches
        now: Release = fresh(release)
        # Either it left before anybody knew, and the review says so, or it did not leave.
        assert now.state in {"released", "blocked"}
        seen = "released" if now.state == "released" else "authorised"
        assert touches["releases"][0]["state"] == seen
        there = body.associations.get().unit.place
        assert there == ("family" if now.state == "released" else "store")


@pytest.mark.invariant("I15")
def test_the_last_signature_and_a_proof_of_life_at_one_moment(believed: Believed) -> None:
    for _ in rounds():
        body, missing = believed.remains(), believed.missing()
        decision = believed.proposed(body, missing)
        believed.sign(decision, believed.cast.board)
        both: list[Callable[[], object]] = [
            partial(believed.sign, decision, believed.cast.prosecutor),
            partial(
                life.prove,
                believed.cast.liaison,
                missing,
                kind="direct_contact",
                source="дзвінок",
            ),
        ]
        together(both)
        assert fresh(decision).status == "suspended"
        assert not DecisionPerson.objects.filter(missing=missing, standing=True).exists()
        assert fresh(missing).state == "found_alive"


@pytest.mark.invariant("I18")
def test_the_last_signature_and_an_exclusion_at_one_moment(believed: Believed) -> None:
    for _ in rounds():
        body, missing = believed.remains(), believed.missing()
        decision = believed.proposed(body, missing)
        believed.sign(decision, believed.cast.board)
        both: list[Callable[[], object]] = [
            partial(believed.sign, decision, believed.cast.prosecutor),
            partial(
                identification.compare,
                believed.cast.analyst,
                body,
                missing=missing,
                method="dental",
                outcome="excluded",
            ),
        ]
        together(both)
        # Whether it was confirmed a moment before or not: the contradiction is open, and nothing
        # can be told or released on it.
        assert Conflict.objects.get(individual=body).kind == "exclusion"
        assert fresh(decision).status in {"proposed", "confirmed"}
