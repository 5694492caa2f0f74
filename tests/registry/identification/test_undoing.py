"""A name that turns out wrong: suspended, reversed, and everything it touched put in order."""

from __future__ import annotations

import pytest

from imena.registry.models import (
    Conflict,
    DecisionPerson,
    Kinship,
    ReviewCase,
)
from imena.registry.refusals import Broken, NotAllowed, Refused
from imena.registry.services import (
    burials,
    decisions,
    families,
    identification,
    life,
    persons,
    reviews,
    statements,
)
from tests.registry.believed import A_DAY, Believed, fresh
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


class Buried:
    """Somebody named, told of, released, registered and buried, and a figure that counts him."""

    def __init__(self, believed: Believed) -> None:
        cast = believed.cast
        self.body, self.missing = believed.remains(), believed.missing()
        self.mother = believed.relative(self.missing)
        self.decision = believed.confirmed(self.body, self.missing)
        self.told = families.notify(cast.liaison, self.decision, self.mother, manner="in_person")
        believed.asked(self.missing, self.mother)
        self.release = believed.authorised(self.decision, self.body, self.mother)
        self.release = believed.handed_over(self.release)
        self.certificate = families.register_death(
            cast.mortuary,
            self.decision,
            missing=self.missing,
            certificate="00031-АБ",
            registered_on=A_DAY,
        )
        self.burial = burials.bury_named(
            cast.mortuary,
            self.release,
            place="вигаданий цвинтар",
            plot="12",
            marker_text="Сава Вигаданий",
            buried_on=A_DAY,
        )
        drafted = statements.make(cast.figures_officer, query="persons.named")
        self.figure = statements.approve(cast.board, drafted, seen=1)


@pytest.mark.invariant("I15")
def test_a_man_who_returns_suspends_what_was_decided_and_shows_what_it_touches(
    believed: Believed,
) -> None:
    buried = Buried(believed)
    neighbour = believed.missing("Сусіда")
    identification.suggest(believed.cast.analyst, buried.body, neighbour)
    life.prove(believed.cast.interviewer, buried.missing, kind="returned", source="прийшов додому")
    assert fresh(buried.decision).status == "suspended"
    assert not DecisionPerson.objects.filter(standing=True).exists()
    assert fresh(buried.missing).state == "found_alive"
    assert (fresh(buried.body).state, fresh(buried.certificate).state) == (
        "suspended",
        "under_review",
    )
    touches = ReviewCase.objects.get(decision=buried.decision, reason="proof_of_life").touches
    assert [n["number"] for n in touches["notifications"]] == [buried.told.number]
    assert [r["number"] for r in touches["releases"]] == [buried.release.number]
    assert [c["certificate"] for c in touches["registrations"]] == ["00031-АБ"]
    assert [f["number"] for f in touches["figures"]] == [buried.figure.number]
    (grave,) = touches["graves"]
    assert grave["plot"] == "12"
    assert grave["named_for"] == [str(buried.missing.id)]
    assert grave["may_be"] == [str(neighbour.id)]


@pytest.mark.invariant("I15")
@pytest.mark.parametrize("role", ["interviewer", "liaison", "board", "prosecutor"])
def test_whoever_hears_of_it_records_it_alone(believed: Believed, role: str) -> None:
    body, missing = believed.remains(), believed.missing()
    decision = believed.confirmed(body, missing)
    life.prove(believed.cast.actors[role], missing, kind="direct_contact", source="дзвінок")
    assert fresh(decision).status == "suspended"
    assert fresh(decision).ended_at is None


@pytest.mark.invariant("I15")
def test_a_life_proof_under_a_linked_record_suspends_as_well(believed: Believed) -> None:
    from imena.registry.services import duplicates

    missing, again = believed.missing(), believed.missing("Вигаданій")
    decision = believed.confirmed(believed.remains(), missing)
    duplicates.merge(
        believed.cast.interviewer, again, seen=1, of=fresh(missing), reason="та сама людина"
    )
    life.prove(believed.cast.interviewer, fresh(again), kind="seen_alive", source="свідок")
    assert fresh(decision).status == "suspended"
    assert (fresh(missing).state, fresh(again).state) == ("open", "duplicate")


@pytest.mark.invariant("I15")
def test_a_proof_of_life_blocks_a_release_before_the_door(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    mother = believed.relative(missing)
    decision = believed.confirmed(body, missing)
    believed.asked(missing, mother)
    release = believed.authorised(decision, body, mother)
    life.prove(believed.cast.liaison, missing, kind="image_or_video", source="відео з полону")
    assert (fresh(release).state, fresh(release).blocked_reason) == ("blocked", "proof_of_life")
    with pytest.raises(Broken, match="blocked"):
        believed.handed_over(release)
    with pytest.raises(Broken, match="confirmed"):
        families.notify(believed.cast.liaison, decision, mother, manner="in_person")


@pytest.mark.invariant("I15")
def test_nobody_alive_is_named_anew(believed: Believed) -> None:
    missing = believed.missing()
    proposal = believed.proposed(believed.remains(), missing)
    believed.sign(proposal, believed.cast.board)
    life.prove(believed.cast.interviewer, missing, kind="returned", source="прийшов додому")
    assert fresh(proposal).status == "suspended"
    with pytest.raises(Broken, match="not open for signatures"):
        believed.sign(proposal, believed.cast.prosecutor)
    other = believed.remains()
    ground = believed.compared(other, missing)
    decisions.reject(believed.cast.board, proposal, reason="живий")
    named = believed.proposed(other, missing, ground)
    with pytest.raises(Broken, match="is alive"):
        believed.signed(named)


@pytest.mark.invariant("I15")
def test_a_suspended_decision_is_not_upheld_while_the_proof_stands(believed: Believed) -> None:
    cast, missing = believed.cast, believed.missing()
    decision = believed.confirmed(believed.remains(), missing)
    proof = life.prove(cast.liaison, missing, kind="seen_alive", source="бачили на вокзалі")
    with pytest.raises(Broken, match="is alive"):
        reviews.uphold(cast.board, decision, reason="певні", approvers=[cast.prosecutor])
    with pytest.raises(Refused, match="more people"):
        life.withdraw_proof(cast.board, proof, reason="інша людина", approvers=[])
    with pytest.raises(NotAllowed):
        life.withdraw_proof(cast.liaison, proof, reason="інша людина", approvers=[cast.board])
    life.withdraw_proof(cast.board, proof, reason="інша людина", approvers=[cast.prosecutor])
    assert fresh(decision).status == "suspended"
    upheld = reviews.uphold(cast.board, decision, reason="певні", approvers=[cast.prosecutor])
    assert (upheld.status, fresh(missing).state) == ("confirmed", "identified_dead")
    assert ReviewCase.objects.get().outcome == "upheld"


@pytest.mark.invariant("I15")
def test_a_withdrawn_proof_leaves_what_the_others_say(believed: Believed) -> None:
    cast, missing = believed.cast, believed.missing()
    held = life.prove(cast.liaison, missing, kind="captivity_confirmed", source="список")
    back = life.prove(cast.liaison, missing, kind="returned", source="повернувся")
    seen = life.prove(cast.liaison, missing, kind="seen_alive", source="свідок")
    states = []
    for proof in (back, held, seen):
        life.withdraw_proof(cast.board, proof, reason="інша людина", approvers=[cast.prosecutor])
        states.append(fresh(missing).state)
    assert states == ["captive_confirmed", "open", "open"]
    with pytest.raises(Refused, match="withdrawn before"):
        life.withdraw_proof(cast.board, seen, reason="ще раз", approvers=[cast.prosecutor])


@pytest.mark.invariant("I15")
def test_who_was_said_alive_under_a_linked_record_is_looked_for_again(believed: Believed) -> None:
    from imena.registry.services import antemortem, duplicates

    cast = believed.cast
    missing, again = believed.missing(), believed.missing("Вигаданій")
    duplicates.merge(cast.interviewer, again, seen=1, of=missing, reason="та сама людина")
    proof = life.prove(cast.liaison, fresh(again), kind="returned", source="дзвінок")
    assert fresh(missing).state == "found_alive"
    life.withdraw_proof(cast.board, proof, reason="інша людина", approvers=[cast.prosecutor])
    assert (fresh(missing).state, fresh(again).state) == ("open", "duplicate")
    gone = believed.missing("Відкликаний")
    sign = life.prove(cast.liaison, gone, kind="seen_alive", source="свідок")
    antemortem.withdraw_report(
        cast.interviewer, fresh(gone), seen=fresh(gone).version, reason="просить родина"
    )
    life.withdraw_proof(cast.board, sign, reason="інша людина", approvers=[cast.prosecutor])
    assert fresh(gone).state == "withdrawn"


@pytest.mark.invariant("I12")
def test_upholding_a_proposal_gives_it_no_signature(believed: Believed) -> None:
    cast = believed.cast
    proposal = believed.proposed(believed.remains(), believed.missing())
    reviews.suspend(cast.board, proposal, reason="family_request", grounds="прохання")
    back = reviews.uphold(cast.board, proposal, reason="так", approvers=[cast.prosecutor])
    assert (back.status, back.confirmed_at) == ("proposed", None)


def test_somebody_on_no_list_lives(believed: Believed) -> None:
    cast, body = believed.cast, believed.remains()
    person = persons.register(cast.interviewer, names=[{"script": "uk", "family": "Незнаний"}])
    ground = identification.compare(
        cast.analyst, body, unlisted=person, method="fingerprints", outcome="established"
    )
    decision = decisions.propose(
        cast.analyst,
        policy=believed.policy(),
        individuals=[body],
        unlisted=[person],
        comparisons=[ground],
    )
    believed.signed(decision)
    life.prove(cast.interviewer, person, kind="returned", source="прийшов")
    assert fresh(decision).status == "suspended"


def test_upheld_after_burial_everything_is_as_it_was(believed: Believed) -> None:
    cast, buried = believed.cast, Buried(believed)
    reviews.suspend(cast.board, buried.decision, reason="family_request", grounds="прохання")
    assert fresh(buried.body).state == "suspended"
    reviews.uphold(cast.board, buried.decision, reason="так", approvers=[cast.prosecutor])
    assert fresh(buried.body).state == "buried_named"
    assert fresh(buried.certificate).state == "standing"
    assert (fresh(buried.release).state, fresh(buried.release).blocked_reason) == ("released", "")


def test_a_reversal_takes_two_and_walks_back_through_everything(believed: Believed) -> None:
    cast, buried = believed.cast, Buried(believed)
    with pytest.raises(Refused, match="more people"):
        reviews.reverse(
            cast.board, buried.decision, reason="sample_swap", grounds="переплутано", approvers=[]
        )
    review = reviews.reverse(
        cast.board,
        buried.decision,
        reason="sample_swap",
        grounds="переплутано зразки",
        approvers=[cast.prosecutor],
    )
    assert fresh(buried.decision).status == "reversed"
    assert (fresh(buried.body).state, fresh(buried.missing).state) == ("under_comparison", "open")
    assert fresh(buried.certificate).state == "under_review"
    assert {u.unit.state for u in buried.body.associations.all()} == {"under_comparison"}
    with pytest.raises(Refused, match="still rests"):
        reviews.close_review(cast.board, review, seen=review.version)
    families.correct_registration(
        cast.mortuary, fresh(buried.certificate), seen=2, state="annulled", reason="рішення суду"
    )
    burials.exhume_again(
        cast.prosecutor, buried.burial, seen=1, ended_on=A_DAY, reason="постанова 7"
    )
    assert fresh(buried.release).state == "reversed"
    closed = reviews.close_review(cast.board, review, seen=review.version)
    assert closed.outcome == "reversed"


def test_after_a_reversal_the_right_name_is_found(believed: Believed) -> None:
    cast, body, wrong = believed.cast, believed.remains(), believed.missing()
    right = believed.missing("Справжній")
    decision = believed.confirmed(body, wrong)
    reviews.reverse(
        cast.board, decision, reason="new_evidence", grounds="ДНК", approvers=[cast.prosecutor]
    )
    assert believed.confirmed(body, right).status == "confirmed"
    assert (fresh(wrong).state, fresh(right).state) == ("open", "identified_dead")
    with pytest.raises(Refused, match="Only a decision that was confirmed"):
        reviews.reverse(
            cast.board, decision, reason="new_evidence", grounds="ще", approvers=[cast.prosecutor]
        )


def test_a_decision_replaced_by_one_that_names_another_is_reviewed(believed: Believed) -> None:
    body, wrong, right = believed.remains(), believed.missing(), believed.missing("Справжній")
    mother = believed.relative(wrong)
    old = believed.confirmed(body, wrong)
    believed.asked(wrong, mother)
    release = believed.authorised(old, body, mother)
    new = believed.signed(believed.proposed(body, right, supersedes=old))
    assert not Conflict.objects.exists()
    assert (fresh(old).status, new.status) == ("superseded", "confirmed")
    assert fresh(old).ended_at is not None
    assert (fresh(wrong).state, fresh(right).state) == ("open", "identified_dead")
    assert ReviewCase.objects.get().decision_id == old.id
    assert fresh(release).state == "blocked"
    assert fresh(body).state == "identified"


def test_a_decision_replaced_by_the_same_name_with_more_remains(believed: Believed) -> None:
    body, missing = believed.remains(believed.unit("partial_body")), believed.missing()
    old = believed.confirmed(body, missing)
    believed.associate(body, believed.unit("single_bone"))
    ground = believed.compared(body, missing)
    new = believed.signed(believed.proposed(body, missing, ground, supersedes=old))
    assert (fresh(old).status, new.status) == ("superseded", "confirmed")
    assert not ReviewCase.objects.exists()
    assert fresh(missing).state == "identified_dead"


@pytest.mark.invariant("I17")
def test_a_contradicted_kinship_drops_what_rests_on_it(believed: Believed) -> None:
    cast, body, missing = believed.cast, believed.remains(), believed.missing()
    father = believed.relative(missing, "father")
    resting = believed.dna(body, missing, father)
    other = believed.compared(body, missing, method="belongings", outcome="possible")
    decision = believed.confirmed(body, missing, resting, other)
    kinship = Kinship.objects.get(person=father)
    persons.contradict_kinship(cast.analyst, kinship, seen=kinship.version, note="не батько")
    assert fresh(resting).withdrawn_reason == "kinship_contradicted"
    assert fresh(other).withdrawn_at is None
    assert fresh(decision).status == "suspended"
    review = ReviewCase.objects.get()
    assert (review.reason, review.grounds) == ("new_evidence", resting.number)
    with pytest.raises(Broken, match="does not meet"):
        reviews.uphold(cast.board, decision, reason="так", approvers=[cast.prosecutor])
    with pytest.raises(Broken, match="cannot be used"):
        believed.dna(body, missing, father)


@pytest.mark.invariant("I17")
def test_an_exclusion_that_rests_on_a_contradicted_kinship_falls_too(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    father = believed.relative(missing, "father")
    hypothesis = identification.suggest(believed.cast.analyst, body, missing)
    believed.dna(body, missing, father, outcome="excluded")
    assert fresh(hypothesis).state == "excluded"
    kinship = Kinship.objects.get(person=father)
    persons.contradict_kinship(
        believed.cast.analyst, kinship, seen=kinship.version, note="не батько"
    )
    assert fresh(hypothesis).state == "candidate"
    assert believed.confirmed(body, missing).status == "confirmed"


@pytest.mark.invariant("I17")
def test_a_kinship_contradicted_behind_the_program_s_back_carries_nothing(
    believed: Believed,
) -> None:
    body, missing = believed.remains(), believed.missing()
    decision = believed.proposed(body, missing, believed.dna(body, missing))
    Kinship.objects.update(standing="contradicted")
    with pytest.raises(Broken, match="does not meet the policy"):
        believed.signed(decision)


@pytest.mark.invariant("I17")
def test_a_decision_that_needs_no_contradicted_kinship_stands(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    father = believed.relative(missing, "father")
    decision = believed.confirmed(
        body, missing, believed.dna(body, missing, father), believed.compared(body, missing)
    )
    kinship = Kinship.objects.get(person=father)
    persons.contradict_kinship(
        believed.cast.analyst, kinship, seen=kinship.version, note="не батько"
    )
    assert fresh(decision).status == "confirmed"


@pytest.mark.invariant("I17")
def test_dna_rests_on_samples_results_and_donors_who_agreed(believed: Believed) -> None:
    cast, body, missing = believed.cast, believed.remains(), believed.missing()
    mother, stranger = believed.relative(missing), believed.relative(believed.missing("Чужа"))
    with pytest.raises(Broken, match="not related"):
        believed.dna(body, missing, stranger)
    with pytest.raises(Broken, match="no usable result"):
        believed.dna(body, missing, mother, methods=("mtdna",))
    with pytest.raises(Broken, match="Name the samples"):
        identification.compare(
            cast.analyst, body, missing=missing, method="dna", outcome="established"
        )
    others = [*body.associations.all()[0].unit.samples.all()]
    elsewhere = believed.remains()
    with pytest.raises(Broken, match="other remains"):
        identification.compare(
            cast.analyst,
            elsewhere,
            missing=missing,
            method="dna",
            outcome="established",
            samples=others,
            donors=[mother],
            lab_methods=["autosomal_str"],
        )
    consent = mother.consents.get(purpose="identification")
    persons.withdraw_consent(cast.interviewer, consent, withdrawn_on=A_DAY)
    with pytest.raises(Broken, match="has not agreed"):
        believed.dna(body, missing, mother)
