"""Samples to the laboratory and back, by codes that say nothing of whom they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imena.registry.queries.laboratory import packing_list
from imena.registry.services import laboratory, samples
from imena.rehearsal.lists import followed_families
from imena.rehearsal.parts import TWO_METHODS, methods_for
from imena.rehearsal.stage import Stage

if TYPE_CHECKING:
    from imena.registry.models import LabRequest, Sample

#: Samples in one parcel.
PARCEL = 16


@dataclass(frozen=True, slots=True)
class Read:
    """What the laboratory will read in a sample: its outcome, at how many markers, and how."""

    outcome: str
    markers: int
    methods: tuple[str, ...] = TWO_METHODS[:1]


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
        profile = case.body_of.get(body)
        markers = len(case.markers_read(profile.sample)) if profile else 0
        for sample in stage.samples[body]:
            found[sample.number] = Read(
                _outcome(markers, len(case.markers)), markers, _methods(stage, body)
            )
    return found


def of_the_living(stage: Stage) -> dict[str, Read]:
    """Relatives’ samples are fresh: every marker is read."""
    many = len(stage.invented.case.markers)
    found = {}
    for person in stage.relatives:
        family = stage.family_of[person]
        ways = [methods_for(family, missing) or TWO_METHODS[:1] for missing in family.missing]
        for sample in stage.samples.get(person, ()):
            found[sample.number] = Read("full_profile", many, max(ways, key=len))
    return found


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
    for number, (code, read) in enumerate(item for parcel in parcels for item in parcel.items):
        for method in read.methods:
            laboratory.report(
                lab, code, outcome=read.outcome, method=method, markers_read=read.markers
            )
        if consumed and number == 0:
            laboratory.consume(lab, code)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A request that has left: its codes, in their order, and what will be read in each."""

    asked: LabRequest
    seal: str
    items: tuple[tuple[str, Read], ...]


def _parcel(stage: Stage, inside: Sequence[Sample], wanted: Mapping[str, Read], by: str) -> Parcel:
    actor = stage.cast[by]
    asked = laboratory.request(
        actor, laboratory="вигадана лабораторія", asked_for=TWO_METHODS[0], samples=inside
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
    return found or TWO_METHODS[:1]


def _outcome(markers: int, all_of_them: int) -> str:
    if markers == all_of_them:
        return "full_profile"
    return "partial_profile" if 3 * markers >= all_of_them else "no_profile"
