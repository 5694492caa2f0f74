"""A body from the front and from behind: where injuries are, and which regions nobody examined.

Regions can be links, so that a region is tapped, or reached by the keyboard, without a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imena.language import Words
from imena.registry.vocabulary import said
from imena.reports.markup import Html, element, joined

#: Half an outline from the crown down the side to the crotch, mirrored about x = 0.
_HALF = (
    (0, 2), (9, 3), (17, 9), (20, 21), (18, 32), (14, 41), (11, 47), (11, 54), (17, 60), (41, 69),
    (51, 80), (55, 102), (58, 126), (62, 150), (68, 178), (73, 204), (78, 219), (77, 231),
    (70, 235), (64, 224), (61, 208), (54, 182), (48, 158), (43, 134), (38, 112), (37, 130),
    (35, 150), (36, 168), (40, 188), (43, 210), (43, 234), (41, 260), (38, 288), (37, 308),
    (39, 330), (35, 356), (30, 376), (33, 390), (36, 399), (27, 404), (17, 402), (16, 386),
    (16, 362), (15, 336), (14, 312), (11, 284), (8, 252), (4, 226), (0, 218),
)  # fmt: skip
#: Lines inside one half: collar bone, chest, knee.
_INNER = "M10 70Q24 76 40 74M8 104Q24 112 36 102M22 306Q29 311 35 306"
_FRONT, _BACK, _WIDTH, _HEIGHT = 95.0, 285.0, 380.0, 440.0
_TOP = 8.0
#: Corners of each region on the body’s own left, which is at the right where it is seen from the
#: front; those over the middle are mirrored with it.
_MIDDLE: Mapping[str, tuple[tuple[int, int], ...]] = {
    "head": ((0, -4), (26, -4), (26, 22), (0, 22)),
    "face": ((0, 22), (26, 22), (26, 46), (0, 46)),
    "neck": ((0, 46), (14, 46), (14, 61), (0, 61)),
    "thorax": ((0, 61), (14, 58), (37, 58), (37, 146), (0, 146)),
    "abdomen": ((0, 146), (37, 146), (46, 200), (0, 228)),
}
_BACK_OF_HEAD = ((0, -4), (26, -4), (26, 46), (0, 46))
_SPINE = ((0, 61), (6, 61), (6, 202), (0, 208))
_LIMBS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "upper_limb": ((37, 56), (92, 56), (92, 242), (54, 242), (46, 200), (37, 146)),
    "lower_limb": ((0, 228), (46, 200), (54, 244), (54, 410), (0, 410)),
}
#: Middle of each region on the body’s own left.
_CENTRES: Mapping[str, tuple[float, float]] = {
    "head": (0, 13), "face": (0, 34), "neck": (0, 54), "thorax": (14, 100), "abdomen": (12, 176),
    "spine": (0, 132), "upper_limb": (56, 146), "lower_limb": (24, 292), "external": (0, 218),
}  # fmt: skip
#: Where the second and further marks of one region stand, from the first.
_STEPS = ((0, 0), (-28, 0), (0, 24), (-28, 24), (0, 48), (-28, 48))
_ROUND = {"antemortem", "possibly_antemortem"}
_SOLID = {"perimortem", "possibly_perimortem"}
#: Of a region with a finding of this status somebody looked.
NOT_EXAMINED = "not_examined"


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbered mark: solid about the time of death, a ring for old, else a diamond."""

    number: int
    region: str
    timing: str
    seen_from: str = ""


def looked_at(injuries: Iterable[Any]) -> dict[str, str]:
    """Region → the status of what was found there; an injury says that somebody looked."""
    found: dict[str, str] = {}
    for one in injuries:
        if one.region and (one.status == "present" or one.region not in found):
            found[one.region] = one.status
    return found


def draw(
    marks: Sequence[Mark],
    words: Words,
    *,
    examined: Mapping[str, str] | None = None,
    link: Callable[[str, str], str] | None = None,
    chosen: tuple[str, str] = ("", ""),
) -> Html:
    """Front and back; the letters stand at the body’s own right and left.

    ``examined`` says of a region whether somebody looked: one that is not in it, or “not examined”,
    is hatched; without it nothing is. ``link`` gives the address behind a region and a side.
    """
    right, left = words("R"), words("L")
    letters = [
        _letter(right, _FRONT - 76), _letter(left, _FRONT + 76),
        _letter(left, _BACK - 76), _letter(right, _BACK + 76),
    ]  # fmt: skip
    titles = [
        element("text", words("from the front"), x=_FRONT, y=434, class_="mid t3"),
        element("text", words("from behind"), x=_BACK, y=434, class_="mid t3"),
    ]
    views = [
        _view(words, view, middle, examined, link, chosen)
        for view, middle in (("front", _FRONT), ("back", _BACK))
    ]
    label = words("A body from the front and from behind with numbered marks")
    return element(
        "svg",
        _hatching() if examined is not None else None,
        *views,
        *letters,
        *titles,
        *_marks(marks),
        class_="figure",
        viewBox=f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}",
        role="group" if link else "img",
        aria_label=label,
    )


def _view(
    words: Words,
    view: str,
    middle: float,
    examined: Mapping[str, str] | None,
    link: Callable[[str, str], str] | None,
    chosen: tuple[str, str],
) -> Html:
    outline = _outline(middle)
    clip = f"figure-{view}"
    regions = [
        _region(words, region, view, path, examined, link, chosen == (region, view))
        for region, path in _regions(view, middle)
    ]
    inner = [
        element("path", class_="lt", d=_INNER, transform=f"translate({middle:g} {_TOP:g}){flip}")
        for flip in ("", " scale(-1 1)")
    ]
    return joined(
        element("clipPath", element("path", d=outline), id=clip),
        element("path", class_="body", d=outline),
        *inner,
        element("g", *regions, clip_path=f"url(#{clip})"),
        element("path", class_="body-edge", d=outline),
    )


def _region(
    words: Words,
    region: str,
    view: str,
    path: str,
    examined: Mapping[str, str] | None,
    link: Callable[[str, str], str] | None,
    chosen: bool,
) -> Html:
    unseen = examined is not None and examined.get(region, NOT_EXAMINED) == NOT_EXAMINED
    drawn = [element("path", d=path, fill="url(#not-examined)") if unseen else None]
    name = said("body_region", region, words.language)
    whole = f"{name}, {said('body_view', view, words.language)}"
    if link is None:
        return element("g", *drawn)
    return element(
        "a",
        element("title", whole),
        *drawn,
        element("path", class_="on" if chosen else None, d=path),
        class_="region",
        href=link(region, view),
        aria_label=whole,
        data_region=region,
        data_view=view,
    )


def _hatching() -> Html:
    return element(
        "pattern",
        element("path", class_="hatching", d="M0 0V6"),
        id="not-examined",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def _regions(view: str, middle: float) -> list[tuple[str, str]]:
    """Each region of a view with its path; what is drawn later lies above."""
    # Seen from behind, the body’s own left is at the left.
    own_left = 1 if view == "front" else -1
    found = []
    for region, corners in _MIDDLE.items():
        if view == "back" and region == "face":
            continue
        half = _BACK_OF_HEAD if (view, region) == ("back", "head") else corners
        found.append((region, _polygon([*half, *((-x, y) for x, y in reversed(half))], middle)))
    for limb, corners in _LIMBS.items():
        for side, way in (("left", own_left), ("right", -own_left)):
            found.append((f"{limb}_{side}", _polygon([(way * x, y) for x, y in corners], middle)))
    if view == "back":
        spine = [*_SPINE, *((-x, y) for x, y in reversed(_SPINE))]
        found.append(("spine", _polygon(spine, middle)))
    return found


def _polygon(corners: Sequence[tuple[int, int]], middle: float) -> str:
    points = [f"{middle + x:g} {y + _TOP:g}" for x, y in corners]
    return f"M{'L'.join(points)}Z"


def _outline(middle: float) -> str:
    side = [(middle + x, y + _TOP) for x, y in _HALF]
    points = [*side, *((2 * middle - x, y) for x, y in reversed(side[1:-1]))]
    many = len(points)
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    # A smooth line through every point: each piece leaves in the direction of its neighbours.
    for i, (x1, y1) in enumerate(points):
        x0, y0 = points[i - 1]
        x2, y2 = points[(i + 1) % many]
        x3, y3 = points[(i + 2) % many]
        one = f"{x1 + (x2 - x0) / 6:.1f} {y1 + (y2 - y0) / 6:.1f}"
        other = f"{x2 - (x3 - x1) / 6:.1f} {y2 - (y3 - y1) / 6:.1f}"
        path += f"C{one} {other} {x2:.1f} {y2:.1f}"
    return path + "Z"


def _letter(letter: str, x: float) -> Html:
    return element("text", letter, x=f"{x:.0f}", y=24, class_="mid t3")


def _marks(marks: Sequence[Mark]) -> list[Html]:
    drawn: list[Html] = []
    taken: dict[tuple[str, bool], int] = {}
    for mark in marks:
        limb, _, side = mark.region.rpartition("_")
        region = limb if limb in _CENTRES else mark.region
        if region not in _CENTRES:
            continue
        behind = mark.seen_from == "back" or (region == "spine" and mark.seen_from != "front")
        nth = taken.get((mark.region, behind), 0)
        taken[mark.region, behind] = nth + 1
        x, y = _CENTRES[region]
        across, down = _STEPS[nth % len(_STEPS)]
        if region == limb:
            # Along a limb there is room below alone.
            across, down = 0, 24 * nth
            x = -x if side == "right" else x
        way = -1 if behind else 1
        drawn.append(
            _symbol(mark, (_BACK if behind else _FRONT) + way * (x + across), y + down + _TOP)
        )
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
