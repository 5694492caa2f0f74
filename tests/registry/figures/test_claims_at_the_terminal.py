"""A claim at the terminal is shown as it is read before it is recorded; the bulletin is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imena.cli import bulletin, claim
from imena.language import Words
from imena.registry.models import Claim
from imena.registry.services import statements
from tests.registry.at_the_keyboard import signed_in
from tests.registry.cast import Cast

TEXT = "Піднято майже 50 тіл, не враховуючи ще не ексгумованих."


@pytest.fixture
def officer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    signed_in(monkeypatch, cast.actors.__getitem__)
    monkeypatch.setattr(claim, "say", Words("claims", "en"))
    monkeypatch.setattr(bulletin, "say", Words("bulletin", "en"))
    return cast


def types(*arguments: str, typed: str = "") -> Result:
    whole = [*arguments, "--as", "figures_officer"]
    return CliRunner().invoke(claim.command, whole, input=typed)


def test_nothing_is_recorded_until_the_reading_was_seen_and_confirmed(officer: Cast) -> None:
    shown = types("add", TEXT, "--speaker", "рада", typed="n\n")
    assert shown.exit_code == 1
    assert "word: almost" in shown.stdout
    assert "by policy figures-1: from 45 to 49" in shown.stdout
    assert "leaves out: those not yet exhumed" in shown.stdout
    assert not Claim.objects.exists()
    assert types("add", TEXT, "--speaker", "рада", typed="y\n").exit_code == 0
    assert Claim.objects.get().bound == "almost"


def test_a_script_says_yes_and_what_was_corrected_is_what_is_shown(officer: Cast) -> None:
    corrected = ("--bound", "about", "--excludes", "дітей")
    shown = types("add", TEXT, "--speaker", "рада", *corrected, typed="n\n")
    assert "word: about" in shown.stdout
    assert "leaves out: дітей" in shown.stdout
    assert types("add", TEXT, "--speaker", "рада", *corrected, "--yes").exit_code == 0
    made = Claim.objects.get()
    assert made.bound == "about"
    assert made.scope["excludes"] == ["not_yet_exhumed", "дітей"]
    assert types("add", TEXT, "--speaker", "рада", "--bound", "десь", "--yes").exit_code == 2


def test_findings_are_told_with_both_quotes_and_their_numbers(officer: Cast) -> None:
    types("add", "У яру близько 45 могил", "--speaker", "речник", "--yes")
    number = Claim.objects.get().number
    relayed = types("relay", number, "газета", "45 людей у яру")
    assert "- something else is counted: graves → people" in relayed.stdout
    told = types("check").stdout
    assert "Газета writes “45 людей”. The source, речник, said “близько 45 могил”." in told
    assert number in told


def test_the_bulletin_is_written_in_both_forms(officer: Cast, tmp_path: Path) -> None:
    drafted = statements.make(officer.figures_officer, query="samples.taken")
    statements.approve(officer.board, drafted, seen=drafted.version)
    pdf, page = tmp_path / "b.pdf", tmp_path / "b.html"
    made = CliRunner().invoke(
        bulletin.command,
        ["--pdf", str(pdf), "--html", str(page), "--language", "en", "--as", "figures_officer"],
    )
    assert made.exit_code == 0, made.output
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert drafted.number in page.read_text(encoding="utf-8")
    digest = made.stdout.splitlines()[-1].split()[-1]
    assert digest in page.read_text(encoding="utf-8")
    nowhere = CliRunner().invoke(bulletin.command, ["--as", "figures_officer"])
    assert nowhere.exit_code == 2
