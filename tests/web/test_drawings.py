"""What the drawings show is what is recorded, where it is recorded."""

from __future__ import annotations

import re

import pytest

from imena.language import Words
from imena.registry.queries.graves import GraveLine
from imena.registry.queries.sites import Point
from imena.web.drawings import figure, plan, sites_map, teeth

SAY = Words("web_drawings", "en")


def grave(number: int, x: float | None = None, y: float | None = None, **told: object) -> GraveLine:
    given: dict[str, object] = {"stage": "recovered", "remains": 1, "outline": (), "axis": 90}
    given |= told
    return GraveLine(
        f"PTX-G{number:03d}-X", str(number), "single_grave", "exhumed",
        str(given["stage"]), x, y, given["outline"], given["axis"], given["remains"],  # type: ignore[arg-type]
    )  # fmt: skip


def rects(svg: str) -> list[tuple[float, float]]:
    """The middles of the graves drawn."""
    found = re.findall(r'<rect class="f-\w+" x="([\d.]+)" y="([\d.]+)" width="9" height="18"', svg)
    return [(float(x) + 4.5, float(y) + 9) for x, y in found]


def test_a_plan_keeps_distances_and_has_north_up() -> None:
    drawn = plan.draw([grave(1, 0, 0), grave(2, 30, 0), grave(3, 0, 15)], "", "plan", SAY)
    assert drawn is not None
    assert drawn.surveyed
    (x1, y1), (x2, y2), (x3, y3) = rects(drawn.svg)
    assert (y1, x1) == (y2, x3)
    assert y3 < y1
    assert (x2 - x1) == pytest.approx(2 * (y1 - y3), rel=0.01)


def test_each_row_of_a_plan_begins_with_its_first_number() -> None:
    rows = [grave(n, 5 * ((n - 1) % 4), -6 * ((n - 1) // 4)) for n in range(1, 12)]
    drawn = plan.draw(rows, "", "plan", SAY)
    assert drawn is not None
    assert re.findall(r'class="t3 end sm">(\d+)<', drawn.svg) == ["1", "5", "9"]


def test_the_dot_of_several_bodies_stands_just_above_a_grave_however_it_is_turned() -> None:
    drawn = plan.draw([grave(1, 0, 0, axis=0, remains=2), grave(2, 9, 0, remains=2)], "", "", SAY)
    assert drawn is not None
    (_, along), (_, across) = rects(drawn.svg)
    north_south, east_west = map(
        float, re.findall(r'class="fink" cx="[\d.]+" cy="([\d.]+)"', drawn.svg)
    )
    assert along - north_south == pytest.approx(14)
    assert across - east_west == pytest.approx(9.5)


def test_a_pit_says_how_many_units_of_remains_came_out_of_it() -> None:
    corners = ((0.0, 0.0), (9.0, 0.0), (9.0, 6.0))
    drawn = plan.draw([grave(1, outline=corners, remains=17)], "", "plan", SAY)
    assert drawn is not None
    assert "17 units of remains" in drawn.svg


def test_graves_nobody_surveyed_stand_in_the_order_of_their_numbers_and_are_said_to() -> None:
    drawn = plan.draw([grave(n) for n in range(1, 41)], "", "plan", SAY)
    assert drawn is not None
    assert not drawn.surveyed
    middles = rects(drawn.svg)
    assert middles == sorted(middles, key=lambda m: (m[1], m[0]))
    assert "10 m" not in drawn.svg


def test_the_plan_frames_the_chosen_grave_and_slashes_the_empty_one() -> None:
    graves = [grave(1, 0, 0, stage="empty", remains=0), grave(2, 5, 0, remains=2)]
    drawn = plan.draw(graves, "PTX-G002-X", "plan", SAY)
    assert drawn is not None
    assert drawn.svg.count('class="kacc frame"') == 1
    assert drawn.svg.count('class="hatch"') == 1
    assert drawn.svg.count('class="fink"') == 1  # the dot of several bodies
    assert re.findall(r'class="mid t1">([^<]+)<', drawn.svg) == ["2"]  # the flag
    assert plan.draw([], "", "plan", SAY) is None


def test_one_site_needs_no_map_and_two_lie_as_on_the_earth() -> None:
    west, east = Point("A", "lead", 30.0, 49.0, 500), Point("B", "lead", 31.0, 49.5, None)
    assert sites_map.draw([west], {"lead": "s0"}, SAY) is None
    svg = sites_map.draw([west, east], {"lead": "s0"}, SAY)
    assert svg is not None
    marks = re.findall(r'<circle class="f-s0" cx="([\d.]+)" cy="([\d.]+)"', svg)
    (xa, ya), (xb, yb) = [(float(x), float(y)) for x, y in marks]
    assert xa < xb
    assert ya > yb
    # A degree of longitude is shorter than one of latitude, by the cosine of where it is.
    assert (xb - xa) / (ya - yb) == pytest.approx(2 * 0.652, rel=0.01)


def test_a_tooth_nobody_spoke_of_is_not_examined() -> None:
    svg = teeth.draw({"36": teeth.Tooth("filled", ("M",))}, "teeth")
    assert svg.count('class="tne"') == 31
    assert svg.count("<polygon") == 1
    lost = teeth.draw({"11": teeth.Tooth("missing_antemortem")}, "teeth")
    assert lost.count('class="tne"') == 31
    assert 'class="lk"' in lost


def test_mesial_is_towards_the_middle_on_both_sides() -> None:
    right = teeth.draw({"16": teeth.Tooth("filled", ("M",))}, "teeth")
    left = teeth.draw({"26": teeth.Tooth("filled", ("M",))}, "teeth")

    def lean(svg: str) -> float:
        """Where the treated surface lies within its tooth: above 0 to the right."""
        points = re.findall(r'<polygon class="fink" points="([^"]+)"', svg)[0].split()
        xs = [float(p.split(",")[0]) for p in points]
        squares = re.findall(r'<rect class="f0" x="([\d.]+)"', svg)
        return sum(xs) / len(xs) - float(squares[0]) - 14

    assert lean(right) > 0 > lean(left)


def test_marks_stand_on_the_bodys_own_side() -> None:
    svg = figure.draw([figure.Mark(1, "upper_limb_left", "perimortem")], SAY)
    (x,) = re.findall(r'<circle class="fink" cx="(\d+)"', svg)
    assert int(x) > 95  # seen from the front, the left arm is at the right
    unknown = figure.draw([figure.Mark(1, "neck", "undetermined")], SAY)
    assert "ringed" in unknown
    assert "fink" not in unknown
