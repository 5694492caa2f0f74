"""Which page a number opens: everything has one address by its code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.urls import NoReverseMatch, reverse

from imena.numbering.pattern import Kind
from imena.numbering.reading import NumberError, read

#: The name of the page that shows each kind of number; a page not built yet has no link.
PAGES: Mapping[Kind, str] = {
    Kind.BURIAL_UNIT: "grave",
    Kind.RECOVERED_UNIT: "body",
    Kind.INDIVIDUAL: "individual",
    Kind.MISSING_PERSON: "missing",
    Kind.PERSON: "person",
    Kind.DECISION: "decision",
    Kind.RELEASE: "release",
    Kind.CLAIM: "claim",
    Kind.FIGURE: "statement",
}


def address_of(number: str) -> str:
    """The address of the page for a number; empty where it is none, or there is no such page."""
    kind = _kind(number)
    return address(PAGES[kind], number) if kind is not None and kind in PAGES else ""


@lru_cache(maxsize=4_096)
def _kind(number: str) -> Kind | None:
    """Reading a number tries every way in which it may have been meant: a list asks it of a
    hundred numbers, and of the same ones again and again."""
    try:
        return read(number).number.kind
    except NumberError:
        return None


def address(name: str, *given: str) -> str:
    """The address called ``name``; empty where no page is called so."""
    try:
        return reverse(name, args=given)
    except NoReverseMatch:
        return ""
