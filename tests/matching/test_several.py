"""Placements of a family with several missing grow one body at a time, each weighed exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from imena.kinship.markers import Linkage
from imena.kinship.observation import ReadingRates
from imena.matching import several
from imena.matching.case import Case
from imena.matching.family_rows import placements
from imena.matching.pairwise import LOG10, Readings, compare_all
from imena.matching.several import Ground, Grown, Odds, grow
from tests.matching.small_cases import invent, markers


def grown(
    case: Case,
    *,
    tolerance: float = 1e-300,
    same_person: tuple[tuple[int, int], ...] = (),
    typical: float = 0.0,
) -> tuple[Grown, dict[tuple[int, ...], float]]:
    """What grows in the first family, and every placement with its log LR computed whole."""
    pairwise = compare_all(Readings.of(case))
    family = case.families[0]
    own = pairwise.log_lr[:, : len(family.missing)]
    weight = np.where(np.isnan(own), -np.inf, own)
    odds = Odds(np.full(len(case.bodies), np.inf), 0.0, typical)
    ground = Ground(family, weight, np.zeros_like(weight), odds, tolerance)
    (found,) = grow(pairwise.readings, [ground], same_person)
    choices = {m: np.flatnonzero(weight[:, j] > -np.inf) for j, m in enumerate(family.missing)}
    table = placements(pairwise, family, {m: c.tolist() for m, c in choices.items()}, same_person)
    whole = zip(map(tuple, table.bodies.tolist()), table.log_lr.tolist(), strict=True)
    return found, dict(whole)


@pytest.fixture
def everything_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(several, "OPENED_FROM_LOG10", -np.inf)
    monkeypatch.setattr(several, "SECOND_FROM_LOG10", -np.inf)


CASES = {
    "mutation": invent(1, ["brothers", "son"], markers(6, mutation=0.002)).case,
    "dropout": invent(2, ["couple"], markers(6), rates=ReadingRates(dropout=0.2)).case,
    "some markers unread": invent(3, ["brothers"], markers(8), failure=0.4).case,
    "X": invent(4, ["couple", "son"], markers(4, x_linked=3)).case,
    "X, sex unknown": invent(4, ["couple"], markers(4, x_linked=3), unsexed=True).case,
    "co-ancestry": replace(invent(5, ["brothers"], markers(4)).case, theta=0.03),
    "linkage": replace(
        invent(6, ["brothers"], markers(4)).case, linkage=(Linkage("L1", "L2", 0.1),)
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("everything_is_opened")
def test_every_placement_has_the_joint_likelihood_of_all_its_bodies(name: str) -> None:
    found, whole = grown(CASES[name])
    rows = [tuple(row) for row in found.table.bodies.tolist()]
    assert rows[0] == (-1,) * len(rows[0])
    assert rows == sorted(whole)
    assert max(sum(b >= 0 for b in row) for row in rows) > 1
    for row, log_lr in zip(rows, found.table.log_lr.tolist(), strict=True):
        assert log_lr == pytest.approx(whole[row], abs=1e-9), row
    assert found.dropped < 1e-300
    assert found.not_opened == 0


@pytest.mark.usefixtures("everything_is_opened")
def test_one_person_sampled_twice_never_takes_two_places() -> None:
    case = CASES["mutation"]
    case = replace(case, bodies=(*case.bodies, replace(case.bodies[0], id="again")))
    twice = (0, len(case.bodies) - 1)
    found, whole = grown(case, same_person=(twice,))
    rows = {tuple(row) for row in found.table.bodies.tolist()}
    assert rows == set(whole)
    assert not any(set(twice) <= set(row) for row in rows)


def test_a_father_whom_only_his_son_can_place_is_found() -> None:
    """His wife fits every man alike; the son, once placed beside her, says who his father is."""
    invented = invent(11, ["couple"], markers(20, mutation=0.002), strangers=12)
    body_of = {person: body for body, person in invented.truth.items()}
    wife = invented.case.body_of[body_of["F1 wife"]]
    bodies = tuple(body for body in invented.case.bodies if body is not wife)
    family = replace(
        invented.case.families[0],
        samples={"F1 wife": wife.sample},
        missing=("F1 man", "F1 boy"),
    )
    case = replace(invented.case, families=(family,), bodies=bodies)
    alone = compare_all(Readings.of(case)).log_lr[:, 0]
    assert np.ptp(alone[~np.isnan(alone)]) < 1e-9
    found, _ = grown(case, typical=-np.log(len(bodies)))
    best = found.table.bodies[found.table.log_lr.argmax()].tolist()
    assert [bodies[b].id for b in best] == [body_of["F1 man"], body_of["F1 boy"]]
    assert found.table.log_lr.max() > 4 * LOG10


def test_two_brothers_are_found_both_ways_round() -> None:
    """Surely the two, by all of thirty markers; who is who, their kin cannot say."""
    invented = invent(12, ["brothers"], markers(30, mutation=0.002), strangers=6)
    case = invented.case
    found, _ = grown(case, typical=-np.log(len(case.bodies)))
    number = {person: b for b, person in enumerate(invented.truth.values())}
    elder, younger = number["F1 elder"], number["F1 younger"]
    log_lr = {
        tuple(r): v for r, v in zip(found.table.bodies.tolist(), found.table.log_lr, strict=True)
    }
    assert log_lr[elder, younger] == pytest.approx(log_lr[younger, elder], abs=1e-9)
    assert log_lr[elder, younger] > log_lr[elder, -1] + 4 * LOG10


def test_families_that_grow_side_by_side_have_what_each_has_alone() -> None:
    """To the last bit: sharing eliminations is no reason for another number."""
    invented = invent(
        21, ["brothers", "couple", "brothers"], markers(8, mutation=0.002), strangers=6
    )
    pairwise = compare_all(Readings.of(invented.case))
    odds = Odds(np.full(len(invented.case.bodies), np.inf), 0.0, -1.0)
    first, grounds = 0, []
    for family in invented.case.families:
        own = pairwise.log_lr[:, first : first + len(family.missing)]
        weight = np.where(np.isnan(own), -np.inf, own)
        grounds.append(Ground(family, weight, np.zeros_like(weight), odds, 1e-9))
        first += len(family.missing)
    together = grow(pairwise.readings, grounds, ())
    assert len(together) == 3
    for ground, found in zip(grounds, together, strict=True):
        (alone,) = grow(pairwise.readings, [ground], ())
        assert (found.dropped, found.not_opened) == (alone.dropped, alone.not_opened)
        assert found.table.family == ground.family.id
        assert found.table.bodies.max(axis=0).min() >= 0
        for field in ("bodies", "log_lr", "log_evidence"):
            assert np.array_equal(getattr(found.table, field), getattr(alone.table, field))
