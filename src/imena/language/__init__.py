"""Words for people: Ukrainian first, English beside it.

English message texts are the keys; ``locale/uk`` holds the Ukrainian, one catalogue a room of the
house (``report``, ``casefile``, ``cli`` …). Science never speaks: it raises errors and returns
numbers, and the doors put them into words.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("uk", "en")
_LOCALE = Path(__file__).parent / "locale"


@cache
def _catalogue(domain: str, language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(domain, str(_LOCALE), [language])


@dataclass(frozen=True, slots=True)
class Words:
    """Says things in one language from one catalogue.

    >>> Words("casefile", "en")("{n} markers", n=3)
    '3 markers'
    """

    domain: str
    language: str

    def __call__(self, message: str, /, **values: object) -> str:
        """``message`` in this language, its ``{names}`` filled in."""
        said = _catalogue(self.domain, self.language).gettext(message)
        return said.format(**values) if values else said

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The plural form that fits ``n``; ``{n}`` in the message is the number itself."""
        said = _catalogue(self.domain, self.language).ngettext(one, many, n)
        return said.format(n=n, **values)


def message(text: str) -> str:
    """Mark ``text`` for translation where it is only stored; a ``Words`` says it later."""
    return text


def preferred(environment: Mapping[str, str] | None = None) -> str:
    """The language asked for: ``IMENA_LANGUAGE``, else the locale when it is English, else uk."""
    env = os.environ if environment is None else environment
    asked = env.get("IMENA_LANGUAGE", "").strip().lower()[:2]
    if asked in LANGUAGES:
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = env.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "uk"
    return "uk"
