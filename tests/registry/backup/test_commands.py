"""`imena backup` and `imena restore` from a person's chair."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from imena.cli import imena
from imena.registry import clock
from imena.registry.backup.record import judge_backup
from imena.registry.engine.judgement import Level
from tests.registry.ledger.played import Player

pytestmark = pytest.mark.django_db(transaction=True)

LOCKED = {"IMENA_BACKUP_PASSPHRASE": "вигадана довга фраза"}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path / "home")


def _said(*arguments: str | Path, env: dict[str, str], asked: str = "") -> Result:
    return CliRunner().invoke(
        imena, [str(a) for a in arguments] + ["--language", "en"], env=env, input=asked
    )


def test_a_backup_is_made_proved_and_remembered(player: Player, tmp_path: Path) -> None:
    out = tmp_path / "case.imena-backup"
    assert judge_backup(clock.now()).level is Level.WARN
    made = _said("backup", out, env=LOCKED)
    assert made.exit_code == 0, made.output
    assert made.output.startswith("Backed up, restored and verified: ")
    heads = json.loads(out.with_name(out.name + ".heads.json").read_text())
    assert f"{heads['events']} events" in made.output
    assert judge_backup(clock.now()).level is Level.OK
    assert judge_backup(clock.now() + timedelta(days=8)).level is Level.WARN
    checked = _said("restore", out, "--check", "--heads", f"{out}.heads.json", env=LOCKED)
    assert checked.exit_code == 0, checked.output
    assert f"Can be restored: {made.output.split(': ')[1].split(' rows')[0]} rows" in checked.output


def test_a_refusal_says_why_and_is_no_success(player: Player, tmp_path: Path) -> None:
    out = tmp_path / "case.imena-backup"
    assert _said("backup", out, env=LOCKED).exit_code == 0
    again = _said("backup", out, env=LOCKED)
    assert (again.exit_code, "there already" in again.output) == (1, True)
    other = _said("restore", out, "--check", env={"IMENA_BACKUP_PASSPHRASE": "інша довга фраза"})
    assert (other.exit_code, "passphrase is not the backup’s" in other.output) == (1, True)
    nonsense = tmp_path / "heads.json"
    nonsense.write_text("{}")
    wrong = _said("restore", out, "--check", "--heads", nonsense, env=LOCKED)
    assert (wrong.exit_code, "holds no heads" in wrong.output) == (1, True)


def test_the_passphrase_is_asked_for_or_read_from_a_file(player: Player, tmp_path: Path) -> None:
    out, phrase = tmp_path / "case.imena-backup", LOCKED["IMENA_BACKUP_PASSPHRASE"]
    made = _said("backup", out, env={}, asked=f"{phrase}\n{phrase}\n")
    assert made.exit_code == 0, made.output
    assert phrase not in made.output
    kept = tmp_path / "phrase"
    kept.write_text(f"{phrase}\nдругий рядок\n", encoding="utf-8")
    env = {"IMENA_BACKUP_PASSPHRASE_FILE": str(kept)}
    assert _said("restore", out, "--check", env=env).exit_code == 0
    env = {"IMENA_BACKUP_PASSPHRASE_FILE": str(tmp_path / "nothing")}
    assert _said("restore", out, "--check", env=env).exit_code == 1
