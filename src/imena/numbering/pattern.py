"""What is numbered, and how the number of each kind of thing is written.

Three shapes. In the field a number begins with the site: ``PTX-0187-B`` is what was recovered
(a body, a part, a bone and a belonging alike, so that a part never hangs on another's number),
``PTX-G214-X`` a grave. In the office it begins with the kind: ``MP-0338-B`` is a missing person.
A laboratory gets codes that say nothing, not even of what they are: ``4821-7703-M``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from imena.numbering.check import check_letter

#: Letters of a site code: on both keyboards, and written alike by hand.
SITE_LETTERS = "ABCEHKMPTX"


class Kind(StrEnum):
    """A numbered thing. The value is its name in the record."""

    SITE = "site"
    BURIAL_UNIT = "burial_unit"
    RECOVERED_UNIT = "recovered_unit"
    LEAD = "lead"
    CLAIM = "claim"
    REGISTER_LINE = "register_line"
    CUSTODY_EVENT = "custody_event"
    CONTAINER = "container"
    STORAGE_SLOT = "storage_slot"
    EXAMINATION = "examination"
    POSTMORTEM_SAMPLE = "postmortem_sample"
    REFERENCE_SAMPLE = "reference_sample"
    LABORATORY_REQUEST = "laboratory_request"
    LABORATORY_SAMPLE = "laboratory_sample"
    INDIVIDUAL = "individual"
    MISSING_PERSON = "missing_person"
    FAMILY = "family"
    PERSON = "person"
    COMPARISON = "comparison"
    DECISION = "decision"
    NOTIFICATION = "notification"
    RELEASE = "release"
    PLOT = "plot"
    REVIEW = "review"
    INCIDENT = "incident"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Group:
    """A run of digits: padded with zeros to ``least``, never longer than ``most``."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """How numbers of one kind are written.

    ``beginning`` is printed before the first hyphen; where ``of_site`` is true the site's code is
    printed there and ``mark`` (``G``) before the digits. ``blind`` digits are drawn at random and
    mean nothing; the last group of any other kind runs from 1.
    """

    kind: Kind
    groups: tuple[Group, ...] = (Group(4, 6),)
    beginning: str = ""
    of_site: bool = False
    mark: str = ""
    blind: bool = False

    @property
    def serial(self) -> bool:
        """Whether numbers of this kind run from 1 and may be issued in ranges."""
        return not self.blind and len(self.groups) == 1


def _office(kind: Kind, beginning: str, *groups: Group) -> Pattern:
    return Pattern(kind, groups or (Group(4, 6),), beginning)


PATTERNS: dict[Kind, Pattern] = {
    pattern.kind: pattern
    for pattern in (
        Pattern(Kind.RECOVERED_UNIT, of_site=True),
        Pattern(Kind.BURIAL_UNIT, (Group(3, 5),), of_site=True, mark="G"),
        _office(Kind.LEAD, "LEAD"),
        _office(Kind.CLAIM, "CLM"),
        # which source, which page, which line
        _office(Kind.REGISTER_LINE, "REG", Group(2, 2), Group(4, 4), Group(2, 2)),
        _office(Kind.CUSTODY_EVENT, "CE", Group(6, 9)),
        _office(Kind.CONTAINER, "BOX"),
        _office(Kind.STORAGE_SLOT, "SLOT"),
        _office(Kind.EXAMINATION, "PM"),
        _office(Kind.POSTMORTEM_SAMPLE, "PS", Group(5, 7)),
        _office(Kind.REFERENCE_SAMPLE, "RS", Group(5, 7)),
        Pattern(Kind.LABORATORY_REQUEST, (Group(3, 3), Group(3, 3)), "LAB", blind=True),
        Pattern(Kind.LABORATORY_SAMPLE, (Group(4, 4), Group(4, 4)), blind=True),
        _office(Kind.INDIVIDUAL, "IND"),
        _office(Kind.MISSING_PERSON, "MP"),
        _office(Kind.FAMILY, "FAM"),
        # whoever gave a sample, an interview or a testimony
        _office(Kind.PERSON, "PER"),
        _office(Kind.COMPARISON, "CMP"),
        _office(Kind.DECISION, "DEC"),
        _office(Kind.NOTIFICATION, "NTF"),
        _office(Kind.RELEASE, "REL"),
        _office(Kind.PLOT, "PLOT"),
        _office(Kind.REVIEW, "REV"),
        _office(Kind.INCIDENT, "INC"),
        # the day of the statement, and which of that day
        _office(Kind.FIGURE, "FIG", Group(8, 8), Group(1, 3)),
    )
}
BEGINNINGS: dict[str, Pattern] = {p.beginning: p for p in PATTERNS.values() if p.beginning}


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """One number, read or issued: its kind, its site where it has one, its digits by group.

    ``digits`` are already padded. Two numbers are the same exactly when they print the same.
    """

    kind: Kind
    digits: tuple[str, ...] = ()
    site: str = ""

    @property
    def plain(self) -> str:
        """The number as it is printed, without the check letter."""
        if self.kind is Kind.SITE:
            return self.site
        pattern = PATTERNS[self.kind]
        parts = [self.site or pattern.beginning, pattern.mark + self.digits[0], *self.digits[1:]]
        return "-".join(part for part in parts if part)

    @property
    def check(self) -> str:
        """The check letter; a site code has none, it is chosen from a list and heads the others."""
        return "" if self.kind is Kind.SITE else check_letter(self.plain.replace("-", ""))

    @property
    def serial(self) -> int:
        """The running number, of kinds that run from 1.

        Raises
        ------
        ValueError
            For a kind whose numbers do not run.
        """
        if self.kind is Kind.SITE or not PATTERNS[self.kind].serial:
            raise ValueError(f"{self} has no running number")
        return int(self.digits[0])

    def __str__(self) -> str:
        return f"{self.plain}-{self.check}" if self.check else self.plain


def number(kind: Kind, *values: int, site: str = "") -> Number:
    """The number of ``kind`` with these group values, padded as its pattern asks.

    >>> str(number(Kind.RECOVERED_UNIT, 187, site="PTX"))
    'PTX-0187-B'

    Raises
    ------
    ValueError
        When the pattern has another number of groups, a value does not fit or is 0 where counting
        starts at 1, or a site is missing or out of place.
    """
    pattern = PATTERNS[kind]
    if bool(site) != pattern.of_site:
        raise ValueError(f"a {kind} number {'needs' if pattern.of_site else 'has no'} site")
    if len(values) != len(pattern.groups):
        raise ValueError(f"a {kind} number has {len(pattern.groups)} groups, not {len(values)}")
    digits = []
    for value, group in zip(values, pattern.groups, strict=True):
        text = f"{value:0{group.least}d}"
        if len(text) > group.most or value < (0 if pattern.blind else 1):
            raise ValueError(f"{value} does not fit into a {kind} number")
        digits.append(text)
    return Number(kind, tuple(digits), site)


def is_site_code(text: str) -> bool:
    """Whether ``text`` may be a site's code: three or four of :data:`SITE_LETTERS`.

    A code one mistake away from the beginning of another kind of number is refused: a hurried
    reader would take PTX for a register or a decision.
    """
    if not 3 <= len(text) <= 4 or any(letter not in SITE_LETTERS for letter in text):
        return False
    return not any(_one_mistake(text, beginning) for beginning in BEGINNINGS)


def _one_mistake(one: str, other: str) -> bool:
    """Whether one wrong character or one exchange of neighbours turns one into the other."""
    if len(one) != len(other):
        return False
    differ = [n for n in range(len(one)) if one[n] != other[n]]
    if len(differ) <= 1:
        return True
    exchanged = len(differ) == 2 and differ[1] == differ[0] + 1
    return exchanged and one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
