"""``imena search``: killed at any moment it goes on to the same bytes; refusals say what to do."""

from __future__ import annotations

import json
import os
import pty
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imena import SitePlan, invent_site, invented_markers, write_case
from imena.cli import imena
from imena.cli.search import duration_left
from imena.exchange.search_run.lock import held
from imena.language import Words
from tests.exchange.small_case import tree, written
from tests.matching.search.local_cluster import local_cluster

KILLS = 5


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(imena, ["search", *(str(a) for a in arguments)])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of ten tiles that takes some seconds."""
    path = tmp_path_factory.mktemp("site") / "site.json"
    plan = SitePlan(missing=150, families=120, unlisted=10, absent=10, partial=40, failed=5)
    write_case(invent_site(plan, invented_markers(23), 3).case, path)
    return path


@pytest.fixture(scope="module")
def expected(site: Path) -> bytes:
    """The table of a search that nothing disturbed."""
    out = site.parent / "undisturbed.csv"
    assert run(site, "--out", out, "--threshold", "3").exit_code == 0
    return out.read_bytes()


def _started(site: Path, out: Path) -> subprocess.Popen[str]:
    code = "from imena.cli import main; main()"
    options = ["--out", str(out), "--threshold", "3", "--resume", "--language", "en"]
    return subprocess.Popen(
        [sys.executable, "-c", code, "search", str(site), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _tiles(out: Path) -> int:
    state = out.with_suffix(".run") / "run.json"
    return len(json.loads(state.read_text(encoding="utf-8"))["tiles"]) if state.exists() else -1


def _stopped(
    started: subprocess.Popen[str], out: Path, tiles: int, by: signal.Signals, after: float = 0.05
) -> str:
    """Send a signal some seconds after so many tiles are finished, or when the search has ended;
    what it said."""
    while _tiles(out) < tiles and started.poll() is None:
        time.sleep(0.005)
    time.sleep(after)
    started.send_signal(by)
    _, said = started.communicate(timeout=60)
    return said


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(
    site: Path, expected: bytes, tmp_path: Path
) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    moments = random.Random(seed)
    out = tmp_path / "pairs.csv"
    for kill in range(KILLS):
        wanted = max(_tiles(out), 0) + moments.choice((0, 0, 1, 2))
        started = _started(site, out)
        _stopped(started, out, wanted, signal.SIGKILL, moments.uniform(0, 0.4))
        ended = started.returncode
        assert ended in (0, -signal.SIGKILL), f"kill {kill} of moments from seed {seed}"
        if ended == 0:
            # The moment came after the end: everything must be there, and begins anew.
            assert out.read_bytes() == expected, f"moments from seed {seed}"
            shutil.rmtree(out.with_suffix(".run"))
            out.unlink()
    before = _tiles(out)
    last = _started(site, out)
    _, said = last.communicate(timeout=120)
    assert last.returncode == 0, f"{said} (moments from seed {seed})"
    if before > 1:
        assert f"Going on: {before} tiles finished before." in said, f"moments from seed {seed}"
    assert out.read_bytes() == expected, f"moments from seed {seed}"
    assert not list(tmp_path.rglob("*.part")), f"moments from seed {seed}"


@pytest.mark.slow
def test_interrupted_it_leaves_nothing_half_written(
    site: Path, expected: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "pairs.csv"
    started = _started(site, out)
    said = _stopped(started, out, 1, signal.SIGINT, after=0)
    assert started.returncode == 1
    assert "Interrupted; --resume goes on with what is finished." in said
    assert "Traceback" not in said
    assert not out.exists()
    assert not list(tmp_path.rglob("*.part"))
    assert run(site, "--out", out, "--threshold", "3", "--resume").exit_code == 0
    assert out.read_bytes() == expected


@pytest.mark.slow
def test_the_time_left_is_told_where_somebody_watches(site: Path, tmp_path: Path) -> None:
    terminal, end = pty.openpty()
    code = "from imena.cli import main; main()"
    arguments = ["search", str(site), "--out", str(tmp_path / "pairs.csv"), "--language", "en"]
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=end
    ) as watched:
        os.close(end)
        assert watched.wait(timeout=120) == 0
        said = os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    shares = [int(share) for share in re.findall(r"(\d+)%", said)]
    assert shares[0] == 0
    assert shares[-1] == 100
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert len(re.findall(r"seconds? left", said)) == len(shares) - 1
    assert said.endswith("\x1b[K")


def test_the_answer_is_said_in_both_languages(tmp_path: Path) -> None:
    path = written(tmp_path, tree())
    english = run(path, "--out", tmp_path / "en.csv", "--language", "en")
    ukrainian = run(path, "--out", tmp_path / "uk.csv", "--language", "uk")
    assert english.exit_code == ukrainian.exit_code == 0
    assert "2 bodies, 2 missing people: 2 pairs kept." in english.stdout
    assert "2 тіла, 2 зниклі людини: збережено 2 пари." in ukrainian.stdout
    assert (tmp_path / "en.csv").read_bytes() == (tmp_path / "uk.csv").read_bytes()


def test_the_file_is_named_after_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(written(tmp_path, tree())).exit_code == 0
    made = {"case.search.csv", "case.search.csv.provenance.json", "case.search.run"}
    assert {p.name for p in tmp_path.iterdir()} == {"case.json", *made}


def test_a_finished_search_is_not_overwritten_and_can_be_written_again(tmp_path: Path) -> None:
    path, out = written(tmp_path, tree()), tmp_path / "pairs.csv"
    assert run(path, "--out", out).exit_code == 0
    first = out.read_bytes()
    out.unlink()
    refused = run(path, "--out", out, "--language", "en")
    assert refused.exit_code == 1
    assert "holds a finished search, which is not overwritten" in refused.stderr
    assert not out.exists()
    assert run(path, "--out", out, "--resume").exit_code == 0
    assert out.read_bytes() == first


def _unfinished(run_folder: Path) -> None:
    state = run_folder / "run.json"
    held = json.loads(state.read_text(encoding="utf-8"))
    state.write_text(json.dumps(held | {"finished": False}), encoding="utf-8")


def test_an_unfinished_search_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path, out = written(tmp_path, tree()), tmp_path / "pairs.csv"
    run(path, "--out", out)
    _unfinished(tmp_path / "pairs.run")
    english = run(path, "--out", out, "--language", "en")
    assert english.exit_code == 1
    assert "was not finished. --resume goes on with it" in english.stderr
    ukrainian = run(path, "--out", out, "--language", "uk")
    assert "--resume" in ukrainian.stderr
    assert "не завершено" in ukrainian.stderr
    since = run(path, "--out", tmp_path / "2.csv", "--since", tmp_path / "pairs.run")
    assert since.exit_code == 1
    assert "--resume" in since.stderr
    assert not (tmp_path / "2.run").exists()


def test_another_case_or_other_parameters_are_named(tmp_path: Path) -> None:
    path, out = written(tmp_path, tree()), tmp_path / "pairs.csv"
    run(path, "--out", out)
    other = run(path, "--out", out, "--resume", "--best", "5", "--language", "en")
    assert other.exit_code == 1
    assert "these differ: --best. Repeat" in other.stderr
    changed = tree()
    changed["pm"][0]["profile"]["TH01"] = ["6", "7"]
    changed["theta"] = 0.01
    another = written(tmp_path, changed, "other.json")
    refused = run(another, "--out", out, "--resume", "--language", "uk")
    assert "theta" in refused.stderr
    assert "тіла" in refused.stderr
    assert "родини" not in refused.stderr


@pytest.mark.parametrize("damaged", ["run.json", "contents.json", "all-00000.npz"])
def test_a_damaged_run_is_refused(damaged: str, tmp_path: Path) -> None:
    path, out = written(tmp_path, tree()), tmp_path / "pairs.csv"
    run(path, "--out", out)
    file = tmp_path / "pairs.run" / damaged
    file.write_bytes(file.read_bytes()[:-20])
    refused = run(path, "--out", out, "--resume", "--language", "en")
    assert refused.exit_code == 1
    assert "is damaged" in refused.stderr


def test_what_is_no_search_is_not_touched(tmp_path: Path) -> None:
    path = written(tmp_path, tree())
    (tmp_path / "pairs.run").mkdir()
    (tmp_path / "pairs.run" / "notes.txt").write_text("ours", encoding="utf-8")
    refused = run(path, "--out", tmp_path / "pairs.csv", "--language", "en")
    assert "it is not a search" in refused.stderr
    none = run(path, "--out", tmp_path / "2.csv", "--since", tmp_path, "--language", "en")
    assert "holds no search" in none.stderr
    assert run(path, "--out", tmp_path / "x.run").exit_code == 2


def test_since_yesterday_says_what_was_compared(tmp_path: Path) -> None:
    yesterday, today = tree(), tree()
    yesterday["pm"] = yesterday["pm"][:1]
    run(written(tmp_path, yesterday, "1.json"), "--out", tmp_path / "1.csv")
    path, options = written(tmp_path, today, "2.json"), ("--since", tmp_path / "1.run")
    english = run(path, "--out", tmp_path / "2.csv", *options, "--language", "en")
    assert english.exit_code == 0, english.output
    assert "1 body, 0 families." in english.stderr
    ukrainian = run(path, "--out", tmp_path / "3.csv", *options, "--language", "uk")
    assert "1 тіло, 0 родин." in ukrainian.stderr
    run(path, "--out", tmp_path / "full.csv")
    assert (tmp_path / "2.csv").read_bytes() == (tmp_path / "full.csv").read_bytes()
    changed = run(path, "--out", tmp_path / "4.csv", *options, "--best", "1", "--language", "en")
    assert "Nothing can be taken over" in changed.stderr
    assert "have changed: --best." in changed.stderr


@pytest.mark.parametrize(
    ("seconds", "english", "ukrainian"),
    [
        (0.2, "1 second left", "залишилася 1 секунда"),
        (119, "119 seconds left", "залишилося 119 секунд"),
        (121, "3 minutes left", "залишилися 3 хвилини"),
    ],
)
def test_the_time_left_is_rounded_up(seconds: float, english: str, ukrainian: str) -> None:
    assert duration_left(seconds, Words("search", "en")) == english
    assert duration_left(seconds, Words("search", "uk")) == ukrainian


def test_a_second_search_of_the_same_table_is_refused(tmp_path: Path) -> None:
    path, out = written(tmp_path, tree()), tmp_path / "pairs.csv"
    with held(tmp_path / "pairs.run"):
        for options in ([], ["--resume"]):
            refused = run(path, "--out", out, *options, "--language", "en")
            assert refused.exit_code == 1
            assert f"Another search is at work on {tmp_path / 'pairs.run'}" in refused.stderr
            assert f"process {os.getpid()}" in refused.stderr
    assert not out.exists()
    assert run(path, "--out", out).exit_code == 0


def test_a_cluster_makes_the_same_table(tmp_path: Path) -> None:
    path, out, language = written(tmp_path, tree()), tmp_path / "pairs.csv", ("--language", "en")
    assert run(path, "--out", tmp_path / "here.csv").exit_code == 0
    wrong = run(path, "--out", out, "--cluster", "nowhere", *language)
    assert wrong.exit_code == 1
    assert "What goes to nowhere is neither encrypted nor authenticated" in wrong.stderr
    assert "Error: No Dask scheduler answers at nowhere (" in wrong.stderr
    with local_cluster(tmp_path, 1) as cluster:
        shared = run(path, "--out", out, "--resume", "--cluster", cluster.address, *language)
    assert shared.exit_code == 0, shared.output
    assert "encrypted" not in shared.stderr
    assert out.read_bytes() == (tmp_path / "here.csv").read_bytes()
    beside = json.loads((tmp_path / "pairs.csv.provenance.json").read_text(encoding="utf-8"))
    assert beside["provenance"]["parameters"]["cluster"] is True


def test_a_finished_search_is_written_in_other_forms_too(tmp_path: Path) -> None:
    path = written(tmp_path, tree())
    assert run(path, "--out", tmp_path / "pairs.csv").exit_code == 0
    for form in ("xlsx", "parquet"):
        assert run(path, "--out", tmp_path / f"pairs.{form}", "--resume").exit_code == 0
        assert (tmp_path / f"pairs.{form}").stat().st_size > 500
    refused = run(path, "--out", tmp_path / "other.ods", "--language", "en")
    assert refused.exit_code == 1
    assert "a table can be .csv, .xlsx or .parquet" in refused.stderr
    assert not (tmp_path / "other.run").exists()
