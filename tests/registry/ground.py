"""An invented site being exhumed, with an open grave and a store: where remains begin in tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from imena.numbering.pattern import Kind
from imena.numbering.ranges import Series
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import BurialUnit, NumberRange, RecoveredUnit, Site, StorageSlot
from imena.registry.services import custody, scene, units
from tests.registry.cast import Cast


@dataclass(eq=False)
class Ground:
    """``ground.grave`` is open; ``ground.stored()`` is a unit received from there and shelved."""

    cast: Cast
    site: Site
    grave: BurialUnit
    team: Actor
    slots: list[StorageSlot] = field(default_factory=list)

    @classmethod
    def opened(cls, cast: Cast, code: str = "PTX") -> Ground:
        """A site cleared, authorised and being exhumed, its first grave open."""
        prosecutor = cast.prosecutor
        site = scene.open_site(prosecutor, code=code, name_uk="Вигаданий ліс")
        scene.clear_hazards(
            prosecutor,
            site,
            certificate="Д-17",
            cleared_on=date(2031, 5, 20),
            cleared_by="ДСНС",
            covers="уся ділянка",
        )
        scene.authorise(
            prosecutor,
            site,
            proceeding="00031",
            issued_by="прокуратура",
            issued_on=date(2031, 5, 19),
            mandate="ексгумація",
        )
        site.refresh_from_db()
        site = scene.begin_exhumation(prosecutor, site, seen=site.version)
        return cls(cast, site, cls._grave(prosecutor, site), cast.team_at(site))

    @staticmethod
    def _grave(actor: Actor, site: Site) -> BurialUnit:
        grave = scene.record_grave(actor, site)
        return scene.open_grave(actor, grave, seen=grave.version)

    def another_grave(self) -> BurialUnit:
        """One more open grave of the site."""
        return self._grave(self.cast.prosecutor, self.site)

    def range_of(self, kind: Kind, first: int, last: int) -> NumberRange:
        """Numbers that the team may give, written straight into the tables."""
        held = NumberRange(
            operation=self.cast.operation,
            kind=kind.value,
            prefix=Series(kind, self.site.code).prefix,
            first=first,
            last=last,
            team_id=next(iter(self.team.teams)),
            recorded_at=clock.now(),
        )
        held.save(force_insert=True)
        return held

    def recovered(self, kind: str = "complete_body", **seen: Any) -> RecoveredUnit:
        """Remains just out of the grave, in the team's hands."""
        return units.recover(self.team, self.grave, kind=kind, **seen)

    def received(self, kind: str = "complete_body", **seen: Any) -> RecoveredUnit:
        """Remains handed over to the mortuary and received there."""
        unit = self.recovered(kind, **seen)
        to = self.cast.mortuary
        custody.hand_over(self.team, unit, seen=unit.version, to=to.name)
        unit.refresh_from_db()
        custody.receive(to, unit, seen=unit.version)
        unit.refresh_from_db()
        return unit

    def stored(self, kind: str = "complete_body", **seen: Any) -> RecoveredUnit:
        """Remains in a place of their own in the store."""
        unit = self.received(kind, **seen)
        custody.store(self.cast.mortuary, unit, seen=unit.version, slot=self.slot())
        unit.refresh_from_db()
        return unit

    def on_the_table(self, kind: str = "complete_body", **seen: Any) -> RecoveredUnit:
        """Remains taken out for examination."""
        unit = self.stored(kind, **seen)
        to = self.cast.examiner.name
        custody.remove_for_examination(self.cast.mortuary, unit, seen=unit.version, to=to)
        unit.refresh_from_db()
        return unit

    def slot(self, capacity: int = 1) -> StorageSlot:
        """One more place in the store."""
        code = f"A-{len(self.slots) + 1:02d}"
        slot = custody.open_slot(
            self.cast.mortuary, code=code, facility="вигаданий морг", capacity=capacity
        )
        self.slots.append(slot)
        return slot
