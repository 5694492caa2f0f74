"""A run from the pages is the run from the terminal; stopped, it goes on where it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from imena.matching.pairwise import family_tables
from imena.reconciliation.apart import kept, launch, work
from imena.reconciliation.apart.asked import Asked
from imena.reconciliation.apart.folder import Folder
from imena.reconciliation.marker_set import marker_set_from
from imena.reconciliation.run import reconcile
from imena.registry.ledger.history import history
from imena.registry.models import Event, Hypothesis, MarkerSet, Run
from imena.registry.refusals import NotAllowed, Refused
from imena.registry.services import reconciliation
from tests.reconciliation.apart.asking import done
from tests.reconciliation.site import MARKERS, Site, played


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The families whose tables are computed, as they come."""
    found: list[str] = []

    def counted(readings: Any, family: Any) -> Any:
        found.append(family.id)
        return family_tables(readings, family)

    monkeypatch.setattr(kept, "family_tables", counted)
    return found


def stopped_after(families: int, site: Site, asked: Asked, patch: pytest.MonkeyPatch) -> Folder:
    """The run, stopped by somebody once so many families are compared."""

    def pressed(self: kept.KeptTables, began: float) -> None:
        self.anew += 1
        if self.anew == families:
            Folder.of(site.analyst.operation).ask_to_stop()

    with patch.context() as patched:
        patched.setattr(kept.KeptTables, "_computed", pressed)
        return done(site, asked)


def test_it_says_what_the_terminal_says_and_what_for(site: Site, asked: Asked) -> None:
    played(site)
    folder = done(site, asked)
    run = Run.objects.get()
    there = {h.pk: h.figures for h in Hypothesis.objects.all()}
    assert (run.state, run.why) == ("done", "нічне звірення")
    file = MarkerSet.objects.get()
    reconcile(site.analyst, marker_set_from(file.content.encode(), file.name))
    again = Run.objects.get(number=2)
    assert (run.snapshot, run.markers, run.parameters, run.pairs) == (
        again.snapshot, again.markers, again.parameters, again.pairs
    )  # fmt: skip
    assert there
    assert {h.pk: h.figures for h in Hypothesis.objects.all()} == there
    told = folder.told()
    assert told is not None
    assert (told.ended, told.run, told.stands) == ("done", 1, told.of)


def test_stopped_it_goes_on_where_it_was_and_ends_as_if_it_never_had(
    site: Site, asked: Asked, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    played(site)
    folder = stopped_after(2, site, asked, monkeypatch)
    told = folder.told()
    assert told is not None
    assert (told.ended, told.stands, told.of) == ("stopped", 2, 3)
    assert launch.stands(site.analyst).stopped
    assert Run.objects.get().state == "running"
    first = list(computed)
    done(site, Asked.again(Run.objects.get()))
    run = Run.objects.get()
    assert (run.number, run.state) == (1, "done")
    assert len(computed[2:]) == 1
    assert {*first} & {*computed[2:]} == set()
    reconcile(site.analyst, marker_set_from(MarkerSet.objects.get().content.encode(), "m"))
    assert Run.objects.get(number=2).pairs == run.pairs
    assert list(folder.kept()) == []


def test_what_changed_meanwhile_is_compared_anew_under_a_new_number(
    site: Site, asked: Asked, computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    played(site)
    stopped_after(2, site, asked, monkeypatch)
    site.body({MARKERS[0].name: [MARKERS[0].alleles[0]] * 2})
    computed.clear()
    done(site, Asked.again(Run.objects.get()))
    first, second = Run.objects.order_by("number")
    assert (first.state, second.state) == ("failed", "done")
    assert "змінилося" in first.fault
    assert len(computed) == 3


def test_nothing_that_is_kept_can_be_read_beside_another_case_file(
    site: Site, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = played(site)
    folder = stopped_after(2, site, asked, monkeypatch)
    (path,) = folder.path.glob("*.sealed")
    whole = path.read_bytes()
    assert len(list(folder.kept())) == 1
    said = b"".join(one.read_bytes() for one in folder.path.iterdir())
    numbers = [m.number for m in made.missing.values()] + [b.number for b in made.bodies.values()]
    assert [number for number in numbers if number.encode() in said] == []
    assert b"npy" not in said
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert list(folder.kept()) == []
    assert not path.exists()


def test_while_one_is_at_work_nobody_begins_gives_up_or_goes_on(site: Site, asked: Asked) -> None:
    with Folder.of(site.analyst.operation).held():
        assert launch.stands(site.analyst).working
        with pytest.raises(Refused, match="at work already"):
            launch.begin(site.analyst, asked)
        begun = reconciliation.begin(
            site.analyst, snapshot="0" * 64, markers=asked.markers, known_at=1, left_out=(),
            parameters={"prior": "flat", "seed": "1", "threshold": "0.9"}, why="нічне",
        )  # fmt: skip
        assert history(begun.id)[-1].reason == "нічне"
        with pytest.raises(Refused, match="at work already"):
            launch.give_up(site.analyst, "досить")
        with pytest.raises(Refused, match="at work already"):
            launch.go_on(site.analyst)
    stands = launch.stands(site.analyst)
    assert (stands.working, stands.stopped, stands.may_go_on) == (False, False, True)
    with pytest.raises(Refused, match="go on with it, or give it up"):
        launch.begin(site.analyst, asked)
    launch.give_up(site.analyst, "досить")
    assert Run.objects.get().fault == "досить"


@pytest.mark.invariant("I31")
@pytest.mark.parametrize("role", ["examiner", "laboratory", "board", "prosecutor", "auditor"])
def test_who_does_not_compare_everybody_neither_begins_nor_stops(
    site: Site, asked: Asked, role: str
) -> None:
    actor = site.cast.actors[role]
    with pytest.raises(NotAllowed):
        launch.begin(actor, asked)
    with pytest.raises(NotAllowed):
        launch.go_on(actor)
    with pytest.raises(NotAllowed):
        launch.stop(actor)
    with pytest.raises(NotAllowed):
        launch.give_up(actor, "досить")
    assert not Event.objects.filter(type__startswith="reconciliation.").exists()


def test_what_refuses_it_is_told_in_both_languages(
    site: Site, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = done(site, asked).told()
    assert told is not None
    assert told.why["uk"].startswith("Немає що порівнювати")
    assert told.why["en"].startswith("There is nothing to compare")
    told = done(site, replace(asked, markers="0" * 64)).told()
    assert told is not None
    assert "not kept" in told.why["en"]

    def broken(*given: object, **more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(work, "reconcile", broken)
    with pytest.raises(ZeroDivisionError):
        done(site, asked)
    told = Folder.of(site.analyst.operation).told()
    assert told is not None
    assert "fault of the program" in told.why["en"]
