"""Several clerks at the same two records at the same moment: one of them is first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from imena.registry.models import DuplicatePair, MissingPerson
from imena.registry.refusals import Refused
from imena.registry.services import decisions, duplicates, life
from tests.registry.believed import Believed, fresh
from tests.registry.cast import Cast
from tests.registry.together import done_by, refused, together


@pytest.fixture
def believed(transactional_db: None) -> Believed:
    return Believed(Cast.assembled())


def merging(
    believed: Believed, missing: MissingPerson, of: MissingPerson
) -> partial[MissingPerson]:
    clerk = believed.cast.second("interviewer")
    return partial(
        duplicates.merge, clerk, fresh(missing), seen=1, of=fresh(of), reason="та сама людина"
    )


def test_merged_both_ways_at_once_one_way_holds(believed: Believed) -> None:
    one, two = believed.missing(), believed.missing()
    results = together([merging(believed, one, two), merging(believed, two, one)])
    assert len(done_by(results)) == 1
    assert all(isinstance(error, Refused) for error in refused(results))
    assert (fresh(one).duplicate_of_id, fresh(two).duplicate_of_id) in (
        (two.id, None),
        (None, one.id),
    )
    assert DuplicatePair.objects.get().state == "merged"


def test_a_ring_of_three_at_once_never_closes(believed: Believed) -> None:
    one, two, three = (believed.missing() for _ in range(3))
    results = together(
        [
            merging(believed, one, two),
            merging(believed, two, three),
            merging(believed, three, one),
        ]
    )
    assert 1 <= len(done_by(results)) <= 2
    linked = {m.id: fresh(m).duplicate_of_id for m in (one, two, three)}
    assert all(linked[of] is None for of in linked.values() if of is not None)


def test_undone_twice_at_once_is_undone_once(believed: Believed) -> None:
    one, two = believed.missing(), believed.missing()
    merging(believed, one, two)()
    undoing = [
        partial(
            duplicates.undo,
            believed.cast.second("interviewer"),
            fresh(one),
            seen=2,
            reason="двоє людей",
        )
        for _ in range(3)
    ]
    results = together(undoing)
    assert len(done_by(results)) == 1
    assert all(isinstance(error, Refused) for error in refused(results))
    assert fresh(one).version == 3


@pytest.mark.invariant("I13")
def test_named_and_merged_at_once_no_copy_is_ever_named(believed: Believed) -> None:
    one, two, body = believed.missing(), believed.missing(), believed.remains()
    ground = believed.compared(body, one)
    naming = partial(
        decisions.propose,
        believed.cast.analyst,
        policy=believed.policy(),
        individuals=[body],
        missing=[one],
        comparisons=[ground],
    )
    doings: list[Callable[[], object]] = [naming, merging(believed, one, two)]
    results = together(doings)
    assert len(done_by(results)) == 1
    assert all(isinstance(error, Refused) for error in refused(results))


@pytest.mark.invariant("I15")
def test_a_sign_of_life_during_a_merge_is_missed_by_neither(believed: Believed) -> None:
    named, again = believed.missing(), believed.missing()
    decision = believed.confirmed(believed.remains(), named)
    merge = partial(
        duplicates.merge,
        believed.cast.interviewer,
        fresh(again),
        seen=1,
        of=fresh(named),
        reason="та сама людина",
    )
    alive = partial(
        life.prove, believed.cast.liaison, fresh(again), kind="seen_alive", source="свідок"
    )
    doings: list[Callable[[], object]] = [merge, alive]
    assert done_by(together(doings))
    if fresh(again).duplicate_of_id:
        assert fresh(decision).status == "suspended"


def test_two_clerks_propose_at_once_and_each_pair_is_there_once(believed: Believed) -> None:
    for year, family in enumerate(("Казкотворенко", "Хмаролов", "Зорепад", "Дощослав"), 1970):
        believed.missing(family, born=f"{year}-05-01", sex="male")
    believed.missing("Kazkotvorenko", born="1970-05-01", sex="male")
    clerks = [believed.cast.second("interviewer").reading_for("пошук") for _ in range(2)]
    results = together([partial(duplicates.propose, clerk) for clerk in clerks])
    assert all(isinstance(error, Refused) for error in refused(results))
    found = {pair.new for pair in done_by(results)}
    assert max(found) == DuplicatePair.objects.count() > 0
