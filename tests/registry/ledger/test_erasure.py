"""Erasing a person's values leaves the proof standing."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from imena.registry.ledger import sequencer
from imena.registry.ledger.erasure import NothingKeptError, commitments_of, destroy
from imena.registry.ledger.event import Change
from imena.registry.ledger.export import export
from imena.registry.ledger.verify import verify
from imena.registry.models import DataKey, Person
from imena.registry.queries.people import actor_of
from imena.registry.services import people, persons
from imena.registry.services.erasure import erase
from tests.registry.ledger.exported import checked
from tests.registry.ledger.played import Player, played


def _erased(player: Player) -> Person:
    """The first person's values are emptied and destroyed, in one event that lists them."""
    person = next(row for row in player.made if isinstance(row, Person))
    blank = {"names": [], "born": "", "contact": {}}
    listed = commitments_of(person.id)
    Person.objects.filter(pk=person.pk).update(**blank, version=person.version + 1)
    change = Change(
        person.id, "Person", person.version, blank, personal=frozenset(blank), subject=person.id
    )
    player.record("privacy.erased", "office", [change], erased=listed, reason="На прохання людини")
    destroy(person.id)
    if connection.vendor == "postgresql":
        sequencer.link_waiting()
    return person


@pytest.mark.django_db
def test_the_ledger_verifies_and_counts_what_was_destroyed(tmp_path: Path) -> None:
    player = played()
    person = next(row for row in player.made if isinstance(row, Person))
    listed = len(commitments_of(person.id))
    assert listed >= 2
    _erased(player)
    out = verify()
    assert out.findings == []
    assert out.destroyed == listed
    export(tmp_path / "out", opened=True)
    assert checked(tmp_path / "out") == []


@pytest.mark.django_db
def test_nothing_of_the_person_is_left_in_clear(tmp_path: Path) -> None:
    player = played()
    person = next(row for row in player.made if isinstance(row, Person))
    family = json.dumps(person.names[0]["family"], ensure_ascii=False)
    export(tmp_path / "before", opened=True)
    assert family in (tmp_path / "before" / "openings.jsonl").read_text(encoding="utf-8")
    _erased(player)
    export(tmp_path / "after", opened=True)
    assert family not in (tmp_path / "after" / "openings.jsonl").read_text(encoding="utf-8")
    assert not DataKey.objects.filter(subject=person.id).exists()


@pytest.mark.django_db
def test_a_key_destroyed_without_a_word_is_found(tmp_path: Path) -> None:
    player = played()
    person = next(row for row in player.made if isinstance(row, Person))
    destroy(person.id)
    assert {finding.kind for finding in verify().findings} == {"hidden", "row"}
    export(tmp_path / "out", opened=True)
    assert {kind for kind, *_ in checked(tmp_path / "out")} == {"hidden"}


@pytest.mark.django_db
def test_who_has_no_key_has_nothing_to_destroy() -> None:
    with pytest.raises(NothingKeptError):
        commitments_of(uuid4())
    with pytest.raises(NothingKeptError):
        destroy(uuid4())


@pytest.mark.django_db(transaction=True)
def test_a_key_is_destroyed_in_the_transaction_of_its_event() -> None:
    with pytest.raises(RuntimeError, match="stand or fall together"):
        destroy(uuid4())


@pytest.mark.django_db
def test_what_the_service_erases_verifies(tmp_path: Path) -> None:
    names = [{"script": "uk", "family": "Вигадана", "given": "Дарина", "kind": "own"}]
    _, (olena, taras) = people.begin_operation(
        code="PROBA",
        name_uk="Проба",
        administrators=[(name, name, "довгий-пароль-1") for name in ("olena", "taras")],
    )
    actors = []
    for role in ("interviewer", "board", "prosecutor"):
        user = people.add_user(olena, username=role, display_name=role, password="довгий-пароль-2")
        people.give_role(olena, user, role, approvers=[taras])
        actors.append(actor_of(user.id, olena.operation))
    interviewer, *behind = actors
    person = persons.register(interviewer, names=names, contact={"phone": "000"})
    export(tmp_path / "before", opened=True)
    erase(interviewer, person, ground="На прохання", approvers=behind)
    sequencer.link_waiting()
    out = verify()
    assert out.findings == []
    # The names, the keys they are found by, the contact, the sex, and whether they live.
    assert out.destroyed == 5
    export(tmp_path / "after", opened=True)
    assert checked(tmp_path / "after") == []
    assert "Вигадана" not in (tmp_path / "after" / "openings.jsonl").read_text(encoding="utf-8")
