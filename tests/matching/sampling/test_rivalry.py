"""Who may be whom, each pair against all else that its two may be."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt
import pytest

from imena.kinship.observation import Sample
from imena.kinship.pedigree import Sex
from imena.matching.case import Body, Case, Family
from imena.matching.identify import identify
from imena.matching.joint.prior import Prior
from imena.matching.sampling.rivalry import Rivalry
from imena.matching.sampling.stakes import Stakes
from tests.matching.sampling.families import PEDIGREE, marker

FloatArray = npt.NDArray[np.float64]


def each_alone(missing: int) -> list[list[int]]:
    return [[column] for column in range(missing)]


def enumerated(log_lr: FloatArray, prior: Prior) -> FloatArray:
    """The joint posterior of every pair, from every assignment."""
    bodies, missing = log_lr.shape
    weights = prior.log_weight(missing, bodies)
    found, total = np.zeros(log_lr.shape), 0.0
    for chosen in itertools.product(range(-1, bodies), repeat=missing):
        placed = [(body, m) for m, body in enumerate(chosen) if body >= 0]
        if len({body for body, _ in placed}) < len(placed):
            continue
        mass = math.exp(weights[len(placed)] + sum(log_lr[pair] for pair in placed))
        total += mass
        for pair in placed:
            found[pair] += mass
    return found / total


def test_a_lone_missing_person_is_weighed_as_the_joint_answer_does() -> None:
    markers = [marker((0.4, 0.3, 0.2, 0.1), "A"), marker((0.5, 0.25, 0.15, 0.1), "B")]
    mum = {"mum": Sample({"A": ("3", "4"), "B": ("4", "4")})}
    sample = Sample({"A": ("1", "4"), "B": ("1", "4")})
    other = Sample({"A": ("2", "3"), "B": ("1", "4")})
    bodies = (Body("one", Sex.MALE, sample), Body("other", Sex.MALE, other))
    case = Case("", tuple(markers), (Family("F", PEDIGREE, mum, ("he",)),), bodies)
    answer = identify(case, prior="recovered=0.7")
    log_lr = [[pair.log10_lr for pair in answer.pairs if pair.victim == b.id] for b in bodies]
    found = Rivalry.of(np.array(log_lr) * math.log(10), [[0]], Prior(0.7), 0.9)
    joint = [[answer.joint.marginals[b.id, "he"]] for b in bodies]
    assert found.posterior == pytest.approx(np.array(joint))
    assert found.among == pytest.approx([sum(one for (one,) in joint)])


@pytest.mark.parametrize("recovered", [0.3, 0.5, 0.9, None])
@pytest.mark.parametrize("seed", range(4))
def test_it_is_near_the_joint_posterior_of_every_assignment(
    recovered: float | None, seed: int
) -> None:
    log_lr = np.random.default_rng(seed).normal(-1, 3, (5, 4))
    prior = Prior(recovered)
    found = Rivalry.of(log_lr, each_alone(4), prior, 0.9)
    assert np.abs(found.posterior - enumerated(log_lr, prior)).max() < 0.1
    assert np.abs(found.posterior - enumerated(log_lr, prior)).mean() < 0.02


@pytest.mark.parametrize("recovered", [0.2, 0.5, 0.87])
def test_where_nothing_is_known_everybody_is_among_the_bodies_as_the_prior_says(
    recovered: float,
) -> None:
    found = Rivalry.of(np.zeros((60, 50)), each_alone(50), Prior(recovered), 0.9)
    assert found.among == pytest.approx(np.full(50, recovered), rel=0.02)
    assert not found.reached.any()


def test_who_is_found_is_no_longer_in_the_way() -> None:
    log_lr = np.zeros((20, 10))
    log_lr[np.arange(8), np.arange(8)] = 40.0
    found = Rivalry.of(log_lr, each_alone(10), Prior(0.5), 0.99)
    assert found.reached.sum() == 8
    assert found.stakes.bodies == pytest.approx(12, abs=1)
    assert found.stakes.missing == pytest.approx(1, abs=0.2)
    assert found.among[8:] == pytest.approx([0.5, 0.5], abs=0.02)
    assert found.posterior[8:, 9] == pytest.approx(np.full(12, 0.5 / 12), rel=0.05)


def test_the_posterior_is_said_by_its_rivals() -> None:
    log_lr = np.random.default_rng(3).normal(0, 2, (6, 5))
    found = Rivalry.of(log_lr, [[0, 1], [2], [3, 4]], Prior(0.5), 0.9)
    own = found.stakes.weight * found.lr
    again = own / (own + found.stakes.weight * found.rivals + found.against)
    assert again == pytest.approx(found.posterior, abs=1e-6)
    assert found.rivals[:, 2] == pytest.approx(np.zeros(6))
    assert (found.rivals[:, [0, 1]] > 0).all()


def test_brothers_nobody_can_tell_apart_share_their_body() -> None:
    log_lr = np.array([[30.0, 30.0], [0.0, 0.0]])
    found = Rivalry.of(log_lr, [[0, 1]], Prior(0.5), 0.9)
    assert found.posterior[0] == pytest.approx([0.5, 0.5], abs=0.01)
    assert not found.reached.any()


def test_what_is_not_compared_is_nobody_s_and_what_is_certain_is_not_lost() -> None:
    found = Rivalry.of(np.array([[np.nan], [5000.0]]), [[0]], Prior(0.5), 0.9)
    assert found.posterior[0, 0] == 0
    assert found.reached.tolist() == [[False], [True]]
    assert found.posterior[1, 0] == pytest.approx(1)


@pytest.mark.parametrize("shape", [(0, 1), (1, 0)])
def test_without_anybody_to_name_there_is_no_rivalry(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="body"):
        Rivalry.of(np.zeros(shape), [], Prior(0.5), 0.9)


@pytest.mark.parametrize("threshold", [0.5, 1.0])
def test_a_threshold_lies_above_a_half_and_below_certainty(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        Stakes.of(weight=1.0, bodies=1, missing=1, threshold=threshold)
