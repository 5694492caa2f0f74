"""Samples to the laboratory and back, by codes that say nothing of whom they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from imena.kinship.observation import Sample as Reading
from imena.kinship.pedigree import Sex
from imena.kinship.simulate import drop, read
from imena.registry.queries.laboratory import packing_list
from imena.registry.services import laboratory, samples
from imena.rehearsal.lists import followed_families
from imena.rehearsal.parts import TWO_METHODS, methods_for
from imena.rehearsal.stage import Stage

if TYPE_CHECKING:
    from imena.registry.models import LabRequest, Sample

#: Samples in one parcel.
PARCEL = 16
#: By which method a profile is read; what another method reads has no numbers of repeats.
STR = TWO_METHODS[0]
_AMELOGENIN = {Sex.MALE: ("X", "Y"), Sex.FEMALE: ("X", "X")}


@dataclass(frozen=True, slots=True)
class Read:
    """What the laboratory will read in a sample: its outcome, the alleles by marker, and how."""

    outcome: str
    markers: int
    profile: Mapping[str, Sequence[str]]
    methods: tuple[str, ...] = (STR,)


def references(stage: Stage) -> None:
    """Relatives of the families that are followed give a sample."""
    for number, family in enumerate(followed_families(stage)):
        for relative in family.typed:
            taken = samples.take_reference(
                stage.cast[("slukhai", "pytai")[number % 2]],
                stage.relatives[relative],
                kind="buccal",
                seal=f"ЗП-{stage.draw.randrange(10**6):06d}",
            )
            stage.samples.setdefault(relative, []).append(taken)
            stage.later(15)


def of_the_dead(stage: Stage, bodies: Sequence[str]) -> dict[str, Read]:
    """What will be read in each waiting sample of these bodies, by the sample's number."""
    case = stage.invented.case
    found = {}
    for body in bodies:
        known = case.body_of.get(body)
        reading = Reading() if known is None else known.sample
        markers = len(case.markers_read(reading))
        profile = profile_of(reading, Sex.UNKNOWN if known is None else known.sex)
        for sample in stage.samples[body]:
            found[sample.number] = Read(
                _outcome(markers, len(case.markers)), markers, profile, _methods(stage, body)
            )
    return found


def of_the_living(stage: Stage) -> dict[str, Read]:
    """Relatives’ samples are fresh: every marker is read."""
    many = len(stage.invented.case.markers)
    readings = {p: r for f in stage.invented.case.families for p, r in f.samples.items()}
    readings |= _of_the_burned(stage)
    found = {}
    for person in stage.relatives:
        family = stage.family_of[person]
        ways = [methods_for(family, missing) or (STR,) for missing in family.missing]
        profile = profile_of(readings[person], family.actual[person].sex)
        for sample in stage.samples.get(person, ()):
            found[sample.number] = Read("full_profile", many, profile, max(ways, key=len))
    return found


def profile_of(reading: Reading, sex: Sex) -> dict[str, Sequence[str]]:
    """A reading as a laboratory writes it: alleles by marker, and amelogenin where it showed."""
    alleles = {m: tuple(a for a in pair if a is not None) for m, pair in reading.genotypes.items()}
    profile: dict[str, Sequence[str]] = {m: found for m, found in alleles.items() if found}
    if profile and sex in _AMELOGENIN:
        profile["AMEL"] = _AMELOGENIN[sex]
    return profile


def _of_the_burned(stage: Stage) -> dict[str, Reading]:
    """The family beyond the case has genes too."""
    family, markers = stage.parts.burned, stage.invented.case.markers
    rng = np.random.default_rng([stage.invented.truth.seed, len(stage.invented.families), 2])
    genes = drop(family.actual, markers, rng)
    return {person: read(genes[person][0], markers, rng) for person in family.typed}


def sent(stage: Stage, wanted: Mapping[str, Read], *, by: str) -> Sequence[Parcel]:
    """Parcels of samples leave, each under one seal."""
    held = {s.number: s for taken in stage.samples.values() for s in taken}
    numbers = sorted(wanted)
    parcels = []
    for first in range(0, len(numbers), PARCEL):
        here = numbers[first : first + PARCEL]
        parcels.append(_parcel(stage, [held[n] for n in here], wanted, by))
        stage.later(30)
    return parcels


def reported(stage: Stage, parcels: Sequence[Parcel], *, consumed: bool = True) -> None:
    """Received, read by each method, reported code by code; of one sample nothing is left."""
    lab = stage.cast["probirna"]
    for parcel in parcels:
        codes = [code for code, _ in parcel.items]
        laboratory.receive(lab, parcel.asked.number, codes=codes, seal=parcel.seal)
    for number, (code, found) in enumerate(item for parcel in parcels for item in parcel.items):
        for method in found.methods:
            laboratory.report(
                lab, code, outcome=found.outcome, method=method, **_told(found, method)
            )
        if consumed and number == 0:
            laboratory.consume(lab, code)


def _told(found: Read, method: str) -> dict[str, Any]:
    """What a report says beside its outcome."""
    return {"markers_read": found.markers, "profile": found.profile} if method == STR else {}


@dataclass(frozen=True, slots=True)
class Parcel:
    """A request that has left: its codes, in their order, and what will be read in each."""

    asked: LabRequest
    seal: str
    items: tuple[tuple[str, Read], ...]


def _parcel(stage: Stage, inside: Sequence[Sample], wanted: Mapping[str, Read], by: str) -> Parcel:
    actor = stage.cast[by]
    asked = laboratory.request(
        actor, laboratory="вигадана лабораторія", asked_for=STR, samples=inside
    )
    coded = tuple(_coded(packing_list(actor, asked.pk), wanted))
    seal = f"Л-{stage.draw.randrange(10**6):06d}"
    laboratory.send(actor, asked, seen=asked.version, seal=seal)
    return Parcel(asked, seal, coded)


def _coded(
    pairs: Sequence[tuple[str, str]], wanted: Mapping[str, Read]
) -> Iterator[tuple[str, Read]]:
    """Codes with what will be read, in the order of the samples: codes themselves have none."""
    for code, number in sorted(pairs, key=lambda pair: pair[1]):
        yield code, wanted[number]


def _methods(stage: Stage, body: str) -> tuple[str, ...]:
    """By which methods the remains are read: those that their true family needs."""
    person = stage.invented.truth.identities.get(body)
    found = () if person is None else methods_for(stage.families[person], person)
    return found or (STR,)


def _outcome(markers: int, all_of_them: int) -> str:
    if markers == all_of_them:
        return "full_profile"
    return "partial_profile" if 3 * markers >= all_of_them else "no_profile"
