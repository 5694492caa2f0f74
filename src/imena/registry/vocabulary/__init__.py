"""Vocabularies: what may be written where a term exists, in Ukrainian and English.

Codes are stored, words are shown. The program's rules rest on some lists, which are closed; to the
others an office adds terms of its own (`imena.registry.models.vocabulary.Term`).
"""

from __future__ import annotations

from functools import cache

from imena.registry.vocabulary.catalogue import (
    Term,
    Vocabulary,
    VocabularyError,
    check_own,
    vocabularies,
)

__all__ = [
    "Term",
    "Vocabulary",
    "VocabularyError",
    "check_own",
    "knows",
    "said",
    "vocabularies",
    "vocabulary",
]


def vocabulary(name: str) -> Vocabulary:
    """The vocabulary called ``name``.

    Raises
    ------
    VocabularyError
        Where there is none.
    """
    try:
        return vocabularies()[name]
    except KeyError:
        raise VocabularyError(f"there is no vocabulary {name!r}") from None


def knows(name: str, code: str) -> bool:
    """Whether ``code`` is a term of the vocabulary ``name`` that may be written today."""
    return code in _current_codes(name)


@cache
def _current_codes(name: str) -> frozenset[str]:
    return frozenset(term.code for term in vocabulary(name).current)


def said(name: str, code: str, language: str) -> str:
    """The words for a term that comes with the program; the code itself for an office's own.

    >>> said("hazard_state", "cleared", "en")
    'cleared'
    """
    terms = vocabulary(name)
    return terms[code].said(language) if code in terms else code
