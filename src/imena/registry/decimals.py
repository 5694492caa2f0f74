"""Figures of the programs as records keep them: decimals as text, exact wherever they can be."""

from __future__ import annotations

import math


def exact(number: float) -> str:
    """The shortest decimal that reads back as the same number; whoever shows it rounds it.

    >>> exact(0.1 + 0.2)
    '0.30000000000000004'
    """
    return repr(float(number))


def cut(probability: float) -> str:
    """A probability to four decimals, downwards: nothing is ever certain.

    >>> cut(0.99999), cut(0.12349)
    ('0.9999', '0.1234')
    """
    return f"{min(math.floor(probability * 10_000), 9999) / 10_000:.4f}"
