"""Verification passes what was written, and says where what was altered stands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection, transaction

from imena.registry.ledger import triggers
from imena.registry.ledger.chain import Head
from imena.registry.ledger.findings import KINDS, Finding
from imena.registry.ledger.heads import Heads
from imena.registry.ledger.verify import verify, verify_since
from imena.registry.models import Event, Link, Opening, Person, Team
from tests.registry.ledger.played import Player, played

pytestmark = pytest.mark.django_db


@pytest.fixture
def player() -> Player:
    """A ledger without its triggers."""
    with connection.cursor() as cursor:
        for statement in triggers.removal(connection.vendor):
            cursor.execute(statement)
    return played()


def _heads() -> Heads:
    out = verify()
    assert out.findings == []
    return Heads(out.index, out.heads)


def test_what_was_written_verifies(player: Player) -> None:
    out = verify()
    assert out.findings == []
    assert set(out.heads) == {"office", "field-1", "office/reads"}
    assert out.records == len(player.made)
    assert out.events == out.index == sum(head.seq for head in out.heads.values())
    assert out.values > 80


def test_what_the_services_write_verifies(transactional_db: None) -> None:
    from imena.registry.services import people

    names = [("olena", "Олена Ключ", "довгий-пароль-1"), ("taras", "Тарас Ключ", "довгий-пароль-2")]
    _, (olena, taras) = people.begin_operation(code="PROBA", name_uk="Проба", administrators=names)
    user = people.add_user(
        olena, username="nina", display_name="Ніна Слухай", password="довгий-пароль-3"
    )
    membership = people.give_role(olena, user, "interviewer", approvers=[taras])
    people.end_role(olena, membership, seen=membership.version, reason="Перейшла до іншої установи")
    out = verify()
    assert out.findings == []
    assert out.records == 8  # an operation, a device, three users, three roles


@pytest.mark.slow
def test_several_processes_find_the_same(
    transactional_db: None, sqlite_file: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They open the case file by the environment, so that is pointed to the tests' own."""
    from imena.registry.ledger import verify as module

    if sqlite_file is None:
        address = os.environ["DATABASE_URL"].replace(
            "/imena?", f"/{connection.settings_dict['NAME']}?"
        )
        monkeypatch.setenv("DATABASE_URL", address)
    else:
        monkeypatch.setenv("IMENA_HOME", str(sqlite_file.parent))
    monkeypatch.setattr(module, "_STRETCH", 10)
    with transaction.atomic():
        player = played()
    Team.objects.filter(pk=next(r for r in player.made if isinstance(r, Team)).pk).update(name="x")
    alone, together = verify(), verify(processes=2)
    assert [finding.kind for finding in together.findings] == ["row"]
    assert together == alone


def _place(finding: Finding) -> tuple[str, str | None, int | None, str | None]:
    return finding.kind, finding.device, finding.seq, finding.what


def test_a_changed_event_is_placed(player: Player) -> None:
    link = Link.objects.filter(device="field-1", seq=3).get()
    line = link.line.replace('"type":"test.', '"type":"rest.')
    Link.objects.filter(pk=link.pk).update(line=line)
    found = {_place(finding) for finding in verify().findings}
    assert ("altered", "field-1", 3, "hash") in found
    assert {(device, seq) for _, device, seq, _ in found} == {("field-1", 3)}


def test_a_changed_body_is_placed(player: Player) -> None:
    link = Link.objects.filter(device="office", seq=2).get()
    Event.objects.filter(pk=link.event_id).update(
        body=Event.objects.get(pk=link.event_id).body.replace('"v":1', '"v":2')
    )
    assert [_place(f) for f in verify().findings] == [("altered", "office", 2, "body")]


def test_a_removed_event_is_placed(player: Player) -> None:
    read = Link.objects.filter(device="office/reads").order_by("seq")[1]
    Opening.objects.filter(event_id=read.event_id).delete()
    Link.objects.filter(pk=read.pk).delete()
    Event.objects.filter(pk=read.event_id).delete()
    found = [_place(finding) for finding in verify().findings]
    assert ("removed", "office/reads", 2, None) in found
    assert {kind for kind, *_ in found} == {"removed"}


def test_two_swapped_events_are_placed(player: Player) -> None:
    one, other = Link.objects.filter(device="office").order_by("seq")[3:5]
    Link.objects.filter(pk__in=[one.pk, other.pk]).delete()
    one.index, other.index, one.seq, other.seq = other.index, one.index, other.seq, one.seq
    one.save(force_insert=True)
    other.save(force_insert=True)
    found = {(f.device, f.seq) for f in verify().findings}
    assert found == {("office", 3), ("office", 4), ("office", 5)}


def test_a_changed_value_is_placed(player: Player) -> None:
    opening = Opening.objects.filter(kind="Team").order_by("id")[0]
    link = Link.objects.get(pk=opening.event_id)
    Opening.objects.filter(pk=opening.pk).update(sealed=opening.sealed.replace("Загін", "Загон"))
    (of_chain,) = [f for f in verify().findings if f.kind == "value"]
    assert (of_chain.device, of_chain.seq) == (link.device, link.seq)
    assert of_chain.what == f"{opening.record_id}/name"


@pytest.mark.parametrize(
    ("model", "changed", "what"),
    [
        (Team, {"name": "Чужий загін"}, "name"),
        (Person, {"names": []}, "names"),
        (Person, {"version": 12}, "version"),
        (Person, {"recorded_at": "2020-01-01T00:00:00Z"}, "recorded_at"),
        (Person, {"contact_rules": "щодня"}, "contact_rules"),
    ],
)
def test_a_row_changed_behind_the_ledger_is_named(
    player: Player, model: type[Person], changed: dict[str, object], what: str
) -> None:
    row = next(row for row in player.made if isinstance(row, model))
    model.objects.filter(pk=row.pk).update(**changed)
    (finding,) = verify().findings
    assert finding.kind == "row"
    assert (finding.record, finding.what) == (f"{model.__name__} {row.pk}", what)


def test_a_record_being_changed_meanwhile_is_no_finding(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its openings were read before the change, its row after; and so again the second time."""
    from imena.registry.ledger import current

    team = next(row for row in player.made if isinstance(row, Team))
    differing = current._differing
    names = iter(["Загін, що змінився", "Загін, що змінився знову"])

    def while_it_changes(model: type[Team], items: list[current.Folded]) -> object:
        if any(item.record == str(team.pk) for item in items) and (name := next(names, "")):
            player.change(team, name=name)
        return differing(model, items)

    monkeypatch.setattr(current, "_differing", while_it_changes)
    assert verify().findings == []
    assert list(names) == []


def test_only_what_came_since_is_gone_through(player: Player) -> None:
    since = _heads()
    assert verify_since(since).events == 0
    player.record("read.person", "office/reads", [])
    player.create(Team, "field-2", operation_id=player.made[0].pk, code="T-new", name="Новий")
    _number()
    out = verify_since(since)
    assert (out.events, out.findings) == (2, [])
    assert out.heads["field-2"].seq == 1
    assert out.heads["office/reads"].seq == since.heads["office/reads"].seq + 1


def test_heads_kept_are_looked_for_though_only_the_rest_is_gone_through(player: Player) -> None:
    since = _heads()
    end = since.heads["office"].seq
    wrong = Heads(since.index, {**since.heads, "office": Head(end, "ab" * 32)})
    assert [_place(f) for f in verify_since(wrong).findings] == [("rewritten", "office", end, None)]
    beyond = Heads(since.index, {**since.heads, "office": Head(end + 1, "ab" * 32)})
    assert [_place(f) for f in verify_since(beyond).findings] == [("cut", "office", end + 1, None)]


def test_a_chain_cut_off_is_found_against_kept_heads(player: Player) -> None:
    kept = _heads()
    end = Link.objects.filter(device="office/reads").order_by("-seq")[0]
    Opening.objects.filter(event_id=end.event_id).delete()
    Link.objects.filter(pk=end.pk).delete()
    Event.objects.filter(pk=end.event_id).delete()
    found = [_place(f) for f in verify(kept=kept).findings]
    assert ("cut", "office/reads", end.seq, None) in found


def test_progress_is_told(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    from imena.registry.ledger import verify as module

    monkeypatch.setattr(module, "_STRETCH", 10)
    told: list[tuple[int, int]] = []
    out = verify(told=lambda done, of: told.append((done, of)))
    ends = [min(n + 10, out.events) for n in range(0, out.events, 10)]
    assert told == [(end, out.events) for end in ends]


def test_every_kind_of_finding_that_is_told_has_words() -> None:
    assert set(KINDS) >= {"altered", "removed", "row", "row added", "row removed", "overdue"}


def _number() -> None:
    from imena.registry.ledger import sequencer

    if connection.vendor == "postgresql":
        sequencer.link_waiting()
