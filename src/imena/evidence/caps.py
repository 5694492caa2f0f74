"""How much each kind of evidence may say at most: beyond it the model errs, not the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


class CapsError(ValueError):
    """A kind of evidence without limits, or limits that contradict themselves."""


@dataclass(frozen=True)
class Caps:
    """Limits of log10 LR by kind of evidence, as a policy that somebody decided.

    ``version`` names the policy and is printed with every result; a changed limit is a new version.

    Raises
    ------
    CapsError
        For a lower limit above 0 or an upper one below.
    """

    version: str
    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "limits", MappingProxyType(dict(self.limits)))
        for kind, (low, high) in self.limits.items():
            if not low <= 0 <= high:
                raise CapsError(f"{kind}: {low} to {high} does not hold 0")

    def of(self, kinds: Iterable[str]) -> tuple[float, float]:
        """The limits of several kinds weighed as one: lower and upper limits added.

        Raises
        ------
        CapsError
            For a kind the policy does not name.
        """
        try:
            found = [self.limits[kind] for kind in kinds]
        except KeyError as error:
            raise CapsError(f"{self.version} has no limits for {error.args[0]}") from None
        return sum(low for low, _ in found), sum(high for _, high in found)


#: Proposed until an office decides its own.
PROPOSED = Caps(
    "imena-caps-1",
    {
        "sex": (-3, 0.3),
        "age": (-3, 1.5),
        "stature": (-3, 1.5),
        "pigmentation": (-2, 1.5),
        "belongings": (-1, 3),
        "documents": (-1, 4),
        "marks": (-2, 4),
        "dental": (-6, 6),
        "fingerprint_one_examiner": (-6, 3),
        "fingerprint_verified": (-6, 5),
        "radiograph": (-6, 6),
        "implant": (-2, 5),
        "place_time": (-3, 3),
    },
)
