"""Bones of one grave: which are suggested as one person's, and what examiners make of it."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from imena.registry.models import Association, AssociationSuggestion, Individual, RecoveredUnit
from imena.registry.queries import reassociation
from imena.registry.queries.individuals import individual_of, unassociated
from imena.registry.queries.reassociation import Suggested, place_of, suggested, suggestion
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused
from imena.registry.services import association_suggestions as services
from imena.registry.services import individuals
from tests.registry.believed import fresh
from tests.registry.cast import Cast
from tests.registry.remains.bones import Deposit
from tests.registry.together import done_by, refused, together

Units = dict[str, RecoveredUnit]


@pytest.fixture
def bones(deposit: Deposit) -> Units:
    """A tall person's two femora and tibia and a short one's femur; two bones have one profile."""
    found = {
        "tall left": deposit.bone("femur", "left", 505),
        "tall right": deposit.bone("femur", "right", 506),
        "short": deposit.bone("femur", "left", 405),
        "tibia": deposit.bone("tibia", "left", 418),
    }
    deposit.profile(found["tall left"], "AB")
    deposit.profile(found["tibia"], "AB")
    deposit.profile(found["short"], "CD")
    return found


def shown(deposit: Deposit) -> list[Suggested]:
    return suggested(deposit.cast.examiner, deposit.grave)


def about(units: Units, *names: str) -> AssociationSuggestion:
    wanted = sorted(str(units[name].pk) for name in names)
    return next(
        s for s in AssociationSuggestion.objects.all() if sorted(s.members["units"]) == wanted
    )


def weighed(deposit: Deposit) -> services.Suggested:
    return services.suggest(deposit.cast.examiner, deposit.grave)


def test_what_fits_is_suggested_with_what_speaks_for_it(deposit: Deposit, bones: Units) -> None:
    done = weighed(deposit)
    assert (done.weighed, done.settled, done.left_out) == (4, True, ())
    pairs = {frozenset(s.units): s for s in shown(deposit)}
    dna = pairs[frozenset({bones["tall left"].number, bones["tibia"].number})]
    assert float(dna.together) > 0.99
    assert float(dna.log10_lrs["dna"]) > 6
    assert frozenset({bones["tall left"].number, bones["tall right"].number}) in pairs
    assert all(bones["short"].number not in units for units in pairs)
    assert not Association.objects.exists(), "nothing is put together by itself"
    again = weighed(deposit)
    assert (again.new, again.again, again.lapsed) == (0, 0, 0)


def test_accepting_makes_dated_associations_with_their_evidence(
    deposit: Deposit, bones: Units
) -> None:
    weighed(deposit)
    row = about(bones, "tall left", "tibia")
    made = services.accept(deposit.cast.examiner, row, seen=row.version, grounds="суглоб і профіль")
    assert {a.unit_id for a in made} == {bones["tall left"].pk, bones["tibia"].pk}
    assert {a.evidence for a in made} == {"dna"}
    assert made[0].grounds.startswith("суглоб і профіль [P 0.99")
    row = fresh(row)
    assert (row.state, row.individual_id) == ("accepted", made[0].individual_id)
    known = individual_of(deposit.cast.board, made[0].individual_id)
    assert known.bones == {("femur", "left"): 1, ("tibia", "left"): 1}
    with pytest.raises(Refused, match="answered before"):
        services.accept(deposit.cast.examiner, row, seen=row.version, grounds="ще раз")


def test_more_bones_are_suggested_for_an_individual_and_added_to_it(
    deposit: Deposit, bones: Units
) -> None:
    weighed(deposit)
    row = about(bones, "tall left", "tibia")
    made = services.accept(deposit.cast.examiner, row, seen=row.version, grounds="профіль")
    whose = Individual.objects.get(pk=made[0].individual_id)
    done = weighed(deposit)
    assert done.new >= 1
    numbers = [bones["tall right"].number, whose.number]
    row = suggestion(deposit.cast.examiner, numbers)
    assert row.members["individuals"] == [str(whose.pk)]
    (added,) = services.accept(deposit.cast.examiner, row, seen=1, grounds="довжина")
    assert (added.individual_id, added.evidence) == (whose.pk, "pair_match")
    assert [u.number for u in unassociated(deposit.cast.examiner)] == [bones["short"].number]


@pytest.mark.invariant("I11")
def test_two_left_femora_are_never_suggested_and_never_accepted(
    deposit: Deposit, bones: Units
) -> None:
    weighed(deposit)
    both = {bones["tall left"].number, bones["short"].number}
    assert all(not both <= set(s.units) for s in shown(deposit))
    row = about(bones, "tall left", "tibia")
    members = {"units": [str(bones[n].pk) for n in ("tall left", "short")], "individuals": []}
    AssociationSuggestion.objects.filter(pk=row.pk).update(members=members)
    with pytest.raises(Refused, match="has changed"):
        services.accept(deposit.cast.examiner, fresh(row), seen=1, grounds="?")
    formed = individuals.form(
        deposit.cast.examiner, bones["tall left"], evidence="only_unit", grounds="кістка"
    )
    with pytest.raises(Broken, match="femur/left"):
        individuals.associate(
            deposit.cast.examiner,
            formed.individual,
            bones["short"],
            evidence="pair_match",
            grounds="?",
        )


@pytest.mark.invariant("I11")
def test_one_zone_of_one_bone_twice_is_two_people_s(deposit: Deposit) -> None:
    upper, lower, also = (
        deposit.bone("humerus", "left", zones=zones) for zones in ((1, 2), (5, 6), (2, 3))
    )
    whole = deposit.bone("humerus", "left")
    examiner = deposit.cast.examiner
    first = individuals.form(examiner, upper, evidence="only_unit", grounds="уламок")
    add = partial(
        individuals.associate, examiner, first.individual, evidence="fracture_fit", grounds="злам"
    )
    add(lower)
    for other in (also, whole):
        with pytest.raises(Broken, match="humerus/left"):
            add(other)


def test_what_was_refused_comes_back_only_when_more_is_known(
    deposit: Deposit, bones: Units
) -> None:
    weighed(deposit)
    row = about(bones, "tall left", "tall right")
    with pytest.raises(Refused, match="Say why"):
        services.refuse(deposit.cast.examiner, row, seen=row.version, reason=" ")
    services.refuse(deposit.cast.examiner, row, seen=row.version, reason="різна порозність")
    deposit.bone("ulna", "right")
    assert weighed(deposit).again == 0, "another bone in the grave says nothing of these two"
    assert fresh(row).state == "refused"
    deposit.profile(bones["tall right"], "AB")
    assert weighed(deposit).again == 1
    assert fresh(row).state == "suggested"


def test_taken_back_is_not_suggested_again_by_itself(deposit: Deposit, bones: Units) -> None:
    weighed(deposit)
    row = about(bones, "tall left", "tall right")
    made = services.accept(deposit.cast.examiner, row, seen=row.version, grounds="довжина")
    for association in made:
        individuals.withdraw(
            deposit.cast.examiner, association, seen=association.version, reason="різний вік"
        )
    weighed(deposit)
    assert fresh(row).state == "accepted"


def test_what_examiners_say_of_two_bones_held_together_counts(deposit: Deposit) -> None:
    hip, femur = deposit.bone("hip_bone", "left"), deposit.bone("femur", "left")
    examiner = deposit.cast.examiner
    assert weighed(deposit).new == 0, "where nothing speaks for it, nothing is suggested"
    services.fit(examiner, hip, femur, verdict="fits")
    assert weighed(deposit).new == 1
    (told,) = shown(deposit)
    assert float(told.log10_lrs["articulation"]) == pytest.approx(1.23, abs=0.01)
    services.fit(examiner, femur, hip, verdict="misfits", note="інший суглоб")
    assert weighed(deposit).lapsed == 1, "the latest word counts"
    with pytest.raises(Refused, match="name two"):
        services.fit(examiner, hip, hip, verdict="fits")


def test_who_is_a_child_and_who_an_adult_are_two(deposit: Deposit) -> None:
    young, old = deposit.bone("hip_bone", "left"), deposit.bone("femur", "left")
    deposit.age(young, 5, 8)
    deposit.age(old, 40, 60)
    services.fit(deposit.cast.examiner, young, old, verdict="fits")
    assert weighed(deposit).new == 0


def test_what_holds_several_people_is_left_out_and_named(deposit: Deposit) -> None:
    lot = deposit.unit("commingled_lot")
    twice = deposit.unit("body_part")
    deposit.found(twice, deposit.element("femur", "left", count=2))
    deposit.unit("artefact")
    done = weighed(deposit)
    assert {(one.number, one.why) for one in done.left_out} == {
        (lot.number, "several_people"),
        (twice.number, "several_people"),
    }
    assert done.weighed == 0


@pytest.mark.parametrize("turn", range(3), ids=str)
def test_a_profile_like_two_that_differ_is_left_to_the_examiner(
    deposit: Deposit, turn: int
) -> None:
    """Whichever of the three comes first."""
    bones = ("femur", "tibia", "ulna")
    units = sorted((deposit.bone(bone, "left") for bone in bones), key=lambda unit: str(unit.pk))
    read = [("AB", 12), ("AC", 12), ("A", 9)]
    for unit, (alleles, markers) in zip(units, read[turn:] + read[:turn], strict=True):
        deposit.profile(unit, alleles, markers=markers)
    assert weighed(deposit).new == 0
    few = deposit.bone("radius", "left")
    deposit.profile(few, "AB", markers=4)
    assert weighed(deposit).new == 0, "four markers are too few to call anybody alike"


def test_a_partial_profile_may_lack_an_allele(deposit: Deposit) -> None:
    units = [deposit.bone("femur", "left"), deposit.bone("tibia", "left")]
    deposit.profile(units[0], "AB")
    deposit.profile(units[1], "A", markers=10)
    assert weighed(deposit).new == 1


def test_a_site_is_weighed_as_a_whole_when_asked(deposit: Deposit, bones: Units) -> None:
    weighed(deposit)
    lost = deposit.bone("tibia", "right", 418, burial_unit=None)
    deposit.profile(lost, "AB")
    examiner = deposit.cast.examiner
    done = services.suggest(examiner, deposit.site)
    assert done.weighed == 5
    everywhere = suggested(examiner, deposit.site)
    assert any(lost.number in s.units for s in everywhere)
    assert place_of(examiner, deposit.site.code) == deposit.site
    assert place_of(examiner, deposit.grave.number) == deposit.grave


def test_more_than_can_be_weighed_at_once_is_refused_and_nothing_free_is_no_work(
    deposit: Deposit, bones: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reassociation, "MOST_WEIGHED", 3)
    with pytest.raises(Refused, match="4 remains are too many"):
        weighed(deposit)
    for unit in bones.values():
        individuals.form(deposit.cast.examiner, unit, evidence="only_unit", grounds="кістка")
    done = weighed(deposit)
    assert (done.weighed, done.settled, done.new) == (4, True, 0)


def test_only_examiners_put_together_and_others_learn_nothing(
    deposit: Deposit, bones: Units
) -> None:
    weighed(deposit)
    row = about(bones, "tall left", "tibia")
    for role in ("mortuary", "analyst", "laboratory", "interviewer", "board"):
        actor = deposit.cast.actors[role]
        with pytest.raises((NotAllowed, NotYours)):
            services.suggest(actor, deposit.grave)
        with pytest.raises(NotAllowed):
            services.accept(actor, row, seen=row.version, grounds="?")
        with pytest.raises(NotAllowed):
            services.refuse(actor, row, seen=row.version, reason="?")
    for role in ("laboratory", "interviewer", "liaison"):
        assert suggested(deposit.cast.actors[role]) == []
    others = Cast.assembled("INSHA")
    assert suggested(others.examiner) == []
    with pytest.raises(NotYours):
        services.accept(others.examiner, row, seen=row.version, grounds="?")


@pytest.mark.django_db(transaction=True)
def test_accepted_by_two_at_once_one_is_first() -> None:
    deposit = Deposit.opened(Cast.assembled())
    units = {"a": deposit.bone("femur", "left"), "b": deposit.bone("tibia", "left")}
    for unit in units.values():
        deposit.profile(unit, "AB")
    weighed(deposit)
    row = about(units, "a", "b")
    examiners = [deposit.cast.second("examiner") for _ in range(3)]
    results = together(
        [partial(services.accept, e, row, seen=row.version, grounds="профіль") for e in examiners]
    )
    assert len(done_by(results)) == 1
    assert all(isinstance(error, Refused) for error in refused(results))
    assert Association.objects.count() == 2
    assert Individual.objects.count() == 1
    connection.close()
