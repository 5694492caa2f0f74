"""The programme that tries evidence on invented sites: it answers each way, and it can fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imena.invented.calibration import Statement
from imena.invented.findings.plan import AS_MODELLED, WRONG
from imena.invented.markers import invented_markers
from imena.invented.plan import SitePlan
from imena.invented.site import invent_site
from imena.invented.truth import Outcome
from verification.evidence import DNA, RIGHT, Told, answers, faults, said

EMPTY = Outcome(0.999, *[()] * 13)


def test_each_way_answers_for_every_body_and_the_findings_move_the_answer() -> None:
    plan = SitePlan(missing=10, families=9, unlisted=2, absent=2, partial=4, distant=4)
    site = invent_site(plan, invented_markers(4), seed=3)
    plans = {RIGHT: AS_MODELLED, "exchanged": WRONG["exchanged_clothes"]}
    told = dict(answers(site, plans, "recovered=0.8", 0.999))
    assert list(told) == [DNA, RIGHT, "exchanged"]
    for one in told.values():
        (outcome,) = one.outcomes
        assert outcome.bodies == 10
        assert one.refused == 0
    assert told[DNA].names != told[RIGHT].names
    lines = "\n".join(said(RIGHT, told[RIGHT], 0.999))
    assert "named rightly" in lines
    assert "stated between" in lines


def named(right: int, wrong: int = 0) -> Told:
    """So many named rightly and wrongly at the threshold."""
    bodies = tuple(f"B{n}" for n in range(right))
    outcome = replace(EMPTY, right=bodies, set_wrong=("X",) * wrong)
    names = [Statement(0.9999, n >= wrong) for n in range(right + wrong)]
    return Told(names, [], [outcome])


def test_more_named_and_none_wrongly_is_no_fault() -> None:
    assert faults({DNA: named(20), RIGHT: named(25)}, 0.999) == []


@pytest.mark.parametrize(
    ("right", "fault"),
    [
        (named(20), "no more people are named"),
        (named(25, wrong=1), "somebody is named wrongly"),
        (named(25, wrong=20), "outside the bounds"),
        (replace(named(25), refused=1), "refuses"),
    ],
)
def test_what_must_not_be_is_a_fault(right: Told, fault: str) -> None:
    assert any(fault in one for one in faults({DNA: named(20), RIGHT: right}, 0.999))
