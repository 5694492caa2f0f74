"""The invented operation, played once for every test in this folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from imena.rehearsal.played import Played
    from tests.rehearsal.conftest import Playing


@pytest.fixture(scope="package")
def played(playing: Playing) -> Iterator[Played]:
    with playing() as left:
        yield left
