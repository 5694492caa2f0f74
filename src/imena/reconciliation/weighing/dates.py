"""Dates as people state them, some only to the month or the year, as days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

_DAYS_A_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day that a stated date can be."""

    first: date
    last: date


def span(stated: str) -> Span | None:
    """The days a partial date can be; ``None`` where nothing is stated.

    >>> span("2025-02")
    Span(first=datetime.date(2025, 2, 1), last=datetime.date(2025, 2, 28))
    """
    if not stated:
        return None
    year, month, day = (*(int(part) for part in stated.split("-")), 0, 0)[:3]
    if day:
        return Span(date(year, month, day), date(year, month, day))
    if month:
        return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return Span(date(year, 1, 1), date(year, 12, 31))


def years_between(earlier: date, later: date) -> float:
    """Years from one day to another; negative where they are the other way round."""
    return (later - earlier).days / _DAYS_A_YEAR


def months_between(earlier: date, later: date) -> float:
    """Months from one day to another."""
    return 12 * years_between(earlier, later)
