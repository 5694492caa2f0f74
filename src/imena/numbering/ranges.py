"""Ranges of running numbers: issued to a team, used without a network, every gap explained.

A range is never issued twice and never overlaps another, so two teams without a network cannot give
one number twice. Nothing is ever taken back: what is not used is declared void, with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from imena.numbering.pattern import PATTERNS, Kind, Number, is_site_code, number

#: A team that needs more asks again: a lost laptop then leaves few numbers to explain.
LARGEST_RANGE = 10_000


class RangeError(ValueError):
    """A range or number that cannot be issued or used. ``code`` and ``values`` say why."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(" ".join([code, *(f"{k}={v}" for k, v in values.items())]))
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """Numbers of one kind that run from 1; graves and units run separately at each site.

    Raises
    ------
    RangeError
        For a kind whose numbers do not run, or a site that is missing, out of place or no code.
    """

    kind: Kind
    site: str = ""

    def __post_init__(self) -> None:
        pattern = PATTERNS.get(self.kind)
        if pattern is None or not pattern.serial:
            raise RangeError("does_not_run", kind=self.kind)
        if bool(self.site) != pattern.of_site or (self.site and not is_site_code(self.site)):
            raise RangeError("site", kind=self.kind, site=self.site)

    @property
    def prefix(self) -> str:
        """What all its numbers begin with: ``PTX-``, ``PTX-G``, ``MP-``."""
        pattern = PATTERNS[self.kind]
        return f"{self.site or pattern.beginning}-{pattern.mark}"

    @property
    def last(self) -> int:
        """The greatest serial that can be printed."""
        return int("9" * PATTERNS[self.kind].groups[0].most)

    def number(self, serial: int) -> Number:
        """The number with this serial."""
        return number(self.kind, serial, site=self.site)


def of_prefix(kind: Kind, prefix: str) -> Series:
    """The series of ``kind`` whose numbers begin with ``prefix``.

    Raises
    ------
    RangeError
        Where no series of that kind begins so.
    """
    site = prefix.split("-")[0] if kind in PATTERNS and PATTERNS[kind].of_site else ""
    series = Series(kind, site)
    if series.prefix != prefix:
        raise RangeError("site", kind=kind, site=prefix)
    return series


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Serials ``first`` to ``last`` of a series, both included.

    Raises
    ------
    RangeError
        When it is empty, larger than :data:`LARGEST_RANGE`, or beyond what can be printed.
    """

    series: Series
    first: int
    last: int

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last <= self.series.last:
            raise RangeError("bounds", first=str(self.first), last=str(self.last))
        if len(self) > LARGEST_RANGE:
            raise RangeError("too_large", size=str(len(self)), most=str(LARGEST_RANGE))

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __contains__(self, other: object) -> bool:
        return (
            isinstance(other, Number)
            and (other.kind, other.site) == (self.series.kind, self.series.site)
            and self.first <= other.serial <= self.last
        )

    def overlaps(self, other: NumberRange) -> bool:
        """Whether some number is in both."""
        return self.series == other.series and self.first <= other.last and other.first <= self.last

    def numbers(self) -> Iterable[Number]:
        """All its numbers in order."""
        return (self.series.number(serial) for serial in range(self.first, self.last + 1))


def next_range(
    series: Series, size: int, issued: Iterable[NumberRange], *, highest_used: int = 0
) -> NumberRange:
    """The range of ``size`` after everything that was ever issued or used in the series.

    Holes between earlier ranges are never filled: a number that was once somebody's to give stays
    theirs.

    Raises
    ------
    RangeError
        When the series has no room left or ``size`` is no size.
    """
    after = max([highest_used, *(r.last for r in issued if r.series == series)])
    return NumberRange(series, after + 1, after + size)


def next_serial(given: NumberRange, taken: Collection[int]) -> int:
    """The serial after the greatest one taken; one that was skipped is explained, not given.

    Raises
    ------
    RangeError
        ``range_full`` when none is left.
    """
    inside = [serial for serial in taken if given.first <= serial <= given.last]
    serial = max(inside, default=given.first - 1) + 1
    if serial > given.last:
        raise RangeError("range_full", first=str(given.first), last=str(given.last))
    return serial


class Use(StrEnum):
    """What became of a number of a range."""

    USED = "used"
    VOID = "void"
    ISSUED = "issued"  # still the team's to give
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring serials with one fate; ``reason`` of those that are void."""

    first: int
    last: int
    use: Use
    reason: str = ""

    def __len__(self) -> int:
        return self.last - self.first + 1


def account(
    given: NumberRange, used: Collection[int], void: Mapping[int, str], *, closed: bool
) -> tuple[Stretch, ...]:
    """What became of every number of a range, in order, nothing left out.

    While the range is open, numbers after the greatest one taken are still the team's; before it,
    and anywhere in a closed range, a number neither used nor void is unexplained.

    Raises
    ------
    RangeError
        ``used_and_void`` for a number that is both; ``without_reason`` for a void one with none.
    """
    both = sorted(set(used) & set(void))
    if both:
        raise RangeError("used_and_void", number=str(given.series.number(both[0])))
    silent = sorted(serial for serial, reason in void.items() if not reason.strip())
    if silent:
        raise RangeError("without_reason", number=str(given.series.number(silent[0])))
    inside = [s for s in (*used, *void) if given.first <= s <= given.last]
    greatest = given.last if closed else max(inside, default=given.first - 1)
    used = frozenset(used)

    def fate(serial: int) -> tuple[Use, str]:
        if serial in used:
            return Use.USED, ""
        if serial in void:
            return Use.VOID, void[serial]
        return (Use.UNEXPLAINED if serial <= greatest else Use.ISSUED), ""

    return tuple(
        _stretch(list(serials), use, reason)
        for (use, reason), serials in groupby(range(given.first, given.last + 1), key=fate)
    )


def _stretch(serials: Sequence[int], use: Use, reason: str) -> Stretch:
    return Stretch(serials[0], serials[-1], use, reason)


def unexplained(stretches: Iterable[Stretch]) -> tuple[int, ...]:
    """The serials nobody has accounted for."""
    return tuple(
        serial
        for stretch in stretches
        if stretch.use is Use.UNEXPLAINED
        for serial in range(stretch.first, stretch.last + 1)
    )
