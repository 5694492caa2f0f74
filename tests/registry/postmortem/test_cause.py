"""Signs seen at the grave are no cause of death: an examiner states it, with a status (I9)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from django.db import connection

from imena.registry.models import CauseOfDeath, Examination, RecoveredUnit
from imena.registry.queries.postmortem import cause_of
from imena.registry.refusals import Broken, NotAllowed, Refused
from imena.registry.services import postmortem
from imena.registry.services.postmortem import CauseLine, Stated
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.registry.together import done_by, together

SHOT: Mapping[str, CauseLine] = {
    "Ia": CauseLine("масивна крововтрата", "R58"),
    "Ib": CauseLine("вогнепальне поранення грудей", "X95"),
}
INJURY = Stated("injury", "present", {"timing": "perimortem", "mechanism": "gunshot"}, "thorax")
BOUND = Stated("sign", "present", {"sign": "hands_bound"})


def examination(
    cast: Cast,
    unit: RecoveredUnit,
    *said: Stated,
    discipline: str = "pathology",
    closed: bool = True,
) -> Examination:
    made = postmortem.open_examination(cast.examiner, unit, discipline=discipline)
    postmortem.record_findings(cast.examiner, made, said)
    return postmortem.close_examination(cast.examiner, made, seen=1) if closed else made


@pytest.mark.invariant("I9")
def test_a_pathologist_states_the_cause(ground: Ground, cast: Cast) -> None:
    unit = ground.on_the_table()
    made = examination(cast, unit, INJURY)
    cause = postmortem.state_cause(
        cast.examiner,
        made,
        status="final",
        chain=SHOT,
        manner="homicide",
        context="killed_by_weapon",
    )
    assert cause_of(cast.board, unit.pk) == cause
    assert cause.chain["Ib"] == {"words": "вогнепальне поранення грудей", "icd": "X95"}


@pytest.mark.invariant("I9")
def test_what_was_seen_at_the_grave_is_no_cause(ground: Ground, cast: Cast) -> None:
    unit = ground.recovered()
    made = examination(cast, unit, INJURY, BOUND)
    assert made.place == "site"
    for status in ("final", "provisional"):
        with pytest.raises(Broken, match="at the grave"):
            postmortem.state_cause(cast.examiner, made, status=status, chain=SHOT)


@pytest.mark.invariant("I9")
def test_signs_alone_are_no_cause(ground: Ground, cast: Cast) -> None:
    unlooked = Stated("injury", "not_examined")
    made = examination(cast, ground.on_the_table(), BOUND, unlooked)
    with pytest.raises(Broken, match="Signs alone"):
        postmortem.state_cause(cast.examiner, made, status="final", chain=SHOT)
    opened = examination(cast, ground.on_the_table(), BOUND, closed=False)
    with pytest.raises(Broken, match="Signs alone"):
        postmortem.state_cause(cast.examiner, opened, status="provisional", chain=SHOT)


@pytest.mark.invariant("I9")
@pytest.mark.parametrize("discipline", ["odontology", "anthropology", "external", "photography"])
def test_another_discipline_states_no_cause(ground: Ground, cast: Cast, discipline: str) -> None:
    made = examination(cast, ground.on_the_table(), INJURY, discipline=discipline)
    with pytest.raises(Broken, match="pathologist"):
        postmortem.state_cause(cast.examiner, made, status="final", chain=SHOT)


@pytest.mark.invariant("I9")
def test_nobody_else_states_it_in_the_examiner_s_name(ground: Ground, cast: Cast) -> None:
    made = examination(cast, ground.on_the_table(), INJURY)
    with pytest.raises(Broken, match="who examined"):
        postmortem.state_cause(cast.second("examiner"), made, status="final", chain=SHOT)
    for role in ("field_team", "mortuary", "prosecutor", "board", "analyst"):
        with pytest.raises(NotAllowed):
            postmortem.state_cause(cast.actors[role], made, status="final", chain=SHOT)


@pytest.mark.invariant("I9")
def test_a_final_cause_needs_a_closed_examination(ground: Ground, cast: Cast) -> None:
    unit = ground.on_the_table()
    opened = examination(cast, unit, INJURY, closed=False)
    with pytest.raises(Broken, match="closed examination"):
        postmortem.state_cause(cast.examiner, opened, status="final", chain=SHOT)
    first = postmortem.state_cause(cast.examiner, opened, status="provisional", chain=SHOT)
    postmortem.close_examination(cast.examiner, opened, seen=1)
    opened.refresh_from_db()
    with pytest.raises(Broken, match="already stated"):
        postmortem.state_cause(cast.examiner, opened, status="final", chain=SHOT)
    final = postmortem.state_cause(
        cast.examiner, opened, status="final", chain=SHOT, replaces=first
    )
    assert cause_of(cast.board, unit.pk) == final
    assert CauseOfDeath.objects.filter(unit=unit).count() == 2


@pytest.mark.invariant("I9")
@pytest.mark.parametrize(
    "chain",
    [
        {},
        {"Ib": CauseLine("поранення")},
        {"Ia": CauseLine("крововтрата"), "Ic": CauseLine("поранення")},
        {"Ia": CauseLine(" ")},
        {"Ia": CauseLine("крововтрата", "кулемет")},
        {"III": CauseLine("крововтрата")},
        {"II": CauseLine("діабет")},
    ],
)
def test_a_certificate_has_its_lines_in_order(
    ground: Ground, cast: Cast, chain: dict[str, Any]
) -> None:
    made = examination(cast, ground.on_the_table(), INJURY)
    with pytest.raises(Refused):
        postmortem.state_cause(cast.examiner, made, status="final", chain=chain)


def test_manner_and_context_are_their_own_words(ground: Ground, cast: Cast) -> None:
    made = examination(
        cast, ground.on_the_table(), Stated("condition", "present", {"stage": "fresh"})
    )
    cause = postmortem.state_cause(
        cast.examiner,
        made,
        status="final",
        chain={"Ia": CauseLine("діабетична кома", "E14.0")},
        manner="natural",
        context="lack_of_care",
    )
    assert (cause.manner, cause.context) == ("natural", "lack_of_care")
    undone = examination(cast, ground.on_the_table(), INJURY)
    with pytest.raises(Broken, match="no line"):
        postmortem.state_cause(cast.examiner, undone, status="not_determinable", chain=SHOT)
    unknown = postmortem.state_cause(
        cast.examiner, undone, status="not_determinable", manner="undetermined"
    )
    assert unknown.chain == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I9")
def test_of_many_causes_stated_at_once_one_stands(ground: Ground) -> None:
    made = examination(ground.cast, ground.on_the_table(), INJURY)
    many = 8 if connection.vendor == "postgresql" else 4
    state = partial(postmortem.state_cause, ground.cast.examiner, made, status="final", chain=SHOT)
    assert len(done_by(together([state] * many))) == 1
    assert CauseOfDeath.objects.count() == 1
