"""Ukrainian in Latin letters, as the Cabinet of Ministers resolved (No. 55, 27 January 2010)."""

from __future__ import annotations

import re
from itertools import pairwise

# fmt: off
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ж": "zh",
    "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia",
    "є": "ie",
}
# fmt: on
_AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_APOSTROPHES = "'’ʼ‘`´"
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_APOSTROPHES}](?=[^\W\d_]))*")


def transliterated(text: str) -> str:
    """``text`` with its Ukrainian words in Latin letters; all else stays as it is.

    Apostrophe and soft sign are dropped, зг is zgh, and є ї й ю я begin a word as ye yi y yu ya;
    each part of a hyphenated word begins anew. A word in capitals stays in capitals.

    >>> transliterated("Згурський Олексій, Знам’янка")
    'Zghurskyi Oleksii, Znamianka'
    """
    return _WORD.sub(lambda found: _word(found[0]), text)


def _word(word: str) -> str:
    letters = "".join(c for c in word if c not in _APOSTROPHES)
    lower = letters.lower()
    latin = _AT_START.get(lower[0], _LATIN.get(lower[0], lower[0]))
    for before, letter in pairwise(lower):
        # "зг" is kept apart from "ж", which is zh.
        latin += "gh" if before + letter == "зг" else _LATIN.get(letter, letter)
    if len(letters) > 1 and letters.isupper():
        return latin.upper()
    return latin[:1].upper() + latin[1:] if letters[0].isupper() else latin
