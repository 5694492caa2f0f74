"""Dental charts, put together of the teeth that were charted."""

from __future__ import annotations

from collections.abc import Iterable

from imena.evidence.dental.teeth import SURFACES, TEETH, BoolArray, ToothState, chart
from imena.reconciliation.weighing.dates import Span, span, years_between
from imena.reconciliation.weighing.said import DISAGREE, Remarks, of_kind, text
from imena.registry.queries.frozen import FrozenFinding

_NAME = "dental"
_STATUSES = ("present", "absent")
#: What is written down when a tooth is looked at; memory is no chart.
_RECORDS = ("dental_record", "radiograph", "medical_record", "service_record")
#: Years between a chart and death where its date is not known. A proposal of ours.
_YEARS = 3.0


def of_remains(findings: Iterable[FrozenFinding], remarks: Remarks) -> BoolArray | None:
    """The chart after death; where two examiners differ, either may be right."""
    examiners: dict[int, list[FrozenFinding]] = {}
    for one in of_kind(findings, "tooth", *_STATUSES):
        examiners.setdefault(one.examiner, []).append(one)
    charts = [_chart(found, remarks) for found in examiners.values()]
    if not charts:
        return None
    first, *others = charts
    for other in others:
        if not (first & other).any(axis=1).all():
            remarks.add(_NAME, DISAGREE)
        apart = ~(first & other).any(axis=1)
        joined = first & other
        joined[apart] = (first | other)[apart]
        first = joined
    return first


def of_person(
    findings: Iterable[FrozenFinding], seen: Span | None, remarks: Remarks
) -> tuple[BoolArray | None, float]:
    """The chart before death, of the latest record of each tooth, and its years before death."""
    found = list(of_kind(findings, "tooth", *_STATUSES))
    records = [one for one in found if one.by in _RECORDS]
    if len(records) < len(found):
        remarks.add(_NAME, "teeth_from_memory_left_out")
    if not records:
        return None, 0.0
    dated = [made for one in records if (made := span(one.as_of)) is not None]
    if not dated or seen is None:
        remarks.add(_NAME, "date_of_chart_taken")
        return _chart(records, remarks), _YEARS
    latest = max(made.last for made in dated)
    return _chart(records, remarks), max(0.0, years_between(latest, seen.first))


def _chart(findings: Iterable[FrozenFinding], remarks: Remarks) -> BoolArray:
    written: dict[str, ToothState] = {}
    for one in sorted(findings, key=lambda finding: finding.as_of):
        tooth, state = text(one.data, "tooth"), text(one.data, "state")
        if tooth not in TEETH:
            remarks.add(_NAME, "deciduous_teeth_left_out")
            continue
        surfaces = one.data.get("surfaces", ()) if state == "filled" else ()
        some = "".join(s for s in SURFACES if s in tuple(surfaces))
        written[tooth] = ToothState(state, some)
    return chart(written)
