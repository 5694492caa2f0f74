"""Another database in place of the one the settings name, for as long as it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import load_backend

from imena.registry.engine.address import SQLITE, database_settings


@contextmanager
def using(wrapper: Any) -> Iterator[None]:
    """Let everything in this thread speak to ``wrapper`` inside the block; closes it after."""
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = wrapper
    try:
        yield
    finally:
        wrapper.close()
        connections[DEFAULT_DB_ALIAS] = before


def another() -> Any:
    """A connection of its own to the database of the settings."""
    return connections.create_connection(DEFAULT_DB_ALIAS)


def file(path: Path) -> Any:
    """A connection to an SQLite file at ``path``."""
    asked = database_settings("", path.parent)
    like = connections[DEFAULT_DB_ALIAS].settings_dict
    settings = {**like, **asked, "NAME": str(path)}
    return load_backend(SQLITE).DatabaseWrapper(settings, DEFAULT_DB_ALIAS)


def make_tables() -> None:
    """The tables of this release, in the database in use."""
    call_command("migrate", verbosity=0, interactive=False)
