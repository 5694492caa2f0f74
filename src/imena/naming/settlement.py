"""The settlement in a place that somebody wrote down in words."""

from __future__ import annotations

import re

# fmt: off
#: Words that say that a part of a place is wider or narrower than a settlement.
_NOT_A_SETTLEMENT = frozenset({
    "обл", "область", "области", "р-н", "район", "громада", "отг", "тг", "країна", "край",
    "вул", "вулиця", "ул", "улица", "просп", "проспект", "пров", "провулок", "буд", "дім",
    "oblast", "region", "raion", "rayon", "district", "hromada", "street", "st", "avenue",
})
#: Words before a settlement's name that are not part of it.
_BEFORE = frozenset({
    "м", "місто", "с", "село", "смт", "селище", "сел", "х", "хутір", "ст", "станція",
    "поблизу", "біля", "під", "околиця", "неподалік",
    "г", "город", "пгт", "пос", "посёлок", "поселок", "д", "деревня", "около", "возле",
    "city", "town", "village", "of", "near",
})
# fmt: on
_WORD = re.compile(r"[\w’'ʼ-]+")


def settlement(place: str) -> str:
    """The first part of ``place`` that is a settlement, as written; empty where none is.

    Parts stand between commas. A region, a district, a community and a street are none.

    >>> settlement("Казкова обл., Дивний р-н, с. Мрія, вул. Лугова")
    'Мрія'
    """
    for part in re.split(r"[,;()]", place):
        words = _WORD.findall(part)
        if any(word.lower() in _NOT_A_SETTLEMENT for word in words):
            continue
        while words and words[0].lower() in _BEFORE:
            words.pop(0)
        if any(any(c.isalpha() for c in word) for word in words):
            return " ".join(words)
    return ""
