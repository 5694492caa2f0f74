"""The names of acts, what each needs of a role, and its sentence for people."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache

from imena.registry.permissions import AREAS, Need


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of act.

    ``name`` is written into the ledger for ever ("scene.record_grave"). ``approvers`` is how many
    further people must stand behind it, each allowed to approve in its area.
    """

    name: str
    area: str
    need: Need
    sentence: str
    approvers: int = 0


#: Every act there is, by name.
ACTS: dict[str, Act] = {}


def declare(
    name: str, area: str, sentence: str, need: Need = Need.WRITE, *, approvers: int = 0
) -> Act:
    """Make an act known. A service module does so once for each thing it does.

    Raises
    ------
    ValueError
        For a name used twice, or an area outside the matrix.
    """
    if name in ACTS or area not in AREAS:
        raise ValueError(f"“{name}” in “{area}” cannot be declared")
    ACTS[name] = Act(name, area, need, sentence, approvers)
    return ACTS[name]


def sentence_of(name: str) -> str:
    """The message (catalogue ``registry``) for an act of this release; else its bare name."""
    _load_all()
    return ACTS[name].sentence if name in ACTS else name


@cache
def _load_all() -> None:
    """Every service module declares its own acts when it is imported."""
    services = importlib.import_module("imena.registry.services")
    for module in pkgutil.iter_modules(services.__path__):
        importlib.import_module(f"imena.registry.services.{module.name}")
