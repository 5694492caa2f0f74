"""What a bulletin is made of: approved statements, standing claims, the squares of the map.

Nobody is named in it, neither the people it counts nor those who drafted, approved or spoke: an
office says a number, and what it said is cut to the number with its word and its unit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from imena import __version__
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.ledger.canonical import as_plain, canonical
from imena.registry.queries.claims import Relay, Told, told
from imena.registry.queries.figures import statements as figure_statements
from imena.registry.queries.figures.statements import Said
from imena.registry.queries.people import operation_code, operation_name
from imena.registry.queries.sites import called, points
from imena.registry.words.claim_letters import core
from imena.reports.bulletin.cells import DEGREES, Cells, cells

FORMAT, FORMAT_VERSION = "imena-bulletin", 1


@dataclass(frozen=True)
class Bulletin:
    """``statements`` are all approved ones, the latest first; ``claims`` those that stand, without
    who spoke; ``names`` what the sites are called that a statement is about."""

    operation: str
    operation_uk: str
    operation_en: str
    made: datetime
    version: str
    statements: tuple[Said, ...]
    claims: tuple[Told, ...]
    names: Mapping[str, str]
    where: Cells

    def tree(self) -> dict[str, Any]:
        """As plain data, for machines."""
        return {
            "format": FORMAT,
            "formatVersion": FORMAT_VERSION,
            "program": self.version,
            "operation": self.operation,
            "made": self.made.isoformat(),
            "statements": [one.tree() for one in self.statements],
            "claims": [_claim(one) for one in self.claims],
            "squares": {
                "degrees": str(DEGREES),
                "sites": [list(one) for one in self.where.sites],
                "beside": self.where.beside,
            },
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of all that it says but when it was made."""
        said = {name: value for name, value in self.tree().items() if name != "made"}
        return hashlib.sha256(canonical(said)).hexdigest()


def gathered(actor: Actor) -> Bulletin:
    """The bulletin of the actor's operation, of everything that is approved by now."""
    approved = figure_statements.said(actor, approved=True)
    about = {code for one in approved for code in one.sites}
    names, places = called(actor), points(actor)
    return Bulletin(
        operation_code(actor),
        operation_name(actor, "uk"),
        operation_name(actor, "en"),
        clock.now(),
        __version__,
        tuple(replace(one, author="", approver="") for one in approved),
        tuple(_cut(one) for one in told(actor) if one.stands),
        {code: name for code, name in names.items() if code in about},
        cells(((one.longitude, one.latitude) for one in places), len(names) - len(places)),
    )


def _cut(claim: Told) -> Told:
    """A claim without who spoke, its text cut to the number; relays that changed it are not ours to
    publish, those that did not stand by their outlet."""
    said = replace(claim.said, quote=core(claim.said), speaker=claim.office)
    relays = tuple(
        Relay(relay.outlet, relay.published_on, "", replace(relay.said, quote=""), ())
        for relay in claim.relays
        if not relay.differences
    )
    return replace(claim, said=said, person="", relays=relays, capture=None, checked_by="")


def _claim(claim: Told) -> dict[str, Any]:
    said = claim.said
    return {
        "number": claim.number,
        "said": said.quote,
        "language": claim.language,
        "by": claim.office,
        "said_on": claim.said_on,
        "as_of": said.as_of,
        "unit": said.unit,
        "bound": said.bound.value,
        "value": said.value,
        "to": said.to,
        "interval": None if said.soft is None else as_plain(asdict(said.soft)),
        "excludes": sorted(said.scope.excludes),
        "place": said.scope.place,
        "url": claim.url,
    }
