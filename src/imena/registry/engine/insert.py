"""Many rows into one table: the statement is prepared once and bound for each row.

Django's ``bulk_create`` writes a statement of hundreds of rows anew each time, which takes several
times as long as the database does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

#: Fields whose values the drivers take as they are.
_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Insert ``rows``, whose values are in the order of ``columns`` (attribute names), as new ones;
    columns that are not named get what the database gives them.

    Raises
    ------
    django.db.IntegrityError
        Where a constraint refuses one; the transaction is to be given up then.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    prepared = [(place, _preparation(field)) for place, field in enumerate(fields)]
    prepare = [(place, how) for place, how in prepared if how is not None]

    def bound(row: Sequence[object]) -> list[Any]:
        values: list[Any] = list(row)
        for place, how in prepare:
            if values[place] is not None:
                values[place] = how(values[place], connection)
        return values

    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({quoted}) VALUES ({marks})", [bound(row) for row in rows]
        )


def insert_made(made: Sequence[models.Model]) -> None:
    """Insert these records of one kind, none of which is there yet; raises as :func:`insert`."""
    if not made:
        return
    model = type(made[0])
    columns = [field.attname for field in model._meta.concrete_fields]
    insert(model, columns, ([getattr(record, name) for name in columns] for record in made))
    for record in made:
        record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS


def _preparation(field: Any) -> Callable[[object, Any], object] | None:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return None if isinstance(field, _AS_THEY_ARE) else field.get_db_prep_save
