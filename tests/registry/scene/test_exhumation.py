"""Digging begins by leave, and a grave is finished when its floor was reached (I6, I7)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from imena.registry.models import BurialUnit, Event, HazardClearance, Site
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused, Stale
from imena.registry.services import scene
from tests.registry.cast import Cast

NOON = datetime(2031, 6, 2, 12, tzinfo=UTC)


@pytest.fixture
def site(cast: Cast) -> Site:
    return scene.open_site(cast.prosecutor, code="PTX", name_uk="Вигаданий ліс")


def cleared(cast: Cast, site: Site) -> None:
    scene.clear_hazards(
        cast.prosecutor,
        site,
        certificate="Д-17",
        cleared_on=date(2031, 5, 20),
        cleared_by="ДСНС",
        covers="уся ділянка",
    )


def authorised(cast: Cast, site: Site) -> None:
    scene.authorise(
        cast.prosecutor,
        site,
        proceeding="00031",
        issued_by="прокуратура",
        issued_on=date(2031, 5, 19),
        mandate="ексгумація",
    )


def now(site: Site) -> Site:
    return Site.objects.get(pk=site.pk)


@pytest.fixture
def exhuming(cast: Cast, site: Site) -> Site:
    cleared(cast, site)
    authorised(cast, site)
    return scene.begin_exhumation(cast.prosecutor, now(site), seen=now(site).version)


@pytest.mark.invariant("I7")
def test_digging_waits_for_clearance_and_for_the_law(cast: Cast, site: Site) -> None:
    with pytest.raises(Broken, match="not recorded as cleared"):
        scene.begin_exhumation(cast.prosecutor, site, seen=1)
    cleared(cast, site)
    with pytest.raises(Broken, match="legal authority"):
        scene.begin_exhumation(cast.prosecutor, now(site), seen=2)
    authorised(cast, site)
    begun = scene.begin_exhumation(cast.prosecutor, now(site), seen=2)
    assert begun.work_state == "exhuming"


@pytest.mark.invariant("I7")
def test_digging_regardless_takes_two_people_and_a_reason(cast: Cast, site: Site) -> None:
    with pytest.raises(Refused, match="1 more people"):
        scene.begin_exhumation(
            cast.prosecutor, site, seen=1, regardless=True, reason="ріка підмиває берег"
        )
    with pytest.raises(Broken, match="Say why"):
        scene.begin_exhumation(
            cast.prosecutor, site, seen=1, regardless=True, approvers=[cast.second("prosecutor")]
        )
    with pytest.raises(NotAllowed):
        scene.begin_exhumation(
            cast.prosecutor,
            site,
            seen=1,
            regardless=True,
            reason="ріка підмиває берег",
            approvers=[cast.field_team],
        )
    assert now(site).work_state == "lead"
    begun = scene.begin_exhumation(
        cast.prosecutor,
        site,
        seen=1,
        regardless=True,
        reason="ріка підмиває берег",
        approvers=[cast.second("prosecutor")],
    )
    assert begun.work_state == "exhuming"


@pytest.mark.invariant("I7")
def test_a_withdrawn_clearance_is_none(cast: Cast, site: Site) -> None:
    cleared(cast, site)
    authorised(cast, site)
    (clearance,) = HazardClearance.objects.filter(site=site)
    scene.withdraw_clearance(cast.prosecutor, clearance, reason="знайдено міну")
    with pytest.raises(Broken, match="not recorded as cleared"):
        scene.begin_exhumation(cast.prosecutor, now(site), seen=now(site).version)
    assert now(site).hazard_state == "suspected"


@pytest.mark.invariant("I6")
def test_a_grave_is_exhumed_only_when_its_floor_was_reached(cast: Cast, exhuming: Site) -> None:
    grave = scene.record_grave(cast.prosecutor, exhuming)
    opened = scene.open_grave(cast.prosecutor, grave, seen=1)
    with pytest.raises(Broken, match="Nothing was recovered"):
        scene.close_grave(cast.prosecutor, opened, seen=2, floor_reached_at=NOON)
    with pytest.raises(Broken) as refused:
        scene.close_grave(
            cast.prosecutor, opened, seen=2, floor_reached_at=None, state="empty", empty_reason=""
        )
    assert refused.value.invariant == "I6"
    closed = scene.close_grave(
        cast.prosecutor,
        opened,
        seen=2,
        floor_reached_at=NOON,
        state="empty",
        empty_reason="moved_earlier",
    )
    assert closed.state == "empty"


@pytest.mark.invariant("I34")
def test_the_second_of_two_clerks_is_told_what_changed_and_overwrites_nothing(
    cast: Cast, exhuming: Site
) -> None:
    grave = scene.record_grave(cast.prosecutor, exhuming)
    scene.describe_grave(cast.prosecutor, grave, seen=1, depth_cm=140)
    other = cast.second("prosecutor")
    with pytest.raises(Stale, match=r"Захар Закон.*depth_cm"):
        scene.describe_grave(other, grave, seen=1, depth_cm=160)
    assert BurialUnit.objects.get(pk=grave.pk).depth_cm == 140


def test_a_team_works_at_its_own_site_only(cast: Cast, site: Site) -> None:
    other = scene.open_site(cast.prosecutor, code="KTM", name_uk="Вигаданий яр")
    mine = cast.team_at(site)
    grave = scene.record_grave(mine, site)
    assert grave.number.startswith("PTX-G001-")
    before = Event.objects.count()
    with pytest.raises(NotYours):
        scene.record_grave(mine, other)
    assert Event.objects.count() == before


def test_another_operation_is_out_of_reach(cast: Cast, site: Site) -> None:
    stranger = Cast.assembled("INSHA").prosecutor
    with pytest.raises(NotYours):
        scene.describe_site(stranger, site, seen=1, completeness="усе")


def test_families_and_laboratories_do_not_touch_the_ground(cast: Cast, site: Site) -> None:
    for role in ("laboratory", "liaison", "interviewer", "examiner", "administrator"):
        with pytest.raises(NotAllowed):
            scene.record_grave(cast.actors[role], site)
