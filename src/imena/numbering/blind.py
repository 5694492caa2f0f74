"""Codes for a laboratory: drawn at random, so that a code says nothing of whom or what it is of.

One code is drawn for each sample of each request, so that two requests for one person share
nothing; items are handed over in the order of their codes, which is no order at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container

from imena.numbering.pattern import PATTERNS, Kind, Number, number

_MOST_DRAWS = 1000


def draw(
    kind: Kind, taken: Container[str] = (), *, below: Callable[[int], int] = secrets.randbelow
) -> Number:
    """A code of ``kind`` that is not among ``taken`` (texts of numbers).

    ``below(n)`` draws uniformly from 0 … n-1; only a test gives another than the system's.

    Raises
    ------
    ValueError
        For a kind whose numbers mean something.
    RuntimeError
        When nearly all codes are taken, which no laboratory lives to see.
    """
    pattern = PATTERNS[kind]
    if not pattern.blind:
        raise ValueError(f"{kind} numbers are not drawn")
    for _ in range(_MOST_DRAWS):
        drawn = number(kind, *(below(10**group.least) for group in pattern.groups))
        if str(drawn) not in taken:
            return drawn
    raise RuntimeError(f"no {kind} code is left")
