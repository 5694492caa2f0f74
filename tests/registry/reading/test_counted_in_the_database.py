"""What is counted by indexes is what is counted one by one, whatever states there are."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.db.models import Count

from imena.registry.models import BurialUnit, RecoveredUnit, Site
from imena.registry.queries.graves import GRAVE_STATES_BY_THEMSELVES as ALONE
from imena.registry.queries.graves import graves, stage_counts, with_least
from imena.registry.queries.stages import OF_GRAVES, OF_REMAINS, grave_stage
from imena.registry.vocabulary import vocabulary
from tests.registry.believed import Believed
from tests.registry.cast import Cast

STATES = [state for stage in OF_REMAINS for state in stage.states]
NOTHING_THERE = ("divided", "merged", "number_without_remains")
GRAVES = [term.code for term in vocabulary("burial_state").current]


def one_by_one(cast: Cast) -> Counter[str]:
    found: Counter[str] = Counter()
    rows = BurialUnit.objects.filter(operation=cast.operation)
    counted = with_least(rows, cast.prosecutor).order_by().values_list("state", "least")
    for state, least, n in counted.annotate(n=Count("pk")):
        found[grave_stage(state, least)] += n
    return found


@pytest.mark.parametrize("seed", range(4))
def test_graves_by_stage(cast: Cast, seed: int) -> None:
    chance, floor = random.Random(seed), Believed(cast).site.recorded_at
    other = Cast.assembled("INSHA")
    for whose in (cast, other):
        site = Site(operation=whose.operation, code="AAA", name_uk="яр", recorded_at=floor)
        site.save(force_insert=True)
        for i in range(40):
            state = chance.choice(GRAVES)
            grave = BurialUnit(
                operation=whose.operation, site=site, number=f"G{seed}-{whose.operation.code}-{i}",
                state=state, floor_reached_at=floor, recorded_at=floor,
                empty_reason="moved" if state == "empty" else "",
            )  # fmt: skip
            grave.save(force_insert=True)
            RecoveredUnit.objects.bulk_create(
                RecoveredUnit(
                    operation=whose.operation, site=site, burial_unit=grave, kind="body_part",
                    number=f"R{grave.number}-{k}", state=(state := chance.choice(STATES)),
                    place="none" if state in NOTHING_THERE else "site",
                    recorded_at=floor,
                )
                for k in range(chance.randrange(4))
            )  # fmt: skip
    wanted = one_by_one(cast)
    assert +stage_counts(cast.prosecutor) == +wanted
    for stage in OF_GRAVES:
        page = graves(cast.prosecutor, stage=stage)
        assert page.total == wanted[stage] == len(page.rows), stage
    assert {*ALONE} <= {*GRAVES}
