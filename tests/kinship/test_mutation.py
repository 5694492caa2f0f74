"""Mutation matrices: what each model means, what is refused, when alleles may be merged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from imena.kinship.mutation import (
    Mutation,
    MutationError,
    build,
    is_stationary,
    lump,
    lumpable,
)

FloatArray = npt.NDArray[np.float64]

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "genetics"
LADDER = ("8", "9", "9.3", "10", "11")
P = np.array([0.1, 0.2, 0.3, 0.15, 0.25])


def overall_rate(matrix: FloatArray, frequencies: FloatArray) -> float:
    return float(frequencies @ (1 - matrix.diagonal()))


def is_reversible(matrix: FloatArray, frequencies: FloatArray) -> bool:
    flow = frequencies[:, None] * matrix
    return bool(np.allclose(flow, flow.T, rtol=1e-12, atol=0))


class TestModels:
    def test_equal_spreads_the_rate_over_all_others(self) -> None:
        matrix = build("equal", ("a", "b", "c"), [0.2, 0.3, 0.5], rate=0.1)
        np.testing.assert_allclose(
            matrix, [[0.9, 0.05, 0.05], [0.05, 0.9, 0.05], [0.05, 0.05, 0.9]], rtol=1e-15
        )

    def test_proportional_follows_the_frequencies_and_keeps_them(self) -> None:
        matrix = build("proportional", LADDER, P, rate=0.02)
        assert overall_rate(matrix, P) == pytest.approx(0.02, rel=1e-12)
        assert matrix[0, 2] / matrix[0, 1] == pytest.approx(0.3 / 0.2)
        assert is_stationary(matrix, P)
        assert is_reversible(matrix, P)

    def test_stepwise_falls_off_by_range_inside_a_microvariant_group(self) -> None:
        matrix = build("stepwise", LADDER, P, rate=0.003, rate2=1e-5, range=0.5)
        # From 8, one, two and three whole repeats up: weights 4 : 2 : 1.
        np.testing.assert_allclose(matrix[0, [1, 3, 4]], 0.003 * np.array([4, 2, 1]) / 7)
        assert matrix[0, 2] == pytest.approx(1e-5)
        # 9.3 is alone in its group: only rate2 leaves it.
        np.testing.assert_allclose(matrix[2, [0, 1, 3, 4]], 1e-5 / 4)
        assert matrix[2, 2] == pytest.approx(1 - 1e-5)

    def test_steps_count_repeats_not_places_in_the_list(self) -> None:
        matrix = build("stepwise", ("12", "9", "10"), [0.2, 0.3, 0.5], rate=0.011, range=0.1)
        # From 12: 9 is three repeats away, 10 two: 0.001 to 0.01.
        np.testing.assert_allclose(matrix[0], [0.989, 0.001, 0.01])

    def test_onestep_shares_the_rate_and_gives_it_whole_at_an_end(self) -> None:
        matrix = build("onestep", ("8", "9", "10", "12"), np.full(4, 0.25), rate=0.02)
        np.testing.assert_allclose(
            matrix,
            [
                [0.98, 0.02, 0.0, 0.0],
                [0.01, 0.98, 0.01, 0.0],
                [0.0, 0.02, 0.98, 0.0],
                [0.0, 0.0, 0.0, 1.0],
            ],
        )

    def test_twostep_gives_a_share_to_two_repeats_and_the_rest_to_one(self) -> None:
        matrix = build("twostep", ("8", "9", "10", "14", "16"), P, rate=0.1, rate2=0.2)
        np.testing.assert_allclose(matrix[0], [0.9, 0.08, 0.02, 0, 0])
        np.testing.assert_allclose(matrix[1], [0.05, 0.9, 0.05, 0, 0])
        np.testing.assert_allclose(matrix[3], [0, 0, 0, 0.9, 0.1])

    def test_twostep_without_double_steps_is_onestep(self) -> None:
        alleles = ("8", "9", "10", "14", "16")
        np.testing.assert_array_equal(
            build("twostep", alleles, P, rate=0.1, rate2=0.0),
            build("onestep", alleles, P, rate=0.1),
        )

    def test_dawid_is_reversible_falls_by_range_and_has_the_overall_rate(self) -> None:
        alleles = ("8", "9", "10", "11", "12")
        matrix = build("dawid", alleles, P, rate=0.004, range=0.2)
        assert is_reversible(matrix, P)
        assert overall_rate(matrix, P) == pytest.approx(0.004, rel=1e-12)
        np.testing.assert_allclose(matrix[0, 2:] / matrix[0, 1:-1], 0.2)

    def test_random_is_repeatable_and_keeps_the_rate_in_every_row(self) -> None:
        once = build("random", LADDER, P, rate=0.05, seed=7)
        again = build("random", LADDER, P, rate=0.05, seed=7)
        np.testing.assert_array_equal(once, again)
        np.testing.assert_allclose(once.diagonal(), 0.95)
        assert len(np.unique(once[~np.eye(5, dtype=bool)])) == 20

    def test_custom_is_the_given_matrix(self) -> None:
        given = [[0.75, 0.25], [0.5, 0.5]]
        np.testing.assert_array_equal(build("custom", ("a", "b"), [0.5, 0.5], matrix=given), given)

    @pytest.mark.parametrize("model", ["equal", "proportional", "stepwise", "onestep", "dawid"])
    def test_a_single_allele_stays_what_it_is(self, model: str) -> None:
        np.testing.assert_array_equal(build(model, ("10",), [1.0], rate=0.01, range=0.1), [[1.0]])

    @pytest.mark.parametrize(
        "asked",
        [
            {"model": "equal", "rate": 0.01},
            {"model": "proportional", "rate": 0.01},
            {"model": "stepwise", "rate": 0.01, "rate2": 0.001, "range": 0.1},
            {"model": "onestep", "rate": 0.01},
            {"model": "twostep", "rate": 0.01, "rate2": 0.1},
            {"model": "dawid", "rate": 0.001, "range": 0.1},
            {"model": "random", "rate": 0.01, "seed": 1},
            {"model": "random", "seed": 1},
        ],
    )
    def test_rows_sum_to_one_whatever_the_model(self, asked: dict[str, Any]) -> None:
        matrix = build(alleles=LADDER, frequencies=P, **asked)
        assert matrix.min() >= 0
        np.testing.assert_allclose(matrix.sum(axis=1), 1, rtol=1e-15)


class TestTransforms:
    @pytest.mark.parametrize("transform", ["MH", "BA", "PR"])
    def test_the_result_is_reversible_and_so_stationary(self, transform: str) -> None:
        plain = build("onestep", ("8", "9", "10", "11", "12"), P, rate=0.01)
        assert not is_stationary(plain, P)
        made = build("onestep", ("8", "9", "10", "11", "12"), P, rate=0.01, transform=transform)
        assert is_reversible(made, P)
        assert is_stationary(made, P)
        np.testing.assert_allclose(made.sum(axis=1), 1, rtol=1e-15)

    def test_their_closed_forms_for_two_alleles(self) -> None:
        # p = (0.2, 0.8), rate 0.1 each way: flows 0.02 and 0.08.
        def leaving_first(transform: str) -> float:
            matrix = build("equal", ("a", "b"), [0.2, 0.8], rate=0.1, transform=transform)
            return float(matrix[0, 1])

        assert leaving_first("MH") == pytest.approx(0.02 / 0.2)
        assert leaving_first("BA") == pytest.approx(0.02 * 0.08 / 0.1 / 0.2)
        assert leaving_first("PR") == pytest.approx(0.05 / 0.2)

    def test_preserved_rate_preserves_the_rate(self) -> None:
        plain = build("equal", LADDER, P, rate=0.01)
        made = build("equal", LADDER, P, rate=0.01, transform="PR")
        assert overall_rate(made, P) == pytest.approx(overall_rate(plain, P), rel=1e-12)

    def test_a_reversible_matrix_stays_under_two_of_them(self) -> None:
        plain = build("proportional", LADDER, P, rate=0.01)
        for transform in ("MH", "PR"):
            made = build("proportional", LADDER, P, rate=0.01, transform=transform)
            np.testing.assert_allclose(made, plain, rtol=1e-12)


class TestRefusals:
    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"model": "sideways", "rate": 0.1}, "not a mutation model"),
            ({"model": "equal"}, "rate is needed"),
            ({"model": "equal", "rate": 1.5}, "rate must lie between 0 and 1"),
            ({"model": "equal", "rate": float("nan")}, "rate must lie between 0 and 1"),
            ({"model": "stepwise", "rate": 0.1, "rate2": 0.1}, "range must lie"),
            ({"model": "stepwise", "rate": 0.1, "range": 0.1}, "rate2 is needed"),
            ({"model": "stepwise", "rate": 0.7, "rate2": 0.7, "range": 0.1}, "rate is too high"),
            ({"model": "twostep", "rate": 0.1}, "rate2 is needed"),
            ({"model": "dawid", "rate": 0.9, "range": 0.1}, "rate is too high"),
            ({"model": "random", "rate": 0.1}, "a matrix or a seed is needed"),
            ({"model": "custom"}, "the matrix itself is needed"),
            ({"model": "custom", "matrix": [[1.0]]}, "1 rows for 5 alleles"),
            ({"model": "equal", "rate": 0.1, "transform": "XX"}, "not a transform"),
            ({"model": "equal", "rate": 0.9, "transform": "PR"}, "rate is too high"),
        ],
    )
    def test_says_what_is_wrong(self, asked: dict[str, Any], said: str) -> None:
        with pytest.raises(MutationError, match=said):
            build(alleles=LADDER, frequencies=P, **asked)

    @pytest.mark.parametrize("allele", ["A", "", "-1", "nan", "inf", "silent"])
    def test_steps_need_alleles_that_are_numbers_of_repeats(self, allele: str) -> None:
        with pytest.raises(MutationError, match="not a number of repeats"):
            build("onestep", ("9", allele), [0.5, 0.5], rate=0.01)

    def test_a_frequency_of_zero_has_no_reversible_model(self) -> None:
        with pytest.raises(MutationError, match="above zero"):
            build("equal", ("a", "b"), [1.0, 0.0], rate=0.1, transform="MH")
        with pytest.raises(MutationError, match="above zero"):
            build("dawid", ("9", "10"), [1.0, 0.0], rate=0.1, range=0.1)

    @pytest.mark.parametrize(
        ("matrix", "said"),
        [
            ([[0.5, 0.5]], "not square"),
            ([0.5, 0.5], "not square"),
            ([], "not square"),
            ([[1.1, -0.1], [0, 1]], "negative"),
            ([[float("nan"), 1], [0, 1]], "not a number"),
            ([[1, 0], [0.5, 0.4]], "row 2 sums to 0.9"),
            ([["x", 0], [0, 1]], "not a table of numbers"),
            ([[1], [0, 1]], "not a table of numbers"),
        ],
    )
    def test_a_matrix_that_is_none(self, matrix: Any, said: str) -> None:
        with pytest.raises(MutationError, match=said):
            Mutation.of(matrix, np.eye(2))

    def test_two_matrices_of_different_size(self) -> None:
        with pytest.raises(MutationError, match="differ in size"):
            Mutation.of(np.eye(2), np.eye(3))


class TestMutation:
    def test_one_matrix_serves_both_sexes(self) -> None:
        mutation = Mutation.of([[0.9, 0.1], [0.2, 0.8]])
        np.testing.assert_array_equal(mutation.female, mutation.male)
        assert mutation.size == 2

    def test_rounding_in_the_text_is_settled_on_the_diagonal(self) -> None:
        mutation = Mutation.of([[0.6666667, 0.3333333], [0.333333, 0.666667]])
        assert mutation.female[1, 0] == pytest.approx(0.333333, rel=1e-12)
        np.testing.assert_allclose(mutation.female.sum(axis=1), 1, rtol=1e-15)
        rounded = Mutation.of([[0.333333, 0.6666665], [0.0, 1.0]])
        assert rounded.female[0, 0] == pytest.approx(0.3333335, rel=1e-12)

    def test_a_silent_allele_neither_mutates_nor_arises(self) -> None:
        extended = Mutation.of([[0.9, 0.1], [0.2, 0.8]]).with_silent()
        np.testing.assert_allclose(
            extended.male, [[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.0, 0.0, 1.0]]
        )


class TestLumping:
    KEEP = np.array([True, False, True, False, False])

    @pytest.mark.parametrize("model", ["equal", "proportional"])
    def test_models_blind_to_steps_are_lumpable(self, model: str) -> None:
        matrix = build(model, LADDER, P, rate=0.01)
        assert lumpable(matrix, P, self.KEEP)
        lumped = lump(matrix, P, self.KEEP)
        assert lumped.shape == (3, 3)
        np.testing.assert_allclose(lumped.sum(axis=1), 1, rtol=1e-15)
        assert lumped[0, 1] == matrix[0, 2]
        assert lumped[0, 2] == pytest.approx(matrix[0, [1, 3, 4]].sum())
        assert lumped[2, 1] == pytest.approx(matrix[1, 2])

    def test_two_generations_lump_like_one(self) -> None:
        matrix = build("proportional", LADDER, P, rate=0.1)
        twice = lump(matrix, P, self.KEEP) @ lump(matrix, P, self.KEEP)
        np.testing.assert_allclose(lump(matrix @ matrix, P, self.KEEP), twice, rtol=1e-12)

    def test_stepwise_is_not_lumpable_and_refuses(self) -> None:
        matrix = build("stepwise", LADDER, P, rate=0.01, rate2=1e-4, range=0.1)
        assert not lumpable(matrix, P, self.KEEP)
        with pytest.raises(MutationError, match="cannot be merged"):
            lump(matrix, P, self.KEEP)

    def test_a_difference_far_below_the_rate_still_counts(self) -> None:
        matrix = build("equal", LADDER, P, rate=1e-9)
        matrix[1, 0] *= 1 + 1e-6
        matrix[1, 1] = 1 - matrix[1, [0, 2, 3, 4]].sum()
        assert not lumpable(matrix, P, self.KEEP)

    def test_merging_one_allele_or_all_or_none_is_always_exact(self) -> None:
        matrix = build("random", LADDER, P, seed=3)
        np.testing.assert_array_equal(lump(matrix, P, np.ones(5, dtype=bool)), matrix)
        np.testing.assert_array_equal(lump(matrix, P, np.zeros(5, dtype=bool)), [[1.0]])
        but_last = np.array([True, True, True, True, False])
        np.testing.assert_allclose(lump(matrix, P, but_last), matrix, rtol=1e-12)

    def test_sizes_must_agree(self) -> None:
        with pytest.raises(MutationError, match="differ in size"):
            lumpable(np.eye(3), P, self.KEEP)


def _reference_matrices() -> Iterator[tuple[str, dict[str, Any]]]:
    cases = [REFERENCE / "kinship" / "kinship_suite.json", REFERENCE / "fam/parsed_fam_cases.json"]
    for path in cases:
        for case in json.loads(path.read_text(encoding="utf-8"))["cases"]:
            yield from ((f"{case['id']} {m['name']}", m) for m in case["markers"])
    for path in sorted((REFERENCE / "datasets").glob("*.json")):
        for marker in json.loads(path.read_text(encoding="utf-8"))["markers"]:
            yield f"{path.stem} {marker['name']}", marker


@pytest.mark.reference
def test_the_peers_matrices_are_reproduced_from_their_parameters() -> None:
    if not REFERENCE.is_dir():
        pytest.skip(f"reference results are absent: {REFERENCE}")
    compared = 0
    for place, marker in _reference_matrices():
        mutation = marker["mutation"]
        if mutation is None or mutation["model"] in ("random", "custom"):
            continue
        for sex in ("female", "male"):
            asked = mutation[sex]
            built = build(
                asked["model"],
                marker["alleles"],
                marker["frequencies"],
                rate=asked["rate"],
                rate2=asked["rate2"],
                range=asked["range"],
            )
            peer = np.array(mutation[f"matrix{sex.title()}"])
            assert np.abs(built - peer).max() < 1e-12, f"{place} {sex}"
            compared += 1
    assert compared > 500
