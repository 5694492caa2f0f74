"""What is listed comes in an order that a person could see: by number, by code, by day; never by
ids, which are drawn at random and would list the same records otherwise in every case file."""

from __future__ import annotations

import pytest

from imena.registry import clock
from imena.registry.models import Hypothesis, UnitOrigin
from imena.registry.queries import persons, remains
from imena.registry.queries.identification import hypotheses
from tests.registry.believed import NOON, Believed
from tests.registry.cast import Cast

#: Ids drawn at random stand in the right order by themselves once in 720 times.
MANY = 6


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def test_brothers_come_by_their_codes(believed: Believed) -> None:
    missing = believed.missing()
    codes = [believed.relative(missing, "full_sibling").code for _ in range(MANY)]
    found = persons.kinships(believed.cast.analyst.reading_for("звірка"), missing.id)
    assert [kinship.person.code for kinship in found] == sorted(codes)


def test_names_thought_of_at_one_moment_come_by_their_numbers(believed: Believed) -> None:
    body = believed.remains()
    people = [believed.missing() for _ in range(MANY)]
    with clock.use(clock.SetClock(NOON)):
        for missing in reversed(people):
            believed.row(Hypothesis, individual=body, missing=missing, state="candidate")
    found = hypotheses(believed.cast.analyst, body.id)
    assert [h.missing.number for h in found] == sorted(m.number for m in people)


def test_what_was_divided_comes_by_its_numbers(believed: Believed) -> None:
    whole, *parts = [believed.unit("body_part") for _ in range(MANY + 1)]
    for part in reversed(parts):
        believed.row(UnitOrigin, source=whole, outcome=part, kind="split")
    found = remains.unit(believed.cast.mortuary, whole.number)
    assert list(found.became) == sorted(part.number for part in parts)
