"""Runs are played on an invented site in an empty case file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# It starts Django when it is imported.
from tests.registry.conftest import (
    _cheap_passwords,
    _emptied_in_spite_of_the_triggers,
    _no_database_unless_asked,
    cast,
)

if TYPE_CHECKING:
    from tests.reconciliation.site import Site
    from tests.registry.cast import Cast

__all__ = [
    "_cheap_passwords",
    "_emptied_in_spite_of_the_triggers",
    "_no_database_unless_asked",
    "cast",
]


@pytest.fixture
def site(cast: Cast) -> Site:
    """An empty site with an analyst who says what for."""
    from tests.reconciliation.site import Site

    return Site.opened(cast)


@pytest.fixture(scope="session")
def marker_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The markers of every invented site here, as a file."""
    from tests.reconciliation.site import MARKERS, written

    return written(MARKERS, tmp_path_factory.mktemp("markers") / "markers.json")
