"""How many there are altogether and not found yet, from the case file; figures and no name."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from imena.cli.estimate import command
from imena.registry.models import BurialUnit, DuplicatePair, Event, MissingPerson, RecoveredUnit
from imena.registry.queries.estimating import Estimated, estimated
from imena.registry.queries.on_lists import on_lists
from imena.registry.refusals import Broken, NotAllowed, Refused
from tests.registry.at_the_keyboard import signed_in
from tests.registry.cast import Cast
from tests.registry.figures.listed import Listed


@pytest.fixture
def listed(cast: Cast) -> Listed:
    return Listed(cast)


def asked(cast: Cast, **how: object) -> Estimated:
    actor = cast.figures_officer.reading_for("оцінка")
    return estimated(actor, linkages=4, replicates=20, **how)  # type: ignore[arg-type]


def test_three_lists_of_known_people_hold_the_truth_between_their_ends(listed: Listed) -> None:
    listed.compared()
    found = asked(listed.cast)
    assert {one.code: one.entries for one in found.lists} == {
        "reports": len(listed.missing),
        "register": int(listed.on[:, 1].sum()),
        "bodies": len(listed.bodies),
    }
    assert abs(found.whole.observed - listed.counted(0, 1, 2)) <= 6
    for told in found.whole.told:
        assert told.interval is not None, told
        assert told.interval[0] <= 240 <= told.interval[1], told
    assert found.exhumed == len(listed.bodies)
    assert found.run == 1


def test_not_found_yet_is_all_less_those_exhumed_draw_by_draw(listed: Listed) -> None:
    listed.compared()
    found = asked(listed.cast)
    truth = 240 - len(listed.bodies)
    assert {*found.left} == {"best_bic", "stepwise", "averaged"}
    for left in found.left.values():
        assert left.quantile(0.025) <= truth <= left.quantile(0.975)
        assert left.impossible == 0
    told = found.reported
    assert told is not None
    assert told.reported == len(listed.missing)
    found_among = len(listed.missing.keys() & listed.bodies.keys())
    assert told.among.tolist() == [found_among] * 4
    assert set(told.left.draws.tolist()) == {len(listed.missing) - found_among}


def test_an_uncertain_run_makes_the_number_left_uncertain(listed: Listed) -> None:
    listed.compared(posterior=0.5)
    told = asked(listed.cast).reported
    assert told is not None
    assert len(set(told.among.tolist())) > 1
    assert told.among.max() < len(listed.missing.keys() & listed.bodies.keys())


def test_who_could_not_be_compared_is_on_no_list_but_stays_exhumed(listed: Listed) -> None:
    body, person = next(iter(listed.bodies.values())), next(iter(listed.missing.values()))
    left = [{"why": "no_profile", "number": body.number, "other": ""},
            {"why": "nobody_typed", "number": person.number, "other": ""}]  # fmt: skip
    listed.compared(left_out=left)
    found = asked(listed.cast)
    of = {one.code: (one.entries, one.left_out) for one in found.lists}
    assert of["bodies"] == (len(listed.bodies) - 1, 1)
    assert of["reports"] == (len(listed.missing) - 1, 1)
    assert found.exhumed == len(listed.bodies)


def test_a_decision_settles_who_somebody_is_and_counts_as_named(listed: Listed) -> None:
    one = next(iter(listed.missing.keys() & listed.bodies.keys()))
    listed.believed.confirmed(listed.bodies[one], listed.missing[one])
    listed.compared(posterior=0.01)
    found = asked(listed.cast)
    assert found.named == 1
    assert found.reported is not None
    assert found.reported.named == 1


def test_without_a_run_there_are_no_bodies_and_all_reports(listed: Listed) -> None:
    found = asked(listed.cast)
    assert [one.code for one in found.lists] == ["reports", "register"]
    assert [t.method for t in found.whole.told] == ["lower_bound", "chapman"]
    assert found.reported is None
    assert found.exhumed == len(listed.bodies)


def test_a_line_whose_grave_nobody_knows_cannot_be_held_beside_bodies(listed: Listed) -> None:
    listed.line(900, "Вигадько Ілля", marker_stated="№ 7000")
    listed.compared()
    (book,) = [one for one in asked(listed.cast).lists if one.code == "register"]
    assert book.left_out == 1
    without = [one for one in asked(listed.cast, bodies=False).lists if one.code == "register"]
    assert [one.left_out for one in without] == [0]


def test_numbers_on_graves_are_believed_as_often_as_they_were_right(listed: Listed) -> None:
    listed.compared()
    found = on_lists(listed.cast.operation.id)
    bodies = [one.code for one in found.lists].index("bodies")
    by_number = {
        round(odds, 6)
        for (_, two), odds in zip(found.entries.links.tolist(), found.entries.odds, strict=True)
        if found.entries.list_of[two] == bodies and odds < 1000
    }
    on = listed.on
    known = int(on.all(axis=1).sum())
    assert by_number == {known + 1.0}


def test_a_surname_alone_is_a_family_s_and_is_left_out(listed: Listed) -> None:
    listed.line(900, "Вигадько")
    (book,) = [one for one in on_lists(listed.cast.operation.id).lists if one.code == "register"]
    assert book.left_out == 1


def test_the_living_and_the_withdrawn_are_on_no_list(listed: Listed) -> None:
    first, second, third = list(listed.missing.values())[:3]
    MissingPerson.objects.filter(pk=first.pk).update(state="found_alive")
    MissingPerson.objects.filter(pk=second.pk).update(state="withdrawn")
    MissingPerson.objects.filter(pk=third.pk).update(duplicate_of=list(listed.missing.values())[4])
    reports = on_lists(listed.cast.operation.id).lists[0]
    assert reports.entries == len(listed.missing) - 3


def test_reports_that_may_be_of_one_person_are_drawn_as_one_as_often(listed: Listed) -> None:
    first, second = sorted(list(listed.missing.values())[:2], key=lambda m: m.id)
    listed.believed.row(
        DuplicatePair, first=first, second=second, state="proposed",
        figures={"probability": "0.7500"},
    )  # fmt: skip
    found = on_lists(listed.cast.operation.id)
    reports = [i for i, of in enumerate(found.entries.list_of.tolist()) if of == 0]
    within = [
        odds
        for (one, two), odds in zip(found.entries.links.tolist(), found.entries.odds, strict=True)
        if one in reports and two in reports
    ]
    assert within == pytest.approx([3.0])


def test_periods_are_estimated_apart_and_added(listed: Listed) -> None:
    found = asked(listed.cast, period="month")
    assert [name for name, _ in found.strata] == ["2031-01", "2031-02"]
    assert "bodies" not in {one.code for one in found.lists}
    chapman = [one for one in found.whole.told if one.method == "chapman"]
    parts = [t.estimate for _, part in found.strata for t in part.told if t.method == "chapman"]
    assert chapman[0].estimate == pytest.approx(sum(filter(None, parts)), rel=0.02)


def test_known_graves_hold_more_only_where_somebody_says_they_were_opened_at_random(
    listed: Listed,
) -> None:
    listed.compared()
    unopened = 240 - len(listed.bodies)
    closed = asked(listed.cast)
    assert closed.graves is not None
    assert closed.graves.expansion.hard_lower == 240
    assert closed.graves.unopened is None
    assert closed.elsewhere == {}
    # A second body in one grave, of nobody in particular: graves differ then.
    grave = BurialUnit.objects.filter(state="exhumed").first()
    listed.believed.row(
        RecoveredUnit, number="LOOSE-1", site=listed.believed.site, burial_unit=grave,
        kind="complete_body", human="yes", state="recovered",
    )  # fmt: skip
    found = asked(listed.cast, graves_at_random=True)
    assert found.graves is not None
    assert found.graves.unopened is not None
    assert found.graves.unopened.mean() == pytest.approx(unopened, rel=0.1)
    assert found.exhumed == len(listed.bodies) + 1
    for method, left in found.left.items():
        assert found.elsewhere[method].quantile(0.5) < left.quantile(0.5)


def test_two_lists_at_least_must_have_somebody(cast: Cast) -> None:
    with pytest.raises(Refused):
        asked(cast)


@pytest.mark.invariant("I32")
def test_it_is_a_reading_about_everybody_and_needs_a_purpose(listed: Listed) -> None:
    with pytest.raises(Broken) as refused:
        estimated(listed.cast.figures_officer)
    assert refused.value.invariant == "I32"
    asked(listed.cast)
    body = json.loads(Event.objects.get(type="read.estimate").body)
    assert {str(m.pk) for m in listed.missing.values()} <= set(body["subjects"])


@pytest.mark.parametrize("role", ["examiner", "laboratory", "field_team", "interviewer"])
def test_who_sees_no_figures_may_not_ask(cast: Cast, role: str) -> None:
    with pytest.raises(NotAllowed):
        estimated(cast.actors[role].reading_for("цікавість"))


def test_at_the_terminal_it_says_figures_and_nobody_s_name(
    listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed.compared()
    signed_in(monkeypatch, listed.cast.actors.__getitem__)
    given = ["case-file", "--as", "figures_officer", "--purpose", "оцінка",
             "--linkages", "2", "--replicates", "20"]  # fmt: skip
    english = CliRunner().invoke(command, [*given, "--language", "en"])
    assert english.exit_code == 0, english.output
    assert f"bodies: {len(listed.bodies)}" in english.output
    assert "Not found yet, of everybody:" in english.output
    assert "more may exist" in english.output
    ukrainian = CliRunner().invoke(command, [*given, "--language", "uk"])
    assert "З усіх ще не знайдено:" in ukrainian.output
    tree = json.loads(CliRunner().invoke(command, [*given, "--json"]).output)
    assert tree["made_by"]["parameters"]["linkages"] == 2
    assert tree["more_sites_may_exist"] is True
    assert tree["not_yet_found"]["averaged"]["estimate"] > 0
    told = english.output + ukrainian.output + json.dumps(tree, ensure_ascii=False)
    assert not any(report.name.surname in told for report in listed.reports)
