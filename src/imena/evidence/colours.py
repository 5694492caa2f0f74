"""Colours of hair and eyes: what is mistaken for what, and how common each is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from imena.evidence.appearance import Trait, confusion_from_errors, even_confusion
from imena.evidence.densities import DensityError

#: Mistakes for each colour rightly seen; rows and columns black, brown, fair, red, grey. As other
#: programs take them; no study of remains stands behind them.
_HAIR_ERRORS = np.array(
    [
        [0.0, 0.010, 0.005, 0.010, 0.003],
        [0.010, 0.0, 0.010, 0.003, 0.010],
        [0.005, 0.010, 0.0, 0.003, 0.003],
        [0.010, 0.003, 0.003, 0.0, 0.010],
        [0.003, 0.010, 0.003, 0.010, 0.0],
    ]
)

#: Hair of the head; frequencies are a proposal of ours for adults in Ukraine.
HAIR = Trait(
    "hair",
    ("black", "brown", "fair", "red", "grey"),
    confusion_from_errors(_HAIR_ERRORS),
    np.array([0.10, 0.50, 0.24, 0.02, 0.14]),
)

#: Eyes, one in twenty mistaken; both numbers and frequencies are proposals of ours.
EYES = Trait(
    "eyes",
    ("brown", "hazel", "green", "grey", "blue"),
    even_confusion(5, 0.05),
    np.array([0.30, 0.12, 0.13, 0.20, 0.25]),
)

#: Colours as they are written down → as they are compared; "" says nothing of the colour grown.
_HAIR_WRITTEN: Mapping[str, str] = MappingProxyType(
    {"dark_brown": "brown", "white": "grey", "dyed": "", "bald": ""}
)


def compared_hair(written: str) -> str | None:
    """The colour of hair that is compared; ``None`` where what is written tells none.

    >>> compared_hair("dark_brown"), compared_hair("dyed")
    ('brown', None)

    Raises
    ------
    DensityError
        For a colour nobody writes.
    """
    colour = _HAIR_WRITTEN.get(written, written)
    if colour and colour not in HAIR.colours:
        raise DensityError(f"{written} is no colour of hair")
    return colour or None
