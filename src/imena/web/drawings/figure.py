"""A body from the front and from behind, for where an injury or a mark is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imena.language import Words
from imena.reports.markup import Html, element

#: Half an outline from the crown down the side to the crotch, mirrored about x = 0.
_HALF = (
    (0, 6), (13, 10), (18, 26), (14, 42), (9, 50), (10, 60), (30, 68), (43, 76), (50, 96),
    (55, 140), (66, 186), (72, 214), (68, 232), (60, 230), (57, 214), (46, 178), (38, 140),
    (34, 122), (32, 152), (37, 196), (38, 236), (32, 292), (31, 330), (24, 376), (27, 392),
    (8, 392), (8, 372), (6, 322), (4, 284), (0, 222),
)  # fmt: skip
_FRONT, _BACK, _WIDTH, _HEIGHT = 95.0, 285.0, 380.0, 420.0
#: Middle of each region on the body’s own right side (x < 0 seen from the front), and its side.
_MIDDLES: Mapping[str, tuple[float, float]] = {
    "head": (0, 20), "face": (0, 32), "neck": (0, 54), "thorax": (0, 102), "abdomen": (0, 168),
    "spine": (0, 130), "upper_limb_left": (54, 152), "upper_limb_right": (-54, 152),
    "lower_limb_left": (20, 300), "lower_limb_right": (-20, 300), "external": (0, 210),
}  # fmt: skip
_BEHIND = {"spine"}
_ROUND = {"antemortem", "possibly_antemortem"}
_SOLID = {"perimortem", "possibly_perimortem"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered mark: solid about the time of death, a ring for old, else a diamond."""

    number: int
    region: str
    timing: str


def draw(marks: Sequence[Mark], words: Words) -> Html:
    """Front and back; the letters stand at the body’s own right and left."""
    right, left = words("R"), words("L")
    letters = [
        _letter(right, _FRONT - 76), _letter(left, _FRONT + 76),
        _letter(left, _BACK - 76), _letter(right, _BACK + 76),
    ]  # fmt: skip
    said = [
        element("text", words("from the front"), x=_FRONT, y=414, class_="mid t3"),
        element("text", words("from behind"), x=_BACK, y=414, class_="mid t3"),
    ]
    return element(
        "svg",
        _outline(_FRONT),
        _outline(_BACK),
        *letters,
        *said,
        *_marks(marks),
        class_="figure",
        viewBox=f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}",
        role="img",
        aria_label=words("A body from the front and from behind with numbered marks"),
    )


def _outline(middle: float) -> Html:
    side = [(middle + x, y) for x, y in _HALF]
    other = [(middle - x, y) for x, y in reversed(_HALF)]
    points = [*side, *other]
    path = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    # Each corner is rounded: the curve passes the middle of each edge.
    for (x1, y1), (x2, y2) in zip(points[1:], [*points[2:], points[0]], strict=True):
        path += f"Q{x1:.0f} {y1:.0f} {(x1 + x2) / 2:.1f} {(y1 + y2) / 2:.1f}"
    return element("path", class_="body", d=path + "Z")


def _letter(letter: str, x: float) -> Html:
    return element("text", letter, x=f"{x:.0f}", y=24, class_="mid t3")


def _marks(marks: Sequence[Mark]) -> list[Html]:
    drawn, taken = [], dict.fromkeys(_MIDDLES, 0)
    for mark in marks:
        if mark.region not in _MIDDLES:
            continue
        x, y = _MIDDLES[mark.region]
        nth = taken[mark.region]
        taken[mark.region] = nth + 1
        # The second of a region stands below the first, the third beside it.
        x, y = x + 20 * (nth // 3), y + 22 * (nth % 3)
        at_x = _BACK - x if mark.region in _BEHIND else _FRONT + x
        drawn.append(_symbol(mark, at_x, y))
    return drawn


def _symbol(mark: Mark, x: float, y: float) -> Html:
    solid = mark.timing in _SOLID
    if solid or mark.timing in _ROUND:
        shape = element(
            "circle", class_="fink" if solid else "ringed", cx=f"{x:.0f}", cy=f"{y:.0f}", r=10
        )
    else:
        shape = element("path", class_="ringed", d=f"M{x:.0f} {y - 12:.0f}l12 12-12 12-12-12Z")
    text = element(
        "text", str(mark.number), x=f"{x:.0f}", y=f"{y + 4.5:.1f}",
        class_="mid t1 inv" if solid else "mid t1",
    )  # fmt: skip
    return element("g", shape, text)
