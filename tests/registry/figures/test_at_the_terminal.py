"""Our own figures at the terminal: drafted, approved, published, computed again, corrected."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imena.cli import figures as door
from imena.language import Words
from tests.registry.at_the_keyboard import signed_in
from tests.registry.cast import NAMES, Cast
from tests.registry.figures.history import History

BEGIN = datetime(2031, 6, 2, 6, tzinfo=UTC)


class Terminal:
    """Somebody at the keyboard of an operation where three people were named."""

    def __init__(self, cast: Cast, patch: pytest.MonkeyPatch) -> None:
        self.history = History(cast, 5, BEGIN)
        signed_in(patch, cast.actors.__getitem__)
        patch.setattr(door, "say", Words("figures", "en"))
        for act in ("recognised", "reported", "named", "grave"):
            self.history.must(act)

    def types(self, *arguments: str, by: str = "figures_officer") -> Result:
        with self.history.clock():
            return CliRunner().invoke(door.command, [*arguments, "--as", by])


@pytest.fixture
def terminal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("IMENA_LANGUAGE", "en")
    return Terminal(cast, monkeypatch)


def test_the_way_of_a_figure_from_a_draft_to_its_correction(
    terminal: Terminal, tmp_path: Path
) -> None:
    made = terminal.types("make", "persons.named")
    assert made.exit_code == 0, made.output
    number = made.stdout.split()[0]
    assert "People named: 1  (draft)" in made.stdout
    assert terminal.types("pack", number, str(tmp_path / "early")).exit_code == 1
    assert "somebody else" not in terminal.types("approve", number, by="board").output
    out = tmp_path / "pack.zip"
    assert terminal.types("pack", number, str(out)).exit_code == 0
    checked = CliRunner().invoke(door.command, ["verify", str(out), "--language", "en"])
    assert checked.exit_code == 0, checked.output
    assert "Every file is as it was made" in checked.stdout

    terminal.history.must("reversed")
    again = terminal.types("run", number, "--pack", str(out), by="auditor")
    assert again.exit_code == 0, again.output
    assert "the same to the digit" in again.stdout
    assert "says what the case file says" in again.stdout
    another = terminal.types("make", "graves.known").stdout.split()[0]
    mixed = terminal.types("run", another, "--pack", str(out), by="auditor")
    assert mixed.exit_code == 1
    assert "otherwise than the case file: query" in mixed.stdout
    told = terminal.types("check", by="auditor")
    assert told.exit_code == 0
    assert "Of the same time it is now known: persons identified: 0." in told.stdout
    assert "reversed a decision (1)" in told.stdout
    corrected = terminal.types("correct", number)
    assert f"This corrects {number}." in corrected.stdout
    # A draft corrects nothing yet.
    assert "No statement corrects it yet." in terminal.types("check", by="auditor").stdout
    assert terminal.types("approve", corrected.stdout.split()[0], by="board").exit_code == 0
    assert "corrected by" in terminal.types("list", by="auditor").stdout
    assert "Corrected by statement" in terminal.types("show", number, by="auditor").stdout
    for name in [*NAMES.values(), "Вигаданий"]:
        for language in ("uk", "en"):
            assert name.encode() not in _page(out, language)


def _page(out: Path, language: str) -> bytes:
    from imena.reports.publication.pack import PAGES, read

    return read(out)[PAGES[language]]


def test_a_pack_is_signed_with_a_key_that_is_never_written_over(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase = tmp_path / "phrase"
    phrase.write_text("вигаданий пароль\n", encoding="utf-8")
    monkeypatch.setenv("IMENA_SIGNING_PASSPHRASE_FILE", str(phrase))
    key, out = tmp_path / "office.key", tmp_path / "pack.zip"
    run = CliRunner().invoke
    public = run(door.command, ["key", str(key)]).stdout.strip()
    assert key.stat().st_mode & 0o777 == 0o600
    assert run(door.command, ["key", str(key)]).exit_code == 1
    number = terminal.types("make", "persons.named").stdout.split()[0]
    terminal.types("approve", number, by="board")
    assert terminal.types("pack", number, str(out), "--sign", str(key)).exit_code == 0
    named = run(door.command, ["verify", str(out), "--signed-by", public, "--language", "en"])
    assert (named.exit_code, "with the key you named" in named.stdout) == (0, True)
    another = run(door.command, ["verify", str(out), "--signed-by", "00" * 32])
    assert another.exit_code == 1
    terminal.types("pack", number, str(out))
    assert run(door.command, ["verify", str(out), "--signed-by", public]).exit_code == 1
    assert run(door.command, ["verify", str(out)]).exit_code == 0
    phrase.write_text("інший\n", encoding="utf-8")
    assert terminal.types("pack", number, str(out), "--sign", str(key)).exit_code == 1


def test_the_queries_are_told_whole(terminal: Terminal) -> None:
    told = CliRunner().invoke(door.command, ["queries", "--language", "en"]).stdout
    assert "graves.opened, version 1: Graves opened" in told
    assert "--by sex: by sex" in told


def test_what_comes_out_otherwise_ends_with_1(terminal: Terminal) -> None:
    number = terminal.types("make", "graves.known").stdout.split()[0]
    from imena.registry.models import Statement

    row = Statement.objects.get(number=number)
    Statement.objects.filter(pk=row.pk).update(result={**row.result, "value": 447})
    found = terminal.types("run", number, by="auditor")
    assert found.exit_code == 1
    assert "OTHERWISE" in found.stdout
