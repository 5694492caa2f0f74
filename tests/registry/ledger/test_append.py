"""Events are written with their acts, in places of their own."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from imena.registry import clock
from imena.registry.ledger import sequencer
from imena.registry.ledger.append import append
from imena.registry.ledger.event import Change, Composed, composed
from imena.registry.ledger.sealing import DamagedError, DestroyedError, unsealed
from imena.registry.ledger.verify import verify
from imena.registry.models import DataKey, Event, Link, Opening
from imena.registry.models.ledger import Waiting


def _event(
    device: str = "office", key: str | None = None, changes: list[Change] | None = None
) -> Composed:
    return composed(
        event=uuid4(),
        act="test.note",
        device=device,
        actor=None,
        at=clock.moment(),
        key=key,
        changes=changes or [],
    )


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction of its act"):
        append([_event()])


@pytest.mark.django_db
def test_a_request_that_comes_twice_is_written_once() -> None:
    append([_event(key="k")])
    with pytest.raises(IntegrityError), transaction.atomic():
        append([_event(key="k")])


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_event() -> None:
    def fail() -> None:
        with transaction.atomic():
            append([_event()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Event.objects.exists()
    assert not Link.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_events_of_many_writers_are_numbered_without_a_gap() -> None:
    """Barrier start; two devices. On PostgreSQL nobody waits for another's number."""
    writers, each = 8, 5
    barrier = threading.Barrier(writers)

    def write(device: str) -> None:
        barrier.wait()
        try:
            for _ in range(each):
                with transaction.atomic():
                    append([_event(device)])
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(f"d{n % 2}",)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not Waiting.objects.exists()
    assert list(Link.objects.order_by("index").values_list("index", flat=True)) == list(
        range(1, writers * each + 1)
    )
    assert {d: h.seq for d, h in sequencer.heads().items()} == {"d0": 20, "d1": 20}
    assert verify().findings == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_an_event_left_waiting_is_told_of_and_then_placed() -> None:
    """As after a crash between the commit and the numbering."""
    with transaction.atomic():
        append([_event()])
        transaction.get_connection().run_on_commit.clear()
    assert sequencer.place_of(Event.objects.get().id) is None
    assert verify().waiting == 1
    later = clock.now() + timedelta(minutes=2)
    with clock.use(clock.SetClock(later)):
        assert [finding.kind for finding in verify().findings] == ["overdue"]
    assert sequencer.link_waiting() == 1
    assert sequencer.place_of(Event.objects.get().id) == 1
    assert verify().findings == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_who_finds_somebody_numbering_leaves_them_to_it() -> None:
    with transaction.atomic():
        append([_event()])
        transaction.get_connection().run_on_commit.clear()
    holding, go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            assert sequencer._alone()
            holding.set()
            go.wait()
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    assert sequencer.link_waiting() == 0
    go.set()
    thread.join()
    assert sequencer.link_waiting() == 1


@pytest.mark.django_db
def test_personal_values_are_kept_under_a_key_that_can_be_destroyed() -> None:
    person, other = uuid4(), uuid4()
    change = Change(
        person,
        "Person",
        0,
        {"names": ["Дарина"], "code": "P1"},
        personal=frozenset({"names"}),
        subject=person,
    )
    append([_event(changes=[change])])
    kept, open_to_all = Opening.objects.order_by("subject")
    if kept.subject is None:
        kept, open_to_all = open_to_all, kept
    assert "Дарина" not in kept.sealed
    assert kept.subject == person
    key = bytes(DataKey.objects.get(pk=person).key)
    event = kept.event_id
    assert unsealed(kept.sealed, event=event, record=person, key=key)["names"][1] == ["Дарина"]
    assert unsealed(open_to_all.sealed, event=event, record=person)["code"][1] == "P1"
    with pytest.raises(DestroyedError):
        unsealed(kept.sealed, event=event, record=person, key=None)
    with pytest.raises(DestroyedError):
        unsealed(kept.sealed, event=event, record=person, key=bytes(32))
    with pytest.raises(DamagedError):
        unsealed(kept.sealed, event=event, record=other, key=key)


@pytest.mark.django_db
def test_one_person_has_one_key() -> None:
    person = uuid4()
    for seen in range(3):
        change = Change(
            person, "Person", seen, {"born": f"19{seen}0"}, frozenset(), frozenset({"born"}), person
        )
        append([_event(changes=[change])])
    assert DataKey.objects.count() == 1
    assert Opening.objects.filter(subject=person).count() == 3


def test_no_value_and_no_reason_stands_in_an_event() -> None:
    record = UUID(int=5)
    event = composed(
        event=uuid4(),
        act="test.note",
        device="office",
        actor=None,
        at=clock.moment(),
        changes=[Change(record, "Team", 0, {"name": "Загін Яструб"})],
        reason="Сказала сестра",
    )
    assert "Яструб" not in event.body
    assert "сестра" not in event.body
    assert {o.kind for o in event.openings} == {"Team", "event"}


@pytest.mark.parametrize(
    "changes",
    [
        [
            Change(UUID(int=1), "Team", 0, {"name": "a"}),
            Change(UUID(int=1), "Team", 1, {"name": "b"}),
        ],
        [Change(UUID(int=1), "Team", 0, {"name": "a"}, files=frozenset({"sha256"}))],
        [Change(UUID(int=1), "Team", 0, {"name": "a"}, personal=frozenset({"name"}))],
        [Change(UUID(int=1), "Team", 0, {"weight": 0.5})],
    ],
)
def test_what_cannot_be_recorded_is_refused(changes: list[Change]) -> None:
    with pytest.raises(ValueError, match=r"changed|personal|canonical"):
        _event(changes=changes)


@pytest.mark.django_db(transaction=True)
def test_events_stand_in_the_order_in_which_they_were_written() -> None:
    """Within an act, and one act after another, whether they wait for their places or not."""
    acts = [[_event(device) for device in ("office", "field-1", "office")] for _ in range(3)]
    with transaction.atomic():
        for events in acts:
            append(events)
    sequencer.link_waiting()
    written = [event.id for events in acts for event in events]
    assert list(Link.objects.order_by("index").values_list("event_id", flat=True)) == written
    office = [event.id for events in acts for event in events if event.device == "office"]
    chain = Link.objects.filter(device="office").order_by("seq")
    assert list(chain.values_list("event_id", flat=True)) == office
