"""An examination says what was looked at (I8), and once closed is only amended (I10)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from imena.registry.models import Examination, Finding, RecoveredUnit
from imena.registry.queries.postmortem import counted, findings_of
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused
from imena.registry.services import custody, postmortem
from imena.registry.services.postmortem import Stated
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.registry.together import done_by, refused, together

BOUND = Stated("sign", "present", {"sign": "hands_bound"})
NOT_BOUND = Stated("sign", "absent", {"sign": "hands_bound"})
NOT_LOOKED = Stated("sign", "not_examined", {"sign": "hands_bound"})
SEX = Stated("sex", "present", {"estimate": "male", "basis": "anatomical"})


def examined(
    ground: Ground, unit: RecoveredUnit, *said: Stated, discipline: str = "pathology"
) -> Examination:
    """A closed examination with these findings."""
    examination = postmortem.open_examination(ground.cast.examiner, unit, discipline=discipline)
    postmortem.record_findings(ground.cast.examiner, examination, said)
    return postmortem.close_examination(ground.cast.examiner, examination, seen=1)


@pytest.mark.invariant("I8")
def test_not_examined_is_never_absent(ground: Ground) -> None:
    units = [ground.on_the_table() for _ in range(5)]
    examined(ground, units[0], BOUND)
    examined(ground, units[1], NOT_BOUND)
    examined(ground, units[2], NOT_LOOKED)
    examined(ground, units[3], Stated("sign", "undetermined", {"sign": "hands_bound"}))
    # the fifth has no examination at all; a belt among the remains is nobody's hands
    ground.recovered("artefact")
    found = counted(ground.cast.figures_officer, "sign", sign="hands_bound")
    assert (found.present, found.absent, found.undetermined) == (1, 1, 1)
    assert (found.not_examined, found.examined, found.total) == (2, 3, 5)
    nobody_looked = counted(ground.cast.board, "sign", sign="blindfold")
    assert (nobody_looked.absent, nobody_looked.not_examined) == (0, 5)


@pytest.mark.invariant("I8")
def test_examiners_who_disagree_are_not_decided_between(ground: Ground) -> None:
    unit = ground.on_the_table()
    examined(ground, unit, BOUND)
    examined(ground, unit, NOT_BOUND, discipline="external")
    found = counted(ground.cast.board, "sign", sign="hands_bound")
    assert (found.present, found.absent, found.disputed, found.total) == (0, 0, 1, 1)


def test_counts_are_for_whoever_may_see_figures(ground: Ground, cast: Cast) -> None:
    for role in ("laboratory", "field_team", "interviewer", "administrator"):
        with pytest.raises(NotAllowed):
            counted(cast.actors[role], "sign", sign="hands_bound")
    unit = ground.on_the_table()
    examined(ground, unit, BOUND)
    with pytest.raises(NotYours):
        findings_of(cast.figures_officer, unit.pk)


@pytest.mark.invariant("I10")
def test_a_closed_examination_takes_no_more_findings(ground: Ground, cast: Cast) -> None:
    unit = ground.on_the_table()
    closed = examined(ground, unit, SEX)
    assert RecoveredUnit.objects.get(pk=unit.pk).state == "examined"
    with pytest.raises(Broken, match="closed: amend"):
        postmortem.record_findings(cast.examiner, closed, [BOUND])
    with pytest.raises(Broken, match="closed: amend"):
        postmortem.close_examination(cast.examiner, closed, seen=2)


@pytest.mark.invariant("I10")
def test_an_examination_is_its_examiner_s(ground: Ground, cast: Cast) -> None:
    unit = ground.on_the_table()
    mine = postmortem.open_examination(cast.examiner, unit, discipline="pathology")
    other = cast.second("examiner")
    with pytest.raises(Broken, match="its examiner’s"):
        postmortem.record_findings(other, mine, [SEX])
    postmortem.record_findings(cast.examiner, mine, [SEX])
    with pytest.raises(Broken, match="its examiner’s"):
        postmortem.close_examination(other, mine, seen=1)
    with pytest.raises(NotAllowed):
        postmortem.record_findings(cast.mortuary, mine, [SEX])


@pytest.mark.invariant("I10")
def test_an_amendment_says_who_and_why_and_keeps_what_was_said(ground: Ground, cast: Cast) -> None:
    unit = ground.on_the_table()
    closed = examined(ground, unit, SEX, BOUND)
    other = cast.second("examiner")
    with pytest.raises(Broken, match="says why"):
        postmortem.amend(other, closed, reason=" ")
    amendment = postmortem.amend(other, closed, reason="вузол зав’язано після смерті")
    bound = Finding.objects.get(examination=closed, kind="sign")
    postmortem.record_findings(
        other, amendment, [Stated("sign", "absent", {"sign": "hands_bound"}, replaces=bound)]
    )
    # Until the amendment is closed, what was said stands.
    assert counted(cast.board, "sign", sign="hands_bound").present == 1
    postmortem.close_examination(other, amendment, seen=1)
    assert counted(cast.board, "sign", sign="hands_bound").absent == 1
    assert {f.kind for f in findings_of(cast.board, unit.pk)} == {"sex", "sign"}
    assert Finding.objects.filter(pk=bound.pk, status="present").exists()
    assert Examination.objects.get(pk=closed.pk).status == "amended"
    assert amendment.examiner_id == other.user


@pytest.mark.invariant("I10")
def test_amendments_follow_one_another(ground: Ground, cast: Cast) -> None:
    unit = ground.on_the_table()
    opened = postmortem.open_examination(cast.examiner, unit, discipline="pathology")
    with pytest.raises(Broken, match="still open"):
        postmortem.amend(cast.examiner, opened, reason="передумав")
    closed = examined(ground, unit, SEX)
    postmortem.amend(cast.examiner, closed, reason="перше")
    with pytest.raises(Broken, match="already being amended"):
        postmortem.amend(cast.second("examiner"), closed, reason="друге")
    with pytest.raises(IntegrityError), transaction.atomic():
        Examination.objects.filter(amends=closed).update(amendment_reason="")


@pytest.mark.invariant("I10")
def test_another_body_s_finding_is_not_replaced(ground: Ground, cast: Cast) -> None:
    one, two = ground.on_the_table(), ground.on_the_table()
    examined(ground, one, BOUND)
    bound = Finding.objects.get(kind="sign")
    mine = postmortem.open_examination(cast.examiner, two, discipline="pathology")
    with pytest.raises(Broken, match="amended examination"):
        postmortem.record_findings(
            cast.examiner, mine, [Stated("sign", "absent", {"sign": "hands_bound"}, replaces=bound)]
        )


@pytest.mark.invariant("I10")
def test_an_empty_examination_is_nothing_to_stand_by(ground: Ground, cast: Cast) -> None:
    opened = postmortem.open_examination(
        cast.examiner, ground.on_the_table(), discipline="odontology"
    )
    with pytest.raises(Broken, match="Nothing is recorded"):
        postmortem.close_examination(cast.examiner, opened, seen=1)


def test_one_tooth_is_recorded_once_or_corrected(ground: Ground, cast: Cast) -> None:
    opened = postmortem.open_examination(
        cast.examiner, ground.on_the_table(), discipline="odontology"
    )
    sound = Stated("tooth", "present", {"tooth": "16", "state": "present_sound"})
    filled = {"tooth": "16", "state": "filled"}
    (first,) = postmortem.record_findings(cast.examiner, opened, [sound])
    with pytest.raises(Broken, match="recorded twice"):
        postmortem.record_findings(cast.examiner, opened, [Stated("tooth", "present", filled)])
    postmortem.record_findings(
        cast.examiner, opened, [Stated("tooth", "present", filled, replaces=first)]
    )
    (stands,) = findings_of(cast.examiner, opened.unit_id)
    assert stands.data == filled


def test_what_is_not_in_anybody_s_hands_is_not_examined(ground: Ground, cast: Cast) -> None:
    unit = ground.recovered()
    custody.hand_over(ground.team, unit, seen=unit.version, to="морг")
    with pytest.raises(Broken, match="could be examined"):
        postmortem.open_examination(cast.examiner, unit, discipline="external")


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I10")
def test_nothing_slips_in_while_an_examination_is_being_closed(ground: Ground) -> None:
    unit = ground.on_the_table()
    examiner = ground.cast.examiner
    opened = postmortem.open_examination(examiner, unit, discipline="pathology")
    postmortem.record_findings(examiner, opened, [SEX])
    many = 7 if connection.vendor == "postgresql" else 3
    late = Stated("injury", "present", {"timing": "perimortem", "mechanism": "blast"}, "head")
    doings: list[Callable[[], object]] = [
        partial(postmortem.close_examination, examiner, opened, seen=1),
        *[partial(postmortem.record_findings, examiner, opened, [late])] * many,
    ]
    results = together(doings)
    closed = Examination.objects.get(pk=opened.pk)
    assert closed.status == "closed"
    assert closed.closed_at is not None
    written = len(done_by(results)) - 1
    assert Finding.objects.filter(examination=opened, kind="injury").count() == written
    assert all(isinstance(error, Refused) for error in refused(results))
    assert not opened.findings.filter(recorded_at__gt=closed.closed_at).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I10")
def test_of_many_who_amend_one_does(ground: Ground) -> None:
    closed = examined(ground, ground.on_the_table(), SEX)
    many = 8 if connection.vendor == "postgresql" else 4
    people = [ground.cast.second("examiner") for _ in range(many)]
    results = together([partial(postmortem.amend, p, closed, reason="доповнення") for p in people])
    assert len(done_by(results)) == 1
    assert Examination.objects.filter(amends=closed).count() == 1
