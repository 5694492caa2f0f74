"""``imena match`` and ``imena kinship``: the answer in words, for machines and as a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imena.cli import imena
from tests.exchange.schemas import validator

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(imena, [str(a) for a in arguments])


def test_the_answer_is_said_in_both_languages() -> None:
    ukrainian = run("match", EXAMPLES / "case.json", "--language", "uk")
    english = run("match", EXAMPLES / "case.json", "--language", "en")
    assert ukrainian.exit_code == english.exit_code == 0
    assert "Дійшли порога 99,9 %" in ukrainian.output.replace("\N{NO-BREAK SPACE}", " ")
    assert "Reached the threshold of 99.9%" in english.output
    assert "Computed, not decided" in english.output


def test_the_folder_gives_the_same_answer_as_the_file() -> None:
    whole, folder = (
        run("match", EXAMPLES / form, "--language", "en").output for form in ("case.json", "case")
    )
    assert whole == folder


def test_the_result_for_machines_fits_its_schema(tmp_path: Path) -> None:
    out = tmp_path / "match.json"
    result = run("match", EXAMPLES / "case.json", "--prior", "flat", "--json", out)
    assert result.exit_code == 0
    tree = json.loads(out.read_text(encoding="utf-8"))
    validator("match-1").validate(tree)
    joint = tree["joint"]
    assert joint["prior"] == "flat"
    assert joint["method"] == "exact"
    for victim, nobody in joint["nobody"].items():
        taken = sum(m["posterior"] for m in joint["marginals"] if m["victim"] == victim)
        assert nobody + taken == pytest.approx(1, abs=1e-12)
    assert tree["provenance"]["inputs"][0]["file"] == "case.json"


def test_the_report_is_written_whole(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert run("match", EXAMPLES / "case.json", "--html", out).exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert '<html lang="uk"' in text
    assert "EX-02" in text
    assert text.rstrip().endswith("</html>")


def test_a_prior_nobody_knows_is_refused() -> None:
    result = run("match", EXAMPLES / "case.json", "--prior", "hopeful")
    assert result.exit_code == 2
    assert "hopeful" in result.output


def test_the_limit_limits_the_stories_listed(tmp_path: Path) -> None:
    out = tmp_path / "match.json"
    run("match", EXAMPLES / "case.json", "--limit", "3", "--json", out)
    tree = json.loads(out.read_text(encoding="utf-8"))
    assert len(tree["joint"]["assignments"]) == 3
    posteriors = [story["posterior"] for story in tree["joint"]["assignments"]]
    assert posteriors == sorted(posteriors, reverse=True)


def test_kinship_gives_every_ratio(tmp_path: Path) -> None:
    out = tmp_path / "kinship.json"
    result = run("kinship", EXAMPLES / "kinship.json", "--json", out)
    assert result.exit_code == 0
    tree = json.loads(out.read_text(encoding="utf-8"))
    validator("kinship-result-1").validate(tree)
    for case in tree["cases"]:
        names = list(case["hypotheses"])
        assert set(case["log10_lr"]) == {f"{h}/{r}" for h in names for r in names}
        for name in names:
            stated = case["hypotheses"][name]
            total = stated["log_likelihood"]
            if total != "-inf":
                assert sum(stated["per_marker"].values()) == pytest.approx(total, rel=1e-12)


def test_problems_are_printed_and_nothing_is_written(tmp_path: Path) -> None:
    broken = tmp_path / "case.json"
    broken.write_text("{", encoding="utf-8")
    out = tmp_path / "match.json"
    result = run("match", broken, "--json", out)
    assert result.exit_code == 1
    assert not out.exists()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case beyond the size up to which everything is weighed, every trap of a site in it."""
    out = tmp_path_factory.mktemp("large") / "site.json"
    plan = {
        "--missing": 60,
        "--families": 44,
        "--unlisted": 6,
        "--partial": 12,
        "--failed": 3,
        "--sampled-twice": 1,
        "--related-unlisted": 1,
        "--misrecorded": 1,
        "--seed": 11,
    }
    arguments = [str(part) for option in plan.items() for part in option]
    assert run("simulate", out, *arguments).exit_code == 0
    return out


@pytest.mark.parametrize("language", ["uk", "en"])
def test_a_large_case_is_answered_whole(large: Path, tmp_path: Path, language: str) -> None:
    out, page = tmp_path / "match.json", tmp_path / "report.html"
    result = run("match", large, "--language", language, "--json", out, "--html", page)
    assert result.exit_code == 0, result.output
    tree = json.loads(out.read_text(encoding="utf-8"))
    validator("match-1").validate(tree)
    assert tree["joint"]["dropped_mass"] > 0
    stated = [m["posterior"] for m in tree["joint"]["marginals"]]
    stated += [s["posterior"] for s in tree["joint"]["symmetric"]]
    stated += list(tree["joint"]["nobody"].values())
    stated += list(tree["joint"]["not_recovered"].values())
    assert all(0 <= p <= 1 for p in stated)
    assert page.stat().st_size > 0
