"""The SQLite that Django speaks to is SQLCipher's: recent, encrypted, and synchronous."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from sqlcipher3 import dbapi2

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]


def _one(sql: str, parameters: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


def test_it_is_the_sqlite_that_sqlcipher_brings() -> None:
    assert _one("SELECT sqlite_version()") == dbapi2.sqlite_version
    assert connection.get_database_version() == dbapi2.sqlite_version_info >= (3, 51, 3)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_every_connection_is_safe(pragma: str, value: object) -> None:
    assert _one(f"PRAGMA {pragma}") == value


@pytest.mark.django_db(transaction=True)
def test_nothing_on_the_disk_can_be_read_without_the_key() -> None:
    path = Path(connection.settings_dict["NAME"])
    _one("PRAGMA wal_checkpoint(TRUNCATE)")
    assert path.read_bytes()[:16] != b"SQLite format 3\0"
    assert b"CREATE TABLE" not in path.read_bytes()
    with dbapi2.connect(path) as stranger, pytest.raises(dbapi2.DatabaseError):
        stranger.execute("SELECT count(*) FROM sqlite_master")


def test_only_its_owner_may_open_the_files() -> None:
    folder = Path(connection.settings_dict["NAME"]).parent
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("imena.sqlite3*")}
    assert set(modes) >= {"imena.sqlite3", "imena.sqlite3.key"}
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize(
    ("query", "parameters", "answer"),
    [
        ("SELECT %s", [7], 7),
        ("SELECT %(n)s", {"n": 7}, 7),
        ("SELECT %s || '%%s'", ["a"], "a%s"),
        ("SELECT '%s'", None, "%s"),
        ("SELECT %s", [Decimal("1.50")], "1.50"),
        ("SELECT %s", [datetime(2026, 1, 2, tzinfo=UTC)], "2026-01-02 00:00:00+00:00"),
    ],
)
def test_placeholders_and_values(query: str, parameters: Any, answer: object) -> None:
    assert _one(query, parameters) == answer


@pytest.fixture
def table() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE toy (n integer, at datetime, sure bool, word text)")
        yield "toy"
        cursor.execute("DROP TABLE toy")


def test_many_rows_are_taken_from_a_generator(table: str) -> None:
    rows: Any = ((n,) for n in range(3))
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO toy (n) VALUES (%s)", rows)
        cursor.executemany("INSERT INTO toy (n) VALUES (%s)", rows)
    assert _one("SELECT sum(n) FROM toy") == 3


def test_times_and_truth_come_back_as_themselves(table: str) -> None:
    with connection.cursor() as cursor:
        at = datetime(2026, 1, 2, 3, 4, 5, 6)
        cursor.execute("INSERT INTO toy (at, sure) VALUES (%s, %s)", [at, True])
        cursor.execute("SELECT at, sure FROM toy")
        assert cursor.fetchone() == (at, True)


def test_django_s_own_functions_are_there() -> None:
    assert _one("SELECT %s REGEXP '^О'", ["Олена"]) == 1
