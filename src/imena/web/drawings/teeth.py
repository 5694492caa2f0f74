"""Teeth in FDI notation: the patient’s right at the left, five surfaces, what was found of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imena.reports.markup import Html, element

#: Upper jaw, then lower, from the patient’s right to the left.
JAWS = tuple(
    (*(f"{right}{n}" for n in range(8, 0, -1)), *(f"{left}{n}" for n in range(1, 9)))
    for right, left in ((1, 2), (4, 3))
)
_SIZE, _STEP, _HALVES = 28.0, 38.0, 22.0
_CROSS = {"missing_antemortem"}
_LOST = {"missing_postmortem"}
_RING = {"crown", "bridge_abutment", "bridge_pontic", "implant"}
_WHOLE = {"filled", "root_filled", "caries"}


@dataclass(frozen=True, slots=True)
class Tooth:
    """A tooth as it was found: ``state`` and the surfaces (M, O, D, V, L) that were treated."""

    state: str
    surfaces: tuple[str, ...] = ()


def charted(findings: Iterable[Any]) -> dict[str, Tooth]:
    """Number → tooth, of the findings of teeth among these; of two on one tooth the later."""
    return {
        f.data["tooth"]: Tooth(
            f.data.get("state", "not_examined"), tuple(f.data.get("surfaces", ()))
        )
        for f in findings
        if f.kind == "tooth" and "tooth" in f.data
    }


def draw(teeth: Mapping[str, Tooth], label: str) -> Html:
    """The chart; a tooth nobody spoke of is not examined, never absent (I8)."""
    drawn = [
        _tooth(number, teeth.get(number), 16 + i * _STEP + (_HALVES if i > 7 else 0), jaw)
        for jaw, numbers in enumerate(JAWS)
        for i, number in enumerate(numbers)
    ]
    middle = 16 + 8 * _STEP + _HALVES / 2 - (_STEP - _SIZE) / 2
    lines = element("path", class_="ln", d=f"M8 78H648M{middle:.0f} 6V150")
    return element(
        "svg",
        lines,
        *drawn,
        class_="dent",
        viewBox="0 0 656 156",
        role="img",
        aria_label=label,
    )


def one(number: str, found: Tooth | None) -> Html:
    """One tooth by itself, its five surfaces each to be tapped by a script."""
    jaw = 0 if number[0] in "1256" else 1
    faces = [
        element(
            "polygon",
            class_="face",
            points=_surface(number, surface, 0.0, 0.0, jaw),
            data_surface=surface,
        )
        for surface in "MDVLO"
    ]
    return element(
        "svg",
        *_drawn(number, found, 0.0, 0.0, jaw),
        *faces,
        class_="tooth",
        viewBox="-1.5 -1.5 31 31",
        aria_hidden="true",
    )


def _tooth(number: str, found: Tooth | None, x: float, jaw: int) -> Html:
    y = 34.0 if jaw == 0 else 94.0
    at = element(
        "text",
        number,
        x=f"{x + _SIZE / 2:.0f}",
        y=22 if jaw == 0 else 143,
        class_="mid t1" if found and found.state != "present_sound" else "mid t3",
    )
    return element("g", at, *_drawn(number, found, x, y, jaw))


def _drawn(number: str, found: Tooth | None, x: float, y: float, jaw: int) -> Sequence[Html]:
    if found is None or found.state in ("not_examined", "jaw_missing"):
        return [_square("tne", x, y)]
    if found.state in _LOST:
        cx = x + _SIZE / 2
        tip = f"{cx - 4:.1f} {y + 16:.0f} {cx:.1f} {y + 21:.0f} {cx + 4:.1f} {y + 16:.0f}"
        arrow = f"M{cx:.1f} {y + 7:.0f}V{y + 20:.0f}M{tip}"
        return [_square("fu", x, y), element("path", class_="ln", d=arrow)]
    if found.state in _CROSS:
        far_x, far_y = x + _SIZE, y + _SIZE
        cross = f"M{x:.1f} {y:.0f} {far_x:.1f} {far_y:.0f}M{far_x:.1f} {y:.0f} {x:.1f} {far_y:.0f}"
        return [element("path", class_="lk", d=cross)]
    shapes = [_square("f0", x, y), element("path", class_="lt", d=_faces(x, y))]
    if found.state in _RING:
        shapes.append(
            element("circle", class_="crown", cx=f"{x + 14:.1f}", cy=f"{y + 14:.1f}", r=9)
        )
    elif found.state in _WHOLE:
        for surface in found.surfaces or ("O",):
            points = _surface(number, surface, x, y, jaw)
            shapes.append(element("polygon", class_="fink", points=points))
    elif found.state != "present_sound":
        shapes.append(element("circle", class_="fink", cx=f"{x + 14:.1f}", cy=f"{y + 14:.1f}", r=3))
    return shapes


def _square(class_: str, x: float, y: float) -> Html:
    return element("rect", class_=class_, x=f"{x:.1f}", y=f"{y:.0f}", width=_SIZE, height=_SIZE)


def _faces(x: float, y: float) -> str:
    """The lines between the middle surface and the four round it."""
    a, b = 8.0, _SIZE - 8.0
    corners = ((0, 0, a, a), (_SIZE, 0, b, a), (0, _SIZE, a, b), (_SIZE, _SIZE, b, b))
    inner = f"M{x + a:.1f} {y + a:.1f}H{x + b:.1f}V{y + b:.1f}H{x + a:.1f}Z"
    return inner + "".join(
        f"M{x + x1:.1f} {y + y1:.1f} {x + x2:.1f} {y + y2:.1f}" for x1, y1, x2, y2 in corners
    )


def _surface(number: str, surface: str, x: float, y: float, jaw: int) -> str:
    """The corners of a surface; mesial lies towards the middle line, vestibular outwards."""
    a, b, c = 8.0, _SIZE - 8.0, _SIZE
    right_side = number[0] in "1458"
    sides = {
        "left": ((0, 0), (a, a), (a, b), (0, c)),
        "right": ((c, 0), (b, a), (b, b), (c, c)),
        "top": ((0, 0), (a, a), (b, a), (c, 0)),
        "bottom": ((0, c), (a, b), (b, b), (c, c)),
        "middle": ((a, a), (b, a), (b, b), (a, b)),
    }
    where = {
        "O": "middle",
        "M": "right" if right_side else "left",
        "D": "left" if right_side else "right",
        "V": "top" if jaw == 0 else "bottom",
        "L": "bottom" if jaw == 0 else "top",
    }[surface]
    return " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in sides[where])
