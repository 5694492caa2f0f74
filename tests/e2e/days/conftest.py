"""A case that browsers see too, answered by the server that a laptop runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_pages_in_chromium import browser
from tests.web.conftest import (
    _cheap_passwords,
    _emptied_in_spite_of_the_triggers,
    _no_database_unless_asked,
)

if TYPE_CHECKING:
    from tests.web.at_work import AtWork

__all__ = [
    "_cheap_passwords",
    "_emptied_in_spite_of_the_triggers",
    "_no_database_unless_asked",
    "browser",
]


@pytest.fixture
def work(transactional_db: None) -> AtWork:
    """A site being dug and a mortuary."""
    from tests.registry.cast import Cast
    from tests.web.at_work import AtWork

    return AtWork(Cast.assembled())
