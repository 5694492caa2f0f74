"""Marks: what was told of before death beside what was seen after it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.evidence.caps import PROPOSED
from imena.evidence.marks import (
    DENIED,
    MARK_KINDS,
    NOT_ASKED,
    NOT_EXAMINED,
    NOT_SEEN,
    OTHER_MOTIF,
    REPORTED,
    SAME_MOTIF,
    SEEN,
    MarkError,
    MarkFinding,
    MarkKind,
    marks,
    motif_share,
)
from imena.evidence.rates import Rate
from tests.evidence.laws import assert_coherent, probabilities

rate = st.floats(0.001, 0.999)
kinds = st.builds(
    MarkKind,
    st.just("any"),
    st.builds(Rate, rate),
    st.builds(Rate, rate),
    st.builds(lambda v: {"fresh": v}, probabilities()),
    st.builds(Rate, rate),
)
TATTOO = MARK_KINDS["tattoo"]


@given(kinds, st.sampled_from([REPORTED, DENIED, NOT_ASKED]))
def test_the_mean_lr_of_a_mark_is_one(kind: MarkKind, said: str) -> None:
    assert_coherent(kind.densities(said, "fresh"))


@given(kinds, st.floats(0.001, 1))
def test_the_mean_lr_of_a_motif_is_one(kind: MarkKind, motif: float) -> None:
    assert_coherent(kind.densities(REPORTED, "fresh", motif))


@pytest.mark.parametrize("kind", MARK_KINDS.values(), ids=lambda k: k.name)
def test_silence_counts_only_where_somebody_was_asked(kind: MarkKind) -> None:
    unasked = kind.densities(NOT_ASKED, "fresh")
    assert unasked.log10_lr(SEEN) == pytest.approx(0, abs=1e-12)
    assert unasked.log10_lr(NOT_SEEN) == pytest.approx(0, abs=1e-12)
    asked = kind.densities(DENIED, "fresh")
    assert asked.log10_lr(SEEN) < 0 < asked.log10_lr(NOT_SEEN)


def test_the_belief_after_a_report_is_bayes() -> None:
    kind = MarkKind("m", Rate(0.8), Rate(0.1), {"fresh": 1.0}, Rate(0.25))
    assert kind.had(REPORTED) == pytest.approx(0.2 / (0.2 + 0.075))
    assert kind.had(DENIED) == pytest.approx(0.05 / (0.05 + 0.675))
    assert kind.had(NOT_ASKED) == 0.25


def test_a_scar_on_a_skeleton_says_nothing() -> None:
    """Nobody could see it: only the imagined ones are seen, and those alike by both."""
    scar = MARK_KINDS["large_scar"].densities(REPORTED, "skeleton")
    assert abs(scar.log10_lr(NOT_SEEN)) < 0.001


def test_a_rarer_motif_says_more_and_another_motif_speaks_against() -> None:
    common, rare = (TATTOO.densities(REPORTED, "fresh", m) for m in (0.2, 0.01))
    there = TATTOO.densities(REPORTED, "fresh")
    assert 0 < there.log10_lr(SEEN) < common.log10_lr(SAME_MOTIF) < rare.log10_lr(SAME_MOTIF)
    assert rare.log10_lr(OTHER_MOTIF) < 0


def test_a_motif_nobody_else_has_is_as_rare_as_the_collection_is_large() -> None:
    assert motif_share(0, 999) == 0.001
    assert motif_share(9, 99) == 0.1


def test_marks_of_one_person_add_up_and_the_rest_is_named() -> None:
    finger, fracture = MARK_KINDS["missing_finger"], MARK_KINDS["healed_fracture"]
    findings = [
        MarkFinding(finger, REPORTED, SEEN, "skeleton"),
        MarkFinding(fracture, DENIED, NOT_SEEN, "skeleton"),
        MarkFinding(TATTOO, NOT_ASKED, SEEN, "skeleton"),
        MarkFinding(MARK_KINDS["appendectomy"], REPORTED, NOT_EXAMINED, "skeleton"),
    ]
    found = marks(findings, PROPOSED)
    expected = finger.densities(REPORTED, "skeleton").log10_lr(SEEN) + fracture.densities(
        DENIED, "skeleton"
    ).log10_lr(NOT_SEEN)
    assert found.uncapped == pytest.approx(expected)
    assert found.examined == ("missing_finger", "healed_fracture")
    assert found.not_examined == ("tattoo", "appendectomy")
    assert found.band[0] < found.log10_lr < found.band[1]


def test_nothing_asked_is_exactly_one() -> None:
    found = marks([MarkFinding(TATTOO, NOT_ASKED, SEEN, "fresh")], PROPOSED)
    assert (found.log10_lr, found.not_examined) == (0, ("tattoo",))


@pytest.mark.parametrize(
    "asked",
    [
        {"said": "perhaps", "condition": "fresh"},
        {"said": REPORTED, "condition": "frozen"},
        {"said": DENIED, "condition": "fresh", "motif": 0.1},
    ],
)
def test_what_is_not_known_is_refused(asked: Mapping[str, object]) -> None:
    motif = asked.get("motif")
    with pytest.raises(MarkError):
        TATTOO.densities(
            str(asked["said"]),
            str(asked["condition"]),
            motif if isinstance(motif, float) else None,
        )
