"""The demonstration’s case file: made anew, whole, and open to whoever has the stated password."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from imena.cli.demo import command
from imena.cli.demo_case_file import MARK, Kept, NotOursError, play_into
from imena.cli.demo_case_words import UNITS, case_file_in_words
from imena.invented import plan
from imena.invented.markers import invented_markers
from imena.invented.plan import SitePlan
from imena.invented.site import invent_site
from imena.language import Words
from imena.rehearsal.played import Played

#: Just large enough for everything that happens in half a year.
SMALL = SitePlan(
    missing=17, families=15, unlisted=2, absent=3, sampled_twice=1, misrecorded=1, graves=15
)


@pytest.mark.slow
def test_it_is_played_counted_and_opened_with_the_stated_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "DEMO_SITE", SMALL)
    monkeypatch.setenv("IMENA_HOME", str(tmp_path / "somebody’s own"))
    said = CliRunner().invoke(
        command,
        ["--out", str(tmp_path), "--threshold", "0.9", "--language", "en", "--no-serve"],
    )
    assert said.exit_code == 0, said.output
    assert "going through it found nothing altered" in said.output
    assert not (tmp_path / "somebody’s own").exists()
    lines = said.output.splitlines()
    decisions = next(line for line in lines if line.endswith("signed by two"))
    password = next(line for line in lines if "with the password" in line)
    word = password.partition("with the password ")[2].partition(";")[0]
    assert _audit(tmp_path / "case-file", word).count("signed a decision") >= 2 * int(
        decisions.split()[0]
    )


def test_a_folder_that_it_did_not_make_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "imena.sqlite3").write_text("somebody’s own")
    with pytest.raises(NotOursError):
        play_into(
            tmp_path, invent_site(SMALL, invented_markers(), 1), {}, tmp_path / "markers.json"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["imena.sqlite3"]
    assert not (tmp_path / MARK).exists()


@pytest.mark.parametrize("language", ["uk", "en"])
def test_a_ledger_that_does_not_agree_is_never_called_whole(language: str) -> None:
    played = Played({}, dict.fromkeys(UNITS, 1))
    words = Words("cli", language)
    whole = "\n".join(case_file_in_words(words, Kept(played, 7, ()), Path("demo")))
    faulty = "\n".join(case_file_in_words(words, Kept(played, 7, ("cut",)), Path("demo")))
    assert set(whole.splitlines()) - set(faulty.splitlines()) == {
        words("  Its ledger holds {n} events; going through it found nothing altered.", n="7")
    }


def _audit(home: Path, password: str) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("IMENA", "DATABASE"))}
    audited = subprocess.run(
        [sys.executable, "-m", "imena.cli", "audit", "--as", "zvir"],
        input=f"{password}\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**kept, "IMENA_HOME": str(home), "IMENA_LANGUAGE": "en"},
    )
    assert audited.returncode == 0, audited.stderr
    return audited.stdout
