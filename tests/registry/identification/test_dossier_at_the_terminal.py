"""``imena dossier`` at the keyboard: written, checked, and found changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imena import __version__
from imena.cli.dossier import NOT_COMPARED, READERS, command
from imena.registry.models import Decision
from imena.registry.queries.dossier import content as dossier_content
from tests.registry.at_the_keyboard import signed_in
from tests.registry.believed import Believed
from tests.registry.cast import Cast


@pytest.fixture
def decision(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Decision:
    """A decision that a member of the board, who has signed in, reads about."""
    believed = Believed(cast)
    body, missing = believed.remains(), believed.missing()
    signed_in(monkeypatch, cast.actors.__getitem__)
    return believed.signed(believed.proposed(body, missing))


def run(*arguments: str | Path) -> Result:
    told = ("--as", "board", "--purpose", "засідання", "--language", "en", *map(str, arguments))
    return CliRunner().invoke(command, told)


def test_the_command_and_the_query_know_the_same_readers() -> None:
    assert READERS == dossier_content.READERS


def test_both_files_are_written_and_are_as_the_case_file_says(
    decision: Decision, tmp_path: Path
) -> None:
    pdf, page = tmp_path / "d.pdf", tmp_path / "d.html"
    done = run(decision.number, "--pdf", pdf, "--html", page)
    assert done.exit_code == 0, done.output
    for file in (pdf, page):
        checked = run("--verify", file)
        assert checked.exit_code == 0, checked.output
        assert "letter for letter" in checked.output
        assert "The case file says the same today." in checked.output
        assert "What was signed is the same" in checked.output


def test_a_case_file_that_says_otherwise_ends_with_1(decision: Decision, tmp_path: Path) -> None:
    page = tmp_path / "d.html"
    run(decision.number, "--html", page)
    Decision.objects.filter(pk=decision.pk).update(statement="інше")
    checked = run("--verify", page)
    assert checked.exit_code == 1
    assert "What was signed is NOT the same." in checked.output
    assert "statement: — → інше" in checked.output


def test_pages_of_another_version_are_said_not_to_be_compared(
    decision: Decision, tmp_path: Path
) -> None:
    page = tmp_path / "d.html"
    run(decision.number, "--html", page)
    told = page.read_text(encoding="utf-8")
    page.write_text(told.replace(f'"version":"{__version__}"', '"version":"0.0.1"'), "utf-8")
    checked = run("--verify", page)
    assert checked.exit_code == NOT_COMPARED
    assert "made by Imena 0.0.1" in checked.output
    # Whoever forges pages need only say that another version made them.
    assert "do not rely on them" in checked.output
    assert "says the same today." not in checked.output


def test_an_altered_page_ends_with_1(decision: Decision, tmp_path: Path) -> None:
    page = tmp_path / "d.html"
    run(decision.number, "--html", page)
    page.write_text(page.read_text(encoding="utf-8").replace("<h1>", "<h1>!"), encoding="utf-8")
    checked = run("--verify", page)
    assert checked.exit_code == 1
    assert "it was altered" in checked.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Give a number"),
        (("DEC-0001-P",), "--pdf FILE or --html FILE"),
        (("DEC-9999-X", "--html", "x.html"), "Такого запису немає"),
    ],
)
def test_what_cannot_be_done_is_said(
    decision: Decision, arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    done = run(*arguments)
    assert done.exit_code != 0
    assert says in done.output


def test_a_strangers_file_is_refused(decision: Decision, tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("<html></html>", encoding="utf-8")
    done = run("--verify", other)
    assert done.exit_code == 1
    assert "no dossier of ours" in done.output
