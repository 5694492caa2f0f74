"""Sex, age and stature of all remains beside those of all people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from imena.evidence.ages import AGES
from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution
from imena.evidence.densities import FloatArray
from imena.evidence.dental.teeth import BoolArray
from imena.evidence.profile import (
    KINDS,
    ProfileFindings,
    ProfileOfBody,
    ProfilePopulation,
    ProfileRecord,
    recorded,
)
from imena.evidence.sex import SEXES
from imena.evidence.stature import ADULT_FROM, StatureReport, believed_stature
from imena.evidence.weighing.group import AllPairs

IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Profiles:
    """The joint profile of every pair, against the listed and a general population."""

    bodies: Sequence[ProfileFindings]
    people: Sequence[ProfileRecord]
    caps: Caps
    name: str = "profile"

    @cached_property
    def population(self) -> ProfilePopulation:
        """The unlisted, who resemble the listed."""
        return ProfilePopulation.of(self.people)

    @cached_property
    def of_bodies(self) -> tuple[ProfileOfBody, ...]:
        """Each body's findings against the population."""
        return tuple(ProfileOfBody(found, self.population) for found in self.bodies)

    def contribution(self, body: int, person: int) -> Contribution:
        """One pair."""
        return self.of_bodies[body].contribution(self.people[person], self.caps)

    def all_pairs(self) -> AllPairs:
        """Every pair: the hidden profile is summed over for all people at once."""
        shape = (len(self.bodies), len(self.people))
        log10_lr, low, high = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        examined = np.zeros(shape, dtype=bool)
        said = {kind: np.array([one.knows(kind) for one in self.people]) for kind in KINDS}
        for kind in KINDS:
            found = [getattr(one.weighed, kind) is not None for one in self.bodies]
            both = np.outer(found, said[kind])
            examined |= both
            limits = self.caps.of([kind])
            low += limits[0] * both
            high += limits[1] * both
        people = _People.of(self.people, self.population)
        for i, body in enumerate(self.of_bodies):
            if examined[i].any():
                log10_lr[i] = people.log10_lrs(body)
        np.clip(log10_lr, low, high, out=log10_lr)
        return AllPairs(np.where(examined, log10_lr, 0.0), examined)


@dataclass(frozen=True, eq=False)
class _Reports:
    """Cells (person, sex, adult age) of those with a reported stature, of one sex and variance."""

    sex: int
    variance: float
    person: IntArray
    age: IntArray
    weight: FloatArray
    mean: FloatArray


@dataclass(frozen=True, eq=False)
class _People:
    """P(sex, age) of everybody, shape (people, sexes, ages), and the reported statures."""

    weights: FloatArray
    reported: BoolArray
    reports: tuple[_Reports, ...]

    @classmethod
    def of(cls, people: Sequence[ProfileRecord], population: ProfilePopulation) -> _People:
        known: dict[tuple[object, object], FloatArray] = {}
        for one in people:
            if (one.sex, one.ages) not in known:
                known[one.sex, one.ages] = recorded(one, population.sex_age)
        weights = np.array([known[one.sex, one.ages] for one in people])
        reported = np.array([one.stature is not None for one in people], dtype=bool)
        return cls(weights, reported, tuple(_reports(people, weights, population)))

    def log10_lrs(self, body: ProfileOfBody) -> FloatArray:
        """log10 LR of everybody, before caps; -inf where it cannot be."""
        seen, anybody, unlisted = body.whoever()
        person = np.tensordot(self.weights, seen * anybody[:, None], axes=2)
        finding = body.findings.stature
        if finding is not None and self.reported.any():
            adult = self.weights[self.reported][:, :, ADULT_FROM:]
            person[self.reported] -= np.tensordot(
                adult, (seen * anybody[:, None])[:, ADULT_FROM:], axes=2
            )
            stray, stranger = finding.stray.mean, body.stranger
            for cells in self.reports:
                own = finding.density(cells.sex, cells.mean, cells.variance)
                bones = (1 - stray) * own + stray * stranger
                mass = cells.weight * seen[cells.sex, cells.age] * bones
                person += np.bincount(cells.person, mass, len(person))
        with np.errstate(divide="ignore"):
            lrs: FloatArray = np.log10(np.maximum(person, 0.0)) - np.log10(unlisted)
        return lrs


def _reports(
    people: Sequence[ProfileRecord], weights: FloatArray, population: ProfilePopulation
) -> Iterator[_Reports]:
    groups: dict[tuple[int, float], list[tuple[int, IntArray, FloatArray, FloatArray]]] = {}
    believed: dict[tuple[StatureReport, int], tuple[FloatArray, float]] = {}
    for number, one in enumerate(people):
        if one.stature is None:
            continue
        for sex, name in enumerate(SEXES):
            ages = ADULT_FROM + np.flatnonzero(weights[number, sex, ADULT_FROM:])
            if not len(ages):
                continue
            if (one.stature, sex) not in believed:
                believed[one.stature, sex] = believed_stature(
                    one.stature, name, AGES, population.statures
                )
            mean, variance = believed[one.stature, sex]
            cells = (number, ages, weights[number, sex, ages], mean[ages])
            groups.setdefault((sex, variance), []).append(cells)
    for (sex, variance), found in groups.items():
        yield _Reports(
            sex,
            variance,
            np.concatenate([np.full(len(ages), number) for number, ages, _, _ in found]),
            np.concatenate([ages for _, ages, _, _ in found]),
            np.concatenate([weight for _, _, weight, _ in found]),
            np.concatenate([mean for _, _, _, mean in found]),
        )
