"""Everything that is not DNA, of one body and one missing person, brought together."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from imena.evidence.contribution import Contribution

#: Groups that identify by themselves (INTERPOL's primary identifiers, beside DNA).
PRIMARY = ("dental", "fingerprint")
#: Moderate support, log10 LR: as far as words may go where no primary identifier was compared, and
#: from which such an identifier says something of who it is.
MODERATE = 2.0


class CombinationError(ValueError):
    """Contributions that must not be added: the message names the group."""


@dataclass(frozen=True)
class Combined:
    """The sum of the groups' log10 LRs, and each of them.

    Groups are taken as independent given who it is. No probability follows from this alone: the
    joint answer over all bodies and all missing people gives it.
    """

    contributions: tuple[Contribution, ...]
    caps: str

    @property
    def log10_lr(self) -> float:
        """log10 of the LR of everything together."""
        return math.fsum(c.log10_lr for c in self.contributions)

    @property
    def band(self) -> tuple[float, float]:
        """Least and most as one error rate of one group goes over its band."""
        low = min((c.band[0] - c.log10_lr for c in self.contributions), default=0.0)
        high = max((c.band[1] - c.log10_lr for c in self.contributions), default=0.0)
        return self.log10_lr + low, self.log10_lr + high

    @property
    def primary(self) -> bool:
        """Whether a primary identifier is among what was examined."""
        return any(c.name in PRIMARY and c.examined for c in self.contributions)

    def log10_lr_to_say(self, *, primary_needed: bool = True) -> float:
        """What may be put into words: without a primary identifier no more than "moderate".

        ``primary_needed`` is an office's policy; what speaks against is always said.
        """
        if self.primary or not primary_needed:
            return self.log10_lr
        return min(self.log10_lr, MODERATE)


def combined(contributions: Iterable[Contribution]) -> Combined:
    """Add what each group contributes.

    Raises
    ------
    CombinationError
        For a group that is there twice, or groups under different policies of caps.
    """
    every = tuple(contributions)
    names = [c.name for c in every]
    for name in names:
        if names.count(name) > 1:
            raise CombinationError(f"{name} is weighed twice")
    versions = sorted({c.caps for c in every})
    if len(versions) > 1:
        raise CombinationError(f"caps of {' and '.join(versions)}")
    return Combined(every, "".join(versions))
