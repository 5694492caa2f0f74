"""The case file at one moment, as the search needs it: numbers, profiles, kinships and findings.
There are no names in it.

Who may write comparisons of everybody may freeze the case file: profiles are joined to numbers here
and go into the computation, not before a person's eyes (I31). What a relative no longer agrees to,
and a kinship found not to hold, are not in it (I17).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import (
    Association,
    Consent,
    Event,
    Kinship,
    LabResult,
    LifeProof,
    MissingPerson,
    Person,
)
from imena.registry.permissions import Need, Reach, may
from imena.registry.queries.frozen import (
    FrozenIndividual,
    FrozenKinship,
    FrozenMissing,
    FrozenRelative,
    FrozenRemains,
    LeftOut,
    Snapshot,
    Typing,
)
from imena.registry.queries.reading import named
from imena.registry.queries.snapshot_findings import concluded, remains, told
from imena.registry.refusals import NotAllowed

#: Results from which something can be compared.
USABLE = ("full_profile", "partial_profile")
_NOT_SOUGHT = ("found_alive", "captive_confirmed")
#: A direct sample of the missing person: nobody else's consent is asked.
_DIRECT = "self"


def snapshot(actor: Actor) -> Snapshot:
    """Freeze the actor's operation. It is logged as a reading about everybody in it (I32).

    Raises
    ------
    NotAllowed
        For whoever does not compare everybody with everybody.
    Broken
        I32, without a purpose.
    """
    answer = may(actor, "comparison", Need.WRITE)
    if answer.reach is not Reach.ALL:
        raise NotAllowed(answer, message("compare everybody with everybody"))
    with at_one_moment():
        found = _frozen(actor.operation)
    people = {m.id for m in found.missing} | {r.id for r in found.relatives}
    named(actor, people, what="read.snapshot")
    return found


@contextmanager
def at_one_moment() -> Iterator[None]:
    """All queries inside see the same committed state. Inside another transaction, that one's."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _frozen(operation: uuid.UUID) -> Snapshot:
    left_out: list[LeftOut] = []
    known_at = Event.objects.count()
    of_units, of_donors = _typings(operation)
    sought, root = _missing(operation, left_out)
    numbers = {one.id: one.number for one in sought}
    kinships = _kinships(operation, numbers, root, left_out)
    people = Person.objects.filter(pk__in={k.relative for k in kinships}).only("id", "code")
    return Snapshot(
        known_at,
        tuple(_individuals(operation, of_units)),
        tuple(sought),
        tuple(
            FrozenRelative(p.id, p.code, tuple(of_donors.get(p.id, ())))
            for p in people.order_by("code")
        ),
        tuple(kinships),
        tuple(left_out),
        concluded(operation, {record: one for record, one in root.items() if one in numbers}),
    )


def _typings(
    operation: uuid.UUID,
) -> tuple[dict[uuid.UUID, list[Typing]], dict[uuid.UUID, list[Typing]]]:
    """Standing usable results, by the unit they are of and by the donor."""
    results = LabResult.objects.filter(operation=operation, outcome__in=USABLE)
    replaced = LabResult.objects.filter(replaces__isnull=False).values("replaces")
    rows = results.exclude(pk__in=replaced).order_by(
        "item__sample__number", "method", "reported_at", "item__code"
    )
    of_units: dict[uuid.UUID, list[Typing]] = {}
    of_donors: dict[uuid.UUID, list[Typing]] = {}
    for row in rows.select_related("item__sample"):
        sample = row.item.sample
        if not row.profile:
            continue
        alleles = {marker: tuple(read) for marker, read in sorted(row.profile.items())}
        read = Typing(sample.number, row.outcome, row.method, alleles)
        if sample.unit_id is not None:
            of_units.setdefault(sample.unit_id, []).append(read)
        elif sample.donor_id is not None:
            of_donors.setdefault(sample.donor_id, []).append(read)
    return of_units, of_donors


def _individuals(
    operation: uuid.UUID, of_units: Mapping[uuid.UUID, list[Typing]]
) -> Iterator[FrozenIndividual]:
    rows = Association.objects.filter(operation=operation, withdrawn_at=None)
    units: dict[tuple[str, uuid.UUID], list[uuid.UUID]] = {}
    for number, one, unit in rows.values_list("individual__number", "individual", "unit"):
        units.setdefault((number, one), []).append(unit)
    found = remains(operation)
    for (number, one), of_one in sorted(units.items()):
        read = [typing for unit in of_one for typing in of_units.get(unit, ())]
        read.sort(key=lambda typing: (typing.sample, typing.method))
        yield FrozenIndividual(one, number, tuple(read), found.get(one, FrozenRemains()))


def _missing(
    operation: uuid.UUID, left_out: list[LeftOut]
) -> tuple[list[FrozenMissing], dict[uuid.UUID, uuid.UUID]]:
    """Who is looked for, once each; and for every record the one that stands for the person."""
    rows = list(
        MissingPerson.objects.filter(operation=operation)
        .only("id", "number", "sex", "state", "duplicate_of")
        .order_by("number")
    )
    root = {row.id: row.duplicate_of_id or row.id for row in rows}
    proofs = LifeProof.objects.filter(missing__isnull=False, withdrawn=False)
    living = {root.get(pk) for pk in proofs.values_list("missing", flat=True)}
    living |= {root[row.id] for row in rows if row.state in _NOT_SOUGHT}
    said = told(operation, root)
    sexes: dict[uuid.UUID, set[str]] = {}
    for row in rows:
        sexes.setdefault(root[row.id], set()).add(row.sex)
    sought = []
    for row in rows:
        if root[row.id] != row.id:
            continue
        if row.id in living:
            left_out.append(LeftOut("sign_of_life", row.number))
        elif row.state == "withdrawn":
            left_out.append(LeftOut("report_withdrawn", row.number))
        else:
            sex = _sex(row.sex, sexes[row.id])
            sought.append(FrozenMissing(row.id, row.number, sex, said[row.id]))
    return sought, root


def _sex(own: str, all_records: set[str]) -> str:
    """Where a person's own record does not say, what their linked ones say with one voice."""
    known = all_records - {"unknown"}
    return known.pop() if own == "unknown" and len(known) == 1 else own


def _kinships(
    operation: uuid.UUID,
    sought: Mapping[uuid.UUID, str],
    root: Mapping[uuid.UUID, uuid.UUID],
    left_out: list[LeftOut],
) -> list[FrozenKinship]:
    rows = Kinship.objects.filter(operation=operation, missing__in=root).select_related("person")
    stated: dict[tuple[str, str], list[Kinship]] = {}
    for row in rows.defer("restricted_note", "proof").order_by(
        "recorded_at", "missing__number", "relationship"
    ):
        number = sought.get(root[row.missing_id])
        if number is not None:
            stated.setdefault((number, row.person.code), []).append(row)
    agreed = agreeing({k.person_id for kin in stated.values() for k in kin})
    kept = []
    for (number, code), kin in sorted(stated.items()):
        why = _barred(kin, agreed)
        if why:
            left_out.append(LeftOut(why, number, code))
            continue
        kept += [
            FrozenKinship(k.person_id, root[k.missing_id], k.relationship, k.standing)
            for k in {k.relationship: k for k in kin}.values()
        ]
    return kept


def _barred(kin: Iterable[Kinship], agreed: set[uuid.UUID]) -> str:
    """Why the donor cannot be used for the person; empty where they can."""
    stated = list(kin)
    if any(k.standing == "contradicted" for k in stated):
        return "kinship_contradicted"
    if any(k.person.erased_at is not None for k in stated):
        return "no_consent"
    if all(k.relationship == _DIRECT or k.person_id in agreed for k in stated):
        return ""
    return "no_consent"


def agreeing(people: set[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these persons whose consent to identification stands."""
    rows = Consent.objects.filter(purpose="identification", withdrawn_on=None, person__in=people)
    return set(rows.values_list("person", flat=True))


def fallen(kinships: Iterable[FrozenKinship]) -> bool:
    """Whether a kinship that was used does not hold any more, or its consent was withdrawn."""
    used = list(kinships)
    donors = {k.relative for k in used}
    asked = {k.relative for k in used if k.relationship != _DIRECT}
    pairs = {(k.relative, k.missing) for k in used}
    contradicted = Kinship.objects.filter(person__in=donors, standing="contradicted")
    gone = {
        (k.person_id, k.missing.duplicate_of_id or k.missing_id)
        for k in contradicted.select_related("missing").only(
            "person_id", "missing_id", "missing__duplicate_of"
        )
    }
    erased = Person.objects.filter(pk__in=donors, erased_at__isnull=False).exists()
    return bool(gone & pairs) or erased or bool(asked - agreeing(asked))
