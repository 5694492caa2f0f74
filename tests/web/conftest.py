"""The pages are asked on an invented case in an empty case file."""

from __future__ import annotations

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
    from tests.registry.cast import Cast
    from tests.web.served import Served

__all__ = [
    "_cheap_passwords",
    "_emptied_in_spite_of_the_triggers",
    "_no_database_unless_asked",
    "cast",
]


@pytest.fixture
def served(cast: Cast) -> Served:
    """The pages of a case in which everything there is a page for is recorded once."""
    from tests.web.served import Served

    return Served(cast)
