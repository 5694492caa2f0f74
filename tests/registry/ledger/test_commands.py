"""``imena ledger`` at the keyboard."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from imena.cli.ledger import command
from imena.language import Words
from imena.registry.actor import Actor
from imena.registry.ledger import sequencer, triggers
from imena.registry.models import Event, Link, MissingPerson, Operation, User
from imena.registry.queries.people import actor_of
from imena.registry.services import people, persons
from imena.registry.services.antemortem import report
from tests.registry.ledger.exported import checked

pytestmark = pytest.mark.django_db

PASSWORD = "сім-довгих-слів-разом"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, User]:
    """A case file with one user for each role these commands ask for."""
    monkeypatch.setattr("imena.cli.ledger.say", Words("ledger", "uk"))
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("IMENA_PASSWORD_FILE", str(tmp_path / "password"))
    _, (olena, taras) = people.begin_operation(
        code="PROBA",
        name_uk="Проба",
        administrators=[(name, name.title(), PASSWORD) for name in ("olena", "taras")],
    )
    users = {}
    for role in ("auditor", "prosecutor", "board", "laboratory"):
        users[role] = _joined(olena, taras, role)
    sequencer.link_waiting()
    return users


def _joined(olena: Actor, taras: Actor, role: str) -> User:
    user = people.add_user(olena, username=role, display_name=f"Ада {role}", password=PASSWORD)
    people.give_role(olena, user, role, approvers=[taras])
    return user


def _run(*arguments: str | Path, keys: str | None = None) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], input=keys)


def test_verifying_says_what_was_gone_through_and_keeps_heads(
    office: dict[str, User], tmp_path: Path
) -> None:
    done = _run("verify", "--keep", tmp_path / "heads.json", "--json", tmp_path / "all.json")
    assert done.exit_code == 0, done.output
    assert "Нічого не змінено." in done.output
    heads = json.loads((tmp_path / "heads.json").read_text(encoding="utf-8"))
    assert heads["events"] == Event.objects.count()
    assert heads["heads"]["office"]["seq"] == heads["events"]
    everything = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert everything["findings"] == []
    assert everything["records"] > 8
    for option in ("--heads", "--since"):
        again = _run("verify", option, tmp_path / "heads.json")
        assert again.exit_code == 0, again.output


def test_what_was_altered_is_named_and_ends_with_1(office: dict[str, User], tmp_path: Path) -> None:
    User.objects.filter(username="auditor").update(display_name="Інша")
    done = _run("verify", "--keep", tmp_path / "heads.json", "--json", tmp_path / "all.json")
    assert done.exit_code == 1
    assert f"User {office['auditor'].pk}  display_name" in done.output
    assert not (tmp_path / "heads.json").exists()
    (finding,) = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["findings"]
    assert finding["kind"] == "row"


def test_a_ledger_cut_off_does_not_meet_kept_heads(office: dict[str, User], tmp_path: Path) -> None:
    _run("verify", "--keep", tmp_path / "heads.json")
    with connection.cursor() as cursor:
        for statement in triggers.removal(connection.vendor):
            cursor.execute(statement)
    Link.objects.order_by("-index")[0].delete()
    for option in ("--heads", "--since"):
        done = _run("verify", option, tmp_path / "heads.json")
        assert done.exit_code == 1
        assert "обрізано" in done.output


@pytest.mark.parametrize("text", ["", "{}", '{"heads": {"office": {"seq": -1}}}', "[]"])
def test_a_file_without_heads_is_refused(
    office: dict[str, User], tmp_path: Path, text: str
) -> None:
    (tmp_path / "heads.json").write_text(text, encoding="utf-8")
    done = _run("verify", "--heads", tmp_path / "heads.json")
    assert done.exit_code == 1
    assert "не містить голів журналу" in done.output


def test_an_auditor_takes_the_events_and_no_value(office: dict[str, User], tmp_path: Path) -> None:
    done = _run("export", tmp_path / "out", "--as", "auditor", "--purpose", "Перевірка року")
    assert done.exit_code == 0, done.output
    assert checked(tmp_path / "out") == []
    everything = "".join(
        path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.json*")
    )
    assert "Ада" not in everything
    assert "Перевірка року" not in everything
    assert '"type":"ledger.export"' in everything
    again = _run("export", tmp_path / "out", "--as", "auditor")
    assert again.exit_code == 1
    assert "уже існує" in again.output


def test_the_values_go_out_when_two_who_may_approve_it(
    office: dict[str, User], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    asked = ("export", str(out), "--open", "--approver", "board", "--as", "prosecutor")
    no_purpose = _run(*asked, keys=f"{PASSWORD}\n")
    assert no_purpose.exit_code == 1
    assert not out.exists()
    done = _run(*asked, "--purpose", "Для суду", keys=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert checked(out) == []
    assert "Ада auditor" in (out / "openings.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("who", "more"),
    [
        ("laboratory", ()),
        ("auditor", ("--open", "--approver", "board")),
        ("prosecutor", ("--open", "--approver", "laboratory")),
        ("prosecutor", ("--open", "--approver", "prosecutor")),
    ],
)
def test_nobody_else_takes_anything(
    office: dict[str, User], tmp_path: Path, who: str, more: tuple[str, ...]
) -> None:
    asked = ("export", str(tmp_path / "out"), "--as", who, "--purpose", "Просто так", *more)
    done = _run(*asked, keys=f"{PASSWORD}\n")
    assert done.exit_code == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("more", [("--open",), ("--approver", "board")])
def test_opening_takes_a_second_person(
    office: dict[str, User], tmp_path: Path, more: tuple[str, ...]
) -> None:
    assert _run("export", tmp_path / "out", "--as", "prosecutor", *more).exit_code == 2


def test_sequencing_says_how_many_were_placed(office: dict[str, User]) -> None:
    done = _run("sequence")
    assert done.exit_code == 0
    assert done.output == "0 подій отримали місця.\n"


def test_the_history_of_a_user(office: dict[str, User]) -> None:
    done = _run("history", str(office["board"].pk), "--as", "auditor")
    assert done.exit_code == 0, done.output
    assert 'display_name = "Ада board"' in done.output
    then = _run("history", str(office["board"].pk), "--as", "auditor", "--known-at", "2020-01-01")
    assert then.exit_code == 1
    assert "нічого не було відомо" in then.output
    now = _run("history", str(office["board"].pk), "--as", "auditor", "--as-of", "2999-01-01")
    assert "версія 1" in now.output


def test_who_may_not_see_a_record_learns_nothing_of_it(office: dict[str, User]) -> None:
    hidden = _run("history", str(office["board"].pk), "--as", "laboratory")
    unknown = _run("history", str(uuid4()), "--as", "laboratory")
    assert hidden.exit_code == unknown.exit_code == 1
    assert hidden.output == unknown.output


def test_a_named_persons_history_needs_a_purpose_and_is_itself_recorded(
    office: dict[str, User],
) -> None:
    olena = User.objects.get(username="olena")
    taras = User.objects.get(username="taras")
    operation = Operation.objects.get().pk
    first, second = (actor_of(user.id, operation) for user in (olena, taras))
    interviewer = _joined(first, second, "interviewer")
    actor = actor_of(interviewer.id, operation)
    names = [{"script": "uk", "family": "Вигаданий", "given": "Остап", "kind": "own"}]
    missing = report(actor, names=names)
    assert isinstance(missing, MissingPerson)
    refused = _run("history", str(missing.pk), "--as", "interviewer")
    assert refused.exit_code == 1
    assert "Вигаданий" not in refused.output
    done = _run("history", str(missing.pk), "--as", "interviewer", "--purpose", "Звірка")
    assert done.exit_code == 0, done.output
    assert "Вигаданий" in done.output
    assert Event.objects.filter(type="read.named", device="office/reads").count() == 1


def test_what_a_family_must_not_learn_is_not_in_a_history(office: dict[str, User]) -> None:
    operation = Operation.objects.get().pk
    olena, taras = (
        actor_of(User.objects.get(username=name).id, operation) for name in ("olena", "taras")
    )
    told, compares = (
        actor_of(_joined(olena, taras, role).id, operation) for role in ("interviewer", "analyst")
    )
    names = [{"script": "uk", "family": "Вигадана", "given": "Дарина", "kind": "own"}]
    kinship = persons.claim_kinship(
        told, persons.register(told, names=names), report(told, names=names), relationship="mother"
    )
    persons.verify_kinship(compares, kinship, seen=1, note="Лише для тих, хто порівнює")
    done = _run("history", str(kinship.pk), "--as", "interviewer", "--purpose", "Звірка")
    assert done.exit_code == 0, done.output
    assert 'relationship = "mother"' in done.output
    assert "Лише для тих" not in done.output
