"""The same site gives the same operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.rehearsal.conftest import Journal, Playing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_same_site_is_played_the_same(playing: Playing, journals: list[Journal]) -> None:
    """Numbers and acts in their order; a play of other tests counts as the first."""
    while len(journals) < 2:
        with playing():
            pass
    assert journals[0].numbers == journals[-1].numbers
    assert journals[0].acts == journals[-1].acts
    assert journals[0] == journals[-1]
