"""Two charts of what may be one mouth: how probable the later is, given the earlier or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, contribution, nothing_examined
from imena.evidence.densities import FloatArray, log10_ratio
from imena.evidence.dental.change import ChangeRates, changed, explains
from imena.evidence.dental.population import DentalPopulation
from imena.evidence.dental.teeth import STATES, TEETH, BoolArray, said
from imena.evidence.rates import Rate, banded

_NAME = "dental"
_QUADRANT = 8
#: A quadrant charted one tooth too far inward or outward, as one mistake.
_ALIGNMENTS = (0, 1, -1)

MATCH, EXPLAINABLE, UNEXPLAINABLE = "match", "explainable", "unexplainable"


@dataclass(frozen=True)
class ChartingRates:
    """How charts err; proposals of ours.

    ``wrong_tooth`` is P(a tooth is charted with no regard to what it is), ``shifted`` P(a whole
    quadrant is charted one tooth off).
    """

    wrong_tooth: Rate = field(default=Rate(0.005))
    shifted: Rate = field(default=Rate(0.002))
    change: ChangeRates = field(default=ChangeRates())

    @property
    def by_name(self) -> Mapping[str, Rate]:
        """Every rate an LR depends on."""
        return {
            "wrong_tooth": self.wrong_tooth,
            "shifted": self.shifted,
            "filling": self.change.filling,
            "extraction": self.change.extraction,
            "crown": self.change.crown,
        }


def chart_densities(
    before: BoolArray,
    after: BoolArray,
    years: float,
    population: DentalPopulation,
    at: Mapping[str, float],
) -> tuple[float, float]:
    """P(later chart) if both are of one person, and if the later is of an unlisted one.

    Charts have shape (teeth, states); ``years`` lie between them; ``at`` names every rate. Teeth of
    which ``before`` says nothing are left out of both.

    Raises
    ------
    DentalError
        For a negative time.
    """
    found = after | ~said(before)[:, None]
    common = population.common
    return _given_earlier(before, found, years, common, at), population.frequency(found)


def _given_earlier(
    before: BoolArray,
    found: BoolArray,
    years: float,
    common: FloatArray,
    at: Mapping[str, float],
) -> float:
    """P(later chart | earlier chart of the same person)."""
    teeth = np.sum(expected(before, years, common, at) * found, axis=2)
    straight, inward, outward = teeth.reshape(len(_ALIGNMENTS), -1, _QUADRANT).prod(axis=2)
    away = at["shifted"] / 2
    return float(np.prod((1 - at["shifted"]) * straight + away * (inward + outward)))


def expected(
    before: BoolArray, years: float, common: FloatArray, at: Mapping[str, float]
) -> FloatArray:
    """P(state charted later | earlier chart of the same person), shape (alignments, teeth, states).

    Alignments are those of a whole quadrant: charted straight, one tooth inward, one outward.
    ``common`` is P(state) of a tooth of which nothing is known, shape (teeth, states).
    """
    table = (1 - at["wrong_tooth"]) * changed(years, at["filling"], at["extraction"], at["crown"])
    was = before * common
    was = was / was.sum(axis=1, keepdims=True)
    by_quadrant = (-1, _QUADRANT, len(STATES))
    found = []
    for shift in _ALIGNMENTS:
        moved = was.reshape(by_quadrant)
        if shift:
            moved = np.roll(moved, -shift, axis=1)
            # Behind the last tooth and before the first there is none to be charted.
            end = -1 if shift > 0 else 0
            moved[:, end] = common.reshape(by_quadrant)[:, end]
        found.append(moved.reshape(was.shape) @ table + at["wrong_tooth"] * common)
    return np.array(found)


def classes(before: BoolArray, after: BoolArray) -> dict[str, str]:
    """``match``, ``explainable`` or ``unexplainable`` for each tooth both charts speak of.

    As in disaster victim identification (INTERPOL): a discrepancy is explainable where the later
    state can have come of the earlier.
    """
    both = said(before) & said(after)
    same = np.any(before & after, axis=1)
    explained = explains(before, after)
    return {
        tooth: MATCH if same[i] else EXPLAINABLE if explained[i] else UNEXPLAINABLE
        for i, tooth in enumerate(TEETH)
        if both[i]
    }


def unexplained(before: BoolArray, after: BoolArray) -> int:
    """Teeth that cannot be explained, each quadrant taken one tooth off where that is better."""
    total = 0
    for start in range(0, len(TEETH), _QUADRANT):
        quadrant = slice(start, start + _QUADRANT)
        later = after[quadrant]
        counts = []
        for shift in _ALIGNMENTS:
            earlier = np.roll(before[quadrant], -shift, axis=0)
            if shift:
                earlier[-1 if shift > 0 else 0] = True
            counts.append(int((~explains(earlier, later)).sum()))
        total += min(counts)
    return total


def dental(
    before: BoolArray,
    after: BoolArray,
    years: float,
    population: DentalPopulation,
    caps: Caps,
    rates: ChartingRates | None = None,
) -> Contribution:
    """What two charts say together.

    Two or more teeth that neither time nor one quadrant charted off explains make the remark
    ``exclusion_for_a_person_to_decide``: nothing is excluded silently.

    Raises
    ------
    DentalError
        For charts out of order.
    """
    rates = rates or ChartingRates()
    both = said(before) & said(after)
    compared = [tooth for tooth, it_is in zip(TEETH, both, strict=True) if it_is]
    missing = [tooth for tooth in TEETH if tooth not in compared]
    if not compared:
        return nothing_examined(_NAME, missing, caps)

    found = after | ~said(before)[:, None]
    common, unlisted = population.common, population.frequency(found)

    def log10_lr(at: Mapping[str, float]) -> float:
        return log10_ratio(_given_earlier(before, found, years, common, at), unlisted)

    review = unexplained(before, after) >= 2
    return contribution(
        _NAME,
        banded(log10_lr, rates.by_name),
        caps,
        kinds=[_NAME],
        examined=compared,
        not_examined=missing,
        source=f"{population.fitted_to} reference charts; rates proposed",
        remarks=["exclusion_for_a_person_to_decide"] if review else [],
    )
