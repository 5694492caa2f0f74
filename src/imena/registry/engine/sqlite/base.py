"""The connection Django makes to SQLite, through SQLCipher's module instead of Python's.

Django's backend names Python's ``sqlite3`` module, which carries whatever SQLite the system had.
Here the same backend speaks to ``sqlcipher3``: its own recent SQLite and an encrypted file. All
that depends on which module it is, is in this file: the connection, the cursor, and how Python's
values are stored. Nothing of Django or of ``sqlite3`` is patched.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2

from imena.registry.engine.key import key_for

_STORED = {
    "date": lambda raw: parse_date(raw.decode()),
    "time": lambda raw: parse_time(raw.decode()),
    "datetime": lambda raw: parse_datetime(raw.decode()),
    "timestamp": lambda raw: parse_datetime(raw.decode()),
    "bool": lambda raw: raw == b"1",
}
for _type, _read in _STORED.items():
    dbapi2.register_converter(_type, _read)
dbapi2.register_adapter(Decimal, str)
dbapi2.register_adapter(datetime.date, datetime.date.isoformat)
dbapi2.register_adapter(datetime.datetime, lambda moment: moment.isoformat(" "))

# What every connection asks for. FULL: a commit that was acknowledged survives a power cut.
# Deleted rows are overwritten, so that what was erased does not stay in free pages.
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite as Django knows it, in an encrypted file of our own SQLite."""

    Database = dbapi2

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, unlock, and set what every connection must have."""
        in_file = not self.is_in_memory_db()
        if in_file:
            path = Path(str(self.settings_dict["NAME"]))
            key = key_for(path)
            path.touch(mode=0o600)
        connection = dbapi2.connect(**conn_params)
        try:
            if in_file:
                connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            register_functions(connection)
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            if in_file:
                connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
        return connection

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - Django's
        """A cursor that understands Django's placeholders."""
        return self.connection.cursor(factory=Cursor)


class Cursor(dbapi2.Cursor):
    """Takes ``%s`` and ``%(name)s``, which SQLite does not; ``%%`` is a percent sign."""

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement."""
        if params is None:
            return super().execute(query)
        return super().execute(_for_sqlite(query, params), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Run one statement for each set of parameters; they are not gathered in memory."""
        rows = iter(param_list)
        first = next(rows, None)
        if first is None:
            return self
        return super().executemany(_for_sqlite(query, first), chain([first], rows))


def _for_sqlite(query: str, params: Sequence[Any] | Mapping[str, Any]) -> str:
    if isinstance(params, Mapping):
        return query % {name: f":{name}" for name in params}
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
