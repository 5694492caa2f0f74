"""What the data cannot tell apart is named as a set."""

from __future__ import annotations

import math

import pytest

from imena.matching.identification import JointAnswer
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.joint.prior import Prior
from imena.matching.joint.solve import solve
from tests.matching.placement_tables import every_row, single, table


def brothers(
    family: str, names: list[str], bodies: dict[int, float], both: float = 0.0
) -> FamilyPlacements:
    """Two brothers alike to the data: a body fits either equally, two of the bodies gain more."""
    rows = every_row(2, sorted(bodies))
    log_lr = [
        sum(bodies[b] for b in row if b >= 0) + (both if min(row) >= 0 else 0.0) for row in rows
    ]
    return table(family, names, rows, log_lr)


def answer_to(tables: list[FamilyPlacements], n: int, max_exact_work: float = 1e7) -> JointAnswer:
    bodies = [f"V{b + 1}" for b in range(n)]
    return solve(tables, bodies, Prior(0.5), log_likelihood_null=0.0, max_exact_work=max_exact_work)


def found(answer: JointAnswer) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(s.victims, s.missing) for s in answer.symmetric]


def test_two_bodies_who_are_two_brothers_in_either_order() -> None:
    answer = answer_to([brothers("F1", ["M1", "M2"], {0: 11.5, 1: 12.5}, -3.0)], 2)
    assert found(answer) == [(("V1", "V2"), ("M1", "M2"))]
    inside = sum(s.posterior for s in answer.assignments if None not in s.assignment.values())
    assert answer.symmetric[0].posterior == pytest.approx(inside, abs=1e-12)
    assert answer.marginals["V1", "M1"] == pytest.approx(answer.marginals["V1", "M2"])


def test_one_body_who_is_one_of_two_brothers() -> None:
    answer = answer_to([brothers("F2", ["M3", "M4"], {0: 12.0})], 1)
    assert found(answer) == [(("V1",), ("M3", "M4"))]
    assert answer.symmetric[0].posterior == pytest.approx(1.0 - answer.nobody["V1"], abs=1e-12)


def test_two_bodies_alike_of_whom_one_is_the_missing_person() -> None:
    answer = answer_to([single("F", [9.0, 9.0])], 2)
    assert found(answer) == [(("V1", "V2"), ("of F",))]
    assert answer.symmetric[0].posterior == pytest.approx(1.0 - answer.not_recovered["of F"])


def test_three_families_of_one_case_are_told_apart_as_far_as_they_can() -> None:
    tables = [
        brothers("F1", ["M1", "M2"], {0: 11.5, 1: 12.5}),
        brothers("F2", ["M3", "M4"], {2: 12.0}),
        single("F3", [-math.inf, -math.inf, -math.inf, 10.6, 10.2]),
    ]
    answer = answer_to(tables, 5)
    # V4 and V5 compete for M5, but the data prefer one of them: that is no symmetry.
    assert found(answer) == [(("V1", "V2"), ("M1", "M2")), (("V3",), ("M3", "M4"))]


def test_a_difference_the_data_do_see_is_no_symmetry() -> None:
    rows = every_row(2, [0, 1])
    log_lr = [sum(8.0 for b in row if b >= 0) + 1e-6 * (row == (0, 1)) for row in rows]
    assert found(answer_to([table("F", ["M1", "M2"], rows, log_lr)], 2)) == []


def test_evidence_that_is_not_dna_can_break_a_symmetry() -> None:
    rows = every_row(2, [0, 1])
    log_lr = [sum(8.0 for b in row if b >= 0) for row in rows]
    older = [1.0 * (row[0] == 0) for row in rows]
    assert found(answer_to([table("F", ["M1", "M2"], rows, log_lr)], 2)) != []
    assert found(answer_to([table("F", ["M1", "M2"], rows, log_lr, older)], 2)) == []


def test_another_body_can_tell_brothers_apart() -> None:
    """V1 alone could be either, but what is known of V2 settles both."""
    rows = every_row(2, [0, 1])
    log_lr = [sum(9.0 for b in row if b >= 0) for row in rows]
    evidence = [-6.0 * (row[0] == 1) for row in rows]
    answer = answer_to([table("F", ["M1", "M2"], rows, log_lr, evidence)], 2)
    assert answer.marginals["V1", "M1"] > 0.99
    assert found(answer) == []


def test_an_improbable_set_is_not_reported() -> None:
    assert found(answer_to([brothers("F", ["M1", "M2"], {0: -4.0, 1: -4.0})], 2)) == []


@pytest.mark.parametrize("work", [10_000_000, 0])
def test_a_set_across_families_has_its_exact_posterior(work: int) -> None:
    """Two families whose missing fit two bodies equally: exchanged between the families."""
    tables = [single("F", [6.0, 6.0, 0.5]), single("G", [6.0, 6.0, -math.inf])]
    answer = answer_to(tables, 3, max_exact_work=work)
    assert found(answer) == [(("V1", "V2"), ("of F", "of G"))]
    inside = sum(
        story.posterior
        for story in answer_to(tables, 3).assignments
        if None not in (story.assignment["V1"], story.assignment["V2"])
    )
    assert answer.symmetric[0].posterior == pytest.approx(inside, abs=1e-12 if work else 0.03)


def test_a_set_among_more_bodies_than_a_lattice_has_room_for() -> None:
    """Wide enough that bodies and tallies of such a set would not fit one state together."""
    elsewhere = [-5.0 - 0.1 * (body % 7) for body in range(58)]
    fits = [single(f, [8.0, *elsewhere]) for f in ("F", "G")]
    answer = answer_to([*fits, single("H", [-9.0, *elsewhere])], 59)
    assert found(answer) == [(("V1",), ("of F", "of G"))]
    posterior = answer.marginals["V1", "of F"] + answer.marginals["V1", "of G"]
    assert answer.symmetric[0].posterior == pytest.approx(posterior, abs=1e-12)
