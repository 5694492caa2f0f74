"""A case: the bodies recovered, the families who search, the markers, what is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Sex


@dataclass(frozen=True)
class Family:
    """A pedigree with the samples of its typed members and the ids of its missing members.

    ``founder_inbreeding`` gives f for founders who are themselves inbred. ``details`` holds, by
    member id, whatever the case file said of that person beyond this (name, year, relation …).
    """

    id: str
    pedigree: Pedigree
    samples: Mapping[str, Sample]
    missing: tuple[str, ...]
    founder_inbreeding: Mapping[str, float] = field(default_factory=dict)
    details: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Body:
    """The remains of one person whose name is not established yet, and their profile."""

    id: str
    sex: Sex
    sample: Sample
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Everything one identification starts from. Ids of missing people are unique in the case.

    ``pairings`` restricts whom a body may be (body id → missing ids); ``None`` = anyone of a sex
    that fits. ``evidence`` holds, by (body, missing), the log10 LR of what is not DNA; as a
    `imena.matching.beside_dna.PairEvidence` it is one array of all pairs.
    ``details`` carries through what the file said beyond the format.
    """

    name: str
    markers: tuple[Marker, ...]
    families: tuple[Family, ...]
    bodies: tuple[Body, ...]
    pairings: Mapping[str, tuple[str, ...]] | None = None
    theta: float = 0.0
    linkage: tuple[Linkage, ...] = ()
    evidence: Mapping[tuple[str, str], float] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def family_of(self) -> dict[str, Family]:
        """The family of each missing person."""
        return {m: family for family in self.families for m in family.missing}

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Ids of all missing people, family by family."""
        return tuple(m for family in self.families for m in family.missing)

    @cached_property
    def body_of(self) -> dict[str, Body]:
        """Each body by its id."""
        return {body.id: body for body in self.bodies}

    def sex_of(self, missing: str) -> Sex:
        """Recorded sex of a missing person."""
        return self.family_of[missing].pedigree[missing].sex

    def markers_read(self, sample: Sample) -> tuple[str, ...]:
        """Names of the case's markers at which at least one allele of ``sample`` is known."""
        return tuple(marker.name for marker in self.markers if sample.of(marker.name))

    def comparable(self, body: str, missing: str) -> bool:
        """Whether the body may be this missing person: sexes do not differ, pairing not barred."""
        sexes = {self.body_of[body].sex, self.sex_of(missing)}
        if self.pairings is not None:
            return missing in self.pairings.get(body, ())
        return sexes != {Sex.MALE, Sex.FEMALE}
