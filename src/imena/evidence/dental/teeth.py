"""Teeth in FDI notation (ISO 3950), the states they may be in, and what a chart says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]

#: Permanent teeth, quadrant by quadrant, from the midline outward.
TEETH = tuple(f"{quadrant}{place}" for quadrant in (1, 2, 3, 4) for place in range(1, 9))
#: Mesial, occlusal (incisal of front teeth), distal, vestibular, lingual.
SURFACES = "MODVL"
_FILLED = tuple(
    "filled_" + "".join(some) for size in range(1, 6) for some in combinations(SURFACES, size)
)
STATES = ("sound", *_FILLED, "crown", "root_filled", "missing", "implant", "unerupted")
_PRESENT = ("sound", *_FILLED, "crown", "root_filled")
#: What a chart writes → the states it may mean; a filling's surfaces are given beside it.
_MEANS: Mapping[str, tuple[str, ...]] = {
    "present_sound": ("sound",),
    # Untreated caries is no treatment: the tooth is as it was.
    "caries": ("sound",),
    "filled": _FILLED,
    "crown": ("crown",),
    "bridge_abutment": ("crown",),
    "bridge_pontic": ("missing",),
    "root_filled": ("root_filled",),
    "implant": ("implant",),
    "root_remnant": _PRESENT,
    "missing_antemortem": ("missing",),
    # The socket is open: there was a tooth at death, and nobody knows what it was like.
    "missing_postmortem": _PRESENT,
    "unerupted": ("unerupted",),
    "impacted": ("unerupted",),
    "jaw_missing": STATES,
    "not_examined": STATES,
}


class DentalError(ValueError):
    """A tooth, state or surface that cannot be: the message names it."""


@dataclass(frozen=True, slots=True)
class ToothState:
    """What a chart writes of a tooth: a code, and the surfaces of a filling if they are written."""

    code: str
    surfaces: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        """The states it may mean.

        Raises
        ------
        DentalError
            For a code that is not known, or surfaces no filling has.
        """
        if self.code not in _MEANS:
            raise DentalError(f"{self.code} is no state of a tooth")
        if not self.surfaces:
            return _MEANS[self.code]
        some = set(self.surfaces)
        if self.code != "filled" or not some <= set(SURFACES) or len(some) < len(self.surfaces):
            raise DentalError(f"{self.code} with surfaces {self.surfaces}")
        return ("filled_" + "".join(s for s in SURFACES if s in some),)


def chart(written: Mapping[str, ToothState]) -> BoolArray:
    """Which states each tooth may be in, shape (teeth, states); any where nothing is written.

    Raises
    ------
    DentalError
        For a tooth that is not permanent or not FDI, a state or a surface that cannot be.
    """
    possible = np.ones((len(TEETH), len(STATES)), dtype=bool)
    for tooth, state in written.items():
        if tooth not in TEETH:
            raise DentalError(f"{tooth} is no permanent tooth")
        possible[TEETH.index(tooth)] = np.isin(STATES, state.states)
    return possible


def said(possible: BoolArray) -> BoolArray:
    """Of which teeth a chart says anything, shape (teeth,)."""
    some: BoolArray = np.sum(possible, axis=1) < len(STATES)
    return some
