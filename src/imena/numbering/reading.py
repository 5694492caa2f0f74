"""Read a number as somebody typed, scanned or copied it, and say what was read differently.

Small letters, missing or strange hyphens and missing leading zeros are put right. A Cyrillic
letter that looks like its Latin twin, O for 0 and I for 1 are put right and said. Anything else is
refused with the place of the fault. A check letter that does not agree is never mended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from imena.numbering.check import CHECK_LETTERS
from imena.numbering.letters import PROBABLY_DIGIT, PROBABLY_LETTER, Sign, signs
from imena.numbering.pattern import (
    PATTERNS,
    SITE_LETTERS,
    Kind,
    Number,
    Pattern,
    is_site_code,
)

#: No number is longer; longer text is refused before it is looked at.
LONGEST = 64


@dataclass(frozen=True, slots=True)
class Change:
    """Something read differently from how it was written.

    ``code`` is ``letter`` (another alphabet), ``digit`` (a letter or another script's digit) or
    ``zeros`` (leading zeros put in); ``position`` counts characters from 1.
    """

    code: str
    position: int
    written: str
    read: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A number that agrees with its check letter, and how it differs from what was written."""

    number: Number
    changes: tuple[Change, ...]


class NumberError(ValueError):
    """A text that is no number of ours.

    ``code`` names the fault for :mod:`imena.registry.words.numbers`; ``position`` is where it is
    (characters from 1, 0 where it is nowhere in particular); ``values`` are what to say about it.
    """

    def __init__(self, code: str, text: str, position: int = 0, **values: str) -> None:
        super().__init__(f"{text!r}: {code} at {position}")
        self.code, self.text, self.position, self.values = code, text, position, values


def read(text: str, *, expected: Kind | None = None) -> Reading:
    """Read one number.

    Raises
    ------
    NumberError
        When it is none, the check letter is missing or does not agree, or it is of another kind
        than ``expected``.
    """
    if len(text) > LONGEST:
        raise NumberError("too_long", text[:LONGEST])
    found = tuple(signs(text))
    if not found:
        raise NumberError("empty", text)
    if expected is Kind.SITE:
        return _site_code(text, found)
    kinds = [expected] if expected else list(PATTERNS)
    faults: list[tuple[int, NumberError]] = []
    for kind in kinds:
        attempt = _Attempt(text, found, PATTERNS[kind])
        try:
            return attempt.reading()
        except NumberError as error:
            faults.append((attempt.at, error))
    if expected is None:
        raise max(faults, key=lambda fault: fault[0])[1]
    raise _of_another_kind(text, expected) or faults[0][1]


def _of_another_kind(text: str, expected: Kind) -> NumberError | None:
    try:
        other = read(text).number
    except NumberError:
        return None
    return NumberError("other_kind", text, found_kind=other.kind, expected=expected)


def _site_code(text: str, found: Sequence[Sign]) -> Reading:
    attempt = _Attempt(text, found, PATTERNS[Kind.RECOVERED_UNIT])
    site = attempt.site()
    if attempt.at < len(found):
        raise attempt.fault("site_letter")
    return Reading(Number(Kind.SITE, (), site), tuple(attempt.changes))


@dataclass
class _Attempt:
    """Reads signs as one kind of number; ``at`` is how far it came."""

    text: str
    found: Sequence[Sign]
    pattern: Pattern
    at: int = 0
    changes: list[Change] = field(default_factory=list)

    def reading(self) -> Reading:
        site = self.site() if self.pattern.of_site else ""
        if self.pattern.beginning:
            self.beginning()
        if self.pattern.mark:
            self.letter(self.pattern.mark, "beginning")
        digits = self.digits()
        number = Number(self.pattern.kind, digits, site)
        self.check(number)
        return Reading(number, tuple(self.changes))

    def fault(self, code: str, **values: str) -> NumberError:
        """The fault at the sign reached, or after the last."""
        if self.at < len(self.found):
            sign = self.found[self.at]
            return NumberError(code, self.text, sign.position, written=sign.written, **values)
        return NumberError(code, self.text, len(self.text) + 1, written="", **values)

    def letter(self, letter: str, code: str) -> None:
        """Take one sign that reads as ``letter``."""
        if self.at >= len(self.found) or not self.found[self.at].reads_as(letter):
            raise self.fault(code)
        self.take("letter", letter)

    def take(self, code: str, read_as: str) -> None:
        sign = self.found[self.at]
        if sign.capital != read_as:
            self.changes.append(Change(code, sign.position, sign.written, read_as))
        self.at += 1

    def beginning(self) -> None:
        wanted = self.pattern.beginning
        heads = self.found[: len(wanted)]
        whole = len(heads) == len(wanted) and not any(sign.parted for sign in heads[1:])
        if not whole or not (
            all(s.reads_as(w) for s, w in zip(heads, wanted, strict=True))
            or all(s.sounds_as(w) for s, w in zip(heads, wanted, strict=True))
        ):
            raise self.fault("beginning")
        for letter in wanted:
            self.take("letter", letter)

    def site(self) -> str:
        code = ""
        while len(code) < 4 and self.at < len(self.found):
            sign = self.found[self.at]
            letter = next((c for c in SITE_LETTERS if sign.reads_as(c)), "")
            if not letter or (code and sign.parted):
                break
            self.take("letter", letter)
            code += letter
        if not code:
            raise self.fault("beginning")
        if not is_site_code(code):
            raise NumberError("site_code", self.text, self.found[0].position, written=code)
        return code

    def digits(self) -> tuple[str, ...]:
        runs: list[str] = []
        first = self.at
        for sign in self.found[self.at :]:
            if not sign.digit or (sign is self.found[-1] and not sign.capital.isdecimal()):
                break
            if sign.parted or not runs:
                if len(runs) == len(self.pattern.groups):
                    break  # what stands here is in the place of the check letter
                runs.append("")
            runs[-1] += sign.digit
            self.take("digit", sign.digit)
        if not runs or (self.at < len(self.found) - 1 and not self.found[self.at].parted):
            raise self._digit_fault()
        if self.at < len(self.found) - 1:
            self.at += 1
            raise self.fault("after_check")
        if len(runs) == 1 and len(self.pattern.groups) > 1:
            runs = self._parted_by_width(runs[0])
        if len(runs) != len(self.pattern.groups):
            raise NumberError(
                "groups",
                self.text,
                self.found[first].position,
                wanted=str(len(self.pattern.groups)),
                found=str(len(runs)),
            )
        return tuple(self._padded(n, run, first) for n, run in enumerate(runs))

    def _digit_fault(self) -> NumberError:
        if self.at >= len(self.found):
            return self.fault("digits_missing")
        meant = PROBABLY_DIGIT.get(self.found[self.at].capital, "")
        return self.fault("digit_meant" if meant else "digit", meant=meant)

    def _parted_by_width(self, run: str) -> list[str]:
        parts = []
        for group in self.pattern.groups[:-1]:
            parts.append(run[: group.least])
            run = run[group.least :]
        return [part for part in (*parts, run) if part]

    def _padded(self, n: int, run: str, first: int) -> str:
        group = self.pattern.groups[n]
        padded = run.rjust(group.least, "0")
        at = self.found[first].position
        if len(padded) > group.most:
            raise NumberError("digits", self.text, at, written=run, most=str(group.most))
        if not run.strip("0") and not self.pattern.blind:
            raise NumberError("zero", self.text, at, written=run)
        if len(run) > group.least and run.startswith("0"):
            # Left out, they would move every digit's weight and hide a wrong one.
            raise NumberError("zeros", self.text, at, written=run)
        if self.pattern.blind and len(run) != group.least:
            # A drawn code is never padded: a digit that was left out would go unnoticed.
            raise NumberError("width", self.text, at, written=run, wanted=str(group.least))
        if self.pattern.kind is Kind.FIGURE and n == 0 and not _is_date(padded):
            raise NumberError("date", self.text, at, written=run)
        if padded != run:
            self.changes.append(Change("zeros", at, run, padded))
        return padded

    def check(self, number: Number) -> None:
        if self.at >= len(self.found):
            raise self.fault("check_missing")
        sign = self.found[self.at]
        letter = next((c for c in CHECK_LETTERS if sign.reads_as(c)), "")
        if not letter:
            meant = PROBABLY_LETTER.get(sign.capital, "")
            raise self.fault("check_meant" if meant else "check_letter", meant=meant)
        if letter != number.check:
            raise self.fault("check_differs", number=number.plain)
        self.take("letter", letter)


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
