"""A run decides with everything that was examined, and keeps what each group of it says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from imena.kinship.pedigree import Sex
from imena.matching.case import Case
from imena.matching.identify import identify
from imena.matching.joint.sampler import SamplerDidNotConverge
from imena.reconciliation import run as running
from imena.reconciliation.freeze import freeze
from imena.reconciliation.marker_set import MarkerSet, read_marker_set
from imena.reconciliation.run import Reconciled, reconcile
from imena.registry.models import Hypothesis, Individual, MissingPerson, Run
from imena.registry.services import antemortem, identification, postmortem
from imena.registry.services.postmortem import Stated
from tests.reconciliation.site import Site, played
from tests.reconciliation.test_frozen_findings import told, unit_of

#: How a mouth may be told apart from any other, tooth by tooth.
TEETH = {
    "16": "filled", "26": "crown", "36": "missing_antemortem", "46": "root_filled",
    "15": "present_sound", "25": "filled", "35": "present_sound", "45": "crown",
}  # fmt: skip
PAIR = {
    "name", "log10_lr", "low", "high", "uncapped", "capped", "examined", "not_examined", "source",
    "remarks",
}  # fmt: skip


@pytest.fixture(scope="module")
def markers(marker_file: Path) -> MarkerSet:
    return read_marker_set(marker_file)


def examined(site: Site, body: Individual, *stated: Stated) -> None:
    by = site.cast.examiner
    looked = postmortem.open_examination(by, unit_of(body), discipline="external")
    postmortem.record_findings(by, looked, stated)
    postmortem.close_examination(by, looked, seen=looked.version)


def tooth(number: str, state: str) -> dict[str, Any]:
    status = "absent" if state.startswith("missing") else "present"
    return {"status": status, "data": {"tooth": number, "state": state}}


def charted(site: Site, body: Individual, missing: MissingPerson) -> None:
    """The same chart before death and after it."""
    examined(site, body, *(Stated("tooth", **tooth(n, state)) for n, state in TEETH.items()))
    for number, state in TEETH.items():
        told(site, missing, "tooth", source="dental_record", as_of="2030", **tooth(number, state))


def scarred(site: Site, body: Individual, missing: MissingPerson) -> None:
    """The same tattoos, in many places, so that they say as much as they may."""
    for region in ("thorax", "neck", "face", "upper_limb_left", "upper_limb_right", "spine"):
        data = {"mark": "tattoo"}
        seen = Stated("mark", "present", {**data, "description": "якір"}, region=region)
        examined(site, body, seen)
        told(site, missing, "mark", data=data, region=region)


def figures(body: Individual, missing: MissingPerson) -> dict[str, Any]:
    found: dict[str, Any] = Hypothesis.objects.get(individual=body, missing=missing).figures
    return found


def ran(site: Site, markers: MarkerSet, **how: Any) -> Reconciled:
    return reconcile(site.analyst, markers, **how)


def test_what_each_group_says_stands_with_the_name_as_text(site: Site, markers: MarkerSet) -> None:
    made = played(site)
    body, missing = made.bodies["батько"], made.missing["батько"]
    charted(site, body, missing)
    ran(site, markers)
    said = figures(body, missing)
    assert said.keys() >= {
        "log10_lr", "log10_lr_other", "posterior", "posterior_dna", "reached", "rests_on",
        "per_marker", "contributions",
    }  # fmt: skip
    parts = {one["name"]: one for one in said["contributions"]}
    assert all(one.keys() == PAIR for one in said["contributions"])
    assert parts["dental"]["examined"] == sorted(TEETH)
    assert Decimal(parts["dental"]["log10_lr"]) > 2
    assert Decimal(parts["dental"]["low"]) <= Decimal(parts["dental"]["log10_lr"])
    assert parts["marks"]["log10_lr"] == "0.0"
    total = sum(Decimal(one["log10_lr"]) for one in said["contributions"])
    assert float(total) == pytest.approx(float(said["log10_lr_other"]), abs=1e-9)
    per_marker = sum(Decimal(value) for value in said["per_marker"].values())
    assert float(per_marker) == pytest.approx(float(said["log10_lr"]), abs=1e-9)
    assert said["rests_on"] == ["dna", "dental"]
    run = Run.objects.get()
    assert (run.parameters["caps"], run.parameters["rates"]) == ("imena-caps-1", "imena-rates-1")
    assert "dental 1/1" in run.parameters["examined"]


def test_evidence_moves_the_joint_answer_and_leaves_the_lr_of_dna_alone(
    site: Site, markers: MarkerSet
) -> None:
    """Two brothers whom DNA cannot tell apart, and one of them has a chart."""
    made = played(site)
    body, true = made.bodies["другий"], made.missing["другий"]
    before = ran(site, markers).identification
    charted(site, body, true)
    found = ran(site, markers)
    said = figures(body, true)
    assert float(said["posterior_dna"]) == pytest.approx(0.5, abs=0.01)
    assert float(said["posterior"]) > 0.99
    lr = {(p.victim, p.missing): p.log10_lr for p in before.pairs}
    assert float(said["log10_lr"]) == pytest.approx(lr[body.number, true.number])
    joint = found.identification.joint
    alone = {pair: p for pair, p in before.joint.marginals.items() if pair[0] != body.number}
    for pair, posterior in alone.items():
        assert joint.marginals[pair] == pytest.approx(posterior, abs=0.02)


def test_remains_without_a_profile_are_compared_by_what_else_was_examined(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    body, missing = site.body(), made.missing["перший"]
    assert freeze(site.analyst, markers).case.body_of.get(body.number) is None
    charted(site, body, missing)
    found = ran(site, markers)
    assert body.number in found.identification.joint.nobody
    assert {(o.number, o.why) for o in found.frozen.left_out} >= {
        (body.number, "no_profile_otherwise_compared")
    }
    said = figures(body, missing)
    assert said["per_marker"] == {}
    assert said["rests_on"] == ["dental"]


def test_whoever_nobody_is_typed_for_is_compared_by_what_was_told(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    alone = site.missing()
    charted(site, made.bodies["чужинець"], alone)
    found = ran(site, markers)
    assert alone.number in found.frozen.case.missing
    assert found.frozen.case.family_of[alone.number].samples == {}
    said = figures(made.bodies["чужинець"], alone)
    assert float(said["log10_lr"]) == pytest.approx(0, abs=1e-9)
    assert said["rests_on"] == ["dental"]
    assert float(said["posterior"]) > float(said["posterior_dna"] or 0)


@pytest.mark.invariant("I5")
def test_marks_and_clothes_alone_reach_no_name_however_likely(
    site: Site, markers: MarkerSet
) -> None:
    body, missing = site.body(), site.missing()
    scarred(site, body, missing)
    found = ran(site, markers, prior="recovered=0.5", threshold=0.9)
    (verdict,) = found.answer.open_between
    assert verdict.secondary_only
    assert found.answer.reached == ()
    said = figures(body, missing)
    assert float(said["posterior"]) > 0.9
    assert said["reached"] is False
    assert said["rests_on"] == ["secondary"]
    charted(site, body, missing)
    (reached,) = ran(site, markers, threshold=0.9).answer.reached
    assert reached.missing == missing.number


def test_a_name_known_before_keeps_its_figures_when_it_is_no_longer_possible(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    body, missing = made.bodies["вона"], made.missing["перший"]
    identification.suggest(site.analyst, body, missing, figures={"log10_lr": "1"})
    examined(site, body, Stated("sex", "present", {"estimate": "female", "basis": "anatomical"}))
    ran(site, markers)
    said = figures(body, missing)
    assert said["reached"] is False
    assert float(said["posterior"] or 0) < 0.01
    assert float(said["log10_lr_other"]) < 0


def test_the_same_case_file_gives_the_same_digest_and_another_finding_another(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    charted(site, made.bodies["батько"], made.missing["батько"])
    first, again = (freeze(site.analyst, markers).digest for _ in range(2))
    assert first == again
    antemortem.record_finding(
        site.cast.interviewer, made.missing["вона"], kind="eyes", status="present",
        source="family", data={"colour": "grey"},
    )  # fmt: skip
    assert freeze(site.analyst, markers).digest != first


def test_women_and_men_are_told_apart_by_what_was_examined_as_well(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    aunt = made.missing["вона"]
    assert aunt.sex == "female"
    body = made.bodies["вона"]
    examined(site, body, Stated("sex", "present", {"estimate": "female", "basis": "skeletal"}))
    frozen = freeze(site.analyst, markers)
    sexes = {m: frozen.case.sex_of(m) for m in frozen.case.missing}
    for missing, sex in sexes.items():
        other = frozen.case.evidence[body.number, missing]
        assert (other > 0) is (sex is Sex.FEMALE)


def test_where_the_untyped_tie_everybody_together_they_are_left_out_and_named(
    site: Site, markers: MarkerSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = played(site)
    silent, alone = site.body(), site.missing()
    charted(site, silent, alone)
    charted(site, made.bodies["батько"], made.missing["батько"])

    def refusing(case: Case, **how: Any) -> object:
        if silent.number in case.body_of:
            raise SamplerDidNotConverge({"r_hat": 1.2})
        return identify(case, **how)

    monkeypatch.setattr(running, "identify", refusing)
    found = ran(site, markers)
    assert silent.number not in found.identification.joint.nobody
    assert {("too_entangled", silent.number), ("too_entangled", alone.number)} <= {
        (one["why"], one["number"]) for one in Run.objects.get().left_out
    }
    assert float(figures(made.bodies["батько"], made.missing["батько"])["log10_lr_other"]) > 1
    assert not Hypothesis.objects.filter(individual=silent).exists()
