"""The missing as an actor may read them: each reading of a named person is logged (I32)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from imena.registry.actor import Actor
from imena.registry.models import AntemortemFinding, Interview, Kinship, MissingPerson, Person
from imena.registry.queries.reading import named
from imena.registry.queries.same import begins, same_each, same_people, sort_key
from imena.registry.queries.visible import one, visible

#: States in which nobody is looked for any more. Captivity is not among them, nor a court’s
#: declaration: whoever is there stays on the list (I24).
SEARCH_ENDED = ("identified_dead", "found_alive", "duplicate", "withdrawn")

#: The most people that one reading shows.
PAGE = 200


def looked_for(
    actor: Actor, *, name: str = "", state: str | None = None, start: int = 0
) -> list[MissingPerson]:
    """Those still looked for, by name; with ``name``, those whose names begin so. A page at a time.

    Raises
    ------
    Broken
        I32, without a purpose.
    """
    rows = visible(actor, MissingPerson)
    rows = rows.exclude(state__in=SEARCH_ENDED) if state is None else rows.filter(state=state)
    if name:
        rows = rows.filter(begins("name_sort", sort_key([{"family": name}])))
    page = list(rows.order_by("name_sort", "number")[start : start + PAGE])
    named(actor, [m.id for m in page])
    return page


def missing_person(actor: Actor, missing: uuid.UUID) -> MissingPerson:
    """One missing person, with everything but what the family’s file keeps apart.

    Raises
    ------
    NotYours
        Where there is none whom the actor may see.
    Broken
        I32, without a purpose.
    """
    found = one(actor, MissingPerson, pk=missing)
    named(actor, [found.id])
    return found


def names_of(actor: Actor, numbers: Collection[str]) -> dict[str, str]:
    """Number → name, family name first, of those missing people whom the actor may see.

    Raises
    ------
    Broken
        I32, without a purpose.
    """
    found = list(visible(actor, MissingPerson).filter(number__in=numbers))
    named(actor, [m.id for m in found])
    return {m.number: full_name(m.names) for m in found}


def full_name(names: Sequence[Mapping[str, str]]) -> str:
    """The first of somebody’s names that is their own, family name first; empty where none is."""
    own = [n for n in names if n.get("kind", "own") == "own"] or list(names)
    if not own:
        return ""
    parts = (own[0].get(part, "") for part in ("family", "given", "patronymic"))
    return " ".join(part for part in parts if part)


def interviews(actor: Actor, missing: uuid.UUID) -> list[Interview]:
    """What was told about a missing person under any of their linked records, the latest first."""
    same = same_people([missing])
    rows = visible(actor, Interview).filter(missing__in=same)
    found = list(rows.order_by("-held_on", "-recorded_at", "person__code"))
    told_by = {i.person_id for i in found if i.person_id is not None}
    named(actor, told_by | _shown(actor, same))
    return found


def findings(actor: Actor, missing: uuid.UUID) -> list[AntemortemFinding]:
    """Antemortem data that stand, under any linked record; what was replaced is left out."""
    return findings_among(actor, same_each([missing])).get(missing, [])


def findings_among(
    actor: Actor, same: Mapping[uuid.UUID, Set[uuid.UUID]]
) -> dict[uuid.UUID, list[AntemortemFinding]]:
    """The same of each of several people whom the actor may see; ``same`` has all their records."""
    everybody = set[uuid.UUID]().union(*same.values())
    rows = visible(actor, AntemortemFinding).filter(missing__in=everybody)
    replaced = rows.exclude(replaces=None).values("replaces")
    found = list(rows.exclude(pk__in=replaced).order_by("kind", "recorded_at", "region"))
    shown = _shown(actor, everybody)
    named(actor, shown)
    return {
        one: [f for f in found if f.missing_id in records]
        for one, records in same.items()
        if records & shown
    }


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative as the family’s own file shows them: what they said of themselves, no more.

    What genetics found of a kinship has no place here, nor has the word that it was contradicted.
    """

    code: str
    names: list[dict[str, str]]
    relationship: str


@dataclass(frozen=True, slots=True)
class FamilyFile:
    """What a family and their liaison see of their own case."""

    number: str
    names: list[dict[str, str]]
    born: str
    last_seen: str
    last_seen_place: str
    state: str
    relatives: tuple[Relative, ...]


def family_file(actor: Actor, missing: uuid.UUID) -> FamilyFile:
    """The file of a family, for the family and their liaison.

    It is made from named fields only, so that nothing else can come with it, and without relatives
    for whoever may not read about them.

    Raises
    ------
    NotYours
        Where the family is not in the actor’s care.
    Broken
        I32, without a purpose.
    """
    found = one(actor, MissingPerson, pk=missing)
    sees = Exists(visible(actor, Person).filter(pk=OuterRef("person")))
    kin = visible(actor, Kinship).filter(sees, missing=found)
    kin = kin.select_related("person")
    relatives = list(kin.order_by("person__code", "relationship"))
    named(actor, {found.id, *(k.person_id for k in relatives)})
    names: list[dict[str, Any]] = found.names
    return FamilyFile(
        found.number,
        names,
        found.born,
        found.last_seen,
        found.last_seen_place,
        found.state,
        tuple(Relative(k.person.code, k.person.names, k.relationship) for k in relatives),
    )


def _shown(actor: Actor, same: set[uuid.UUID]) -> set[uuid.UUID]:
    """Of whom something is shown, under any linked record: nobody whom the actor may not see."""
    rows = visible(actor, MissingPerson).filter(pk__in=same)
    return set(rows.values_list("pk", flat=True))
