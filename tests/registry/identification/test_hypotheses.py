"""A possible name follows what people do with it, and an exclusion stands above all of it."""

from __future__ import annotations

import pytest

from imena.registry.models import Decision, Hypothesis
from imena.registry.refusals import Broken, Refused
from imena.registry.services import decisions, duplicates, identification, reviews
from tests.registry.believed import Believed, fresh
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def reversed_(believed: Believed, decision: Decision) -> None:
    reviews.reverse(
        believed.cast.board,
        fresh(decision),
        reason="new_evidence",
        grounds="ДНК іншої родини",
        approvers=[believed.cast.prosecutor],
    )


def test_from_a_candidate_to_a_name_and_back(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    name = identification.suggest(believed.cast.analyst, body, missing)
    came = [fresh(name).state]
    ground = believed.compared(body, missing)
    came.append(fresh(name).state)
    decision = believed.proposed(body, missing, ground)
    came.append(fresh(name).state)
    believed.signed(decision)
    came.append(fresh(name).state)
    reviews.suspend(believed.cast.board, decision, reason="court", grounds="ухвала")
    came.append(fresh(name).state)
    reviews.uphold(
        believed.cast.board, decision, reason="так", approvers=[believed.cast.prosecutor]
    )
    came.append(fresh(name).state)
    reversed_(believed, decision)
    came.append(fresh(name).state)
    assert came == [
        "candidate", "under_comparison", "proposed", "confirmed", "suspended", "confirmed",
        "reversed",
    ]  # fmt: skip


def test_a_comparison_that_says_nothing_moves_nothing(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    name = identification.suggest(believed.cast.analyst, body, missing)
    believed.compared(body, missing, outcome="no_comparison")
    assert fresh(name).state == "candidate"


def test_an_examiner_s_comparison_moves_what_an_analyst_put_up(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    name = identification.suggest(believed.cast.analyst, body, missing)
    believed.compared(body, missing, method="dental", by=believed.cast.examiner)
    assert fresh(name).state == "under_comparison"


def test_who_was_no_possible_name_becomes_one_with_the_proposal(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    believed.proposed(body, missing)
    made = Hypothesis.objects.get()
    assert (made.individual_id, made.missing_id, made.state) == (body.id, missing.id, "proposed")


def test_a_name_replaced_by_another_is_superseded(believed: Believed) -> None:
    body, wrong, right = believed.remains(), believed.missing(), believed.missing("Справжній")
    old = believed.confirmed(body, wrong)
    believed.signed(believed.proposed(body, right, supersedes=old))
    states = {h.missing_id: h.state for h in Hypothesis.objects.all()}
    assert states == {wrong.id: "superseded", right.id: "confirmed"}


def test_the_same_name_with_more_remains_stays_confirmed(believed: Believed) -> None:
    body, missing = believed.remains(believed.unit("partial_body")), believed.missing()
    old = believed.confirmed(body, missing)
    believed.associate(body, believed.unit("single_bone"))
    believed.signed(
        believed.proposed(body, missing, believed.compared(body, missing), supersedes=old)
    )
    assert Hypothesis.objects.get().state == "confirmed"


def test_of_a_set_nobody_is_confirmed_as_one_of_them(believed: Believed) -> None:
    bodies = [believed.remains(), believed.remains()]
    brothers = [believed.missing(), believed.missing()]
    mother = believed.relative(brothers[0])
    decision = decisions.propose(
        believed.cast.analyst,
        policy=believed.policy(),
        individuals=bodies,
        missing=brothers,
        comparisons=[believed.dna(body, brothers[0], mother, among=brothers) for body in bodies],
    )
    believed.signed(decision)
    assert [h.state for h in Hypothesis.objects.all()] == ["confirmed_in_set"] * 4


@pytest.mark.invariant("I18")
def test_an_exclusion_stands_above_a_proposal(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    name = identification.suggest(believed.cast.analyst, body, missing)
    against = believed.compared(body, missing, method="dental", outcome="excluded")
    believed.proposed(body, missing, exclusions_seen=[against.id])
    assert fresh(name).state == "excluded"


@pytest.mark.invariant("I18")
def test_with_its_exclusion_withdrawn_a_name_is_where_it_would_be_without(
    believed: Believed,
) -> None:
    cast, body, missing = believed.cast, believed.remains(), believed.missing()
    decision = believed.confirmed(body, missing)
    name = Hypothesis.objects.get()
    against = believed.compared(body, missing, method="dental", outcome="excluded")
    assert fresh(name).state == "excluded"
    identification.withdraw_exclusion(
        cast.board, against, reason="чужа картка", approvers=[cast.prosecutor]
    )
    assert (fresh(decision).status, fresh(name).state) == ("confirmed", "confirmed")


def test_a_name_under_a_linked_record_is_the_same_name(believed: Believed) -> None:
    body, missing, again = believed.remains(), believed.missing(), believed.missing("Вигаданій")
    name = identification.suggest(believed.cast.analyst, body, again)
    duplicates.merge(believed.cast.interviewer, again, seen=1, of=missing, reason="та сама людина")
    believed.confirmed(body, missing)
    assert fresh(name).state == "confirmed"
    assert Hypothesis.objects.count() == 1


def test_what_a_decision_moved_nobody_moves_by_hand(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    decision = believed.confirmed(body, missing)
    name = Hypothesis.objects.get()
    with pytest.raises(Refused, match="does not come to this state"):
        identification.weigh(believed.cast.analyst, name, seen=name.version, state="dropped")
    reversed_(believed, decision)
    name = fresh(name)
    again = identification.weigh(
        believed.cast.analyst, name, seen=name.version, state="under_comparison"
    )
    assert again.state == "under_comparison"


def test_what_was_dropped_comes_back_by_a_proposal_and_by_no_comparison(
    believed: Believed,
) -> None:
    body, missing = believed.remains(), believed.missing()
    name = identification.suggest(believed.cast.analyst, body, missing)
    identification.weigh(believed.cast.analyst, name, seen=1, state="dropped")
    ground = believed.compared(body, missing)
    assert fresh(name).state == "dropped"
    believed.proposed(body, missing, ground)
    assert fresh(name).state == "proposed"


@pytest.mark.invariant("I18")
def test_what_was_dropped_is_excluded_too(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    name = identification.suggest(believed.cast.analyst, body, missing)
    identification.weigh(believed.cast.analyst, name, seen=1, state="dropped")
    believed.compared(body, missing, method="dental", outcome="excluded")
    name = fresh(name)
    with pytest.raises(Broken, match="exclusion stands"):
        identification.weigh(believed.cast.analyst, name, seen=name.version, state="candidate")
