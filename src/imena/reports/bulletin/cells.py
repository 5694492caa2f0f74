"""Where the sites are, as far as everybody may know: squares of a fixed grid, never a place.

The grid is the same for everybody and for ever, so that two maps of one site say no more than one:
nothing is drawn about the middle of what is known. Inside its square a site may be anywhere.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from imena.language import Words
from imena.reports.markup import Html, element

#: The side of a square in degrees: about 28 km from south to north, 18 km from west to east at 50°.
DEGREES = 0.25
#: Squares drawn round those with a site, so that nobody sees from the edge where it lies.
_ROUND = 2
#: At 49° N a square is about two thirds as wide as it is high.
_WIDE, _HIGH = 44.0, 67.0
_LEFT, _TOP, _EDGE, _FOOT = 60.0, 12.0, 24.0, 28.0


@dataclass(frozen=True, slots=True)
class Cells:
    """How many sites lie in which squares, by the square’s number from west and from south;
    ``beside`` sites are not on the map, because their place is not recorded or only in words."""

    sites: tuple[tuple[int, int, int], ...]
    beside: int


def cells(points: Iterable[tuple[float, float]], beside: int) -> Cells:
    """Put places (longitude, latitude in degrees) into their squares.

    >>> cells([(33.01, 49.02), (33.24, 49.2), (34.0, 49.0)], 1)
    Cells(sites=((132, 196, 2), (136, 196, 1)), beside=1)
    """
    counted = Counter((math.floor(lon / DEGREES), math.floor(lat / DEGREES)) for lon, lat in points)
    return Cells(tuple((*at, n) for at, n in sorted(counted.items())), beside)


def draw(found: Cells, words: Words) -> Html | None:
    """The squares with degrees along the edges; ``None`` where no site has a place."""
    if not found.sites:
        return None
    grid = _Grid(found)
    width, height = size(found)
    return element(
        "svg",
        *grid.lines(),
        *(grid.square(*one) for one in found.sites),
        *grid.labels(words),
        class_="map cells",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        role="img",
        aria_label=words("Squares of a grid in which sites lie, north up"),
    )


def size(found: Cells) -> tuple[float, float]:
    """Width and height of the drawing in px."""
    grid = _Grid(found)
    return grid.right + _EDGE, grid.bottom + _FOOT


def place(x: int, y: int, words: Words) -> str:
    """A square in words: from west to east, from south to north."""
    return words(
        "{west}–{east} E, {south}–{north} N",
        west=_degrees(x, words),
        east=_degrees(x + 1, words),
        south=_degrees(y, words),
        north=_degrees(y + 1, words),
    )


class _Grid:
    """The squares round those with a site, in px."""

    def __init__(self, found: Cells) -> None:
        self.west = min(x for x, _, _ in found.sites) - _ROUND
        self.east = max(x for x, _, _ in found.sites) + _ROUND + 1
        self.south = min(y for _, y, _ in found.sites) - _ROUND
        self.north = max(y for _, y, _ in found.sites) + _ROUND + 1
        self.right = _LEFT + (self.east - self.west) * _WIDE
        self.bottom = _TOP + (self.north - self.south) * _HIGH

    def x(self, number: int) -> float:
        return _LEFT + (number - self.west) * _WIDE

    def y(self, number: int) -> float:
        return self.bottom - (number - self.south) * _HIGH

    def lines(self) -> list[Html]:
        down = [f"M{self.x(n):.1f} {_TOP:.1f}V{self.bottom:.1f}" for n in self.across]
        along = [f"M{_LEFT:.1f} {self.y(n):.1f}H{self.right:.1f}" for n in self.up]
        return [element("path", class_="lt", d=d) for d in (*down, *along)]

    def square(self, x: int, y: int, n: int) -> Html:
        left, top = self.x(x), self.y(y + 1)
        return element(
            "g",
            element(
                "rect", class_="f-s3", x=f"{left:.1f}", y=f"{top:.1f}", width=_WIDE, height=_HIGH
            ),
            element(
                "text", str(n), class_="mid inv big", x=f"{left + _WIDE / 2:.1f}",
                y=f"{top + _HIGH / 2 + 5:.1f}",
            ),
        )  # fmt: skip

    def labels(self, words: Words) -> list[Html]:
        below, beside = f"{self.bottom + 18:.1f}", f"{_LEFT - 8:.1f}"
        across = [
            element("text", _degrees(n, words), class_="mid sm", x=f"{self.x(n):.1f}", y=below)
            for n in self.across
            if n % 2 == 0
        ]
        return across + [
            element("text", _degrees(n, words), class_="end sm", x=beside, y=f"{self.y(n) + 4:.1f}")
            for n in self.up
            if n % 2 == 0
        ]

    @property
    def across(self) -> range:
        return range(self.west, self.east + 1)

    @property
    def up(self) -> range:
        return range(self.south, self.north + 1)


def _degrees(number: int, words: Words) -> str:
    plain = f"{number * DEGREES:g}"
    return (plain.replace(".", ",") if words.language == "uk" else plain) + "°"
