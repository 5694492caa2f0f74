"""Policies: what evidence a decision needs, as data. An evaluator reads them; nothing else does."""

from __future__ import annotations

from imena.registry.policies.evidence import Donor, Evidence
from imena.registry.policies.rules import (
    Counted,
    Need,
    PolicyError,
    Rules,
    Way,
    counted,
    meets,
    met,
    read,
)
from imena.registry.policies.shipped import Shipped, shipped

__all__ = [
    "Counted",
    "Donor",
    "Evidence",
    "Need",
    "PolicyError",
    "Rules",
    "Shipped",
    "Way",
    "counted",
    "meets",
    "met",
    "read",
    "shipped",
]
