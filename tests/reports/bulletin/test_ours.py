"""Which of our statements are told first, as lanes, as series, and beside the claims of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from imena.claims.algebra import Claim, Scope
from imena.claims.bounds import Bound
from imena.claims.findings import examined
from imena.language import Words
from imena.registry.queries.figures.statements import Said
from imena.reports.bulletin import ours

SAY = Words("bulletin", "en")
FOREST = {"PTX": "вигаданий ліс"}
NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)

STATEMENT = Said(
    number="FIG-1", query="bodies.recovered", version=1, unit="bodies", as_of=NOON, known_at=10,
    known_on=NOON, known_hash="", operation="V", operation_uk="Вигадана", operation_en="Invented",
    sites=(), closed_because="", result={"value": 28, "more_may_exist": True}, partition_by="",
    partition=(), exclusions=(), small=5, author="", approver="", approved_at=NOON, digest="",
    corrects="", corrected_by=(),
)  # fmt: skip


def said(number: str, day: int = 16, value: int = 28, **more: object) -> Said:
    result = {"value": value, "more_may_exist": more.pop("more_may_exist", True)}
    at = NOON.replace(day=day)
    return replace(STATEMENT, number=number, as_of=at, result=result, **more)  # type: ignore[arg-type]


def test_what_a_correction_replaced_or_nobody_approved_does_not_stand() -> None:
    first, correction = said("FIG-1"), said("FIG-3", corrects="FIG-1", value=27)
    draft = said("FIG-4", approved_at=None, corrects="FIG-3")
    assert [one.number for one in ours.standing([draft, correction, first])] == ["FIG-3"]


def test_of_each_query_and_place_the_latest_is_told_the_whole_operation_first() -> None:
    site = said("FIG-9", day=20, sites=("PTX",))
    late, early = said("FIG-2", day=18), said("FIG-1")
    graves = said("FIG-5", day=18, query="graves.known", unit="graves")
    found = ours.latest([site, late, graves, early])
    assert [one.number for one in found] == ["FIG-5", "FIG-2", "FIG-9"]
    lead = ours.lead(found)
    assert lead is not None
    assert lead.number == "FIG-2"
    assert ours.lead([]) is None


def test_two_versions_or_two_places_of_one_query_are_never_one_series() -> None:
    found = [said("FIG-1"), said("FIG-2", day=18), said("FIG-3", day=19, version=2),
             said("FIG-4", day=20, sites=("PTX",))]  # fmt: skip
    series = ours.all_series(found, SAY, FOREST)
    assert [[point.number for point in one.points] for one in series] == [
        ["FIG-1", "FIG-2"], ["FIG-4"], ["FIG-3"],
    ]  # fmt: skip


def test_a_corrected_figure_stays_in_its_series_and_is_marked() -> None:
    (series,) = ours.all_series([said("FIG-1"), said("FIG-2", value=27, corrects="FIG-1")], SAY, {})
    assert [(point.number, point.corrected) for point in series.points] == [
        ("FIG-1", True),
        ("FIG-2", False),
    ]


def test_a_lane_has_its_withheld_lines_without_numbers_and_says_what_is_not_in_it() -> None:
    lines = (
        {"line": "recovered", "unit": "bodies", "value": 20},
        {"line": "examined", "unit": "bodies", "value": None, "withheld": True},
    )
    left = ({"code": "graves_unopened", "unit": "graves", "value": 12},)
    lane = ours.lane(
        said("FIG-1", partition_by="stage", partition=lines, exclusions=left), SAY, FOREST
    )
    assert lane.said == "at least 28"
    assert [(s.level, s.number, s.instead) for s in lane.stations] == [
        ("s1", 20, ""),
        ("s2", None, "withheld"),
    ]
    assert lane.under[0] == "Not in it: graves that are not opened: 12."


def test_the_three_senses_are_told_apart_or_as_lines_of_the_widest() -> None:
    lines = ({"line": "no_idea_who", "unit": "bodies", "value": 21},)
    widest = said("FIG-1", query=ours.SENSES[0], partition_by="sense", partition=lines)
    alone = ours.senses([widest], SAY, FOREST)
    assert [(one.said, one.of) for one in alone] == [("at least 28 bodies", False), ("21", True)]
    third = said("FIG-2", query=ours.SENSES[2], value=20)
    both = ours.senses([widest, third], SAY, FOREST)
    assert [(one.number, one.of) for one in both] == [("FIG-1", False), ("FIG-2", False)]


def test_ours_is_held_against_others_as_the_least_there_is_of_the_one_site_known() -> None:
    own = ours.as_claim(said("FIG-1", value=448), SAY, FOREST)
    police = Claim(
        "CLM-1", "440 тіл", "поліція", "bodies", Bound.EXACT, 440, scope=Scope("вигаданий ліс"),
        as_of="2026-03-16",
    )  # fmt: skip
    assert [finding.kind for finding in examined([police, own])] == ["contradiction"]
    more = replace(police, value=450, quote="450 тіл")
    assert [finding.kind for finding in examined([more, own])] == ["seems_to_conflict"]
    elsewhere = ours.as_claim(said("FIG-1", value=448), SAY, {**FOREST, "TRX": "інше місце"})
    assert elsewhere.scope.place == "Вигадана"
    exact = ours.as_claim(said("FIG-2", more_may_exist=False), SAY, FOREST)
    assert exact.bound is Bound.EXACT
