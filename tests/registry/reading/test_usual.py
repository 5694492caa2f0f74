"""Who reads about more people in a day than is usual says why, and that is kept (I32, T3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from imena.cli import reads as door
from imena.language import Words
from imena.registry import clock
from imena.registry.clock import SetClock
from imena.registry.models import Event, MissingPerson
from imena.registry.queries.antemortem import missing_person
from imena.registry.queries.finding import page
from imena.registry.queries.reading import named, today
from imena.registry.refusals import Broken, EnoughRead
from imena.registry.services.reading_on import go_on
from tests.registry.at_the_keyboard import signed_in
from tests.registry.believed import Believed
from tests.registry.cast import Cast


@pytest.fixture
def ticking() -> Any:
    with clock.use(SetClock(datetime(2031, 8, 1, 9, tzinfo=UTC))) as kept:
        yield kept


@pytest.fixture
def people(cast: Cast, ticking: SetClock, settings: Any) -> list[MissingPerson]:
    """Five people; three a day are usual."""
    settings.NAMED_READS = 3
    return [Believed(cast).missing(f"Вигаданий{n}") for n in range(5)]


@pytest.mark.invariant("I32")
def test_the_one_beyond_what_is_usual_is_not_read(cast: Cast, people: list[MissingPerson]) -> None:
    analyst = cast.analyst.reading_for("звірка")
    for one in people[:3]:
        missing_person(analyst, one.id)
    with pytest.raises(EnoughRead) as refused:
        missing_person(analyst, people[3].id)
    assert (refused.value.read, refused.value.limit) == (4, 3)
    assert today(analyst).read == 3
    assert Event.objects.filter(type="read.named").count() == 3


def test_whom_one_has_read_about_one_reads_again(cast: Cast, people: list[MissingPerson]) -> None:
    analyst = cast.analyst.reading_for("звірка")
    for one in (*people[:3], *people[:3]):
        missing_person(analyst, one.id)
    assert today(analyst).read == 3


def test_a_page_counts_everybody_on_it(cast: Cast, people: list[MissingPerson]) -> None:
    analyst = cast.analyst.reading_for("звірка")
    page(analyst, MissingPerson, size=3)
    with pytest.raises(EnoughRead):
        page(analyst, MissingPerson, size=4)


def test_each_has_their_own_and_a_day_later_it_begins_anew(
    cast: Cast, people: list[MissingPerson], ticking: SetClock
) -> None:
    analyst, board = (cast.actors[role].reading_for("звірка") for role in ("analyst", "board"))
    page(analyst, MissingPerson, size=3)
    assert missing_person(board, people[4].id).id == people[4].id
    ticking.advance(timedelta(hours=23))
    with pytest.raises(EnoughRead):
        missing_person(analyst, people[4].id)
    ticking.advance(timedelta(hours=2))
    assert missing_person(analyst, people[4].id).id == people[4].id


def test_who_says_why_goes_on_and_it_stands_in_the_ledger(
    cast: Cast, people: list[MissingPerson]
) -> None:
    analyst = cast.analyst.reading_for("звірка")
    page(analyst, MissingPerson, size=3)
    with pytest.raises(Broken, match="Say why"):
        go_on(analyst, reason="  ")
    told = go_on(analyst, reason="перевірка всього списку до наради")
    assert (told.read, told.limit) == (3, 6)
    assert missing_person(analyst, people[4].id).id == people[4].id
    kept = Event.objects.get(type="reading_on.go_on")
    assert kept.actor == cast.analyst.user
    assert "до наради" in kept.openings.get().sealed


def test_what_a_program_compares_is_not_counted(cast: Cast, people: list[MissingPerson]) -> None:
    analyst = cast.analyst.reading_for("звірка")
    everybody = [one.id for one in people]
    named(analyst, everybody, what="read.snapshot")
    named(analyst, everybody, what="read.export")
    assert today(analyst).read == 0


def test_an_office_may_ask_nobody(cast: Cast, people: list[MissingPerson], settings: Any) -> None:
    settings.NAMED_READS = 0
    assert len(page(cast.analyst.reading_for("звірка"), MissingPerson, size=5).rows) == 5


def test_at_the_terminal(
    cast: Cast, people: list[MissingPerson], monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst = cast.analyst.reading_for("звірка")
    missing_person(analyst, people[0].id)
    monkeypatch.setenv("IMENA_LANGUAGE", "en")
    monkeypatch.setattr(door, "say", Words("registry", "en"))
    signed_in(monkeypatch, lambda _: analyst)
    typed = ["--as", "marko", "--purpose", "звірка"]
    told = CliRunner().invoke(door.command, typed)
    assert told.output == "People read about: 1 of 3.\n"
    more = CliRunner().invoke(
        door.command, ["--as", "marko", "--purpose", "звірка", "--more", "перевірка списку"]
    )
    assert more.output == "People read about: 1 of 6.\n"
