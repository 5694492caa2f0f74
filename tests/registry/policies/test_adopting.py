"""A policy is adopted by three, never edited, and shows what no longer meets it (I16, I19)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imena.registry.models import Event, Policy
from imena.registry.queries import identification as seen
from imena.registry.queries.policies import failing, in_force, would_fail
from imena.registry.refusals import Broken, NotAllowed, Refused
from imena.registry.services import policies
from tests.registry.believed import Believed, fresh
from tests.registry.cast import Cast

DENTAL: dict[str, Any] = {"ways": [{"needs": [{"methods": ["dental"]}]}]}
VISUAL: dict[str, Any] = {"ways": [{"needs": [{"methods": ["visual"]}], "later_sampling": True}]}


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def adopted(cast: Cast, rules: Any, code: str = "NASHE", **more: Any) -> policies.Adopted:
    return policies.adopt(
        cast.board,
        code=code,
        rules=rules,
        text_uk="наше правило",
        text_en="our policy",
        approvers=[cast.prosecutor, cast.second("prosecutor")],
        **more,
    )


def test_an_office_puts_a_shipped_policy_in_force(cast: Cast) -> None:
    approvers = [cast.prosecutor, cast.second("prosecutor")]
    made = policies.adopt_shipped(cast.board, "UA-2026-02", approvers=approvers)
    assert (made.policy.edition, made.failing) == (1, ())
    assert list(in_force(cast.analyst)) == [made.policy]


def test_an_office_s_own_takes_two_who_approve(cast: Cast) -> None:
    with pytest.raises(Refused, match="2 more people"):
        policies.adopt_shipped(cast.board, "UA-2026-02", approvers=[cast.prosecutor])
    with pytest.raises(NotAllowed):
        policies.adopt_shipped(
            cast.board, "UA-2026-02", approvers=[cast.prosecutor, cast.second("board")]
        )
    with pytest.raises(NotAllowed):
        policies.adopt_shipped(
            cast.analyst, "UA-2026-02", approvers=[cast.prosecutor, cast.second("prosecutor")]
        )
    assert not Policy.objects.exists()


def test_a_change_is_a_new_edition_and_the_old_one_stays(cast: Cast) -> None:
    first = adopted(cast, DENTAL).policy
    second = adopted(cast, VISUAL).policy
    assert (second.edition, fresh(first).rules) == (2, DENTAL)
    assert fresh(first).retired_on is not None
    assert list(in_force(cast.board)) == [second]


@pytest.mark.invariant("I19")
def test_a_change_of_policy_lists_every_decision_that_no_longer_meets_it(
    believed: Believed,
) -> None:
    cast = believed.cast
    pairs = [(believed.remains(), believed.missing()) for _ in range(4)]
    methods = ("dental", "fingerprints", "fingerprints", "dental")
    made = [
        believed.confirmed(body, missing, believed.compared(body, missing, method=method))
        for (body, missing), method in zip(pairs, methods, strict=True)
    ]
    proposal = believed.proposed(believed.remains(), believed.missing())
    with pytest.raises(Broken, match="2 standing decisions") as refused:
        adopted(cast, DENTAL)
    assert refused.value.invariant == "I19"
    with pytest.raises(Broken, match="read the list"):
        adopted(cast, DENTAL, failing_seen=[made[1].id])
    shown = [f.decision for f in would_fail(cast.board, DENTAL)]
    answer = adopted(cast, DENTAL, failing_seen=shown)
    assert [f.number for f in answer.failing] == [made[1].number, made[2].number]
    assert answer.failing[0].made_under == "INTERPOL-1-primary/1"
    assert set(answer.failing[0].lacking) == {pairs[1][0].id, pairs[1][1].id}
    event = Event.objects.get(type="policies.adopt")
    assert {str(d.id) for d in made[1:3]} <= set(json.loads(event.body)["subjects"])
    # They stand until people decide otherwise; a proposal is not a standing decision.
    assert {fresh(d).status for d in made} == {"confirmed"}
    assert proposal.number not in {f.number for f in failing(cast.board, answer.policy)}


@pytest.mark.invariant("I19")
def test_one_relative_by_one_method_no_longer_suffices_in_february_2026(
    believed: Believed,
) -> None:
    cast = believed.cast
    bodies, people = [believed.remains() for _ in range(3)], [believed.missing() for _ in range(3)]
    mothers = [believed.relative(missing) for missing in people]
    father = believed.relative(people[1], "father")
    one = believed.confirmed(bodies[0], people[0], believed.dna(bodies[0], people[0], mothers[0]))
    believed.confirmed(bodies[1], people[1], believed.dna(bodies[1], people[1], mothers[1], father))
    believed.confirmed(
        bodies[2],
        people[2],
        believed.dna(bodies[2], people[2], mothers[2], methods=("autosomal_str", "y_str")),
    )
    answer = policies.adopt_shipped(
        cast.board,
        "UA-2026-02",
        approvers=[cast.prosecutor, cast.second("prosecutor")],
        failing_seen=[one.id],
    )
    assert [f.number for f in answer.failing] == [one.number]


def test_nothing_is_decided_under_a_retired_policy(believed: Believed) -> None:
    cast = believed.cast
    body, missing = believed.remains(), believed.missing()
    decision = believed.proposed(body, missing)
    policy = believed.policy()
    policies.retire(
        cast.board,
        policy,
        reason="нове правило",
        approvers=[cast.prosecutor, cast.second("prosecutor")],
    )
    with pytest.raises(Broken, match="propose anew"):
        believed.signed(decision)
    with pytest.raises(Broken, match="not in force"):
        believed.proposed(believed.remains(), believed.missing(), policy=policy)


@pytest.mark.invariant("I16")
def test_who_is_named_by_recognition_alone_is_listed_for_a_sample(believed: Believed) -> None:
    cast = believed.cast
    policy = adopted(cast, VISUAL, code="VPIZNANNIA").policy
    body, missing = believed.remains(), believed.missing()
    sight = believed.compared(body, missing, method="visual")
    with pytest.raises(Broken, match="does not meet the policy"):
        believed.signed(believed.proposed(body, missing, sight))
    seen_only, other = believed.remains(), believed.missing()
    decision = believed.proposed(
        seen_only, other, believed.compared(seen_only, other, method="visual"), policy=policy
    )
    assert list(seen.to_be_sampled(cast.board)) == []
    believed.signed(decision)
    assert list(seen.to_be_sampled(cast.board)) == [fresh(decision)]


@pytest.mark.invariant("I16")
def test_no_office_adopts_recognition_without_a_sample(cast: Cast) -> None:
    with pytest.raises(Broken) as refused:
        adopted(cast, {"ways": [{"needs": [{"methods": ["visual"]}]}]})
    assert refused.value.invariant == "I16"
    assert not Policy.objects.exists()
