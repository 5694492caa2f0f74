"""The way as a picture: one lane a unit, a bar that sums to its total, and what stands where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imena.language import Words
from imena.language.numbers import whole
from imena.reports.bulletin.chart import percent
from imena.reports.markup import Html, element


@dataclass(frozen=True, slots=True)
class Station:
    """Part of a lane: its place on the ramp of states, its word, and how many; ``None`` where the
    number is withheld or not known, which ``instead`` says."""

    level: str
    word: str
    number: int | None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A unit with its total: ``said`` is the number with its word, ``definition`` what is counted,
    ``under`` what else has to be said of it."""

    said: str
    unit: str
    definition: str
    total: int
    stations: tuple[Station, ...]
    under: tuple[str, ...] = ()
    number: str = ""


def parts(lane: Lane) -> tuple[tuple[str, float, float], ...]:
    """The bar: each part’s level, where it begins and how wide it is, from 0 to 1. What is withheld
    is one part, as wide as what the others leave of the total."""
    if not lane.total:
        return ()
    found, at = [], 0.0
    for station in lane.stations:
        if station.number:
            found.append((station.level, at, station.number / lane.total))
            at += station.number / lane.total
    if at < 1 and any(station.number is None for station in lane.stations):
        found.append(("fu", at, 1 - at))
    return tuple(found)


def bar(widths: Iterable[tuple[str, float, float]]) -> Html:
    """The parts side by side; they fill the width they are given."""
    drawn = [
        element(
            "rect", class_=level if level == "fu" else f"f-{level}", x=percent(at), y=1,
            width=percent(width), height=24,
        )
        for level, at, width in widths
    ]  # fmt: skip
    return element("svg", *drawn, class_="bar", width="100%", height=26, aria_hidden="true")


def draw(lanes: Sequence[Lane], words: Words) -> Html:
    """The lanes below each other."""
    return element("div", *(_lane(lane, words) for lane in lanes), class_="lanes")


def _lane(lane: Lane, words: Words) -> Html:
    stations = [
        element(
            "li",
            element(
                "span",
                element("b", station.instead)
                if station.number is None
                else element("b", whole(words.language, station.number)),
                element("span", station.word, class_=f"state {station.level}"),
            ),
        )
        for station in lane.stations
        if station.number != 0
    ]
    code = element("span", lane.number, class_="code") if lane.number else None
    return element(
        "section",
        element(
            "header",
            element("h3", element("b", lane.said), " ", lane.unit),
            element("p", lane.definition),
        ),
        bar(parts(lane)) if lane.total else None,
        element("ul", *stations, class_="stations") if stations else None,
        element("p", " ".join(lane.under), class_="small quiet") if lane.under else None,
        element("p", code, class_="small faint") if code else None,
        class_="lane",
    )
