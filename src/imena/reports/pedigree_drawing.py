"""A family's pedigree as SVG: who has a profile, who is missing, where the bodies stand.

Symbols after Bennett et al. (J Genet Couns 2008, 17:424; update 2022, 31:1238): square, circle,
diamond for sex not recorded; a slash for a person who died; a double line between relatives.
Ours: filled = profile, double outline with "?" = missing, blue ring = a body is placed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from imena.kinship.pedigree import Sex
from imena.language import Words
from imena.matching.case import Family
from imena.reports.markup import Html, element
from imena.reports.pedigree_layout import Couple, Layout, ancestors, lay_out

HALF = 16  # half the size of a symbol, in px
RING = 27  # radius of the ring round a missing person with a body
_LINE = 17  # height of a line of a label
_LABEL_TOP = 46  # from the middle of a symbol to its first line
_LETTER = {"tn": 8.2}  # average width of a letter, in px, of a name and of other labels
_OTHER_LETTER = 6.8
_LONGEST = 16  # letters after which a label is wrapped
_BESIDE_TEXT = 540  # widest drawing that leaves room for text beside it
_MOST_BODIES = 3  # said below one symbol, the likeliest; of the others how many
_LANE = 9  # between parallel lines of descent


class Speaker(Protocol):
    """Who puts a family into words: a report’s subject, or anybody else who knows what it knows."""

    @property
    def words(self) -> Words:
        """The catalogue."""

    def recorded(self, details: Mapping[str, Any], key: str) -> str | None:
        """A detail as it is said."""

    def relation(self, details: Mapping[str, Any]) -> str | None:
        """How a relative is related, in words."""

    def profile(self, family: Family, person: str) -> str | None:
        """What is said of somebody’s profile; ``None`` without one."""


@dataclass(frozen=True)
class Placed:
    """A body in a missing person's place; ``own`` marks the body the section is about."""

    code: str
    said: str
    own: bool


@dataclass(frozen=True)
class _Frame:
    """Pixel coordinates of a laid-out pedigree."""

    layout: Layout
    x: Mapping[str, float]
    y: Mapping[str, float]
    foot: Sequence[float]  # where each row's labels end
    width: float
    height: float


def draw(
    subject: Speaker,
    family: Family,
    placed: Mapping[str, Sequence[Placed]],
    *,
    link: Callable[[str], str] | None = None,
    chosen: str = "",
) -> Html:
    """The pedigree of ``family``, with the bodies ``placed`` at missing people, as one SVG.

    A person’s details may say that they are “dead”, that their sample “waits” or that they could be
    “asked” for one. ``link`` gives the address behind a person, empty for none; ``chosen`` is
    framed.
    """
    layout = lay_out(family.pedigree)
    labels = {p.id: _label(subject, family, p.id, placed) for p in family.pedigree}
    frame = _frame(layout, labels, family)
    lines = [_descent(family, frame, couple, i) for i, couple in enumerate(layout.couples)]
    symbols = [
        _person(
            [
                *_frame_of_chosen(frame, p.id, chosen),
                *_symbol(subject, family, p.id, frame, placed.get(p.id, ())),
                *_text(labels[p.id], frame, p.id),
            ],
            link(p.id) if link else "",
            ", ".join(text for _, text in labels[p.id]),
        )
        for p in family.pedigree
    ]
    return element(
        "svg",
        *lines,
        *symbols,
        class_="ped wide" if frame.width > _BESIDE_TEXT else "ped",
        viewBox=f"0 0 {frame.width:.0f} {frame.height:.0f}",
        width=round(frame.width),
        height=round(frame.height),
        role="group" if link else "img",
        aria_label=_in_words(subject, family, placed),
    )


def _person(drawn: Sequence[Html], address: str, said: str) -> Html:
    if not address:
        return element("g", *drawn)
    return element("a", *drawn, class_="person", href=address, aria_label=said)


def _frame_of_chosen(frame: _Frame, person: str, chosen: str) -> list[Html]:
    if person != chosen:
        return []
    x, y = frame.x[person], frame.y[person]
    at = {"x": f"{x - RING - 3:.0f}", "y": f"{y - RING - 1:.0f}"}
    return [element("rect", class_="kacc", width=2 * RING + 6, height=2 * RING + 2, rx=4, **at)]


def _label(
    subject: Speaker, family: Family, person: str, placed: Mapping[str, Sequence[Placed]]
) -> list[tuple[str, str]]:
    """Lines of (class, text) below a symbol: name, who that is, profile, bodies."""
    if person in family.pedigree.unnamed:
        return [("t3", subject.words("not recorded"))]
    details = family.details.get(person, {})
    name = subject.recorded(details, "name")
    lines = [("tn", line) for line in _wrapped(name)] if name else [("t1", person)]
    who = ", ".join(filter(None, (subject.relation(details), _years(subject, details))))
    lines += [("", line) for line in _wrapped(who)]
    profile = subject.profile(family, person)
    if profile:
        lines.append(("t3", profile))
    bodies = sorted(placed.get(person, ()), key=lambda body: not body.own)
    for body in bodies[:_MOST_BODIES]:
        class_ = "t1 here" if body.own else "t3"
        lines += [(class_, said) for said in (body.code, body.said) if said]
    if len(bodies) > _MOST_BODIES:
        lines.append(("t3", f"+ {len(bodies) - _MOST_BODIES}"))
    return lines


def _years(subject: Speaker, details: Mapping[str, Any]) -> str | None:
    born, died = (subject.recorded(details, key) for key in ("birth_year", "death_year"))
    if died:
        return f"{born or '?'}–{died}"
    return born


def _wrapped(text: str) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _LONGEST:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _frame(layout: Layout, labels: Mapping[str, list[tuple[str, str]]], family: Family) -> _Frame:
    widths = [
        len(text) * _LETTER.get(class_, _OTHER_LETTER)
        for lines in labels.values()
        for class_, text in lines
    ]
    cell = max([96.0, *(width + 22 for width in widths)])
    lanes = [0] * (layout.rows + 1)
    for couple in layout.couples:
        lanes[min(layout.row[c] for c in couple.children)] += 1
    y: dict[str, float] = {}
    foot: list[float] = []
    top = 4.0
    for row in range(layout.rows):
        people = [p.id for p in family.pedigree if layout.row[p.id] == row]
        # lines of descent that may run side by side need room above the symbols they lead to
        middle = top + RING + 8 + _LANE * min(lanes[row], 4) * (row > 0)
        y.update(dict.fromkeys(people, middle))
        tallest = max((len(labels[p]) for p in people), default=0)
        foot.append(middle + _LABEL_TOP + _LINE * (tallest - 1) + 6)
        top = foot[-1] + 6
    x = {p: cell / 2 + column * cell for p, column in layout.column.items()}
    return _Frame(layout, x, y, foot, layout.columns * cell, (foot or [0.0])[-1] + 4)


def _descent(family: Family, frame: _Frame, couple: Couple, number: int) -> Html:
    """The line between two parents and the lines to their children."""
    from_, span, y = _partnership(family, frame, couple, number)
    first = min(frame.layout.row[c] for c in couple.children)
    top = min(frame.y[c] for c in couple.children if frame.layout.row[c] == first)
    bar = top - RING - 4 - _LANE * _lane(frame, couple, first)
    xs = [frame.x[c] for c in couple.children]
    start = _above(xs, *span)
    path = from_ + f"M{start:.0f} {y:.0f}V{bar:.0f}"
    if max(abs(x - start) for x in xs) > 0.5:
        path += f"M{min(*xs, start):.0f} {bar:.0f}H{max(*xs, start):.0f}"
    for child in couple.children:
        path += f"M{frame.x[child]:.0f} {bar:.0f}V{frame.y[child] - HALF:.0f}"
    return element("path", class_="lk", d=path)


def _above(xs: Sequence[float], left: float, right: float) -> float:
    """Where between ``left`` and ``right`` a line down to children at ``xs`` is straightest."""
    middle = (min(xs) + max(xs)) / 2
    return min(max(middle, left), right)


def _partnership(
    family: Family, frame: _Frame, couple: Couple, number: int
) -> tuple[str, tuple[float, float], float]:
    """Path between the partners; between which x and at which y lines to children may start."""
    left, right = sorted((couple.father, couple.mother), key=lambda p: frame.x[p])
    related = bool(
        (ancestors(family.pedigree, left) | {left}) & (ancestors(family.pedigree, right) | {right})
    )
    if frame.layout.row[left] == frame.layout.row[right]:
        y = frame.y[left]
        a, b = frame.x[left], frame.x[right]
        between = [p for p, x in frame.x.items() if a < x < b and frame.y[p] == y]
        if not between:
            ys = (y - 2.5, y + 2.5) if related else (y,)
            line = "".join(f"M{a + HALF:.0f} {at:g}H{b - HALF:.0f}" for at in ys)
            # labels stand below the symbols: a line down must keep to the gap between them
            room = (b - a) / 2 - _half_cell(frame) + 6
            middle = (a + b) / 2
            return line, (middle - room, middle + room), y + (2.5 if related else 0)
    return _round_about(frame, left, right, number, related)


def _half_cell(frame: _Frame) -> float:
    return frame.width / frame.layout.columns / 2


def _round_about(
    frame: _Frame, left: str, right: str, number: int, related: bool
) -> tuple[str, tuple[float, float], float]:
    """Partners who do not stand side by side are joined below the labels of the upper row."""
    upper, lower = sorted((left, right), key=lambda p: frame.y[p])
    half_cell = _half_cell(frame)
    gap = {p: frame.x[p] + (half_cell if p == left else -half_cell) for p in (left, right)}
    if frame.x[left] == frame.x[right]:
        gap = dict.fromkeys((left, right), frame.x[left] + half_cell)
    lane = frame.foot[frame.layout.row[upper]] - 2 - 3 * (number % 3)
    path = ""
    for shift in (0, 4) if related else (0,):
        at = lane - shift
        path += f"M{_side(frame, upper, gap):.0f} {frame.y[upper] + shift:.0f}"
        path += f"H{gap[upper] + shift:.0f}V{at:.0f}H{gap[lower] + shift:.0f}"
        path += f"V{frame.y[lower] + shift:.0f}H{_side(frame, lower, gap):.0f}"
    if frame.y[upper] == frame.y[lower]:
        return path, (gap[left], gap[right]), lane
    return path, (gap[lower], gap[lower]), frame.y[lower]


def _side(frame: _Frame, person: str, gap: Mapping[str, float]) -> float:
    return frame.x[person] + (HALF if gap[person] > frame.x[person] else -HALF)


def _lane(frame: _Frame, couple: Couple, row: int) -> int:
    """Which of the parallel lines above ``row`` is this couple's: none of one level cross."""
    taken: list[list[tuple[float, float]]] = []
    for other in frame.layout.couples:
        if min(frame.layout.row[c] for c in other.children) != row:
            continue
        xs = [frame.x[p] for p in (*other.children, other.father, other.mother)]
        span = (min(xs), max(xs))
        level = next(
            (
                i
                for i, spans in enumerate(taken)
                if all(span[1] < a or b < span[0] for a, b in spans)
            ),
            len(taken),
        )
        if level == len(taken):
            taken.append([])
        taken[level].append(span)
        if other == couple:
            return min(level, 3)
    return 0


def _symbol(
    subject: Speaker, family: Family, person: str, frame: _Frame, placed: Sequence[Placed]
) -> list[Html]:
    x, y = frame.x[person], frame.y[person]
    sex = family.pedigree[person].sex
    details = family.details.get(person, {})
    drawn: list[Html] = []
    if person in family.missing:
        if placed:
            ring = "ring" if any(body.own for body in placed) else "ring other"
            drawn.append(element("circle", class_=ring, cx=f"{x:.0f}", cy=f"{y:.0f}", r=RING))
        drawn.append(_shape(sex, x, y, HALF + 4, "pmiss"))
        drawn.append(_shape(sex, x, y, HALF, "pmiss2"))
        drawn.append(element("text", "?", x=f"{x:.0f}", y=f"{y + 6:.0f}", class_="t1 mid big"))
    elif subject.profile(family, person) is not None:
        drawn.append(_shape(sex, x, y, HALF, "ptyped"))
    else:
        drawn.append(_shape(sex, x, y, HALF, "pask" if details.get("asked") else "pno"))
        if details.get("waits"):
            drawn.append(_half(sex, x, y))
    if (details.get("dead") or details.get("death_year")) and person not in family.missing:
        slash = f"M{x - HALF - 8:.0f} {y + HALF + 8:.0f} {x + HALF + 8:.0f} {y - HALF - 8:.0f}"
        drawn.append(element("path", class_="lk", d=slash))
    return drawn


def _half(sex: Sex, x: float, y: float) -> Html:
    """The left half filled: a sample on its way."""
    if sex is Sex.MALE:
        path = f"M{x - HALF:.0f} {y - HALF:.0f}H{x:.0f}V{y + HALF:.0f}H{x - HALF:.0f}Z"
    elif sex is Sex.FEMALE:
        path = f"M{x:.0f} {y - HALF:.0f}A{HALF} {HALF} 0 0 0 {x:.0f} {y + HALF:.0f}Z"
    else:
        reach = HALF * 1.25
        path = f"M{x:.0f} {y - reach:.0f}L{x - reach:.0f} {y:.0f} {x:.0f} {y + reach:.0f}Z"
    return element("path", class_="ptyped", d=path)


def _shape(sex: Sex, x: float, y: float, half: float, class_: str) -> Html:
    if sex is Sex.FEMALE:
        return element("circle", class_=class_, cx=f"{x:.0f}", cy=f"{y:.0f}", r=f"{half:g}")
    if sex is Sex.MALE:
        return element(
            "rect",
            class_=class_,
            x=f"{x - half:.0f}",
            y=f"{y - half:.0f}",
            width=f"{2 * half:g}",
            height=f"{2 * half:g}",
        )
    reach = half * 1.25
    corners = f"M{x:.0f} {y - reach:.0f} {x + reach:.0f} {y:.0f} {x:.0f} {y + reach:.0f}"
    return element("path", class_=class_, d=f"{corners} {x - reach:.0f} {y:.0f}Z")


def _text(lines: list[tuple[str, str]], frame: _Frame, person: str) -> list[Html]:
    x, y = f"{frame.x[person]:.0f}", frame.y[person] + _LABEL_TOP
    return [
        element("text", text, x=x, y=f"{y + i * _LINE:.0f}", class_=f"mid {class_}".strip())
        for i, (class_, text) in enumerate(lines)
    ]


def _in_words(subject: Speaker, family: Family, placed: Mapping[str, Sequence[Placed]]) -> str:
    """The drawing for whoever hears it: who is missing, who has a profile, where bodies stand."""

    def name(person: str) -> str:
        return subject.recorded(family.details.get(person, {}), "name") or person

    words = subject.words
    missing = ", ".join(
        name(m) + "".join(f" ({body.code}: {body.said})" for body in placed.get(m, ()))
        for m in family.missing
    )
    typed = ", ".join(
        name(p.id) for p in family.pedigree if subject.profile(family, p.id) is not None
    )
    return words(
        "Pedigree of family {family}. Missing: {missing}. With a profile: {typed}.",
        family=family.id,
        missing=missing or "—",
        typed=typed or "—",
    )
