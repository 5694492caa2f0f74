"""The demonstration, on a site small enough for a test: what it writes, says and ends with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from imena.cli.demo import command
from imena.invented import plan
from imena.invented import site as invented
from imena.invented.plan import SitePlan

SMALL = SitePlan(missing=8, families=6, unlisted=2, absent=1, sampled_twice=1, graves=8)


@pytest.fixture(autouse=True)
def small_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "DEMO_SITE", SMALL)


def run(out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, ["--out", str(out), *arguments])


def test_a_site_too_small_for_an_operation_is_identified_all_the_same(tmp_path: Path) -> None:
    result = run(tmp_path, "--language", "en")
    assert result.exit_code == 0
    assert "Too few names reached the threshold: no case file is played." in result.output
    assert not (tmp_path / "case-file").exists()


def test_it_writes_the_site_its_truth_the_result_and_both_reports(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 0, result.output
    assert {path.name for path in tmp_path.iterdir()} == {
        "site.json",
        "site.truth.json",
        "match.json",
        "report.uk.html",
        "report.en.html",
    }
    matched = json.loads((tmp_path / "match.json").read_text(encoding="utf-8"))
    truth = json.loads((tmp_path / "site.truth.json").read_text(encoding="utf-8"))
    assert set(matched["joint"]["nobody"]) == set(truth["identities"])
    assert matched["provenance"]["seed"] == 1


def test_it_says_the_same_in_both_languages_ukrainian_first(tmp_path: Path) -> None:
    said = run(tmp_path).output
    assert said.index("Вигадане місце") < said.index("An invented site")
    assert said.index("Порівняно з правдою") < said.index("Against the truth")
    assert said.index("Звіт:") < said.index("The report:")


def test_it_speaks_one_language_when_asked(tmp_path: Path) -> None:
    said = run(tmp_path, "--language", "en").output
    assert "Against the truth" in said
    assert "Порівняно" not in said


def test_every_profile_is_counted_once(tmp_path: Path) -> None:
    lines = run(tmp_path, "--language", "en").output.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("Against the truth"))
    assert sum(int(line.split()[0]) for line in lines[first + 1 : first + 10]) == 10


def test_it_fails_when_a_name_at_the_threshold_is_not_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The truth is turned by one place, so that the names given are other people's."""
    honest = invented.invent_site

    def turned(*arguments: Any) -> Any:
        site = honest(*arguments)
        bodies, people = list(site.truth.identities), list(site.truth.identities.values())
        identities = dict(zip(bodies, people[1:] + people[:1], strict=True))
        return replace(site, truth=replace(site.truth, identities=identities))

    monkeypatch.setattr(invented, "invent_site", turned)
    result = run(tmp_path, "--language", "en")
    assert result.exit_code == 1
    wrong = next(line for line in result.output.splitlines() if "WRONG: a name" in line)
    assert int(wrong.split()[0]) > 0


def test_a_prior_it_does_not_know_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, "--prior", "guess")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
