"""Tests of the case file start Django; the tests of science do not wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

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
