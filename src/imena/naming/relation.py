"""How two spellings of one part of a name are related: the grades of agreement.

The grades exclude each other; the first that fits is taken, from the same key to another name.
Everything here is about spelling keys (:mod:`imena.naming.spelling`), so alphabets do not matter.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import IntEnum

from rapidfuzz.distance import OSA

from imena.naming.given_names import given_names
from imena.naming.patronymics import patronymics

#: Shorter keys than these are not called misspellings of each other.
ONE_EDIT_FROM, TWO_EDITS_FROM = 4, 7
_ENDINGS = ("a", "i")
_SHORTEST_INFLECTED = 5


class Relation(IntEnum):
    """Grades from the same name to another one.

    ``ALIAS``: another form of one name: a language, a short form, a woman's form of a surname.
    ``ONE_EDIT``: one letter added, lost, changed, or two changed places. ``PARTIAL``: two such
    edits in a long name, or one part of a double name.
    """

    SAME = 0
    ALIAS = 1
    ONE_EDIT = 2
    PARTIAL = 3
    OTHER = 4


def relation(part: str, first: str, second: str) -> Relation:
    """How two keys of a ``part`` (``"surname"``, ``"given"`` or ``"patronymic"``) are related.

    Two given names or patronymics that the tables know as different names are ``OTHER`` however
    close their letters: Марина is no misspelling of Марія.
    """
    if first == second:
        return Relation.SAME
    mine, theirs = aliases(part, first), aliases(part, second)
    if not mine.isdisjoint(theirs):
        return Relation.ALIAS
    if part != "surname" and mine and theirs:
        return Relation.OTHER
    return by_letters(first, second, OSA.distance(first, second))


def by_letters(first: str, second: str, edits: int) -> Relation:
    """The grade of two keys that are ``edits`` apart and not of one name.

    An edit is one letter added, lost or changed, or two neighbours in each other's place.
    """
    if edits == 1 and min(len(first), len(second)) >= ONE_EDIT_FROM:
        return Relation.ONE_EDIT
    if edits == 2 and min(len(first), len(second)) >= TWO_EDITS_FROM:
        return Relation.PARTIAL
    if not double_parts(first).isdisjoint(double_parts(second)):
        return Relation.PARTIAL
    return Relation.OTHER


def aliases(part: str, key: str) -> frozenset[Hashable]:
    """What stands for the name behind a key: two keys of one name share an element.

    Of a given name or patronymic, positions in the table; of a surname, its stem.
    """
    if part == "given":
        return given_names().by_key.get(key, frozenset())
    if part == "patronymic":
        return patronymics().by_key.get(key, frozenset())
    return frozenset({surname_stem(key)})


def misspelt(part: str, key: str) -> frozenset[Hashable]:
    """What a key in no table may stand for if one letter of it is wrong; never of a surname."""
    if part == "surname" or aliases(part, key) or len(key) < ONE_EDIT_FROM:
        return frozenset()
    table = given_names().by_key if part == "given" else patronymics().by_key
    near = (known for known in table if OSA.distance(key, known, score_cutoff=1) <= 1)
    return frozenset(name for known in near for name in table[known])


def surname_stem(key: str) -> str:
    """A surname's key without the ending that tells a man's form from a woman's."""
    ends = len(key) >= _SHORTEST_INFLECTED and key[-1] in _ENDINGS
    return key[:-1] if ends else key


def double_parts(key: str) -> frozenset[str]:
    """The parts of a double name and the whole; of a single name, itself. Short parts left out."""
    return frozenset(part for part in (key, *key.split("-")) if len(part) >= ONE_EDIT_FROM)
