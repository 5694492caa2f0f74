"""The store a page at a time: of a full shelf the first numbers, and how many there are."""

from __future__ import annotations

import pytest

from imena.registry.models import RecoveredUnit
from imena.registry.queries import storage as query
from imena.registry.queries.remains import remains
from tests.registry.ground import Ground


def test_a_full_place_names_the_first_and_counts_all(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "SHOWN", 2)
    full, other = ground.slot(capacity=3), ground.slot()
    units = [ground.received() for _ in range(4)]
    for unit in units[:3]:
        RecoveredUnit.objects.filter(pk=unit.pk).update(slot=full)
    RecoveredUnit.objects.filter(pk=units[3].pk).update(slot=other)
    numbers = sorted(unit.number for unit in units[:3])
    clerk = ground.cast.mortuary
    first = query.storage(clerk, size=1)
    assert [(one.code, one.held, one.more, one.units) for one in first.rows] == [
        (full.code, 3, 1, tuple(numbers[:2]))
    ]
    (second,) = query.storage(clerk, after=first.after, size=1).rows
    assert (second.code, second.held, second.more, second.units) == (
        other.code, 1, 0, (units[3].number,)
    )  # fmt: skip
    listed = remains(clerk, slot=full.code)
    assert [line.number for line in listed.rows] == numbers
    assert listed.total == 3
