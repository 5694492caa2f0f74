"""The vocabularies as data: one TOML file a subject, terms in Ukrainian and English."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

#: A term's further property, such as whether a bone has a left and a right one.
Fact = bool | int | str

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_OF_VOCABULARY = {"uk", "en", "description_uk", "description_en", "facts", "extensible", "terms"}
_OF_TERM = {"code", "uk", "en", "description_uk", "description_en", "group", "retired"}


class VocabularyError(ValueError):
    """A vocabulary or term that is not as it must be, with its name and what is wrong.

    ``fault`` names what is wrong with a term that an office would add: ``closed``, ``taken``,
    ``code``, ``words`` or ``same``; empty for anything else.
    """

    def __init__(self, what: str, fault: str = "") -> None:
        super().__init__(what)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Term:
    """One term. ``facts`` are what its vocabulary says of every term; ``group`` orders long lists.

    A retired term is read for ever and written no more. ``own`` terms are an office's.
    """

    code: str
    uk: str
    en: str
    description_uk: str = ""
    description_en: str = ""
    group: str = ""
    retired: bool = False
    own: bool = False
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))

    def said(self, language: str) -> str:
        """The term in ``language`` ("uk" or "en")."""
        return self.uk if language == "uk" else self.en

    def described(self, language: str) -> str:
        """Its description in ``language``, empty where there is none."""
        return self.description_uk if language == "uk" else self.description_en


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A list of terms in their order. An office may add its own where it is ``extensible``."""

    name: str
    uk: str
    en: str
    terms: tuple[Term, ...]
    description_uk: str = ""
    description_en: str = ""
    extensible: bool = True
    facts: tuple[str, ...] = ()

    def said(self, language: str) -> str:
        """The vocabulary's name for people in ``language`` ("uk" or "en")."""
        return self.uk if language == "uk" else self.en

    def __contains__(self, code: object) -> bool:
        return any(term.code == code for term in self.terms)

    def __getitem__(self, code: str) -> Term:
        """The term with this code, retired ones too.

        Raises
        ------
        VocabularyError
            Where there is none.
        """
        for term in self.terms:
            if term.code == code:
                return term
        raise VocabularyError(f"{self.name} has no term {code!r}")

    @property
    def current(self) -> tuple[Term, ...]:
        """The terms that may be written today."""
        return tuple(term for term in self.terms if not term.retired)

    def extended(self, own: Iterator[Term] | tuple[Term, ...]) -> Vocabulary:
        """The same with an office's own terms after the shipped ones.

        Raises
        ------
        VocabularyError
            Where the vocabulary is closed, a code is taken, or a term lacks a language.
        """
        extended = self
        for term in own:
            check_own(extended, term)
            extended = replace(extended, terms=(*extended.terms, replace(term, own=True)))
        return extended


def check_own(vocabulary: Vocabulary, term: Term) -> None:
    """Refuse a term that an office may not add.

    Raises
    ------
    VocabularyError
        Where the vocabulary is closed, the code is taken or malformed, the words of a language are
        missing, or they are already another term's.
    """
    where = f"{vocabulary.name}.{term.code}"
    if not vocabulary.extensible:
        raise VocabularyError(f"{where}: rules rest on this list; it is closed", "closed")
    if term.code in vocabulary:
        raise VocabularyError(f"{where}: the code is taken for ever", "taken")
    _check_words(where, term)
    for known in vocabulary.terms:
        if term.uk == known.uk or term.en == known.en:
            raise VocabularyError(f"{where}: says the same as {known.code}", "same")


@lru_cache(maxsize=1)
def vocabularies() -> Mapping[str, Vocabulary]:
    """All vocabularies that come with the program, by name, in the order of the files."""
    found: dict[str, Vocabulary] = {}
    here = files("imena.registry.vocabulary")
    for file in sorted(here.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for vocabulary in read(file.read_text(encoding="utf-8")):
                if vocabulary.name in found:
                    raise VocabularyError(f"{vocabulary.name} is defined twice")
                found[vocabulary.name] = vocabulary
    return MappingProxyType(found)


def read(text: str) -> Iterator[Vocabulary]:
    """The vocabularies of one file, checked.

    Raises
    ------
    VocabularyError
        For an unknown key, a code twice, words missing in a language, or facts that differ.
    """
    for name, table in tomllib.loads(text).items():
        if not _NAME.fullmatch(name) or set(table) - _OF_VOCABULARY:
            raise VocabularyError(f"{name}: {sorted(set(table) - _OF_VOCABULARY)}")
        declared = tuple(table.get("facts", ()))
        if declared and table.get("extensible", True):
            raise VocabularyError(
                f"{name}: an office states no facts, so a list with facts is closed"
            )
        terms = tuple(_term(name, declared, given) for given in table["terms"])
        _check_distinct(name, terms)
        yield Vocabulary(
            name,
            table["uk"],
            table["en"],
            terms,
            table.get("description_uk", ""),
            table.get("description_en", ""),
            table.get("extensible", True),
            declared,
        )


def _term(vocabulary: str, declared: tuple[str, ...], given: Mapping[str, Any]) -> Term:
    where = f"{vocabulary}.{given.get('code')}"
    facts = {key: value for key, value in given.items() if key not in _OF_TERM}
    if set(facts) != set(declared):
        raise VocabularyError(f"{where}: says {sorted(facts)}, its list says {sorted(declared)}")
    known = {key: value for key, value in given.items() if key in _OF_TERM}
    if not {"code", "uk", "en"} <= set(known):
        raise VocabularyError(f"{where}: needs a code and both languages")
    term = Term(**known, facts=MappingProxyType(facts))
    _check_words(where, term)
    return term


def _check_words(where: str, term: Term) -> None:
    if not _CODE.fullmatch(term.code) or len(term.code) > 64:
        raise VocabularyError(f"{where}: a code is letters, digits, “_”, “-”, at most 64", "code")
    if not term.uk.strip() or not term.en.strip():
        raise VocabularyError(f"{where}: needs words in both languages", "words")
    if bool(term.description_uk) != bool(term.description_en):
        raise VocabularyError(f"{where}: is described in one language only")


def _check_distinct(name: str, terms: tuple[Term, ...]) -> None:
    for part in ("code", "uk", "en"):
        seen: set[str] = set()
        for term in terms:
            value = getattr(term, part)
            if value in seen:
                raise VocabularyError(f"{name}: {part} {value!r} appears twice")
            seen.add(value)
