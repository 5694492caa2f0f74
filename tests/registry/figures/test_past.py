"""A figure is the same whenever it is asked again, and was right when it was first asked (I25)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from imena.registry.models import BurialUnit, Decision, MissingPerson
from imena.registry.queries.counts.catalogue import newest
from imena.registry.queries.figures.answers import (
    Answer,
    Asked,
    answered,
    computed,
    known_now,
    past_of,
)
from imena.registry.services import antemortem, duplicates, persons, scene, units
from imena.registry.services.parts import Part
from tests.registry.cast import Cast
from tests.registry.figures.history import History
from tests.registry.figures.live import LIVE

_BODY = "complete_body"
BEGIN = datetime(2031, 6, 2, 6, tzinfo=UTC)


def asked(history: History, known_at: int) -> list[Asked]:
    """Every query, divided in every way it can be, as of now."""
    return [
        Asked(one.code, one.version, history.now, known_at, partition_by=by)
        for one in newest()
        for by in (*one.partitions, "")
    ]


def answers(cast: Cast, questions: list[Asked]) -> dict[Asked, Answer]:
    """What they come to, computed from what was known then and nothing else."""
    past = past_of(cast.figures_officer, questions[0].known_at)
    return {one: answered(past, one) for one in questions}


@pytest.mark.invariant("I25")
@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_what_was_counted_then_and_stays_so(cast: Cast, seed: int) -> None:
    history = History(cast, seed, BEGIN)
    said: dict[Asked, Answer] = {}
    for _ in range(3):
        history.go(40)
        now = answers(cast, asked(history, known_now(cast.figures_officer)))
        counted = {code: count() for code, count in LIVE.items()}
        assert {q.query: a.result["value"] for q, a in now.items()} == counted
        said |= now
    history.go(20)
    whole = past_of(cast.figures_officer, known_now(cast.figures_officer))
    assert {one: answered(whole, one) for one in said} == said


@pytest.mark.invariant("I25")
def test_what_is_learnt_later_changes_what_is_known_now_of_then_and_not_what_was_said(
    cast: Cast,
) -> None:
    history = History(cast, 7, BEGIN)
    history.go(20)
    for act in ("recognised", "reported", "named", "recognised", "reported", "named"):
        history.must(act)
    officer = cast.figures_officer
    then = Asked("persons.named", 1, history.now, known_now(officer))
    said = answers(cast, [then])[then]
    history.must("reversed")
    later = known_now(officer)
    past = past_of(officer, later)
    # Whoever was named wrongly was never named, whatever was believed at the time.
    known_better = answered(past, replace(then, known_at=later))
    assert known_better.result["value"] == said.result["value"] - 1
    assert answered(past, then) == said


def test_what_is_written_down_late_counts_since_it_was_so(cast: Cast) -> None:
    history = History(cast, 1, BEGIN)
    history.go(10)
    history.must("grave")
    grave = BurialUnit.objects.filter(state="unopened").order_by("-number").first()
    assert grave is not None
    history.must("lead")
    yesterday = history.now - timedelta(hours=20)
    with history.clock():
        scene.open_grave(cast.prosecutor, grave, seen=grave.version, at=yesterday)
    history.must("lead")
    known = known_now(cast.figures_officer)
    past = past_of(cast.figures_officer, known)
    before, after = (
        answered(past, Asked("graves.opened", 1, as_of, known)).result["value"]
        for as_of in (yesterday - timedelta(microseconds=1), yesterday)
    )
    assert after == before + 1


def test_two_reports_of_one_person_are_one_family_with_the_relatives_of_both(cast: Cast) -> None:
    history = History(cast, 1, BEGIN)
    with history.clock():
        first, again = (
            antemortem.report(cast.interviewer, names=[{"script": "uk", "family": "Вигаданий"}])
            for _ in range(2)
        )
        for missing in (first, again):
            person = persons.register(
                cast.interviewer, names=[{"script": "uk", "family": "Вигадана"}]
            )
            persons.claim_kinship(cast.interviewer, person, missing, relationship="mother")
    assert _now(history, "families.known") == 2
    with history.clock():
        duplicates.merge(cast.interviewer, again, seen=1, of=first, reason="та сама людина")
    assert _now(history, "families.known") == 1
    assert _now(history, "missing.reported") == 1


def _now(history: History, query: str) -> int:
    history.must("lead")
    officer = history.cast.figures_officer
    asked = Asked(query, 1, history.now, known_now(officer))
    return int(computed(officer, asked).result["value"])


def test_a_name_that_another_takes_the_place_of_was_never_established(cast: Cast) -> None:
    history = History(cast, 3, BEGIN)
    for act in ("recognised", "reported", "reported", "named"):
        history.must(act)
    officer = cast.figures_officer
    then = Asked("persons.named", 1, history.now, known_now(officer))
    old = Decision.objects.get(status="confirmed")
    other = MissingPerson.objects.filter(decisions=None).order_by("number").first()
    assert other is not None
    history.must("lead")
    history.named_instead(old, other)
    known = known_now(officer)
    past = past_of(officer, known)
    assert answered(past, then).result["value"] == 1
    assert answered(past, replace(then, known_at=known)).result["value"] == 0
    assert _now(history, "persons.named") == 1


def test_a_body_that_is_divided_later_was_a_body_and_a_thing_taken_for_one_never_was(
    cast: Cast,
) -> None:
    history = History(cast, 1, BEGIN)
    team, officer = history.ground.team, cast.figures_officer
    with history.clock():
        body, thing = (units.recover(team, history.ground.grave, kind=_BODY) for _ in range(2))
    history.must("lead")
    then = Asked("bodies.recovered", 1, history.now, known_now(officer))
    history.must("lead")
    with history.clock():
        arm, rest = Part(kind="body_part"), Part(kind="bone_group")
        units.split(
            team, body, seen=body.version, parts=[arm], rest=rest, explained="розділено за ДНК"
        )
        units.describe(team, thing, seen=thing.version, human="no")
    assert _now(history, "bodies.recovered") == 0
    past = past_of(officer, known_now(officer))
    assert answered(past, then).result["value"] == 2
    assert answered(past, replace(then, known_at=known_now(officer))).result["value"] == 1
