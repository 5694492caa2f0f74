"""What a play leaves behind, for whoever looks at the case file afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: What everybody of the demonstration signs in with: their case file holds nobody real.
PASSWORD = "imena-demo-2026"


@dataclass(frozen=True)
class Played:
    """What the play left behind.

    Parameters
    ----------
    truths
        What turned out otherwise, by name (``empty_grave``, ``alive`` …) → the number of the
        record where it is found.
    counted
        How many of each unit: graves, bodies, individuals, missing, relatives, decisions, releases,
        burials. They are never added together.
    """

    truths: Mapping[str, str]
    counted: Mapping[str, int]
    password: str = PASSWORD
