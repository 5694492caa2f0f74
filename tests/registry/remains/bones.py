"""An invented grave with loose bones: each a unit of its own, examined and, some, sampled."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime
from typing import Any

from imena.registry import clock
from imena.registry.models import (
    BurialUnit,
    Examination,
    LabItem,
    LabRequest,
    LabResult,
    RecoveredUnit,
    Sample,
    Site,
)
from imena.registry.services import postmortem
from imena.registry.services.postmortem import Stated
from tests.registry.cast import Cast

NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)
MARKERS = [f"M{i}" for i in range(12)]
_serials = itertools.count(1)


class Deposit:
    """``deposit.bone("femur", "left", 460)`` is an examined bone in store."""

    def __init__(self, cast: Cast, site: Site, grave: BurialUnit) -> None:
        self.cast, self.site, self.grave = cast, site, grave

    @classmethod
    def opened(cls, cast: Cast) -> Deposit:
        operation = {"operation": cast.operation, "recorded_at": clock.now()}
        site = Site(code=f"K{next(_serials):06d}", name_uk="Вигаданий яр", **operation)
        site.save(force_insert=True)
        number = f"K-G{next(_serials):06d}"
        grave = BurialUnit(site=site, number=number, state="being_exhumed", **operation)
        grave.save(force_insert=True)
        return cls(cast, site, grave)

    def unit(self, kind: str = "single_bone", **told: Any) -> RecoveredUnit:
        """A unit in store, out of the grave unless told otherwise."""
        made = RecoveredUnit(
            operation=self.cast.operation,
            recorded_at=clock.now(),
            number=f"K-{next(_serials):06d}",
            site=self.site,
            kind=kind,
            human="yes",
            place="store",
            state="in_custody",
            custodian=self.cast.mortuary.name,
            **{"burial_unit": self.grave, **told},
        )
        made.save(force_insert=True)
        return made

    def bone(
        self, element: str, side: str = "midline", mm: float | None = None, **more: Any
    ) -> RecoveredUnit:
        """A unit that is one bone, or with ``zones`` part of one."""
        unit = self.unit(**{k: v for k, v in more.items() if k in ("kind", "burial_unit")})
        self.found(unit, self.element(element, side, mm, zones=more.get("zones", ())))
        return unit

    @staticmethod
    def element(
        element: str, side: str, mm: float | None = None, *, zones: Any = (), count: int = 1
    ) -> Stated:
        data: dict[str, Any] = {"element": element, "side": side, "count": count}
        data["completeness"] = "less_than_half" if zones else "complete"
        if mm is not None:
            data["length_mm"] = f"{mm:.1f}"
        if zones:
            data["zones"] = [str(zone) for zone in zones]
        return Stated("element", "present", data)

    def found(self, unit: RecoveredUnit, *stated: Stated) -> Examination:
        """What the examiner found on the unit."""
        examiner = self.cast.examiner
        examination = postmortem.open_examination(examiner, unit, discipline="anthropology")
        postmortem.record_findings(examiner, examination, stated)
        return examination

    def age(self, unit: RecoveredUnit, least: int, most: int) -> None:
        data = {"least_years": least, "most_years": most, "method": "epiphyseal_fusion"}
        self.found(unit, Stated("age", "present", data))

    def profile(self, unit: RecoveredUnit, alleles: str, *, markers: int = 12) -> LabResult:
        """A DNA profile of the unit: ``alleles`` at every marker ("AB"), partial below 12."""
        operation: dict[str, Any] = {
            "operation": self.cast.operation, "recorded_at": clock.now()
        }  # fmt: skip
        sample = Sample(
            number=f"KS-{next(_serials):06d}",
            unit=unit,
            kind="femur",
            state="retained",
            **operation,
        )
        sample.save(force_insert=True)
        request = LabRequest(
            number=f"KL-{next(_serials):06d}",
            laboratory="вигадана",
            asked_for="autosomal_str",
            **operation,
        )
        request.save(force_insert=True)
        item = LabItem(request=request, sample=sample, code=uuid.uuid4().hex[:12], **operation)
        item.save(force_insert=True)
        result = LabResult(
            item=item,
            outcome="full_profile" if markers == len(MARKERS) else "partial_profile",
            method="autosomal_str",
            reported_at=NOON,
            profile={marker: list(alleles) for marker in MARKERS[:markers]},
            **operation,
        )
        result.save(force_insert=True)
        return result
