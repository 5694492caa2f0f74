"""Which findings a frozen case file holds, and which it leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from imena.registry.models import Examination, Individual, MissingPerson, RecoveredUnit
from imena.registry.queries.frozen import FrozenFinding, FrozenIndividual, FrozenMissing
from imena.registry.queries.snapshot import snapshot
from imena.registry.services import antemortem, duplicates, individuals, postmortem
from imena.registry.services.postmortem import Stated
from tests.reconciliation.site import Site
from tests.registry.believed import NOON

SEX = Stated("sex", "present", {"estimate": "male", "basis": "skeletal"})
NO_MARK = Stated("mark", "not_examined", {"mark": "tattoo"}, region="thorax")


def unit_of(individual: Individual) -> RecoveredUnit:
    unit: RecoveredUnit = individual.associations.get(withdrawn_at=None).unit
    return unit


def looked_at(
    site: Site, unit: RecoveredUnit, *stated: Stated, who: str = "examiner", closed: bool = True
) -> Examination:
    """An examination of a unit in store, by somebody, with what it found."""
    by = site.cast.actors[who]
    looked = postmortem.open_examination(by, unit, discipline="anthropology")
    postmortem.record_findings(by, looked, stated)
    if closed:
        looked = postmortem.close_examination(by, looked, seen=looked.version)
    return looked


def told(site: Site, missing: MissingPerson, kind: str, **more: Any) -> None:
    more = {"status": "present", "source": "family", **more}
    antemortem.record_finding(site.cast.interviewer, missing, kind=kind, **more)


def frozen_body(site: Site, number: str) -> FrozenIndividual:
    (found,) = (one for one in snapshot(site.analyst).individuals if one.number == number)
    return found


def frozen_missing(site: Site, number: str) -> FrozenMissing:
    (found,) = (one for one in snapshot(site.analyst).missing if one.number == number)
    return found


@pytest.mark.invariant("I8")
def test_findings_of_closed_examinations_stand_and_not_examined_stays_so(site: Site) -> None:
    body = site.body()
    looked_at(site, unit_of(body), SEX, NO_MARK)
    looked_at(site, unit_of(body), Stated("handedness", "undetermined"), closed=False)
    found = frozen_body(site, body.number).remains.findings
    assert [(f.kind, f.status, f.by) for f in found] == [
        ("mark", "not_examined", "anthropology"),
        ("sex", "present", "anthropology"),
    ]
    assert found[0].region == "thorax"
    assert found[1].data == {"estimate": "male", "basis": "skeletal"}


@pytest.mark.invariant("I10")
def test_an_amendment_counts_once_it_is_closed(site: Site) -> None:
    body = site.body()
    first = looked_at(site, unit_of(body), SEX)
    by = site.cast.examiner
    amending = postmortem.amend(by, first, reason="таз жіночий")
    woman = Stated(
        "sex",
        "present",
        {"estimate": "female", "basis": "skeletal"},
        replaces=first.findings.get(),
    )
    postmortem.record_findings(by, amending, [woman])
    sexes = [f.data["estimate"] for f in frozen_body(site, body.number).remains.findings]
    assert sexes == ["male"]
    postmortem.close_examination(by, amending, seen=amending.version)
    sexes = [f.data["estimate"] for f in frozen_body(site, body.number).remains.findings]
    assert sexes == ["female"]


def test_all_units_of_an_individual_speak_and_no_others(site: Site) -> None:
    body, other = site.body(), site.body()
    leg = site.believed.unit("body_part")
    looked_at(site, unit_of(body), SEX)
    looked_at(site, leg, Stated("age", "present", {"least_years": 30, "most_years": 40,
              "method": "pubic_symphysis"}))  # fmt: skip
    association = site.believed.associate(body, leg)
    assert [f.kind for f in frozen_body(site, body.number).remains.findings] == ["age", "sex"]
    assert frozen_body(site, other.number).remains.findings == ()
    individuals.withdraw(site.cast.examiner, association, seen=1, reason="помилка")
    assert [f.kind for f in frozen_body(site, body.number).remains.findings] == ["sex"]


def test_where_they_lay_is_known_of_one_site_and_said_with_the_day(site: Site) -> None:
    body = site.body()
    RecoveredUnit.objects.filter(pk=unit_of(body).pk).update(recovered_at=NOON, stage="fresh")
    frozen = frozen_body(site, body.number).remains
    assert frozen.ground is not None
    assert (frozen.ground.site, frozen.ground.lifted_on) == (
        site.believed.site.code,
        NOON.date().isoformat(),
    )
    assert frozen.stage == "fresh"


def test_what_was_told_stands_with_its_source_under_all_linked_records(site: Site) -> None:
    one, again = site.missing(), site.missing()
    told(site, one, "eyes", data={"colour": "grey"}, source="photograph")
    told(site, again, "stature", data={"least_cm": "170", "most_cm": "175"}, as_of="2024-05")
    duplicates.merge(site.cast.interviewer, again, seen=again.version, of=one, reason="та сама")
    found = frozen_missing(site, one.number).told.findings
    assert found == (
        FrozenFinding("eyes", "present", "", {"colour": "grey"}, "photograph"),
        FrozenFinding(
            "stature", "present", "", {"least_cm": "170", "most_cm": "175"}, "family", "2024-05"
        ),
    )


def test_what_was_corrected_is_not_told_twice(site: Site) -> None:
    one = site.missing()
    wrong = antemortem.record_finding(
        site.cast.interviewer, one, kind="eyes", status="present", source="family",
        data={"colour": "brown"},
    )  # fmt: skip
    told(site, one, "eyes", data={"colour": "grey"}, replaces=wrong)
    (found,) = frozen_missing(site, one.number).told.findings
    assert found.data == {"colour": "grey"}


def test_conclusions_about_one_person_stand_until_withdrawn(site: Site) -> None:
    body, one, other = site.body(), site.missing(), site.missing()
    made = site.believed.compared(body, one, method="fingerprints", outcome="established")
    site.believed.compared(body, other, method="dental", outcome="excluded")
    (found,) = snapshot(site.analyst).conclusions
    assert (found.individual, found.missing) == (body.pk, one.pk)
    assert (found.method, found.outcome, found.examiner) == ("fingerprints", "established", 0)
    type(made).objects.filter(pk=made.pk).update(withdrawn_at=NOON)
    assert snapshot(site.analyst).conclusions == ()
