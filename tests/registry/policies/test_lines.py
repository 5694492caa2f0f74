"""The policy line by line says what the rule itself says, of each individual and each person."""

from __future__ import annotations

import pytest

from imena.registry.models import Comparison, Decision
from imena.registry.queries.evidence import judged
from imena.registry.queries.policy_lines import policy_lines
from imena.registry.services import decisions, identification
from tests.registry.believed import Believed, fresh
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def met(decision: Decision) -> dict[str, bool]:
    """Each line's answer; all of them together are the rule's."""
    lines = {line.about: line.met for line in policy_lines(decision)}
    assert all(lines.values()) is judged(decision).met
    return lines


def test_of_a_set_each_member_needs_evidence_of_their_own(believed: Believed) -> None:
    bodies = [believed.remains(), believed.remains()]
    brothers = [believed.missing(), believed.missing()]
    only = believed.compared(bodies[0], brothers[0], among=brothers)
    decision = decisions.propose(
        believed.cast.analyst, policy=believed.policy(), individuals=bodies, missing=brothers,
        comparisons=[only],
    )  # fmt: skip
    assert met(decision) == {
        bodies[0].number: True, bodies[1].number: False,
        brothers[0].number: True, brothers[1].number: True,
    }  # fmt: skip


def test_what_was_withdrawn_counts_no_more(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    ground = believed.compared(body, missing)
    decision = believed.proposed(body, missing, ground)
    assert met(decision) == {body.number: True, missing.number: True}
    identification.withdraw_comparison(believed.cast.analyst, fresh(ground), reason="чужа картка")
    assert met(decision) == {body.number: False, missing.number: False}


def test_an_outcome_about_others_as_well_counts_for_nobody(believed: Believed) -> None:
    body, missing, other = believed.remains(), believed.missing(), believed.missing()
    decision = believed.proposed(body, missing)
    Comparison.objects.update(among=[str(missing.pk), str(other.pk)])
    assert met(decision) == {body.number: False, missing.number: False}


def test_each_need_says_what_there_is_of_it(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    mother, friend = believed.relative(missing), believed.relative(missing, "other")
    ground = believed.dna(body, missing, mother, friend)
    decision = believed.proposed(body, missing, ground, policy=believed.policy("UA-2026-02"))
    (of_body, _) = policy_lines(decision)
    direct, two_close, one_by_two = of_body.ways
    assert [need.donors for need in direct.needs] == [()]
    assert [(need.comparisons, need.donors, need.lab_methods) for need in two_close.needs] == [
        ((ground.number,), (mother.code,), 1)
    ]
    assert [need.met for need in one_by_two.needs] == [False]
    assert met(decision) == {body.number: False, missing.number: False}
