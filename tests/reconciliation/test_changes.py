"""What changed since the last run, and who may be whom with what speaks against it first."""

from __future__ import annotations

from decimal import Decimal

import pytest

from imena.registry.models import Individual, MissingPerson, Run
from imena.registry.queries.reconciliation import changes, listed, runs, unfinished
from imena.registry.refusals import NotYours
from imena.registry.services import identification, reconciliation
from imena.registry.services.reconciliation import Possible
from tests.reconciliation.site import Site

Said = dict[tuple[Individual, MissingPerson], tuple[str, bool]]


def ran(site: Site, said: Said) -> Run:
    """A run that says of each pair its posterior, and whether it reached the threshold."""
    run = reconciliation.begin(
        site.analyst, snapshot="0" * 64, markers="0" * 64, known_at=1, parameters={}, left_out=()
    )
    found = [
        Possible(one.id, missing.id, "3.5", posterior, reached)
        for (one, missing), (posterior, reached) in said.items()
    ]
    return reconciliation.finish(site.analyst, run, found=found, compared={}, rests_on=())


def test_the_first_run_changes_nothing(site: Site) -> None:
    run = ran(site, {(site.body(), site.missing()): ("0.5", False)})
    assert changes(site.analyst, run) is None


def test_new_gone_moved_and_crossed_are_told_the_greatest_change_first(site: Site) -> None:
    bodies = [site.body() for _ in range(6)]
    one = site.missing()
    still, slightly, up, down, gone, new = ((body, one) for body in bodies)
    ran(
        site,
        {
            still: ("0.5", False),
            slightly: ("0.50", False),
            up: ("0.998", False),
            down: ("0.9995", True),
            gone: ("0.41", False),
        },
    )
    failed = reconciliation.begin(
        site.analyst, snapshot="0" * 64, markers="0" * 64, known_at=1, parameters={}, left_out=()
    )
    assert unfinished(site.analyst) == failed
    reconciliation.fail(site.analyst, failed, why="зупинено")
    assert unfinished(site.analyst) is None
    second = ran(
        site,
        {
            still: ("0.5", False),
            slightly: ("0.51", False),
            up: ("0.9995", True),
            down: ("0.6", False),
            new: ("0.02", False),
        },
    )
    told = changes(site.analyst, second)
    assert told is not None
    assert [(c.individual, c.before, c.after, c.crossed) for c in told] == [
        (gone[0].number, Decimal("0.41"), None, 0),
        (down[0].number, Decimal("0.9995"), Decimal("0.6"), -1),
        (new[0].number, None, Decimal("0.02"), 0),
        (up[0].number, Decimal("0.998"), Decimal("0.9995"), 1),
    ]
    assert [run.number for run in runs(site.analyst)] == [3, 2, 1]


def test_a_step_of_more_than_a_hundredth_is_told_and_a_smaller_one_is_not(site: Site) -> None:
    first, second, missing = site.body(), site.body(), site.missing()
    ran(site, {(first, missing): ("0.300", False), (second, missing): ("0.300", False)})
    run = ran(site, {(first, missing): ("0.310", False), (second, missing): ("0.311", False)})
    told = changes(site.analyst, run)
    assert told is not None
    assert [c.individual for c in told] == [second.number]


@pytest.mark.invariant("I18")
def test_exclusions_come_before_the_possible_names_and_these_by_their_posterior(
    site: Site,
) -> None:
    body, other = site.body(), site.body()
    first, second, third = (site.missing() for _ in range(3))
    ran(
        site,
        {
            (body, first): ("0.2", False),
            (body, second): ("0.7", False),
            (body, third): ("0.1", False),
            (other, first): ("0.9", False),
        },
    )
    identification.suggest(site.analyst, other, third, state="presumptive")
    excluded = site.believed.compared(body, second, method="dental", outcome="excluded")
    everything = listed(site.analyst)
    assert [(e.comparison, e.individual, e.missing) for e in everything.exclusions] == [
        (excluded.number, body.number, (second.number,))
    ]
    assert [(h.individual, h.missing) for h in everything.hypotheses] == [
        (other.number, first.number),
        (body.number, first.number),
        (body.number, third.number),
        (other.number, third.number),
        (body.number, second.number),
    ]
    assert everything.hypotheses[-1].state == "excluded"
    assert everything.hypotheses[3].posterior is None
    of_body = listed(site.analyst, individual=body.number)
    assert [h.missing for h in of_body.hypotheses] == [first.number, third.number, second.number]
    of_first = listed(site.analyst, missing=first.number)
    assert of_first.exclusions == ()
    assert [h.individual for h in of_first.hypotheses] == [other.number, body.number]


@pytest.mark.invariant("I31")
def test_who_sees_codes_or_only_their_own_sees_no_possible_name(site: Site) -> None:
    body, missing = site.body(), site.missing()
    ran(site, {(body, missing): ("0.5", False)})
    for role in ("laboratory", "examiner", "liaison", "field_team"):
        actor = site.cast.actors[role]
        assert listed(actor).hypotheses == ()
        assert not runs(actor).exists()
        with pytest.raises(NotYours):
            listed(actor, individual=body.number)
    assert listed(site.cast.board).hypotheses[0].missing == missing.number
