"""Leads, sites and graves, counted."""

from __future__ import annotations

from imena.registry.ledger.past import World
from imena.registry.queries.counts.members import Member, Members, Within, inside, known, text

#: What became of leads that point nowhere, or where another points already.
_NO_LEADS = frozenset({"duplicate"})
#: Work that has come to its end at a site.
_FINISHED = frozenset({"exhumed", "closed"})
_OPEN_LEADS = frozenset({"open", "not_checkable"})


def leads(world: World, within: Within) -> Members:
    """Leads, each once: those that repeat others are not counted again."""
    return {
        one: Member({"state": text(row, "state")}, frozenset({one}))
        for one, row in world.rows("Lead").items()
        if inside(row, within) and known(row, "state") not in _NO_LEADS
    }


def open_leads(world: World, within: Within) -> Members:
    """Leads that nobody has cleared up: of the whole operation where they name no site."""
    rows = world.rows("Lead").items()
    return {
        one: Member({}, frozenset({one}))
        for one, row in rows
        if (inside(row, within) or not known(row, "site_id")) and text(row, "state") in _OPEN_LEADS
    }


def sites(world: World, within: Within) -> Members:
    """Sites."""
    return {
        one: Member({"work": text(row, "work_state")}, frozenset({one}))
        for one, row in world.rows("Site").items()
        if within is None or one in within
    }


def unfinished_sites(world: World, within: Within) -> Members:
    """Sites where the ground was not exhumed to the end."""
    found = sites(world, within)
    return {one: m for one, m in found.items() if m.lines["work"] not in _FINISHED}


def graves(world: World, within: Within) -> Members:
    """Places where somebody is or was buried, of every kind, each once."""
    return {
        one: Member({"state": text(row, "state"), "kind": known(row, "kind")}, frozenset({one}))
        for one, row in world.rows("BurialUnit").items()
        if inside(row, within)
    }


def opened_graves(world: World, within: Within) -> Members:
    """Those among them that were opened, empty ones too."""
    found = graves(world, within)
    return {one: m for one, m in found.items() if m.lines["state"] != "unopened"}


def unopened_graves(world: World, within: Within) -> Members:
    """Those that were not."""
    found = graves(world, within)
    return {one: m for one, m in found.items() if m.lines["state"] == "unopened"}
