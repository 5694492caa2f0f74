"""For a dossier: what speaks for a name and against it, and what was told and found."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from imena.registry.actor import Actor
from imena.registry.models import (
    Comparison,
    Event,
    Finding,
    Hypothesis,
    Individual,
    Kinship,
    MissingPerson,
    Person,
    RecoveredUnit,
    Run,
    Sample,
)
from imena.registry.queries import antemortem
from imena.registry.queries.dossier.content import (
    Contribution,
    Found,
    Ground,
    Kin,
    Weighed,
)
from imena.registry.queries.dossier.content import Run as RunSaid
from imena.registry.queries.dossier.remains import moment
from imena.registry.queries.evidence import about
from imena.registry.queries.findings import standing
from imena.registry.queries.persons import check_compares
from imena.registry.queries.reading import named
from imena.registry.queries.visible import visible

#: Findings that say nothing of who it is, nor of how they died.
_APART = frozenset({"element", "condition", "radiograph"})
#: Values of findings that point at other records.
_REFERENCES = frozenset({"projectile_unit", "radiograph", "unit"})
#: Possible names beside the one proposed, and other remains for it: the likeliest of each.
_MOST_OTHERS = 5


def exclusions(
    actor: Actor, individuals: Iterable[Individual], people: Set[uuid.UUID]
) -> tuple[Ground, ...]:
    """Standing exclusions of these individuals from anybody and of these people from any remains:
    those of one of the ones from one of the others come first. ``people`` are all their records."""
    bodies = {one.id for one in individuals}
    every = Comparison.objects.filter(outcome="excluded", withdrawn_at=None)
    # Indexes and their union: with OR every exclusion is looked at. Of one that is about several
    # people only one of them stands in a column.
    asked = every.filter(individual__in=bodies).values("pk")
    asked = asked.union(
        every.filter(missing__in=people).values("pk"),
        # Each by itself: hardly anybody is on no list, and SQLite would go through all for a list.
        every.filter(reduce(or_, (Q(unlisted=one) for one in people), Q(pk__in=[]))).values("pk"),
        every.exclude(among=[]).values("pk"),
    )
    rows = visible(actor, Comparison).filter(pk__in=asked)
    found = [
        (not (c.individual_id in bodies and about(c) & people), c)
        for c in rows.select_related("individual", "examiner").order_by("number")
        if c.individual_id in bodies or about(c) & people
    ]
    return grounds([c for _, c in sorted(found, key=lambda one: one[0])])


def grounds(comparisons: Iterable[Comparison]) -> tuple[Ground, ...]:
    """The comparisons as a dossier tells them."""
    rows = list(comparisons)
    if not rows:
        return ()
    people = {person for c in rows for person in about(c)}
    numbers = dict(MissingPerson.objects.filter(pk__in=people).values_list("pk", "number"))
    donors = {uuid.UUID(donor) for c in rows for donor in c.donors}
    codes = dict(Person.objects.filter(pk__in=donors | people).values_list("pk", "code"))
    return tuple(
        Ground(
            c.number,
            c.individual.number,
            tuple(sorted(numbers.get(p) or codes.get(p, "") for p in about(c))),
            c.method,
            c.outcome,
            c.examiner.display_name,
            moment(c.recorded_at),
            c.note,
            c.withdrawn_at is not None,
            tuple(sorted(c.lab_methods)),
            tuple(sorted(codes[uuid.UUID(d)] for d in c.donors if uuid.UUID(d) in codes)),
        )
        for c in rows
    )


def weighed(
    actor: Actor,
    individuals: Sequence[Individual],
    proposed: Iterable[uuid.UUID],
    comparisons: Iterable[Comparison],
) -> tuple[Weighed, ...]:
    """What the last run to know of it said of each pair: those proposed first, then the likeliest
    of these individuals, then of other remains as these people.

    Where no run has figures of a proposed pair, those of its comparisons stand in.
    """
    people, bodies = set(proposed), {one.id for one in individuals}
    every = visible(actor, Hypothesis)
    rows = every.filter(individual__in=bodies) | every.filter(missing__in=people)
    told = [
        _weighed(
            row.individual,
            row.missing,
            row.missing_id in people and row.individual_id in bodies,
            row,
        )
        for row in rows.select_related("individual", "missing").exclude(state="dropped").distinct()
    ]
    known = {(one.individual, one.person) for one in told if one.posterior or one.log10_lr}
    for c in comparisons:
        pair = (c.individual.number, c.missing.number if c.missing else "")
        if c.missing is None or not c.figures or pair in known:
            continue
        told = [one for one in told if (one.individual, one.person) != pair]
        told.append(_weighed(c.individual, c.missing, True, c))
        known.add(pair)
    told.sort(key=lambda one: (-_number(one.posterior), one.individual, one.person))
    mine = {one.number for one in individuals}
    kept = [one for one in told if one.proposed]
    others = [one for one in told if not one.proposed and one.state != "excluded"]
    here = [one for one in others if one.individual in mine]
    there = [one for one in others if one.individual not in mine]
    return (*kept, *here[:_MOST_OTHERS], *there[:_MOST_OTHERS])


def _weighed(
    individual: Individual, missing: MissingPerson, proposed: bool, row: Hypothesis | Comparison
) -> Weighed:
    figures: Mapping[str, Any] = row.figures
    return Weighed(
        individual.number,
        missing.number,
        row.state if isinstance(row, Hypothesis) else "",
        proposed,
        row.run if isinstance(row, Hypothesis) else "",
        _text(figures.get("log10_lr")),
        _text(figures.get("log10_lr_other")),
        _text(figures.get("posterior")),
        _text(figures.get("posterior_dna")),
        figures.get("reached") is True,
        _texts(figures.get("among")),
        _text(figures.get("set_posterior")),
        _texts(figures.get("rests_on")),
        {str(k): _text(v) for k, v in sorted(dict(figures.get("per_marker") or {}).items())},
        tuple(_contribution(one) for one in figures.get("contributions") or ()),
    )


def _contribution(told: Mapping[str, Any]) -> Contribution:
    return Contribution(
        _text(told.get("name")),
        _texts(told.get("examined")),
        _texts(told.get("not_examined")),
        _text(told.get("log10_lr")),
        _text(told.get("low")),
        _text(told.get("high")),
        _text(told.get("uncapped")),
        told.get("capped") is True,
        _text(told.get("source")),
        _texts(told.get("remarks")),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _texts(values: Iterable[object] | None) -> tuple[str, ...]:
    return tuple(str(value) for value in values or ())


def _number(text: str) -> Decimal:
    try:
        return Decimal(text) if text else Decimal(-1)
    except InvalidOperation:
        return Decimal(-1)


def runs(actor: Actor, pairs: Iterable[Weighed]) -> tuple[RunSaid, ...]:
    """The runs from which the figures are."""
    numbers = {int(one.run) for one in pairs if one.run.isdecimal()}
    rows = visible(actor, Run).filter(number__in=numbers).order_by("number")
    return tuple(
        RunSaid(
            row.number,
            moment(row.ended_at),
            row.known_at,
            row.snapshot,
            row.markers,
            {str(name): str(value) for name, value in sorted(row.parameters.items())},
        )
        for row in rows
    )


def events_since(actor: Actor, told: Sequence[RunSaid]) -> int:
    """How many events were recorded after the last of these runs began, readings apart."""
    if not told:
        return 0
    last = visible(actor, Run).get(number=max(run.number for run in told))
    rows = Event.objects.filter(recorded_at__gt=last.started_at)
    return (
        rows.exclude(type__startswith="read.").exclude(type__startswith="reconciliation.").count()
    )


def kin(
    actor: Actor, missing: Iterable[MissingPerson], same: Mapping[uuid.UUID, Set[uuid.UUID]]
) -> tuple[Kin, ...]:
    """Relatives by code, as those who compare see them: never the restricted note. ``same`` has
    all the records of each of the missing.

    Raises
    ------
    NotYours
        For whoever does not compare.
    """
    check_compares(actor)
    whose = {record: one.number for one in missing for record in sorted(same[one.id], key=str)}
    rows = visible(actor, Kinship).filter(missing__in=whose).defer("restricted_note", "proof")
    found = list(rows.select_related("person").order_by("missing__number", "person__code"))
    named(actor, {row.person_id for row in found})
    donors = {row.person_id for row in found}
    gave = set(Sample.objects.filter(donor__in=donors).values_list("donor", flat=True))
    return tuple(
        sorted(
            (
                Kin(
                    row.person.code,
                    whose[row.missing_id],
                    row.relationship,
                    row.standing,
                    row.person_id in gave,
                )
                for row in found
            ),
            key=lambda one: (one.missing, one.code),
        )
    )


def before(
    actor: Actor, missing: Sequence[MissingPerson], same: Mapping[uuid.UUID, Set[uuid.UUID]]
) -> tuple[Found, ...]:
    """What stands of the living, told in any of the records linked as theirs, ``same``."""
    told = antemortem.findings_among(actor, {one.id: same[one.id] for one in missing})
    return tuple(
        _found(one.number, row.kind, row, row.source, row.as_of)
        for one in missing
        for row in told.get(one.id, ())
        if row.kind not in _APART
    )


def after(actor: Actor, units: Iterable[RecoveredUnit]) -> tuple[Found, ...]:
    """What stands of the remains, by examinations that were closed or are open."""
    numbers = {unit.id: unit.number for unit in units}
    mine = visible(actor, Finding).filter(examination__unit__in=numbers)
    rows = standing().filter(pk__in=mine.values("pk")).select_related("examination")
    return tuple(
        _found(numbers[row.examination.unit_id], row.kind, row, row.examination.discipline, "")
        for row in rows.order_by("examination__unit__number", "examination__began_at", "kind")
        if row.kind not in _APART
    )


def _found(of: str, kind: str, row: Any, source: str, as_of: str) -> Found:
    data = {name: value for name, value in sorted(row.data.items()) if name not in _REFERENCES}
    return Found(of, kind, row.status, row.region, data, source, as_of, row.note)
