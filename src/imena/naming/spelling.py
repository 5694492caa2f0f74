"""One key for all the ways a name is spelt: Ukrainian, Russian, and Latin of any scheme.

``Сергієнко``, ``Сергиенко``, ``Serhiienko``, ``Sergienko`` and ``SERHIYENKO`` have one key. The key
is coarse on purpose: it tells which spellings may be one name, not how the name is pronounced.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ‘`´ʹ′\"“”«»"))
# fmt: off
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "э": "e",
    "ё": "io", "ж": "j", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "ы": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ў": "v", "ф": "f", "х": "h", "ц": "c", "ч": "q", "ш": "w", "щ": "y", "ь": "", "ъ": "",
    "ю": "iu", "я": "ia",
}
#: The longest spelling first: "shch" is щ, not ш and ч.
_LATIN = (
    ("shch", "y"), ("szcz", "y"), ("zgh", "zg"), ("zh", "j"), ("kh", "h"), ("ts", "c"),
    ("tz", "c"), ("tch", "q"), ("ch", "q"), ("cz", "q"), ("sch", "w"), ("sh", "w"), ("sz", "w"),
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"), ("w", "v"), ("h", "g"), ("c", "k"),
    ("q", "k"), ("y", "i"), ("j", "i"),
)
# fmt: on
_LATIN_PATTERN = re.compile("|".join(spelling for spelling, _ in _LATIN))
_LATIN_SOUND = dict(_LATIN)
_CARONS = str.maketrans(
    {"š": "sh", "č": "ch", "ž": "zh", "ŝ": "shch", "ł": "l", "û": "yu", "â": "ya", "ê": "ye"}
)
#: A few Latin letters in a Cyrillic word were typed for those that look the same, and the reverse.
_LOOKALIKES = str.maketrans("aeiopcyxkmthb", "аеіорсухкмтнв")
_LATIN_LOOKALIKES = str.maketrans("аеіорсухкмтнвїєґ", "aeiopcyxkmthbieg")
_IS_CYRILLIC = re.compile("[а-яёіїєґў]")
#: A glide is kept where a word begins with it, for Яна is not Анна; but not before e: a Russian е.
_GLIDE = re.compile("(?<=.)i+(?=[aou])|i+(?=e)")
_TWICE = re.compile(r"(.)\1+")
_PARTS = re.compile(r"[\s\-‐‑–—.,_/]+")


def plain(name: str) -> str:
    """``name`` in small letters, parts joined with hyphens, without apostrophes: for comparison."""
    lower = unicodedata.normalize("NFC", name).lower().translate(_APOSTROPHES)
    return "-".join(part for part in _PARTS.split(lower) if part)


def is_cyrillic(name: str) -> bool:
    """Whether it has any Cyrillic letter."""
    return bool(_IS_CYRILLIC.search(name.lower()))


@lru_cache(maxsize=1 << 17)
def spelling_key(name: str) -> str:
    """The same for all spellings of a name that its letters alone make equal.

    Small Latin letters and hyphens between parts; empty where there is no letter. Merged: г ґ h g;
    и і ї й ы y; е є э; within a word a vowel with and without its glide (я a); doubled letters.

    >>> spelling_key("Щербаненко") == spelling_key("SHCHERBANENKO") == spelling_key("Щербаненко-")
    True
    """
    return "-".join(key for part in plain(name).split("-") if (key := _part(part)))


def _part(part: str) -> str:
    cyrillic = len(_IS_CYRILLIC.findall(part))
    if 2 * cyrillic > len(part):
        letters = part.translate(_LOOKALIKES)
        sound = "".join(_CYRILLIC.get(c, "") for c in letters)
    else:
        latin = part.translate(_LATIN_LOOKALIKES).translate(_CARONS)
        stripped = unicodedata.normalize("NFKD", latin)
        letters = "".join(c for c in stripped if "a" <= c <= "z")
        sound = _LATIN_PATTERN.sub(lambda found: _LATIN_SOUND[found[0]], letters)
    return _TWICE.sub(r"\1", _GLIDE.sub("", sound))
