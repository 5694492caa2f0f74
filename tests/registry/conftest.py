"""Tests of the case file start Django; the tests of science do not wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django import DjangoDbBlocker, Settings

from imena.registry.start import start

if TYPE_CHECKING:
    from tests.registry.cast import Cast

start()


@pytest.fixture(autouse=True, scope="session")
def _no_database_unless_asked(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A test that does not ask for the database cannot touch it, whichever tests run with it."""
    with django_db_blocker.block():
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """An operation with one person for each role."""
    from tests.registry.cast import Cast

    return Cast.assembled()


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """Argon2 is slow on purpose; what a password opens is tested, not how hard it is to guess."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _emptied_in_spite_of_the_triggers() -> Iterator[None]:
    """What a test committed is cleared away after it, though the ledger's triggers forbid that."""
    from django.core.management.sql import sql_flush

    from imena.registry.ledger.triggers import creation, removal

    def unguarded(style: Any, connection: Any, **options: Any) -> list[str]:
        statements = sql_flush(style, connection, **options)
        vendor = connection.vendor
        return [*removal(vendor), *statements, *creation(vendor)]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.core.management.commands.flush.sql_flush", unguarded)
        yield
