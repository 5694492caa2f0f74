"""A person's name in its parts, whatever order they were written in."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

from imena.naming.given_names import given_names
from imena.naming.patronymics import patronymics, sex_of_patronymic
from imena.naming.spelling import spelling_key

#: The parts of a name, in the order of a Ukrainian document.
PARTS = ("surname", "given", "patronymic")


@dataclass(frozen=True, slots=True)
class FullName:
    """Surname, given name and patronymic as written; empty where one is not known."""

    surname: str = ""
    given: str = ""
    patronymic: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in self.parts if part)

    @property
    def parts(self) -> tuple[str, str, str]:
        """In the order of :data:`PARTS`."""
        return self.surname, self.given, self.patronymic


def read_name(text: str) -> FullName:
    """A name written in one line, in any order of its parts.

    Two or three words; with more, those in excess belong to the surname. One word is a given name
    where the table knows it, else a surname.

    >>> read_name("Іван Петрович Вигадько")
    FullName(surname='Вигадько', given='Іван', patronymic='Петрович')
    """
    words = text.replace(",", " ").split()
    if len(words) > 3:
        words = [" ".join(words[:-2]), *words[-2:]]
    return arranged(FullName(*words))


def arranged(name: FullName) -> FullName:
    """The same words, each in the part where it belongs, so far as the tables tell.

    What was written stays in its place unless another order makes more words known: a given name
    in place of the surname and a surname in place of the given name change places. A surname that
    is also a given name (``Богдан``) stays where it was written if the given name is known.
    """
    # max() keeps the first of equals, and permutations() begins with the order as written.
    return max((FullName(*parts) for parts in permutations(name.parts)), key=_known)


def name_key(name: FullName) -> tuple[str, str, str]:
    """The spelling key of each part of a name put in order: what an index is made of."""
    surname, given, patronymic = map(spelling_key, arranged(name).parts)
    return surname, given, patronymic


def _known(name: FullName) -> int:
    surname, given, patronymic = name.parts
    points = 2 * bool(given and given_names().may_be(given))
    if patronymic:
        points += 3 * bool(patronymics().fathers(patronymic))
        points += sex_of_patronymic(patronymic) is not None
    # A name without a surname, or with a gap in its middle, is one whose words stand wrongly.
    return points + bool(surname) - (bool(patronymic) and not given)
