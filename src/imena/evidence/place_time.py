"""Where and when: the place a person was last seen, and the time, beside those of the body.

How the dead of one event are spread over places is learnt from those already identified. What was
learnt is part of the model and has a version, so that an LR can be computed again as it was.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, contribution, nothing_examined
from imena.evidence.densities import (
    Densities,
    DensityError,
    FloatArray,
    checked_probabilities,
    log10_ratio,
)
from imena.evidence.rates import Rate, banded

_NAME = "place_time"
#: Half the width of a central 90 % interval in standard deviations.
_Z90 = 1.6448536269514722


@dataclass(frozen=True)
class PlaceModel:
    """P(site | event): near where it happened, and where its dead have been found.

    Parameters
    ----------
    distances
        km from each event to each site, shape (events, sites).
    identified
        How many of each event have been identified at each site, same shape.
    version
        Goes up by one with each identification learnt.
    strength
        How many identifications the distances are worth.
    scale
        km over which the share of a site falls by e.
    floor
        Share spread evenly over all sites: the moved, and secondary graves.
    """

    distances: FloatArray
    identified: FloatArray
    version: int = 0
    strength: float = 5.0
    scale: float = 15.0
    floor: float = 0.02

    def __post_init__(self) -> None:
        if self.distances.ndim != 2 or self.distances.shape != self.identified.shape:
            raise DensityError("distances and identifications differ in shape")
        if np.any(self.distances < 0) or np.any(self.identified < 0):
            raise DensityError("a distance or a number of identifications is negative")
        if not (self.strength > 0 and self.scale > 0 and 0 < self.floor <= 1):
            raise DensityError("strength, scale and floor must be positive")

    @classmethod
    def of(cls, distances: FloatArray) -> PlaceModel:
        """Nothing learnt yet."""
        return cls(distances, np.zeros_like(distances))

    @property
    def site_given_event(self) -> FloatArray:
        """P(site | event), shape (events, sites)."""
        # The nearest site is at 1: far events keep their order of sites where e^-x is no number.
        nearest = self.distances.min(axis=1, keepdims=True)
        near = np.exp(-(self.distances - nearest) / self.scale)
        near /= near.sum(axis=1, keepdims=True)
        before = (1 - self.floor) * near + self.floor / self.distances.shape[1]
        total = self.identified.sum(axis=1, keepdims=True)
        spread: FloatArray = (self.identified + self.strength * before) / (total + self.strength)
        return spread

    def learnt(self, event: int, site: int, number: int = 1) -> PlaceModel:
        """After ``number`` more identifications of an event's dead at a site; negative undoes.

        A pair must be weighed under a model that has not learnt from its own identification.
        """
        identified = self.identified.copy()
        identified[event, site] += number
        return replace(self, identified=identified, version=self.version + 1)


@dataclass(frozen=True)
class TimeModel:
    """When somebody dies after she was last seen alive, in days from the start of the occupation.

    P(death | last seen) is ``soon`` exponential with mean ``mean_days`` and the rest even to the
    end of ``days``; where the date of last seen is wrong, any day of them. Proposals of ours.
    """

    days: int
    soon: float = 0.6
    mean_days: float = 10.0
    wrong_date: Rate = field(default=Rate(0.01))

    def __post_init__(self) -> None:
        if not (self.days > 0 and 0 <= self.soon <= 1 and self.mean_days > 0):
            raise DensityError(f"{self.days} days, {self.soon} soon, mean {self.mean_days}")

    def death_given_last_seen(self, last_seen: FloatArray, wrong: float) -> FloatArray:
        """P(day of death), shape (persons, days), of people last seen on these days.

        Raises
        ------
        DensityError
            For a day outside the period.
        """
        if np.any((last_seen < 0) | (last_seen >= self.days)):
            raise DensityError(f"last seen outside 0 to {self.days - 1}")
        since = np.arange(self.days)[None, :] - last_seen[:, None]
        after = since >= 0
        soon = np.where(after, np.exp(-np.maximum(since, 0) / self.mean_days), 0.0)
        soon /= soon.sum(axis=1, keepdims=True)
        even = after / after.sum(axis=1, keepdims=True)
        right = self.soon * soon + (1 - self.soon) * even
        deaths: FloatArray = (1 - wrong) * right + wrong / self.days
        return deaths

    def estimate_given_death(self, estimate: DeathEstimate) -> FloatArray:
        """Density per day of the middle of the estimate, for each day of death.

        Normal about the day, cut off to the period; the interval is its central 90 %.
        """
        middle = (estimate.low + estimate.high) / 2
        spread = (estimate.high - estimate.low) / (2 * _Z90)
        day = np.arange(self.days) + 0.5
        density = np.exp(-0.5 * ((middle - day) / spread) ** 2) / (math.sqrt(2 * math.pi) * spread)
        inside = ndtr((self.days - day) / spread) - ndtr(-day / spread)
        return np.where(0 <= middle <= self.days, density / inside, 0.0)


@dataclass(frozen=True, slots=True)
class DeathEstimate:
    """The days between which death is put, in days from the start of the occupation.

    Raises
    ------
    DensityError
        For an interval that does not end after it begins.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise DensityError(f"from day {self.low} to day {self.high}")


@dataclass(frozen=True)
class Whereabouts:
    """Where and when a missing person was last seen; ``None`` where nobody knows.

    ``events`` is P(event), one number for each; ``hazard`` how probable it is that she is dead,
    which weighs her among the unlisted dead that resemble the list.
    """

    events: FloatArray | None
    last_seen: float | None
    hazard: float = 1.0


@dataclass(frozen=True)
class PlaceTimePopulation:
    """The listed with a known place or time: the unlisted dead are spread like them."""

    place: PlaceModel
    time: TimeModel
    persons: tuple[Whereabouts, ...]

    def __post_init__(self) -> None:
        for person in self.persons:
            if person.events is not None:
                checked_probabilities(person.events, len(self.place.distances), "events")
        if not self._hazards.sum() > 0:
            raise DensityError("nobody on the list has a known place and time")

    @property
    def _known(self) -> list[tuple[FloatArray, float]]:
        """Events and day of those of whom both are known: place and time go together."""
        return [
            (p.events, p.last_seen)
            for p in self.persons
            if p.events is not None and p.last_seen is not None
        ]

    @property
    def _hazards(self) -> FloatArray:
        pairs = [p.hazard for p in self.persons if p.events is not None and p.last_seen is not None]
        return np.array(pairs, dtype=float)

    def unlisted(self, wrong: float) -> FloatArray:
        """P(site, day of death) of an unlisted person, shape (sites, days)."""
        if wrong not in self._by_rate:
            self._by_rate[wrong] = self._unlisted(wrong)
        return self._by_rate[wrong]

    @cached_property
    def _by_rate(self) -> dict[float, FloatArray]:
        return {}

    def _unlisted(self, wrong: float) -> FloatArray:
        events = np.array([e for e, _ in self._known])
        sites = events @ self.place.site_given_event
        days = self.time.death_given_last_seen(np.array([t for _, t in self._known]), wrong)
        weights = self._hazards / self._hazards.sum()
        spread: FloatArray = np.einsum("k,ks,kt->st", weights, sites, days)
        return spread

    def person(self, who: Whereabouts, wrong: float) -> FloatArray:
        """P(site, day of death) of a person; as of the unlisted where nothing is known."""
        unlisted = self.unlisted(wrong)
        if who.events is None and who.last_seen is None:
            return unlisted
        site, day = unlisted.sum(axis=1), unlisted.sum(axis=0)
        if who.events is not None:
            site = who.events @ self.place.site_given_event
        if who.last_seen is not None:
            day = self.time.death_given_last_seen(np.array([who.last_seen]), wrong)[0]
        return np.outer(site, day)


def place_densities(
    model: PlaceModel, events: FloatArray, listed: Sequence[FloatArray], hazards: Sequence[float]
) -> Densities:
    """Of each site, if the body is a person of these events, and if it is unlisted."""
    table = model.site_given_event
    weights = np.array(hazards) / sum(hazards)
    names = tuple(f"site {s}" for s in range(table.shape[1]))
    return Densities(names, events @ table, weights @ np.array(listed) @ table)


def place_time(
    site: int | None,
    estimate: DeathEstimate | None,
    who: Whereabouts,
    population: PlaceTimePopulation,
    caps: Caps,
) -> Contribution:
    """What the site of a body and the time of death say of a person together.

    ``site`` is the column of the place model; ``None`` where it, or the time, was not established.

    Raises
    ------
    DensityError
        For a day or an estimate outside the period.
    """
    place = site is not None and who.events is not None
    time = estimate is not None and who.last_seen is not None
    parts = {"place": place, "time": time}
    examined = [name for name, both in parts.items() if both]
    missing = [name for name, both in parts.items() if not both]
    if not examined:
        return nothing_examined(_NAME, missing, caps)
    # What only one side tells of is left out whole, so that it moves nothing.
    known = Whereabouts(who.events if place else None, who.last_seen if time else None)
    seen_at = site if place else None
    seen_when = estimate if time else None
    density = (
        np.ones(population.time.days)
        if seen_when is None
        else population.time.estimate_given_death(seen_when)
    )
    if seen_when is not None and not density.any():
        raise DensityError("the estimate of death lies outside the period")

    def log10_lr(rates: Mapping[str, float]) -> float:
        wrong = rates["wrong_date"]
        person, unlisted = population.person(known, wrong), population.unlisted(wrong)
        if seen_at is not None:
            person, unlisted = person[[seen_at]], unlisted[[seen_at]]
        return log10_ratio(float((person @ density).sum()), float((unlisted @ density).sum()))

    return contribution(
        _NAME,
        banded(log10_lr, {"wrong_date": population.time.wrong_date}),
        caps,
        kinds=[_NAME],
        examined=examined,
        not_examined=missing,
        source="proposed",
        remarks=[f"place_model_version_{population.place.version}"],
    )
