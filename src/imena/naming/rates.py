"""How often one person's name is written in each relation to itself, and how often two people's.

The rates are proposals of ours, to be measured on paired lists where an office has them; the
shares are used only so far as a population is too small to tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from imena.naming.relation import Relation
from imena.naming.vocabulary import FloatArray

_ROUNDING = 1e-9


class NameRatesError(ValueError):
    """Rates that are no distribution over the relations."""


@dataclass(frozen=True)
class PartRates:
    """Of one part of a name, in the order of :class:`Relation`; each sums to 1.

    Parameters
    ----------
    same_person
        P(relation of two records | one person).
    strangers
        P(relation | two people), anywhere.
    """

    same_person: tuple[float, ...]
    strangers: tuple[float, ...]

    def __post_init__(self) -> None:
        for rates in (self.same_person, self.strangers):
            if len(rates) != len(Relation) or min(rates) <= 0 or abs(sum(rates) - 1) > _ROUNDING:
                raise NameRatesError(f"{rates} is no distribution over {len(Relation)} relations")


_PARTS: Mapping[str, PartRates] = MappingProxyType(
    {
        "surname": PartRates((0.86, 0.03, 0.06, 0.02, 0.03), (3e-4, 2e-4, 1e-3, 4e-3, 0.9945)),
        "given": PartRates((0.76, 0.16, 0.05, 0.01, 0.02), (0.02, 0.02, 0.005, 0.005, 0.95)),
        "patronymic": PartRates((0.84, 0.06, 0.06, 0.01, 0.03), (0.02, 0.01, 0.002, 0.008, 0.96)),
    }
)


@dataclass(frozen=True)
class NameRates:
    """The rates of every part, and of how a name is written.

    Parameters
    ----------
    parts
        By part of the name.
    population_weight
        As how many people ``strangers`` count beside those of the population.
    identical_same, identical_different
        P(written letter for letter alike | same key, same alphabet), for one person and for two.
    version
        Names the rates; printed with results.
    """

    parts: Mapping[str, PartRates] = field(default_factory=lambda: _PARTS)
    population_weight: float = 1000.0
    identical_same: float = 0.97
    identical_different: float = 0.93
    version: str = "imena-names-1"

    def log10_by_relation(self, part: str, borne: FloatArray) -> FloatArray:
        """log10 of the LR of each relation, given how many people bear a name so related.

        ``borne`` is (..., relations), people of the population; so is the result. Among the
        population with ``strangers`` mixed in, the LR has mean 1.
        """
        rates = self.parts[part]
        weight = self.population_weight
        total = borne.sum(axis=-1, keepdims=True)
        frequency = (borne + weight * np.array(rates.strangers)) / (total + weight)
        found: FloatArray = np.log10(np.array(rates.same_person)) - np.log10(frequency)
        return found

    def log10_written_alike(self, identical: bool) -> float:
        """log10 of the LR of the letters themselves, for two names of one key and one alphabet."""
        if identical:
            return float(np.log10(self.identical_same / self.identical_different))
        return float(np.log10((1 - self.identical_same) / (1 - self.identical_different)))


#: Proposed until an office has measured its own.
PROPOSED_RATES = NameRates()
