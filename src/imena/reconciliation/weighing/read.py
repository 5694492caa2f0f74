"""The frozen case file as what the models of evidence weigh."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from imena.evidence.caps import PROPOSED, Caps
from imena.evidence.examiner import EXCLUSION, IDENTIFICATION, INCONCLUSIVE
from imena.evidence.weighing.records import Conclusion, Remains, Told
from imena.evidence.weighing.weigh import Weighed, weigh
from imena.reconciliation.weighing import colours, marks, profile, teeth, things
from imena.reconciliation.weighing.dates import Span, months_between, span
from imena.reconciliation.weighing.place_time import Calendar, last_seen
from imena.reconciliation.weighing.said import Remarks
from imena.registry.queries.frozen import FrozenConclusion, FrozenIndividual, FrozenMissing

#: Only one event is known so far; `place_time` says why.
_THE_EVENT = 0
_CONCLUSIONS = {"established": IDENTIFICATION, "excluded": EXCLUSION}


def weighed(
    individuals: Sequence[FrozenIndividual],
    missing: Sequence[FrozenMissing],
    conclusions: Sequence[FrozenConclusion] = (),
    *,
    caps: Caps = PROPOSED,
) -> Weighed:
    """Everything beside DNA, of each individual (rows) and each missing person (columns)."""
    calendar = Calendar.of(individuals)
    spans = last_seen(missing)
    usual = _usual(spans)
    return weigh(
        [_remains(one, usual, calendar) for one in individuals],
        [_told(one, seen, usual, calendar) for one, seen in zip(missing, spans, strict=True)],
        caps=caps,
        where=None if calendar is None else calendar.models,
        conclusions=_concluded(individuals, missing, conclusions),
    )


def _usual(spans: Sequence[Span | None]) -> Span | None:
    """From when to when people were last seen here, for those of whom nobody told."""
    known = [one for one in spans if one is not None]
    if not known:
        return None
    return Span(min(one.first for one in known), max(one.last for one in known))


def _remains(one: FrozenIndividual, usual: Span | None, calendar: Calendar | None) -> Remains:
    findings, ground = one.remains.findings, one.remains.ground
    remarks = Remarks()
    return Remains(
        profile=profile.of_remains(findings, remarks, typed=bool(one.typings)),
        teeth=teeth.of_remains(findings, remarks),
        marks=marks.of_one(findings, remarks),
        condition=marks.condition(findings, one.remains.stage),
        hair=colours.hair(findings, remarks),
        eyes=colours.eyes(findings, remarks),
        months=_months_buried(one, usual),
        things=things.of_one(findings, remarks),
        things_looked_for=things.looked_for(findings),
        implants=marks.implants(findings),
        death=None if calendar is None else calendar.death(ground),
        remarks=remarks.by_group,
    )


def _told(
    one: FrozenMissing, seen: Span | None, usual: Span | None, calendar: Calendar | None
) -> Told:
    findings = one.told.findings
    remarks = Remarks()
    chart, years = teeth.of_person(findings, seen or usual, remarks)
    return Told(
        profile=profile.of_person(one.sex, one.told, seen or usual),
        teeth=chart,
        teeth_years=years,
        marks=marks.of_one(findings, remarks),
        hair=colours.hair(findings, remarks),
        eyes=colours.eyes(findings, remarks),
        things=things.of_one(findings, remarks),
        exchanged=one.told.population == "military",
        implants=marks.implants(findings),
        event=_THE_EVENT,
        last_seen=None if calendar is None else calendar.last_seen(seen),
        remarks=remarks.by_group,
    )


def _months_buried(one: FrozenIndividual, usual: Span | None) -> float:
    """From the middle of when people were last seen to when these remains were lifted."""
    ground = one.remains.ground
    lifted = span(ground.lifted_on) if ground is not None else None
    days = [made.first for f in one.remains.findings if (made := span(f.as_of)) is not None]
    seen: date | None = lifted.first if lifted is not None else min(days, default=None)
    if seen is None or usual is None:
        return 0.0
    middle = usual.first + (usual.last - usual.first) / 2
    return max(0.0, months_between(middle, seen))


def _concluded(
    individuals: Sequence[FrozenIndividual],
    missing: Sequence[FrozenMissing],
    conclusions: Sequence[FrozenConclusion],
) -> dict[tuple[int, int], Conclusion]:
    """By pair, what the first examiner concluded, and the next if there is one."""
    row = {one.id: i for i, one in enumerate(individuals)}
    column = {one.id: j for j, one in enumerate(missing)}
    said: dict[tuple[uuid.UUID, uuid.UUID], dict[int, str]] = {}
    for one in conclusions:
        if one.individual in row and one.missing in column:
            outcome = _CONCLUSIONS.get(one.outcome, INCONCLUSIVE)
            said.setdefault((one.individual, one.missing), {})[one.examiner] = outcome
    return {
        (row[individual], column[person]): Conclusion(*list(by_examiner.values())[:2])
        for (individual, person), by_examiner in said.items()
    }
