"""When people were last seen beside when graves were dug.

Places of disappearance are words so far, and distances are not guessed from words: the place is not
weighed, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from imena.evidence.place_time import DeathEstimate, PlaceModel, TimeModel
from imena.evidence.weighing.weigh import PlaceAndTime
from imena.reconciliation.weighing.dates import Span, span
from imena.registry.queries.frozen import FrozenGround, FrozenIndividual, FrozenMissing

#: Days before burial in which death is put, as a central 90 %. A proposal of ours.
_UNBURIED = timedelta(days=14)


@dataclass(frozen=True)
class Calendar:
    """The time in which people may have died here, in days from its beginning."""

    first: date
    last: date

    @classmethod
    def of(cls, individuals: Sequence[FrozenIndividual]) -> Calendar | None:
        """From the first to the last day that somebody else held a site from which remains come;
        ``None`` where that is not known."""
        grounds = [i.remains.ground for i in individuals if i.remains.ground is not None]
        periods = {period for ground in grounds for period in ground.held}
        began = [made.first for period in periods if (made := span(period[0]))]
        ended = [made.last for period in periods if (made := span(period[1]))]
        if not began or not ended or max(ended) <= min(began):
            return None
        return cls(min(began), max(ended))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @cached_property
    def models(self) -> PlaceAndTime:
        """Everybody disappeared in one event, as far as is known, and lies in one place."""
        return PlaceAndTime(PlaceModel.of(np.zeros((1, 1))), TimeModel(self.days))

    def death(self, ground: FrozenGround | None) -> DeathEstimate | None:
        """Shortly before the grave was dug, as far as a register says when."""
        dug = None if ground is None else span(ground.buried_on)
        if dug is None:
            return None
        low = (dug.first - _UNBURIED - self.first).days
        high = (dug.last - self.first).days + 1
        return DeathEstimate(low, high) if 0 <= (low + high) / 2 <= self.days else None

    def last_seen(self, seen: Span | None) -> float | None:
        """The day; whoever was seen last before it all began may have died from the first day."""
        if seen is None:
            return None
        return float(min(max((seen.first - self.first).days, 0), self.days - 1))


def last_seen(missing: Sequence[FrozenMissing]) -> tuple[Span | None, ...]:
    """When each person was last seen, as far as it was told."""
    return tuple(span(one.told.last_seen) for one in missing)
