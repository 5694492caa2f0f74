"""Backups are made quickly here; what that leaves out has tests of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection, transaction

from imena.registry.backup import sealed, target
from tests import migrated_once
from tests.registry.ledger.played import Player, played


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that costs little, and tables copied where migrating them is not what is tested."""
    monkeypatch.setattr(sealed, "_ARGON2ID", {"iterations": 1, "lanes": 1, "memory_cost": 64})
    migrate = target.make_tables

    def copied() -> None:
        if connection.vendor != "sqlite":
            return migrate()
        path = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for file in path.parent.glob(path.name + "*"):
            file.unlink()
        if not migrated_once.take(path):
            migrate()
            connection.close()
            migrated_once.keep(path)
        return None

    monkeypatch.setattr(target, "make_tables", copied)


@pytest.fixture
def player(transactional_db: None) -> Player:
    """A case file with some history; backups read it through connections of their own."""
    with transaction.atomic():
        return played()
