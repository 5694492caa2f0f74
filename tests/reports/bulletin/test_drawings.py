"""What drawings of figures may show: intervals and gaps, never a midpoint, a guess or a place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.language import Words
from imena.reports.bulletin import cells, chart, lanes, series
from imena.reports.bulletin.chart import Number
from imena.reports.bulletin.lanes import Lane, Station
from imena.reports.bulletin.scale import scale
from imena.reports.bulletin.series import JOINED, Point, Series

SAY = Words("bulletin", "en")
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=9))
def test_a_scale_holds_every_number_and_marks_few_and_even_steps(numbers: list[int]) -> None:
    found = scale(numbers)
    assert all(found.low <= n <= found.high for n in numbers)
    assert found.low >= 0
    assert 2 <= len(found.ticks) <= 9
    assert {b - a for a, b in zip(found.ticks, found.ticks[1:], strict=False)} == {found.step}


def number(lower: int | None, upper: int | None, **more: object) -> Number:
    return Number("«близько 445»", "речник", "", lower, upper, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("drawn", "shape", "marks"),
    [
        (number(443, 443), "point", {"circle": 1, "rect": 0}),
        (number(423, 467), "bar", {"circle": 0, "rect": 1}),
        (number(441, None), "arrow", {"circle": 1, "rect": 0}),
        (number(None, None), "none", {"circle": 0, "rect": 0}),
        (number(440, 440, ours=True), "point", {"circle": 0, "rect": 1}),
        (number(445, 445, wrong=True), "point", {"circle": 2, "rect": 0}),
    ],
)
def test_only_an_exact_number_is_a_point(drawn: Number, shape: str, marks: dict[str, int]) -> None:
    assert drawn.shape == shape
    svg = chart.draw([chart.chart("Graves", [number(400, 400), drawn])], SAY)
    row = svg.rpartition('<div class="cl')[2]
    assert {tag: row.count(f"<{tag}") for tag in marks} == marks
    if shape == "none":
        assert "<svg" not in row


def point(days: int, value: int | None, **more: object) -> Point:
    at = BEGAN + timedelta(days=days)
    return Point(at, value, str(at.date()), str(value), f"FIG-{days}", **more)  # type: ignore[arg-type]


def joined(*points: Point) -> list[tuple[str, str]]:
    found = Series("Bodies", "…", points)
    drawn = series.plot(found, BEGAN, BEGAN + timedelta(days=400), SAY)
    known = [one for one in points if one.value is not None]
    return [(known[i].number, known[j].number) for i, j in drawn.lines]


def test_a_line_is_broken_where_nothing_was_stated() -> None:
    late = 60 + JOINED.days
    assert joined(point(0, 10), point(30, 12), point(60, 12), point(late + 1, 20)) == [
        ("FIG-0", "FIG-30"),
        ("FIG-30", "FIG-60"),
    ]
    assert joined(point(0, 10), point(30, None), point(40, 12)) == []
    assert joined(point(60, 1), point(late, 2)) == [("FIG-60", f"FIG-{late}")]


def test_what_was_corrected_is_seen_and_no_line_passes_through_it() -> None:
    points = (point(0, 10), point(30, 40, corrected=True), point(31, 12))
    assert joined(*points) == [("FIG-0", "FIG-31")]
    svg = series.draw([Series("Bodies", "…", points)], SAY)
    assert svg.count('class="gone"') == 1
    assert "corrected later" in svg


def test_two_definitions_are_two_drawings_each_with_its_words() -> None:
    one = Series("Bodies", "counted one way", (point(0, 10), point(10, 12)))
    other = Series("Bodies", "counted another way", (point(12, 400),))
    svg = series.draw([one, other], SAY)
    first, second = svg.split('<section class="series">')[1:]
    assert "counted one way" in first
    assert first.count('class="trail"') == 1
    assert "counted another way" in second
    assert second.count('class="trail"') == 0


def lane(*stations: Station, total: int) -> Lane:
    return Lane(str(total), "bodies", "…", total, stations)


def test_a_lane_is_as_long_as_its_total_and_what_is_withheld_is_one_part_of_it() -> None:
    found = lanes.parts(
        lane(
            Station("s1", "recovered", 30), Station("s4", "named", None, "fewer than 5"),
            Station("s5", "returned", None, "fewer than 5"), total=40,
        )
    )  # fmt: skip
    assert found == (("s1", 0.0, 0.75), ("fu", 0.75, 0.25))
    whole = lanes.parts(lane(Station("s1", "a", 30), Station("s4", "b", 10), total=40))
    assert sum(width for _, _, width in whole) == pytest.approx(1)
    assert lanes.parts(lane(total=0)) == ()


def test_a_withheld_number_is_nowhere_in_the_drawing() -> None:
    told = lanes.draw(
        [lane(Station("s1", "recovered", 36), Station("s4", "named", None, "withheld"), total=40)],
        SAY,
    )
    assert "withheld" in told
    assert ">4<" not in told


@given(st.floats(22, 40), st.floats(44, 52), st.floats(0, 0.2499), st.floats(0, 0.2499))
def test_a_map_does_not_change_while_a_site_moves_inside_its_square(
    west: float, south: float, east: float, north: float
) -> None:
    corner = int(west / cells.DEGREES) * cells.DEGREES, int(south / cells.DEGREES) * cells.DEGREES
    moved = corner[0] + east, corner[1] + north
    here, there = (cells.draw(cells.cells([at], 0), SAY) for at in (corner, moved))
    assert here == there
    assert here is not None
    assert f"{moved[0]:.3f}" not in here


def test_sites_without_a_place_are_counted_beside_the_map() -> None:
    assert cells.draw(cells.cells([], 2), SAY) is None
    svg = cells.draw(cells.cells([(33.01, 49.01), (33.2, 49.2), (35.0, 49.0)], 1), SAY)
    assert svg is not None
    assert svg.count('class="f-s3"') == 2
    assert ">2</text>" in svg
