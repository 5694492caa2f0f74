"""What the play has made so far, and what day it is."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from imena.invented.families import InventedFamily
from imena.invented.findings.form import InventedFindings
from imena.invented.findings.invent import invent_findings
from imena.invented.site import InventedSite
from imena.numbering.pattern import Kind, number
from imena.registry.clock import SetClock
from imena.registry.queries.people import user_named
from imena.rehearsal.parts import Parts

if TYPE_CHECKING:
    from imena.registry.actor import Actor
    from imena.registry.models import (
        Burial,
        BurialUnit,
        Container,
        DeathRegistration,
        Decision,
        Individual,
        Marker,
        MissingPerson,
        NumberRange,
        Person,
        Policy,
        RecoveredUnit,
        Release,
        Sample,
        Site,
        StorageSlot,
        Team,
        User,
    )
    from imena.rehearsal.cast import Cast

#: The morning on which it begins: half a year of invented spring and summer.
BEGINNING = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


@dataclass(eq=False)
class Stage:
    """The records by what the invented site calls them: bodies, people, crosses.

    ``truths`` names what happened that should not have, or that turned out otherwise, with the
    number of the record where it is found.
    """

    invented: InventedSite
    parts: Parts
    clock: SetClock
    posteriors: Mapping[str, float] = field(default_factory=dict)
    compare: Callable[[Actor], object] | None = None
    cast: Cast = field(init=False)
    site: Site = field(init=False)
    team: Team = field(init=False)
    graves: dict[str, BurialUnit] = field(default_factory=dict)
    markers: dict[str, Marker] = field(default_factory=dict)
    units: dict[str, RecoveredUnit] = field(default_factory=dict)
    bags: dict[str, Container] = field(default_factory=dict)
    ranges: dict[Kind, NumberRange] = field(default_factory=dict)
    given: dict[Kind, int] = field(default_factory=dict)
    seals: dict[str, str] = field(default_factory=dict)
    stored: int = 0
    slots: list[StorageSlot] = field(default_factory=list)
    individuals: dict[str, Individual] = field(default_factory=dict)
    missing: dict[str, MissingPerson] = field(default_factory=dict)
    relatives: dict[str, Person] = field(default_factory=dict)
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    early: dict[str, Decision] = field(default_factory=dict)
    releases: dict[str, Release] = field(default_factory=dict)
    burials: dict[str, Burial] = field(default_factory=dict)
    registrations: dict[str, DeathRegistration] = field(default_factory=dict)
    truths: dict[str, str] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    findings: InventedFindings = field(init=False)
    draw: random.Random = field(init=False)
    families: dict[str, InventedFamily] = field(init=False)
    family_of: dict[str, InventedFamily] = field(init=False)

    def __post_init__(self) -> None:
        self.findings = invent_findings(self.invented)
        self.draw = random.Random(self.invented.truth.seed)
        families = (*self.invented.families, self.parts.burned)
        self.families = {m: family for family in families for m in family.missing}
        self.family_of = {person: family for family in families for person in family.details}

    @property
    def liaison(self) -> User:
        """The account of whoever keeps in touch with the families."""
        return user_named("ridna")

    def figures_of(self, body: str) -> dict[str, str]:
        """What the joint answer said of a body, in its digits; empty where it was not asked."""
        posterior = self.posteriors.get(body)
        return {} if posterior is None else {"posterior": f"{posterior:.6f}"}

    def count(self, unit: str, many: int) -> None:
        """So many more of a unit; one unit is never added to another."""
        self.counted[unit] = self.counted.get(unit, 0) + many

    def spare(self, kind: Kind) -> str:
        """The next number of the team’s range that nothing has yet."""
        held = self.ranges[kind]
        self.given[kind] = serial = self.given.get(kind, held.first - 1) + 1
        return str(number(kind, serial, site=self.site.code))

    @property
    def today(self) -> date:
        """The day it is."""
        return self.clock.read().wall.date()

    def day(self, count: int, hour: int = 6) -> None:
        """Let it be that many days after the beginning, at an hour UTC, unless it is later."""
        then = BEGINNING + timedelta(days=count, hours=hour - BEGINNING.hour)
        self.clock.advance(max(then - self.clock.read().wall, timedelta()))

    def later(self, minutes: int = 10) -> None:
        """Let some time pass."""
        self.clock.advance(timedelta(minutes=minutes))

    def true_name(self, body: str) -> str | None:
        """The missing person that a body truly is; ``None`` = somebody nobody reported."""
        return self.invented.truth.identities[body]

    def name(self, person: str) -> dict[str, str]:
        """An invented person’s name, as it is written down."""
        family = next(
            f for f in (*self.invented.families, self.parts.burned) if person in f.details
        )
        return name_of(family, person)


def name_of(family: InventedFamily, person: str) -> dict[str, str]:
    """Family name, given name and patronymic of somebody in an invented family."""
    surname, given, patronymic = str(family.details[person]["name"]).split(" ")
    return {"script": "uk", "family": surname, "given": given, "patronymic": patronymic}


def seen(record: Any) -> int:
    """The version of a record that its next writer looks at: the one there is now."""
    record.refresh_from_db()
    return int(record.version)
