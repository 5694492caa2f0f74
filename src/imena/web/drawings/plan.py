"""A site’s graves in its own metres, north up: each turned to its axis, filled by its stage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from imena.language import Words
from imena.registry.queries.graves import GraveLine
from imena.registry.queries.stages import GRAVE_LEVEL
from imena.reports.markup import Html, element
from imena.web.targets import address

WIDTH = 1000.0
_MARGIN = 26.0
#: A grave’s size on the plan, in metres; smaller ones could not be hit with a finger.
_ACROSS, _ALONG = 1.0, 2.0
_SMALLEST_PX = 9.0
#: Where no places were surveyed: so many in a row, in the order of their numbers.
_IN_A_ROW, _STEP_X, _STEP_Y = 32, 3.0, 4.4
_LABEL_WIDTH = 34.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A grave at its place on the drawing, in pixels, turned by ``turn`` degrees."""

    line: GraveLine
    x: float
    y: float
    turn: float
    outline: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The drawing. ``surveyed`` is false where it only shows an order, no places."""

    svg: Html
    surveyed: bool


def draw(graves: Sequence[GraveLine], chosen: str, label: str, words: Words) -> Plan | None:
    """The plan of ``graves`` with the ``chosen`` one framed; ``None`` where there are none."""
    if not graves:
        return None
    surveyed = [g for g in graves if (g.x is not None and g.y is not None) or g.outline]
    if len(surveyed) * 2 < len(graves):
        placed, height = _in_rows(graves)
        extra: list[Html] = _row_labels(graves)
    else:
        placed, height, scale = _at_their_places(surveyed)
        rows = _row_starts(placed)
        extra = [_ground(placed), _scale_bar(scale, height, words), _north(words), *rows]
    marks = [_mark(one, one.line.number == chosen, words) for one in placed]
    frame = [part for one in placed if one.line.number == chosen for part in _frame(one)]
    svg = element(
        "svg",
        *extra,
        *marks,
        *frame,
        class_="plan",
        viewBox=f"0 0 {WIDTH:.0f} {height:.0f}",
        width=WIDTH,
        height=round(height),
        role="group",
        aria_label=label,
        id="plan",
    )
    return Plan(svg, len(surveyed) * 2 >= len(graves))


def _in_rows(graves: Sequence[GraveLine]) -> tuple[list[Placed], float]:
    step = (WIDTH - _LABEL_WIDTH - _MARGIN) / _IN_A_ROW
    rows = -(-len(graves) // _IN_A_ROW)
    placed = [
        Placed(
            grave,
            _LABEL_WIDTH + step * (i % _IN_A_ROW + 0.5),
            _MARGIN + step * _STEP_Y / _STEP_X * (i // _IN_A_ROW + 0.4),
            0,
        )
        for i, grave in enumerate(graves)
    ]
    return placed, _MARGIN * 2 + step * _STEP_Y / _STEP_X * rows


def _row_labels(graves: Sequence[GraveLine]) -> list[Html]:
    placed, _ = _in_rows(graves)
    return [
        element("text", one.line.label or one.line.number, x=_LABEL_WIDTH - 6, y=one.y + 4,
                class_="t3 end sm")
        for one in placed[::_IN_A_ROW]
    ]  # fmt: skip


def _at_their_places(graves: Sequence[GraveLine]) -> tuple[list[Placed], float, float]:
    xs = [x for g in graves for x, _ in _corners(g)]
    ys = [y for g in graves for _, y in _corners(g)]
    west, north = min(xs) - _ALONG, max(ys) + _ALONG
    across = max(max(xs) + _ALONG - west, 10.0)
    scale = (WIDTH - 2 * _MARGIN) / across
    height = scale * (north - min(ys) + _ALONG) + 2 * _MARGIN + 20

    def at(x: float, y: float) -> tuple[float, float]:
        return _MARGIN + (x - west) * scale, _MARGIN + (north - y) * scale

    placed = []
    for grave in graves:
        outline = tuple(at(x, y) for x, y in grave.outline)
        x, y = at(*_middle(grave))
        placed.append(Placed(grave, x, y, grave.orientation or 0, outline))
    return placed, height, scale


def _corners(grave: GraveLine) -> Sequence[tuple[float, float]]:
    return grave.outline or [_middle(grave)]


def _middle(grave: GraveLine) -> tuple[float, float]:
    if grave.x is not None and grave.y is not None:
        return grave.x, grave.y
    xs, ys = zip(*grave.outline, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _mark(one: Placed, chosen: bool, words: Words) -> Html:
    grave = one.line
    said = words("Grave {number}", number=grave.label or grave.number)
    shape = _pit(one, words) if one.outline else _grave(one)
    several = (
        element("circle", class_="fink", cx=f"{one.x:.1f}", cy=f"{_above(one) - 5:.1f}", r=2.4)
        if (grave.remains or 0) > 1 and not one.outline
        else None
    )
    return element(
        "a",
        element("title", said),
        *shape,
        several,
        href=address("grave", grave.number) + "#grave",
        aria_current="true" if chosen else None,
    )


def _above(one: Placed) -> float:
    """Where a turned grave ends to the north."""
    turn = math.radians(one.turn)
    across, along = _SMALLEST_PX / 2, _SMALLEST_PX / 2 * _ALONG / _ACROSS
    return one.y - abs(math.cos(turn)) * along - abs(math.sin(turn)) * across


def _pit(one: Placed, words: Words) -> list[Html]:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in one.outline)
    level = GRAVE_LEVEL[one.line.stage]
    many = one.line.remains or 0
    wide, high = (116, 42) if many > 1 else (68, 24)
    return [
        element("polygon", class_=f"f-{level}", points=points),
        element("polygon", class_="pit", points=points),
        element("rect", class_="fsurf", x=f"{one.x - wide / 2:.1f}", y=f"{one.y - high / 2:.1f}",
                width=wide, height=high, rx=2),
        element("text", one.line.label or one.line.number, x=f"{one.x:.1f}",
                y=f"{one.y + (-4 if many > 1 else 5):.1f}", class_="mid t1"),
        *([element("text", words.count("{n} unit of remains", "{n} units of remains", many),
                   x=f"{one.x:.1f}", y=f"{one.y + 13:.1f}", class_="mid sm")]
          if many > 1 else []),
    ]  # fmt: skip


def _grave(one: Placed) -> list[Html]:
    stage, w, h = one.line.stage, _SMALLEST_PX, _SMALLEST_PX * _ALONG / _ACROSS
    turn = f"rotate({one.turn:g} {one.x:.1f} {one.y:.1f})"
    shapes = [
        element(
            "rect",
            class_=f"f-{'open' if stage == 'open' else GRAVE_LEVEL[stage]}",
            x=f"{one.x - w / 2:.1f}",
            y=f"{one.y - h / 2:.1f}",
            width=f"{w:g}",
            height=f"{h:g}",
            transform=turn if one.turn else None,
        )
    ]
    if stage == "empty":
        slash = f"M{one.x - 4:.1f} {one.y + 8:.1f} {one.x + 4:.1f} {one.y - 8:.1f}"
        shapes.append(element("path", class_="hatch", d=slash, transform=turn))
    if stage == "returned":
        bar = f"M{one.x - 2.2:.1f} {one.y:.1f}H{one.x + 2.2:.1f}"
        shapes.append(element("path", class_="inner", d=bar, transform=turn))
    return shapes


def _ground(placed: Sequence[Placed]) -> Html:
    """The ground between and round the graves, as far as they lie."""
    points = [p for one in placed for p in (one.outline or [(one.x, one.y)])]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    return element(
        "rect", class_="fsunk", x=f"{left - 22:.1f}", y=f"{top - 24:.1f}",
        width=f"{right - left + 44:.1f}", height=f"{bottom - top + 48:.1f}", rx=18,
    )  # fmt: skip


def _row_starts(placed: Sequence[Placed]) -> list[Html]:
    """The number of the first grave of each row, at its left: a row ends where the next grave by
    number lies far back to the west."""
    single = [one for one in placed if not one.outline]
    if len(single) < 2:
        return []
    across = max(one.x for one in single) - min(one.x for one in single)
    starts = [
        one
        for before, one in zip([None, *single], single, strict=False)
        if before is None or before.x - one.x > across / 3
    ]
    return [
        element("text", one.line.label or _serial(one.line.number), x=f"{one.x - 16:.1f}",
                y=f"{one.y + 4:.1f}", class_="t3 end sm")
        for one in starts
    ]  # fmt: skip


def _serial(number: str) -> str:
    """A grave’s own number without its site and check letter."""
    parts = number.split("-")
    return parts[1] if len(parts) > 2 else number


def _frame(one: Placed) -> list[Html]:
    """Round the chosen grave, and a flag with its number, on the side where there is room."""
    said = one.line.label or _serial(one.line.number)
    wide = 20 + 8 * len(said)
    left = one.x + 26 + wide > WIDTH
    x = one.x - 26 - wide if left else one.x + 26
    foot = x + wide if left else x
    return [
        element(
            "rect", class_="kacc frame", x=f"{one.x - 14:.1f}", y=f"{one.y - 14:.1f}", width=28,
            height=28, rx=3,
        ),
        element("path", class_="kflag", d=f"M{one.x + (-14 if left else 14):.1f} {one.y:.1f}"
                f"L{foot:.1f} {one.y:.1f}"),
        element("rect", class_="flag", x=f"{x:.1f}", y=f"{one.y - 12:.1f}", width=wide, height=24,
                rx=2),
        element("text", said, x=f"{x + wide / 2:.1f}", y=f"{one.y + 5:.1f}", class_="mid t1"),
    ]  # fmt: skip


def _scale_bar(scale: float, height: float, words: Words) -> Html:
    """A bar of 1, 2, 5, 10 … metres, about a sixth of the drawing."""
    wanted = WIDTH / 6 / scale
    steps = [m * 10**p for p in range(-1, 5) for m in (1, 2, 5)]
    metres = max((s for s in steps if s <= wanted), default=steps[0])
    y, x = height - 12, _MARGIN
    end = x + metres * scale
    ends = "".join(f"M{at:.1f} {y - 4:.1f}V{y + 4:.1f}" for at in (x, end))
    path = f"{ends}M{x:.1f} {y:.1f}H{end:.1f}"
    return element(
        "g",
        element("path", class_="lk", d=path),
        element("text", words("{n} m", n=f"{metres:g}"), x=f"{end + 8:.1f}", y=f"{y + 4:.1f}"),
        aria_hidden="true",
    )


def _north(words: Words) -> Html:
    x = WIDTH - 12
    return element(
        "g",
        element("path", class_="lk", d=f"M{x:.0f} 34V8M{x - 6:.0f} 15 {x:.0f} 7 {x + 6:.0f} 15"),
        element("text", words("N"), x=WIDTH - 12, y=48, class_="mid"),
        aria_hidden="true",
    )  # fmt: skip
