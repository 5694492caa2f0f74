"""One case held against its reference: every number compared, the largest difference kept."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

#: The largest relative difference allowed. Reference results carry 15 significant digits.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Deviation:
    """One number beside its reference.

    ``size`` is the relative difference; infinite where one is zero or impossible and the other
    is not, and where things that are not numbers differ.
    """

    quantity: str
    place: tuple[str, ...]
    expected: object
    found: object
    size: float


@dataclass
class Comparison:
    """All numbers of one case beside their reference.

    ``quantity`` is a code such as ``"lr"``; ``place`` says of whom and at which marker. ``case``
    names the case, ``file`` the file that states the reference.
    """

    case: str
    file: str
    compared: Counter[str] = field(default_factory=Counter)
    beyond: list[Deviation] = field(default_factory=list)
    largest: Deviation | None = None

    @property
    def numbers(self) -> int:
        """How many numbers were compared."""
        return self.compared.total()

    def log(self, quantity: str, place: tuple[str, ...], expected: float, found: float) -> None:
        """Compare two natural logs: the difference over the size of the log, at least 1.

        Below 1 the difference itself counts, which is the relative difference of what the log is
        of. Impossible (-inf) agrees only with impossible.
        """
        self._add(quantity, place, expected, found, _apart(expected, found, 1.0))

    def ratio(
        self, quantity: str, place: tuple[str, ...], expected: float, found_log: float
    ) -> None:
        """Compare a ratio with one found as a natural log: the relative difference of the ratios.

        0 agrees only with -inf.
        """
        log = -math.inf if expected == 0 else math.log(expected)
        if math.isfinite(log) and math.isfinite(found_log):
            apart = abs(math.expm1(min(found_log - log, 700.0)))
        else:
            apart = 0.0 if log == found_log else math.inf
        self._add(quantity, place, expected, _exp(found_log), apart)

    def probability(
        self, quantity: str, place: tuple[str, ...], expected: float, found: float
    ) -> None:
        """Compare two probabilities by their relative difference; 0 agrees only with 0."""
        self._add(quantity, place, expected, found, _apart(expected, found, 0.0))

    def within(
        self,
        quantity: str,
        place: tuple[str, ...],
        expected: float,
        found: float,
        tolerance: float,
    ) -> None:
        """Compare where the reference is rounded: up to ``tolerance`` apart is no difference."""
        apart = abs(expected - found)
        self._add(quantity, place, expected, found, 0.0 if apart <= tolerance else apart)

    def same(self, quantity: str, place: tuple[str, ...], expected: object, found: object) -> None:
        """Compare what must be the same: counts, names, sets."""
        self._add(quantity, place, expected, found, 0.0 if expected == found else math.inf)

    def _add(
        self, quantity: str, place: tuple[str, ...], expected: object, found: object, size: float
    ) -> None:
        self.compared[quantity] += 1
        deviation = Deviation(quantity, place, expected, found, size)
        if self.largest is None or size > self.largest.size:
            self.largest = deviation
        if not size <= TOLERANCE:
            self.beyond.append(deviation)


def _apart(expected: float, found: float, least: float) -> float:
    if expected == found:
        return 0.0
    if not (math.isfinite(expected) and math.isfinite(found)):
        return math.inf
    size = max(least, abs(expected))
    return abs(expected - found) / size if size else math.inf


def _exp(log: float) -> float:
    return math.exp(log) if log < 709 else math.inf
