"""Our own figures: nobody types their number, another person approves them, nobody changes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from imena.registry.models import Statement
from imena.registry.queries.counts.catalogue import FIGURES, newest
from imena.registry.queries.figures.answers import rerun
from imena.registry.queries.figures.notices import notice, notices
from imena.registry.queries.figures.statements import said_of, statement, statements
from imena.registry.refusals import Broken, NotAllowed, Refused
from imena.registry.services import statements as making
from tests.registry.cast import Cast
from tests.registry.figures.history import History

BEGIN = datetime(2031, 6, 2, 6, tzinfo=UTC)


@pytest.fixture
def history(cast: Cast) -> History:
    return History(cast, 11, BEGIN)


def approved(history: History, query: str, **asked: object) -> Statement:
    """A statement of now, approved by the board."""
    with history.clock():
        made = making.make(history.cast.figures_officer, query=query, **asked)  # type: ignore[arg-type]
        return making.approve(history.cast.board, made, seen=made.version)


def test_a_figure_says_what_it_counts_of_when_and_what_it_leaves_out(history: History) -> None:
    history.must("grave")
    history.must("recovered")
    with history.clock():
        made = making.make(history.cast.figures_officer, query="bodies.recovered", sites=["PTX"])
    said = statement(history.cast.auditor, made.number)
    assert (said.unit, said.as_of, said.sites, said.approver) == (
        "bodies",
        history.now,
        ("PTX",),
        "",
    )
    assert {left["code"] for left in said.exclusions} >= {"sites_unfinished"}
    assert said.more_may_exist
    assert said_of(said.tree()) == said
    assert rerun(history.cast.board, made.number).same


@pytest.mark.invariant("I25")
def test_a_figure_has_the_scope_it_was_asked_for(history: History) -> None:
    with history.clock():
        whole = making.make(history.cast.figures_officer, query="sites.known")
        assert whole.scope == {"operation": "PROBA", "sites": []}
        with pytest.raises(Refused, match="no site"):
            making.make(history.cast.figures_officer, query="sites.known", sites=["BBB"])
        with pytest.raises(Refused, match="whole operation"):
            making.make(history.cast.figures_officer, query="missing.reported", sites=["PTX"])
        with pytest.raises(Refused, match="that time"):
            making.make(
                history.cast.figures_officer,
                query="sites.known",
                as_of=history.now + timedelta(seconds=1),
            )


@pytest.mark.invariant("I25")
def test_what_comes_out_otherwise_is_not_approved(history: History) -> None:
    with history.clock():
        made = making.make(history.cast.figures_officer, query="graves.known")
        Statement.objects.filter(pk=made.pk).update(result={**made.result, "value": 447})
        (difference,) = rerun(history.cast.board, made.number).differences
        assert (difference.part, difference.said["value"]) == ("result", 447)
        with pytest.raises(Broken) as refused:
            making.approve(history.cast.board, made, seen=1)
    assert refused.value.invariant == "I25"


@pytest.mark.invariant("I28")
def test_nobody_says_there_are_no_more_while_ground_is_unopened(history: History) -> None:
    with pytest.raises(Broken) as refused, history.clock():
        making.make(
            history.cast.figures_officer,
            query="bodies.recovered",
            closed_because="ґрунт досліджено весь",
        )
    assert refused.value.invariant == "I28"


@pytest.mark.invariant("I29")
def test_a_figure_is_approved_by_another_once_and_for_ever(history: History) -> None:
    cast = history.cast
    with history.clock():
        made = making.make(cast.figures_officer, query="graves.known")
        assert made.number.startswith("FIG-20310602-1")
        with pytest.raises(NotAllowed):
            making.approve(cast.figures_officer, made, seen=1)
        both = cast.joined("Юлій Число", "figures_officer", "board")
        own = making.make(both, query="graves.known")
        with pytest.raises(Refused, match="somebody else"):
            making.approve(both, own, seen=1)
        done = making.approve(cast.board, made, seen=1)
        assert (done.approver_id, len(done.digest)) == (cast.board.user, 64)
        with pytest.raises(Broken) as refused:
            making.approve(cast.prosecutor, made, seen=2)
    assert refused.value.invariant == "I29"
    assert [one.number for one in statements(cast.auditor, approved=True)] == [made.number]


@pytest.mark.invariant("I30")
def test_lines_that_tell_of_people_are_kept_back_where_few_are_meant(history: History) -> None:
    for _ in range(9):
        history.must("reported")
    few = approved(history, "missing.reported", partition_by="sex")
    total = few.result["value"]
    assert total >= 9
    shown = {line["line"]: line["value"] for line in few.partition}
    assert set(shown) == {"female", "male", "unknown"}
    assert all(n is None or n == 0 or n >= few.small for n in shown.values())
    with pytest.raises(Broken) as refused, history.clock():
        making.make(history.cast.figures_officer, query="missing.reported", small=2)
    assert refused.value.invariant == "I30"


@pytest.mark.invariant("I29")
def test_a_correction_names_what_it_corrects_and_says_why(history: History) -> None:
    for act in ("recognised", "reported", "named"):
        history.must(act)
    cast = history.cast
    first = approved(history, "persons.named")
    again = approved(history, "persons.named")
    sought = approved(history, "missing.sought")
    with pytest.raises(Refused, match="nothing to correct"), history.clock():
        making.correct(cast.figures_officer, first)
    assert notices(cast.auditor) == ()
    history.must("suspended")
    # A decision that is looked at again was not wrong when it was counted.
    assert notices(cast.auditor) == ()
    history.must("reversed")
    third, second, told = notices(cast.auditor)
    assert (told.number, told.repeated_in) == (first.number, (again.number, sought.number))
    assert (second.number, second.repeated_in) == (again.number, (first.number, sought.number))
    assert (third.number, dict(third.acts)) == (sought.number, {"identification.reverse": 1})
    assert (told.said.result["value"], told.known.result["value"]) == (1, 0)
    assert (told.more, told.fewer, dict(told.acts)) == (0, 1, {"identification.reverse": 1})
    with history.clock():
        corrected = making.correct(cast.figures_officer, first)
        making.approve(cast.board, corrected, seen=1)
        with pytest.raises(Refused, match="corrects this one"):
            making.correct(cast.figures_officer, first)
    assert (corrected.as_of, corrected.result["value"]) == (first.as_of, 0)
    assert statement(cast.auditor, first.number).corrected_by == (corrected.number,)
    assert [one.number for one in notices(cast.auditor)] == [sought.number, again.number]
    # The notice of what was corrected stays as it was when it was.
    history.must("named")
    kept = notice(cast.auditor, first.number)
    assert kept is not None
    assert (kept.corrected_by, kept.known_at) == (corrected.number, corrected.known_at)
    assert rerun(cast.board, first.number).same


def test_whoever_reads_no_statements_computes_none(history: History) -> None:
    made = approved(history, "graves.known")
    for role in ("field_team", "mortuary", "laboratory", "interviewer", "liaison"):
        with pytest.raises(Refused):
            rerun(history.cast.actors[role], made.number)
        with pytest.raises(NotAllowed):
            making.make(history.cast.actors[role], query="graves.known")
    with pytest.raises(NotAllowed):
        making.make(history.cast.auditor, query="graves.known")


def test_every_query_can_be_asked_in_every_way(history: History) -> None:
    history.go(30)
    for figure in newest():
        assert FIGURES[figure.code, figure.version] is figure
        for by in (*figure.partitions, ""):
            made = approved(history, figure.code, partition_by=by)
            lines = [line["value"] for line in made.partition]
            if by and None not in lines:
                assert sum(lines) == made.result["value"]
