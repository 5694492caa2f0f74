"""Who an individual may be, or which remains may be somebody’s, and one pair set side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from imena import __version__
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Comparison, Individual, MissingPerson, RecoveredUnit
from imena.registry.queries.antemortem import names_of
from imena.registry.queries.dossier import evidence as evidence
from imena.registry.queries.dossier.content import Dossier, Made, Remains, blank
from imena.registry.queries.dossier.people import told
from imena.registry.queries.dossier.remains import moment
from imena.registry.queries.finding import by_number
from imena.registry.queries.persons import check_compares
from imena.registry.queries.reading import as_one, named
from imena.registry.queries.reconciliation import Listed, Ranked, listed
from imena.registry.queries.same import same_each
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import NotYours

#: States of a possible name that is not one any more.
_PAST = ("excluded", "dropped")
#: So many are shown by name; of whoever is less likely, no name is read.
NAMED = 12


@dataclass(frozen=True, slots=True)
class Candidates:
    """Of ``number``, an individual or else a missing person: whom it was weighed with.

    ``names`` are those of the first :data:`NAMED`. ``chosen`` is the pair that ``pair`` tells of:
    what each piece of evidence adds, both sides, the family. Both are ``None`` where no possible
    name is left.
    """

    number: str
    individual: bool
    listed: Listed
    names: Mapping[str, str]
    chosen: Ranked | None
    pair: Dossier | None


def candidates(actor: Actor, number: str, other: str = "") -> Candidates:
    """Those of ``number``, and beside it the one numbered ``other``, or the likeliest.

    It is logged as a reading about whoever is set beside the remains, and their family (I32).

    Raises
    ------
    NotYours
        For whoever does not compare both sides; where there is no such record or no such pair.
    Broken
        I32, without a purpose.
    """
    check_compares(actor)
    with as_one(actor, "read.candidates"):
        return _candidates(actor, number, other)


def _candidates(actor: Actor, number: str, other: str) -> Candidates:
    subject = by_number(actor, number)
    if isinstance(subject, Individual):
        found = _listed(actor, individual=subject.number)
    elif isinstance(subject, MissingPerson):
        found = _listed(actor, missing=subject.number)
    else:
        raise NotYours
    chosen = _chosen(found, other)
    wanted = {row.missing for row in found.hypotheses[:NAMED]} | {subject.number}
    if chosen:
        wanted |= {chosen.missing, *chosen.among}
    return Candidates(
        subject.number,
        isinstance(subject, Individual),
        found,
        names_of(actor, wanted),
        chosen,
        _pair(actor, subject, chosen) if chosen else None,
    )


def _listed(actor: Actor, **of: str) -> Listed:
    """Nobody, where no run and no comparison is about the record yet."""
    try:
        return listed(actor, **of)
    except NotYours:
        return Listed((), ())


def _chosen(found: Listed, other: str) -> Ranked | None:
    if other:
        for row in found.hypotheses:
            if other in (row.individual, row.missing):
                return row
        raise NotYours
    return next((row for row in found.hypotheses if row.state not in _PAST), None)


def _pair(actor: Actor, subject: Individual | MissingPerson, chosen: Ranked) -> Dossier:
    """One individual beside one missing person, in the form in which dossiers are told."""
    individual, missing = (
        (subject, one(actor, MissingPerson, number=chosen.missing))
        if isinstance(subject, Individual)
        else (one(actor, Individual, number=chosen.individual), subject)
    )
    named(actor, [missing.id])
    compared = list(
        visible(actor, Comparison)
        .filter(individual=individual, missing=missing, withdrawn_at=None)
        .select_related("individual", "missing", "examiner")
        .order_by("number")
    )
    weighed = evidence.weighed(actor, [individual], [missing.id], compared)
    here = visible(actor, RecoveredUnit).filter(
        associations__individual=individual, associations__withdrawn_at=None
    )
    runs, same = evidence.runs(actor, weighed), same_each([missing.id])
    made = Made(__version__, moment(clock.now()), actor.name, 0, evidence.events_since(actor, runs))
    return replace(
        blank("board", made),
        people=(told(missing),),
        remains=(Remains(individual.number, individual.state, 0, ()),),
        grounds=evidence.grounds(compared),
        weighed=weighed,
        kin=evidence.kin(actor, [missing], same),
        before=evidence.before(actor, [missing], same),
        after=evidence.after(actor, here.order_by("number")),
        runs=runs,
    )
