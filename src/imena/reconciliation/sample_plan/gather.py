"""The case file as a plan of samples needs it: families with everybody recorded, open or closed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from imena.exchange.casefile.marker_fields import UnlistedAlleles
from imena.kinship.observation import ReadingRates, Sample
from imena.matching.case import Body, Case, Family
from imena.reconciliation.families import families_of
from imena.reconciliation.freeze import digest_of
from imena.reconciliation.marker_set import MarkerSet
from imena.reconciliation.pedigrees import SAME
from imena.reconciliation.profiles import Profiles
from imena.registry.actor import Actor
from imena.registry.queries.frozen import FrozenKinship, FrozenRelative, Snapshot
from imena.registry.queries.sample_plan import Askable, PlanSnapshot, plan_snapshot


@dataclass(frozen=True)
class Household:
    """One family of the case file.

    ``family.missing`` are those without a name; ``named`` have one. A named person is typed by the
    body that one decision gives them alone. ``direct`` gives, by missing person, whoever could
    bring a thing of theirs.
    """

    family: Family
    named: tuple[str, ...]
    relatives: tuple[Askable, ...]
    relation: Mapping[tuple[str, str], str]
    direct: Mapping[str, tuple[Askable, ...]]

    @property
    def numbers(self) -> tuple[str, ...]:
        """All its missing, named or not."""
        return (*self.family.missing, *self.named)


@dataclass(frozen=True)
class Gathered:
    """What a plan is made of. ``case`` holds the bodies without a name, those without a profile
    among them, and the families with somebody without one; ``closed`` are the other families.

    ``digest`` is the SHA-256 of the case. ``rates`` is how bodies are read.
    """

    snapshot: PlanSnapshot
    case: Case
    open: tuple[Household, ...]
    closed: tuple[Household, ...]
    digest: str
    rates: ReadingRates
    number: Mapping[uuid.UUID, str]


def gather(actor: Actor, markers: MarkerSet, unlisted: UnlistedAlleles | None = None) -> Gathered:
    """Freeze the operation for a plan with these markers; raises as
    `imena.reconciliation.freeze.freeze`."""
    return gathered(plan_snapshot(actor), markers, unlisted)


def gathered(
    found: PlanSnapshot, markers: MarkerSet, unlisted: UnlistedAlleles | None = None
) -> Gathered:
    """What a snapshot makes; the same snapshot always makes the same."""
    everybody = _with_everybody(found)
    number = {one.id: one.number for one in everybody.individuals}
    number |= {one.id: one.number for one in everybody.missing}
    profiles = Profiles(markers, unlisted)
    bodies = {}
    for one in everybody.individuals:
        sample, sex = profiles.of(one.number, one.typings, markers.pm)
        bodies[one.number] = Body(one.number, sex, sample)
    families, _ = families_of(everybody, profiles, everybody=True)
    decided = {number[i] for named in found.named for i in named.individuals if i in number}
    named_by = _bodies_of(found, number, bodies)
    households = list(_households(found, everybody, families, named_by))
    open_ones = tuple(one for one in households if one.family.missing)
    case = Case(
        name="sample plan",
        markers=profiles.finished(),
        families=tuple(one.family for one in open_ones),
        bodies=tuple(body for body in bodies.values() if body.id not in decided),
        theta=markers.theta,
        linkage=markers.linkage,
    )
    return Gathered(
        found,
        case,
        open_ones,
        tuple(one for one in households if not one.family.missing),
        digest_of(case),
        markers.pm,
        number,
    )


def _with_everybody(found: PlanSnapshot) -> Snapshot:
    """The snapshot with those whose kinship is stated and whom the search may not use."""
    frozen = found.frozen
    known = {one.id for one in frozen.relatives}
    wanted = {k.relative for k in found.kinships} - known
    others = [FrozenRelative(r.id, r.code, ()) for r in found.relatives if r.id in wanted]
    relatives = sorted((*frozen.relatives, *others), key=lambda one: one.code)
    code = {one.id: one.code for one in relatives}
    number = {one.id: one.number for one in frozen.missing}

    def place(kinship: FrozenKinship) -> tuple[str, str, str]:
        return number[kinship.missing], code[kinship.relative], kinship.relationship

    return replace(
        frozen,
        relatives=tuple(relatives),
        kinships=tuple(sorted({*frozen.kinships, *found.kinships}, key=place)),
    )


def _bodies_of(
    found: PlanSnapshot, number: Mapping[uuid.UUID, str], bodies: Mapping[str, Body]
) -> dict[str, Sample | None]:
    """Everybody named, with the profile of the one body that a decision gives them alone."""
    out: dict[str, Sample | None] = {}
    for named in found.named:
        alone = len(named.individuals) == len(named.missing) == 1
        for missing in named.missing:
            if missing in number:
                body = bodies.get(number.get(named.individuals[0], "")) if alone else None
                out[number[missing]] = None if body is None else body.sample
    return out


def _households(
    found: PlanSnapshot,
    everybody: Snapshot,
    families: Iterable[Family],
    named_by: Mapping[str, Sample | None],
) -> Iterable[Household]:
    askable = {one.id: one for one in found.relatives}
    number = {one.id: one.number for one in everybody.missing}
    kin: dict[str, list[FrozenKinship]] = {}
    for kinship in everybody.kinships:
        kin.setdefault(number[kinship.missing], []).append(kinship)
    for family in families:
        stated = [k for m in family.missing for k in kin.get(m, ())]
        relatives = {askable[k.relative].code: askable[k.relative] for k in stated}
        samples = dict(family.samples)
        for missing in family.missing:
            profile = named_by.get(missing)
            if profile is not None and profile.genotypes and missing not in samples:
                samples[missing] = profile
        named = tuple(m for m in family.missing if m in named_by)
        yield Household(
            replace(
                family,
                samples={p.id: samples[p.id] for p in family.pedigree if p.id in samples},
                missing=tuple(m for m in family.missing if m not in named_by),
            ),
            named,
            tuple(relatives[code] for code in sorted(relatives)),
            {(askable[k.relative].code, number[k.missing]): k.relationship for k in stated},
            {
                m: tuple(askable[k.relative] for k in kin.get(m, ()) if k.relationship in SAME)
                for m in family.missing
            },
        )
