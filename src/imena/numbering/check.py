"""The check letter at the end of every number: ISO/IEC 7064, MOD 11-2, printed as a letter.

A pure system with a prime modulus finds every single wrong character and every two characters
that changed places. The hybrid systems of the same standard do not: MOD 11,10 misses one adjacent
exchange in 45, and MOD 37,36 misses a few as well as wanting letters that are not on a Ukrainian
keyboard. The calculation is the standard's; the characters are ours, as its Annex B foresees for
alphabets other than the Latin one: eleven letters that both alphabets have and write alike stand
for the eleven check values, X for ten as in the standard itself.

Hyphens are not counted. Every character has a value from 0 to 10; within one place of a number no
two characters that may stand there share a value.
"""

from __future__ import annotations

MODULUS = 11
RADIX = 2
#: The letter of each check value. Latin and Ukrainian capitals alike; not O and I, which are digits
#: to a hurried hand.
CHECK_LETTERS = "ABCEHKMPTYX"

# Letters that stand only in the fixed beginnings of numbers (LEAD, FIG); which of them share a
# value does not matter as long as no beginning is one mistake away from another of equal value.
# G stands where a digit could (PTX-G214), so it has the one value no digit has.
_IN_BEGINNINGS = {"D": 0, "F": 1, "V": 1, "I": 2, "L": 4, "N": 5, "O": 6, "R": 8, "S": 9, "G": 10}
VALUES = (
    {str(digit): digit for digit in range(10)}
    | {letter: value for value, letter in enumerate(CHECK_LETTERS)}
    | _IN_BEGINNINGS
)


def check_letter(characters: str) -> str:
    """The check letter of ``characters`` (digits and Latin capitals, no hyphens).

    >>> check_letter("PTX0187")
    'B'

    Raises
    ------
    KeyError
        For a character that stands in no number.
    """
    total = 0
    for character in characters:
        total = (total + VALUES[character]) * RADIX % MODULUS
    return CHECK_LETTERS[(1 - total) % MODULUS]


def agrees(characters: str) -> bool:
    """Whether ``characters``, check letter included, add up as the standard asks (to 1)."""
    total = 0
    for character in characters:
        total = (total * RADIX + VALUES[character]) % MODULUS
    return total == 1
