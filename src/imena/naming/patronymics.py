"""Patronymics: how they are made of a father's name, and whose child one says that it is.

Ukrainian and Russian rules with their exceptions; a patronymic of either language, in either
alphabet, leads to the father's names it may come from. Colloquial forms count as well
(``Миколович`` beside ``Миколайович``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from imena.naming.given_names import MAN, WOMAN, GivenNames, given_names, russian_forms
from imena.naming.spelling import spelling_key

#: Stems that no rule gives: the father's name → sons, daughters.
_UKRAINIAN = {
    "Ілля": (("Ілліч", "Іллєвич"), ("Іллівна",)),
    "Лука": (("Лукич", "Лукович"), ("Луківна",)),
    "Кузьма": (("Кузьмич", "Кузьмович"), ("Кузьмівна",)),
    "Хома": (("Хомич", "Хомович"), ("Хомівна",)),
    "Фома": (("Фомич", "Хомич"), ("Фомівна", "Хомівна")),
    "Сава": (("Савич", "Савович"), ("Савівна",)),
    "Яків": (("Якович",), ("Яківна",)),
    "Лев": (("Львович", "Левович"), ("Львівна", "Левівна")),
    "Микола": (("Миколайович", "Миколович"), ("Миколаївна", "Миколівна")),
    "Григорій": (("Григорович", "Григорійович"), ("Григорівна", "Григоріївна")),
    "Михайло": (("Михайлович",), ("Михайлівна",)),
    "Федір": (("Федорович",), ("Федорівна",)),
    "Антін": (("Антонович", "Антінович"), ("Антонівна", "Антінівна")),
    "Прокіп": (("Прокопович",), ("Прокопівна",)),
    "Нечипір": (("Нечипорович",), ("Нечипорівна",)),
    "Тихін": (("Тихонович",), ("Тихонівна",)),
    "Микита": (("Микитович", "Микитич"), ("Микитівна",)),
    "Сила": (("Силич", "Силович"), ("Силівна",)),
}
_RUSSIAN = {
    "Илья": (("Ильич",), ("Ильинична",)),
    "Лука": (("Лукич",), ("Лукинична", "Лукична")),
    "Кузьма": (("Кузьмич",), ("Кузьминична",)),
    "Фома": (("Фомич",), ("Фоминична",)),
    "Савва": (("Саввич",), ("Саввична",)),
    "Никита": (("Никитич", "Никитович"), ("Никитична",)),
    "Яков": (("Яковлевич",), ("Яковлевна",)),
    "Лев": (("Львович",), ("Львовна",)),
    "Павел": (("Павлович",), ("Павловна",)),
    "Михаил": (("Михайлович",), ("Михайловна",)),
    "Николай": (("Николаевич",), ("Николаевна",)),
}
_SONS, _DAUGHTERS = ("ович", "евич", "йович", "ич"), ("івна", "ївна", "овна", "евна", "ична")
# A Russian ending falls together with ("ьевич") or without ("иевич") the vowel before it.
_BEFORE_J = "и"


class PatronymicError(ValueError):
    """A father's name that no patronymic can be made of."""


def patronymic(father: str, sex: str) -> str:
    """The Ukrainian patronymic of a son (``"M"``) or daughter (``"F"``) of ``father``.

    ``father`` is a full Ukrainian name in the nominative.

    >>> patronymic("Сергій", "F"), patronymic("Ілля", "M")
    ('Сергіївна', 'Ілліч')

    Raises
    ------
    PatronymicError
        For an empty name, or a sex other than M and F.
    """
    if not father or sex not in (MAN, WOMAN):
        raise PatronymicError(f"no patronymic of {father!r} for {sex!r}")
    sons, daughters = _ukrainian(father)
    return sons[0] if sex == MAN else daughters[0]


def russian_patronymic(father: str, sex: str) -> str:
    """The Russian patronymic, of a father's name as Russian writes it.

    >>> russian_patronymic("Сергей", "F"), russian_patronymic("Юрий", "M")
    ('Сергеевна', 'Юрьевич')

    Raises
    ------
    PatronymicError
        For an empty name, or a sex other than M and F.
    """
    if not father or sex not in (MAN, WOMAN):
        raise PatronymicError(f"no patronymic of {father!r} for {sex!r}")
    sons, daughters = _russian(father)
    return sons[0] if sex == MAN else daughters[0]


def sex_of_patronymic(written: str) -> str | None:
    """``"M"`` or ``"F"`` by its ending, in any spelling; ``None`` where it does not tell."""
    key = spelling_key(written)
    if any(key.endswith(spelling_key(ending)) for ending in _DAUGHTERS):
        return WOMAN
    return MAN if any(key.endswith(spelling_key(ending)) for ending in _SONS) else None


@dataclass(frozen=True)
class Patronymics:
    """All patronymics of the fathers in a table of given names, by their spelling."""

    by_key: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, names: GivenNames) -> Patronymics:
        """The patronymics of these fathers; positions are those of ``names``."""
        found: dict[str, set[int]] = {}
        for position, given in enumerate(names.names):
            if given.sex == MAN:
                forms = [_ukrainian(given.name), *map(_russian, russian_forms(given)[:1])]
                for written in (w for sons, daughters in forms for w in (*sons, *daughters)):
                    found.setdefault(spelling_key(written), set()).add(position)
        return cls(MappingProxyType({k: frozenset(v) for k, v in found.items()}))

    def fathers(self, written: str) -> frozenset[int]:
        """Positions of the father's names it may come from; empty for an unknown patronymic."""
        return self.by_key.get(spelling_key(written), frozenset())


@cache
def patronymics() -> Patronymics:
    """Those of the table of given names that comes with this package."""
    return Patronymics.of(given_names())


def _ukrainian(father: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if father in _UKRAINIAN:
        return _UKRAINIAN[father]
    if father[-1] == "й":
        return (f"{father}ович",), (f"{father[:-1]}ївна",)
    if father[-1] == "ь":
        return (f"{father}ович",), (f"{father[:-1]}івна",)
    stem = father[:-1] if father[-1] in "оаяіе" else father
    return (f"{stem}ович",), (f"{stem}івна",)


def _russian(father: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if father in _RUSSIAN:
        return _RUSSIAN[father]
    if father.endswith("ий"):
        stems = (f"{father[:-2]}ь", f"{father[:-2]}{_BEFORE_J}")
        return tuple(f"{s}евич" for s in stems), tuple(f"{s}евна" for s in stems)
    if father[-1] in "йь":
        return (f"{father[:-1]}евич",), (f"{father[:-1]}евна",)
    if father[-1] in "ая":
        return (f"{father[:-1]}ич", f"{father[:-1]}ович"), (f"{father[:-1]}ична",)
    stem = father.rstrip("о")
    return (f"{stem}ович",), (f"{stem}овна",)
