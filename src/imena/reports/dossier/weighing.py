"""The evidence as figures: who it may be, what each piece of evidence adds, who else it may be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from imena.language import message, numbers
from imena.registry.queries.dossier.content import Contribution, Weighed
from imena.registry.words.evidence import findings_said, group_said, remark_said
from imena.reports.dossier.opening import threshold_said
from imena.reports.dossier.page import (
    Bar,
    Bars,
    Block,
    Paragraph,
    Piece,
    Ruler,
    RulerRow,
    Section,
    Step,
    Table,
    Text,
    Tick,
    Waterfall,
    filled,
    joined,
    text,
)
from imena.reports.dossier.teller import Teller, log10_odds, number, probability
from imena.reports.ruler import NAMED, along, beyond

#: Room for so many labels stands below an axis.
_MOST_TICKS = 6
#: So near to the threshold's, another label would touch it.
_TOO_NEAR = 0.09
#: A log10 step that nobody could see in the picture.
_NO_MOVE = 0.02
#: log10 steps of an axis, the first that leaves room.
_STEPS = (1, 2, 3, 4, 5, 10)

_CHARTS = re.compile(r"(\d+) reference charts")
#: How a model says where its error rates come from, where that is no study.
_SOURCES = {
    "proposed": message("proposed with the program, not measured"),
    "as stated by the examiner": message("as the examiner stated"),
    "estimated stature": message("stature estimated"),
    "rates proposed": message("rates proposed with the program"),
}


def ruler_section(teller: Teller) -> Section | None:
    """Who the remains may be, on a scale of odds; everybody else together last."""
    leading = teller.leading
    if leading is None or probability(leading.posterior) is None:
        return None
    mine = [w for w in teller.dossier.weighed if w.individual == leading.individual]
    rows = [_on_ruler(teller, one, first=i == 0) for i, one in enumerate(mine)]
    rest = max(0.0, 1 - sum(probability(one.posterior) or 0.0 for one in mine))
    words = teller.words
    rows.append(_row(teller, text(words("Anybody else, listed or not")), rest, first=False))
    threshold = teller.threshold
    at = -1.0 if threshold is None else along(log10_odds(threshold))
    ticks = [
        Tick(along(log10_odds(p)), numbers.stated_percent(teller.language, p))
        for p, _ in NAMED
        if abs(along(log10_odds(p)) - at) > _TOO_NEAR
    ]
    if threshold is not None:
        ticks.append(Tick(at, threshold_said(teller), strong=True))
    note = words("Each step is ten times the odds.")
    if threshold is not None:
        note += " " + words(
            "Dashed: the run’s threshold, {threshold}.", threshold=threshold_said(teller)
        )
    return Section(
        words("Who this may be"),
        (Ruler(tuple(ticks), at, tuple(rows)), Paragraph(text(note), quiet=True)),
        words("scale of odds"),
    )


def _on_ruler(teller: Teller, one: Weighed, *, first: bool) -> RulerRow:
    return _row(teller, teller.person(one.person), probability(one.posterior) or 0.0, first=first)


def _row(teller: Teller, who: Text, posterior: float, *, first: bool) -> RulerRow:
    odds = log10_odds(posterior)
    said = text(numbers.percent(teller.language, posterior), "b")
    if first and posterior >= 0.5:
        said = (*said, Piece(" " + numbers.wrong_of(teller.language, posterior), "quiet"))
    return RulerRow(who, along(odds), beyond(odds), said)


def waterfall_section(teller: Teller) -> Section | None:
    """What each piece of evidence adds to the odds of the proposed name."""
    leading, words = teller.leading, teller.words
    if leading is None:
        return None
    title = words("How each piece of evidence moves the odds")
    dna, posterior = number(leading.log10_lr), probability(leading.posterior)
    if dna is None:
        said = words(
            "No run has kept what each piece of evidence adds; this is not in its figures."
        )
        return Section(title, (Paragraph(text(said), quiet=True),))
    rows = _rows(teller, leading, dna, None if posterior is None else log10_odds(posterior))
    low = min(min(r[2], r[3], r[4]) for r in rows)
    high = max(max(r[2], r[3], r[5]) for r in rows)
    axis = _Axis(low, high)
    steps = tuple(
        Step(
            kind, what, axis.along(a), axis.along(b),
            axis.along(lo) if lo != hi else -1.0, axis.along(hi) if lo != hi else -1.0,
            capped, said,
        )
        for kind, what, a, b, lo, hi, capped, said in rows
    )  # fmt: skip
    note = words(
        "Read downwards: to the right the odds rise, to the left they fall. The thin line on a "
        "bar goes from a cautious to a bold estimate. A dashed circle: nothing was examined, the "
        "odds do not move. A hatch: the model says more than the cap lets count."
    )
    blocks: list[Block] = [Waterfall(axis.ticks(teller), steps), Paragraph(text(note), quiet=True)]
    if posterior is None:
        said = words("The run gave this pair no probability: the picture ends before the result.")
        blocks.append(Paragraph(text(said)))
    blocks += _sources(teller, leading)
    small = filled(words("for {person}"), person=teller.person(leading.person))
    return Section(title, tuple(blocks), "".join(piece.text for piece in small))


#: kind, what, from, to, low, high, capped, what is said: positions as log10 odds.
_Row = tuple[str, Text, float, float, float, float, bool, Text]


def _rows(teller: Teller, leading: Weighed, dna: float, result: float | None) -> list[_Row]:
    words = teller.words
    rows: list[_Row] = [
        ("start", text(words("Even odds, to begin with")), 0.0, 0.0, 0.0, 0.0, False,
         text(words("before any evidence")))
    ]  # fmt: skip
    at = _held(dna)
    rows.append(_moved(teller, text(words("DNA")), 0.0, at))
    other = number(leading.log10_lr_other)
    if leading.contributions:
        for one in leading.contributions:
            rows.append(_contributed(teller, one, at))
            at = rows[-1][3]
    elif other is not None:
        rows.append(_moved(teller, text(words("Everything but DNA")), at, at + other))
        at += other
    else:
        rows.append(
            ("unseen", text(words("Everything but DNA")), at, at, at, at, False,
             text(words("not weighed by this run")))
        )  # fmt: skip
    if result is None:
        return rows
    rows.append(
        ("joint", text(words("How many are searched for, and who else fits"), "b"),
         at, result, result, result, False, _joint_said(teller, result - at))
    )  # fmt: skip
    said = joined(
        [text(numbers.percent(teller.language, probability(leading.posterior) or 0.0), "b")]
    )
    rows.append(("result", text(words("Result"), "b"), result, result, result, result, False, said))
    return rows


def _held(log10_lr: float) -> float:
    """An exclusion by DNA has no bar of its own length: it ends where the scale does."""
    if math.isinf(log10_lr):
        return math.copysign(numbers.LARGEST_LOG10_SAID, log10_lr)
    return log10_lr


def _moved(teller: Teller, what: Text, begin: float, end: float) -> _Row:
    kind = "for" if end >= begin else "against"
    return (kind, what, begin, end, end, end, False, _strength(teller, end - begin))


def _contributed(teller: Teller, one: Contribution, at: float) -> _Row:
    words = teller.words
    what = text(_group(teller, one.name))
    told = _things(teller, one.examined, places=False)
    if told:
        what = (*what, Piece(f": {told}", "quiet"))
    moved = number(one.log10_lr)
    if moved is None or not one.examined:
        return ("unseen", what, at, at, at, at, False, text(words("not examined")))
    low, high = number(one.low), number(one.high)
    end = at + moved
    kind, *_ = _moved(teller, what, at, end)
    said = _strength(teller, moved)
    if one.capped:
        said = (*said, Piece(" " + words("capped"), "b"))
    return (
        kind, what, at, end,
        end if low is None else at + low, end if high is None else at + high,
        one.capped, said,
    )  # fmt: skip


def _group(teller: Teller, name: str) -> str:
    said = group_said(teller.language, name)
    return said[:1].upper() + said[1:]


def _things(teller: Teller, codes: tuple[str, ...], *, places: bool = True) -> str:
    """What was examined or not: teeth as how many, things by their kind."""
    kinds = dict.fromkeys(code.partition(":")[0] for code in codes)
    return findings_said(teller.language, kinds, places=places)


def _strength(teller: Teller, log10_lr: float) -> Text:
    """How many times, and what that does to the odds."""
    language = teller.language
    times = numbers.times(language, _within(log10_lr))
    return (Piece(times, "b"), Piece(" " + numbers.verbal(language, log10_lr), "quiet"))


def _joint_said(teller: Teller, log10: float) -> Text:
    joint = Piece(" " + teller.words("the joint solution"), "quiet")
    if abs(log10) < _NO_MOVE:
        return (Piece(numbers.verbal(teller.language, log10), "b"), joint)
    return (Piece(numbers.times(teller.language, _within(log10)), "b"), joint)


def _within(log10: float) -> float:
    largest = numbers.LARGEST_LOG10_SAID
    return min(max(log10, -largest - 1), largest + 1)


def _sources(teller: Teller, leading: Weighed) -> Iterator[Block]:
    """Where the error rates come from, what was not examined, what a reader must know besides."""
    words = teller.words
    rows = []
    for one in leading.contributions:
        remarks = "; ".join(remark_said(teller.language, code) for code in one.remarks)
        unseen = _things(teller, one.not_examined)
        if one.capped and (model := number(one.uncapped)) is not None:
            model_said = numbers.log10_of(teller.language, model)
            cap = words("the model says log10 {number}", number=model_said)
            remarks = f"{cap}; {remarks}" if remarks else cap
        if one.source or unseen or remarks:
            rows.append(
                (
                    text(_group(teller, one.name)),
                    text(unseen or "—"),
                    text(_source(teller, one.source) or "—"),
                    text(remarks or "—"),
                )
            )
    if rows:
        head = (words("Group"), words("Not examined"), words("Error rates from"), words("Remarks"))
        yield Table(head, tuple(rows))


def _source(teller: Teller, source: str) -> str:
    parts = dict.fromkeys(filter(None, source.split("; ")))
    return "; ".join(_one_source(teller, part) for part in parts)


def _one_source(teller: Teller, part: str) -> str:
    if part in _SOURCES:
        return teller.words(_SOURCES[part])
    if charts := _CHARTS.fullmatch(part):
        return teller.words.count("{n} reference chart", "{n} reference charts", int(charts[1]))
    return part


class _Axis:
    """Positions from 0 to 1 of log10 odds, a little room left at both ends."""

    def __init__(self, low: float, high: float) -> None:
        low, high = min(low, -1.0), max(high, 1.0)
        room = 0.04 * (high - low)
        self._low, self._high = low - room, high + room

    def along(self, odds: float) -> float:
        """Where these odds stand."""
        return round((odds - self._low) / (self._high - self._low), 4)

    def ticks(self, teller: Teller) -> tuple[Tick, ...]:
        """Even odds and whole powers of ten beside them."""
        long = (self._high - self._low) / _MOST_TICKS
        step = next((s for s in _STEPS if long <= s), 10 * math.ceil(long / 10))
        first, last = math.ceil(self._low / step), math.floor(self._high / step)
        return tuple(
            Tick(self.along(k * step), _odds_said(teller, k * step), strong=k == 0)
            for k in range(first, last + 1)
        )


def _odds_said(teller: Teller, power: int) -> str:
    if power == 0:
        return teller.words("even")
    size = numbers.whole(teller.language, 10 ** abs(power)) if abs(power) < 6 else ""
    if abs(power) >= 6:
        size = f"10{''.join('⁰¹²³⁴⁵⁶⁷⁸⁹'[int(d)] for d in str(abs(power)))}"
    return f"{size} : 1" if power > 0 else f"1 : {size}"


def markers_section(teller: Teller) -> Section | None:
    """DNA by marker: bars for and against."""
    leading, words = teller.leading, teller.words
    if leading is None or not leading.per_marker:
        return None
    told = {name: number(said) for name, said in leading.per_marker.items()}
    finite = [x for x in told.values() if x is not None and math.isfinite(x)]
    low, high = min([-0.7, *finite]), max([1.3, *finite])

    def along(x: float) -> float:
        return round((x - low) / (high - low), 4)

    rows = []
    for name, log10_lr in told.items():
        if log10_lr is None:
            continue
        if math.isinf(log10_lr):
            rows.append(Bar(name, 0.0, along(0), "excludes", words("excludes")))
            continue
        begin, end = sorted((along(0), along(log10_lr)))
        kind = "for" if log10_lr >= 0 else "against"
        rows.append(Bar(name, begin, end, kind, numbers.factor(teller.language, log10_lr)))
    small = words("how many times; to the left of the line against")
    return Section(words("DNA by marker"), (Bars(along(0), tuple(rows)),), small, sub=True)


def others_section(teller: Teller) -> Section | None:
    """If not this person, then who; and if not these remains, then which."""
    if not teller.dossier.weighed:
        return None
    words = teller.words
    rows = tuple(
        (
            text(one.individual, "code"),
            teller.person(one.person),
            _percent(teller, one),
            text(teller.term("hypothesis_state", one.state) or "—"),
        )
        for one in teller.dossier.weighed
    )
    head = (words("Remains"), words("Person"), words("Probability"), words("State"))
    blocks: list[Block] = [Table(head, rows, (2,), 0)]
    for one in teller.proposed or teller.dossier.weighed[:1]:
        if one.among and one.set_posterior:
            said = filled(
                words("Together these people are the set that fits, in any order: {set}."),
                set=teller.percent(one.set_posterior),
            )
            blocks.append(Paragraph((*teller.people(one.among), Piece(". "), *said)))
    note = words(
        "What is less likely than 1 in 100 is not listed. Percentages are cut, so they may not add "
        "up: the rest is somebody else, or nobody on the list."
    )
    blocks.append(Paragraph(text(note), quiet=True))
    return Section(words("Who else this may be, and which other remains"), tuple(blocks))


def _percent(teller: Teller, one: Weighed) -> Text:
    found = probability(one.posterior)
    return text("—") if found is None else text(numbers.percent(teller.language, found), "b")
