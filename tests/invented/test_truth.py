"""Comparison with the truth, and the calibration of what is stated, on answers made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imena.invented.calibration import (
    Statement,
    brier_score,
    clopper_pearson,
    reliability,
    statements,
)
from imena.invented.truth import Truth, compare, planted_found
from imena.matching.answer import (
    Answer,
    Candidate,
    NobodyOnList,
    NotCompared,
    OpenBetween,
    Reached,
    Unmatched,
)
from imena.matching.identification import Check, JointAnswer, SymmetricSet


def joint(
    marginals: dict[tuple[str, str], float],
    nobody: dict[str, float] | None = None,
    not_recovered: dict[str, float] | None = None,
) -> JointAnswer:
    return JointAnswer(
        method="exact",
        prior="flat",
        log_likelihood_null=0.0,
        assignments=(),
        marginals=marginals,
        nobody=nobody or {},
        not_recovered=not_recovered or {},
        log10_glr={},
        symmetric=(),
        components=(),
        n_assignments=1.0,
        dropped_mass=0.0,
    )


ANSWER = Answer(
    threshold=0.999,
    reached=(
        Reached("right", "Anna", 0.9999),
        Reached("again", "Anna", 0.9999),
        Reached("swapped", "Borys", 0.9995),
        Reached("nobody's", "Clara", 0.9992),
    ),
    open_between=(
        OpenBetween("open", (Candidate("Daryna", 0.5), Candidate("Emil", 0.5)), 0.0),
        OpenBetween("lost", (Candidate("Emil", 0.9),), 0.1),
        OpenBetween("unlisted, open", (Candidate("Emil", 0.3),), 0.7),
        OpenBetween("brother", (), 0.0, ("Petro", "Pavlo"), 0.9995),
        OpenBetween(
            "pair",
            (),
            0.0,
            ("Petro", "Pavlo"),
            0.9995,
            SymmetricSet(("pair", "x"), ("Roman", "Serhii"), 0.9999),
        ),
        OpenBetween("stranger", (), 0.0, ("Petro", "Pavlo"), 0.9995),
    ),
    nobody=(NobodyOnList("unlisted", 0.995), NobodyOnList("denied", 0.995)),
    not_compared=(NotCompared("poor", 2, "few_markers"),),
    excluded=(),
    unmatched=(
        Unmatched("Halyna", 0.995, "not_among"),
        Unmatched("Ihor", 0.5, "undecided"),
        Unmatched("Emil", 0.995, "not_among"),
        Unmatched("Fedir", 0.995, "not_among"),
    ),
)

TRUTH = Truth(
    identities={
        "right": "Anna",
        "again": "Anna",
        "swapped": "Daryna",
        "nobody's": None,
        "open": "Daryna",
        "lost": "Fedir",
        "unlisted": None,
        "unlisted, open": None,
        "denied": "Fedir",
        "poor": "Emil",
        "brother": "Pavlo",
        "pair": "Roman",
        "stranger": None,
    },
    not_among=("Halyna", "Ihor"),
    seed=1,
)


def test_every_body_falls_into_one_group() -> None:
    outcome = compare(ANSWER, joint({("open", "Daryna"): 0.5, ("lost", "Fedir"): 0.005}), TRUTH)
    assert outcome.right == ("right", "again")
    assert [(w.body, w.named, w.true) for w in outcome.wrong] == [
        ("swapped", "Borys", "Daryna"),
        ("nobody's", "Clara", None),
    ]
    assert outcome.open == ("open",)
    assert outcome.missed == ("lost", "denied")
    assert outcome.not_compared == ("poor",)
    assert outcome.nobody_right == ("unlisted",)
    assert outcome.nobody_open == ("unlisted, open",)
    assert outcome.set_right == ("brother", "pair")
    assert outcome.set_wrong == ("stranger",)
    assert outcome.bodies == len(TRUTH.identities)
    assert outcome.any_wrong


def test_absent_people_are_compared_too() -> None:
    outcome = compare(ANSWER, joint({}, {"lost": 0.5}), TRUTH)
    assert outcome.absent_right == ("Halyna",)
    assert outcome.absent_open == ("Ihor",)
    assert outcome.absent_wrong == ("Fedir",)
    assert outcome.absent_unseen == ("Emil",)


def test_a_body_the_truth_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="swapped"):
        compare(
            ANSWER, joint({}), Truth({"right": "Anna", "again": "Anna", "nobody's": None}, (), 1)
        )


def test_without_a_false_claim_nothing_is_wrong() -> None:
    answer = replace(ANSWER, reached=ANSWER.reached[:2], open_between=ANSWER.open_between[:3])
    assert not compare(answer, joint({}), TRUTH).any_wrong


def test_what_was_planted_is_found_or_not() -> None:
    truth = replace(
        TRUTH,
        sampled_twice=(("right", "again"),),
        related_unlisted=(("unlisted", "nobody's"),),
        misrecorded=(("F1", "F1-2"), ("F2", "F2-3")),
    )
    checks = [
        Check("same_person", "warning", ("again", "right")),
        Check("close_relatives", "note", ("right", "open"), relation="full_siblings"),
        Check("family_relation", "warning", ("F1", "F1-1")),
        Check("family_relation", "ok", ("F2", "F2-3")),
    ]
    found = planted_found(checks, truth)
    assert found.sampled_twice == (1, 1)
    assert found.related_unlisted == (0, 1)
    assert found.misrecorded == (1, 2)


def test_statements_of_an_answer_are_paired_with_the_truth() -> None:
    said = statements(
        joint(
            {("right", "Anna"): 0.9, ("open", "Anna"): 0.1},
            {"unlisted": 0.8, "right": 0.1},
            {"Anna": 0.2, "Emil": 0.9},
        ),
        TRUTH,
    )
    assert said["name"] == [Statement(0.9, True), Statement(0.1, False)]
    assert said["nobody"] == [Statement(0.8, True), Statement(0.1, False)]
    # Emil's body is not among those decided together: of these the statement is true
    assert said["not_recovered"] == [Statement(0.2, False), Statement(0.9, True)]


def test_bins_hold_every_statement_once_and_the_last_includes_one() -> None:
    said = [Statement(p, p > 0.5) for p in (0.0, 0.2, 0.5, 0.99, 1.0)]
    bins = reliability(said, edges=(0.0, 0.5, 1.0))
    assert [(b.count, b.true) for b in bins] == [(2, 0), (3, 2)]
    assert bins[1].stated == pytest.approx((0.5 + 0.99 + 1.0) / 3)


def test_honest_statements_agree_and_boastful_ones_do_not() -> None:
    honest = [Statement(0.9, n % 10 != 0) for n in range(1000)]
    boastful = [Statement(0.999, n % 10 != 0) for n in range(1000)]
    assert all(b.agrees for b in reliability(honest))
    assert not any(b.agrees for b in reliability(boastful))


def test_clopper_pearson_bounds_have_closed_forms_at_the_ends() -> None:
    """With no success in n the upper bound u solves (1 - u)^n = tail."""
    low, high = clopper_pearson(0, 20, 0.95)
    assert low == 0.0
    assert (1 - high) ** 20 == pytest.approx(0.025)
    low, high = clopper_pearson(20, 20, 0.95)
    assert high == 1.0
    assert low**20 == pytest.approx(0.025)


def test_brier_score() -> None:
    assert brier_score([Statement(1.0, True), Statement(0.5, False)]) == pytest.approx(0.125)
