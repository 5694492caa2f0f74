"""What speaks against a name is read, stops it, and is taken back by two people (I18)."""

from __future__ import annotations

import uuid

import pytest

from imena.registry.models import (
    Conflict,
)
from imena.registry.refusals import Broken, NotAllowed, Refused
from imena.registry.services import identification, reviews
from tests.registry.believed import Believed, fresh
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


@pytest.mark.invariant("I18")
def test_an_exclusion_is_read_before_a_name_is_proposed(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    excluded = believed.compared(body, missing, method="dental", outcome="excluded")
    speaking = believed.compared(body, missing)
    with pytest.raises(Broken, match="read them before proposing"):
        believed.proposed(body, missing, speaking)
    with pytest.raises(Broken, match="read them before proposing"):
        believed.proposed(body, missing, speaking, exclusions_seen=[uuid.uuid4()])
    with pytest.raises(Broken, match="read them before proposing"):
        identification.suggest(believed.cast.analyst, body, missing)
    decision = believed.proposed(body, missing, speaking, exclusions_seen=[excluded.id])
    with pytest.raises(Broken, match=f"An exclusion stands: {excluded.number}"):
        believed.signed(decision)


@pytest.mark.invariant("I18")
def test_an_examiner_excludes_what_an_analyst_thought_possible(believed: Believed) -> None:
    cast, body, missing = believed.cast, believed.remains(), believed.missing()
    hypothesis = identification.suggest(cast.analyst, body, missing)
    believed.compared(body, missing, method="dental", outcome="excluded", by=cast.examiner)
    assert fresh(hypothesis).state == "excluded"


@pytest.mark.invariant("I18")
def test_an_exclusion_between_the_signatures_stops_the_second(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    decision = believed.proposed(body, missing)
    believed.sign(decision, believed.cast.board)
    believed.compared(body, missing, method="dental", outcome="excluded")
    with pytest.raises(Broken):
        believed.sign(decision, believed.cast.prosecutor)
    assert Conflict.objects.get(kind="exclusion").decisions == [str(decision.id)]


@pytest.mark.invariant("I18")
def test_a_conflict_with_an_exclusion_is_settled_by_withdrawing_it(believed: Believed) -> None:
    cast, body, missing = believed.cast, believed.remains(), believed.missing()
    decision = believed.proposed(body, missing)
    excluded = believed.compared(body, missing, method="dental", outcome="excluded")
    conflict = Conflict.objects.get(kind="exclusion")
    two = [cast.prosecutor]
    with pytest.raises(Broken, match="still contradict"):
        reviews.settle(cast.board, conflict, resolved="якось", approvers=two)
    identification.withdraw_exclusion(cast.board, excluded, reason="чужа картка", approvers=two)
    settled = reviews.settle(cast.board, conflict, resolved="картка чужа", approvers=two)
    assert settled.closed_at is not None
    assert believed.signed(decision).status == "confirmed"
    with pytest.raises(Refused, match="settled before"):
        reviews.settle(cast.board, conflict, resolved="ще раз", approvers=two)


@pytest.mark.invariant("I18")
def test_an_exclusion_is_withdrawn_by_two_and_by_name(believed: Believed) -> None:
    cast, body, missing = believed.cast, believed.remains(), believed.missing()
    hypothesis = identification.suggest(cast.analyst, body, missing)
    excluded = believed.compared(body, missing, method="dental", outcome="excluded")
    assert fresh(hypothesis).state == "excluded"
    with pytest.raises(Broken, match="by two people"):
        identification.withdraw_comparison(cast.analyst, excluded, reason="помилка")
    with pytest.raises(Broken, match="exclusion stands"):
        identification.weigh(cast.analyst, fresh(hypothesis), seen=2, state="candidate")
    with pytest.raises(NotAllowed):
        identification.withdraw_exclusion(
            cast.analyst, excluded, reason="помилка", approvers=[cast.board]
        )
    with pytest.raises(Refused, match="more people"):
        identification.withdraw_exclusion(cast.board, excluded, reason="помилка", approvers=[])
    identification.withdraw_exclusion(
        cast.board, excluded, reason="чужа картка", approvers=[cast.prosecutor]
    )
    assert fresh(hypothesis).state == "candidate"
    assert believed.confirmed(body, missing).status == "confirmed"


@pytest.mark.invariant("I18")
def test_an_exclusion_holds_for_every_record_of_the_person(believed: Believed) -> None:
    from imena.registry.services import duplicates

    body, missing, again = believed.remains(), believed.missing(), believed.missing("Вигаданій")
    duplicates.merge(believed.cast.interviewer, again, seen=1, of=missing, reason="та сама людина")
    believed.compared(body, fresh(again), method="dental", outcome="excluded")
    with pytest.raises(Broken, match="read them before proposing"):
        believed.proposed(body, missing)


@pytest.mark.invariant("I18")
def test_exclusions_are_shown_by_number_to_who_may_see_them(believed: Believed) -> None:
    from imena.registry.queries.identification import exclusions

    body, missing = believed.remains(), believed.missing()
    made = believed.compared(body, missing, method="dental", outcome="excluded")
    (shown,) = exclusions(believed.cast.board, [body.id], [missing.id])
    assert (shown.number, shown.persons) == (made.number, frozenset({missing.id}))
    assert exclusions(believed.cast.laboratory, [body.id], [missing.id]) == ()
