"""Two dental charts, one above the other, in FDI notation; what differs is numbered.

A tooth is five surfaces: vestibular outwards, lingual inwards, mesial towards the midline. Filled
surfaces are dark, a ring is a crown, a cross a tooth lost in life, a dashed square with an arrow
one lost after death; dotted ground was not examined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from imena.evidence.dental.comparison import classes
from imena.evidence.dental.teeth import TEETH, BoolArray, DentalError, ToothState, chart
from imena.language import message
from imena.registry.queries.dossier.content import Found
from imena.reports.dossier.page import (
    Block,
    Listing,
    Paragraph,
    Picture,
    Piece,
    Section,
    Text,
    text,
)
from imena.reports.dossier.teller import Teller
from imena.reports.markup import Html, element

#: px: a tooth, its inner square, from one tooth to the next, between the two halves of a jaw.
_SIDE, _INNER, _STEP, _MIDDLE = 26, 12, 31, 16
_LEFT = 96
_JAWS = (("1", "2"), ("4", "3"))
_NOT_SEEN = frozenset({"not_examined", "jaw_missing"})
_GONE = frozenset({"missing_antemortem", "bridge_pontic"})
_RINGED = frozenset({"crown", "bridge_abutment", "bridge_pontic"})
_HIDDEN = frozenset({"unerupted", "impacted"})

#: How a tooth changed between the two charts, in the order in which they are numbered.
_CHANGES = (
    ("treated", message("treated after the chart was made, which is possible")),
    ("removed", message("lost in life after the chart was made, which is possible")),
    ("fallen", message("fell out after death, which is possible")),
    ("other", message("charted otherwise, which is possible")),
)


@dataclass(frozen=True, slots=True)
class Tooth:
    """What one chart writes of one tooth."""

    state: str
    surfaces: str
    material: str
    as_of: str


def charted(found: Sequence[Found]) -> dict[str, Tooth]:
    """The permanent teeth of a chart; of two entries on one tooth the later record counts."""
    told: dict[str, Tooth] = {}
    for one in sorted(found, key=lambda f: f.as_of):
        tooth = str(one.data.get("tooth", ""))
        if one.kind == "tooth" and tooth in TEETH:
            told[tooth] = Tooth(
                str(one.data.get("state") or "not_examined"),
                "".join(one.data.get("surfaces") or ()),
                str(one.data.get("material") or ""),
                one.as_of,
            )
    return told


def teeth_section(teller: Teller) -> Section | None:
    """The two charts, with the differences as a drawing and as sentences."""
    before, after = charted(teller.dossier.before), charted(teller.dossier.after)
    words = teller.words
    if not before and not after:
        return None
    if not before or not after:
        said = (
            words("There is no chart made in life: the teeth of the remains prove nothing here.")
            if after
            else words("The teeth of the remains were not examined: the chart proves nothing here.")
        )
        return Section(words("Teeth"), (Paragraph(text(said), quiet=True),), sub=True)
    if teller.of_set:
        said = words("Charts of several people are not laid over one another: who is who is open.")
        return Section(words("Teeth"), (Paragraph(text(said), quiet=True),), sub=True)
    marks = _marks(before, after)
    drawn = _drawing(teller, before, after, marks)
    blocks: list[Block] = [drawn, Listing(tuple(_explained(teller, before, after, marks)))]
    return Section(
        words("Teeth"), tuple(blocks), words("FDI, the person’s right at the left"), sub=True
    )


def _marks(before: Mapping[str, Tooth], after: Mapping[str, Tooth]) -> dict[str, str]:
    """“=”, “≠” or the kind of change, for each tooth that both charts speak of."""
    try:
        found = classes(_states(before), _states(after))
    except DentalError:
        return {}
    return {
        tooth: _mark(said, after[tooth])
        for tooth, said in found.items()
        if tooth in before and tooth in after
    }


def _mark(said: str, after: Tooth) -> str:
    """An open socket agrees with any tooth, and is no tooth charted alike."""
    if said == "unexplainable":
        return "≠"
    alike = said == "match" and after.state != "missing_postmortem"
    return "=" if alike else _change(after)


def _states(teeth: Mapping[str, Tooth]) -> BoolArray:
    written = {}
    for tooth, one in teeth.items():
        surfaces = one.surfaces if one.state == "filled" else ""
        written[tooth] = ToothState(one.state, surfaces)
    return chart(written)


def _change(after: Tooth) -> str:
    if after.state == "missing_postmortem":
        return "fallen"
    if after.state in _GONE or after.state == "root_remnant":
        return "removed"
    return "treated" if after.state in _RINGED | {"filled", "root_filled", "implant"} else "other"


def _numbers(marks: Mapping[str, str]) -> dict[str, str]:
    """A number for each kind of change that there is."""
    there = [kind for kind, _ in _CHANGES if kind in marks.values()]
    return {kind: str(i) for i, kind in enumerate(there, 1)}


def _explained(
    teller: Teller,
    before: Mapping[str, Tooth],
    after: Mapping[str, Tooth],
    marks: Mapping[str, str],
) -> Iterator[Text]:
    words, order = teller.words, _numbers(marks)
    impossible = [tooth for tooth, mark in marks.items() if mark == "≠"]
    if impossible:
        said = words(
            "cannot be of one person as charted: {teeth}",
            teeth=_told(teller, before, after, impossible),
        )
        yield (Piece("≠ ", "stop"), Piece(said))
    for kind, sentence in _CHANGES:
        teeth = [tooth for tooth, mark in marks.items() if mark == kind]
        if teeth:
            told = _told(teller, before, after, teeth)
            yield (Piece(f"{order[kind]} ", "b"), Piece(f"{words(sentence)}: {told}"))
    same = sum(mark == "=" for mark in marks.values())
    yield (
        Piece("= ", "b"),
        Piece(words.count("{n} tooth charted alike", "{n} teeth charted alike", same)),
    )
    if not impossible:
        yield text(words("No tooth contradicts."))
    only = sorted(
        set(before) ^ set(after) | {t for t in set(before) & set(after) if t not in marks}
    )
    if only:
        yield text(words("Nothing to compare: {teeth}.", teeth=", ".join(only)), "quiet")


def _told(
    teller: Teller, before: Mapping[str, Tooth], after: Mapping[str, Tooth], teeth: Sequence[str]
) -> str:
    return "; ".join(
        f"{tooth} ({_said(teller, before[tooth])} → {_said(teller, after[tooth])})"
        for tooth in teeth
    )


def _said(teller: Teller, tooth: Tooth) -> str:
    parts = [teller.term("tooth_state", tooth.state)]
    if tooth.surfaces:
        parts.append(tooth.surfaces)
    if tooth.material:
        parts.append(teller.term("filling_material", tooth.material))
    return " ".join(parts)


def _drawing(
    teller: Teller,
    before: Mapping[str, Tooth],
    after: Mapping[str, Tooth],
    marks: Mapping[str, str],
) -> Picture:
    words, order = teller.words, _numbers(marks)
    drawn: list[Html] = []
    y = 4.0
    for jaw, quadrants in enumerate(_JAWS):
        teeth = [
            *(f"{quadrants[0]}{n}" for n in range(8, 0, -1)),
            *(f"{quadrants[1]}{n}" for n in range(1, 9)),
        ]
        drawn.append(_label(words("in life"), y + 17))
        drawn.append(_label(words("after death"), y + 73))
        for place, tooth in enumerate(teeth):
            x = _LEFT + place * _STEP + (_MIDDLE if place >= 8 else 0)
            drawn += _tooth(tooth, before.get(tooth), x, y)
            drawn.append(_text(tooth, x, y + 45, "t1" if tooth in marks else "t3"))
            drawn += _tooth(tooth, after.get(tooth), x, y + 56)
            mark = marks.get(tooth, "")
            if mark:
                class_ = {"≠": "tstop", "=": "t3"}.get(mark, "twarn")
                drawn.append(_text(order.get(mark, mark), x, y + 100, class_))
        y += 118 if jaw == 0 else 106
    width = _LEFT + 16 * _STEP + _MIDDLE
    differing = [tooth for tooth, mark in marks.items() if mark != "="]
    said = words(
        "Dental charts in life and after death; teeth that differ: {teeth}.",
        teeth=", ".join(differing) or "—",
    )
    svg = element(
        "svg",
        *drawn,
        class_="dent",
        viewBox=f"0 0 {width} {y:.0f}",
        width=width,
        height=round(y),
        role="img",
        aria_label=said,
    )
    return Picture(svg, said, float(width), y, text(_sources(teller, before)))


def _sources(teller: Teller, before: Mapping[str, Tooth]) -> str:
    days = sorted({one.as_of for one in before.values() if one.as_of})
    if not days:
        return teller.words("When the chart was made in life is not recorded.")
    return teller.words("The chart made in life is of {day}.", day=", ".join(map(teller.day, days)))


def _label(said: str, y: float) -> Html:
    return element("text", said, x=0, y=f"{y:g}", class_="t3")


def _text(said: str, x: float, y: float, class_: str) -> Html:
    return element("text", said, x=f"{x + _SIDE / 2:g}", y=f"{y:g}", class_=f"mid {class_}")


def _tooth(code: str, tooth: Tooth | None, x: float, y: float) -> list[Html]:
    state = "not_examined" if tooth is None else tooth.state
    if state in _NOT_SEEN:
        return [_square(x, y, _SIDE, "notseen")]
    if state in _HIDDEN:
        return [_square(x, y, _SIDE, "lost")]
    middle_x, middle_y = x + _SIDE / 2, y + _SIDE / 2
    if state == "missing_postmortem":
        arrow = f"M{middle_x:g} {y + 6:g}v12m-4 -4l4 4l4 -4"
        return [_square(x, y, _SIDE, "lost"), element("path", class_="lk thin", d=arrow)]
    if state == "missing_antemortem":
        return [_square(x, y, _SIDE, "lt"), _cross(x, y)]
    assert tooth is not None
    drawn = [_square(x, y, _SIDE, "surf")]
    edge = (_SIDE - _INNER) / 2
    drawn += [
        element("path", class_="fink", d=_surface(place, x, y, edge))
        for place in _places(code, tooth)
    ]
    drawn.append(_square(x + edge, y + edge, _INNER, "lnn"))
    corners = f"M{x:g} {y:g}l{edge:g} {edge:g}M{x + _SIDE:g} {y:g}l-{edge:g} {edge:g}"
    corners += (
        f"M{x:g} {y + _SIDE:g}l{edge:g} -{edge:g}M{x + _SIDE:g} {y + _SIDE:g}l-{edge:g} -{edge:g}"
    )
    drawn.append(element("path", class_="lnn", d=corners))
    if state in _RINGED:
        drawn.append(
            element("circle", class_="crown", cx=f"{middle_x:g}", cy=f"{middle_y:g}", r=10)
        )
    if state == "bridge_pontic":
        drawn.append(_cross(x, y))
    if state == "root_filled":
        root = f"M{middle_x:g} {y + 3:g}v{_SIDE - 6}"
        drawn.append(element("path", class_="crown", d=root))
    if state == "implant":
        drawn.append(_text("I", x, middle_y + 5, "t1"))
    if state == "caries":
        drawn.append(
            element("circle", class_="lk thin", cx=f"{middle_x:g}", cy=f"{middle_y:g}", r=4)
        )
    if state == "root_remnant":
        remnant = f"M{x + 7:g} {y + 8:g}h12l-6 12z"
        drawn.append(element("path", class_="fink", d=remnant))
    return drawn


def _places(code: str, tooth: Tooth) -> Iterator[str]:
    """Where in the square the treated surfaces are: top, bottom, left, right, centre."""
    if tooth.state != "filled":
        return
    upper, right = code[0] in "12", code[0] in "14"
    where = {
        "O": "centre",
        "V": "top" if upper else "bottom",
        "L": "bottom" if upper else "top",
        "M": "right" if right else "left",
        "D": "left" if right else "right",
    }
    for surface in tooth.surfaces or "O":
        yield where[surface]


def _surface(place: str, x: float, y: float, edge: float) -> str:
    far, inner = _SIDE, _INNER
    if place == "centre":
        return f"M{x + edge:g} {y + edge:g}h{inner}v{inner}h-{inner}z"
    if place == "top":
        return f"M{x:g} {y:g}h{far}l-{edge:g} {edge:g}h-{inner}z"
    if place == "bottom":
        return f"M{x:g} {y + far:g}h{far}l-{edge:g} -{edge:g}h-{inner}z"
    if place == "left":
        return f"M{x:g} {y:g}v{far}l{edge:g} -{edge:g}v-{inner}z"
    return f"M{x + far:g} {y:g}v{far}l-{edge:g} -{edge:g}v-{inner}z"


def _square(x: float, y: float, side: float, class_: str) -> Html:
    return element(
        "rect", class_=class_, x=f"{x:g}", y=f"{y:g}", width=f"{side:g}", height=f"{side:g}"
    )


def _cross(x: float, y: float) -> Html:
    inner = _SIDE - 6
    return element(
        "path", class_="lk", d=f"M{x + 3:g} {y + 3:g}l{inner} {inner}m0 -{inner}l-{inner} {inner}"
    )
