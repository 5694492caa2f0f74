"""Policies: what evidence a decision needs, as data. An evaluator reads them; nothing else does."""

from __future__ import annotations

from imena.registry.policies.evidence import Donor, Evidence
from imena.registry.policies.rules import Need, PolicyError, Rules, Way, met, read
from imena.registry.policies.shipped import Shipped, shipped

__all__ = [
    "Donor",
    "Evidence",
    "Need",
    "PolicyError",
    "Rules",
    "Shipped",
    "Way",
    "met",
    "read",
    "shipped",
]
