"""Place and time: learnt from the identified, coherent whatever was learnt."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from imena.evidence.caps import PROPOSED
from imena.evidence.densities import DensityError
from imena.evidence.place_time import (
    DeathEstimate,
    PlaceModel,
    PlaceTimePopulation,
    TimeModel,
    Whereabouts,
    place_densities,
    place_time,
)
from tests.evidence.laws import assert_coherent

FloatArray = npt.NDArray[np.float64]

PLACE = PlaceModel.of(np.array([[1.0, 20.0, 60.0], [40.0, 5.0, 5.0]]))
TIME = TimeModel(days=200)
FIRST, SECOND, EITHER = np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.array([0.5, 0.5])
LIST = (
    Whereabouts(FIRST, 10.0),
    Whereabouts(FIRST, 40.0, hazard=0.5),
    Whereabouts(SECOND, 150.0),
    Whereabouts(EITHER, None),
    Whereabouts(None, None),
)
POPULATION = PlaceTimePopulation(PLACE, TIME, LIST)

grids = st.lists(st.lists(st.floats(0, 5000), min_size=3, max_size=3), min_size=2, max_size=2).map(
    np.array
)
counts = st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=2).map(
    lambda c: np.array(c, dtype=float)
)


@given(grids, counts, st.sampled_from([FIRST, SECOND, EITHER]))
def test_the_mean_lr_of_a_site_is_one_whatever_was_learnt(
    distances: FloatArray, identified: FloatArray, events: FloatArray
) -> None:
    model = PlaceModel(distances, identified)
    assert_coherent(place_densities(model, events, [FIRST, SECOND], [1.0, 0.3]))


@given(st.sampled_from(LIST), st.floats(0, 1))
@settings(max_examples=30)
def test_site_and_day_of_death_sum_to_one(who: Whereabouts, wrong: float) -> None:
    assert POPULATION.unlisted(wrong).sum() == pytest.approx(1)
    assert POPULATION.person(who, wrong).sum() == pytest.approx(1)


@pytest.mark.parametrize("death", [0, 17, 100, 199])
def test_the_estimate_of_a_death_has_a_density_of_one(death: int) -> None:
    def density(middle: float) -> float:
        estimate = DeathEstimate(middle - 12, middle + 12)
        return float(TIME.estimate_given_death(estimate)[death])

    total = quad(density, 0, 200, points=[death + 0.5], limit=300)[0]
    assert total == pytest.approx(1, abs=1e-7)


@pytest.mark.parametrize("who", LIST[:4], ids=range(4))
def test_the_mean_lr_of_site_and_estimate_is_one(who: Whereabouts) -> None:
    """Both densities over all sites and all estimates; the LR is the first over the second."""
    step = 0.05
    middles = np.arange(step / 2, 200, step)
    table = np.array([TIME.estimate_given_death(DeathEstimate(m - 20, m + 20)) for m in middles])
    person, unlisted = POPULATION.person(who, 0.01), POPULATION.unlisted(0.01)
    for spread in (person, unlisted):
        assert float((spread @ table.T).sum() * step) == pytest.approx(1, abs=1e-6)


@given(counts, st.permutations(range(3)))
@settings(max_examples=25)
def test_the_order_of_the_sites_changes_nothing(identified: FloatArray, order: list[int]) -> None:
    model = PlaceModel(PLACE.distances, identified)
    other = PlaceModel(PLACE.distances[:, order], identified[:, order])
    np.testing.assert_allclose(other.site_given_event, model.site_given_event[:, order])


@pytest.mark.parametrize("site", [0, 1, 2])
def test_an_identification_raises_its_own_site_and_no_other(site: int) -> None:
    before, after = PLACE.site_given_event[0], PLACE.learnt(0, site).site_given_event[0]
    assert after[site] > before[site]
    assert np.all(np.delete(after, site) < np.delete(before, site))


def test_near_sites_are_likelier_and_what_was_found_decides_in_the_end() -> None:
    before = PLACE.site_given_event[0]
    assert before[0] > before[1] > before[2] > 0
    learnt = PLACE.learnt(0, 2, 500)
    assert learnt.site_given_event[0, 2] > 0.98
    assert learnt.version == 1
    assert PLACE.version == 0
    assert PLACE.identified.sum() == 0
    np.testing.assert_allclose(learnt.learnt(0, 2, -500).site_given_event, PLACE.site_given_event)


def test_the_share_of_a_site_is_as_stated() -> None:
    model = PLACE.learnt(0, 1, 3)
    near = np.exp(-np.array([1.0, 20.0, 60.0]) / 15)
    before = 0.98 * near / near.sum() + 0.02 / 3
    expected = (np.array([0, 3, 0]) + 5 * before) / 8
    np.testing.assert_allclose(model.site_given_event[0], expected)


def test_far_from_everything_the_nearest_site_is_still_the_likeliest() -> None:
    far = PlaceModel.of(np.array([[90_000.0, 90_020.0]])).site_given_event[0]
    assert far[0] > far[1] > 0


def test_a_body_where_she_was_and_when_she_vanished_speaks_for_her() -> None:
    estimate = DeathEstimate(5, 35)
    hers = place_time(0, estimate, LIST[0], POPULATION, PROPOSED)
    elsewhere = place_time(2, None, LIST[0], POPULATION, PROPOSED)
    later = place_time(0, DeathEstimate(150, 190), LIST[0], POPULATION, PROPOSED)
    assert hers.log10_lr > 0 > elsewhere.log10_lr
    assert later.log10_lr < hers.log10_lr
    assert hers.examined == ("place", "time")
    assert hers.remarks == ("place_model_version_0",)


def test_a_death_before_she_was_last_seen_speaks_against_but_is_not_impossible() -> None:
    found = place_time(None, DeathEstimate(2, 12), LIST[2], POPULATION, PROPOSED)
    assert -3 < found.uncapped < -1
    assert math.isfinite(found.band[0])
    assert found.not_examined == ("place",)


def test_what_nobody_knows_is_exactly_one() -> None:
    found = place_time(0, DeathEstimate(2, 12), LIST[4], POPULATION, PROPOSED)
    assert (found.log10_lr, found.not_examined) == (0, ("place", "time"))
    unseen = place_time(None, None, LIST[0], POPULATION, PROPOSED)
    assert unseen.log10_lr == 0


def test_a_place_alone_is_its_pair_of_densities() -> None:
    found = place_time(1, None, LIST[0], POPULATION, PROPOSED)
    alone = place_densities(PLACE, FIRST, [FIRST, FIRST, SECOND], [1.0, 0.5, 1.0])
    assert found.uncapped == pytest.approx(alone.log10_lr("site 1"))


def test_deaths_follow_last_seen_as_stated() -> None:
    deaths = TIME.death_given_last_seen(np.array([150.0]), 0.0)[0]
    assert deaths[:150].sum() == 0
    soon = np.exp(-np.arange(50) / 10)
    np.testing.assert_allclose(deaths[150:], 0.6 * soon / soon.sum() + 0.4 / 50)


@pytest.mark.parametrize(
    "make",
    [
        lambda: PlaceModel(np.ones((2, 3)), np.ones((3, 2))),
        lambda: PlaceModel(np.ones((2, 3)), -np.ones((2, 3))),
        lambda: TimeModel(days=0),
        lambda: TIME.death_given_last_seen(np.array([200.0]), 0.01),
        lambda: DeathEstimate(10, 10),
        lambda: PlaceTimePopulation(PLACE, TIME, (Whereabouts(None, 3.0),)),
        lambda: PlaceTimePopulation(PLACE, TIME, (Whereabouts(np.array([0.4, 0.4]), 3.0),)),
        lambda: place_time(0, DeathEstimate(400, 500), LIST[0], POPULATION, PROPOSED),
    ],
)
def test_what_cannot_be_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(DensityError):
        make()
