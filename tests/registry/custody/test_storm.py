"""Many clerks at once: no gap in a line, no number twice, nothing on two shelves (I1, I2, I3)."""

from __future__ import annotations

import os
import random
from collections import Counter
from functools import partial
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import connection

from imena.registry.actor import Actor
from imena.registry.ledger.current import check_current
from imena.registry.models import CustodyEvent, RecoveredUnit, StorageSlot
from imena.registry.queries.custody import custody_line
from imena.registry.refusals import Broken, Refused, Stale
from imena.registry.services import custody, packing
from tests.registry.ground import Ground
from tests.registry.together import done_by, refused, together

#: "people x acts": a storm larger than the one of every test run (`./run verify storm`).
STORM = os.environ.get("IMENA_STORM", "")


def at_once(on_postgresql: int, on_sqlite: int) -> int:
    """How many are let go: SQLite lets one write at a time, so fewer show as much."""
    return on_postgresql if connection.vendor == "postgresql" else on_sqlite


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I3")
def test_of_many_receipts_of_one_hand_over_one_is_written(ground: Ground) -> None:
    unit = ground.recovered()
    custody.hand_over(ground.team, unit, seen=unit.version, to=ground.cast.mortuary.name)
    unit.refresh_from_db()
    people = [ground.cast.second("mortuary") for _ in range(at_once(8, 4))]
    results = together([partial(custody.receive, p, unit, seen=unit.version) for p in people])
    assert len(done_by(results)) == 1
    assert all(isinstance(error, Broken | Stale) for error in refused(results))
    assert CustodyEvent.objects.filter(unit=unit, kind="received").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I2")
def test_of_many_moves_of_one_unit_one_is_made(ground: Ground) -> None:
    unit = ground.stored()
    shelves = [ground.slot() for _ in range(at_once(8, 4))]
    results = together(
        [
            partial(custody.move, ground.cast.mortuary, unit, seen=unit.version, slot=shelf)
            for shelf in shelves
        ]
    )
    (event,) = (event for events in done_by(results) for event in events)
    assert all(isinstance(error, Stale) for error in refused(results))
    assert RecoveredUnit.objects.get(pk=unit.pk).slot_id == event.slot_id


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I2")
def test_many_units_do_not_fit_into_one_place(ground: Ground) -> None:
    units = [ground.received() for _ in range(at_once(8, 4))]
    shelf = ground.slot(capacity=2)
    results = together(
        [
            partial(custody.store, ground.cast.mortuary, unit, seen=unit.version, slot=shelf)
            for unit in units
        ]
    )
    assert len(done_by(results)) == 2
    assert RecoveredUnit.objects.filter(slot=shelf).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I1")
@pytest.mark.invariant("I2")
@pytest.mark.invariant("I3")
def test_a_storm_leaves_every_line_whole(ground: Ground) -> None:
    many, acts = at_once(20, 5), at_once(12, 8)
    if STORM:
        many, acts = map(int, STORM.split("x"))
    people = [ground.cast.second("mortuary") for _ in range(many)]
    units = [ground.received().pk for _ in range(5)]
    shelves = [ground.slot(capacity=2) for _ in range(4)]

    def working(who: int) -> Counter[str]:
        dice, met = random.Random(who), Counter[str]()
        for _ in range(acts):
            unit = RecoveredUnit.objects.get(pk=dice.choice(units))
            try:
                _one_act(people[who], unit, dice, shelves)
                met["done"] += 1
            except Refused as error:
                met[type(error).__name__] += 1
        return met

    results = together([partial(working, who) for who in range(many)])
    assert refused(results) == []
    done = sum(met["done"] for met in done_by(results))
    # What nobody contends for would not be much of a storm.
    assert 0 < done < many * acts
    numbers = list(CustodyEvent.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))
    for pk in units:
        _whole(ground, pk)
    for shelf in shelves:
        assert RecoveredUnit.objects.filter(slot=shelf).count() <= 2
    # The tests' cast is written straight into the tables; all else the ledger tells alike.
    differing = {str(found.record).split()[0] for found in check_current()[1]}
    assert differing <= {"Operation", "User", "Team"}


def _one_act(
    who: Actor, unit: RecoveredUnit, dice: random.Random, shelves: list[StorageSlot]
) -> None:
    seen, slot = unit.version, dice.choice(shelves)
    what = dice.choice(["hand_over", "receive", "store", "move", "remove", "return", "note"])
    if what == "hand_over":
        custody.hand_over(who, unit, seen=seen, to="інший морг")
    elif what == "receive":
        custody.receive(who, unit, seen=seen)
    elif what == "remove":
        custody.remove_for_examination(who, unit, seen=seen, to="лікар")
    elif what == "return":
        custody.return_to_store(who, unit, seen=seen, slot=slot)
    elif what == "store":
        custody.store(who, unit, seen=seen, slot=slot)
    elif what == "note":
        packing.note(who, unit, kind="photographed")
    else:
        custody.move(who, unit, seen=seen, slot=slot)


def _whole(ground: Ground, pk: UUID) -> None:
    """Steps count on without a gap, and each event begins where the one before it ended."""
    unit = RecoveredUnit.objects.get(pk=pk)
    events = list(CustodyEvent.objects.filter(unit=unit).order_by("step"))
    assert [event.step for event in events] == list(range(1, len(events) + 1))
    for before, event in pairwise(events):
        assert (event.kind == "received") == (before.kind == "transferred")
        if event.kind == "received":
            assert event.answers_id == before.pk
        if event.kind == "photographed":
            assert (event.place, event.slot_id) == (before.place, None)
        if event.kind == "returned_to_store":
            assert before.place == "examination"
        if event.kind == "moved":
            assert before.place == "store"
    put = next(event for event in reversed(events) if event.kind != "photographed")
    assert (unit.place, unit.slot_id) == (put.place, put.slot_id)
    assert (unit.in_transfer_id is not None) == (events[-1].kind == "transferred")
    assert custody_line(ground.cast.board, unit.pk).gaps == ()
