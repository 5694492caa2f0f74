"""The same site gives the same operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.rehearsal.conftest import Playing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_same_site_is_played_the_same(playing: Playing) -> None:
    """Numbers and acts in their order; ids, salts and the laboratory’s codes are drawn anew."""
    runs = []
    for _ in range(2):
        with playing() as left:
            runs.append((left, _numbers(), _acts()))
    assert runs[0] == runs[1]


def _numbers() -> list[str]:
    from imena.registry.models import NumberIssued

    blind = ("laboratory_request", "laboratory_sample")
    issued = NumberIssued.objects.exclude(kind__in=blind)
    return sorted(issued.values_list("number", flat=True))


def _acts() -> list[tuple[str, str, Any]]:
    from imena.registry.models import Link

    rows = Link.objects.order_by("index").values_list("device", "event__type", "event__recorded_at")
    return list(rows)
