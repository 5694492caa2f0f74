"""One invented operation, to be played through and undone again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

from imena.exchange.casefile.as_json import marker_json
from imena.invented.markers import invented_markers
from imena.invented.plan import SitePlan
from imena.invented.site import InventedSite, invent_site
from imena.reconciliation.marker_set import MarkerSet, read_marker_set
from imena.registry.start import start

if TYPE_CHECKING:
    from imena.rehearsal.played import Played

    Playing = Callable[[], AbstractContextManager[Played]]

start()


@dataclass(frozen=True)
class Journal:
    """What must be the same in every play of a site: all but ids, salts and blind codes.

    ``acts`` are, in the ledger's order, the device, the act and the time.
    """

    left: Played
    numbers: tuple[str, ...]
    acts: tuple[tuple[str, str, datetime], ...]


#: Just large enough that everything can happen.
SMALL = SitePlan(
    missing=17, families=15, unlisted=2, absent=3, sampled_twice=1, misrecorded=1, graves=15
)


@pytest.fixture(scope="session")
def small_site() -> InventedSite:
    return invent_site(SMALL, invented_markers(), 1)


@pytest.fixture(scope="session")
def marker_set(small_site: InventedSite, tmp_path_factory: pytest.TempPathFactory) -> MarkerSet:
    """The site's markers, and how poorly its bones are read."""
    markers = [marker_json(marker, {}) for marker in small_site.case.markers]
    rates = {"pm": {"dropout": SMALL.dropout, "dropIn": SMALL.drop_in}}
    path = tmp_path_factory.mktemp("markers") / "markers.json"
    path.write_text(json.dumps({"markers": markers, "rates": rates}), encoding="utf-8")
    return read_marker_set(path)


@pytest.fixture(scope="session")
def journals() -> list[Journal]:
    """What each play of this session wrote, the first first."""
    return []


@pytest.fixture(scope="session")
def playing(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    small_site: InventedSite,
    marker_set: MarkerSet,
    journals: list[Journal],
) -> Playing:
    """Play in an empty case file; what the play wrote is undone at the end of the block."""
    from django.db import transaction
    from django.test import override_settings

    from imena.reconciliation.run import reconcile
    from imena.registry.ledger import sequencer
    from imena.rehearsal.play import play

    # Argon2 is slow on purpose, and nobody signs in here.
    cheap = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    @contextmanager
    def once() -> Iterator[Played]:
        with django_db_blocker.unblock(), transaction.atomic():
            with override_settings(PASSWORD_HASHERS=cheap):
                left = play(small_site, compare=lambda analyst: reconcile(analyst, marker_set))
            sequencer.link_waiting()
            journals.append(_journal(left))
            yield left
            transaction.set_rollback(True)

    return once


def _journal(left: Played) -> Journal:
    from imena.registry.models import Link, NumberIssued

    blind = ("laboratory_request", "laboratory_sample")
    numbers = NumberIssued.objects.exclude(kind__in=blind).order_by("number")
    acts = Link.objects.order_by("index")
    return Journal(
        left,
        tuple(numbers.values_list("number", flat=True)),
        tuple(acts.values_list("device", "event__type", "event__recorded_at")),
    )
