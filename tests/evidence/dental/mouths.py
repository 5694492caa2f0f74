"""Invented mouths: few treatments or many, all over the mouth alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from imena.evidence.dental.teeth import SURFACES, TEETH, ToothState, chart

BoolArray = npt.NDArray[np.bool_]

SOUND = ToothState("present_sound")


def written(rng: np.random.Generator, treated: float) -> dict[str, ToothState]:
    """A full chart in which each tooth was treated or lost with probability ``treated``."""
    states = dict.fromkeys(TEETH, SOUND)
    for tooth in TEETH:
        if rng.random() < treated:
            kind = rng.choice(["filled", "crown", "missing_antemortem"], p=[0.7, 0.1, 0.2])
            surfaces = "".join(s for s in SURFACES if rng.random() < 0.4) or "O"
            states[tooth] = ToothState(str(kind), surfaces if kind == "filled" else "")
    return states


def mouths(number: int, seed: int = 1) -> list[BoolArray]:
    """Charts of people a third of whom have had most of their teeth treated."""
    rng = np.random.default_rng(seed)
    return [chart(written(rng, 0.6 if i % 3 == 0 else 0.08)) for i in range(number)]


def changed_to(states: dict[str, ToothState], **changes: ToothState) -> BoolArray:
    """The chart of a mouth with some teeth otherwise; ``t11`` names tooth 11."""
    return chart(states | {name[1:]: state for name, state in changes.items()})
