"""What was read of a person, and how far reading can be trusted.

An observation is never a hard genotype: it becomes an emission, P(observed | true genotype), one
number for each ordered genotype (engine contract, section 2).
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: The two alleles read at a marker, in no order; ``None`` = that allele is unknown.
Genotype = tuple[str | None, str | None]


class ObservationError(ValueError):
    """An observation that cannot be used: the message names the marker and the allele."""


@dataclass(frozen=True, slots=True)
class ReadingRates:
    """How a sample may have been misread.

    Parameters
    ----------
    dropout
        Probability that one allele copy is lost, each copy by itself.
    drop_in
        Probability that one spurious allele appears at a marker, drawn by frequency.
    typing_error
        Probability that the reading belongs to a random other person (a swap or a clerical error).
    """

    dropout: float = 0.0
    drop_in: float = 0.0
    typing_error: float = 0.0

    def __post_init__(self) -> None:
        for name in ("dropout", "drop_in", "typing_error"):
            if not 0 <= getattr(self, name) < 1:
                raise ObservationError(f"{name} must lie in [0, 1)")

    @property
    def exact(self) -> bool:
        """Whether reading is taken to be free of error."""
        return self.dropout == self.drop_in == self.typing_error == 0


EXACT = ReadingRates()


@dataclass(frozen=True)
class Sample:
    """One typed sample: genotypes by marker name, and its reading rates.

    A marker left out was not typed, which says nothing. A man's single allele at an X-linked
    marker is written twice. ``again`` are further samples of the same person, each misread by
    itself.
    """

    genotypes: Mapping[str, Genotype] = field(default_factory=dict)
    rates: ReadingRates = EXACT
    again: tuple[Sample, ...] = ()

    def only(self, markers: Container[str]) -> Sample:
        """The same samples, as far as they were read at these markers."""
        kept = {name: g for name, g in self.genotypes.items() if name in markers}
        return Sample(kept, self.rates, tuple(one.only(markers) for one in self.again))

    def of(self, marker: str) -> list[tuple[Genotype, ReadingRates]]:
        """What was read at a marker, sample by sample, and how each may be misread."""
        unread = (None, None)
        return [
            (genotype, sample.rates)
            for sample in (self, *self.again)
            if (genotype := sample.genotypes.get(marker, unread)) != unread
        ]
