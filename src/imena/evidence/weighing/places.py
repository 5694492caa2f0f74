"""Where and when all remains are put beside where and when all people were last seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, nothing_examined
from imena.evidence.densities import FloatArray
from imena.evidence.place_time import (
    DeathEstimate,
    PlaceModel,
    PlaceTimePopulation,
    TimeModel,
    Whereabouts,
    place_time,
)
from imena.evidence.weighing.group import AllPairs


@dataclass(frozen=True, eq=False)
class Places:
    """Sites and estimates of death beside events and days; ``None`` where not known.

    ``events`` are rows of the place model, ``sites`` its columns. Where nobody’s event and day are
    both known there is nothing the unlisted could resemble, and nothing is weighed.
    """

    sites: Sequence[int | None]
    deaths: Sequence[DeathEstimate | None]
    events: Sequence[int | None]
    last_seen: Sequence[float | None]
    place: PlaceModel
    time: TimeModel
    caps: Caps
    name: str = "place_time"

    @cached_property
    def people(self) -> tuple[Whereabouts, ...]:
        """What the model asks of each person."""
        rows = np.eye(len(self.place.distances))
        return tuple(
            Whereabouts(None if event is None else rows[event], day)
            for event, day in zip(self.events, self.last_seen, strict=True)
        )

    @cached_property
    def population(self) -> PlaceTimePopulation | None:
        """The unlisted, spread like those of whom both are known."""
        if not any(p.events is not None and p.last_seen is not None for p in self.people):
            return None
        return PlaceTimePopulation(self.place, self.time, self.people)

    def contribution(self, body: int, person: int) -> Contribution:
        """One pair."""
        if self.population is None:
            return nothing_examined(self.name, ("place", "time"), self.caps)
        return place_time(
            self.sites[body], self.deaths[body], self.people[person], self.population, self.caps
        )

    def all_pairs(self) -> AllPairs:
        """Every pair, one body after another."""
        shape = (len(self.sites), len(self.people))
        log10_lr, examined = np.zeros(shape), np.zeros(shape, dtype=bool)
        if self.population is None:
            return AllPairs(log10_lr, examined)
        unlisted = self.population.unlisted(self.time.wrong_date.mean)
        placed = np.array([event is not None for event in self.events], dtype=bool)
        dated = np.array([day is not None for day in self.last_seen], dtype=bool)
        by_site, by_day = self._of_people(unlisted)
        for i, (site, death) in enumerate(zip(self.sites, self.deaths, strict=True)):
            seen = np.ones(self.time.days)
            if death is not None:
                seen = self.time.estimate_given_death(death)
            at = slice(None) if site is None else slice(site, site + 1)
            place = placed & (site is not None)
            time = dated & (death is not None)
            person = np.where(place, by_site[:, 0 if site is None else site], 1.0)
            person = person * np.where(time, by_day @ seen, 1.0)
            # What only one side tells of is left out whole, of the unlisted as well.
            whole = unlisted.sum(axis=0), unlisted[at].sum(axis=0)
            for of_place, of_time in ((True, True), (True, False), (False, True)):
                these = (place == of_place) & (time == of_time)
                days = whole[1] if of_place else whole[0]
                other = float(days @ (seen if of_time else np.ones(self.time.days)))
                if these.any() and other > 0:
                    with np.errstate(divide="ignore"):
                        log10_lr[i, these] = np.log10(person[these]) - np.log10(other)
            examined[i] = place | time
        low, high = self.caps.of([self.name])
        return AllPairs(np.clip(log10_lr, low, high), examined)

    def _of_people(self, unlisted: FloatArray) -> tuple[FloatArray, FloatArray]:
        """P(site) and P(day of death) of everybody; the unlisted’s where nothing is known."""
        table = self.place.site_given_event
        sites = [unlisted.sum(axis=1) if e is None else table[e] for e in self.events]
        known = np.array([0.0 if day is None else day for day in self.last_seen])
        days = self.time.death_given_last_seen(known, self.time.wrong_date.mean)
        return np.array(sites), days
