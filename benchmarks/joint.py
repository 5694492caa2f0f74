"""How long does it take to decide a whole country together, and is the answer right?"""

from __future__ import annotations

import itertools
import math
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.brothers import brothers_case
from benchmarks.timing import Timing, measure
from imena import (
    Identification,
    InventedSite,
    JointAnswer,
    Readings,
    SitePlan,
    classify,
    invent_site,
    invented_markers,
)
from imena.invented.calibration import reliability, statements
from imena.invented.truth import Outcome, compare
from imena.matching.checks import check_bodies
from imena.matching.identify import Decided, decide, same_person
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.joint.prior import Prior
from imena.matching.joint.solve import solve
from imena.matching.pairwise import Pairwise, compare_all
from imena.matching.plausible import weigh_all

#: Bodies; the whole country takes some minutes.
COUNTRY = 5_000
SIZES = (500, 1_500, COUNTRY)
#: What was promised of the joint answer, in seconds, tables and LRs of all pairs apart.
PROMISED = {COUNTRY: 120.0}
THRESHOLD = 0.999
#: Share of the missing who are not among the bodies, and the prior that says so: posteriors only
#: mean what they say where the prior does.
ABSENT = 0.25
PRIOR = Prior(1 - ABSENT)


def country(bodies: int) -> SitePlan:
    """Six missing for five bodies, 15 in 100 of them in families with two to five missing; one
    family in 25 has nobody near to type, one body in six is worn and one in 80 all but unreadable.
    """
    missing = bodies * 6 // 5
    return SitePlan(
        missing=missing,
        families=round(missing * 0.914),
        absent=round(missing * ABSENT),
        unlisted=bodies // 10,
        partial=bodies // 6,
        failed=bodies // 80,
        distant=missing // 25,
        sampled_twice=0,
        misrecorded=0,
    )


@dataclass(frozen=True)
class Run:
    """One invented country decided, and what came of it.

    ``seconds`` are by stage: of the clock on the wall, and of the processor, all threads together.
    """

    seconds: Mapping[str, tuple[float, float]]
    decided: Decided
    outcome: Outcome
    site: InventedSite


def run(bodies: int, seed: int) -> Run:
    """Invent a country and decide it, every stage timed by itself."""
    site = invent_site(country(bodies), invented_markers(23), seed)
    clock = _Clock()
    readings = Readings.of(site.case)
    pairwise = compare_all(readings)
    clock.stop("tables and LRs of all pairs")
    checks = tuple(check_bodies(readings))
    twice = same_person(site.case, checks)
    clock.stop("bodies against bodies")
    decided = decide(
        pairwise, PRIOR, twice, seed=seed, progress=lambda step, _: clock.stop("placements", step)
    )
    clock.stop("joint answer")
    found = Identification((), decided.joint, checks, cut_short=decided.weighed.cut_short)
    outcome = compare(classify(site.case, found, THRESHOLD), decided.joint, site.truth)
    return Run(clock.seconds, decided, outcome, site)


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, tuple[float, float]] = {}
        self._since = (time.perf_counter(), time.process_time())

    def stop(self, stage: str, step: str = "joint") -> None:
        """The time since the last stage belongs to ``stage``, once its last step is reached."""
        if step == "joint":
            now = (time.perf_counter(), time.process_time())
            self.seconds[stage] = (now[0] - self._since[0], now[1] - self._since[1])
            self._since = now


def _peak() -> str:
    unit = 1 if sys.platform == "darwin" else 1024
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30:.2f} GiB"


def _placements(decided: Decided) -> str:
    weighed = decided.weighed
    rows = sum(len(table.log_lr) for table in weighed.tables)
    return (
        f"{rows} placements kept, the mass of the others at most {weighed.dropped_mass:.1e}; "
        f"{len(weighed.cut_short)} families cut short"
    )


def _sampler(joint: JointAnswer) -> str:
    largest = max(joint.components, key=lambda c: len(c.missing))
    reached = ", ".join(f"{name} {value:.4g}" for name, value in largest.diagnostics.items())
    return (
        f"{len(joint.components)} components, the largest of {len(largest.missing)} people and "
        f"{len(largest.victims)} bodies {largest.method}: {reached}; memory at most {_peak()}"
    )


def _answers(outcome: Outcome) -> str:
    counted = {name: len(getattr(outcome, name)) for name in _NAMES}
    return f"at {THRESHOLD}: " + ", ".join(f"{name} {n}" for name, n in counted.items())


_NAMES = ("right", "wrong", "set_right", "set_wrong", "open", "missed", "nobody_right",
          "nobody_open", "absent_right", "absent_open", "absent_wrong")  # fmt: skip


def _calibration(run: Run) -> str:
    """Every bin of what was stated of names: how many, their mean, and how many are true."""
    bins = reliability(statements(run.decided.joint, run.site.truth)["name"])
    said = [
        f"{b.lower:g}-{b.upper:g}: {b.true} of {b.count} true, stated {b.stated * b.count:.1f}"
        + ("" if b.agrees else " (OUTSIDE)")
        for b in bins
    ]
    return "; ".join(said)


def _of_country(bodies: int, seed: int = 1) -> Iterator[Timing]:
    found = run(bodies, seed)
    seconds = found.seconds
    title = f"{bodies} bodies, {len(found.site.case.missing)} missing"
    for stage, note in (
        ("tables and LRs of all pairs", ""),
        ("bodies against bodies", ""),
        ("placements", _placements(found.decided)),
        ("joint answer", _sampler(found.decided.joint)),
    ):
        wall, cpu = seconds[stage]
        yield Timing(f"{title}: {stage}", wall, None, cpu, 0, note=note)
    wall, cpu = (a + b for a, b in zip(seconds["placements"], seconds["joint answer"], strict=True))
    answers = f"{_answers(found.outcome)}. Names, {_calibration(found)}"
    yield Timing(
        f"{title}: decided together", wall, None, cpu, 0, PROMISED.get(bodies), note=answers
    )


def _enumerated(
    tables: tuple[FamilyPlacements, ...], n_bodies: int
) -> dict[tuple[int, str], float]:
    """Marginals by listing every joint assignment: the plainest exact method."""
    log_prior = PRIOR.log_weight(sum(len(t.missing) for t in tables), n_bodies)
    mass: dict[tuple[int, str], float] = {}
    total = 0.0
    for rows in itertools.product(*(range(len(t.log_lr)) for t in tables)):
        placed = [
            (int(b), m)
            for t, r in zip(tables, rows, strict=True)
            for b, m in zip(t.bodies[r], t.missing, strict=True)
            if b >= 0
        ]
        if len({b for b, _ in placed}) < len(placed):
            continue
        log_lr = sum(float(t.log_lr[r]) for t, r in zip(tables, rows, strict=True))
        weight = math.exp(log_lr + log_prior[len(placed)])
        total += weight
        for pair in placed:
            mass[pair] = mass.get(pair, 0.0) + weight
    return {pair: m / total for pair, m in mass.items()}


def _against_enumeration() -> Iterator[Timing]:
    """A site small enough to list all its assignments: the same marginals, and how much faster."""
    plan = SitePlan(missing=6, families=5, unlisted=1, absent=1, partial=3)
    case = invent_site(plan, invented_markers(8, mutation="equal"), seed=2).case
    pairwise: Pairwise = compare_all(Readings.of(case))
    tables = weigh_all(pairwise, ()).tables
    ids = [body.id for body in case.bodies]
    plain = _enumerated(tables, len(ids))
    joint = solve(tables, ids, PRIOR, log_likelihood_null=0.0)
    apart = max(abs(joint.marginals[ids[b], m] - p) for (b, m), p in plain.items())
    assert np.isclose(apart, 0.0, atol=1e-9), apart
    listed = measure("every joint assignment listed", lambda: _enumerated(tables, len(ids)), most=3)
    yield listed
    timing = measure(
        f"{len(ids)} bodies, {len(case.missing)} missing: decided together",
        lambda: solve(tables, ids, PRIOR, log_likelihood_null=0.0),
    )
    timing = timing.against("every joint assignment listed", listed.warm)
    yield timing


def _twenty_brothers() -> Iterator[Timing]:
    """Two brothers missing from each of ten families, any of whom may be any of twenty bodies."""
    case = brothers_case()
    pairwise = compare_all(Readings.of(case))

    def joint() -> JointAnswer:
        found = decide(pairwise, PRIOR).joint
        assert found.method == "exact"
        return found

    note = f"{joint().n_assignments:.3g} joint assignments, all of them summed"
    timing = measure("20 bodies, 20 missing in 10 families: decided together", joint, most=1)
    yield replace(timing, note=note)


def timings() -> Iterator[Timing]:
    """Cases of growing size: one for the plainest method, one exact beyond it, and countries."""
    yield from _against_enumeration()
    yield from _twenty_brothers()
    for bodies in SIZES:
        yield from _of_country(bodies)
