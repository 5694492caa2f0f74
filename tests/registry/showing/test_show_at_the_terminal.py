"""``imena show`` at the keyboard: words in both languages, the same to a program."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from imena.cli import show as door
from imena.language import Words
from imena.registry.models import Event, Opening
from imena.registry.services import scene
from tests.registry.at_the_keyboard import signed_in
from tests.registry.believed import Believed
from tests.registry.cast import Cast
from tests.registry.ground import Ground


class Terminal:
    """Somebody at the keyboard; passwords are another test's matter."""

    def __init__(self, cast: Cast, patch: pytest.MonkeyPatch) -> None:
        self.cast = cast
        signed_in(patch, cast.actors.__getitem__)
        patch.setattr(door, "say", Words("record", "en"))

    def types(self, *arguments: str, by: str) -> Result:
        return CliRunner().invoke(door.command, [*arguments, "--as", by])

    def reads(self, *arguments: str, by: str = "analyst") -> str:
        done = self.types(*arguments, by=by)
        assert done.exit_code == 0, done.output
        return done.stdout


@pytest.fixture
def terminal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("IMENA_LANGUAGE", "en")
    return Terminal(cast, monkeypatch)


def test_a_unit_in_both_languages(terminal: Terminal) -> None:
    unit = Ground.opened(terminal.cast).stored()
    english = terminal.reads(unit.number, "--language", "en")
    assert english.splitlines()[0] == f"remains or belonging {unit.number}"
    assert "in store" in english
    assert "Custody\n" in english
    ukrainian = terminal.reads(unit.number, "--language", "uk")
    assert ukrainian.splitlines()[0] == f"останки або річ {unit.number}"
    assert "Рух останків\n" in ukrainian


def test_what_is_not_for_the_role_is_said(terminal: Terminal) -> None:
    ground = Ground.opened(terminal.cast)
    unit = ground.recovered()
    terminal.cast.actors["digger"] = ground.team
    assert "Not for your role: samples." in terminal.reads(unit.number, by="digger")


def test_a_named_person_is_read_about_for_a_purpose(terminal: Terminal) -> None:
    missing = Believed(terminal.cast).missing("Горобинський")
    refused = terminal.types(missing.number, by="analyst")
    assert refused.exit_code == 1
    assert "Горобинський" not in refused.output
    assert "Горобинський Сава" in terminal.reads(missing.number, "--purpose", "звірка")
    read = Event.objects.get(type="read.named")
    assert "звірка" in Opening.objects.get(event=read).sealed


def test_history_says_who_did_what(terminal: Terminal) -> None:
    grave = Ground.opened(terminal.cast).grave
    scene.describe_grave(terminal.cast.prosecutor, grave, seen=grave.version, depth_cm=120)
    last = terminal.reads(grave.number, "--history", "--language", "en").splitlines()[-2:]
    assert terminal.cast.prosecutor.name in last[0]
    assert last[1].split() == ["depth,", "cm", "120"]


def test_one_time_and_every_change_are_not_asked_together(terminal: Terminal) -> None:
    done = terminal.types("PTX", "--history", "--as-of", "2031-06-01", by="analyst")
    assert done.exit_code == 2


def test_a_program_reads_codes(terminal: Terminal) -> None:
    unit = Ground.opened(terminal.cast).recovered()
    tree = json.loads(terminal.reads(unit.number, "--json"))
    assert (tree["kind"], tree["number"]) == ("recovered_unit", unit.number)
    assert tree["fields"]["place"] == ["site"]
    step = json.loads(terminal.reads(unit.number, "--json", "--history"))
    assert step["act"] == "units.recover"
    assert step["fields"]["state"] == ["recovered"]


def test_no_such_number(terminal: Terminal) -> None:
    done = terminal.types("PTX-0001-A", by="analyst")
    assert done.exit_code == 1
    assert "no such record" in done.output
