"""Who says what: each number on the scale of its own unit, ours among those of others.

A word beside a number is never drawn as a point: “about” is a bar, “more than” an arrow without an
end. What cannot be put on a scale is said and not drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from imena.language import Words
from imena.language.numbers import whole
from imena.reports.bulletin.scale import Scale, scale
from imena.reports.markup import Html, element

#: How a number is drawn: as a point, a bar, an arrow that has no end, or not at all.
Shape = Literal["point", "bar", "arrow", "none"]
_ROW, _MIDDLE = 40, 20


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was said: ``said`` its words, ``by`` who and when, ``meaning`` the interval in
    words. ``lower`` is ``None`` where the words allow any number, ``upper`` where there is no upper
    limit; ``named`` is the number itself where the bar does not end at it. ``ours`` is our own,
    ``wrong`` one that a finding is about. ``href`` is "" where nothing more can be opened,
    ``language`` that of the words where it may be another than the page’s.
    """

    said: str
    by: str
    meaning: str
    lower: int | None
    upper: int | None
    named: int | None = None
    ours: bool = False
    wrong: bool = False
    href: str = ""
    language: str = ""

    @property
    def shape(self) -> Shape:
        """How it is drawn."""
        if self.lower is None:
            return "none"
        if self.upper is None:
            return "arrow"
        return "point" if self.lower == self.upper else "bar"


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers of one unit on one scale."""

    unit: str
    numbers: tuple[Number, ...]
    scale: Scale


def chart(unit: str, numbers: Sequence[Number]) -> Chart:
    """The numbers of one unit, which is called ``unit``, on a scale that holds them all."""
    ends = [end for n in numbers for end in (n.lower, n.upper, n.named) if end is not None]
    return Chart(unit, tuple(numbers), scale(ends))


def draw(charts: Sequence[Chart], words: Words) -> Html:
    """The charts below each other; they fill the width they are given."""
    return element("div", *(part for one in charts for part in _unit(one, words)), class_="claims")


def _unit(one: Chart, words: Words) -> list[Html]:
    drawn = [element("h3", one.unit)]
    if any(number.shape != "none" for number in one.numbers):
        labels = [
            element(
                "text", whole(words.language, n), class_="mid", x=percent(one.scale.at(n)), y=14
            )
            for n in one.scale.ticks
        ]
        axis = element("svg", *labels, width="100%", height=20, aria_hidden="true")
        drawn.append(element("div", element("span"), axis, class_="cl hd"))
    return [*drawn, *(_row(number, one.scale) for number in one.numbers)]


def _row(number: Number, on: Scale) -> Html:
    tag, lang = ("a" if number.href else "b"), number.language or None
    said = element(tag, number.said, href=number.href or None, lang=lang)
    small = [element("small", text) for text in (number.by, number.meaning) if text]
    kind = "ours" if number.ours else "bad" if number.wrong else ""
    drawn = _SHAPES.get(number.shape)
    svg = (
        element(
            "svg", *_grid(on), *drawn(number, on), width="100%", height=_ROW, aria_hidden="true"
        )
        if drawn
        else None
    )
    return element("div", element("span", said, " ", *small), svg, class_=f"cl {kind}".strip())


def _grid(on: Scale) -> list[Html]:
    lines = [percent(on.at(n)) for n in on.ticks]
    return [element("line", class_="lt", x1=x, x2=x, y1=0, y2=_ROW) for x in lines]


def _point(number: Number, on: Scale) -> list[Html]:
    assert number.lower is not None
    x = percent(on.at(number.lower))
    if number.ours:
        square = element("rect", class_="ffor", x=-7, y=-7, width=14, height=14)
        return [_at(x, square)]
    mark = element("circle", class_="said", cx=x, cy=_MIDDLE, r=6)
    return [_ring(x), mark] if number.wrong else [mark]


def _bar(number: Number, on: Scale) -> list[Html]:
    assert number.lower is not None
    assert number.upper is not None
    begin, end = on.at(number.lower), on.at(number.upper)
    drawn = [
        element(
            "rect", class_="ffor" if number.ours else "fline", x=percent(begin), y=14,
            width=percent(end - begin), height=12,
        )
    ]  # fmt: skip
    if number.named is not None:
        x = percent(on.at(number.named))
        drawn.append(element("line", class_="lk", x1=x, x2=x, y1=12, y2=28))
    return [_ring(percent((begin + end) / 2)), *drawn] if number.wrong else drawn


def _arrow(number: Number, on: Scale) -> list[Html]:
    """From the least it may be to the edge of the scale, and on."""
    assert number.lower is not None
    x = percent(on.at(number.lower))
    line = "kacc" if number.ours else "lk"
    head = element("path", class_=line, d="M-9 -5L0 0L-9 5")
    foot = (
        element("rect", class_="ffor", x=x, y=12, width=6, height=16)
        if number.ours
        else element("circle", class_="said", cx=x, cy=_MIDDLE, r=6)
    )
    drawn = [
        element("line", class_=f"{line} dash", x1=x, x2="100%", y1=_MIDDLE, y2=_MIDDLE),
        _at("100%", head),
        foot,
    ]
    return [_ring(x), *drawn] if number.wrong else drawn


def _ring(x: str) -> Html:
    return element("circle", class_="kstop", cx=x, cy=_MIDDLE, r=10)


def _at(x: str, drawn: Html) -> Html:
    """A shape with its own origin at a share of the width."""
    return element("svg", drawn, x=x, y=_MIDDLE, width=1, height=1, overflow="visible")


_SHAPES = {"point": _point, "bar": _bar, "arrow": _arrow}


def percent(position: float) -> str:
    """A position from 0 to 1 as SVG wants it."""
    return f"{100 * position:.2f}%"
