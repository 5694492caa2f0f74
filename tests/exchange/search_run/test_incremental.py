"""Yesterday's run and today's case give exactly what a full search of today's case gives."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from imena import Case, Linkage
from imena.exchange.search_run import plan as planning
from imena.exchange.search_run.compute import completed
from imena.exchange.search_run.contents import Contents, in_order
from imena.exchange.search_run.folder import Parameters, RunFolder
from imena.exchange.search_run.plan import Plan
from imena.exchange.search_run.result import table
from imena.matching.search.screen import search
from tests.exchange.search_run.changed import two_days, with_every_allele
from tests.matching.search.simulated import KINDS, case


def searched(
    given: Case, folder: Path, asked: Parameters, earlier: RunFolder | None = None
) -> tuple[str, RunFolder, Plan]:
    """The table of a search, its run, and what it had to compute."""
    made = in_order(given)
    contents = Contents.of(made)
    plan = planning.whole(contents)
    if earlier is not None:
        plan = planning.since(contents, asked, earlier)
    run = RunFolder.begun(folder, asked, contents, [])
    found = completed(made, plan, run)
    run.finish()
    return table(made, found, asked), run, plan


@pytest.mark.parametrize("kind", KINDS)
def test_the_run_keeps_what_the_search_keeps(kind: str, tmp_path: Path) -> None:
    made = in_order(case(kind, 5))
    _, run, _ = searched(made, tmp_path / "run", Parameters(2, 3.0))
    kept = search(made, best=2, threshold=3.0).kept
    found = completed(made, planning.whole(Contents.of(made)), run)
    assert len(run.done) > 1
    for name in ("body", "missing", "log10_lr"):
        assert np.array_equal(getattr(found.kept, name), getattr(kept, name))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_what_is_new_is_enough(kind: str, seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    asked = [Parameters(3, math.inf), Parameters(1, 2.0), Parameters(0, 0.0), Parameters(2, -1.0)]
    yesterday, today = two_days(with_every_allele(case(kind, 30 + seed)), rng)
    _, earlier, _ = searched(yesterday, tmp_path / "1", asked[seed])
    expected, _, _ = searched(today, tmp_path / "full", asked[seed])
    found, run, plan = searched(today, tmp_path / "2", asked[seed], earlier)
    assert plan.invalid == ()
    assert 0 < plan.bodies < len(today.bodies)
    assert 0 < plan.families < len(today.families)
    assert plan.carried is not None
    assert len(plan.carried.kept) > 5
    assert found == expected
    again, _, plan = searched(today, tmp_path / "3", asked[seed], run)
    assert (plan.steps, plan.bodies, plan.families) == ((), 0, 0)
    assert again == expected


@pytest.mark.parametrize("model", ["theta", "linkage"])
def test_readings_placed_one_by_one_stand_too(model: str, tmp_path: Path) -> None:
    made = case("no mutation", 8)
    made = replace(
        made, markers=made.markers[:3], bodies=made.bodies[:8], families=made.families[:6]
    )
    if model == "theta":
        made = replace(made, theta=0.02)
    else:
        first, second = made.markers[0].name, made.markers[1].name
        made = replace(made, linkage=(Linkage(first, second, 0.1),))
    made = with_every_allele(made) if model == "linkage" else made
    yesterday = replace(made, bodies=made.bodies[:-2], families=made.families[1:])
    asked = Parameters(2, 0.0)
    _, earlier, _ = searched(yesterday, tmp_path / "1", asked)
    expected, _, _ = searched(made, tmp_path / "full", asked)
    found, _, plan = searched(made, tmp_path / "2", asked, earlier)
    assert plan.invalid == ()
    assert (plan.bodies, plan.families) == (2, 1)
    assert found == expected


def test_who_loses_a_best_gets_the_next(tmp_path: Path) -> None:
    made = case("stepwise", 3)
    kept = search(in_order(made), best=1).kept
    top = in_order(made).bodies[int(kept.body[np.argmax(kept.log10_lr)])].id
    today = replace(made, bodies=tuple(body for body in made.bodies if body.id != top))
    asked = Parameters(1, math.inf)
    _, earlier, _ = searched(made, tmp_path / "1", asked)
    found, _, plan = searched(today, tmp_path / "2", asked, earlier)
    assert (plan.bodies, plan.families > 0) == (0, True)
    assert top not in found
    assert found == searched(today, tmp_path / "full", asked)[0]


def _theta(made: Case) -> Case:
    return replace(made, theta=0.01)


def _frequencies(made: Case) -> Case:
    first = made.markers[0]
    changed = replace(first, frequencies=np.full(first.size, 1 / first.size))
    return replace(made, markers=(changed, *made.markers[1:]))


def _fewer_markers(made: Case) -> Case:
    return replace(made, markers=made.markers[:-1])


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_theta, {"theta", "alleles"}),
        (_frequencies, {"markers"}),
        (_fewer_markers, {"markers", "alleles"}),
    ],
)
def test_changed_assumptions_leave_nothing_standing(
    change: object, named: set[str], tmp_path: Path
) -> None:
    assert callable(change)
    made = case("stepwise", 4)
    made = replace(made, markers=made.markers[:4], bodies=made.bodies[:5])
    _, earlier, _ = searched(made, tmp_path / "1", Parameters(1, 2.0))
    plan = planning.since(Contents.of(in_order(change(made))), Parameters(1, 2.0), earlier)
    assert set(plan.invalid) == named
    assert (plan.bodies, plan.families) == (5, len(made.families))
    assert plan.carried is not None
    assert len(plan.carried.kept) == 0


def test_another_threshold_or_best_leaves_nothing_standing(tmp_path: Path) -> None:
    made = in_order(case("stepwise", 4))
    _, earlier, _ = searched(made, tmp_path / "1", Parameters(1, 2.0))
    plan = planning.since(Contents.of(made), Parameters(2, 3.0), earlier)
    assert plan.invalid == ("best", "threshold")


def test_which_alleles_are_told_apart_decides(tmp_path: Path) -> None:
    """Without mutation, alleles nobody was read with are one class: a new one changes all sums."""
    made = case("no mutation", 6)
    marker = made.markers[0]
    unread = next(iter(set(marker.alleles) - _alleles_read(made, marker.name)))
    first, *others = made.bodies
    genotypes = {**first.sample.genotypes, marker.name: (unread, unread)}
    changed = replace(first, sample=replace(first.sample, genotypes=genotypes))
    _, earlier, _ = searched(made, tmp_path / "1", Parameters(1, 2.0))
    today = in_order(replace(made, bodies=(changed, *others)))
    plan = planning.since(Contents.of(today), Parameters(1, 2.0), earlier)
    assert plan.invalid == ("alleles",)


def _alleles_read(made: Case, marker: str) -> set[str | None]:
    samples = [s for family in made.families for s in family.samples.values()]
    samples += [body.sample for body in made.bodies]
    return {a for s in samples for a in s.genotypes.get(marker, ())}
