"""From a lead to remains in store: no digging without clearance and law, no gap in custody."""

from __future__ import annotations

from imena.registry import clock
from imena.registry.queries.custody import custody_line, open_incidents
from imena.registry.services import custody, incidents, packing, scene, sources, units
from imena.rehearsal.cast import Cast
from tests.e2e.whole_way.way import A_DAY, Way, refused
from tests.registry.believed import fresh


def from_a_lead_to_the_store(way: Way) -> None:
    """Each step, and what refuses it while something is missing."""
    _a_site(way)
    _leave_to_dig(way)
    _a_grave(way)
    _custody(way)


def _a_site(way: Way) -> None:
    prosecutor = way.by("zakon")
    lead = sources.record_lead(
        prosecutor, kind="witness", summary="Сторож бачив свіжі хрести.", received_on=A_DAY
    )
    sources.judge_lead(prosecutor, lead, seen=lead.version, state="confirmed", reason="оглянуто")
    with refused("", "not for your role"):
        scene.open_site(way.by("zvir"), code="PTX", name_uk="Вигаданий ліс")
    way.site = scene.open_site(prosecutor, code="PTX", name_uk="Вигаданий ліс")
    _send_team(way.cast, way)


def _send_team(cast: Cast, way: Way) -> None:
    from imena.registry.services.people import send_team

    team = cast.send("B-1", "Бригада 1", ("zemlianyi", "lopata"))
    send_team(way.by("klyuch"), team, way.site)
    cast.arrived(("zemlianyi", "lopata"))


def _leave_to_dig(way: Way) -> None:
    """I7: the ground is cleared and the law allows it, or nobody digs."""
    prosecutor, site = way.by("zakon"), way.site
    with refused("I7", "not recorded as cleared"):
        scene.begin_exhumation(prosecutor, site, seen=fresh(site).version)
    scene.clear_hazards(
        prosecutor, site, certificate="Д-1", cleared_on=A_DAY, cleared_by="сапери", covers="усе"
    )
    with refused("I7", "No legal authority"):
        scene.begin_exhumation(prosecutor, site, seen=fresh(site).version)
    scene.authorise(
        prosecutor, site, proceeding="0003", issued_by="суд", issued_on=A_DAY, mandate="ексгумація"
    )
    way.grave = scene.record_grave(way.by("lopata"), site, kind="single_grave")
    with refused("I7", "Exhumation has not begun"):
        scene.open_grave(way.by("lopata"), way.grave, seen=1)
    way.site = scene.begin_exhumation(prosecutor, site, seen=fresh(site).version)


def _a_grave(way: Way) -> None:
    team = way.by("lopata")
    with refused("I7", "not open"):
        units.recover(team, way.grave, kind="complete_body", human="yes")
    way.grave = scene.open_grave(team, way.grave, seen=way.grave.version)
    scene.record_marker(
        team, way.site, text_verbatim="12 Інший", burial_unit=way.grave, number="12", seen_on=A_DAY
    )
    way.unit = units.recover(team, way.grave, kind="complete_body", human="yes")
    with refused("I6", "floor"):
        scene.close_grave(team, way.grave, seen=way.grave.version, floor_reached_at=None)
    with refused("I6", "not empty"):
        scene.close_grave(
            team, way.grave, seen=way.grave.version, floor_reached_at=clock.now(), state="empty",
            empty_reason="marker_without_burial",
        )  # fmt: skip
    scene.close_grave(team, way.grave, seen=way.grave.version, floor_reached_at=clock.now())


def _custody(way: Way) -> None:
    """I3: every hand-over is received, and what differs is explained."""
    team, mortuary, unit = way.by("lopata"), way.by("kholod"), way.unit
    bag = packing.take_container(team, kind="body_bag", site=way.site)
    packing.pack(team, unit, bag, seen=fresh(unit).version)
    packing.seal(team, unit, number="П-1")
    way.slot = custody.open_slot(mortuary, code="К-1", facility="вигаданий морг")
    with refused("I3", "No hand-over of these remains is open"):
        custody.receive(mortuary, unit, seen=fresh(unit).version, slot=way.slot, seal="П-1")
    custody.hand_over(team, unit, seen=fresh(unit).version, to=mortuary.name)
    with refused("I2", "under way"):
        custody.store(mortuary, unit, seen=fresh(unit).version, slot=way.slot)
    custody.receive(mortuary, unit, seen=fresh(unit).version, slot=way.slot, seal="П-7")
    (differs,) = open_incidents(mortuary, unit.pk)
    assert differs.kind == "seal_mismatch"
    incidents.explain_incident(
        mortuary, differs, seen=differs.version, explained="Переписано хибно: на пломбі П-1."
    )
    assert fresh(unit).place == "store"
    assert custody_line(mortuary, unit.pk).gaps == ()
