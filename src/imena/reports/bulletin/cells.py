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
_SIDE = 44.0
_LEFT, _TOP = 60.0, 12.0
#: At 49° N a square is so much wider than high.
_SHAPE = 0.65


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
    west = min(x for x, _, _ in found.sites) - _ROUND
    east = max(x for x, _, _ in found.sites) + _ROUND + 1
    south = min(y for _, y, _ in found.sites) - _ROUND
    north = max(y for _, y, _ in found.sites) + _ROUND + 1
    wide, high = _SIDE, _SIDE / _SHAPE
    right, bottom = _LEFT + (east - west) * wide, _TOP + (north - south) * high

    def at(x: int, y: int) -> tuple[float, float]:
        return _LEFT + (x - west) * wide, bottom - (y - south) * high

    lines = [
        element("path", class_="lt", d=f"M{at(x, 0)[0]:.1f} {_TOP:.1f}V{bottom:.1f}")
        for x in range(west, east + 1)
    ]
    lines += [
        element("path", class_="lt", d=f"M{_LEFT:.1f} {at(0, y)[1]:.1f}H{right:.1f}")
        for y in range(south, north + 1)
    ]
    labels = [
        element("text", _degrees(x, words), class_="mid sm", x=f"{at(x, 0)[0]:.1f}", y=bottom + 18)
        for x in range(west, east + 1)
        if x % 2 == 0
    ]
    labels += [
        element(
            "text", _degrees(y, words), class_="end sm", x=_LEFT - 8, y=f"{at(0, y)[1] + 4:.1f}"
        )
        for y in range(south, north + 1)
        if y % 2 == 0
    ]
    squares = [
        element(
            "g",
            element(
                "rect", class_="f-s3", x=f"{at(x, y + 1)[0]:.1f}", y=f"{at(x, y + 1)[1]:.1f}",
                width=wide, height=f"{high:.1f}",
            ),
            element(
                "text", str(n), class_="mid inv big", x=f"{at(x, y + 1)[0] + wide / 2:.1f}",
                y=f"{at(x, y + 1)[1] + high / 2 + 5:.1f}",
            ),
        )
        for x, y, n in found.sites
    ]  # fmt: skip
    return element(
        "svg",
        *lines,
        *squares,
        *labels,
        class_="map cells",
        viewBox=f"0 0 {right + 24:.0f} {bottom + 28:.0f}",
        width=f"{right + 24:.0f}",
        height=f"{bottom + 28:.0f}",
        role="img",
        aria_label=words("Squares of a grid in which sites lie, north up"),
    )


def _degrees(number: int, words: Words) -> str:
    plain = f"{number * DEGREES:g}"
    return (plain.replace(".", ",") if words.language == "uk" else plain) + "°"
