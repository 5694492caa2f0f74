"""The few possible names that reached the threshold are found among all that were compared."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from imena.registry.models import Hypothesis
from imena.registry.models.record import IsTrue
from imena.registry.queries.waiting import waiting
from imena.registry.services import identification
from tests.registry.believed import Believed
from tests.registry.cast import Cast

NOT_REACHED: tuple[dict[str, Any], ...] = (
    {},
    {"reached": False},
    {"reached": None},
    {"reached": "true"},
    {"reached": 1},
    {"reached": [True]},
    {"other": {"reached": True}},
)


def test_only_what_says_true_has_reached_it(cast: Cast) -> None:
    believed = Believed(cast)
    for figures in NOT_REACHED:
        identification.suggest(
            cast.analyst, believed.remains(), believed.missing(), figures=figures
        )
    assert "reached" not in {queue.kind for queue in waiting(cast.analyst)}
    body = believed.remains()
    identification.suggest(cast.analyst, body, believed.missing(), figures={"reached": True})
    (queue,) = [queue for queue in waiting(cast.analyst) if queue.kind == "reached"]
    assert [item.number for item in queue.items] == [body.number]
    assert queue.total == 1


def test_the_index_answers(cast: Cast) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads so few rows without an index")
    rows = Hypothesis.objects.filter(IsTrue("figures", key="reached"), operation=cast.operation)
    assert "hypothesis_reached" in rows.filter(state__in=["candidate", "presumptive"]).explain()
