"""Findings of one kind, and whether examiners contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from imena.registry.queries.frozen import FrozenFinding

T = TypeVar("T")

#: Two examiners say what cannot both be.
DISAGREE = "examiners_disagree"


@dataclass
class Remarks:
    """Codes of what a reader must know, by group, each once."""

    by_group: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, group: str, code: str) -> None:
        """One more."""
        known = self.by_group.get(group, ())
        if code not in known:
            self.by_group[group] = (*known, code)


def of_kind(
    findings: Iterable[FrozenFinding], kind: str, *statuses: str
) -> Iterator[FrozenFinding]:
    """Findings of a kind with one of these statuses; "present" where none is named."""
    wanted = statuses or ("present",)
    return (one for one in findings if one.kind == kind and one.status in wanted)


def agreed(
    said: Iterable[tuple[FrozenFinding, T]], alike: Callable[[T, T], bool]
) -> tuple[list[T], bool]:
    """What was said, and whether two examiners contradict each other in it.

    One examiner who says two things has two findings, and is taken at their word.
    """
    every = list(said)
    disagree = any(
        a.examiner != b.examiner and not alike(one, other)
        for i, (a, one) in enumerate(every)
        for b, other in every[:i]
    )
    return [one for _, one in every], disagree


def text(data: Mapping[str, object], name: str) -> str:
    """A field in words; empty where it was not said."""
    return str(data.get(name) or "")
