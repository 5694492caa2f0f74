"""What is said of a database or a machine, and whether a case file may be written there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Level(Enum):
    """How it stands."""

    OK = "ok"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing that was looked at.

    ``says`` and ``advice`` are messages of the catalogue ``doctor``, filled in with ``values``;
    ``check`` names what was looked at for a program.
    """

    check: str
    level: Level
    says: str
    advice: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


class UnsafeError(Exception):
    """The database is not opened for writing; ``judgements`` are those that refuse it."""

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        self.judgements = tuple(judgements)
        super().__init__(" ".join(j.says.format(**j.values) for j in self.judgements))


def refuse_unsafe(judgements: Iterable[Judgement]) -> None:
    """Raise :class:`UnsafeError` when any of them refuses."""
    if refusing := [j for j in judgements if j.level is Level.REFUSE]:
        raise UnsafeError(refusing)
