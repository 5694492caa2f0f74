"""Which given names are one name: across languages, in full and in short.

The table is ours: ``men.toml`` and ``women.toml``. One form may stand for several names (``Саша``
is a man or a woman), so that a form leads to a set of names, and two forms agree where the sets
meet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from imena.naming.spelling import is_cyrillic, spelling_key

#: Sexes as in the rest of the science.
MAN, WOMAN = "M", "F"


@dataclass(frozen=True, slots=True)
class GivenName:
    """A name with its forms: ``other`` in other languages, ``short`` in short and tender."""

    name: str
    sex: str
    other: tuple[str, ...]
    short: tuple[str, ...]

    @property
    def full_forms(self) -> tuple[str, ...]:
        """The name itself and its forms in other languages."""
        return (self.name, *self.other)


@dataclass(frozen=True)
class GivenNames:
    """The table of given names, found by any spelling of any form.

    ``by_key`` leads from a spelling key to the positions in ``names`` of what it may be.
    """

    names: tuple[GivenName, ...]
    by_key: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, names: tuple[GivenName, ...]) -> GivenNames:
        """The table of these names."""
        found: dict[str, set[int]] = {}
        for position, given in enumerate(names):
            for form in (*given.full_forms, *given.short):
                found.setdefault(spelling_key(form), set()).add(position)
        return cls(names, MappingProxyType({k: frozenset(v) for k, v in found.items()}))

    def may_be(self, form: str) -> frozenset[int]:
        """Positions in ``names`` of all that this form may stand for; empty for a form unknown."""
        return self.by_key.get(spelling_key(form), frozenset())

    def sexes(self, form: str) -> frozenset[str]:
        """The sexes of the people who may be called so."""
        return frozenset(self.names[i].sex for i in self.may_be(form))

    def is_alias(self, first: str, second: str) -> bool:
        """Whether both may stand for one name.

        >>> given_names().is_alias("Коля", "Mykola"), given_names().is_alias("Іван", "Петро")
        (True, False)
        """
        return not self.may_be(first).isdisjoint(self.may_be(second))


@cache
def given_names() -> GivenNames:
    """The table that comes with this package."""
    return GivenNames.of((*_read("men.toml", MAN), *_read("women.toml", WOMAN)))


def _read(name: str, sex: str) -> tuple[GivenName, ...]:
    table = tomllib.loads(files("imena.naming").joinpath(name).read_text(encoding="utf-8"))
    return tuple(
        GivenName(full, sex, tuple(other.split()), tuple(short.split()))
        for full, forms in table.items()
        for other, short in (forms.split("|"),)
    )


def russian_forms(given: GivenName) -> tuple[str, ...]:
    """The forms in other languages that are written in Cyrillic."""
    return tuple(form for form in given.other if is_cyrillic(form))
