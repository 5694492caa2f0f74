"""The connection Django makes to SQLite, through SQLCipher's module instead of Python's.

Django's backend names Python's ``sqlite3`` module, which carries whatever SQLite the system had.
Here the same backend speaks to ``sqlcipher3``: its own recent SQLite and an encrypted file. All
that depends on which module it is, is in this file: the connection, the cursor, and how Python's
values are stored. Nothing of Django or of ``sqlite3`` is patched.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2

from imena.registry.engine.judgement import Judgement, refuse_unsafe
from imena.registry.engine.key import WrongKeyError, key_for
from imena.registry.engine.place import Room, free_bytes, judge_place, judge_space, place_of
from imena.registry.engine.sqlite.judged import FAILED_DISK, SAFE_LOG, facts_of, judge

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
# Deleted rows are overwritten, so that what was erased does not stay in free pages. Ids are random,
# so that neighbours in time lie far apart, and every page that is not in the cache is decrypted
# anew: with SQLite's own 2 MiB a large import takes a third longer than with these 32.
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -32768",
)


#: Files whose disk failed while this process read or wrote them. Nothing more is written there:
#: what a failed sync left undone no later sync can be trusted to tell, so the process has to end,
#: and the next one reads back from the log what was acknowledged.
FAILED: set[str] = set()


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite as Django knows it, in an encrypted file of our own SQLite.

    ``room`` in ``OPTIONS`` is a :class:`~imena.registry.engine.place.Room`. With ``rescue`` the
    file is opened to be read where nothing may be written any more, as on a full disk.
    """

    Database = dbapi2
    #: Whether an unsafe place is refused; the doctor only looks.
    refusing = True
    room = Room()
    rescue = False

    def get_connection_params(self) -> dict[str, Any]:
        """Without what is for this class."""
        params: dict[str, Any] = super().get_connection_params()
        self.room = params.pop("room", Room())
        self.rescue = self.rescue or params.pop("rescue", False)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, unlock, and set what every connection must have.

        Raises
        ------
        UnsafeError
            When the file must not be written here. It is found out before the file is touched.
        UnlockError
            When the file does not open with the key.
        """
        if self.is_in_memory_db():
            return self._prepared(dbapi2.connect(**conn_params), None)
        path = Path(str(self.settings_dict["NAME"]))
        if self.refusing and not self.rescue:
            refuse_unsafe(judge_place(place_of(path), self.room))
        key = key_for(path)
        path.touch(mode=0o600)
        return self._prepared(dbapi2.connect(**conn_params), path, key)

    def _prepared(self, connection: Any, path: Path | None, key: bytes = b"") -> Any:
        try:
            if path:
                self._unlock(connection, path, key)
            register_functions(connection)
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            if path and self.rescue:
                connection.execute("PRAGMA query_only = ON")
            elif path:
                safe = dbapi2.sqlite_version_info >= SAFE_LOG
                connection.execute(f"PRAGMA journal_mode = {'WAL' if safe else 'DELETE'}")
                if self.refusing:
                    refuse_unsafe(judge(facts_of(connection, path)))
        except BaseException:
            connection.close()
            raise
        return connection

    def _unlock(self, connection: Any, path: Path, key: bytes) -> None:
        """Give the key and read the file for the first time."""
        connection.execute("PRAGMA cipher_log_level = NONE")  # what is wrong is said by us
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if self.rescue:
            # Alone with the file, SQLite needs no shared index, which a full disk cannot give.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except dbapi2.DatabaseError as error:
            if "not a database" in str(error):
                raise WrongKeyError(str(path)) from error
            raise

    def judged(self, connection: Any) -> list[Judgement]:
        """What is to be said of the file behind ``connection`` and of its place."""
        path = Path(str(self.settings_dict["NAME"]))
        return [*judge_place(place_of(path), self.room), *judge(facts_of(connection, path))]

    def _start_transaction_under_autocommit(self) -> None:
        if self.rescue:
            self.cursor().execute("BEGIN")
            return
        # Here, before there is anything to lose: a disk that fills up in the middle of an act is
        # for SQLite to survive, not for us to rely on.
        if self.refusing and not self.is_in_memory_db():
            path = Path(self.settings_dict["NAME"])
            failed = [FAILED_DISK] if str(path) in FAILED else []
            refuse_unsafe([*failed, judge_space(free_bytes(path), self.room)])
        super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - Django's
        """A cursor that understands Django's placeholders."""
        cursor = self.connection.cursor(factory=Cursor)
        cursor.file = str(self.settings_dict["NAME"])
        return cursor

    def _commit(self) -> None:
        with _minding_the_disk(str(self.settings_dict["NAME"])):
            super()._commit()  # type: ignore[misc]  # not in the stubs


@contextmanager
def _minding_the_disk(file: str) -> Iterator[None]:
    try:
        yield
    except (dbapi2.OperationalError, OperationalError) as error:
        if "disk I/O error" in str(error):
            FAILED.add(file)
        raise


class Cursor(dbapi2.Cursor):
    """Takes ``%s`` and ``%(name)s``, which SQLite does not; ``%%`` is a percent sign."""

    file = ""

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement."""
        with _minding_the_disk(self.file):
            if params is None:
                return super().execute(query)
            return super().execute(_for_sqlite(query, params), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Run one statement for each set of parameters; they are not gathered in memory."""
        rows = iter(param_list)
        first = next(rows, None)
        if first is None:
            return self
        with _minding_the_disk(self.file):
            return super().executemany(_for_sqlite(query, first), chain([first], rows))


def _for_sqlite(query: str, params: Sequence[Any] | Mapping[str, Any]) -> str:
    if isinstance(params, Mapping):
        return query % {name: f":{name}" for name in params}
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
