"""One invented operation, played once for all tests that look at what it left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

from imena.invented.markers import invented_markers
from imena.invented.plan import SitePlan
from imena.invented.site import InventedSite, invent_site
from imena.registry.start import start

if TYPE_CHECKING:
    from imena.rehearsal.played import Played

    Playing = Callable[[], AbstractContextManager[Played]]

start()

#: Just large enough that everything can happen.
SMALL = SitePlan(
    missing=17, families=15, unlisted=2, absent=3, sampled_twice=1, misrecorded=1, graves=15
)


@pytest.fixture(scope="session")
def small_site() -> InventedSite:
    return invent_site(SMALL, invented_markers(), 1)


@pytest.fixture(scope="session")
def playing(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, small_site: InventedSite
) -> Playing:
    """Play in an empty case file; what the play wrote is undone at the end of the block."""
    from django.db import transaction
    from django.test import override_settings

    from imena.registry.ledger import sequencer
    from imena.rehearsal.play import play

    # Argon2 is slow on purpose, and nobody signs in here.
    cheap = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    @contextmanager
    def once() -> Iterator[Played]:
        with django_db_blocker.unblock(), transaction.atomic():
            with override_settings(PASSWORD_HASHERS=cheap):
                left = play(small_site)
            sequencer.link_waiting()
            yield left
            transaction.set_rollback(True)

    return once


@pytest.fixture(scope="module")
def played(playing: Playing) -> Iterator[Played]:
    with playing() as left:
        yield left
