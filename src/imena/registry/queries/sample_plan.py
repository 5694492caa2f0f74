"""What a plan of further samples needs beside the search's snapshot: who could still be asked, what
is decided already, what was never examined. Codes and numbers; no name, no way of reaching anybody.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from imena.registry.actor import Actor
from imena.registry.models import (
    Association,
    Comparison,
    Consent,
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Examination,
    Kinship,
    LabResult,
    MissingPerson,
    Person,
    ReviewCase,
    Sample,
)
from imena.registry.queries.evidence import about
from imena.registry.queries.frozen import FrozenKinship, Snapshot
from imena.registry.queries.reading import named
from imena.registry.queries.same import same_people
from imena.registry.queries.snapshot import USABLE, at_one_moment, snapshot

#: Examinations whose findings can speak for or against a name.
DISCIPLINES = ("anthropology", "odontology", "fingerprints", "radiology", "belongings")
#: Decisions that named somebody once and do not any more.
_FALLEN = ("suspended", "reversed")
#: Who is not to be asked for anything: those who asked not to be contacted among them, whether or
#: not their profile is used.
BARRED = frozenset({"asked_not_to_be", "consent_withdrawn", "erased", "dead"})
_WAITING = ("taken", "stored", "sent", "in_laboratory")


@dataclass(frozen=True, slots=True)
class Askable:
    """A relative and whether they may be asked for a sample.

    ``state``: "may_be_asked"; "used" (their profile is in the search); "sample_waits" (taken, no
    result yet); or one of :data:`BARRED`. ``sampled`` says that a usable
    profile is there and only the consent is lacking; ``failed`` that an earlier sample gave none;
    ``consent`` and ``contact`` that consent to identification and to being contacted stands.
    """

    id: uuid.UUID
    code: str
    state: str
    sampled: bool
    failed: bool
    consent: bool
    contact: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A standing decision: these individuals are these people of the list."""

    decision: str
    individuals: tuple[uuid.UUID, ...]
    missing: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Reopened:
    """A decision that fell, or is being reviewed, and whom it named; ``status`` is its own."""

    decision: str
    status: str
    individuals: tuple[uuid.UUID, ...]
    missing: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """The case file at one moment, as a plan of samples needs it.

    ``frozen`` is what the search may use. ``kinships`` are stated and not contradicted, and not in
    it: of people without a consent. ``relatives`` are all recorded, by code. ``excluded`` are pairs
    with a standing exclusion. ``unexamined`` says by individual which of :data:`DISCIPLINES` has no
    closed examination of its remains.
    """

    frozen: Snapshot
    relatives: tuple[Askable, ...]
    kinships: tuple[FrozenKinship, ...]
    named: tuple[Named, ...]
    reopened: tuple[Reopened, ...]
    excluded: frozenset[tuple[uuid.UUID, uuid.UUID]]
    unexamined: Mapping[uuid.UUID, tuple[str, ...]]


def plan_snapshot(actor: Actor) -> PlanSnapshot:
    """Freeze the actor's operation for a plan. It is logged as a reading about everybody in it.

    Raises
    ------
    NotAllowed
        For whoever does not compare everybody with everybody.
    Broken
        I32, without a purpose.
    """
    with at_one_moment():
        frozen = snapshot(actor)
        sought = {one.id for one in frozen.missing}
        root = _roots(actor.operation)
        used = {(k.relative, k.missing) for k in frozen.kinships}
        typed = {one.id for one in frozen.relatives if one.typings}
        stated = list(
            Kinship.objects.filter(operation=actor.operation)
            .select_related("person")
            .only("person", "missing", "relationship", "standing", "person__code")
            .order_by("person__code", "missing__number", "relationship")
        )
        stated = [k for k in stated if root.get(k.missing_id) in sought]
        wrong = {(k.person_id, root[k.missing_id]) for k in stated if k.standing == "contradicted"}
        stated = [k for k in stated if (k.person_id, root[k.missing_id]) not in wrong]
        relatives = askable({k.person_id for k in stated}, typed)
        found = PlanSnapshot(
            frozen,
            tuple(relatives),
            tuple(
                FrozenKinship(k.person_id, root[k.missing_id], k.relationship, k.standing)
                for k in stated
                if (k.person_id, root[k.missing_id]) not in used
            ),
            tuple(_named(actor.operation, root)),
            tuple(_reopened(actor.operation, root)),
            _excluded(actor.operation, root),
            _unexamined(actor.operation),
        )
    named(actor, sought | {one.id for one in relatives}, what="read.sample_plan")
    return found


def _roots(operation: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    rows = MissingPerson.objects.filter(operation=operation).values_list("pk", "duplicate_of")
    return {pk: pk if first is None else first for pk, first in rows}


def askable(
    people: Collection[uuid.UUID], typed: Collection[uuid.UUID] = frozenset()
) -> list[Askable]:
    """Whether each of these people may be asked, as it is now, in the order of their codes;
    ``typed`` are those whose profile is in the search."""
    consents: dict[uuid.UUID, dict[str, bool]] = {}
    rows = Consent.objects.filter(person__in=people, purpose__in=("identification", "contact"))
    for donor, purpose, ended in rows.values_list("person", "purpose", "withdrawn_on"):
        of_one = consents.setdefault(donor, {})
        of_one[purpose] = of_one.get(purpose, False) or ended is None
    profiles, waiting, tried = _samples(people)
    dead = set(
        DecisionPerson.objects.filter(unlisted__in=people, standing=True).values_list(
            "unlisted", flat=True
        )
    )
    found = []
    for person in Person.objects.filter(pk__in=people).order_by("code"):
        said = consents.get(person.id, {})
        found.append(
            Askable(
                person.id,
                person.code,
                _state(person, said, typed, waiting, dead),
                person.id in profiles and person.id not in typed,
                person.id in tried - profiles,
                said.get("identification", False),
                said.get("contact", False),
            )
        )
    return found


def _state(
    person: Person,
    said: Mapping[str, bool],
    typed: Collection[uuid.UUID],
    waiting: set[uuid.UUID],
    dead: set[uuid.UUID],
) -> str:
    """The first that holds; a consent that is not there was never given, or was withdrawn."""
    withdrawn = {purpose for purpose, stands in said.items() if not stands}
    for state, holds in (
        ("erased", person.erased_at is not None),
        ("dead", person.dead or person.id in dead),
        ("asked_not_to_be", bool(person.contact_rules.get("never")) or "contact" in withdrawn),
        ("used", person.id in typed),
        ("consent_withdrawn", "identification" in withdrawn),
        ("sample_waits", person.id in waiting),
    ):
        if holds:
            return state
    return "may_be_asked"


def _samples(
    people: Collection[uuid.UUID],
) -> tuple[set[uuid.UUID], set[uuid.UUID], set[uuid.UUID]]:
    """Of whom there is a usable profile; whose sample waits for a result; whose gave a result."""
    results = LabResult.objects.filter(item__sample__donor__in=people)
    replaced = LabResult.objects.filter(replaces__isnull=False).values("replaces")
    standing = results.exclude(pk__in=replaced)
    profiles = set(
        standing.filter(outcome__in=USABLE).values_list("item__sample__donor", flat=True)
    )
    tried = set(standing.values_list("item__sample__donor", flat=True))
    answered = standing.values("item__sample")
    waiting = Sample.objects.filter(donor__in=people, state__in=_WAITING).exclude(pk__in=answered)
    return profiles, set(waiting.values_list("donor", flat=True)) - profiles, tried


def _named(operation: uuid.UUID, root: Mapping[uuid.UUID, uuid.UUID]) -> Iterable[Named]:
    people = DecisionPerson.objects.filter(operation=operation, standing=True)
    individuals = DecisionIndividual.objects.filter(operation=operation, standing=True)
    decisions = {*people.values_list("decision", flat=True)}
    decisions |= {*individuals.values_list("decision", flat=True)}
    for decision in Decision.objects.filter(pk__in=decisions).order_by("number"):
        who, whom = _of(decision, root)
        yield Named(decision.number, who, whom)


def _reopened(operation: uuid.UUID, root: Mapping[uuid.UUID, uuid.UUID]) -> Iterable[Reopened]:
    """Confirmed decisions that fell or are under review; not where all are named again."""
    reviewed = ReviewCase.objects.filter(operation=operation, closed_at=None).values("decision")
    rows = Decision.objects.filter(operation=operation, confirmed_at__isnull=False)
    fallen = rows.filter(status__in=_FALLEN) | rows.filter(pk__in=reviewed)
    standing = DecisionPerson.objects.filter(
        operation=operation, standing=True, missing__isnull=False
    )
    again = {root.get(m, m) for m in standing.values_list("missing", flat=True)}
    for decision in fallen.distinct().order_by("number"):
        who, whom = _of(decision, root)
        if decision.status not in _FALLEN or not set(whom) <= again:
            yield Reopened(decision.number, decision.status, who, whom)


def _of(
    decision: Decision, root: Mapping[uuid.UUID, uuid.UUID]
) -> tuple[tuple[uuid.UUID, ...], tuple[uuid.UUID, ...]]:
    who = DecisionIndividual.objects.filter(decision=decision).order_by("individual__number")
    whom = DecisionPerson.objects.filter(decision=decision, missing__isnull=False)
    people = whom.order_by("missing__number").values_list("missing", flat=True)
    return (
        tuple(who.values_list("individual", flat=True)),
        tuple(dict.fromkeys(root.get(m, m) for m in people)),
    )


def _excluded(
    operation: uuid.UUID, root: Mapping[uuid.UUID, uuid.UUID]
) -> frozenset[tuple[uuid.UUID, uuid.UUID]]:
    rows = Comparison.objects.filter(operation=operation, outcome="excluded", withdrawn_at=None)
    return frozenset(
        (row.individual_id, root[one])
        for row in rows
        for one in same_people(about(row))
        if one in root
    )


def _unexamined(operation: uuid.UUID) -> dict[uuid.UUID, tuple[str, ...]]:
    rows = Association.objects.filter(operation=operation, withdrawn_at=None)
    units: dict[uuid.UUID, uuid.UUID] = dict(rows.values_list("unit", "individual"))
    done: dict[uuid.UUID, set[str]] = {one: set() for one in units.values()}
    closed = Examination.objects.filter(unit__in=units, closed_at__isnull=False)
    for unit, discipline in closed.values_list("unit", "discipline"):
        done[units[unit]].add(discipline)
    return {one: tuple(d for d in DISCIPLINES if d not in have) for one, have in done.items()}
