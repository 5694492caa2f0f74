"""What the case file says of further samples: who could give one, what it would bring, who is asked
again; who asked to be left alone is counted and not listed."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from imena.exchange.provenance import begun, finished
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.simulate import drop, read
from imena.reconciliation.marker_set import MarkerSet, read_marker_set
from imena.reconciliation.sample_plan import written
from imena.reconciliation.sample_plan.compute import Chosen, NothingToPlanError, plan
from imena.reconciliation.sample_plan.gather import gather
from imena.reconciliation.sample_plan.plan import AskAgain, FamilyPlan, Offer, Plan
from imena.registry.models import Event, LabResult, Sample
from imena.registry.models import Person as Relative
from imena.registry.queries.sample_plan import DISCIPLINES
from imena.registry.refusals import Broken, NotAllowed
from imena.registry.services import erasure, persons, reviews
from tests.reconciliation.site import MARKERS, Profile, Site, played, profile_of
from tests.registry.believed import A_DAY

#: A man who has two brothers, and what a laboratory reads of them.
KIN = Pedigree.of(
    [
        Person("тато", sex=Sex.MALE), Person("мама", sex=Sex.FEMALE),
        *(Person(who, "тато", "мама", Sex.MALE) for who in ("перший", "другий", "третій")),
        Person("чужий", sex=Sex.MALE),
    ]
)  # fmt: skip
QUICK = Chosen(replicates=300)


def profiles(seed: int = 5) -> dict[str, Profile]:
    rng = np.random.default_rng(seed)
    genes = drop(KIN, MARKERS, rng)
    return {who: profile_of(read(genes[who][0], MARKERS, rng)) for who in genes}


@pytest.fixture(scope="module")
def markers(marker_file: Path) -> MarkerSet:
    return read_marker_set(marker_file)


def planned(site: Site, markers: MarkerSet, chosen: Chosen = QUICK) -> Plan:
    return plan(gather(site.analyst, markers), chosen)


def family_of(found: Plan, number: str) -> FamilyPlan:
    (family,) = (one for one in found.families if number in one.missing)
    return family


def offers(found: Plan) -> dict[str, Offer]:
    return {o.person: o for family in found.families for o in family.offers}


def agree(site: Site, person: Relative, purpose: str) -> None:
    persons.give_consent(
        site.cast.interviewer, person, purpose=purpose, form_version="1", language="uk",
        given_on=A_DAY,
    )  # fmt: skip


def test_who_is_found_or_could_be_needs_no_sample_and_who_could_not_is_weighed(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    mother = site.relative({made.missing["вона"]: "mother"}, consent=False)
    lone = site.missing()
    father = site.relative({lone: "father"})
    found = planned(site, markers)
    assert family_of(found, made.missing["вона"].number).verdict == "reached"
    assert family_of(found, made.missing["батько"].number).verdict == "reached"
    brothers = family_of(found, made.missing["перший"].number)
    assert brothers.verdict == "nobody_to_ask"
    assert {outlook.in_full for outlook in brothers.now} == {0.0}
    best = brothers.would[0]
    assert (best.kind, best.relation) == ("direct", "self")
    of_lone = family_of(found, lone.number)
    assert of_lone.typed == ()
    assert of_lone.now[0].log10_lr == pytest.approx(0, abs=1e-4)
    (offer,) = of_lone.offers
    assert (offer.person, offer.relation, offer.consent) == (father.code, "father", True)
    assert offer.prospect.after[0].log10_lr > 2
    assert offer.prospect.gained > 0
    assert mother.code not in offers(found)
    assert [getattr(o, "person", "") for o in found.ranked] == [father.code]
    assert "father" not in [o.relation for o in of_lone.would]


def test_the_same_case_file_and_seed_make_the_same_plan(site: Site, markers: MarkerSet) -> None:
    site.body(profiles()["чужий"])
    site.relative({site.missing(): "father"})
    first = planned(site, markers)
    second = planned(site, markers)
    assert replace(second, known_at=first.known_at) == first
    other = planned(site, markers, replace(QUICK, seed=2))
    assert other.families != first.families


def test_who_asked_to_be_left_alone_is_counted_and_not_listed(
    site: Site, markers: MarkerSet
) -> None:
    site.body(profiles()["чужий"])
    missing, ask = site.missing(), site.cast.interviewer
    may = site.relative({missing: "mother"}, consent=False)
    never = site.relative({missing: "full_sibling"})
    persons.describe(ask, never, seen=never.version, contact_rules={"never": True})
    withdrew = site.relative({missing: "full_sibling"})
    persons.withdraw_consent(ask, withdrew.consents.get(), withdrawn_on=A_DAY)
    silent = site.relative({missing: "full_sibling"})
    agree(site, silent, "contact")
    persons.withdraw_consent(ask, silent.consents.get(purpose="contact"), withdrawn_on=A_DAY)
    gone = site.relative({missing: "full_sibling"})
    erasure.erase(ask, gone, ground="прохання", approvers=[site.cast.board, site.cast.prosecutor])
    wrong = site.relative({missing: "full_sibling"})
    kinship = wrong.kinships.get()
    persons.contradict_kinship(site.cast.analyst, kinship, seen=kinship.version, note="не рідні")
    found = planned(site, markers)
    family = family_of(found, missing.number)
    assert [o.person for o in family.offers] == [may.code]
    assert family.not_to_be_asked == {
        "asked_not_to_be": 2,
        "consent_withdrawn": 1,
        "erased": 1,
    }
    shown = json.dumps(written.as_json(found, finished(begun("проба", []))), ensure_ascii=False)
    for one in (never, withdrew, silent, gone, wrong):
        assert one.code not in shown


def test_a_sample_that_waits_is_not_asked_for_again_and_one_that_failed_is(
    site: Site, markers: MarkerSet
) -> None:
    site.body(profiles()["чужий"])
    missing = site.missing()
    waits, failed = (site.relative({missing: who}) for who in ("mother", "father"))
    site.believed.row(Sample, number="SM-ЧЕКАЄ", kind="buccal", state="sent", donor=waits)
    site.typed({}, donor=failed, outcome="no_profile")
    agree(site, failed, "contact")
    family = family_of(planned(site, markers), missing.number)
    assert family.waiting == (waits.code,)
    (offer,) = family.offers
    assert (offer.person, offer.failed, offer.contact) == (failed.code, True, True)
    # The mother's place is taken, though her sample is not there yet.
    assert "mother" not in [o.relation for o in family.would]


def test_where_only_the_consent_is_lacking_the_consent_is_asked_for(
    site: Site, markers: MarkerSet
) -> None:
    read_of = profiles()
    site.body(read_of["чужий"])
    missing = site.missing()
    mother = site.relative({missing: "mother"}, read_of["мама"], consent=False)
    (offer,) = family_of(planned(site, markers), missing.number).offers
    assert (offer.kind, offer.person, offer.consent) == ("consent", mother.code, False)


def test_a_thing_of_their_own_is_weighed_as_their_own(site: Site, markers: MarkerSet) -> None:
    site.body(profiles()["чужий"])
    missing = site.missing()
    keeper = site.relative({missing: "self"})
    family = family_of(planned(site, markers), missing.number)
    (offer,) = family.offers
    assert (offer.kind, offer.person) == ("direct", keeper.code)
    assert offer.prospect.after[0].in_full > 0.95
    assert family.verdict == "one"


def test_a_body_read_in_part_is_weighed_in_the_same_units(site: Site, markers: MarkerSet) -> None:
    read_of = profiles()
    part = dict(list(read_of["перший"].items())[:1])
    body, empty = site.body(part), site.body()
    missing = site.missing()
    for who, relation in (("мама", "mother"), ("тато", "father")):
        site.relative({missing: relation}, read_of[who])
    found = planned(site, markers)
    bones = {bone.individual: bone for bone in found.bones}
    assert set(bones) == {body.number, empty.number}
    some, none = bones[body.number].prospect, bones[empty.number].prospect
    assert (some.read, some.added) == (1, len(MARKERS) - 1)
    assert (none.read, none.added) == (0, len(MARKERS))
    assert some.gained > none.gained > 0
    assert bones[body.number].unexamined == DISCIPLINES
    assert found.ranked[0] == bones[body.number]


def test_an_exclusion_that_stands_is_not_weighed(site: Site, markers: MarkerSet) -> None:
    read_of = profiles()
    body, missing = site.body(read_of["перший"]), site.missing()
    for who, relation in (("мама", "mother"), ("тато", "father")):
        site.relative({missing: relation}, read_of[who])
    assert family_of(planned(site, markers), missing.number).verdict == "reached"
    site.believed.compared(body, missing, method="dental", outcome="excluded")
    assert family_of(planned(site, markers), missing.number).verdict == "suffices"


def again(found: Plan, why: str) -> list[AskAgain]:
    return [one for one in found.again if one.why == why]


def closed(site: Site) -> tuple[dict[str, Profile], str, str, list[str]]:
    """A family that has buried a brother; the number, the remains and the parents' codes."""
    read_of = profiles()
    missing, body = site.missing(), site.body(read_of["перший"])
    parents = [
        site.relative({missing: relation}, read_of[who]).code
        for who, relation in (("мама", "mother"), ("тато", "father"))
    ]
    site.believed.confirmed(body, missing)
    # Somebody is looked for still, or there is nothing to plan.
    site.relative({site.missing(): "mother"})
    return read_of, missing.number, body.number, parents


def test_a_closed_family_whose_other_son_lies_here_is_asked_again(
    site: Site, markers: MarkerSet
) -> None:
    read_of, missing, named, parents = closed(site)
    site.body(read_of["чужий"])
    assert planned(site, markers).again == ()
    brother = site.body(read_of["другий"])
    found = planned(site, markers)
    (asked,) = found.again
    # To the parents alone a second son looks like the first: of a further child the first speaks
    # too, whose profile is known by now.
    assert asked.why in ("kin_of_closed", "other_remains")
    assert (asked.missing, asked.individuals) == ((missing,), (brother.number,))
    assert asked.people == tuple(sorted(parents))
    assert asked.log10_lr is not None
    assert asked.log10_lr > 4
    assert named not in asked.individuals


def test_a_decision_that_fell_brings_its_family_back(site: Site, markers: MarkerSet) -> None:
    read_of = profiles()
    missing, body = site.missing(), site.body(read_of["чужий"])
    mother = site.relative({missing: "mother"}, read_of["мама"])
    decision = site.believed.confirmed(body, missing)
    site.relative({site.missing(): "mother"})
    site.body(read_of["другий"])
    assert not again(planned(site, markers), "reopened")
    reviews.suspend(
        site.cast.prosecutor, decision, reason="new_evidence", grounds="не узгоджується"
    )
    (asked,) = again(planned(site, markers), "reopened")
    assert (asked.decision, asked.status) == (decision.number, "suspended")
    assert (asked.missing, asked.people) == ((missing.number,), (mother.code,))
    assert asked.individuals == (body.number,)
    persons.describe(
        site.cast.interviewer, mother, seen=mother.version, contact_rules={"never": True}
    )
    (asked,) = again(planned(site, markers), "reopened")
    assert (asked.people, asked.not_to_be_asked) == ((), {"asked_not_to_be": 1})


def test_remains_open_within_a_family_or_between_two_bring_both_back(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    (within,) = again(planned(site, markers), "open_within")
    assert within.individuals == (made.bodies["другий"].number,)
    assert set(within.missing) == {made.missing["перший"].number, made.missing["другий"].number}
    other = site.missing()
    reading = LabResult.objects.get(item__sample__donor=made.relatives["мама"]).profile
    site.relative({other: "mother"}, reading)
    reading = LabResult.objects.get(item__sample__donor=made.relatives["тато"]).profile
    site.relative({other: "father"}, reading)
    (between,) = again(planned(site, markers), "open_between")
    assert set(between.missing) == {*within.missing, other.number}


@pytest.mark.invariant("I31")
@pytest.mark.parametrize("role", ["laboratory", "examiner", "liaison", "board", "interviewer"])
def test_only_who_compares_everybody_makes_a_plan(
    site: Site, markers: MarkerSet, role: str
) -> None:
    with pytest.raises(NotAllowed):
        gather(site.cast.actors[role].reading_for("план"), markers)


@pytest.mark.invariant("I32")
def test_a_plan_is_logged_as_a_reading_about_everybody_in_it(
    site: Site, markers: MarkerSet
) -> None:
    made = played(site)
    unasked = site.relative({made.missing["вона"]: "mother"}, consent=False)
    with pytest.raises(Broken) as refused:
        gather(site.cast.analyst, markers)
    assert refused.value.invariant == "I32"
    gather(site.analyst, markers)
    body = Event.objects.get(type="read.sample_plan").body
    assert str(unasked.id) in str(body)
    assert str(made.missing["вона"].id) in str(body)


def test_without_anybody_to_name_there_is_no_plan(site: Site, markers: MarkerSet) -> None:
    site.missing()
    with pytest.raises(NothingToPlanError):
        planned(site, markers)


def test_it_is_written_as_a_table_a_workbook_and_json_without_a_name(
    site: Site, markers: MarkerSet
) -> None:
    site.body(profiles()["чужий"])
    father = site.relative({site.missing(): "father"})
    found = planned(site, markers)
    provenance = finished(begun("imena sample-plan", [], seed=1))
    rows = list(csv.DictReader(io.StringIO(written.as_csv(found).decode())))
    assert len(rows) == len(found.ranked) + len(found.to_be_found)
    assert (rows[0]["rank"], rows[0]["sample_of"]) == ("1", father.code)
    assert float(rows[0]["names_gained"]) == found.ranked[0].prospect.gained
    book = load_workbook(io.BytesIO(written.as_workbook(found, provenance)), read_only=True)
    assert book.sheetnames == ["samples", "families", "ask_again", "provenance"]
    assert [row[0] for row in book["families"].iter_rows(min_row=2, values_only=True)] == [
        one.family for one in found.families
    ]
    held = {row[0]: row[1] for row in book["provenance"].iter_rows(min_row=2, values_only=True)}
    assert held["digest"] == found.digest
    tree = json.loads(json.dumps(written.as_json(found, provenance), allow_nan=False))
    assert tree["digest"] == found.digest
    assert tree["parameters"]["seed"] == 1
    asked = written.ask_list(found, provenance)
    assert {"person": father.code, "what": "relative", "relation": "father"}.items() <= (
        asked["asks"][0].items()
    )
    assert "log10" not in json.dumps(asked["asks"])
    assert "gained" not in json.dumps(asked)
    for text in (json.dumps(tree, ensure_ascii=False), written.as_csv(found).decode()):
        assert "Вигадан" not in text
        assert "Мотря" not in text
