"""Verification passes what was written, and places what was altered."""

from __future__ import annotations

import pytest

from imena.registry.ledger.verify import verify
from tests.registry.ledger.played import played

pytestmark = pytest.mark.django_db


def test_what_was_written_verifies() -> None:
    player = played()
    out = verify()
    assert out.findings == []
    assert set(out.heads) == {"office", "field-1", "office/reads"}
    assert out.records == len(player.made)
    assert out.events == out.index == sum(head.seq for head in out.heads.values())
    assert out.values > 80
