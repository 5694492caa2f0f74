"""Every row of the case file as text that belongs to no engine, and back.

A table is a line ``{"table": …, "columns": [[name, kind], …]}``, then a line of JSON a row, in the
order of the primary key. Values JSON does not have are texts: ids and dates as ISO 8601 (moments in
UTC, to the microsecond), decimal numbers as digits, bytes in base64, JSON columns as they are.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Counted:
    """A table's rows: how many, and the sum of the SHA-256 of their lines, in hexadecimal.

    A sum, since two engines need not put texts in the same order. It shows what an engine or a
    restore did to the rows; against people there are the seal of the file and the ledger.
    """

    rows: int
    digest: str


class Digest:
    """Counts lines and hashes them."""

    def __init__(self) -> None:
        self._rows, self._sum = 0, 0

    def add(self, line: str) -> None:
        """One more line."""
        self._rows += 1
        self._sum += int.from_bytes(hashlib.sha256(line.encode()).digest(), "big")

    def told(self) -> Counted:
        """What was counted."""
        return Counted(self._rows, f"{self._sum % 2**256:064x}")


def tables() -> dict[str, type[models.Model]]:
    """Every table of the case file, by name, with its model."""
    ours = apps.get_app_config("registry").get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in ours}


def columns(model: type[models.Model]) -> list[list[str]]:
    """Name and kind of every column."""
    return [[f.attname, _kind(f)] for f in model._meta.concrete_fields]


def dumped(model: type[models.Model]) -> Iterator[str]:
    """A line for every row, as the open transaction sees the table."""
    names = [f.attname for f in model._meta.concrete_fields]
    found = model._base_manager.order_by("pk").values_list(*names)
    for row in found.iterator(chunk_size=_BATCH):
        yield json.dumps(
            [_text(value) for value in row],
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,  # of JSON columns, whose order PostgreSQL does not keep
        )


def load(model: type[models.Model], lines: Iterable[str]) -> None:
    """Insert the rows that the lines tell of, into an empty table.

    Raises
    ------
    ValueError
        For a line that tells of no row of this table.
    """
    kept = [_keeper(field) for field in model._meta.concrete_fields]
    rows = (_row(line, kept) for line in lines)
    if connection.vendor == "postgresql":
        _copy(model, rows)
    else:
        _insert(model, rows)


def settle() -> None:
    """After loading: let numbers that the database gives go on after the highest."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(tables().values()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _row(line: str, kept: Sequence[Callable[[Any], Any] | None]) -> list[Any]:
    told = json.loads(line)
    if not isinstance(told, list) or len(told) != len(kept):
        raise ValueError("a row has not as many values as the table has columns")
    return [
        value if value is None or keep is None else keep(value)
        for value, keep in zip(told, kept, strict=True)
    ]


def _keeper(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What makes of a column's text what the engine keeps; nothing where they are the same."""
    kind = _kind(field)
    if kind in _AS_THEY_ARE:
        return None
    read = _READ.get(kind, _same)
    return lambda value: field.get_db_prep_save(read(value), connection)


def _insert(model: type[models.Model], rows: Iterator[list[Any]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(f.column)) for f in model._meta.concrete_fields)
    holes = ", ".join("%s" for _ in model._meta.concrete_fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, _BATCH)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes})", batch)


def _copy(model: type[models.Model], rows: Iterator[list[Any]]) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(f.column)) for f in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        raw: Any = cursor
        with raw.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _kind(field: models.Field[Any, Any]) -> str:
    """What the column holds: a reference holds what the column it points to holds."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    kind = field.get_internal_type()
    return "text" if kind in ("CharField", "TextField") else kind


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def _same(value: Any) -> Any:
    return value


#: Kinds whose values are in JSON what they are in either engine.
_AS_THEY_ARE = {
    "text", "BooleanField", "AutoField", "BigAutoField", "BigIntegerField", "IntegerField",
    "PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
    "SmallIntegerField",
}  # fmt: skip
_READ: dict[str, Callable[[Any], Any]] = {
    "UUIDField": UUID,
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DecimalField": Decimal,
    "BinaryField": base64.b64decode,
}
