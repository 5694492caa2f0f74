"""Sex, age and stature, as examiners and families state them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from imena.evidence.age import AgeFinding, DevelopmentFinding, IntervalFinding
from imena.evidence.ages import AGES
from imena.evidence.profile import ProfileFindings, ProfileRecord, SexFinding
from imena.evidence.sex import SEX_METHODS, SexMethod
from imena.evidence.stature import (
    LinearFinding,
    StatureReport,
    bones_finding,
    estimate_finding,
)
from imena.reconciliation.weighing.dates import Span, span, years_between
from imena.reconciliation.weighing.said import DISAGREE, Remarks, agreed, of_kind, text
from imena.registry.queries.frozen import FrozenFinding, FrozenTold

_NAME = "profile"
_OUTCOME = {
    "male": "M",
    "probable_male": "probable_M",
    "undetermined": "undetermined",
    "probable_female": "probable_F",
    "female": "F",
}
_SEX = {"male": "M", "female": "F"}
_BY_BASIS = {"anatomical": "external_anatomy", "skeletal": "pelvis_morphology_unverified"}
#: Below this age a skeleton hardly shows its sex.
_JUVENILE = 15
#: Half the width of a central 90 % interval in standard deviations, and the least SD in cm.
_Z90, _LEAST_SPREAD = 1.6448536269514722, 1.0
_BONES = ("femur", "tibia", "fibula", "humerus", "radius", "ulna")
#: Who states a stature → the kind of report; the most reliable first.
_REPORTS = {
    "medical_record": "measured",
    "service_record": "measured",
    "official_register": "document",
    "family": "relatives",
    "acquaintance": "relatives",
    "photograph": "relatives",
    "other": "relatives",
}
_RELIABLE = ("measured", "document", "relatives")
#: Years that the time between being last seen and death may add to an age.
_LATER = 0.5


@dataclass(frozen=True, slots=True)
class _Years:
    least: int
    most: int
    method: str

    def overlaps(self, other: _Years) -> bool:
        return self.least <= other.most and other.least <= self.most


def of_remains(
    findings: Iterable[FrozenFinding], remarks: Remarks, *, typed: bool
) -> ProfileFindings:
    """What was found; ``typed``: the DNA of these remains says the sex too, and it counts there."""
    found = tuple(findings)
    ages = _ages(found, remarks)
    juvenile = ages is not None and ages.most < _JUVENILE
    return ProfileFindings(
        _sex(found, remarks, juvenile=juvenile, typed=typed),
        None if ages is None else _age(ages),
        _stature(found, remarks),
    )


def of_person(sex: str, told: FrozenTold, seen: Span | None) -> ProfileRecord:
    """What is known; ``seen`` are the days on which the person may have been seen last."""
    return ProfileRecord(_SEX.get(sex), _age_at_death(told, seen), _stature_report(told.findings))


def _sex(
    findings: Iterable[FrozenFinding], remarks: Remarks, *, juvenile: bool, typed: bool
) -> SexFinding | None:
    said = [(one, _by_method(one, juvenile=juvenile)) for one in of_kind(findings, "sex")]
    told, disagree = agreed(
        ((one, made) for one, made in said if made.method.name != "amelogenin"),
        lambda a, b: {a.outcome[-1], b.outcome[-1]} != {"F", "M"},
    )
    if disagree:
        remarks.add(_NAME, DISAGREE)
        return None
    if told:
        return min(told, key=lambda made: made.method.wrong.mean)
    return next((SexFinding(m.method, m.outcome, typed) for _, m in said), None)


def _by_method(one: FrozenFinding, *, juvenile: bool) -> SexFinding:
    basis = text(one.data, "basis")
    name = "amelogenin" if basis == "amelogenin" else text(one.data, "method")
    if name not in SEX_METHODS:
        name = _BY_BASIS.get(basis, _BY_BASIS["skeletal"])
    if juvenile and basis == "skeletal":
        name = "juvenile_skeleton"
    method: SexMethod = SEX_METHODS[name]
    return SexFinding(method, _OUTCOME[text(one.data, "estimate")])


def _ages(findings: Iterable[FrozenFinding], remarks: Remarks) -> _Years | None:
    """The narrowest interval stated, where none of another examiner lies apart from it."""

    def stated() -> Iterator[tuple[FrozenFinding, _Years]]:
        for one in of_kind(findings, "age"):
            least, most = one.data.get("least_years"), one.data.get("most_years")
            if isinstance(least, int) and isinstance(most, int) and most < len(AGES):
                yield one, _Years(least, most, text(one.data, "method"))

    every, disagree = agreed(stated(), _Years.overlaps)
    if disagree:
        remarks.add(_NAME, DISAGREE)
        return None
    return min(every, key=lambda y: (y.most + 1) / max(y.least, 0.5), default=None)


def _age(years: _Years) -> AgeFinding:
    """The interval runs to the end of its last year."""
    if years.method == "dental_development" and years.most < 18:
        return DevelopmentFinding((years.least + years.most + 1) / 2)
    return IntervalFinding(years.least, years.most + 1)


def _stature(findings: Iterable[FrozenFinding], remarks: Remarks) -> LinearFinding | None:
    """From measured bones; from a stated stature where none was measured."""
    found = tuple(findings)
    lengths = _lengths(found)
    if lengths:
        return bones_finding(lengths)
    said = [(one, _centimetres(one.data)) for one in of_kind(found, "stature")]
    every, disagree = agreed(said, lambda a, b: a[0] <= b[1] and b[0] <= a[1])
    if disagree:
        remarks.add(_NAME, DISAGREE)
        return None
    if not every:
        return None
    low, high = min(every, key=lambda ends: ends[1] - ends[0])
    measured = all(text(one.data, "method") == "body_length" for one, _ in said)
    spread = max((high - low) / (2 * _Z90), _LEAST_SPREAD)
    return estimate_finding((low + high) / 2, spread, foreign=not measured)


def _lengths(findings: Iterable[FrozenFinding]) -> dict[str, float]:
    """Maximum lengths in mm, one side of each bone: the left, as standards take it."""
    lengths: dict[str, float] = {}
    for one in of_kind(findings, "element"):
        bone, whole = text(one.data, "element"), text(one.data, "completeness") == "complete"
        length = text(one.data, "length_mm")
        preferred = bone not in lengths or text(one.data, "side") == "left"
        if bone in _BONES and whole and length and preferred:
            lengths[bone] = float(length)
    return lengths


def _centimetres(data: Mapping[str, object]) -> tuple[float, float]:
    return float(text(data, "least_cm")), float(text(data, "most_cm"))


def _age_at_death(told: FrozenTold, seen: Span | None) -> tuple[float, float] | None:
    born = span(told.born)
    if born is not None and seen is not None:
        least = max(0.0, years_between(born.last, seen.first))
        most = min(float(len(AGES)), years_between(born.first, seen.last) + _LATER)
        return (least, most) if least < most and born.first <= seen.last else None
    for one in of_kind(told.findings, "age"):
        least_years, most_years = one.data.get("least_years"), one.data.get("most_years")
        if isinstance(least_years, int) and isinstance(most_years, int):
            return float(least_years), min(float(most_years + 1), float(len(AGES)))
    return None


def _stature_report(findings: Iterable[FrozenFinding]) -> StatureReport | None:
    reports = []
    for one in of_kind(findings, "stature"):
        low, high = _centimetres(one.data)
        if 50 <= (low + high) / 2 <= 260:
            kind = _REPORTS.get(one.by, "relatives")
            reports.append(StatureReport((low + high) / 2, kind))
    return min(reports, key=lambda report: _RELIABLE.index(report.kind), default=None)
