"""What belongs to a record and is shown beside it, each part only to whoever sees its rows."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from imena.registry.actor import Actor
from imena.registry.models import (
    Association,
    Burial,
    BurialUnit,
    Consent,
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Entry,
    FamilyWish,
    HazardClearance,
    Hypothesis,
    Incident,
    Individual,
    Kinship,
    LabItem,
    LabResult,
    LegalAuthority,
    Marker,
    MinimumNumber,
    MissingPerson,
    Person,
    RecoveredUnit,
    Release,
    ReviewCase,
    Sample,
    Signature,
    Site,
    UnitOrigin,
)
from imena.registry.queries.custody import custody_line
from imena.registry.queries.persons import compares
from imena.registry.queries.visible import visible
from imena.registry.queries.words import Word, day, moment, remark, term, text

#: Rows of one part that are shown; ``Part.more`` counts the others.
MOST = 200


@dataclass(frozen=True, slots=True)
class Part:
    """Rows beside a record; `imena.registry.words.records.PARTS` has the heading of ``key``."""

    key: str
    rows: tuple[tuple[Word, ...], ...]
    more: int = 0


#: Heading, the area whose rows are shown, and the rows.
_Told = tuple[str, str, Iterable[tuple[Word, ...]]]


def parts_of(actor: Actor, record: Entry) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """The parts that have rows, and every area that was asked, whether it showed any or not."""
    parts, areas = [], []
    for key, area, rows in _PARTS.get(type(record), _nothing)(actor, record):
        areas.append(area)
        kept = list(rows)
        if kept:
            parts.append(Part(key, tuple(kept[:MOST]), max(0, len(kept) - MOST)))
    return tuple(parts), tuple(dict.fromkeys(areas))


def _nothing(actor: Actor, record: Entry) -> Iterator[_Told]:
    del actor, record
    yield from ()


def _site(actor: Actor, site: Any) -> Iterator[_Told]:
    yield (
        "clearances",
        "sites",
        (
            (text(c.certificate), day(c.cleared_on), text(c.cleared_by), text(c.covers))
            + ((remark("withdrawn"),) if c.withdrawn else ())
            for c in visible(actor, HazardClearance)
            .filter(site=site)
            .order_by("cleared_on", "certificate")
        ),
    )
    yield (
        "authorities",
        "sites",
        (
            (text(a.proceeding), day(a.issued_on), text(a.issued_by), text(a.mandate))
            + ((remark("withdrawn"),) if a.withdrawn else ())
            for a in visible(actor, LegalAuthority)
            .filter(site=site)
            .order_by("issued_on", "proceeding")
        ),
    )
    yield "graves", "sites", _by_state(actor, BurialUnit, "burial_state", site)
    yield "remains_by_state", "custody", _by_state(actor, RecoveredUnit, "remains_state", site)


def _by_state(
    actor: Actor, model: type[BurialUnit | RecoveredUnit], vocabulary: str, site: Site
) -> Iterator[tuple[Word, ...]]:
    mine: Any = visible(actor, model)
    rows = model._default_manager.filter(pk__in=mine.filter(site=site).values("pk"))
    for state, count in rows.values_list("state").annotate(n=Count("pk")).order_by("state"):
        yield term(vocabulary, state), text(str(count))


def _grave(actor: Actor, grave: Any) -> Iterator[_Told]:
    yield (
        "markers",
        "sites",
        (
            (text(m.number or "—"), text(m.text_verbatim))
            + ((remark("proved_wrong"),) if m.proved_wrong else ())
            for m in visible(actor, Marker)
            .filter(burial_unit=grave)
            .order_by("recorded_at", "number")
        ),
    )
    yield "remains", "custody", _units(visible(actor, RecoveredUnit).filter(burial_unit=grave))
    yield (
        "minimum",
        "postmortem",
        (
            (text(f"{m.lowest}–{m.highest}"), term("mni_method", m.method))
            + ((remark("outdated"),) if m.outdated else ())
            for m in visible(actor, MinimumNumber)
            .filter(burial_unit=grave)
            .order_by("recorded_at", "method")
        ),
    )


def _units(rows: Any) -> Iterator[tuple[Word, ...]]:
    for unit in rows.order_by("number"):
        yield (
            text(unit.number),
            term("unit_kind", unit.kind),
            term("remains_state", unit.state),
            term("place_kind", unit.place),
        )


def _unit(actor: Actor, unit: Any) -> Iterator[_Told]:
    yield (
        "associations",
        "custody",
        (
            (text(a.individual.number), *_belonging(a))
            for a in visible(actor, Association)
            .filter(unit=unit)
            .select_related("individual")
            .order_by("began_at", "individual__number")
        ),
    )
    line = custody_line(actor, unit.pk)
    yield (
        "custody",
        "custody",
        (
            tuple(
                word
                for word in (
                    text(h.number),
                    moment(h.at),
                    term("custody_event", h.kind),
                    term("place_kind", h.place) if h.place else None,
                    text(" → ".join(filter(None, (h.handed_by, h.taken_by)))),
                    text(h.slot),
                    text(h.note),
                )
                if word is not None and word.said
            )
            for h in line.happenings
        ),
    )
    yield (
        "gaps",
        "custody",
        (
            (remark(g.kind), moment(g.began), moment(g.ended) if g.ended else remark("lasts"))
            for g in line.gaps
        ),
    )
    yield (
        "incidents",
        "custody",
        (
            (term("incident_kind", i.kind), moment(i.found_at), text(i.description))
            for i in visible(actor, Incident)
            .filter(unit=unit, closed_at=None)
            .order_by("found_at", "kind")
        ),
    )
    origins = visible(actor, UnitOrigin).select_related("source", "outcome")
    yield (
        "origins",
        "custody",
        (
            (term("unit_origin", o.kind), text(f"{o.source.number} → {o.outcome.number}"))
            for o in (origins.filter(source=unit) | origins.filter(outcome=unit)).order_by(
                "recorded_at", "source__number", "outcome__number"
            )
        ),
    )
    yield (
        "samples",
        "samples",
        (
            (text(s.number), term("sample_kind", s.kind), term("sample_state", s.state))
            for s in visible(actor, Sample).filter(unit=unit).order_by("number")
        ),
    )


def _belonging(association: Association) -> tuple[Word, ...]:
    said = (
        term("association_evidence", association.evidence),
        text(association.grounds),
        moment(association.began_at),
    )
    if association.withdrawn_at is None:
        return said
    ended = moment(association.withdrawn_at)
    return (*said, remark("withdrawn"), ended, text(association.withdrawn_reason))


def _individual(actor: Actor, individual: Any) -> Iterator[_Told]:
    yield (
        "belongings",
        "custody",
        (
            (text(a.unit.number), term("unit_kind", a.unit.kind), *_belonging(a))
            for a in visible(actor, Association)
            .filter(individual=individual)
            .select_related("unit")
            .order_by("began_at", "unit__number")
        ),
    )
    named = visible(actor, DecisionIndividual).filter(individual=individual)
    yield "decisions", "identification", _decisions(named)
    yield (
        "hypotheses",
        "comparison",
        (
            (text(h.missing.number), term("hypothesis_state", h.state))
            for h in visible(actor, Hypothesis)
            .filter(individual=individual)
            .select_related("missing")
            .order_by("state", "recorded_at", "missing__number")
        ),
    )
    yield "burials", "release", _burials(visible(actor, Burial).filter(individual=individual))


def _decisions(rows: Any) -> Iterator[tuple[Word, ...]]:
    for row in rows.select_related("decision").order_by("recorded_at", "decision__number"):
        said = (text(row.decision.number), term("decision_status", row.decision.status))
        yield (*said, remark("standing")) if row.standing else said


def _burials(rows: Any) -> Iterator[tuple[Word, ...]]:
    for grave in rows.order_by("buried_on", "recorded_at", "place", "plot"):
        said = (
            text(f"{grave.place}, {grave.plot}"),
            day(grave.buried_on),
            remark("under_name" if grave.named else "interim"),
        )
        ended = (remark("opened_again"), day(grave.ended_on)) if grave.ended_on else ()
        yield (*said, *ended)


def _sample(actor: Actor, sample: Any) -> Iterator[_Told]:
    items = visible(actor, LabItem).filter(sample=sample).select_related("request")
    results = visible(actor, LabResult).filter(item__in=items.values("pk"))
    outcomes: dict[uuid.UUID, list[Word]] = {}
    for result in results.defer("profile", "note").order_by("reported_at", "method"):
        said = [term("lab_method", result.method), term("lab_outcome", result.outcome)]
        outcomes.setdefault(result.item_id, []).extend(said)
    yield (
        "laboratory",
        "laboratory",
        (
            (text(i.request.number), term("lab_item_state", i.state), *outcomes.get(i.pk, ()))
            for i in items.order_by("recorded_at", "request__number")
        ),
    )


def _missing(actor: Actor, missing: Any) -> Iterator[_Told]:
    named = visible(actor, DecisionPerson).filter(missing=missing)
    yield "decisions", "identification", _decisions(named)
    yield (
        "hypotheses",
        "comparison",
        (
            (text(h.individual.number), term("hypothesis_state", h.state))
            for h in visible(actor, Hypothesis)
            .filter(missing=missing)
            .select_related("individual")
            .order_by("state", "recorded_at", "individual__number")
        ),
    )
    kin = (
        visible(actor, Kinship).filter(missing=missing)
        if compares(actor)
        else Kinship.objects.none()
    )
    yield "kin", "antemortem", _kin(kin, "person", "code")
    yield (
        "wishes",
        "families",
        (
            (
                day(w.asked_on),
                term("wish_partial", w.partial_remains),
                term("wish_later", w.later_found),
                *((remark("outdated"),) if w.outdated else ()),
            )
            for w in visible(actor, FamilyWish)
            .filter(missing=missing)
            .order_by("recorded_at", "person__code")
        ),
    )


def _kin(rows: Any, other: str, column: str) -> Iterator[tuple[Word, ...]]:
    columns = (f"{other}__{column}", "relationship", "standing")
    for number, relationship, standing in rows.order_by("recorded_at", *columns).values_list(
        *columns
    ):
        yield text(number), term("relationship", relationship), term("kinship_standing", standing)


def _person(actor: Actor, person: Any) -> Iterator[_Told]:
    kin = (
        visible(actor, Kinship).filter(person=person) if compares(actor) else Kinship.objects.none()
    )
    yield "kin", "antemortem", _kin(kin, "missing", "number")
    yield (
        "consents",
        "antemortem",
        (
            (term("consent_purpose", c.purpose), day(c.given_on))
            + ((remark("withdrawn"), day(c.withdrawn_on)) if c.withdrawn_on else ())
            for c in visible(actor, Consent).filter(person=person).order_by("given_on", "purpose")
        ),
    )


def _decision(actor: Actor, decision: Any) -> Iterator[_Told]:
    bodies = visible(actor, DecisionIndividual).filter(decision=decision)
    yield (
        "bodies",
        "identification",
        (
            (text(number),)
            for number in bodies.values_list("individual__number", flat=True).order_by(
                "individual__number"
            )
        ),
    )
    people = visible(actor, DecisionPerson).filter(decision=decision)
    yield (
        "persons",
        "identification",
        (
            (text(listed or unlisted),)
            for listed, unlisted in people.values_list(
                "missing__number", "unlisted__code"
            ).order_by("missing__number", "unlisted__code")
        ),
    )
    yield (
        "signatures",
        "identification",
        (
            (text(s.signer.display_name), term("role", s.role), moment(s.signed_at))
            for s in visible(actor, Signature)
            .filter(decision=decision)
            .select_related("signer")
            .order_by("signed_at", "signer__display_name")
        ),
    )
    yield (
        "reviews",
        "identification",
        (
            (text(r.number), term("review_reason", r.reason))
            + ((term("review_outcome", r.outcome),) if r.outcome else ())
            for r in visible(actor, ReviewCase)
            .filter(decision=decision)
            .order_by("recorded_at", "number")
        ),
    )
    yield (
        "releases",
        "release",
        (
            (text(number), term("release_state", state))
            for number, state in visible(actor, Release)
            .filter(decision=decision)
            .values_list("number", "state")
            .order_by("number")
        ),
    )


def _release(actor: Actor, release: Any) -> Iterator[_Told]:
    yield "remains", "custody", _units(visible(actor, RecoveredUnit).filter(pk__in=release.units))
    yield "burials", "release", _burials(visible(actor, Burial).filter(release=release))


_PARTS: Mapping[type[Entry], Callable[[Actor, Any], Iterator[_Told]]] = {
    Site: _site,
    BurialUnit: _grave,
    RecoveredUnit: _unit,
    Individual: _individual,
    Sample: _sample,
    MissingPerson: _missing,
    Person: _person,
    Decision: _decision,
    Release: _release,
}
