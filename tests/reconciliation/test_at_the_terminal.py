"""What a run prints: figures, what changed, what was left out, what excludes; never a name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from imena.cli.hypotheses import command as hypotheses
from imena.cli.reconcile import command as reconcile
from imena.cli.reconcile_words import hypotheses as hypotheses_in_words
from imena.language import Words
from imena.registry.models import Run
from imena.registry.queries.reconciliation import listed
from imena.registry.services import persons, reconciliation
from imena.registry.words.left_out import WHY
from tests.reconciliation.site import Site, played
from tests.reconciliation.test_with_findings import charted
from tests.registry.at_the_keyboard import signed_in
from tests.registry.believed import A_DAY

if TYPE_CHECKING:
    pass


@pytest.fixture(autouse=True)
def _at_the_door(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The analyst has signed in: how that is done has tests of its own."""
    signed_in(monkeypatch, site.cast.actors.__getitem__)
    for door in ("reconcile", "hypotheses"):
        monkeypatch.setattr(f"imena.cli.{door}.say", Words("reconcile", "en"))


def run(file: Path, *more: str, who: str = "analyst", purpose: str = "звірення") -> Result:
    arguments = ["--markers", str(file), "--as", who, "--purpose", purpose, *more]
    return CliRunner().invoke(reconcile, arguments)


def test_the_first_run_tells_its_size_and_the_second_what_changed(
    site: Site, marker_file: Path
) -> None:
    made = played(site)
    first = run(marker_file)
    assert first.exit_code == 0, first.output
    assert "Run 1 is finished." in first.output
    assert "4 individuals, 4 missing people, 3 families, 12 markers" in first.output
    assert "nothing to compare it with" in first.output
    assert "Nothing has changed" in run(marker_file).output
    for child in ("син", "донька"):
        consent = made.relatives[child].consents.get()
        persons.withdraw_consent(site.cast.interviewer, consent, withdrawn_on=A_DAY)
    changed = run(marker_file, "--left-out")
    father = made.missing["батько"].number
    assert "Changed since the last run" in changed.output
    assert f"{made.bodies['батько'].number} – {father}: " in changed.output
    assert ", gone, no longer reaches the threshold" in changed.output
    assert f"{father} ({made.relatives['син'].code}): {WHY['no_consent']}" in changed.output
    for name in ("Вигадан", "Мотря", "Сава"):
        assert name not in first.output + changed.output


def test_a_run_cut_off_stands_in_the_way_until_it_is_given_up(
    site: Site, marker_file: Path
) -> None:
    played(site)
    assert "No run is unfinished" in run(marker_file, "--give-up").output
    reconciliation.begin(
        site.analyst, snapshot="0" * 64, markers="0" * 64, known_at=1, parameters={}, left_out=()
    )
    refused = run(marker_file)
    assert refused.exit_code == 1
    assert "not finished" in refused.output or "незавершен" in refused.output
    again = run(marker_file, "--give-up")
    assert again.exit_code == 0, again.output
    assert list(Run.objects.order_by("number").values_list("state", flat=True)) == [
        "failed",
        "done",
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [(("--prior", "навмання"), "prior"), (("--threshold", "0.4"), "0.4")],
)
def test_what_cannot_be_meant_begins_no_run(
    site: Site, marker_file: Path, more: tuple[str, ...], said: str
) -> None:
    played(site)
    refused = run(marker_file, *more)
    assert refused.exit_code != 0
    assert said in refused.output
    assert not Run.objects.exists()


def test_a_file_that_is_no_marker_set_is_refused_with_what_is_wrong(
    site: Site, tmp_path: Path
) -> None:
    path = tmp_path / "markers.json"
    path.write_text('[{"name": "TH01", "alleles": ["6", "6"], "frequencies": [0.5, 0.5]}]')
    refused = run(path)
    assert refused.exit_code == 1
    assert "TH01" in refused.output
    assert not Run.objects.exists()


def test_nothing_to_compare_says_why(site: Site, marker_file: Path) -> None:
    site.body({})
    refused = run(marker_file)
    assert refused.exit_code == 1
    assert f"1 × {WHY['no_profile']}" in refused.output


@pytest.mark.invariant("I32")
def test_without_a_purpose_nothing_is_read(site: Site, marker_file: Path) -> None:
    played(site)
    assert run(marker_file, purpose=" ").exit_code == 1
    assert not Run.objects.exists()


@pytest.mark.invariant("I18")
def test_exclusions_are_printed_before_any_possible_name(site: Site, marker_file: Path) -> None:
    made = played(site)
    body, missing = made.bodies["батько"], made.missing["батько"]
    made_by = site.believed.compared(body, missing, method="dental", outcome="excluded")
    run(marker_file)
    shown = CliRunner().invoke(hypotheses, ["--as", "board", "--individual", body.number])
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert lines[0].startswith("Excluded")
    assert made_by.number in lines[1]
    assert any("excluded" in line and "reaches the threshold" in line for line in lines[3:])
    unknown = CliRunner().invoke(hypotheses, ["--as", "board", "--missing", "MP-9999-X"])
    assert unknown.exit_code == 1


def test_a_set_is_told_as_a_set_in_both_languages(site: Site, marker_file: Path) -> None:
    made = played(site)
    run(marker_file)
    found = listed(site.analyst, individual=made.bodies["другий"].number)
    english, ukrainian = (
        "\n".join(hypotheses_in_words(Words("reconcile", language), found))
        for language in ("en", "uk")
    )
    assert "candidate" in english
    assert "можлива людина" in ukrainian
    assert made.missing["перший"].number in english
    assert made.missing["перший"].number in ukrainian


def test_a_run_says_what_it_compared_beside_dna_and_what_it_could_not(
    site: Site, marker_file: Path
) -> None:
    made = played(site)
    assert "Nothing was compared but DNA." in run(marker_file).output
    charted(site, made.bodies["батько"], made.missing["батько"])
    said = run(marker_file).output
    assert "teeth: 1 individual with 1 missing person" in said
    assert "not compared, for want of findings on one side: sex, age and stature, marks" in said


def test_of_one_pair_every_piece_of_evidence_is_shown(site: Site, marker_file: Path) -> None:
    made = played(site)
    body, missing = made.bodies["батько"], made.missing["батько"]
    charted(site, body, missing)
    run(marker_file)
    pair = ["--individual", body.number, "--missing", missing.number]
    shown = CliRunner().invoke(hypotheses, ["--as", "board", *pair])
    assert shown.exit_code == 0, shown.output
    assert re.search(r"DNA: log10 LR \d", shown.output)
    assert re.search(
        r"teeth: log10 LR \d\.\d\d \(.+ to .+\); 8 teeth; not examined: 24 teeth", shown.output
    )
    assert "hair and eyes: not examined (eyes, hair); LR 1" in shown.output.replace(
        "hair, eyes", "eyes, hair"
    )
    assert "by DNA alone: " in shown.output
    assert "for the name speak: DNA, teeth" in shown.output
    found = listed(site.analyst, individual=body.number, missing=missing.number)
    ukrainian = "\n".join(hypotheses_in_words(Words("reconcile", "uk"), found))
    assert "зуби: log10 LR" in ukrainian
    assert "8 зубів" in ukrainian
