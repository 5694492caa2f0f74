"""What a plan prints: codes and figures with their error; and for those who speak with families,
whom to ask, by name."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from imena.cli.sample_plan import command
from imena.cli.sample_plan_words import AGAIN, NOT_COMPUTED, NOT_TO_BE_ASKED, VERDICTS
from imena.language import Words
from imena.reconciliation.sample_plan.compute import NOT_COMPUTED as LEFT_OUT
from imena.reconciliation.sample_plan.plan import NOT_TO_BE_ASKED as NOT_ASKED
from imena.registry.models import Event, MissingPerson, User
from imena.registry.models import Person as Relative
from imena.registry.services import antemortem, persons
from tests.reconciliation.site import MARKERS, Site, played
from tests.registry.at_the_keyboard import signed_in
from tests.registry.believed import A_DAY, fresh

if TYPE_CHECKING:
    pass


@pytest.fixture(autouse=True)
def _at_the_door(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever it is has signed in: how that is done has tests of its own."""
    signed_in(monkeypatch, site.cast.actors.__getitem__)
    monkeypatch.setattr("imena.cli.sample_plan.say", Words("sample_plan", "en"))


def run(*more: str, who: str = "analyst", purpose: str = "план", language: str = "en") -> Result:
    signing = ["--as", who, "--purpose", purpose, "--language", language]
    return CliRunner().invoke(command, [*signing, "--draws", "100", *more])


def asked_about(site: Site) -> tuple[MissingPerson, Relative]:
    """Remains, and somebody whose father could be asked."""
    site.body({marker.name: marker.alleles[:2] for marker in MARKERS})
    missing = site.missing()
    return missing, site.relative({missing: "father"})


def test_samples_come_first_and_what_is_not_computed_last_and_nobody_is_named(
    site: Site, marker_file: Path
) -> None:
    played(site)
    missing, father = asked_about(site)
    shown = run("--markers", str(marker_file))
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert "What to sample next" in lines[0]
    first = next(line for line in lines if line.startswith("   1  "))
    assert f"{father.code} – father of {missing.number}" in first
    assert "±" in first
    assert "consent to being contacted is not recorded" in first
    assert "2 × a body reaches the threshold already" in shown.output
    assert "is one of" in shown.output
    assert shown.output.rstrip().endswith("nobody’s identity: it says where to look.")
    for name in ("Вигадан", "Мотря", "Сава"):
        assert name not in shown.output


def test_it_speaks_ukrainian(site: Site, marker_file: Path) -> None:
    missing, father = asked_about(site)
    shown = run("--markers", str(marker_file), language="uk")
    assert f"{father.code} – батько (зникла людина {missing.number})" in shown.output
    assert "Чого не обчислено" in shown.output
    assert "Not computed" not in shown.output


def test_lists_are_cut_and_say_so(site: Site, marker_file: Path) -> None:
    asked_about(site)
    shown = run("--markers", str(marker_file), "--top", "1")
    assert "      and " in shown.output
    assert "      and " not in run("--markers", str(marker_file)).output


def test_likelihood_ratios_are_printed_for_whoever_asks_for_figures(
    site: Site, marker_file: Path
) -> None:
    asked_about(site)
    short = run("--markers", str(marker_file)).output
    ranked = [line for line in short.splitlines() if line.startswith("   1  ")]
    assert len(ranked) == 1
    assert "log10" not in ranked[0]
    assert "strangers" not in short
    whole = run("--markers", str(marker_file), "--figures").output
    assert "log10 LR 0.00 → " in whole
    assert "−0.00" not in whole


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json"])
def test_it_is_written_with_how_it_was_made(
    site: Site, marker_file: Path, tmp_path: Path, ending: str
) -> None:
    asked_about(site)
    out = tmp_path / f"план{ending}"
    shown = run("--markers", str(marker_file), "--out", str(out))
    assert shown.exit_code == 0, shown.output
    assert out.stat().st_size > 0
    if ending == ".csv":
        made = json.loads((tmp_path / "план.csv.provenance.json").read_text())
        assert made["parameters"]["replicates"] == 100
        assert made["provenance"]["inputs"][0]["file"] == marker_file.name
        assert os.sep not in made["provenance"]["command"]


@pytest.mark.invariant("I32")
def test_who_speaks_with_a_family_is_told_whom_to_ask_and_nobody_else_s(
    site: Site, marker_file: Path, tmp_path: Path
) -> None:
    missing, father = asked_about(site)
    others = site.relative({site.missing(): "mother"})
    liaison = site.cast.liaison
    antemortem.entrust(
        site.cast.interviewer,
        missing,
        seen=missing.version,
        liaison=User.objects.get(pk=liaison.user),
    )
    persons.describe(
        site.cast.interviewer,
        father,
        seen=father.version,
        contact_rules={"manners": ["in_person"], "note": "після четвертої"},
    )
    path = tmp_path / "кого.json"
    assert run("--markers", str(marker_file), "--ask-list", str(path)).exit_code == 0
    told = run("--whom", str(path), who="liaison", purpose="розмова")
    assert told.exit_code == 0, told.output
    assert (
        f"{father.code} Вигадана Мотря: ask for a sample (father, {missing.number})" in told.output
    )
    assert "після четвертої" in told.output
    assert "log10" not in told.output
    assert others.code not in told.output
    assert "in others’ care" in told.output
    read = Event.objects.filter(type="read.named", actor=liaison.user).get()
    assert str(father.id) in str(read.body)
    assert run("--whom", str(path), who="liaison", purpose=" ").exit_code == 1


@pytest.mark.invariant("I22")
def test_whoever_asked_since_not_to_be_contacted_is_counted(
    site: Site, marker_file: Path, tmp_path: Path
) -> None:
    _, father = asked_about(site)
    path = tmp_path / "кого.json"
    run("--markers", str(marker_file), "--ask-list", str(path))
    persons.describe(
        site.cast.interviewer, father, seen=fresh(father).version, contact_rules={"never": True}
    )
    told = run("--whom", str(path), who="interviewer", purpose="розмова")
    assert father.code not in told.output
    assert "1 person is not to be asked" in told.output


@pytest.mark.invariant("I22")
def test_whoever_withdrew_the_consent_since_is_not_asked_for_a_sample(
    site: Site, marker_file: Path, tmp_path: Path
) -> None:
    _, father = asked_about(site)
    path = tmp_path / "кого.json"
    run("--markers", str(marker_file), "--ask-list", str(path))
    ask = site.cast.interviewer
    assert father.code in run("--whom", str(path), who="interviewer", purpose="розмова").output
    for consent in father.consents.filter(withdrawn_on=None):
        persons.withdraw_consent(ask, consent, withdrawn_on=A_DAY)
    told = run("--whom", str(path), who="interviewer", purpose="розмова")
    assert father.code not in told.output
    assert "1 person is not to be asked" in told.output


@pytest.mark.invariant("I31")
def test_a_laboratory_is_told_nobody(site: Site, marker_file: Path, tmp_path: Path) -> None:
    _, father = asked_about(site)
    path = tmp_path / "кого.json"
    run("--markers", str(marker_file), "--ask-list", str(path))
    told = run("--whom", str(path), who="laboratory", purpose="цікаво")
    assert father.code not in told.output
    assert "Nobody of this list is in your care." in told.output
    assert run("--markers", str(marker_file), who="laboratory").exit_code == 1


@pytest.mark.parametrize(
    "more",
    [(), ("--out", "план.pdf", "--markers", "x.json"), ("--markers", "x.json", "--whom", "y.json")],
)
def test_what_cannot_be_meant_is_a_usage_error(more: tuple[str, ...]) -> None:
    assert run(*more).exit_code == 2


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"format": "imena-ask-list", "asks": [{}]}', "не JSON"]
)
def test_a_file_that_is_no_such_list_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "щось.json"
    path.write_text(text, encoding="utf-8")
    assert run("--whom", str(path), who="interviewer").exit_code == 1


def test_a_prior_there_is_not_and_nothing_to_plan_are_said(site: Site, marker_file: Path) -> None:
    empty = run("--markers", str(marker_file))
    assert empty.exit_code == 1
    assert "nothing to plan" in empty.output
    asked_about(site)
    wrong = run("--markers", str(marker_file), "--prior", "навмання")
    assert wrong.exit_code == 1
    assert "prior" in wrong.output


def test_everything_a_plan_can_say_has_words() -> None:
    assert set(NOT_TO_BE_ASKED) == set(NOT_ASKED)
    assert set(LEFT_OUT) <= set(NOT_COMPUTED)
    assert len(VERDICTS) == 7
    assert len(AGAIN) == 5
