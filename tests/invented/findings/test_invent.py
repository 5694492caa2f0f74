"""Invented findings are drawn as the models say, and go wrong only where the plan says so."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from imena.evidence.colours import HAIR
from imena.invented.findings.form import InventedFinding, InventedFindings
from imena.invented.findings.invent import invent_findings
from imena.invented.findings.people import PLACES, Was, somebody
from imena.invented.findings.plan import AS_MODELLED, FIRST_DAY, LAST_DAY, WRONG, FindingsPlan
from imena.invented.markers import invented_markers
from imena.invented.plan import SitePlan
from imena.invented.site import InventedSite, invent_site
from imena.kinship.pedigree import Sex

EVERYTHING = FindingsPlan(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
NOTHING = FindingsPlan(*[0.0] * 11)


@pytest.fixture(scope="module")
def site() -> InventedSite:
    plan = SitePlan(missing=60, families=50, unlisted=8, absent=6)
    return invent_site(plan, invented_markers(3), seed=4)


@pytest.fixture(scope="module")
def findings(site: InventedSite) -> InventedFindings:
    return invent_findings(site, EVERYTHING)


def of_kind(found: tuple[InventedFinding, ...], kind: str) -> list[InventedFinding]:
    return [one for one in found if one.kind == kind]


def test_the_same_site_and_plan_make_the_same_findings(site: InventedSite) -> None:
    random.seed(99)
    assert invent_findings(site) == invent_findings(site)
    assert invent_findings(site) != invent_findings(site, seed=5)


def test_everybody_has_findings_and_was_seen_in_the_time_of_it(
    site: InventedSite, findings: InventedFindings
) -> None:
    assert set(findings.remains) == {body.id for body in site.case.bodies}
    assert set(findings.told) == set(site.case.missing)
    assert all(FIRST_DAY <= day <= LAST_DAY for day in findings.last_seen.values())
    assert all(FIRST_DAY <= day <= LAST_DAY for day in findings.buried.values())


def test_what_nobody_examined_or_told_is_not_there(site: InventedSite) -> None:
    nothing = invent_findings(site, NOTHING)
    assert not any(nothing.told.values())
    for found in nothing.remains.values():
        assert {one.kind for one in found} == {"condition"}
    assert nothing.buried == {}


def test_of_a_body_and_its_person_the_sexes_and_marks_mostly_agree(
    site: InventedSite, findings: InventedFindings
) -> None:
    """Among people who are the same a tattoo told of is seen about as often as the model says."""
    both = told = 0
    for body, missing in site.truth.identities.items():
        if missing is None:
            continue
        seen = {(f.data["mark"], f.region) for f in findings.remains[body] if f.status == "present"
                and f.kind == "mark"}  # fmt: skip
        said = {(f.data["mark"], f.region) for f in findings.told[missing]
                if f.kind == "mark" and f.status == "present"}  # fmt: skip
        tattoos = {place for place in said if place[0] == "tattoo"}
        told += len(tattoos)
        both += len(tattoos & seen)
    assert told >= 5
    assert both / told > 0.4


def test_people_are_drawn_from_the_populations_of_the_models() -> None:
    rng = np.random.default_rng(1)
    men = [somebody(Sex.MALE, 1980, rng) for _ in range(400)]
    assert np.mean([one.stature for one in men]) == pytest.approx(176.5, abs=1.2)
    brown = np.mean([one.hair == "brown" for one in men])
    assert brown == pytest.approx(HAIR.frequencies[HAIR.colours.index("brown")], abs=0.08)
    tattooed = np.mean([("tattoo", "thorax") in one.marks for one in men])
    assert tattooed == pytest.approx(0.1, abs=0.05)
    assert all(place in PLACES for one in men for place in one.marks)


def test_clothes_are_exchanged_two_by_two_where_the_plan_says_so(site: InventedSite) -> None:
    plan = replace(EVERYTHING, exchanged_clothes=1.0)
    straight, crossed = invent_findings(site, EVERYTHING), invent_findings(site, plan)
    changed = crossed.wrong["exchanged_clothes"]
    assert len(changed) == 2 * (len(site.case.bodies) // 2)
    assert straight.wrong["exchanged_clothes"] == ()
    one, other = changed[:2]
    assert of_kind(crossed.remains[one], "belonging") == of_kind(
        straight.remains[other], "belonging"
    )
    assert of_kind(crossed.remains[one], "mark") == of_kind(straight.remains[one], "mark")


def test_overstated_statures_are_those_that_relatives_tell(site: InventedSite) -> None:
    plan = replace(EVERYTHING, overstated_cm=20.0)
    straight, over = invent_findings(site, EVERYTHING), invent_findings(site, plan)
    by = {"family": 20.0, "medical_record": 0.0, "official_register": 0.0}
    moved = set()
    for missing in site.case.missing:
        pairs = zip(
            of_kind(straight.told[missing], "stature"),
            of_kind(over.told[missing], "stature"),
            strict=True,
        )
        for one, other in pairs:
            more = float(other.data["least_cm"]) - float(one.data["least_cm"])
            assert more == pytest.approx(by[one.by], abs=1.01)
            moved.add(one.by)
    assert "family" in moved


def test_a_shifted_chart_has_the_same_teeth_in_other_places(site: InventedSite) -> None:
    plan = replace(EVERYTHING, shifted_charts=1.0)
    straight, shifted = invent_findings(site, EVERYTHING), invent_findings(site, plan)
    moved = sum(
        of_kind(straight.told[m], "tooth") != of_kind(shifted.told[m], "tooth")
        for m in site.case.missing
        if of_kind(straight.told[m], "tooth")
    )
    assert moved > 0.8 * sum(bool(of_kind(straight.told[m], "tooth")) for m in site.case.missing)


def test_every_wrong_model_is_wrong_in_one_thing() -> None:
    for plan in WRONG.values():
        differs = [n for n in plan.__slots__ if getattr(plan, n) != getattr(AS_MODELLED, n)]
        assert len(differs) == 1


def test_children_have_no_chart_and_no_stature() -> None:
    rng = np.random.default_rng(2)
    from imena.invented.findings.seen import seen

    child: Was = somebody(Sex.FEMALE, 2018, rng)
    kinds = {one.kind for one in seen(child, EVERYTHING, 9.0, rng)}
    assert not kinds & {"tooth", "stature", "sex"}
    assert "age" in kinds
