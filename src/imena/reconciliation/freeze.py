"""The case file at one moment as a case of the search, with a digest that says which one it was."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from imena.exchange.casefile.as_json import case_json
from imena.exchange.casefile.marker_fields import UnlistedAlleles
from imena.matching.case import Body, Case
from imena.reconciliation.families import families_of
from imena.reconciliation.marker_set import MarkerSet
from imena.reconciliation.profiles import Profiles
from imena.registry.actor import Actor
from imena.registry.queries.snapshot import FrozenKinship, LeftOut, Snapshot, snapshot


@dataclass(frozen=True)
class Frozen:
    """A case whose ids are numbers of the case file, never names.

    ``digest`` is the SHA-256 of everything the search is given; ``known_at`` how many events the
    ledger had. ``individuals`` and ``missing`` lead from numbers to records; ``rests_on`` are the
    kinships used, ``left_out`` what could not be, and why.
    """

    case: Case
    digest: str
    known_at: int
    individuals: Mapping[str, uuid.UUID]
    missing: Mapping[str, uuid.UUID]
    rests_on: tuple[FrozenKinship, ...]
    left_out: tuple[LeftOut, ...]


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
    """The case that a snapshot is; the same snapshot always makes the same."""
    profiles = Profiles(markers, unlisted, list(frozen.left_out))
    bodies = []
    for one in frozen.individuals:
        sample, sex = profiles.of(one.number, one.typings, markers.pm)
        if sample.genotypes:
            bodies.append(Body(one.number, sex, sample))
        else:
            profiles.left_out.append(LeftOut("no_profile", one.number))
    families, rests_on = families_of(frozen, profiles)
    case = Case(
        name="reconciliation",
        markers=profiles.finished(),
        families=families,
        bodies=tuple(bodies),
        theta=markers.theta,
        linkage=markers.linkage,
    )
    return Frozen(
        case,
        digest_of(case),
        frozen.known_at,
        {one.number: one.id for one in frozen.individuals},
        {one.number: one.id for one in frozen.missing},
        rests_on,
        tuple(profiles.left_out),
    )


def digest_of(case: Case) -> str:
    """SHA-256 of a case in the JSON form with sorted names, in hexadecimal digits."""
    text = json.dumps(case_json(case), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
