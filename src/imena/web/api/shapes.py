"""Dataclasses as JSON and as JSON Schema: what is answered, what is taken, and how both are said.

One reading of a type serves the answer, the check of what comes in and the OpenAPI document, so the
three cannot differ.
"""

from __future__ import annotations

import enum
import types
import uuid
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from imena.language import message

#: JSON’s numbers as our tables keep them: more than any count here, and no database overflows.
LEAST, MOST = -(2**31), 2**31 - 1
LONGEST_TEXT = 20_000
MOST_ITEMS = 1_000
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Term:
    """Said of a text by ``Annotated``: a term of this vocabulary."""

    vocabulary: str


class NotTaken(Exception):  # noqa: N818 - says what happened
    """Something that came in is not what it has to be; ``sentence`` is a message of ``web_api``."""

    def __init__(self, field: str, sentence: str, **values: object) -> None:
        super().__init__(field)
        self.field, self.sentence, self.values = field, sentence, values


def plain(value: Any) -> Any:
    """An answer as JSON has it. Decimals stay texts: their digits are what was computed."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {_key(key): plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(one) for one in value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (uuid.UUID, Decimal)):
        return str(value)
    return value


def schema(kind: Any, named: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a type; dataclasses are put into ``named`` and referred to.

    Raises
    ------
    TypeError
        For a type that no answer has had yet.
    """
    origin, given = get_origin(kind), get_args(kind)
    if hasattr(kind, "__metadata__"):
        return {**schema(given[0], named), **_said_of(kind.__metadata__)}
    if kind is Any or kind is object:
        return {}
    if origin in (Union, types.UnionType):
        several = [schema(one, named) for one in given if one is not type(None)]
        null = [{"type": "null"}] if type(None) in given else []
        return {"anyOf": several + null}
    if origin is Literal:
        return {"enum": list(given)}
    if origin is tuple and given[-1:] != (...,):
        n = len(given)
        parts = [schema(one, named) for one in given]
        return {"type": "array", "prefixItems": parts, "minItems": n, "maxItems": n}
    if origin in (tuple, list, frozenset, set):
        return {"type": "array", "items": schema(given[0], named), "maxItems": MOST_ITEMS}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema(given[1], named)}
    if is_dataclass(kind):
        return _of_dataclass(kind, named)
    if kind not in _SCALARS:
        raise TypeError(f"{kind!r} has no form in JSON yet")
    return dict(_SCALARS[kind])


def taken(kind: Any, value: Any, field: str) -> Any:
    """What came in under ``field``, as the type that is wanted.

    Raises
    ------
    NotTaken
        Naming the field, for anything else.
    """
    origin, given = get_origin(kind), get_args(kind)
    if hasattr(kind, "__metadata__"):
        return taken(given[0], value, field)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in given:
            return None
        (wanted,) = [one for one in given if one is not type(None)]
        return taken(wanted, value, field)
    if origin is Literal:
        if value not in given or isinstance(value, bool):
            raise NotTaken(field, message("One of these is wanted: {terms}."), terms=_listed(given))
        return value
    if origin is tuple:
        return _several(given, value, field)
    if is_dataclass(kind):
        assert isinstance(kind, type)
        return kind(**members(hints(kind), needed(kind), value, field))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise NotTaken(field, message("An object is wanted."))
        return {_text(k, field): taken(given[1], one, f"{field}.{k}") for k, one in value.items()}
    return _TAKEN[kind](value, field)


def members(
    kinds: Mapping[str, Any], wanted: frozenset[str], value: Any, field: str = ""
) -> dict[str, Any]:
    """An object’s members, each as its type; those not in ``wanted`` may be absent.

    Raises
    ------
    NotTaken
        For a member that is missing, unknown or of another form.
    """
    if not isinstance(value, dict):
        raise NotTaken(field, message("An object is wanted."))
    path = f"{field}." if field else ""
    for name in value:
        if name not in kinds:
            raise NotTaken(f"{path}{name}", message("There is no such field here."))
    for name in sorted(wanted - value.keys()):
        raise NotTaken(f"{path}{name}", message("This is needed."))
    return {name: taken(kinds[name], one, f"{path}{name}") for name, one in value.items()}


@cache
def hints(kind: type) -> dict[str, Any]:
    """The types of a dataclass’s fields, annotations with them."""
    return get_type_hints(kind, include_extras=True)


def needed(kind: Any) -> frozenset[str]:
    """The fields of a dataclass that have no default."""
    return frozenset(
        f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING
    )


def _of_dataclass(kind: Any, named: dict[str, Any]) -> dict[str, Any]:
    name = f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"
    if name not in named:
        named[name] = {}
        named[name] = {
            "type": "object",
            "description": " ".join((kind.__doc__ or "").split()),
            "properties": {one: schema(of, named) for one, of in hints(kind).items()},
            "required": sorted(needed(kind)),
            "additionalProperties": False,
        }
    return {"$ref": f"#/components/schemas/{name}"}


def _said_of(metadata: tuple[Any, ...]) -> dict[str, Any]:
    lists = [one.vocabulary for one in metadata if isinstance(one, Term)]
    return {"description": f"A term of the vocabulary {', '.join(lists)}."} if lists else {}


_SCALARS: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string", "maxLength": LONGEST_TEXT},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": LEAST, "maximum": MOST},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    timedelta: {"type": "number", "description": "Seconds."},
    uuid.UUID: {"type": "string", "format": "uuid"},
    Decimal: {"type": "string", "description": "A decimal number, its digits as computed."},
    type(None): {"type": "null"},
}


def _several(given: tuple[Any, ...], value: Any, field: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise NotTaken(field, message("A list is wanted."))
    if given[-1:] == (...,):
        return tuple(taken(given[0], one, f"{field}.{i}") for i, one in enumerate(value))
    if len(value) != len(given):
        raise NotTaken(field, message("A list of {n} is wanted."), n=len(given))
    parts = zip(given, value, strict=True)
    return tuple(taken(kind, one, f"{field}.{i}") for i, (kind, one) in enumerate(parts))


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise NotTaken(field, message("A text is wanted."))
    if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise NotTaken(field, message("The text has signs that no text has."))
    return value


def _whole(value: Any, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not LEAST <= value <= MOST:
        raise NotTaken(field, message("A whole number is wanted."))
    return value


def _yes_or_no(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise NotTaken(field, message("true or false is wanted."))
    return value


def _moment(value: Any, field: str) -> datetime:
    try:
        found = datetime.fromisoformat(_text(value, field))
    except ValueError:
        found = datetime.min
    if found.tzinfo is None or found.year not in _YEARS:
        raise NotTaken(field, message("A time with its offset is wanted: 2031-06-10T09:30:00Z."))
    return found


def _day(value: Any, field: str) -> date:
    try:
        found = date.fromisoformat(_text(value, field))
    except ValueError:
        found = date.min
    if found.year not in _YEARS:
        raise NotTaken(field, message("A day is wanted: 2031-06-10."))
    return found


_TAKEN: Mapping[Any, Any] = {
    str: _text,
    int: _whole,
    bool: _yes_or_no,
    datetime: _moment,
    date: _day,
}


def _key(key: Any) -> str:
    """A mapping’s key as JSON has it; a pair of words as in "femur/left"."""
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _listed(terms: tuple[Any, ...]) -> str:
    return ", ".join(map(str, terms))
