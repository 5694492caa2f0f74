"""What a dossier gathers: what its reader may see, of what whoever makes it may see (I31, I32)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.ledger.canonical import canonical
from imena.registry.models import (
    AntemortemFinding,
    Comparison,
    CustodyEvent,
    Decision,
    DecisionPerson,
    Event,
    Hypothesis,
    Incident,
    Kinship,
    MissingPerson,
    Person,
    RecoveredUnit,
    Run,
)
from imena.registry.queries.dossier.content import Dossier, Line, dossier_of
from imena.registry.queries.dossier.gathered import gathered
from imena.registry.queries.dossier.signed import digest_of
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused
from imena.registry.services import identification
from tests.registry.believed import NOON, Believed, fresh
from tests.registry.cast import Cast

SECRET = "не той батько"


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def for_(actor: Actor) -> Actor:
    return actor.reading_for("засідання комісії")


def dossier(
    believed: Believed, decision: Decision, role: str = "board", reader: str = ""
) -> Dossier:
    return gathered(for_(believed.cast.actors[role]), decision.number, reader or role)


def by_dna(believed: Believed) -> Decision:
    """A proposal on two relatives’ samples, one of whom has a restricted note."""
    body, missing = believed.remains(), believed.missing()
    donors = [believed.relative(missing, kin) for kin in ("mother", "son")]
    Kinship.objects.filter(person=donors[1]).update(restricted_note=SECRET)
    return believed.proposed(
        body,
        missing,
        believed.dna(body, missing, *donors, figures=FIGURES),
        policy=believed.policy("UA-2026-02"),
    )


FIGURES: Mapping[str, Any] = {
    "log10_lr": "6.5",
    "log10_lr_other": "0.4",
    "posterior": "0.99991",
    "reached": True,
    "per_marker": {"FGA": "0.8", "TH01": "0.1"},
    "contributions": [{"name": "dental", "examined": ["36"], "log10_lr": "0.4", "capped": False}],
}


def line(found: Dossier, rule: str) -> Line:
    return next(one for one in found.lines if one.rule == rule)


def test_the_board_sees_what_a_decision_rests_on(believed: Believed) -> None:
    decision = by_dna(believed)
    found = dossier(believed, decision)
    (ground,) = found.grounds
    assert (ground.method, ground.outcome, len(ground.donors)) == ("dna", "established", 2)
    (need,) = [one for one in found.lines if one.rule == "need"]
    assert need.standing == "met"
    assert set(ground.donors) <= set(need.by)
    assert line(found, "signatures").standing == "waiting"
    assert found.digest == digest_of(decision)
    (pair,) = found.weighed
    assert (pair.proposed, pair.posterior, len(pair.per_marker)) == (True, "0.99991", 2)
    assert [c.name for c in pair.contributions] == ["dental"]
    assert {len(one.results) for one in found.samples} == {2}


def test_signatures_are_told_with_what_was_signed(believed: Believed) -> None:
    decision = believed.signed(by_dna(believed))
    found = dossier(believed, decision)
    assert found.signed
    assert [(s.role, s.same) for s in found.signatures] == [("board", True), ("prosecutor", True)]
    assert line(found, "signatures").standing == "met"


@pytest.mark.parametrize("reader", ["board", "prosecutor", "family"])
def test_a_restricted_note_is_in_nobodys_dossier(believed: Believed, reader: str) -> None:
    decision = believed.signed(by_dna(believed))
    found = dossier(believed, decision, "board", reader)
    assert SECRET not in canonical(found.tree()).decode()


@pytest.mark.parametrize(
    ("reader", "makers"),
    [
        ("board", {"analyst", "board", "prosecutor"}),
        ("prosecutor", {"board", "prosecutor"}),
        ("family", {"board", "prosecutor", "liaison"}),
    ],
)
def test_who_may_make_a_dossier_for_whom(believed: Believed, reader: str, makers: set[str]) -> None:
    decision = believed.signed(by_dna(believed))
    MissingPerson.objects.update(liaison_id=believed.cast.liaison.user)
    made = set()
    for role in believed.cast.actors:
        with suppress(NotYours, NotAllowed):
            assert dossier(believed, decision, role, reader).reader == reader
            made.add(role)
    assert made == makers


def test_the_prosecutor_is_not_given_genetics_of_relatives(believed: Believed) -> None:
    found = dossier(believed, by_dna(believed), "prosecutor")
    (pair,) = found.weighed
    assert pair.per_marker == {}
    assert not any(kin.sampled for kin in found.kin)
    assert {one.of for one in found.samples} == {u.number for r in found.remains for u in r.units}
    assert "genetics" in found.withheld


def test_a_family_is_told_when_two_have_signed_and_not_before(believed: Believed) -> None:
    decision = by_dna(believed)
    with pytest.raises(Refused, match="No name stands here"):
        dossier(believed, decision, "board", "family")
    believed.signed(decision)
    found = dossier(believed, decision, "board", "family")
    assert [one.names for one in found.people] == [("Вигаданий Сава",)]
    for empty in ("lines", "weighed", "kin", "before", "after", "custody", "samples", "causes"):
        assert getattr(found, empty) == ()
    said = canonical(found.tree()).decode()
    assert not [known for known in ("PER-", "CMP-", "PTX-", "Вигаданий яр") if known in said]
    assert believed.cast.board.name not in said.replace(found.made.by, "")


def test_a_family_is_told_no_name_while_something_contradicts_it(believed: Believed) -> None:
    decision = believed.signed(by_dna(believed))
    missing = decision.persons.get().missing
    assert missing is not None
    believed.compared(
        decision.individuals.get().individual, missing, method="dental", outcome="excluded"
    )
    assert fresh(decision).status == "confirmed", "people have not looked at it yet"
    with pytest.raises(Refused, match="Something contradicts"):
        dossier(believed, decision, "board", "family")


def test_a_family_is_not_told_of_what_was_withdrawn(believed: Believed) -> None:
    body, missing = believed.remains(), believed.missing()
    donors = [believed.relative(missing, kin) for kin in ("mother", "son")]
    teeth = believed.compared(body, missing, method="dental", outcome="probable")
    decision = believed.signed(
        believed.proposed(
            body,
            missing,
            believed.dna(body, missing, *donors),
            teeth,
            policy=believed.policy("UA-2026-02"),
        )
    )
    methods = [one.method for one in dossier(believed, decision, "board", "family").grounds]
    assert sorted(methods) == ["dental", "dna"]
    identification.withdraw_comparison(believed.cast.analyst, teeth, reason="переплутано знімки")
    assert fresh(decision).status == "confirmed", "DNA alone meets the policy"
    (left,) = dossier(believed, decision, "board", "family").grounds
    assert left.method == "dna"


def test_somebody_on_no_list_is_named_to_who_may_read_about_them(believed: Believed) -> None:
    decision = by_dna(believed)
    row = decision.persons.get()
    (donor, *_) = Person.objects.order_by("code")
    DecisionPerson.objects.filter(pk=row.pk).update(missing=None, unlisted=donor)
    (told,) = dossier(believed, decision, "board").people
    assert (told.number, told.names, told.listed) == (donor.code, ("Вигадана Мотря",), False)
    (by_analyst,) = dossier(believed, decision, "analyst", "board").people
    assert (by_analyst.number, by_analyst.names) == (donor.code, ())


def test_each_family_of_several_is_told_in_person(believed: Believed) -> None:
    decision = believed.signed(by_dna(believed))
    other = believed.missing("Інша")
    believed.row(DecisionPerson, decision=decision, missing=other, standing=True)
    with pytest.raises(Refused, match="several people"):
        dossier(believed, decision, "board", "family")


@pytest.mark.invariant("I31")
@pytest.mark.parametrize("role", ["laboratory", "examiner", "mortuary", "field_team", "liaison"])
def test_who_does_not_compare_makes_no_dossier_for_the_board(believed: Believed, role: str) -> None:
    decision = believed.signed(by_dna(believed))
    with pytest.raises(NotYours):
        dossier(believed, decision, role, "board")


def test_a_liaison_makes_one_for_their_own_family_alone(believed: Believed) -> None:
    decision = believed.signed(by_dna(believed))
    with pytest.raises(NotYours):
        dossier(believed, decision, "liaison", "family")
    missing = decision.persons.get().missing
    assert missing is not None
    type(missing).objects.filter(pk=missing.pk).update(liaison=believed.cast.liaison.user)
    assert dossier(believed, decision, "liaison", "family").people


@pytest.mark.invariant("I32")
def test_making_one_is_a_reading_about_named_people(believed: Believed) -> None:
    decision = by_dna(believed)
    with pytest.raises(Broken):
        gathered(believed.cast.board, decision.number, "board")
    assert not Event.objects.filter(type="read.dossier").exists()
    dossier(believed, decision)
    assert Event.objects.filter(type="read.dossier", actor=believed.cast.board.user).count() == 1


def test_an_exclusion_since_the_proposal_is_told_first(believed: Believed) -> None:
    decision = by_dna(believed)
    body = decision.individuals.get().individual
    missing = decision.persons.get().missing
    assert missing is not None
    against = believed.compared(body, missing, method="dental", outcome="excluded")
    found = dossier(believed, decision)
    assert [one.number for one in found.exclusions] == [against.number]
    assert found.lines[0].standing == "lacking"
    assert line(found, "exclusion").by == (against.number,)


def test_a_withdrawn_comparison_leaves_the_policy_unmet(believed: Believed) -> None:
    decision = by_dna(believed)
    comparison = Comparison.objects.get(number=decision.grounds[0]["number"])
    identification.withdraw_comparison(
        believed.cast.analyst, comparison, reason="переплутано зразки"
    )
    found = dossier(believed, decision)
    assert [one.withdrawn for one in found.grounds] == [True]
    assert line(found, "need").standing == "lacking"


@pytest.mark.parametrize("explained", ["", "колона стояла"])
def test_a_gap_in_custody_is_told_and_how_it_was_explained(
    believed: Believed, explained: str
) -> None:
    decision = by_dna(believed)
    unit = RecoveredUnit.objects.get(pk=decision.individuals.get().units[0])
    _late(believed, unit, explained)
    found = dossier(believed, decision)
    (gap,) = [gap for one in found.custody for gap in one.gaps]
    assert (gap.kind, gap.seconds, gap.explained) == ("late", 41 * 60, explained)
    standing = line(found, "custody").standing
    assert standing == ("explained" if explained else "lacking")


def _late(believed: Believed, unit: RecoveredUnit, explained: str) -> None:
    by = believed.cast.mortuary
    told: dict[str, Any] = {"unit": unit, "recorded_by_id": by.user}
    sent = believed.row(
        CustodyEvent, number="CUS-T1", step=901, kind="transferred", happened_at=NOON,
        due_at=NOON, handed_by="А", taken_by="Б", **told,
    )  # fmt: skip
    got = believed.row(
        CustodyEvent, number="CUS-T2", step=902, kind="received", answers=sent,
        happened_at=NOON + timedelta(minutes=41), handed_by="А", taken_by="Б", **told,
    )  # fmt: skip
    believed.row(
        Incident, unit=unit, event=got, kind="late_receipt", found_at=clock.now(),
        explained=explained, closed_at=clock.now() if explained else None,
    )  # fmt: skip


def test_what_was_told_in_a_second_report_of_the_same_person_is_told_too(
    believed: Believed,
) -> None:
    decision = by_dna(believed)
    first = decision.persons.get().missing
    assert first is not None
    second = believed.missing("Вигаданий")
    MissingPerson.objects.filter(pk=second.pk).update(duplicate_of=first)
    believed.row(
        AntemortemFinding,
        missing=second,
        kind="handedness",
        status="present",
        data={"hand": "left"},
        source="family",
    )
    (told,) = dossier(believed, decision).before
    assert (told.of, told.data) == (first.number, {"hand": "left"})


def test_remains_without_a_decision_are_told_with_whom_they_may_be(believed: Believed) -> None:
    body, missing, other = believed.remains(), believed.missing(), believed.missing("Інша")
    for person, posterior in ((missing, "0.96"), (other, "0.03")):
        believed.row(
            Hypothesis, individual=body, missing=person, figures={"posterior": posterior}, run="1"
        )
    found = gathered(for_(believed.cast.board), body.number, "board")
    assert (found.decision, found.policy, found.signatures) == ("", None, ())
    assert [w.person for w in found.weighed] == [missing.number, other.number]
    assert [one.number for one in found.people] == [missing.number]


def test_what_was_recorded_after_the_run_is_counted_and_readings_are_not(
    believed: Believed,
) -> None:
    decision = by_dna(believed)
    believed.row(
        Run, number=7, by_id=believed.cast.analyst.user, state="done", snapshot="a" * 64,
        markers="b" * 64, known_at=3, parameters={"seed": "1"}, started_at=clock.now(),
    )  # fmt: skip
    Hypothesis.objects.update(figures=dict(FIGURES), run="7")
    assert [dossier(believed, decision).made.since_run for _ in range(2)] == [0, 0]
    believed.missing("Інша")
    found = dossier(believed, decision)
    assert (found.made.since_run, [run.number for run in found.runs]) == (1, [7])


def test_an_individual_is_told_with_its_latest_decision(believed: Believed) -> None:
    decision = by_dna(believed)
    body = decision.individuals.get().individual
    assert gathered(for_(believed.cast.board), body.number, "board").decision == decision.number


def test_it_comes_out_of_a_file_as_it_went_in(believed: Believed) -> None:
    found = dossier(believed, believed.signed(by_dna(believed)))
    assert dossier_of(json.loads(canonical(found.tree()))) == found
    for broken in ({}, {"form": 99}, {**found.tree(), "people": 3}, {**found.tree(), "more": 1}):
        with pytest.raises(ValueError, match=r"dossier|form"):
            dossier_of(broken)


def test_what_is_signed_is_not_changed_by_making_a_dossier(believed: Believed) -> None:
    decision = by_dna(believed)
    before = digest_of(decision)
    dossier(believed, decision)
    assert digest_of(fresh(decision)) == before
