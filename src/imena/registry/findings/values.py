"""The kinds of values that forms consist of, each with how it is read from what was stated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from imena.language import message
from imena.registry.refusals import Refused

#: Where a value must be said: in every finding, in one after death, or nowhere.
ALWAYS, POSTMORTEM, OPTIONAL = "always", "postmortem", ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one field is read. ``key`` fields say of what the finding is, which is all that can be
    said of something absent or not examined. ``kind`` is the function here that made it, ``terms``
    the vocabulary of codes."""

    read: Callable[[str, Any], Any]
    needed: str
    key: bool
    kind: str
    terms: str = ""


def coded(vocabulary: str, needed: str = OPTIONAL, *, key: bool = False) -> Any:
    """A term of a vocabulary."""

    def read(_: str, value: Any) -> str:
        # An office's own terms are rows: forms are known without a database, terms are not.
        from imena.registry.terms import is_term

        if not isinstance(value, str) or not is_term(vocabulary, value):
            raise Refused(
                message("“{value}” is not a term of the list “{vocabulary}”."),
                value=value,
                vocabulary=vocabulary,
            )
        return value

    return _field(read, "", needed, key, "coded", vocabulary)


def several(vocabulary: str) -> Any:
    """Terms of a vocabulary, each once."""
    one = coded(vocabulary).metadata["reading"].read

    def read(name: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or len(set(value)) != len(value):
            raise _wrong(name, value)
        return tuple(one(name, term) for term in value)

    return _field(read, (), OPTIONAL, False, "several", vocabulary)


def words(needed: str = OPTIONAL) -> Any:
    """Words as somebody wrote them."""

    def read(name: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise _wrong(name, value)
        return value

    return _field(read, "", needed, False, "words")


def whole(least: int, most: int, needed: str = OPTIONAL, *, key: bool = False) -> Any:
    """A whole number from ``least`` to ``most``."""

    def read(name: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise _wrong(name, value)
        return value

    return _field(read, None, needed, key, "whole")


def decimal(needed: str = OPTIONAL) -> Any:
    """A number with up to two decimals, as text: what was measured is kept as it was written."""

    def read(name: str, value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"\d{1,4}(\.\d{1,2})?", value):
            raise _wrong(name, value)
        return value

    return _field(read, None, needed, False, "decimal")


def truth() -> Any:
    """Yes or no."""

    def read(name: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise _wrong(name, value)
        return value

    return _field(read, False, OPTIONAL, False, "truth")


def record() -> Any:
    """The id of another record."""

    def read(name: str, value: Any) -> str:
        try:
            return str(UUID(str(value)))
        except ValueError as error:
            raise _wrong(name, value) from error

    return _field(read, None, OPTIONAL, False, "record")


def _field(
    read: Callable[[str, Any], Any],
    empty: Any,
    needed: str,
    key: bool,
    kind: str,
    terms: str = "",
) -> Any:
    reading = Reading(read, needed, key, kind, terms)
    return field(default=empty, metadata={"reading": reading})


def _wrong(name: str, value: Any) -> Refused:
    return Refused(message("“{value}” cannot be the value of “{field}”."), value=value, field=name)
