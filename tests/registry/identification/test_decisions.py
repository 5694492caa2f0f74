"""A name needs evidence, two who may sign, and nothing that speaks against it (I12 to I14, I18)."""

from __future__ import annotations

from typing import Any

import pytest

from imena.registry.models import (
    Comparison,
    Conflict,
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Signature,
)
from imena.registry.queries.dossier.signed import digest_of, dossier
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused
from imena.registry.services import decisions, identification, reviews, sources
from tests.registry.believed import Believed, fresh
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def test_two_signatures_make_a_name(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    decision = believed.proposed(body, missing)
    once = believed.sign(decision, believed.cast.board)
    assert once.status == "proposed"
    twice = believed.sign(decision, believed.cast.prosecutor)
    assert (twice.status, fresh(body).state) == ("confirmed", "identified")
    assert fresh(missing).state == "identified_dead"
    assert {u.state for u in map(fresh, [a.unit for a in body.associations.all()])} == {
        "identified"
    }


@pytest.mark.invariant("I12")
def test_one_person_does_not_sign_twice(believed: Believed) -> None:
    decision = believed.proposed(believed.remains(), believed.missing())
    both = believed.cast.joined("Рада Підпис", "board", "prosecutor")
    believed.sign(decision, both, "board")
    with pytest.raises(Broken, match="signs once"):
        believed.sign(decision, both, "prosecutor")
    assert fresh(decision).status == "proposed"


@pytest.mark.invariant("I12")
@pytest.mark.parametrize("role", ["analyst", "examiner", "mortuary", "liaison", "administrator"])
def test_only_who_may_sign_does(believed: Believed, role: str) -> None:
    decision = believed.proposed(believed.remains(), believed.missing())
    with pytest.raises(NotAllowed):
        believed.sign(decision, believed.cast.actors[role])


@pytest.mark.invariant("I12")
def test_nobody_signs_as_what_they_are_not(believed: Believed) -> None:
    decision = believed.proposed(believed.remains(), believed.missing())
    with pytest.raises(Broken, match="signature of this role"):
        believed.sign(decision, believed.cast.board, "prosecutor")


@pytest.mark.invariant("I12")
def test_whoever_collected_a_sample_does_not_sign_on_it(believed: Believed) -> None:
    collector = believed.cast.joined("Збирач", "board", "mortuary")
    body, missing = believed.remains(by=collector), believed.missing()
    decision = believed.proposed(body, missing, believed.dna(body, missing))
    with pytest.raises(Broken, match="collected a sample"):
        believed.sign(decision, collector, "board")
    assert believed.signed(decision).status == "confirmed"


@pytest.mark.invariant("I12")
def test_nobody_signs_what_rests_on_their_own_examination(believed: Believed) -> None:
    examiner = believed.cast.joined("Дослідниця", "board", "analyst")
    body, missing = believed.remains(), believed.missing()
    mine = believed.compared(body, missing, by=examiner)
    # A second comparison that proves nothing does not make room for the examiner’s signature.
    padding = believed.compared(body, missing, method="belongings", outcome="possible")
    decision = believed.proposed(body, missing, mine, padding)
    with pytest.raises(Broken, match="their own examination"):
        believed.sign(decision, examiner, "board")


@pytest.mark.invariant("I12")
def test_an_examiner_may_sign_where_others_examined_as_well(believed: Believed) -> None:
    examiner = believed.cast.joined("Дослідниця", "board", "analyst")
    body, missing = believed.remains(), believed.missing()
    both = [
        believed.compared(body, missing, by=examiner),
        believed.compared(body, missing, method="dental"),
    ]
    decision = believed.proposed(body, missing, *both)
    assert believed.sign(decision, examiner, "board").status == "proposed"


@pytest.mark.invariant("I12")
def test_what_is_signed_is_what_was_read(believed: Believed) -> None:
    decision = believed.proposed(believed.remains(), believed.missing())
    other = believed.proposed(believed.remains(), believed.missing("Інша"))
    with pytest.raises(Broken, match="read again"):
        decisions.sign(believed.cast.board, decision, role="board", digest=digest_of(fresh(other)))


def test_what_is_read_has_numbers_and_no_name(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing("Калинопільська")
    said, digest = dossier(believed.cast.board, believed.proposed(body, missing))
    assert missing.number in said["persons"]
    assert "Калинопільська" not in str(said)
    assert len(digest) == 64
    with pytest.raises(NotYours):
        dossier(believed.cast.laboratory, Decision.objects.get(number=said["decision"]))


@pytest.mark.invariant("I12")
def test_the_policy_must_be_met_when_the_last_signature_comes(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    comparison = believed.compared(body, missing)
    decision = believed.proposed(body, missing, comparison)
    believed.sign(decision, believed.cast.board)
    identification.withdraw_comparison(
        believed.cast.analyst, fresh(comparison), reason="переплутано картки"
    )
    with pytest.raises(Broken, match="does not meet the policy"):
        believed.sign(decision, believed.cast.prosecutor)
    assert Signature.objects.filter(decision=decision).count() == 1


@pytest.mark.invariant("I12")
def test_a_policy_asks_for_signatures_of_certain_roles(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    two = believed.relative(missing, "mother"), believed.relative(missing, "father")
    decision = believed.proposed(
        body, missing, believed.dna(body, missing, *two), policy=believed.policy("UA-2026-02")
    )
    believed.sign(decision, believed.cast.board)
    assert believed.sign(decision, believed.cast.second("board")).status == "proposed"
    assert believed.sign(decision, believed.cast.prosecutor).status == "confirmed"


@pytest.mark.invariant("I12")
def test_other_remains_than_were_proposed_are_not_confirmed(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    decision = believed.proposed(body, missing)
    believed.sign(decision, believed.cast.board)
    believed.associate(body, believed.unit("single_bone"))
    with pytest.raises(Broken, match="Other remains belong"):
        believed.sign(decision, believed.cast.prosecutor)


@pytest.mark.invariant("I5")
def test_a_marker_a_line_and_a_stated_name_are_no_grounds(believed: Believed) -> None:
    cast, body, missing = believed.cast, believed.remains(), believed.missing()
    book = sources.take_register(cast.prosecutor, code="07", title="Книга поховань")
    line = sources.take_line(
        cast.prosecutor, book, page=3, line=1, text_verbatim="Вигаданий Сава, хрест 12"
    )
    said = sources.assert_about(
        cast.prosecutor, body, says="name", value="Вигаданий Сава", register_line=line
    )
    for ground in (line, said, {"comparison": str(said.id)}, str(line.id)):
        grounds: Any = [ground]
        with pytest.raises(Broken) as refused:
            decisions.propose(
                cast.analyst,
                policy=believed.policy(),
                individuals=[body],
                missing=[missing],
                comparisons=grounds,
            )
        assert refused.value.invariant == "I5"
    with pytest.raises(Broken, match="rests on comparisons"):
        decisions.propose(
            cast.analyst,
            policy=believed.policy(),
            individuals=[body],
            missing=[missing],
            comparisons=[],
        )
    assert not Decision.objects.exists()


@pytest.mark.invariant("I5")
def test_a_presumptive_name_with_all_that_supports_it_is_not_confirmed(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    identification.suggest(believed.cast.analyst, body, missing, state="presumptive")
    supporting = [
        believed.compared(body, missing, method=method)
        for method in ("belongings", "circumstances", "description", "medical", "visual")
    ]
    decision = believed.proposed(body, missing, *supporting)
    with pytest.raises(Broken, match="does not meet the policy"):
        believed.signed(decision)


@pytest.mark.invariant("I13")
def test_one_name_on_two_remains_opens_a_conflict_and_neither_goes_on(
    believed: Believed,
) -> None:
    cast, missing = believed.cast, believed.missing()
    first, second = believed.remains(), believed.remains()
    standing = believed.confirmed(first, missing)
    other = believed.proposed(second, missing)
    conflict = Conflict.objects.get()
    assert conflict.decisions == sorted([str(standing.id), str(other.id)])
    assert (conflict.kind, conflict.missing_id) == ("one_person_two_remains", missing.id)
    believed.sign(other, cast.board)
    with pytest.raises(Broken, match="settle that first"):
        believed.sign(other, cast.prosecutor)
    with pytest.raises(Broken, match="still contradict"):
        reviews.settle(cast.board, conflict, resolved="якось", approvers=[cast.prosecutor])
    decisions.reject(cast.board, other, reason="переплутано зразки")
    with pytest.raises(Refused, match="more people"):
        reviews.settle(cast.board, conflict, resolved="відхилено", approvers=[])
    reviews.settle(cast.board, conflict, resolved="відхилено", approvers=[cast.prosecutor])
    assert fresh(standing).status == "confirmed"


@pytest.mark.invariant("I13")
def test_two_proposals_of_one_name_stop_each_other(believed: Believed) -> None:
    missing = believed.missing()
    proposals = [believed.proposed(believed.remains(), missing) for _ in range(2)]
    for proposal in proposals:
        with pytest.raises(Broken, match="settle that first"):
            believed.signed(proposal)
    assert not DecisionPerson.objects.filter(standing=True).exists()


@pytest.mark.invariant("I13")
def test_the_name_of_a_linked_record_is_the_same_name(believed: Believed) -> None:
    from imena.registry.services import duplicates

    missing, again = believed.missing(), believed.missing("Вигаданій")
    believed.confirmed(believed.remains(), missing)
    duplicates.merge(
        believed.cast.interviewer, again, seen=1, of=fresh(missing), reason="та сама людина"
    )
    with pytest.raises(Broken, match="repeats another"):
        believed.proposed(believed.remains(), fresh(again))


@pytest.mark.invariant("I14")
def test_two_names_on_one_individual_open_a_conflict(believed: Believed) -> None:
    body = believed.remains()
    believed.confirmed(body, believed.missing())
    other = believed.proposed(body, believed.missing("Інша"))
    assert Conflict.objects.get().kind == "two_names_one_individual"
    with pytest.raises(Broken, match="settle that first"):
        believed.signed(other)


@pytest.mark.invariant("I14")
def test_the_same_decision_is_not_made_twice(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    first = believed.confirmed(body, missing)
    with pytest.raises(Broken, match=first.number):
        believed.proposed(body, missing)


@pytest.mark.invariant("I14")
def test_the_database_refuses_a_second_standing_decision_by_itself(believed: Believed) -> None:
    from django.db import IntegrityError, transaction

    body, missing = believed.remains(), believed.missing()
    believed.confirmed(body, missing)
    other = believed.proposed(body, believed.missing("Інша"))
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionIndividual.objects.filter(decision=other).update(standing=True)
    twice = believed.proposed(believed.remains(), missing)
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionPerson.objects.filter(decision=twice).update(standing=True)


def test_two_brothers_are_named_together_where_nothing_tells_them_apart(
    believed: Believed,
) -> None:
    bodies = [believed.remains(), believed.remains()]
    brothers = [believed.missing("Вигаданий"), believed.missing("Вигаданий")]
    mother = believed.relative(brothers[0])
    # DNA says of each body that it is one of the two, and of neither which.
    grounds = [believed.dna(body, brothers[0], mother, among=brothers) for body in bodies]
    with pytest.raises(Broken, match="about others"):
        believed.proposed(bodies[0], brothers[0], grounds[0])
    decision = decisions.propose(
        believed.cast.analyst,
        policy=believed.policy(),
        individuals=bodies,
        missing=brothers,
        comparisons=grounds,
    )
    assert believed.signed(decision).status == "confirmed"
    assert {fresh(m).state for m in brothers} == {"identified_dead"}


@pytest.mark.invariant("I12")
def test_an_outcome_about_two_carries_no_decision_about_one_however_it_got_there(
    believed: Believed,
) -> None:
    body, brother, other = believed.remains(), believed.missing(), believed.missing()
    ground = believed.compared(body, brother)
    decision = believed.proposed(body, brother, ground)
    Comparison.objects.filter(pk=ground.pk).update(among=[str(brother.id), str(other.id)])
    with pytest.raises(Broken, match="does not meet the policy"):
        believed.signed(decision)


def test_as_many_people_as_bodies(believed: Believed) -> None:
    body, brothers = believed.remains(), [believed.missing(), believed.missing()]
    ground = believed.compared(body, brothers[0])
    with pytest.raises(Refused, match="As many people"):
        decisions.propose(
            believed.cast.analyst,
            policy=believed.policy(),
            individuals=[body],
            missing=brothers,
            comparisons=[ground],
        )


def test_nobody_is_named_twice_in_one_decision(believed: Believed) -> None:
    one, other = believed.remains(), believed.remains()
    missing = believed.missing()
    ground = believed.compared(one, missing)
    for individuals, people in (([one, other], [missing, missing]), ([one, one], [missing])):
        with pytest.raises(Refused, match="each person once"):
            decisions.propose(
                believed.cast.analyst,
                policy=believed.policy(),
                individuals=individuals,
                missing=people,
                comparisons=[ground],
            )


@pytest.mark.invariant("I12")
def test_a_name_rests_on_no_withdrawn_comparison_and_on_none_of_other_remains(
    believed: Believed,
) -> None:
    body, other, missing = believed.remains(), believed.remains(), believed.missing()
    with pytest.raises(Broken, match="does not stand, or is about others"):
        believed.proposed(body, missing, believed.compared(other, missing))
    ground = believed.compared(body, missing)
    identification.withdraw_comparison(believed.cast.analyst, ground, reason="чужа картка")
    with pytest.raises(Broken, match="does not stand, or is about others"):
        believed.proposed(body, missing, ground)


def test_somebody_on_no_list_is_named(believed: Believed) -> None:
    from imena.registry.services import persons

    cast, body = believed.cast, believed.remains()
    name = {"script": "uk", "family": "Незголошений", "given": "Юхим"}
    person = persons.register(cast.interviewer, names=[name])
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
    assert believed.signed(decision).status == "confirmed"
    other = believed.remains()
    again = identification.compare(
        cast.analyst, other, unlisted=person, method="fingerprints", outcome="established"
    )
    second = decisions.propose(
        cast.analyst,
        policy=believed.policy(),
        individuals=[other],
        unlisted=[person],
        comparisons=[again],
    )
    with pytest.raises(Broken, match="settle that first"):
        believed.signed(second)


def test_hypotheses_follow_the_decision(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    hypothesis = identification.suggest(believed.cast.analyst, body, missing)
    comparison = believed.compared(body, missing)
    assert fresh(body).state == "under_comparison"
    decision = believed.proposed(body, missing, comparison)
    assert fresh(hypothesis).state == "proposed"
    decisions.reject(believed.cast.board, decision, reason="замало")
    assert fresh(hypothesis).state == "under_comparison"


@pytest.mark.invariant("I12")
def test_what_was_compared_under_a_linked_record_counts_while_it_is_linked(
    believed: Believed,
) -> None:
    from imena.registry.services import duplicates

    cast, body, missing = believed.cast, believed.remains(), believed.missing()
    again = believed.missing("Вигаданій")
    linked = duplicates.merge(cast.interviewer, again, seen=1, of=missing, reason="та сама людина")
    ground = believed.compared(body, linked)
    decision = believed.proposed(body, missing, ground)
    believed.sign(decision, cast.board)
    duplicates.undo(cast.interviewer, linked, seen=2, reason="двоюрідний брат")
    with pytest.raises(Broken, match="does not meet the policy"):
        believed.sign(decision, cast.prosecutor)
    duplicates.merge(cast.interviewer, fresh(again), seen=3, of=missing, reason="таки та сама")
    assert believed.sign(decision, cast.prosecutor).status == "confirmed"
