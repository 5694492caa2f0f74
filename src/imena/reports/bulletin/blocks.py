"""Blocks of the bulletin that no dossier has: lanes, claims on their scales, series over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imena.language import Words
from imena.language.numbers import whole
from imena.reports.bulletin import chart, lanes
from imena.reports.bulletin import series as over_time
from imena.reports.bulletin.chart import Chart
from imena.reports.bulletin.lanes import Lane
from imena.reports.bulletin.series import Plot, Series
from imena.reports.dossier.page import Drawing, Tick
from imena.reports.markup import Html


@dataclass(frozen=True, slots=True)
class Lanes(Drawing):
    """The way; ``bars`` are the parts of each lane’s bar."""

    language: str
    lanes: tuple[Lane, ...]
    bars: tuple[tuple[tuple[str, float, float], ...], ...]

    def html(self) -> Html:
        """As the pages draw it."""
        return lanes.draw(self.lanes, Words("bulletin", self.language))


@dataclass(frozen=True, slots=True)
class Charts(Drawing):
    """Who says what; ``axes`` are the marks of each chart’s scale."""

    language: str
    charts: tuple[Chart, ...]
    axes: tuple[tuple[Tick, ...], ...]

    def html(self) -> Html:
        """As the pages draw it."""
        return chart.draw(self.charts, Words("bulletin", self.language))


@dataclass(frozen=True, slots=True)
class AllSeries(Drawing):
    """Figures over time; ``plots`` are where they are drawn, ``head`` heads their tables."""

    language: str
    series: tuple[Series, ...]
    plots: tuple[Plot, ...]
    head: tuple[str, str, str]
    corrected: str

    def html(self) -> Html:
        """As the pages draw it."""
        return over_time.draw(self.series, Words("bulletin", self.language))


def lanes_of(found: Sequence[Lane], language: str) -> Lanes:
    """The lanes as a block."""
    return Lanes(language, tuple(found), tuple(lanes.parts(lane) for lane in found))


def charts_of(found: Sequence[Chart], language: str) -> Charts:
    """The charts as a block."""
    axes = tuple(
        tuple(Tick(one.scale.at(n), whole(language, n)) for n in one.scale.ticks) for one in found
    )
    return Charts(language, tuple(found), axes)


def series_of(found: Sequence[Series], language: str) -> AllSeries:
    """The series as a block."""
    words, ends = Words("bulletin", language), over_time.span(found)
    plots = () if ends is None else tuple(over_time.plot(one, *ends, words) for one in found)
    return AllSeries(
        language,
        tuple(found) if plots else (),
        plots,
        (words("As of"), words("Figure"), words("Statement")),
        words("corrected later"),
    )
