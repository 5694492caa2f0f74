"""All groups of evidence together, over all remains and all missing people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from imena.evidence.caps import PROPOSED, Caps
from imena.evidence.combination import MODERATE, PRIMARY, Combined, combined
from imena.evidence.contribution import Contribution
from imena.evidence.densities import FloatArray
from imena.evidence.dental.teeth import BoolArray
from imena.evidence.place_time import PlaceModel, TimeModel
from imena.evidence.weighing.body_marks import BodyMarks
from imena.evidence.weighing.by_sign import Fingerprints, Implants
from imena.evidence.weighing.group import Group
from imena.evidence.weighing.pigments import Colours, Pigments
from imena.evidence.weighing.places import Places
from imena.evidence.weighing.profiles import Profiles
from imena.evidence.weighing.records import Conclusion, Remains, Told
from imena.evidence.weighing.teeth import Teeth
from imena.evidence.weighing.things import Things

#: Every rate proposed in this room, as one version: it is kept with each run.
RATES_VERSION = "imena-rates-1"


@dataclass(frozen=True, slots=True)
class PlaceAndTime:
    """The models that place and time are weighed by, where an operation has them."""

    place: PlaceModel
    time: TimeModel


#: Where an operation has no such models: nobody’s place and time are known.
_NOWHERE = PlaceAndTime(PlaceModel.of(np.zeros((1, 1))), TimeModel(1))


@dataclass(frozen=True, eq=False)
class Weighed:
    """What every group says of every pair, together and, when asked, one by one.

    Given who it is, the groups are taken as independent.
    """

    remains: Sequence[Remains]
    told: Sequence[Told]
    groups: tuple[Group, ...]
    caps: Caps
    rates: str = RATES_VERSION

    @cached_property
    def log10_lr(self) -> FloatArray:
        """log10 LR of everything beside DNA, shape (bodies, people)."""
        return self._summed[0]

    @cached_property
    def examined(self) -> BoolArray:
        """Where anything was examined on both sides."""
        return self._summed[1]

    @cached_property
    def primary(self) -> Mapping[str, BoolArray]:
        """Where each group that identifies by itself gives at least moderate support: one tooth
        that agrees identifies nobody."""
        return self._summed[2]

    @cached_property
    def counts(self) -> Mapping[str, tuple[int, int]]:
        """By group, of how many remains and of how many people anything was compared."""
        return self._summed[3]

    def contributions(self, body: int, person: int) -> tuple[Contribution, ...]:
        """One pair, group by group; what was not examined says so, with an LR of 1."""
        return tuple(self._told(group, body, person) for group in self.groups)

    def combined(self, body: int, person: int) -> Combined:
        """One pair."""
        return combined(self.contributions(body, person))

    def _told(self, group: Group, body: int, person: int) -> Contribution:
        found = group.contribution(body, person)
        sides = (self.remains[body].remarks, self.told[person].remarks)
        more = [code for side in sides for code in side.get(group.name, ())]
        return replace(found, remarks=(*found.remarks, *more))

    @cached_property
    def _summed(
        self,
    ) -> tuple[FloatArray, BoolArray, Mapping[str, BoolArray], Mapping[str, tuple[int, int]]]:
        shape = (len(self.remains), len(self.told))
        total, any_of_it = np.zeros(shape), np.zeros(shape, dtype=bool)
        primary: dict[str, BoolArray] = {}
        counts: dict[str, tuple[int, int]] = {}
        for group in self.groups if total.size else ():
            found = group.all_pairs()
            total += found.log10_lr
            any_of_it |= found.examined
            counts[group.name] = (
                int(found.examined.any(axis=1).sum()),
                int(found.examined.any(axis=0).sum()),
            )
            if group.name in PRIMARY:
                primary[group.name] = found.log10_lr >= MODERATE
        return total, any_of_it, primary, counts


def weigh(
    remains: Sequence[Remains],
    told: Sequence[Told],
    *,
    caps: Caps = PROPOSED,
    where: PlaceAndTime | None = None,
    conclusions: Mapping[tuple[int, int], Conclusion] | None = None,
) -> Weighed:
    """Weigh all remains beside all people, by their numbers.

    ``where`` is left out where the operation has no model of place and time; ``conclusions`` are
    those of fingerprint examiners. Nothing is computed before it is asked for.
    """
    known = _NOWHERE if where is None else where
    groups: tuple[Group, ...] = (
        Profiles([one.profile for one in remains], [one.profile for one in told], caps),
        Teeth(
            [one.teeth for one in remains],
            [one.teeth for one in told],
            [one.teeth_years for one in told],
            caps,
        ),
        BodyMarks(
            [one.marks for one in remains],
            [one.condition for one in remains],
            [one.marks for one in told],
            caps,
        ),
        Pigments(
            [Colours(one.hair, one.eyes, one.months) for one in remains],
            [Colours(one.hair, one.eyes) for one in told],
            caps,
        ),
        Things(
            [one.things for one in remains],
            [one.things_looked_for for one in remains],
            [one.things for one in told],
            [one.exchanged for one in told],
            caps,
        ),
        Fingerprints((len(remains), len(told)), conclusions or {}, caps),
        Implants([one.implants for one in remains], [one.implants for one in told], caps),
        Places(
            [one.site for one in remains],
            [one.death for one in remains],
            [one.event if where else None for one in told],
            [one.last_seen if where else None for one in told],
            known.place,
            known.time,
            caps,
        ),
    )
    return Weighed(remains, told, groups, caps)
