"""The state of a record as of one time, as known at another."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from imena.registry.clock import Moment
from imena.registry.ledger.append import append
from imena.registry.ledger.erasure import commitments_of, destroy
from imena.registry.ledger.event import Change, composed
from imena.registry.ledger.history import history, state

pytestmark = pytest.mark.django_db

GRAVE = UUID(int=11)
ACTOR, APPROVER = UUID(int=1), UUID(int=2)


def _day(n: int) -> datetime:
    return datetime(2026, 6, n, 12, tzinfo=UTC)


def _told(recorded: int, valid: int, seen: int, **fields: object) -> None:
    event = composed(
        event=uuid4(),
        act="scene.describe_grave",
        device="office",
        actor=ACTOR,
        approvers=[APPROVER],
        at=Moment(_day(recorded), "boot", recorded),
        valid_from=_day(valid),
        reason=f"Запис {recorded}",
        changes=[Change(GRAVE, "BurialUnit", seen, fields)],
    )
    append([event])


@pytest.fixture
def grave() -> None:
    """Found on the 1st; opened on the 10th; on the 12th learned to be flooded since the 5th."""
    _told(1, 1, 0, state="located", depth=None)
    _told(10, 10, 1, state="opened", bodies=2)
    _told(12, 5, 2, state="flooded", water=True)


@pytest.mark.parametrize(
    ("as_of", "known_at", "expected"),
    [
        (1, 1, "located"),
        (9, 9, "located"),
        (9, 11, "located"),
        (9, 12, "flooded"),
        (5, 12, "flooded"),
        (4, 12, "located"),
        (11, 11, "opened"),
        (11, 12, "opened"),
        (20, 9, "located"),
    ],
)
def test_what_was_so_and_what_was_known(
    grave: None, as_of: int, known_at: int, expected: str
) -> None:
    found = state(GRAVE, as_of=_day(as_of), known_at=_day(known_at))
    assert found is not None
    assert found.fields["state"] == expected


def test_without_a_time_it_is_what_was_last_recorded(grave: None) -> None:
    found = state(GRAVE)
    assert found is not None
    assert found.fields == {"state": "flooded", "depth": None, "bodies": 2, "water": True}
    assert (found.kind, found.version) == ("BurialUnit", 3)


def test_before_it_was_known_there_is_nothing(grave: None) -> None:
    assert state(GRAVE, as_of=_day(20), known_at=datetime(2026, 5, 1, tzinfo=UTC)) is None
    assert state(GRAVE, as_of=datetime(2026, 5, 1, tzinfo=UTC)) is None
    assert state(UUID(int=99)) is None
    assert history(UUID(int=99)) == []


def test_every_change_says_who_when_and_why(grave: None) -> None:
    steps = history(GRAVE)
    assert [step.version for step in steps] == [1, 2, 3]
    last = steps[-1]
    assert (last.act, last.actor, last.approvers) == ("scene.describe_grave", ACTOR, (APPROVER,))
    assert (last.recorded_at, last.valid_from) == (_day(12), _day(5))
    assert last.reason == "Запис 12"
    assert last.fields == {"state": "flooded", "water": True}


def test_what_was_erased_is_said_to_have_been_there() -> None:
    person = uuid4()
    change = Change(
        person,
        "Person",
        0,
        {"names": ["Дарина"], "code": "P1"},
        personal=frozenset({"names"}),
        subject=person,
    )
    at = Moment(_day(1), "boot", 1)
    append(
        [composed(event=uuid4(), act="test", device="office", actor=None, at=at, changes=[change])]
    )
    (before,) = history(person)
    assert before.fields == {"names": ["Дарина"], "code": "P1"}
    assert len(commitments_of(person)) == 1
    destroy(person)
    (after,) = history(person)
    assert after.fields == {"code": "P1"}
    assert after.destroyed
    found = state(person)
    assert found is not None
    assert found.destroyed
