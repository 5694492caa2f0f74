"""What the play leaves behind: each truth can be found, and no rule of the house is broken."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from imena.registry.actor import Actor
from imena.rehearsal.our_figures import EACH_TIME, NAMED

if TYPE_CHECKING:
    from imena.rehearsal.played import Played

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def actor(username: str) -> Actor:
    """Somebody of the operation, as they would sign in."""
    from imena.registry.models import Operation
    from imena.registry.queries.people import actor_of, user_named

    operation = Operation.objects.get()
    return actor_of(user_named(username).id, operation.id, purpose="перевірка навчальної операції")


def at(played: Played, truth: str) -> Any:
    """The record that a truth names, as the prosecutor finds it by its number."""
    from imena.registry.queries.finding import by_number

    return by_number(actor("zakon"), played.truths[truth])


def test_two_bodies_lie_in_one_grave(played: Played) -> None:
    from imena.registry.models import RecoveredUnit

    grave = at(played, "two_in_one_grave")
    assert RecoveredUnit.objects.filter(burial_unit=grave).count() == 2


def test_an_empty_grave_was_dug_to_its_floor_and_says_why(played: Played) -> None:
    grave = at(played, "empty_grave")
    assert grave.state == "empty"
    assert grave.empty_reason == "marker_without_burial"
    assert grave.floor_reached_at is not None


def test_a_number_without_remains_is_nowhere_and_explained(played: Played) -> None:
    unit = at(played, "number_without_remains")
    assert (unit.state, unit.place) == ("number_without_remains", "none")
    assert [i.explained != "" for i in unit.incidents.all()] == [True]


def test_a_second_number_of_one_body_is_retired_not_reused(played: Played) -> None:
    from imena.registry.models import NumberVoid, RecoveredUnit

    number = played.truths["second_number"]
    assert NumberVoid.objects.filter(number=number).exists()
    assert not RecoveredUnit.objects.filter(number=number).exists()


def test_an_amendment_replaces_what_was_found_and_says_why(played: Played) -> None:
    from imena.registry.queries.postmortem import findings_of

    unit = at(played, "amended")
    amended = unit.examinations.get(amends__isnull=False)
    assert amended.amendment_reason
    standing = findings_of(actor("prychyna"), unit.pk).filter(examination=amended.amends_id)
    assert list(standing) == []


def test_a_wrong_marker_stays_as_it_was_read(played: Played) -> None:
    (marker,) = at(played, "wrong_marker").markers.all()
    assert marker.proved_wrong
    assert marker.text_verbatim


def test_photographs_are_kept_of_a_grave_and_its_body_and_of_nobody_s_remains(
    played: Played,
) -> None:
    from imena.registry.models import RecoveredUnit
    from imena.registry.queries.photographs import photographs_of_grave, photographs_of_unit

    grave, reader = at(played, "wrong_marker"), actor("kholod")
    unit = RecoveredUnit.objects.get(burial_unit=grave)
    of_grave = photographs_of_grave(reader, grave.pk).rows
    assert [one.shows for one in of_grave] == ["marker", "ground"]
    of_unit = photographs_of_unit(reader, unit.pk).rows
    assert [one.shows for one in of_unit][:1] == ["tag_or_seal"]
    assert not any(one.of_remains for one in (*of_grave, *of_unit))


def test_two_brothers_are_named_as_a_set_without_dna(played: Played) -> None:
    from imena.registry.queries.evidence import naming, standing_grounds

    decision = at(played, "named_as_a_set")
    named = naming(decision)
    assert (len(named.individuals), len(named.missing), decision.status) == (2, 2, "confirmed")
    assert {c.method for c in standing_grounds(decision)} == {"belongings", "circumstances"}


def test_a_wrong_name_was_buried_reversed_exhumed_and_put_right(played: Played) -> None:
    from imena.registry.queries.evidence import naming

    wrong, right = at(played, "wrong_name"), at(played, "right_name_after_all")
    assert (wrong.status, right.status) == ("reversed", "confirmed")
    assert naming(wrong).individuals == naming(right).individuals
    assert not naming(wrong).persons & naming(right).persons
    (registration,) = wrong.registrations.all()
    assert registration.state == "annulled"
    (review,) = wrong.reviews.all()
    assert (review.number, review.outcome) == (played.truths["review_of_wrong_name"], "reversed")
    (first, second) = wrong.individuals.get().individual.burials.order_by("buried_on")
    assert first.ended_on is not None
    assert second.ended_on is None


def test_a_man_who_lives_suspends_his_decision_and_shows_whose_grave_it_was(
    played: Played,
) -> None:
    from imena.registry.queries.identification import reviews

    man, decision = at(played, "alive"), at(played, "named_alive")
    assert man.state == "found_alive"
    assert decision.status == "suspended"
    (review,) = [r for r in reviews(actor("rada")) if r.decision_id == decision.id]
    assert review.reason == "proof_of_life"
    assert {what for what, rests in review.touches.items() if rests} >= {
        "notifications", "registrations", "releases", "burials", "graves",
    }  # fmt: skip


def test_a_late_transfer_opened_an_incident_that_was_explained_later(played: Played) -> None:
    from imena.registry.queries.custody import custody_line

    unit = at(played, "late_transfer")
    (late,) = unit.incidents.filter(kind="late_receipt")
    assert late.closed_at > late.found_at
    assert [gap.kind for gap in custody_line(actor("zakon"), unit.pk).gaps] == ["late"]


def test_a_wrong_tag_was_found_and_the_number_stayed(played: Played) -> None:
    from imena.registry.queries.custody import custody_line

    unit = at(played, "wrong_tag")
    kinds = [h.kind for h in custody_line(actor("zakon"), unit.pk).happenings]
    assert kinds.index("mistag_found") < kinds.index("retagged")
    assert unit.number == played.truths["wrong_tag"]


def test_an_exclusion_stands_and_is_shown(played: Played) -> None:
    from imena.registry.models import Comparison
    from imena.registry.queries.identification import exclusions, hypotheses

    excluded = Comparison.objects.get(number=played.truths["exclusion_standing"])
    assert excluded.missing_id is not None
    shown = exclusions(actor("zakon"), [excluded.individual_id], [excluded.missing_id])
    assert [c.number for c in shown] == [excluded.number]
    states = {h.missing_id: h.state for h in hypotheses(actor("zakon"), excluded.individual_id)}
    assert states[excluded.missing_id] == "excluded"


def test_a_family_that_wished_so_was_told_of_the_later_find(played: Played) -> None:
    from imena.registry.models import Decision, FamilyWish, Notification

    family, leg = at(played, "asks_each_time"), at(played, "later_find")
    wishes = FamilyWish.objects.filter(missing=family).order_by("recorded_at")
    assert [(w.later_found, w.outdated) for w in wishes] == [
        ("ask_each_time", True),
        ("ask_each_time", False),
    ]
    found = leg.associations.get().began_at
    told = Notification.objects.filter(
        decision__in=Decision.objects.filter(persons__missing=family)
    )
    assert [t.told_at > found for t in told.order_by("told_at")] == [False, True]


def test_an_unnamed_burial_keeps_the_way_back_open(played: Played) -> None:
    (burial,) = at(played, "interim_burial").burials.all()
    assert not burial.named
    assert burial.retained_sample.state == "retained"
    assert burial.plot
    assert burial.reexhumation_path


def test_who_was_reported_twice_is_one_person_and_still_looked_for(played: Played) -> None:
    second, first = at(played, "reported_twice"), at(played, "declared_dead_still_sought")
    assert second.duplicate_of_id == first.id
    assert first.declared_dead_by_court
    assert first.state == "reference_sufficient"


def test_what_a_contradicted_kinship_means_stands_where_no_family_reads(played: Played) -> None:
    from imena.registry.queries.persons import restricted_note

    (kinship,) = at(played, "kinship_contradicted").kinships.all()
    assert kinship.standing == "contradicted"
    assert restricted_note(actor("zakon"), kinship.pk)


def test_remains_brought_back_were_released_once_more(played: Played) -> None:
    release = at(played, "returned_and_released_again")
    again = release.individual.releases.exclude(pk=release.pk).get()
    assert (release.state, again.state) == ("reversed", "released")


def test_the_ledger_is_whole(played: Played) -> None:
    from imena.registry.ledger.verify import verify

    verified = verify()
    assert verified.findings == []
    assert verified.waiting == 0


def test_nothing_is_overdue_unexplained_or_contradictory(played: Played) -> None:
    from imena.registry.queries.custody import open_incidents, overdue
    from imena.registry.queries.identification import conflicts
    from imena.registry.queries.numbers import ranges

    prosecutor = actor("zakon")
    assert list(overdue(prosecutor)) == []
    assert list(open_incidents(prosecutor)) == []
    assert list(conflicts(prosecutor)) == []
    assert [r.closed_at is None for r in ranges(prosecutor)] == [False] * 4


def test_every_standing_decision_has_what_its_rule_asks(played: Played) -> None:
    """I12 to I18 asked again of every decision that stands, each by the house's own question."""
    from imena.registry.models import Signature
    from imena.registry.queries.identification import decisions
    from imena.registry.queries.standing import lacking

    standing = list(decisions(actor("rada"), status="confirmed"))
    assert [lacking(decision) for decision in standing] == [None] * len(standing)
    signed = Counter(Signature.objects.filter(decision__in=standing).values_list("decision"))
    assert set(signed.values()) == {2}


def test_every_kind_of_handling_and_every_kind_of_finding_is_there(played: Played) -> None:
    from imena.registry.models import CustodyEvent, Finding
    from imena.registry.vocabulary import vocabulary

    happened = set(CustodyEvent.objects.values_list("kind", flat=True))
    found = set(Finding.objects.values_list("kind", flat=True))
    assert happened == {term.code for term in vocabulary("custody_event").terms}
    assert found == {term.code for term in vocabulary("finding_kind").terms}


def test_each_unit_is_counted_by_itself(played: Played) -> None:
    from imena.registry import models

    assert played.counted == {
        "graves": models.BurialUnit.objects.count(),
        "bodies": models.RecoveredUnit.objects.filter(human="yes").exclude(place="none").count()
        - 1,  # the leg is of a body that is counted
        "individuals": models.Individual.objects.count(),
        "missing": models.MissingPerson.objects.filter(duplicate_of=None).count(),
        "relatives": models.Person.objects.count(),
        "decisions": models.Decision.objects.count(),
        "releases": models.Release.objects.count(),
        "burials": models.Burial.objects.count(),
    }


def test_a_body_has_the_number_that_the_case_calls_it_by(played: Played, small_site: Any) -> None:
    from imena.registry.models import RecoveredUnit

    second = played.truths["second_number"]
    numbers = set(RecoveredUnit.objects.values_list("number", flat=True))
    assert {body.id for body in small_site.case.bodies} - {second} <= numbers


def test_officials_and_newspapers_say_what_cannot_all_be_true(played: Played) -> None:
    from imena.claims.findings import examined
    from imena.registry.queries.claims import as_said

    found = {finding.kind for finding in examined(as_said(actor("chyslo")))}
    assert found >= {
        "word_dropped", "word_changed", "unit_changed", "exclusion_dropped", "competing_lines",
        "contradiction", "seems_to_conflict", "one_source", "unidentified",
    }  # fmt: skip


@pytest.mark.invariant("I25")
def test_every_statement_is_the_same_after_hundreds_of_events_and_a_reversal(
    played: Played,
) -> None:
    from imena.registry.ledger.rows import last
    from imena.registry.models import Event, Statement
    from imena.registry.queries.figures.answers import reruns

    first = Statement.objects.order_by("known_at")[: len(EACH_TIME)]
    assert last() - max(one.known_at for one in first) >= 500
    reversal = Event.objects.get(type="identification.reverse")
    assert reversal.link.index > max(one.known_at for one in first)
    again = reruns(actor("zvir"))
    assert len(again) >= 5 * len(EACH_TIME)
    assert [one.number for one in again if not one.same] == []


@pytest.mark.invariant("I29")
def test_the_notice_of_a_wrong_name_was_written_and_the_number_corrected(played: Played) -> None:
    from imena.registry.models import Statement
    from imena.registry.queries.figures.notices import notice, notices
    from imena.registry.queries.figures.statements import statement

    number = played.truths["corrected_figure"]
    before = statement(actor("zvir"), number)
    (later,) = before.corrected_by
    after = statement(actor("zvir"), later)
    assert (after.corrects, after.as_of, after.total) == (number, before.as_of, before.total - 1)
    told = notice(actor("zvir"), number)
    assert told is not None
    assert dict(told.acts) == {"identification.reverse": 1}
    assert (told.fewer, told.more, told.corrected_by) == (1, 0, later)
    # What nobody has corrected yet still has its notice, and names the statements beside it.
    waiting = notices(actor("zvir"))
    assert {Statement.objects.get(number=one.number).query for one in waiting} >= {
        "unidentified.no_decision",
        "missing.sought",
    }
    assert NAMED not in {Statement.objects.get(number=one.number).query for one in waiting}
    assert all(one.repeated_in for one in waiting if "identification.reverse" in one.acts)


@pytest.mark.invariant("I30")
def test_the_draft_that_waits_divides_people_and_shows_no_few_of_them(played: Played) -> None:
    from imena.registry.queries.figures.statements import statement

    draft = statement(actor("zvir"), played.truths["figure_to_approve"])
    assert draft.approved_at is None
    assert all(one["value"] is None or one["value"] not in range(1, 5) for one in draft.partition)
