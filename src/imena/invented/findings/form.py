"""Invented findings, in the terms in which the case file keeps findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class InventedFinding:
    """One finding; ``by`` is who tells it before death, or the discipline that saw it after.

    ``kind``, ``status``, ``region`` and ``data`` are as in a finding of the case file; ``as_of``
    is the date of a record.
    """

    kind: str
    status: str
    by: str
    data: Mapping[str, Any] = field(default_factory=dict)
    region: str = ""
    as_of: str = ""


@dataclass(frozen=True)
class InventedFindings:
    """By body and by missing person; ``last_seen`` of the missing, ``buried`` of the bodies.

    ``wrong`` names, by kind of mistake, whom it befell: see `imena.invented.findings.plan`.
    """

    remains: Mapping[str, tuple[InventedFinding, ...]]
    told: Mapping[str, tuple[InventedFinding, ...]]
    last_seen: Mapping[str, date]
    buried: Mapping[str, date]
    wrong: Mapping[str, tuple[str, ...]]
