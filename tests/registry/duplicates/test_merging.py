"""Two records of one missing person count as one, until they turn out to be two."""

from __future__ import annotations

from typing import Any

import pytest

from imena.registry.ledger.current import check_current
from imena.registry.models import (
    Conflict,
    DuplicatePair,
    Event,
    Hypothesis,
    Kinship,
    MissingPerson,
    ReviewCase,
)
from imena.registry.queries import antemortem as file_of
from imena.registry.queries import persons as persons_of
from imena.registry.queries.duplicates import between, pairs
from imena.registry.queries.snapshot import snapshot
from imena.registry.refusals import Broken, NotAllowed, Refused, Stale
from imena.registry.services import antemortem, duplicates, identification, life, persons
from tests.registry.believed import A_DAY, Believed, fresh
from tests.registry.cast import Cast

WHY = "та сама людина"


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


@pytest.fixture
def two(believed: Believed) -> tuple[MissingPerson, MissingPerson]:
    """One person, reported by their mother and again by their brother."""
    first, again = believed.missing("Вигаданий"), believed.missing("Выгаданый")
    believed.relative(first, "mother")
    believed.relative(again, "full_sibling")
    return first, again


def merged(believed: Believed, missing: MissingPerson, of: MissingPerson) -> MissingPerson:
    now = fresh(missing)
    return duplicates.merge(
        believed.cast.interviewer, now, seen=now.version, of=fresh(of), reason=WHY
    )


def undone(believed: Believed, missing: MissingPerson) -> MissingPerson:
    now = fresh(missing)
    return duplicates.undo(
        believed.cast.interviewer, now, seen=now.version, reason="двоюрідні брати"
    )


def told(believed: Believed, *records: MissingPerson) -> dict[str, Any]:
    """Everything about these records that merging could touch."""
    return {
        "records": [
            {k: v for k, v in vars(fresh(r)).items() if k not in ("_state", "version")}
            for r in records
        ],
        "hypotheses": sorted(Hypothesis.objects.values_list("id", "missing", "state")),
        "kinships": sorted(Kinship.objects.values_list("id", "missing", "standing")),
        "conflicts": list(Conflict.objects.filter(closed_at=None).values_list("id", flat=True)),
    }


def test_relatives_and_what_they_told_are_the_one_person_s(
    believed: Believed, two: tuple[MissingPerson, MissingPerson]
) -> None:
    first, again = two
    cast, brother = believed.cast, Kinship.objects.get(missing=again).person
    analyst = cast.analyst.reading_for("звірка")
    antemortem.record_interview(
        cast.interviewer, again, person=brother, language="uk", held_on=A_DAY, sections={}
    )
    antemortem.record_finding(
        cast.interviewer,
        again,
        kind="eyes",
        status="present",
        source="family",
        data={"colour": "blue"},
    )
    assert [m.number for m in snapshot(analyst).missing] == [first.number, again.number]
    merged(believed, again, first)
    for record in two:
        assert len(persons_of.kinships(analyst, record.id)) == 2
        assert [i.person_id for i in file_of.interviews(analyst, record.id)] == [brother.id]
        assert [f.kind for f in file_of.findings(analyst, record.id)] == ["eyes"]
    frozen = snapshot(analyst)
    assert [m.number for m in frozen.missing] == [first.number]
    assert {(k.missing, k.relationship) for k in frozen.kinships} == {
        (first.id, "mother"),
        (first.id, "full_sibling"),
    }
    assert file_of.looked_for(analyst) == [first]


def test_a_sex_that_only_the_other_report_says_is_known(believed: Believed) -> None:
    kept, again, third = (believed.missing(sex=sex) for sex in ("unknown", "female", "male"))
    analyst = believed.cast.analyst.reading_for("звірка")
    merged(believed, again, kept)
    assert snapshot(analyst).missing[0].sex == "female"
    merged(believed, third, kept)
    assert snapshot(analyst).missing[0].sex == "unknown", "the reports disagree"


def test_each_family_s_own_file_stays_their_own(
    believed: Believed, two: tuple[MissingPerson, MissingPerson]
) -> None:
    first, again = two
    merged(believed, again, first)
    reader = believed.cast.prosecutor.reading_for("розмова")
    assert [r.relationship for r in file_of.family_file(reader, again.id).relatives] == [
        "full_sibling"
    ]


@pytest.mark.invariant("I33")
def test_undoing_loses_nothing_and_the_ledger_tells_both(
    believed: Believed, two: tuple[MissingPerson, MissingPerson]
) -> None:
    first, again = two
    cast = believed.cast
    again = antemortem.search(
        cast.interviewer, again, seen=again.version, state="reference_sufficient"
    )
    body, other = believed.remains(), believed.remains()
    identification.suggest(cast.analyst, body, first, state="presumptive")
    believed.compared(body, again, outcome="excluded")
    identification.suggest(cast.analyst, other, again)
    believed.proposed(body, first)
    before = told(believed, first, again)
    merged(believed, again, first)
    assert Hypothesis.objects.get(individual=body, missing=first).state == "excluded"
    assert Conflict.objects.filter(closed_at=None, kind="exclusion").count() == 1
    undone(believed, again)
    assert told(believed, first, again) == before
    said = Event.objects.filter(type__startswith="duplicates.").order_by("recorded_at")
    assert [event.type for event in said] == ["duplicates.merge", "duplicates.undo"]


@pytest.mark.invariant("I18")
def test_an_exclusion_under_either_record_is_one_of_the_person(believed: Believed) -> None:
    body, first, again = believed.remains(), believed.missing(), believed.missing("Вигаданій")
    decision = believed.proposed(body, first)
    believed.compared(body, again, outcome="excluded")
    merged(believed, again, first)
    (conflict,) = Conflict.objects.filter(closed_at=None)
    assert (conflict.kind, conflict.decisions) == ("exclusion", [str(decision.id)])
    believed.sign(decision, believed.cast.board)
    with pytest.raises(Broken, match="contradicts"):
        believed.sign(decision, believed.cast.prosecutor)


@pytest.mark.invariant("I13")
def test_a_named_record_is_the_one_that_is_kept(believed: Believed) -> None:
    first, again = believed.missing(), believed.missing("Вигаданій")
    decision = believed.confirmed(believed.remains(), first)
    with pytest.raises(Broken, match="link the other one"):
        merged(believed, first, again)
    merged(believed, again, first)
    assert fresh(decision).status == "confirmed"
    assert (fresh(first).state, fresh(again).state) == ("identified_dead", "duplicate")
    undone(believed, again)
    assert (fresh(first).state, fresh(again).state) == ("identified_dead", "reported")
    assert fresh(decision).status == "confirmed"


@pytest.mark.invariant("I15")
def test_a_sign_of_life_under_the_other_record_suspends_a_standing_name(
    believed: Believed,
) -> None:
    first, again = believed.missing(), believed.missing("Вигаданій")
    decision = believed.confirmed(believed.remains(), first)
    life.prove(believed.cast.interviewer, again, kind="seen_alive", source="свідок")
    merged(believed, again, first)
    assert fresh(decision).status == "suspended"
    assert ReviewCase.objects.get(decision=decision).reason == "proof_of_life"
    undone(believed, again)
    assert fresh(decision).status == "suspended", "people uphold it, by name"


@pytest.mark.invariant("I17")
def test_a_contradicted_kinship_under_the_other_record_fells_what_rests_on_it(
    believed: Believed,
) -> None:
    cast, first, again = believed.cast, believed.missing(), believed.missing("Вигаданій")
    mother = believed.relative(first)
    body = believed.remains()
    decision = believed.confirmed(body, first, believed.dna(body, first, mother))
    kinship = persons.claim_kinship(cast.interviewer, mother, again, relationship="mother")
    persons.contradict_kinship(cast.analyst, kinship, seen=1, note="не сходиться")
    assert fresh(decision).status == "confirmed"
    merged(believed, again, first)
    assert fresh(decision).status == "suspended"


@pytest.mark.invariant("I12")
def test_a_name_that_stood_on_both_is_suspended_when_they_are_two(believed: Believed) -> None:
    first, again = believed.missing(), believed.missing("Вигаданій")
    merged(believed, again, first)
    body = believed.remains()
    sister = believed.relative(again, "full_sibling")
    by_dna = believed.dna(body, first, sister)
    decision = believed.confirmed(body, first, by_dna)
    undone(believed, again)
    assert fresh(by_dna).withdrawn_reason, "her sample says nothing of somebody she is not kin to"
    assert fresh(decision).status == "suspended"
    assert fresh(first).state == "open"


def test_where_somebody_is_known_to_be_is_not_hidden_in_a_copy(believed: Believed) -> None:
    home, sought, withdrawn = (believed.missing() for _ in range(3))
    life.prove(believed.cast.interviewer, home, kind="returned", source="прийшов сам")
    with pytest.raises(Refused, match="known where"):
        merged(believed, home, sought)
    antemortem.withdraw_report(believed.cast.interviewer, withdrawn, seen=1, reason="помилка")
    with pytest.raises(Refused, match="withdrawn"):
        merged(believed, sought, withdrawn)
    dead = believed.missing()
    believed.confirmed(believed.remains(), dead)
    with pytest.raises(Broken, match="different things"):
        merged(believed, home, dead)
    merged(believed, sought, home)
    assert fresh(home).state == "found_alive"


@pytest.mark.invariant("I15")
def test_a_sign_of_life_stays_with_the_record_it_was_given_under(believed: Believed) -> None:
    first, again = believed.missing(), believed.missing("Вигаданій")
    merged(believed, again, first)
    life.prove(believed.cast.interviewer, fresh(again), kind="returned", source="прийшов сам")
    assert fresh(first).state == "found_alive"
    undone(believed, again)
    assert (fresh(first).state, fresh(again).state) == ("open", "found_alive")


def test_there_are_no_chains_and_no_rings(believed: Believed) -> None:
    one, two, three = (believed.missing() for _ in range(3))
    with pytest.raises(Refused, match="stands on its own"):
        merged(believed, one, one)
    merged(believed, two, one)
    for missing, of in ((three, two), (two, three), (one, two), (two, one)):
        with pytest.raises(Refused, match="stands on its own"):
            merged(believed, missing, of)
    with pytest.raises(Refused, match="link those first"):
        merged(believed, one, three)
    merged(believed, three, one)
    undone(believed, two)
    assert (fresh(two).duplicate_of_id, fresh(three).duplicate_of_id) == (None, one.id)
    with pytest.raises(Refused, match="not linked"):
        undone(believed, two)


def test_two_who_were_said_to_be_two_are_not_made_one_by_way_of_a_third(
    believed: Believed,
) -> None:
    kept, one, other = believed.missing("Вигаданий"), believed.missing(), believed.missing()
    merged(believed, one, other)
    undone(believed, one)
    merged(believed, one, kept)
    with pytest.raises(Refused, match="are two people: settle that first"):
        merged(believed, other, kept)
    assert fresh(other).duplicate_of_id is None
    antemortem.describe(
        believed.cast.interviewer, other, seen=fresh(other).version, born="1970-05-01"
    )
    merged(believed, other, kept)
    assert fresh(other).duplicate_of_id == kept.id, "said before more was known of them"


def test_two_records_of_one_person_are_not_dismissed_as_two(believed: Believed) -> None:
    kept, one, other = believed.missing("Вигаданий"), believed.missing(), believed.missing()
    first, second = sorted((one, other), key=lambda record: record.id)
    pair = believed.row(DuplicatePair, first=first, second=second, state="proposed")
    merged(believed, one, kept)
    merged(believed, other, kept)
    with pytest.raises(Refused, match="merged"):
        duplicates.dismiss(believed.cast.interviewer, pair, seen=1, reason="двоє братів")


@pytest.mark.invariant("I34")
def test_whoever_looked_at_an_older_version_is_told(believed: Believed) -> None:
    first, again = believed.missing(), believed.missing("Вигаданій")
    antemortem.describe(believed.cast.interviewer, again, seen=1, sex="male")
    with pytest.raises(Stale):
        duplicates.merge(believed.cast.interviewer, again, seen=1, of=first, reason=WHY)
    assert fresh(again).duplicate_of_id is None


def test_people_say_why_and_only_who_records_the_missing_may(
    believed: Believed, two: tuple[MissingPerson, MissingPerson]
) -> None:
    first, again = two
    with pytest.raises(Refused, match="Say why"):
        duplicates.merge(believed.cast.interviewer, again, seen=1, of=first, reason=" ")
    for role in ("analyst", "liaison", "examiner", "laboratory", "board"):
        with pytest.raises(NotAllowed):
            duplicates.merge(believed.cast.actors[role], again, seen=1, of=first, reason=WHY)


def test_a_pair_says_what_became_of_it(
    believed: Believed, two: tuple[MissingPerson, MissingPerson]
) -> None:
    first, again = two
    reader = believed.cast.interviewer.reading_for("звірка")
    with pytest.raises(Refused, match="not proposed"):
        between(reader, first.number, again.number)
    merged(believed, again, first)
    (pair,) = pairs(reader, state="merged")
    assert (pair.copy, pair.first.number, pair.second.number) == (
        again.number,
        first.number,
        again.number,
    )
    undone(believed, again)
    row = between(reader, again.number, first.number)
    assert (row.state, row.copy_id, row.before, row.reason) == (
        "separated",
        None,
        {},
        "двоюрідні брати",
    )
    assert DuplicatePair.objects.count() == 1


def test_the_ledger_alone_tells_how_things_stand(
    believed: Believed, two: tuple[MissingPerson, MissingPerson]
) -> None:
    first, again = two
    merged(believed, again, first)
    undone(believed, again)
    records, wrong = check_current()
    merged_records = ("MissingPerson", "DuplicatePair")
    assert records > 3
    assert [f for f in wrong if str(f.record).startswith(merged_records)] == []
