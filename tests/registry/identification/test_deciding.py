"""What whoever decides reads of a decision: numbers and never names, each role what is its own."""

from __future__ import annotations

import pytest

from imena.registry.queries.deciding import contradictions, named_by, reading_of, touches_of
from imena.registry.refusals import NotYours, Refused
from imena.registry.services import reviews
from tests.registry.believed import Believed
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def test_numbers_lead_to_records_of_which_no_more_is_read(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing("Калинопільська")
    person = believed.relative(missing)
    numbers = [person.code, body.number, missing.number.lower()]
    found = named_by(believed.cast.analyst, numbers)
    assert (found.individuals, found.missing, found.unlisted) == ((body,), (missing,), (person,))
    assert "names" in found.missing[0].get_deferred_fields()
    assert {"names", "contact"} <= found.unlisted[0].get_deferred_fields()


def test_a_number_of_another_operation_is_nobody_s(believed: Believed) -> None:
    elsewhere = Cast.assembled("INSHA")
    with pytest.raises(NotYours):
        named_by(elsewhere.analyst, [believed.remains().number])
    with pytest.raises(Refused, match="not a number of ours"):
        named_by(elsewhere.analyst, ["IND-1"])


@pytest.mark.invariant("I31")
def test_it_is_for_those_who_compare_or_propose(believed: Believed) -> None:
    number = believed.remains().number
    for role in ("analyst", "examiner", "board"):
        assert named_by(believed.cast.actors[role], [number]).individuals
    for role in ("laboratory", "liaison", "auditor", "mortuary", "administrator"):
        with pytest.raises(NotYours):
            named_by(believed.cast.actors[role], [number])


def test_who_speaks_with_a_family_reads_no_evidence(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    decision = believed.confirmed(body, missing)
    believed.compared(body, missing, method="dental", outcome="excluded")
    board = reading_of(believed.cast.board, decision)
    liaison = reading_of(believed.cast.liaison, decision)
    assert len(board.lines) == 2
    assert len(board.exclusions) == 1
    assert board.lacking is not None
    assert (liaison.lines, liaison.exclusions) == ((), ())
    assert liaison.digest == board.digest
    with pytest.raises(NotYours):
        reading_of(believed.cast.laboratory, decision)
    with pytest.raises(NotYours):
        touches_of(believed.cast.auditor, decision)


def test_a_decision_that_ended_lacks_nothing(believed: Believed) -> None:
    decision = believed.confirmed(believed.remains(), believed.missing())
    reviews.reverse(
        believed.cast.board, decision, reason="sample_swap", grounds="переплутано",
        approvers=[believed.cast.prosecutor],
    )  # fmt: skip
    read = reading_of(believed.cast.board, decision)
    assert (read.status, read.lacking) == ("reversed", None)
    assert [(reason, outcome) for _, reason, outcome in read.reviews] == [
        ("sample_swap", "reversed")
    ]


def test_what_was_signed_is_told_from_what_stands_there_now(believed: Believed) -> None:
    from imena.registry.models import Decision

    decision = believed.confirmed(believed.remains(), believed.missing())
    assert [s.same for s in reading_of(believed.cast.board, decision).signatures] == [True, True]
    Decision.objects.filter(pk=decision.pk).update(statement="дописано згодом")
    assert [s.same for s in reading_of(believed.cast.board, decision).signatures] == [False, False]


def test_contradictions_name_their_decisions(believed: Believed) -> None:
    missing = believed.missing()
    pair = [believed.proposed(believed.remains(), missing).number for _ in range(2)]
    ((conflict, numbers),) = contradictions(believed.cast.board)
    assert (conflict.kind, numbers) == ("one_person_two_remains", tuple(sorted(pair)))
    assert contradictions(Cast.assembled("INSHA").board) == []
