"""A number is given once, ever: by the office, by a team out of its range, or never again (I1)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction

from imena.numbering.pattern import Kind
from imena.numbering.ranges import RangeError, Use
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    Event,
    NumberCounter,
    NumberIssued,
    NumberRange,
    Site,
    Team,
)
from imena.registry.queries import numbers as numbers_of
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused
from imena.registry.services import ranges, scene
from tests.registry.cast import Cast


@dataclass(frozen=True)
class Dig:
    """A site that is being exhumed and the team that works there."""

    cast: Cast
    site: Site
    team: Team
    digger: Actor

    @classmethod
    def begun(cls, cast: Cast, code: str = "PTX") -> Dig:
        site = scene.open_site(cast.prosecutor, code=code, name_uk="Вигаданий ліс")
        scene.clear_hazards(
            cast.prosecutor,
            site,
            certificate="Д-17",
            cleared_on=date(2031, 5, 20),
            cleared_by="ДСНС",
            covers="уся ділянка",
        )
        scene.authorise(
            cast.prosecutor,
            site,
            proceeding="00031",
            issued_by="прокуратура",
            issued_on=date(2031, 5, 19),
            mandate="ексгумація",
        )
        digger = cast.team_at(site)
        return cls(cast, site, Team.objects.get(pk__in=digger.teams), digger)

    def issue(self, size: int, kind: Kind = Kind.BURIAL_UNIT) -> NumberRange:
        return ranges.issue_range(
            self.cast.administrator,
            kind=kind,
            size=size,
            team=self.team,
            site=self.site if kind in (Kind.BURIAL_UNIT, Kind.RECOVERED_UNIT) else None,
            approver=self.cast.prosecutor,
        )

    def grave(self, number: str | None = None, actor: Actor | None = None) -> BurialUnit:
        return scene.record_grave(actor or self.digger, self.site, number=number)

    def retire(self, held: NumberRange, *serials: int, reason: str = "бирку порвано") -> None:
        ranges.retire_numbers(
            self.cast.administrator,
            held,
            serials=serials,
            reason=reason,
            approver=self.cast.prosecutor,
        )


@pytest.fixture
def dig(cast: Cast) -> Dig:
    return Dig.begun(cast)


def number(dig: Dig, held: NumberRange, serial: int) -> str:
    return str(numbers_of.series_of_range(held).number(serial))


def test_a_range_is_issued_by_two_people_and_stands_in_the_ledger(dig: Dig) -> None:
    held = dig.issue(20)
    assert (held.prefix, held.first, held.last) == ("PTX-G", 1, 20)
    assert held.issued_by == [str(dig.cast.administrator.user), str(dig.cast.prosecutor.user)]
    assert Event.objects.filter(body__contains="ranges.issue").count() == 1


def test_no_one_issues_a_range_alone_or_to_oneself(dig: Dig) -> None:
    cast = dig.cast
    for actor, approver in (
        (cast.administrator, cast.administrator),
        (cast.administrator, cast.analyst),
        (dig.digger, cast.prosecutor),
    ):
        with pytest.raises((NotAllowed, Refused)):
            ranges.issue_range(
                actor,
                kind=Kind.BURIAL_UNIT,
                size=5,
                team=dig.team,
                site=dig.site,
                approver=approver,
            )
    assert not NumberRange.objects.exists()


@pytest.mark.invariant("I1")
def test_ranges_and_numbers_of_the_office_never_meet(dig: Dig) -> None:
    first = dig.issue(20)
    in_office = dig.grave()
    second = dig.issue(5)
    assert (first.first, first.last) == (1, 20)
    assert in_office.number == number(dig, first, 21)
    assert (second.first, second.last) == (22, 26)


def test_a_team_gives_numbers_of_its_range(dig: Dig) -> None:
    held = dig.issue(20)
    assert str(numbers_of.next_of_range(dig.digger, held.id)) == number(dig, held, 1)
    given = number(dig, held, 7)
    assert dig.grave(given).number == given
    assert NumberIssued.objects.get(pk=given).issued_range_id == held.id
    assert str(numbers_of.next_of_range(dig.digger, held.id)) == number(dig, held, 8)


@pytest.mark.invariant("I1")
def test_a_number_is_not_given_twice(dig: Dig) -> None:
    held = dig.issue(20)
    dig.grave(number(dig, held, 7))
    with pytest.raises(Broken) as caught:
        dig.grave(number(dig, held, 7))
    assert caught.value.invariant == "I1"
    assert BurialUnit.objects.count() == 1


@pytest.mark.invariant("I1")
def test_a_number_that_is_not_the_teams_is_refused(dig: Dig) -> None:
    held = dig.issue(20)
    others = dig.cast.team_at(dig.site)
    with pytest.raises(Broken, match="not in a range"):
        dig.grave(number(dig, held, 7), actor=others)
    with pytest.raises(Broken, match="not in a range"):
        dig.grave(number(dig, held, 21))
    elsewhere = Dig.begun(dig.cast, "KAH")
    with pytest.raises(Broken, match="not in a range"):
        elsewhere.grave(number(dig, held, 7), actor=replace(dig.digger, sites=others.sites))
    with pytest.raises(Broken, match="not a number"):
        dig.grave("PTX-G007-A")


@pytest.mark.invariant("I1")
def test_a_retired_number_is_never_given_and_a_given_one_never_retired(dig: Dig) -> None:
    held = dig.issue(20)
    dig.grave(number(dig, held, 1))
    dig.retire(held, 2, 3)
    with pytest.raises(Broken):
        dig.grave(number(dig, held, 2))
    for serial in (1, 2):
        with pytest.raises(Broken):
            dig.retire(held, serial)


def test_numbers_are_retired_by_two_with_a_reason_and_only_ones_own(dig: Dig) -> None:
    held = dig.issue(20)
    with pytest.raises(Broken, match="what became"):
        dig.retire(held, 1, reason=" ")
    with pytest.raises(Broken, match="not all of this range"):
        dig.retire(held, 20, 21)
    with pytest.raises(Refused):
        ranges.retire_numbers(
            dig.cast.administrator,
            held,
            serials=[1],
            reason="порвано",
            approver=dig.cast.administrator,
        )
    assert not NumberIssued.objects.exists()


def test_what_became_of_every_number_is_told(dig: Dig) -> None:
    held = dig.issue(6)
    dig.grave(number(dig, held, 1))
    dig.grave(number(dig, held, 4))
    dig.retire(held, 2)
    told = numbers_of.range_account(dig.digger, held.id)
    assert [(s.first, s.last, s.use, s.reason) for s in told] == [
        (1, 1, Use.USED, ""),
        (2, 2, Use.VOID, "бирку порвано"),
        (3, 3, Use.UNEXPLAINED, ""),
        (4, 4, Use.USED, ""),
        (5, 6, Use.ISSUED, ""),
    ]


def test_a_range_is_closed_when_every_number_is_accounted_for(dig: Dig) -> None:
    held = dig.issue(4)
    dig.grave(number(dig, held, 1))
    dig.retire(held, 2, 3)
    with pytest.raises(Broken, match=f"1 numbers .* first is {number(dig, held, 4)}"):
        ranges.close_range(dig.cast.administrator, held, seen=1)
    dig.retire(held, 4)
    closed = ranges.close_range(dig.cast.administrator, held, seen=1)
    assert closed.closed_at is not None
    with pytest.raises(NotYours):
        numbers_of.next_of_range(dig.digger, held.id)


def test_a_range_used_up_says_so(dig: Dig) -> None:
    held = dig.issue(1)
    dig.grave(number(dig, held, 1))
    with pytest.raises(RangeError, match="range_full"):
        numbers_of.next_of_range(dig.digger, held.id)


def test_a_team_sees_its_own_ranges_and_the_office_all(dig: Dig) -> None:
    mine = dig.issue(5)
    other = dig.cast.team_at(dig.site)
    theirs = ranges.issue_range(
        dig.cast.administrator,
        kind=Kind.BURIAL_UNIT,
        size=5,
        team=Team.objects.get(pk__in=other.teams),
        site=dig.site,
        approver=dig.cast.prosecutor,
    )
    assert set(numbers_of.ranges(dig.digger)) == {mine}
    assert set(numbers_of.ranges(dig.cast.administrator)) == {mine, theirs}
    assert set(numbers_of.ranges(dig.cast.laboratory)) == set()
    with pytest.raises(NotYours):
        numbers_of.range_account(other, mine.id)


@pytest.mark.parametrize(
    ("kind", "size"),
    [(Kind.BURIAL_UNIT, 0), (Kind.BURIAL_UNIT, 10_001), (Kind.LABORATORY_SAMPLE, 5)],
)
def test_a_range_that_cannot_be_is_refused(dig: Dig, kind: Kind, size: int) -> None:
    with pytest.raises(Refused):
        dig.issue(size, kind)


@pytest.mark.invariant("I1")
def test_a_site_has_a_code_that_numbers_can_begin_with(cast: Cast) -> None:
    for code in ("", "PT", "IZ1", "CMP", "Журавлине"):
        with pytest.raises(Broken, match="no site code") as caught:
            scene.open_site(cast.prosecutor, code=code, name_uk="Вигаданий ліс")
        assert caught.value.said("uk") != caught.value.said("en")
    typed_in_cyrillic = scene.open_site(cast.prosecutor, code="ртх", name_uk="Вигаданий ліс")
    assert typed_in_cyrillic.code == "PTX"


def test_a_series_that_is_used_up_says_so_and_stays_as_it_was(dig: Dig) -> None:
    dig.grave()
    NumberCounter.objects.update(next=99_998)
    with pytest.raises(Refused, match="used up"):
        dig.issue(3)
    assert dig.issue(2).last == 99_999
    with pytest.raises(Refused, match="used up"):
        dig.grave()
    assert NumberCounter.objects.get(prefix="PTX-G").next == 100_000


@pytest.mark.invariant("I1")
@pytest.mark.parametrize("change", ["UPDATE {} SET serial = 9", "DELETE FROM {}"])
def test_the_database_itself_keeps_what_was_given(dig: Dig, change: str) -> None:
    dig.grave()
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        connection.cursor().execute(change.format("registry_numberissued"))


def _at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Do all at the same moment, each in a thread of its own; what each ran into."""
    barrier = threading.Barrier(len(acts))
    met: list[BaseException | None] = [None] * len(acts)

    def run(n: int) -> None:
        barrier.wait()
        try:
            acts[n]()
        except Refused as refused:
            met[n] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return met


@pytest.mark.invariant("I1")
@pytest.mark.django_db(transaction=True)
def test_ranges_issued_at_the_same_moment_share_no_number() -> None:
    dig = Dig.begun(Cast.assembled())
    assert _at_once(*[lambda: dig.issue(10)] * 6) == [None] * 6
    taken = sorted(NumberRange.objects.values_list("first", "last"))
    assert taken == [(n * 10 + 1, n * 10 + 10) for n in range(6)]


@pytest.mark.invariant("I1")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_give_one_number_at_the_same_moment_one_does() -> None:
    dig = Dig.begun(Cast.assembled())
    held = dig.issue(5)
    given = number(dig, held, 3)
    met = _at_once(*[lambda: dig.grave(given)] * 6)
    assert met.count(None) == 1
    assert {e.invariant for e in met if isinstance(e, Refused)} == {"I1"}
    assert BurialUnit.objects.filter(number=given).count() == 1


@pytest.mark.invariant("I1")
@pytest.mark.django_db(transaction=True)
def test_a_number_is_given_or_retired_never_both() -> None:
    dig = Dig.begun(Cast.assembled())
    held = dig.issue(8)
    for serial in range(1, 9):
        given = number(dig, held, serial)
        met = _at_once(partial(dig.grave, given), partial(dig.retire, held, serial))
        assert met.count(None) == 1
    told = numbers_of.range_account(dig.cast.administrator, held.id)
    assert sum(len(s) for s in told if s.use in (Use.USED, Use.VOID)) == 8


@pytest.mark.django_db(transaction=True)
def test_the_office_numbers_without_a_gap_whoever_asks() -> None:
    dig = Dig.begun(Cast.assembled())
    assert _at_once(*[dig.grave] * 6) == [None] * 6
    serials = NumberIssued.objects.filter(kind=Kind.BURIAL_UNIT).values_list("serial", flat=True)
    assert sorted(s for s in serials if s) == [1, 2, 3, 4, 5, 6]


def test_when_a_number_was_given_is_read_from_the_one_clock(dig: Dig) -> None:
    noon = datetime(2031, 6, 2, 12, tzinfo=UTC)
    with clock.use(clock.SetClock(noon)):
        given = dig.grave().number
    assert NumberIssued.objects.get(pk=given).issued_at == noon
