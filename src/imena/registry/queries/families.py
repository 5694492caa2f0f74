"""Families as whoever speaks with them sees them: whom to call, and the file of one missing person.

Nothing here tells what genetics found of a kinship: neither its standing nor a note (I17).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from imena.registry.actor import Actor
from imena.registry.models import (
    AntemortemFinding,
    Consent,
    Contact,
    Kinship,
    LabResult,
    MissingPerson,
    Person,
    Sample,
)
from imena.registry.permissions import Reach, reach
from imena.registry.queries import antemortem
from imena.registry.queries.advice import Advice, advice
from imena.registry.queries.antemortem import SEARCH_ENDED, full_name
from imena.registry.queries.finding import by_number
from imena.registry.queries.reading import as_one, named
from imena.registry.queries.same import begins, same_people, sort_key
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotYours

#: Between the two parts of where the next page of names begins.
_BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """A missing person in the list of families; ``next_on`` is the day of a promised talk."""

    number: str
    name: str
    born: str
    last_seen: str
    state: str
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Families:
    """A page of the list; ``after`` asks for the next, empty at the end."""

    rows: tuple[FamilyLine, ...]
    total: int
    after: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent as it stands."""

    id: uuid.UUID
    purpose: str
    given_on: date
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """Somebody of the family; ``sampled``: gave a sample, ``waits``: one that has no result yet.
    ``rules`` are their contact rules."""

    id: uuid.UUID
    code: str
    name: str
    relationship: str
    sex: str
    born: str
    dead: bool
    died: str
    sampled: bool
    waits: bool
    erased: bool
    language: str
    rules: Mapping[str, Any]
    consents: tuple[Agreed, ...]

    @property
    def agreed(self) -> tuple[Agreed, ...]:
        """Those that stand."""
        return tuple(c for c in self.consents if c.withdrawn_on is None)


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk with the family, the latest first in a file."""

    who: str
    spoke: str
    spoke_at: datetime
    manner: str
    by_family: bool
    note: str
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """An interview: what was told, section by section."""

    who: str
    held_on: date
    sections: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Also:
    """Somebody else who is looked for and has relatives of this family, by code and relationship to
    them."""

    number: str
    name: str
    sex: str
    born: str
    state: str
    kin: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Family:
    """The file of one missing person and who is around them. ``talks`` is ``None`` for whoever may
    not read what is said with families; ``members`` for whoever may not read about relatives."""

    missing: MissingPerson
    name: str
    members: tuple[FamilyMember, ...] | None
    also: tuple[Also, ...]
    talks: tuple[Talk, ...] | None
    interviews: tuple[Told, ...]
    findings: tuple[AntemortemFinding, ...]
    advice: Advice | None

    @property
    def promised(self) -> date | None:
        """What was promised at the last talk."""
        return self.talks[0].next_on if self.talks else None


@dataclass(frozen=True, slots=True)
class Relative:
    """One relative; ``of``: number, name and relationship to each missing person of theirs."""

    person: Person
    shown: FamilyMember
    of: tuple[tuple[str, str, str], ...]


def promised(actor: Actor, *, size: int = 50) -> tuple[FamilyLine, ...]:
    """Those whose family somebody has promised to speak with, the earliest day first.

    Raises
    ------
    Broken
        I32, without a purpose.
    """
    later = Contact.objects.filter(missing=OuterRef("missing"), spoke_at__gt=OuterRef("spoke_at"))
    seen = _sees(actor, MissingPerson, "missing")
    rows = visible(actor, Contact).filter(seen, next_on__isnull=False).filter(~Exists(later))
    days: dict[uuid.UUID, date] = {}
    # In the order of an index, a slice at a time: hardly more is read than is shown.
    in_order = rows.order_by("next_on", "missing_id", "id").values_list("missing_id", "next_on")
    begin = 0
    while len(days) < size and (some := list(in_order[begin : begin + size])):
        for pk, day in some:
            if day is not None:
                days.setdefault(pk, day)
        begin += size
    shown = list(days.items())[:size]
    people = {m.id: m for m in visible(actor, MissingPerson).filter(pk__in=[pk for pk, _ in shown])}
    named(actor, people)
    shown.sort(key=lambda one: (one[1], people[one[0]].name_sort, people[one[0]].number))
    return tuple(_line(people[pk], day) for pk, day in shown)


def families(
    actor: Actor, *, name: str = "", state: str = "", after: str = "", size: int = 50
) -> Families:
    """Those looked for, by name; with ``name``, those whose names begin so.

    Raises
    ------
    Broken
        I32, without a purpose.
    """
    rows = visible(actor, MissingPerson)
    rows = rows.filter(state=state) if state else rows.exclude(state__in=SEARCH_ENDED)
    if name:
        rows = rows.filter(begins("name_sort", sort_key([{"family": name}])))
    total = rows.count()
    if _BETWEEN in after:
        sort, number = after.rsplit(_BETWEEN, 1)
        rows = rows.filter(Q(name_sort__gt=sort) | Q(name_sort=sort, number__gt=number))
    found = list(rows.order_by("name_sort", "number")[: size + 1])
    shown = found[:size]
    named(actor, [m.id for m in shown])
    more = len(found) > size
    last = f"{shown[-1].name_sort}{_BETWEEN}{shown[-1].number}" if more else ""
    return Families(tuple(_line(m, None) for m in shown), total, last)


def family(actor: Actor, number: str) -> Family:
    """The file of one missing person by number, logged as one reading of everybody in it (I32).

    Raises
    ------
    NotYours
        Where there is no such missing person in the actor's care.
    Broken
        I32, without a purpose.
    """
    with as_one(actor, "read.family"):
        missing = by_number(actor, number)
        if not isinstance(missing, MissingPerson):
            raise NotYours
        same = same_people([missing.id])
        kin = list(
            visible(actor, Kinship)
            .filter(_sees(actor, Person, "person"), missing__in=same)
            .values_list("person_id", "relationship")
        )
        people = {p.id: p for p in visible(actor, Person).filter(pk__in=[pk for pk, _ in kin])}
        named(actor, people)
        return Family(
            missing,
            full_name(missing.names),
            _members(people, kin) if _reads(actor, "persons") else None,
            _also(actor, same, people),
            _talks(actor, same, people) if _reads(actor, "families") else None,
            tuple(
                Told(_name(people.get(i.person_id) if i.person_id else None), i.held_on, i.sections)
                for i in antemortem.interviews(actor, missing.id)
            ),
            tuple(antemortem.findings(actor, missing.id)),
            advice(actor, missing.id),
        )


def member(actor: Actor, code: str) -> Relative:
    """One relative by their code, logged as a reading about them and whom they belong to (I32).

    Raises
    ------
    NotYours
        Where there is no such person in the actor's care.
    Broken
        I32, without a purpose.
    """
    with as_one(actor, "read.family"):
        person = by_number(actor, code)
        if not isinstance(person, Person):
            raise NotYours
        kin = list(
            visible(actor, Kinship)
            .filter(_sees(actor, MissingPerson, "missing"), person=person)
            .values_list("missing__number", "relationship")
            .order_by("missing__number", "relationship")
        )
        (shown,) = _members({person.id: person}, [(person.id, "")])
        names = antemortem.names_of(actor, [number for number, _ in kin])
        of = tuple((number, names.get(number, ""), relationship) for number, relationship in kin)
        return Relative(person, shown, of)


def _line(missing: MissingPerson, next_on: date | None) -> FamilyLine:
    return FamilyLine(
        missing.number,
        full_name(missing.names),
        missing.born,
        missing.last_seen,
        missing.state,
        next_on,
    )


def _sees(actor: Actor, model: type[Person] | type[MissingPerson], path: str) -> Exists:
    """Whether the actor sees the person at ``path``: asked of each row, not of a list of all."""
    return Exists(visible(actor, model).filter(pk=OuterRef(path)))


def _reads(actor: Actor, area: str) -> bool:
    return reach(actor, area) in (Reach.OWN, Reach.ALL)


def _name(person: Person | None) -> str:
    return "" if person is None else full_name(person.names) or person.code


def _members(
    people: Mapping[uuid.UUID, Person], kin: Iterable[tuple[uuid.UUID, str]]
) -> tuple[FamilyMember, ...]:
    samples = Sample.objects.filter(donor__in=people)
    gave = set(samples.values_list("donor", flat=True))
    answered = LabResult.objects.filter(item__sample__donor__in=people)
    waits = gave - set(answered.values_list("item__sample__donor", flat=True))
    agreed: dict[uuid.UUID, list[Agreed]] = {pk: [] for pk in people}
    for c in Consent.objects.filter(person__in=people).order_by("given_on", "purpose"):
        agreed[c.person_id].append(Agreed(c.id, c.purpose, c.given_on, c.withdrawn_on))
    found = [
        FamilyMember(
            pk,
            people[pk].code,
            _name(people[pk]),
            relationship,
            people[pk].sex,
            people[pk].born,
            people[pk].dead,
            people[pk].died,
            pk in gave,
            pk in waits,
            people[pk].erased_at is not None,
            people[pk].language,
            people[pk].contact_rules,
            tuple(agreed[pk]),
        )
        for pk, relationship in kin
        if pk in people
    ]
    return tuple(sorted(found, key=lambda one: (one.code, one.relationship)))


def _also(
    actor: Actor, same: Iterable[uuid.UUID], people: Mapping[uuid.UUID, Person]
) -> tuple[Also, ...]:
    """Whoever else is looked for by the same relatives, as far as the actor may see them."""
    seen = visible(actor, MissingPerson).exclude(duplicate_of__isnull=False)
    rows = visible(actor, Kinship).filter(
        Exists(seen.filter(pk=OuterRef("missing"))), person__in=people
    )
    found: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for person, missing, relationship in (
        rows.exclude(missing__in=same).order_by("person__code", "relationship")
    ).values_list("person_id", "missing_id", "relationship"):
        found.setdefault(missing, []).append((people[person].code, relationship))
    others = list(seen.filter(pk__in=found).order_by("number"))
    named(actor, [m.id for m in others])
    return tuple(
        Also(m.number, full_name(m.names), m.sex, m.born, m.state, tuple(found[m.id]))
        for m in others
    )


def _talks(
    actor: Actor, same: Iterable[uuid.UUID], people: Mapping[uuid.UUID, Person]
) -> tuple[Talk, ...]:
    rows = visible(actor, Contact).filter(missing__in=same).select_related("spoke")
    found = list(rows.order_by("-spoke_at", "-recorded_at", "person__code"))
    named(actor, {c.person_id for c in found})
    return tuple(
        Talk(
            _name(people.get(c.person_id)),
            c.spoke.display_name,
            c.spoke_at,
            c.manner,
            c.by_family,
            c.note,
            c.next_on,
        )
        for c in found
    )
