"""An invented list of reports of missing people, written as people write, with its truth.

Everybody is invented: surnames are put together from words of fairy tales and dreams. Families go
missing together, so that brothers share a surname, a patronymic and a home. The errors are those
of such lists: another language or alphabet, short forms, misspellings, changed order, a wife's two
surnames, gaps, days and months exchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from imena.naming.full_name import FullName
from imena.naming.given_names import MAN, WOMAN, given_names, russian_forms
from imena.naming.patronymics import patronymic, russian_patronymic
from imena.naming.reports import PartialDate, PersonReport
from imena.naming.transliterate import transliterated

# fmt: off
_FIRST = (
    "Хмаро", "Зоре", "Місяце", "Сонце", "Вітро", "Дощо", "Сніго", "Росо", "Туманно", "Тіне",
    "Казко", "Дивно", "Мріє", "Чаро", "Снови", "Міфо", "Байко", "Слово", "Пісне", "Віршо",
    "Паперо", "Чорнило", "Літеро", "Книго", "Загадко", "Небило", "Вигадо", "Химеро", "Легендо",
    "Притче", "Райдуго", "Громо", "Блиско", "Обрієво", "Світло", "Морозо", "Пило", "Траво",
)
_SECOND = (
    "лов", "пад", "слав", "край", "твор", "став", "вій", "цвіт", "спів", "грай", "мудр", "вод",
    "нос", "бій", "хід", "літ", "сяй", "люб", "дум", "вір", "крут", "плет", "ткан", "різ", "сів",
)
#: Endings of surnames: of men, of women.
_ENDINGS = (
    ("енко", "енко"), ("чук", "чук"), ("юк", "юк"), ("ський", "ська"), ("ець", "ець"),
    ("ко", "ко"), ("ник", "ник"), ("ич", "ич"), ("овий", "ова"), ("ак", "ак"), ("ун", "ун"),
)
# fmt: on
_LETTERS = "абвгдежзийклмнопрстуфхцчшщьюяіїє"
_LATIN_SCHEMES = (("i", "y"), ("ie", "e"), ("ia", "ya"), ("iu", "yu"), ("yi", "y"), ("h", "g"))


@dataclass(frozen=True)
class InventedReports:
    """``reports`` and, for each, the number of the person it is of."""

    reports: tuple[PersonReport, ...]
    person: tuple[int, ...]

    @cached_property
    def duplicates(self) -> frozenset[tuple[int, int]]:
        """All pairs of positions that are one person, the lower first."""
        of: dict[int, list[int]] = {}
        for position, person in enumerate(self.person):
            of.setdefault(person, []).append(position)
        return frozenset((a, b) for some in of.values() for a in some for b in some if a < b)


def invent_reports(
    people: int, twice: int, rng: np.random.Generator, settlements: int = 400
) -> InventedReports:
    """``people`` reports of as many people, then ``twice`` more of some of them, once each more.

    The first reports are as a family fills in a form; a second one was written by somebody else.
    """
    clear = _people(people, rng, settlements)
    again = rng.permutation(people)[:twice]
    reports = [
        *(_with_gaps(report, rng) for report in clear),
        *(rewritten(clear[i], rng) for i in again),
    ]
    return InventedReports(tuple(reports), (*range(people), *(int(i) for i in again)))


def _people(people: int, rng: np.random.Generator, settlements: int) -> list[PersonReport]:
    names = given_names().names
    by_sex = {s: [g for g in names if g.sex == s] for s in (MAN, WOMAN)}
    surnames = rng.permutation(len(_FIRST) * len(_SECOND) * len(_ENDINGS))
    found: list[PersonReport] = []
    while len(found) < people:
        surname = int(surnames[_zipf(len(surnames), 0.7, rng)])
        fathers = by_sex[MAN][_zipf(len(by_sex[MAN]), 0.9, rng)].name
        place = _place(int(rng.integers(settlements)))
        for _ in range(min(1 + rng.poisson(0.25), people - len(found))):
            sex = WOMAN if rng.random() < 0.35 else MAN
            given = by_sex[sex][_zipf(len(by_sex[sex]), 0.9, rng)].name
            name = FullName(_surname(surname, sex), given, patronymic(fathers, sex))
            born = PartialDate(
                int(rng.integers(1935, 2016)), int(rng.integers(1, 13)), int(rng.integers(1, 29))
            )
            found.append(PersonReport(name, sex, born, place))
    return found


def _zipf(size: int, exponent: float, rng: np.random.Generator) -> int:
    """A position below ``size``; the one in place r comes as often as 1 / r ** exponent."""
    # The inverse of the distribution's continuous form: exact enough for invented people.
    power = 1 - exponent
    return int((1 + rng.random() * ((size + 1) ** power - 1)) ** (1 / power)) - 1


def _surname(number: int, sex: str) -> str:
    rest, ending = divmod(number, len(_ENDINGS))
    first, second = divmod(rest, len(_SECOND))
    return _FIRST[first] + _SECOND[second] + _ENDINGS[ending][sex == WOMAN]


def _place(number: int) -> tuple[str, str, str]:
    district = number // 8
    return f"Область {district // 6 + 1}", f"Район {district + 1}", f"Село {number + 1}"


def _with_gaps(report: PersonReport, rng: np.random.Generator) -> PersonReport:
    name, birth, place = report.name, report.birth, report.place
    if rng.random() < 0.08:
        name = replace(name, patronymic="")
    if rng.random() < 0.12:
        birth = PartialDate(birth.year)
    if rng.random() < 0.10:
        place = place[: int(rng.integers(0, 3))]
    return replace(report, name=name, birth=birth, place=place)


def rewritten(report: PersonReport, rng: np.random.Generator) -> PersonReport:
    """The same person reported by somebody else, in another way and with other errors."""
    name = _renamed(report.name, report.sex or MAN, rng)
    if rng.random() < 0.18:
        name = replace(name, patronymic="")
    name = FullName(*(_misspelt(p, rng) if rng.random() < 0.06 else p for p in name.parts))
    name = _in_another_alphabet(name, rng)
    if rng.random() < 0.04:
        name = replace(name, surname=name.given, given=name.surname)
    place = report.place[: int(rng.integers(0, 3))] if rng.random() < 0.25 else report.place
    if rng.random() < 0.08:
        place = _place(int(rng.integers(400)))
    return PersonReport(name, report.sex, _misdated(report.birth, rng), place)


def _renamed(name: FullName, sex: str, rng: np.random.Generator) -> FullName:
    given = next(g for g in given_names().names if g.name == name.given and g.sex == sex)
    written = name.given
    if rng.random() < 0.15 and given.short:
        written = given.short[rng.integers(len(given.short))]
    elif rng.random() < 0.15 and (russian := russian_forms(given)):
        return replace(name, given=russian[0], patronymic=_russian(name.patronymic, sex))
    surname = name.surname
    if sex == WOMAN and rng.random() < 0.06:
        surname = _surname(int(rng.integers(len(_FIRST) * len(_SECOND) * len(_ENDINGS))), sex)
    return replace(name, given=written, surname=surname)


def _russian(written: str, sex: str) -> str:
    fathers = (g for g in given_names().names if g.sex == MAN)
    found = (russian_forms(g)[0] for g in fathers if patronymic(g.name, sex) == written)
    return next((russian_patronymic(father, sex) for father in found), "")


def _misspelt(word: str, rng: np.random.Generator) -> str:
    if len(word) < 4:
        return word
    at = int(rng.integers(1, len(word) - 1))
    letter = _LETTERS[rng.integers(len(_LETTERS))]
    return (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )[rng.integers(4)]


def _in_another_alphabet(name: FullName, rng: np.random.Generator) -> FullName:
    if rng.random() >= 0.15:
        return name
    latin = FullName(*map(transliterated, name.parts))
    if rng.random() < 0.5:
        return latin
    old, new = _LATIN_SCHEMES[rng.integers(len(_LATIN_SCHEMES))]
    return FullName(*(part[:1] + part[1:].replace(old, new) for part in latin.parts))


def _misdated(birth: PartialDate, rng: np.random.Generator) -> PartialDate:
    if birth.year is None:
        return birth
    kind = rng.random()
    if kind < 0.10:
        return PartialDate()
    if kind < 0.25:
        return PartialDate(birth.year)
    if kind < 0.32:
        return PartialDate(birth.year + int(rng.choice([-2, -1, 1, 2])))
    if kind < 0.35 and birth.day is not None and birth.day <= 12:
        return PartialDate(birth.year, birth.day, birth.month)
    return birth
