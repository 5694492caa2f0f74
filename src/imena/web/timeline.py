"""A unit's custody as points of one line: what was done in one go stands at one point, a gap alone.

A gap is never joined with anything: the line itself is broken there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from imena.registry.queries.custody import Gap, Happening, Line

#: What is done to remains while they stay in the same hands and the same place.
_HANDLING = frozenset(
    {
        "tagged", "photographed", "lifted", "packed", "unpacked", "sealed", "seal_checked",
        "unsealed", "loaded", "reassociated", "retagged",
    }
)  # fmt: skip
#: Handling by one person within such a time is one point.
_IN_ONE_GO = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Point:
    """A point: what happened there, in order, or the gap that is there."""

    at: datetime
    happenings: tuple[Happening, ...] = ()
    gap: Gap | None = None

    @property
    def first(self) -> Happening:
        """What the point began with."""
        return self.happenings[0]

    @property
    def until(self) -> datetime:
        """When the last of it was done."""
        return self.happenings[-1].at

    @property
    def seals(self) -> tuple[str, ...]:
        """The seals that are named, each once."""
        return tuple(dict.fromkeys(h.seal for h in self.happenings if h.seal))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noted."""
        return tuple(h.note for h in self.happenings if h.note)


def points(line: Line) -> list[Point]:
    """The line from the ground to today; gaps stand after what they begin with."""
    found: list[Point] = []
    for happening in line.happenings:
        if found and _goes_with(found[-1], happening):
            found[-1] = replace(found[-1], happenings=(*found[-1].happenings, happening))
        else:
            found.append(Point(happening.at, (happening,)))
    gaps = [Point(gap.began, gap=gap) for gap in line.gaps]
    # A sort by time that keeps the order of what was done where clocks disagree.
    for gap in gaps:
        after = [i for i, one in enumerate(found) if one.gap is None and one.until <= gap.at]
        found.insert(after[-1] + 1 if after else 0, gap)
    return found


def _goes_with(point: Point, happening: Happening) -> bool:
    return (
        happening.kind in _HANDLING
        and happening.recorded_by == point.first.recorded_by
        and happening.at - point.at <= _IN_ONE_GO
        and not happening.handed_by
    )
