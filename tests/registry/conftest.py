"""Tests of the case file start Django; the tests of science do not wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker
from pytest_django import Settings

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
