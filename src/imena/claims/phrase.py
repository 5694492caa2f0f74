"""A sentence with a number in it, taken apart as a proposal that a person confirms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from imena.claims import words
from imena.claims.bounds import Bound, Interval, hard, soft

#: A number: digits, grouped by spaces, points or commas in threes.
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:[  \u202f.,]\d{3})+(?![\d])|(?<![\w.,])\d+(?![\w])")
_RANGE = re.compile(
    r"(?P<low>\d[\d  \u202f]*)\s*(?:to|and|до|–|—|-)\s*(?P<high>\d[\d  \u202f]*)", re.IGNORECASE
)
#: What makes of a number no whole one, and what makes a share of it.
_DECIMALS = re.compile(r"[.,]\d{1,2}(?!\d)")
_PERCENT = re.compile(r"\s*(?:%|per ?cent|відсот|процент)", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)(?:from|between|від|з|от|с)\s*$", re.IGNORECASE)
_MONTHS = re.compile(
    r"^\s*(?:jan|feb|mar|apr|may|june|july|aug|sep|oct|nov|dec|січ|лют|берез|квіт|трав|черв|лип|серп"
    r"|верес|жовт|листоп|груд|янв|февр|март|апр|мая|июн|июл|авг|сент|окт|нояб|дек|року|год[ау]|р\.)",
    re.IGNORECASE,
)
#: How far after a number its unit may stand, in characters.
_NEAR = 60
_SENTENCE = re.compile(r"[.!?;](?=\s|$)")
_YEARS = range(1900, 2100)


@dataclass(frozen=True)
class Reading:
    """One number as it was said. ``quote`` is the text, ``at`` the place of the number in it.

    ``value`` (and ``to`` of a range) are ``None`` where none was said; ``unit`` is "" where no word
    for it stands near. ``parts`` are parts of the number with theirs, ``shares`` parts by share
    (from, to), ``excludes`` what the text says is not in it; ``than`` with whom it is compared.
    ``unidentified``: the text speaks of people not identified, in one of three senses that only the
    speaker knows. ``places`` is where in the quote the words stand that say so: "bound" the word
    beside the number, "unit", and each code of ``excludes``; what no word says has no place.
    """

    quote: str
    at: tuple[int, int]
    bound: Bound
    value: int | None
    to: int | None
    unit: str
    parts: Mapping[str, int]
    shares: Mapping[str, tuple[float, float]]
    excludes: tuple[str, ...]
    than: str = ""
    unidentified: bool = False
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def core(self) -> str:
        """The number as it was said, from the word beside it to its unit, and nothing else."""
        near = [self.at, *(self.places[p] for p in ("bound", "unit") if p in self.places)]
        return self.quote[min(a for a, _ in near) : max(b for _, b in near)].strip()

    @property
    def hard(self) -> Interval | None:
        """What the word allows."""
        return hard(self.bound, self.value, self.to)

    @property
    def soft(self) -> Interval | None:
        """What the policy takes it to mean."""
        return soft(self.bound, self.value, self.to)

    @property
    def implied_total(self) -> Interval | None:
        """With something left out, the number is only a lower bound of the whole."""
        own = self.soft
        return Interval(own.lower, None) if own is not None and self.excludes else None


@lru_cache(maxsize=4_096)
def readings(text: str) -> tuple[Reading, ...]:
    """Every number said in a text, in order, but for dates and parts of another number.

    A proposal: whoever enters it confirms or corrects each field; the quote is kept whatever they
    do.
    """
    left_out = {
        code: match.span()
        for code, pattern in words.EXCLUSIONS
        if (match := pattern.search(text)) is not None
    }
    unidentified = bool(words.UNIDENTIFIED.search(text))
    found = []
    taken: list[tuple[int, int]] = []
    for start, end, bound, value, to, than in sorted(_numbers(text)):
        if any(a <= start < b for a, b in taken):
            continue
        sentence = _sentence_after(text, end)
        parts, places = _parts(sentence, end)
        taken += [(start, end), *places]
        unit, unit_at = _unit(text, end)
        beside = {"bound": _word_at(bound, text[:start]), "unit": unit_at, **left_out}
        found.append(
            Reading(
                text,
                (start, end),
                bound,
                value,
                to,
                unit,
                parts,
                _shares(sentence),
                tuple(left_out),
                than,
                unidentified,
                {name: at for name, at in beside.items() if at is not None},
            )
        )
    return tuple(found)


_Number = tuple[int, int, Bound, int | None, int | None, str]
_Place = tuple[int, int]
#: The number says these itself.
_IN_ITSELF = frozenset(bound for bound, _ in words.VAGUE)


def _numbers(text: str) -> Iterator[_Number]:
    ranged: list[tuple[int, int]] = []
    for match in _RANGE.finditer(text):
        low, high = _whole(match["low"]), _whole(match["high"])
        before = text[: match.start()]
        if low < high and (_FROM.search(before) or "–" in match[0] or "-" in match[0]):
            ranged.append(match.span())
            ends = [_counted(text, match.end(), one) for one in (match["low"], match["high"])]
            (first, _), (last, end) = ends
            if first is None or _MONTHS.match(text[match.end() :]):
                continue
            yield match.start(), end, Bound.BETWEEN, first, last, ""
    for match in _NUMBER.finditer(text):
        if any(a <= match.start() < b for a, b in ranged):
            continue
        value, end = _counted(text, match.end(), match[0])
        if value is None or _MONTHS.match(text[match.end() :]):
            continue
        if value in _YEARS and not _unit(text, match.end(), near=12)[0]:
            continue
        yield match.start(), end, _word(text[: match.start()])[0], value, None, ""
    for bound, pattern in words.VAGUE:
        for match in pattern.finditer(text):
            than, before = match.groupdict().get("than") or "", text[: match.start()]
            part = re.search(r"\d\s*$", before) or words.WRITTEN_OUT.search(before)
            if bound is Bound.MANY_TIMES_MORE or not part:
                yield (*match.span(), bound, None, None, than)


def _whole(number: str) -> int:
    return int(re.sub(r"\D", "", number))


def _counted(text: str, end: int, digits: str) -> tuple[int | None, int]:
    """What digits that end at ``end`` count, and where all that says it ends: “1,5 тис.” are 1500.
    ``None`` for a share, and for what is no whole number."""
    decimals = _DECIMALS.match(text, end)
    plain = re.sub(r"\D", "", digits)
    if decimals is not None:
        plain, end = f"{plain}.{decimals[0][1:]}", decimals.end()
    many, after = 1, end
    for scale, pattern in words.SCALES:
        if (match := pattern.match(text, end)) is not None:
            many, after = scale, match.end()
    value = Fraction(plain) * many
    if _PERCENT.match(text, end) or value.denominator != 1:
        return None, after
    return int(value), after


def _word(before: str) -> tuple[Bound, _Place | None]:
    """The word that ends what stands before a number, and its place."""
    for bound, pattern in words.BEFORE:
        if (match := pattern.search(before)) is not None:
            return bound, (match.start(), match.start() + len(match[0].rstrip()))
    return Bound.EXACT, None


def _word_at(bound: Bound, before: str) -> _Place | None:
    if bound is not Bound.BETWEEN:
        return None if bound in _IN_ITSELF else _word(before)[1]
    match = _FROM.search(before)
    return match and (match.start(), match.start() + len(match[0].rstrip()))


def _sentence_after(text: str, start: int) -> str:
    end = _SENTENCE.search(text, start)
    return text[start : end.start() if end else len(text)]


def _unit(text: str, after: int, near: int = _NEAR) -> tuple[str, _Place | None]:
    """The first word for a unit after the number, in its sentence, and its place."""
    within = _sentence_after(text, after)[:near]
    first = [
        (match.start(), -len(match[0]), unit)
        for unit, pattern in words.UNITS
        if (match := pattern.search(within))
    ]
    if not first:
        return "", None
    start, length, unit = min(first)
    return unit, (after + start, after + start - length)


def _parts(sentence: str, offset: int) -> tuple[dict[str, int], list[tuple[int, int]]]:
    """Numbers that a text names as parts: after “including”, and after a plus."""
    start = words.INCLUDING.search(sentence)
    if start is None:
        return {}, []
    parts: dict[str, int] = {}
    places = []
    for match in _NUMBER.finditer(sentence, start.end()):
        after = sentence[match.end() : match.end() + 30]
        named = [
            (found.start(), part)
            for part, pattern in words.PARTS
            if (found := pattern.search(after))
        ]
        if named:
            parts.setdefault(min(named)[1], _whole(match[0]))
            places.append((offset + match.start(), offset + match.end()))
    return parts, places


def _shares(sentence: str) -> dict[str, tuple[float, float]]:
    for share, pattern in words.SHARES:
        match = pattern.search(sentence)
        if match is None:
            continue
        after = sentence[match.end() :]
        for part, named in words.PARTS:
            if named.search(after):
                return {part: share}
    return {}


def said_of(text: str, value: int | None, to: int | None, bound: Bound) -> Reading | None:
    """The reading of a text that somebody confirmed as this number; ``None`` where no reading is of
    these digits, because they were corrected."""
    same = [one for one in readings(text) if (one.value, one.to) == (value, to)]
    return next((one for one in same if one.bound is bound), next(iter(same), None))
