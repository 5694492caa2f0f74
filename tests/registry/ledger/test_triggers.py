"""What was recorded can be neither changed nor deleted, on both databases."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from imena.registry.ledger.triggers import DELETE_ONLY, INSERT_ONLY, creation, removal
from imena.registry.models import DataKey, Event, Link, Opening
from tests.registry.ledger.played import played

_COLUMN = {
    "registry_event": "body",
    "registry_link": "hash",
    "registry_opening": "sealed",
    "registry_numberissued": "kind",
    "registry_datakey": "made_at",
}


def _run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted({**INSERT_ONLY, **DELETE_ONLY}))
def test_nothing_is_changed(table: str) -> None:
    played(8)
    _row_in("registry_numberissued")
    with pytest.raises(DatabaseError, match="what was recorded stays"):
        _run(f"UPDATE {table} SET {_COLUMN[table]} = {_COLUMN[table]}")


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(INSERT_ONLY))
def test_nothing_is_deleted(table: str) -> None:
    played(8)
    _row_in("registry_numberissued")
    with pytest.raises(DatabaseError, match="what was recorded stays"):
        _run(f"DELETE FROM {table}")


@pytest.mark.django_db
def test_a_data_key_is_destroyed_when_its_time_has_come() -> None:
    played(8)
    assert DataKey.objects.exists()
    _run("DELETE FROM registry_datakey")
    assert not DataKey.objects.exists()


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.parametrize("model", [Event, Link, Opening, DataKey])
def test_no_row_is_replaced(model: type[Event]) -> None:
    """INSERT OR REPLACE removes the old row without asking the trigger of DELETE."""
    played(8)
    table = model._meta.db_table
    with pytest.raises(DatabaseError, match="what was recorded stays"):
        _run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


@pytest.mark.sqlite
@pytest.mark.django_db
def test_no_place_in_a_chain_is_taken_over() -> None:
    played(8)
    with pytest.raises(DatabaseError, match="what was recorded stays"):
        _run(
            'INSERT OR REPLACE INTO registry_link (event_id, "index", device, seq, prev, line,'
            " hash) SELECT 'ff', 9999, device, seq, prev, line, hash FROM registry_link LIMIT 1"
        )


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted({**INSERT_ONLY, **DELETE_ONLY}))
def test_no_table_is_emptied(table: str) -> None:
    with pytest.raises(DatabaseError, match="what was recorded stays"):
        _run(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
def test_they_can_be_taken_away_and_put_back() -> None:
    played(8)
    for statement in [*removal(connection.vendor), *creation(connection.vendor)]:
        _run(statement)
    with pytest.raises(DatabaseError, match="what was recorded stays"):
        _run("DELETE FROM registry_link")


def _row_in(table: str) -> None:
    """A row to be refused: SQLite asks its triggers only where there is something to change."""
    _run(
        f"INSERT INTO {table} (number, kind, prefix, issued_at)"
        " VALUES ('G-1', 'grave', 'G', '2026-04-02 08:00:00+00')"
    )
