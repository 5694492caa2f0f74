"""The case file at one moment as a case of the search, with a digest that says which one it was."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property

import numpy as np

from imena.evidence.weighing.weigh import Weighed
from imena.exchange.casefile.as_json import case_json
from imena.exchange.casefile.marker_fields import UnlistedAlleles
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.beside_dna import PairEvidence
from imena.matching.case import Body, Case, Family
from imena.reconciliation.families import SEXES, families_of
from imena.reconciliation.marker_set import MarkerSet
from imena.reconciliation.profiles import Profiles
from imena.reconciliation.weighing.read import weighed
from imena.registry.actor import Actor
from imena.registry.queries.frozen import FrozenKinship, LeftOut, Snapshot
from imena.registry.queries.snapshot import snapshot


@dataclass(frozen=True)
class Frozen:
    """A case whose ids are numbers of the case file, never names.

    ``digest`` is the SHA-256 of everything the search is given; ``known_at`` how many events the
    ledger had. ``individuals`` and ``missing`` lead from numbers to records; ``rests_on`` are the
    kinships used, ``left_out`` what could not be, and why. ``weighed`` is everything beside DNA, of
    all individuals and all missing people in the order of those mappings.
    """

    case: Case
    digest: str
    known_at: int
    individuals: Mapping[str, uuid.UUID]
    missing: Mapping[str, uuid.UUID]
    rests_on: tuple[FrozenKinship, ...]
    left_out: tuple[LeftOut, ...]
    weighed: Weighed

    @cached_property
    def row(self) -> Mapping[str, int]:
        """Where each individual stands in what is weighed, by number."""
        return {number: i for i, number in enumerate(self.individuals)}

    @cached_property
    def column(self) -> Mapping[str, int]:
        """Where each missing person stands in what is weighed, by number."""
        return {number: j for j, number in enumerate(self.missing)}

    def typed_only(self) -> Frozen:
        """The same without remains that have no profile and people nobody is typed for: what is
        known of them may tie everybody together. Each is named in ``left_out``."""
        case = self.case
        bodies = tuple(body for body in case.bodies if body.sample.genotypes)
        families = tuple(family for family in case.families if family.samples)
        silent = [body.id for body in case.bodies if not body.sample.genotypes]
        silent += [f.missing[0] for f in case.families if not f.samples]
        narrower = replace(
            self,
            case=replace(case, bodies=bodies, families=families, evidence={}),
            left_out=(*self.left_out, *(LeftOut("too_entangled", one) for one in silent)),
        )
        return replace(narrower, case=replace(narrower.case, evidence=_evidence(narrower)))


def freeze(actor: Actor, markers: MarkerSet, unlisted: UnlistedAlleles | None = None) -> Frozen:
    """Freeze the operation for a search with these markers.

    Raises
    ------
    imena.registry.refusals.NotAllowed
        For whoever does not compare everybody with everybody.
    imena.registry.refusals.Broken
        I32, without a purpose.
    CaseFileError
        Where a marker cannot take the alleles that the remedy adds.
    """
    return case_of(snapshot(actor), markers, unlisted)


def case_of(
    frozen: Snapshot, markers: MarkerSet, unlisted: UnlistedAlleles | None = None
) -> Frozen:
    """The case that a snapshot is; the same snapshot always makes the same.

    Remains without a profile, and the missing of whom nobody is typed, take part where something
    else was examined of them and can be compared.
    """
    profiles = Profiles(markers, unlisted, list(frozen.left_out))
    found = weighed(frozen.individuals, frozen.missing, frozen.conclusions)
    bodies = tuple(_bodies(frozen, profiles, markers, found))
    families, rests_on = families_of(frozen, profiles)
    families += tuple(_untyped(frozen, profiles, families, found))
    case = Case(
        name="reconciliation",
        markers=profiles.finished(),
        families=families,
        bodies=bodies,
        theta=markers.theta,
        linkage=markers.linkage,
    )
    made = Frozen(
        case,
        _digest(case, frozen, found),
        frozen.known_at,
        {one.number: one.id for one in frozen.individuals},
        {one.number: one.id for one in frozen.missing},
        rests_on,
        tuple(profiles.left_out),
        found,
    )
    return replace(made, case=replace(case, evidence=_evidence(made)))


def digest_of(case: Case) -> str:
    """SHA-256 of a case in the JSON form with sorted names, in hexadecimal digits."""
    return _sha256(case_json(case))


def _digest(case: Case, frozen: Snapshot, found: Weighed) -> str:
    """The same of a case, the findings, and the versions of what these are weighed by."""
    number = {one.id: one.number for one in frozen.individuals}
    number |= {one.id: one.number for one in frozen.missing}
    tree = {
        "case": case_json(case),
        "remains": {one.number: asdict(one.remains) for one in frozen.individuals},
        "told": {one.number: asdict(one.told) for one in frozen.missing},
        "conclusions": [
            [number.get(one.individual, ""), number[one.missing], one.outcome, one.examiner]
            for one in frozen.conclusions
        ],
        "weighed_by": [found.caps.version, found.rates],
    }
    return _sha256(tree)


def _sha256(tree: object) -> str:
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _bodies(
    frozen: Snapshot, profiles: Profiles, markers: MarkerSet, found: Weighed
) -> Iterator[Body]:
    seen = np.any(found.examined, axis=1)
    for i, one in enumerate(frozen.individuals):
        sample, sex = profiles.of(one.number, one.typings, markers.pm)
        if sample.genotypes or seen[i]:
            yield Body(one.number, sex, sample)
        if not sample.genotypes:
            why = "no_profile_otherwise_compared" if seen[i] else "no_profile"
            profiles.left_out.append(LeftOut(why, one.number))


def _untyped(
    frozen: Snapshot, profiles: Profiles, families: Sequence[Family], found: Weighed
) -> Iterator[Family]:
    """Each by themselves: nobody is typed who would say what they are to one another."""
    typed = {missing for family in families for missing in family.missing}
    known = np.any(found.examined, axis=0)
    for j, one in enumerate(frozen.missing):
        if one.number in typed or not known[j]:
            continue
        profiles.left_out.remove(LeftOut("nobody_typed", one.number))
        profiles.left_out.append(LeftOut("nobody_typed_otherwise_compared", one.number))
        person = Person(one.number, sex=SEXES.get(one.sex, Sex.UNKNOWN))
        yield Family(one.number, Pedigree((person,)), dict[str, Sample](), (one.number,))


def _evidence(frozen: Frozen) -> Mapping[tuple[str, str], float]:
    """What is beside DNA in the order of the case; nothing, where nothing was examined."""
    case, found = frozen.case, frozen.weighed
    if not found.examined.any():
        return {}
    at = np.ix_(
        [frozen.row[body.id] for body in case.bodies],
        [frozen.column[missing] for missing in case.missing],
    )
    return PairEvidence(
        tuple(body.id for body in case.bodies),
        case.missing,
        found.log10_lr[at],
        found.examined[at],
        {name: where[at] for name, where in found.primary.items()},
    )
