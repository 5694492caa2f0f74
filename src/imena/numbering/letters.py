"""Signs that pass for one another: Cyrillic for Latin, letters for digits, dashes for hyphens.

Only what is printed almost alike is read as the other. A handwritten 8 for B or 5 for S is not
guessed: whoever typed it is told the place and looks again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: Cyrillic capitals drawn like Latin ones.
LOOK_ALIKE = dict(zip("АВСЕНКМРТХУІОЅЈԌ", "ABCEHKMPTXYIOSJG", strict=True))
#: Cyrillic capitals by sound, for the fixed beginnings (РЕГ is REG), and for G, which a Ukrainian
#: keyboard lacks.
BY_SOUND = dict(zip("АБЦДЕФГҐІЛМНОПРСТВ", "ABCDEFGGILMNOPRSTV", strict=True))
_DIGIT_FOR = {"O": "0", "I": "1", "L": "1", "|": "1", "З": "3"}
_LETTER_FOR = {"0": "O", "1": "I"}
#: What an unread sign was probably meant to be, to be said and never to be assumed.
PROBABLY_DIGIT = {"B": "8", "S": "5", "Z": "2", "Б": "6", "В": "8", "G": "6", "Q": "0"}
PROBABLY_LETTER = {"8": "B", "4": "A", "6": "G", "9": "P", "7": "T"}


@dataclass(frozen=True, slots=True)
class Sign:
    """One written character: as ``written``, its 1-based ``position``, and as a capital.

    ``parted`` is true where a hyphen, a space or the like stands before it.
    """

    written: str
    position: int
    capital: str
    parted: bool

    def reads_as(self, letter: str) -> bool:
        """Whether this may be the Latin capital ``letter``."""
        return letter in (
            self.capital,
            LOOK_ALIKE.get(self.capital),
            BY_SOUND.get(self.capital) if self.capital not in LOOK_ALIKE else None,
            _LETTER_FOR.get(self.capital),
        )

    def sounds_as(self, letter: str) -> bool:
        """Whether this is ``letter``, a Cyrillic capital being taken by its sound."""
        return letter in (
            self.capital,
            BY_SOUND.get(self.capital),
            _LETTER_FOR.get(self.capital),
        )

    @property
    def digit(self) -> str:
        """The digit this is or passes for, ``""`` where there is none."""
        if self.capital.isdecimal():
            return str(unicodedata.decimal(self.capital))
        latin = LOOK_ALIKE.get(self.capital, self.capital)
        return _DIGIT_FOR.get(self.capital) or _DIGIT_FOR.get(latin, "")


def signs(text: str) -> Iterator[Sign]:
    """The characters of ``text`` that count, in order; what parts them is only noted."""
    parted = False
    for position, written in enumerate(text, start=1):
        if _parts(written):
            parted = True
            continue
        if unicodedata.category(written) == "Cf":  # soft hyphens and marks of direction
            continue
        # Full-width and the like become plain; ß and its kin have no single capital and stay.
        plain = unicodedata.normalize("NFKC", written)
        capital = plain.upper() if len(plain.upper()) == 1 else written
        yield Sign(written, position, capital, parted)
        parted = False


def _parts(character: str) -> bool:
    return (
        character.isspace()
        or character in "-_./\\\N{MINUS SIGN}·•"
        or (unicodedata.category(character) == "Pd")
    )
