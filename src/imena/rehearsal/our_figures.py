"""What the operation says of itself in numbers, time after time, and what it has to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imena.registry.ledger.sequencer import link_waiting
from imena.registry.queries.figures.notices import notices
from imena.registry.queries.figures.statements import statement_row
from imena.registry.services import statements

if TYPE_CHECKING:
    from imena.registry.models import Statement
    from imena.rehearsal.stage import Stage

NAMED = "persons.named"
#: What is said each time, and how it is divided: the same questions, so that a series comes of it.
EACH_TIME = (
    ("graves.known", "state"),
    ("bodies.recovered", "stage"),
    (NAMED, ""),
    ("unidentified.no_decision", "sense"),
    ("missing.sought", "search"),
)


def said(stage: Stage) -> None:
    """The officer of figures drafts what is asked each time; somebody of the board approves it."""
    for query, partition in EACH_TIME:
        _approved(stage, _drafted(stage, query, partition))


def corrected(stage: Stage) -> None:
    """A name that was counted turned out to be wrong: how many were named is corrected. The other
    statements that it is in stay with their notices until somebody comes to them."""
    officer = stage.cast["chyslo"]
    # The whole play may be one transaction, in which events wait for their places.
    link_waiting()
    for told in notices(officer):
        wrong = statement_row(officer, told.number)
        if wrong.query == NAMED:
            stage.later()
            _approved(stage, statements.correct(officer, wrong))
            stage.truths["corrected_figure"] = told.number


def awaiting(stage: Stage) -> None:
    """One more is drafted on the last day, and nobody has approved it yet."""
    stage.truths["figure_to_approve"] = _drafted(stage, "missing.reported", "sex").number


def _drafted(stage: Stage, query: str, partition: str) -> Statement:
    stage.later(5)
    return statements.make(stage.cast["chyslo"], query=query, partition_by=partition)


def _approved(stage: Stage, made: Statement) -> None:
    stage.later(15)
    statements.approve(stage.cast["rada"], made, seen=made.version)
