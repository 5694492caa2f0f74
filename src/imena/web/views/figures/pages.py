"""Fifty of a list that is read whole: numbers are held against each other, so all of them are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of ``total``; ``after`` asks for the next, empty where there are none."""

    rows: tuple[T, ...]
    total: int
    after: str


def paged(found: Sequence[T], begin: int) -> Page[T]:
    """The rows from ``begin`` on."""
    end = begin + _SIZE
    return Page(tuple(found[begin:end]), len(found), str(end) if len(found) > end else "")


def whole(text: str) -> int:
    """A whole number of an address; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() else 0
