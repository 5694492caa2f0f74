"""Our figures over time: one line a definition, broken where nobody stated anything.

Two definitions are never joined: another version, another scope or another partition is another
series. Each stands on an axis of its own that begins at nought, and all share one axis of time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from imena.language import Words
from imena.language.dates import day
from imena.language.numbers import whole
from imena.reports.bulletin.chart import percent
from imena.reports.bulletin.scale import Scale, scale
from imena.reports.markup import Html, element

#: A line goes on to the next figure unless it is further away than this.
JOINED = timedelta(days=62)
_HEIGHT, _TOP, _BOTTOM = 132, 14, 112


@dataclass(frozen=True, slots=True)
class Point:
    """A figure as of a moment. ``value`` is ``None`` where it was stated as unknown; ``corrected``
    is one in whose place a later statement stands. ``day`` and ``said`` are for the reader."""

    at: datetime
    value: int | None
    day: str
    said: str
    number: str
    corrected: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one definition, in the order of time."""

    title: str
    definition: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A point as it is plotted: positions from 0 to 1, ``y`` upwards."""

    x: float
    y: float
    gone: bool
    said: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A series as it is plotted; ``lines`` join two spots by their places in ``spots``, ``ends``
    are the first and the last day of the axis."""

    ends: tuple[str, str]
    spots: tuple[Spot, ...]
    lines: tuple[tuple[int, int], ...]
    marks: tuple[tuple[float, str], ...]


def plot(series: Series, began: datetime, ended: datetime, words: Words) -> Plot:
    """Where a series is drawn on an axis of time from ``began`` to ``ended``.

    A line joins two figures that stand and are next to each other in time, at most
    :data:`JOINED` apart, with none between them that is said to be unknown.
    """
    known = [point for point in series.points if point.value is not None]
    axis = scale([0, *(point.value or 0 for point in known)])
    span = (ended - began) or timedelta(days=1)
    spots = tuple(
        Spot(
            (point.at - began) / span,
            axis.at(point.value or 0),
            point.corrected,
            whole(words.language, point.value or 0),
        )
        for point in known
    )
    marks = tuple((axis.at(n), whole(words.language, n)) for n in _ends(axis))
    days = (day(words.language, began.date()), day(words.language, ended.date()))
    return Plot(days, spots, tuple(_joined(series.points, known)), marks)


def _ends(axis: Scale) -> tuple[int, int]:
    return axis.ticks[0], axis.ticks[-1]


def _joined(points: Sequence[Point], known: Sequence[Point]) -> Iterator[tuple[int, int]]:
    standing = [point for point in points if not point.corrected]
    for before, after in pairwise(standing):
        stated = before.value is not None and after.value is not None
        if stated and after.at - before.at <= JOINED:
            yield known.index(before), known.index(after)


def span(series: Sequence[Series]) -> tuple[datetime, datetime] | None:
    """From the first moment of all series to the last; ``None`` without any figure."""
    moments = [point.at for one in series for point in one.points]
    return (min(moments), max(moments)) if moments else None


def draw(series: Sequence[Series], words: Words) -> Html:
    """The series below each other, each with its definition and a table of the same figures."""
    found = span(series)
    if found is None:
        return Html()
    return element(
        "div", *(_one(one, plot(one, *found, words), words) for one in series), class_="all-series"
    )


def _one(series: Series, drawn: Plot, words: Words) -> Html:
    ends = [
        element("text", drawn.ends[0], class_="sm", x="0%", y=_HEIGHT - 2),
        element("text", drawn.ends[1], class_="end sm", x="100%", y=_HEIGHT - 2),
    ]
    svg = element(
        "svg", *_grid(drawn), *_trail(drawn), *ends, width="100%", height=_HEIGHT,
        aria_hidden="true",
    )  # fmt: skip
    return element(
        "section",
        element("header", element("h3", series.title), element("p", series.definition)),
        element("div", svg, class_="plotted"),
        _table(series, words),
        class_="series",
    )


def _y(position: float) -> str:
    return f"{_BOTTOM - position * (_BOTTOM - _TOP):.1f}"


def _grid(drawn: Plot) -> list[Html]:
    lines = []
    for at, said in drawn.marks:
        lines += [
            element("line", class_="lt", x1="0%", x2="100%", y1=_y(at), y2=_y(at)),
            element("text", said, class_="t3 end", x="0%", y=f"{float(_y(at)) + 4:.1f}", dx=-10),
        ]
    return lines


def _trail(drawn: Plot) -> list[Html]:
    lines = [
        element(
            "line", class_="trail", x1=percent(drawn.spots[i].x), x2=percent(drawn.spots[j].x),
            y1=_y(drawn.spots[i].y), y2=_y(drawn.spots[j].y),
        )
        for i, j in drawn.lines
    ]  # fmt: skip
    dots = [
        element(
            "circle", class_="gone" if spot.gone else "spot", cx=percent(spot.x), cy=_y(spot.y), r=5
        )
        for spot in drawn.spots
    ]
    standing = [spot for spot in drawn.spots if not spot.gone]
    if not standing:
        return [*lines, *dots]
    last = standing[-1]
    label = element(
        "text", last.said, class_="t1", x=percent(last.x), y=f"{float(_y(last.y)) + 4.5:.1f}", dx=10
    )
    return [*lines, *dots, label]


def _table(series: Series, words: Words) -> Html:
    rows = [
        element(
            "tr",
            element("td", point.day),
            element("td", point.said, class_="num"),
            element(
                "td",
                element("a", point.number, class_="code", href=point.href)
                if point.href
                else element("span", point.number, class_="code"),
                element("small", words("corrected later")) if point.corrected else None,
            ),
        )
        for point in series.points
    ]
    head = (
        element("th", words("As of"), scope="col"),
        element("th", words("Figure"), scope="col", class_="num"),
        element("th", words("Statement"), scope="col"),
    )
    table = element(
        "table", element("thead", element("tr", *head)), element("tbody", *rows), class_="figures"
    )
    return element("div", table, class_="scroll")
