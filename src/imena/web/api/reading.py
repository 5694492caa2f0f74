"""What can be read: the queries of the pages, fifty rows at a time, and no others.

A list answers ``rows``, how many there are in all (``total``) and ``after``, which asks for the
next page and is empty at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.queries import (
    antemortem,
    custody,
    decided,
    families,
    graves,
    individuals,
    laboratory,
    people,
    postmortem,
    reconciliation,
    remains,
    sites,
    way,
)
from imena.registry.queries.figures import said as figures_query
from imena.registry.queries.finding import numbered
from imena.registry.queries.vocabulary import terms
from imena.registry.refusals import NotYours
from imena.registry.vocabulary import VocabularyError
from imena.web.api.declared import reads
from imena.web.api.shapes import Term
from imena.web.counted import counted

#: Rows of a page where the query hands out all of them.
_SIZE = 50


@dataclass(frozen=True, slots=True)
class Me:
    """Whom the token speaks for, and what it may do; the roles are those that hold now."""

    username: str
    operation: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WholeWay:
    """Every lane the token may know of, and what stands still, as counted at that time."""

    lanes: tuple[way.Lane, ...]
    stuck: tuple[way.Stuck, ...]
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class FindingOf:
    """A finding as an examiner recorded it; "not_examined" is never "absent" (I8)."""

    kind: str
    status: str
    region: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FamilyOf:
    """Who is around a missing person: members, talks and interviews, ``null`` where the role does
    not read them."""

    number: str
    members: tuple[families.FamilyMember, ...] | None
    talks: tuple[families.Talk, ...] | None
    interviews: tuple[families.Told, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A term of a vocabulary: the code is written, the words are shown."""

    code: str
    uk: str
    en: str
    retired: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A vocabulary as this office has it."""

    name: str
    terms: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One of our own numbers that was approved: of what, as of when, what it leaves out."""

    number: str
    unit: str
    as_of: datetime
    scope: Mapping[str, Any]
    exclusions: tuple[Any, ...]
    result: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A page of figures, the latest first."""

    rows: tuple[Figure, ...]
    total: int
    after: str


@reads("/me", "", message("Whom this token speaks for"))
def me(actor: Actor) -> Me:
    """Whom this token speaks for."""
    return Me(
        people.username_of(actor),
        people.operation_code(actor),
        tuple(sorted(actor.roles)),
        tuple(sorted(actor.scopes or ())),
    )


@reads("/way", "", message("The whole operation counted, as far as the scopes reach"))
def the_way(actor: Actor) -> WholeWay:
    """The whole operation counted, as far as the scopes reach."""
    found = counted(actor)
    return WholeWay(found.lanes, found.stuck, found.at)


@reads("/vocabularies/{name}", "vocabulary", message("The terms of a vocabulary"))
def vocabulary(actor: Actor, name: str) -> Words:
    """The terms of a vocabulary."""
    try:
        found = terms(actor, name)
    except VocabularyError:
        raise NotYours from None
    words = (Word(one.code, one.uk, one.en, one.retired, one.own) for one in found.terms)
    return Words(name, tuple(words))


@reads("/sites", "sites", message("Sites, by code"))
def list_sites(
    actor: Actor, *, work_state: Annotated[str, Term("work_state")] = "", after: str = ""
) -> sites.Sites:
    """Sites, by code."""
    return sites.sites(actor, work_states=(work_state,) if work_state else (), after=after)


@reads("/sites/{code}", "sites", message("One site"))
def read_site(actor: Actor, code: str) -> sites.SiteFile:
    """One site."""
    return sites.site(actor, code)


@reads("/graves", "sites", message("Graves, by number"))
def list_graves(actor: Actor, *, site: str = "", stage: str = "", after: str = "") -> graves.Graves:
    """Graves, by number."""
    return graves.graves(actor, code=site, stage=stage, after=after)


@reads("/graves/{number}", "sites", message("One grave, its markers and what was found in it"))
def read_grave(actor: Actor, number: str) -> graves.Grave:
    """One grave, its markers and what was found in it."""
    return graves.grave(actor, number)


@reads("/bodies", "custody", message("Remains, by number"))
def list_bodies(
    actor: Actor,
    *,
    site: str = "",
    stage: str = "",
    place: Annotated[str, Term("place_kind")] = "",
    incident: bool = False,
    after: str = "",
) -> remains.Listed:
    """Remains, by number."""
    return remains.remains(
        actor, stage=stage, place=place, code=site, incident=incident, after=after
    )


@reads("/bodies/{number}", "custody", message("Remains under one number"))
def read_body(actor: Actor, number: str) -> remains.Remains:
    """Remains under one number."""
    return remains.unit(actor, number)


@reads("/bodies/{number}/custody", "custody", message("In whose hands remains were, with gaps"))
def read_custody(actor: Actor, number: str) -> custody.Line:
    """In whose hands remains were, with gaps."""
    return custody.custody_line(actor, remains.unit(actor, number).id)


@reads("/bodies/{number}/findings", "postmortem", message("What examiners found, what stands"))
def read_findings(actor: Actor, number: str) -> tuple[FindingOf, ...]:
    """What examiners found, what stands."""
    found = postmortem.findings_of(actor, remains.unit(actor, number).id)
    return tuple(FindingOf(one.kind, one.status, one.region, one.data) for one in found)


@reads("/individuals", "custody", message("Individuals, by number"))
def list_individuals(
    actor: Actor, *, state: Annotated[str, Term("individual_state")] = "", after: str = ""
) -> individuals.Individuals:
    """Individuals, by number."""
    return individuals.individuals(actor, state=state, after=after)


@reads("/individuals/{number}", "custody", message("The person believed to be behind remains"))
def read_individual(actor: Actor, number: str) -> individuals.Known:
    """The person believed to be behind remains."""
    return individuals.individual_numbered(actor, number)


@reads(
    "/individuals/{number}/candidates",
    "comparison",
    message("Who an individual may be, by numbers: exclusions first"),
)
def individual_candidates(actor: Actor, number: str) -> reconciliation.Listed:
    """Who an individual may be, by numbers: exclusions first."""
    return reconciliation.listed(actor, individual=number)


@reads("/missing", "antemortem", message("The missing, by name"), named=True)
def list_missing(
    actor: Actor,
    *,
    name: str = "",
    state: Annotated[str, Term("missing_state")] = "",
    after: str = "",
) -> families.Families:
    """The missing, by name."""
    return families.families(actor, name=name, state=state, after=after)


@reads("/missing/{number}", "antemortem", message("One missing person"), named=True)
def read_missing(actor: Actor, number: str) -> antemortem.FamilyFile:
    """One missing person."""
    return antemortem.family_file(actor, numbered(actor, number).id)


@reads(
    "/missing/{number}/family",
    "antemortem",
    message("The family of a missing person: members, talks, interviews"),
    named=True,
)
def read_family(actor: Actor, number: str) -> FamilyOf:
    """The family of a missing person: members, talks, interviews."""
    found = families.family(actor, number)
    return FamilyOf(found.missing.number, found.members, found.talks, found.interviews)


@reads(
    "/missing/{number}/candidates",
    "comparison",
    message("Which remains may be a missing person’s, by numbers: exclusions first"),
)
def missing_candidates(actor: Actor, number: str) -> reconciliation.Listed:
    """Which remains may be a missing person’s, by numbers: exclusions first."""
    return reconciliation.listed(actor, missing=number)


@reads("/decisions", "identification", message("Decisions, the latest first"))
def list_decisions(actor: Actor, *, standing: str = "", after: str = "") -> decided.Listed:
    """Decisions, the latest first."""
    return decided.decided(actor, standing=standing, after=after)


@reads("/decisions/{number}", "identification", message("One decision, its signatures and reviews"))
def read_decision(actor: Actor, number: str) -> decided.Opened:
    """One decision, its signatures and reviews."""
    return decided.opened(actor, number)


@reads("/figures", "statements", message("Our own figures that were approved"))
def list_figures(actor: Actor, *, after: str = "") -> Figures:
    """Our own figures that were approved."""
    found = list(figures_query.approved(actor, after=after)[: _SIZE + 1])
    shown = tuple(
        Figure(
            row.number,
            row.unit,
            row.as_of,
            row.scope,
            tuple(row.exclusions),
            row.result,
            row.digest,
        )
        for row in found[:_SIZE]
    )
    total = figures_query.approved(actor).count()
    return Figures(shown, total, shown[-1].number if len(found) > _SIZE else "")


@reads(
    "/laboratory/requests", "laboratory", message("Requests that were sent, in codes"), coded=True
)
def list_requests(actor: Actor, *, after: str = "") -> laboratory.Requests:
    """Requests that were sent, in codes."""
    return laboratory.requests(actor, after=after)


@reads("/laboratory/requests/{number}", "laboratory", message("One request, in codes"), coded=True)
def read_request(actor: Actor, number: str) -> laboratory.CodedRequest:
    """One request, in codes."""
    return laboratory.request_of(actor, number)


@reads("/laboratory/items/{code}", "laboratory", message("One sample, by its code"), coded=True)
def read_item(actor: Actor, code: str) -> laboratory.CodedItem:
    """One sample, by its code."""
    return laboratory.item_of(actor, code)
