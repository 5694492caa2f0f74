"""What the way has come to so far, and how a refusal on it is met. Everybody is invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from imena.invented.markers import invented_markers
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.simulate import drop, read
from imena.registry.refusals import Refused
from imena.rehearsal.laboratory import profile_of

if TYPE_CHECKING:
    from imena.reconciliation.marker_set import MarkerSet
    from imena.registry import models
    from imena.registry.actor import Actor
    from imena.registry.models import Decision, LabRequest, RecoveredUnit, Release, Sample
    from imena.rehearsal.cast import Cast

MARKERS = invented_markers(15)
A_DAY = date(2031, 6, 1)

#: Who truly is whose: a son and his parents, another son and his mother.
_FAMILIES = (
    Person("батько", sex=Sex.MALE), Person("мати", sex=Sex.FEMALE),
    Person("син", "батько", "мати", Sex.MALE),
    Person("інша мати", sex=Sex.FEMALE), Person("інший син", None, "інша мати", Sex.MALE),
)  # fmt: skip


@contextmanager
def refused(invariant: str, why: str) -> Iterator[None]:
    """What is done inside is refused by this rule ("" = by a role or another), saying why."""
    with pytest.raises(Refused, match=why) as found:
        yield
    assert found.value.invariant == invariant


def profiles() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """What the laboratory will read of everybody: genes dropped through the families."""
    pedigree, rng = Pedigree.of(_FAMILIES), np.random.default_rng(7)
    genes = drop(pedigree, MARKERS, rng)
    return {p.id: profile_of(read(genes[p.id][0], MARKERS, rng), p.sex) for p in pedigree if p.sex}


@dataclass(eq=False, repr=False)
class Way:
    """Records by what they are here; ``way.by("zbih")`` is the analyst. Each stage adds its own."""

    cast: Cast
    markers: MarkerSet
    read: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=profiles)
    site: models.Site = field(init=False)
    grave: models.BurialUnit = field(init=False)
    slot: models.StorageSlot = field(init=False)
    unit: RecoveredUnit = field(init=False)
    bone: RecoveredUnit = field(init=False)
    body: models.Individual = field(init=False)
    missing: models.MissingPerson = field(init=False)
    other: models.MissingPerson = field(init=False)
    relatives: dict[str, models.Person] = field(default_factory=dict)
    samples: dict[str, Sample] = field(default_factory=dict)
    asked: LabRequest = field(init=False)
    comparison: models.Comparison = field(init=False)
    decision: Decision = field(init=False)
    release: Release = field(init=False)
    burial: models.Burial = field(init=False)
    certificate: models.DeathRegistration = field(init=False)
    notice: models.Notification = field(init=False)
    review: models.ReviewCase = field(init=False)

    def by(self, username: str) -> Actor:
        """Somebody of the operation."""
        return self.cast[username]
