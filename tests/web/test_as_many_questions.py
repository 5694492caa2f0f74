"""A page about several asks the database no more often than the same page about one."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imena.registry import clock
from imena.registry.models import Decision, DecisionIndividual, Membership
from imena.registry.queries.dossier.gathered import gathered
from imena.registry.services import decisions
from tests.registry.believed import Believed
from tests.registry.cast import Cast
from tests.web.served import browser_of


def decision_of(believed: Believed, many: int) -> Decision:
    """A proposal that names ``many`` people in as many remains, each by two comparisons."""
    individuals, missing, comparisons = [], [], []
    for _ in range(many):
        individual, person = believed.remains(), believed.missing()
        individuals.append(individual)
        missing.append(person)
        comparisons += [
            believed.compared(individual, person),
            believed.dna(individual, person),
        ]
    return decisions.propose(
        believed.cast.analyst,
        policy=believed.policy(),
        individuals=individuals,
        missing=missing,
        comparisons=comparisons,
    )


@pytest.mark.parametrize("role", ["prosecutor", "board"])
@pytest.mark.parametrize("page", ["/decisions/{}", "/decisions/{}/dossier.html"])
def test_a_decision_about_several_asks_as_much_as_one_about_one(
    cast: Cast, role: str, page: str
) -> None:
    believed = Believed(cast)
    believed.row(Membership, user_id=cast.actors[role].user, role=role)
    client = browser_of(cast.actors[role])
    counts = []
    with clock.use(clock.SetClock(clock.now())):
        for many in (1, 3):
            address = page.format(decision_of(believed, many).number)
            client.get(address)
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address)
            assert answer.status_code == 200
            counts.append(len(asked))
    assert counts[1] == counts[0]
    assert counts[0] <= 80


def test_remains_signed_for_that_are_others_now_are_told_for_each(cast: Cast) -> None:
    """What is gathered at once for all individuals is still told of each by itself."""
    believed = Believed(cast)
    decision = decision_of(believed, 3)
    changed = DecisionIndividual.objects.filter(decision=decision).order_by("individual__number")
    believed.associate(changed[1].individual, believed.unit())
    dossier = gathered(cast.board.reading_for("перевірка"), decision.number, "board")
    told = {line.rule: line for line in dossier.lines}
    assert (told["remains"].standing, told["remains"].by) == (
        "lacking",
        (changed[1].individual.number,),
    )
    assert [len(one.units) for one in dossier.remains] == [1, 2, 1]
    assert {one.unit for one in dossier.custody} == {
        unit.number for one in dossier.remains for unit in one.units
    }
