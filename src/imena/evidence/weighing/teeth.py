"""The charts of all remains beside those of all people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, nothing_examined
from imena.evidence.densities import FloatArray
from imena.evidence.dental.comparison import ChartingRates, dental, expected
from imena.evidence.dental.population import DentalPopulation
from imena.evidence.dental.teeth import STATES, TEETH, BoolArray, said
from imena.evidence.weighing.group import AllPairs

#: Below so many reference charts there are fewer classes of mouths than there should be.
FEW_CHARTS = 25
_QUADRANT = 8
#: People weighed at a time: what is held for each tooth stays small.
_AT_A_TIME = 64


@dataclass(frozen=True, eq=False)
class Teeth:
    """Every chart after death beside every chart before it; ``None`` where there is none.

    ``years`` lie between each chart before death and death itself. How common a pattern is comes
    from classes fitted to the charts of the listed; they are not counted one by one, for then
    nobody’s pattern could be rarer than one in a list.
    """

    bodies: Sequence[BoolArray | None]
    people: Sequence[BoolArray | None]
    years: Sequence[float]
    caps: Caps
    rates: ChartingRates = field(default_factory=ChartingRates)
    name: str = "dental"

    @cached_property
    def population(self) -> DentalPopulation:
        """Classes fitted to the charts before death."""
        fitted = DentalPopulation.of([chart for chart in self.people if chart is not None])
        none = np.zeros((0, len(TEETH), len(STATES)), dtype=bool)
        return DentalPopulation(none, fitted.weights, fitted.states, fitted.fitted_to)

    def contribution(self, body: int, person: int) -> Contribution:
        """One pair."""
        before, after = self.people[person], self.bodies[body]
        if before is None or after is None:
            return nothing_examined(self.name, TEETH, self.caps)
        years = self.years[person]
        found = dental(before, after, years, self.population, self.caps, self.rates)
        if found.examined and self.population.fitted_to < FEW_CHARTS:
            # Without classes teeth are taken as independent, and a much-treated mouth as too rare.
            return replace(found, remarks=(*found.remarks, "few_reference_charts"))
        return found

    def all_pairs(self) -> AllPairs:
        """Every pair, tooth by tooth for many people at once."""
        shape = (len(self.bodies), len(self.people))
        log10_lr, examined = np.zeros(shape), np.zeros(shape, dtype=bool)
        charted = [i for i, chart in enumerate(self.bodies) if chart is not None]
        known = [j for j, chart in enumerate(self.people) if chart is not None]
        if not charted or not known:
            return AllPairs(log10_lr, examined)
        after = np.array([self.bodies[i] for i in charted])
        later = _Later.of(after, self.population)
        told_after = np.array([said(chart) for chart in after])
        for start in range(0, len(known), _AT_A_TIME):
            some = known[start : start + _AT_A_TIME]
            before = np.array([self.people[j] for j in some])
            told = np.array([said(chart) for chart in before])
            lrs = self._given(before, [self.years[j] for j in some], told, later)
            lrs -= later.log10_unlisted(told)
            at = np.ix_(charted, some)
            examined[at] = (told_after.astype(float) @ told.T.astype(float)) > 0
            log10_lr[at] = lrs.T
        low, high = self.caps.of([self.name])
        return AllPairs(np.where(examined, np.clip(log10_lr, low, high), 0.0), examined)

    def _given(
        self, before: BoolArray, years: Sequence[float], told: BoolArray, later: _Later
    ) -> FloatArray:
        """log10 P(later charts | earlier charts of the same people), shape (people, bodies)."""
        at = {name: rate.mean for name, rate in self.rates.by_name.items()}
        common = self.population.common
        predicted = np.array(
            [expected(chart, span, common, at) for chart, span in zip(before, years, strict=True)]
        )
        total = np.zeros((len(before), later.number))
        for quadrant in range(0, len(TEETH), _QUADRANT):
            aligned = np.ones((*predicted.shape[:2], later.number))
            for tooth in range(quadrant, quadrant + _QUADRANT):
                shares = predicted[:, :, tooth] @ later.patterns[tooth].T
                # A tooth of which the earlier chart says nothing is left out.
                shares[~told[:, tooth]] = 1.0
                aligned *= shares[:, :, later.code[tooth]]
            straight, inward, outward = np.moveaxis(aligned, 1, 0)
            away = at["shifted"] / 2
            total += np.log10((1 - at["shifted"]) * straight + away * (inward + outward))
        return total


@dataclass(frozen=True, eq=False)
class _Later:
    """The charts after death: by tooth, the distinct things charted and which each body has.

    ``logs`` is ln P(charted | class) by tooth, shape (classes, bodies, teeth).
    """

    number: int
    patterns: tuple[FloatArray, ...]
    code: tuple[npt.NDArray[np.intp], ...]
    weights: FloatArray
    logs: FloatArray

    @classmethod
    def of(cls, after: BoolArray, population: DentalPopulation) -> _Later:
        patterns, codes, logs = [], [], []
        for tooth in range(len(TEETH)):
            distinct, code = np.unique(after[:, tooth], axis=0, return_inverse=True)
            patterns.append(distinct.astype(float))
            codes.append(code.reshape(-1))
            logs.append(np.log(population.states[:, tooth] @ patterns[-1].T)[:, codes[-1]])
        return cls(
            len(after), tuple(patterns), tuple(codes), population.weights, np.stack(logs, axis=2)
        )

    def log10_unlisted(self, told: BoolArray) -> FloatArray:
        """log10 P(later charts | unlisted) of the teeth each person’s chart speaks of, shape
        (people, bodies)."""
        by_class = np.einsum("pt,cbt->cpb", told.astype(float), self.logs, optimize=True)
        mixed = np.tensordot(self.weights, np.exp(by_class), axes=1)
        logs: FloatArray = np.log10(mixed)
        return logs
