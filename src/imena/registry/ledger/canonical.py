"""Canonical bytes: one value, one spelling.

RFC 8785 (JSON Canonicalization Scheme), narrowed so that no two readers can disagree: no fractions,
whole numbers of at most 2^53 - 1, names inside objects from U+0000 to U+D7FF. Within these bounds
what Python's ``json`` writes with sorted names and no spaces is exactly what the RFC asks for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

#: What JSON can hold without fractions.
Plain: TypeAlias = "bool | int | str | Sequence[Plain] | Mapping[str, Plain] | None"

#: Beyond this a reader that keeps numbers as doubles would see another number.
LARGEST = 2**53 - 1
_LAST_IN_A_NAME = "\ud7ff"
_BEYOND = re.compile("[\ud800-\U0010ffff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _whole(digits: str) -> int:
    if abs(number := int(digits)) > LARGEST:
        raise ValueError("a whole number beyond 2^53 - 1")
    return number


def _fraction(text: str) -> int:
    raise ValueError(f"{text} is no whole number")


_DECODER = json.JSONDecoder(parse_int=_whole, parse_float=_fraction, parse_constant=_fraction)


class NotCanonicalError(ValueError):
    """A value that has no canonical bytes, or bytes that are not canonical."""


def canonical(value: Plain) -> bytes:
    """The one UTF-8 spelling of ``value``.

    Text is written as it is: putting Unicode into one form (NFC) is the business of whoever
    accepts it from a person, before it is stored anywhere.

    Raises
    ------
    NotCanonicalError
        For a fraction, a whole number beyond 2^53 - 1, text with half a surrogate pair, a name
        beyond U+D7FF, or anything JSON has no word for.
    """
    _check(value)
    try:
        return spelled(value).encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("text with half a surrogate pair") from error


def spelled(value: Plain) -> str:
    """As :func:`canonical`, of a value that is known to have a canonical spelling."""
    return _ENCODER.encode(value)


def parsed(text: str) -> Plain:
    """The value whose canonical spelling ``text`` is.

    Raises
    ------
    NotCanonicalError
        For text that is not JSON, or is another spelling of what it says.
    """
    try:
        value: Plain = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError("not JSON") from error
    if spelled(value) != text:
        raise NotCanonicalError("JSON in another spelling than the canonical one")
    if _BEYOND.search(text):
        canonical(value)
    return value


def as_plain(value: object) -> Plain:
    """A field's value as it enters the ledger.

    A date as ``2026-11-22``, an instant in UTC as ``2026-11-22T18:05:00.000000Z``, a decimal as
    text without exponent and without zeros at its end, an id as text, bytes in hexadecimal.

    Raises
    ------
    NotCanonicalError
        For an instant without a zone, a fraction that is not a decimal, and any other type.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, Mapping):
        return {_name(name): as_plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence):
        return [as_plain(inner) for inner in value]
    raise NotCanonicalError(f"{type(value).__name__} has no canonical form")


def instant(moment: datetime) -> str:
    """An instant in UTC, to the microsecond."""
    if moment.utcoffset() is None:
        raise NotCanonicalError("an instant without a zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise NotCanonicalError("a decimal that is not finite")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise NotCanonicalError("a name inside an object that is not text")
    return name


def _check(value: Plain) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonicalError("a whole number beyond 2^53 - 1")
    elif isinstance(value, dict):
        for name, inner in value.items():
            # Names and texts are most of what there is.
            if not (type(name) is str and name.isascii()) and max(_name(name), default="") > (
                _LAST_IN_A_NAME
            ):
                raise NotCanonicalError("a name inside an object beyond U+D7FF")
            if type(inner) is not str:
                _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            if type(inner) is not str:
                _check(inner)
    else:
        raise NotCanonicalError(f"{type(value).__name__} has no canonical form")
