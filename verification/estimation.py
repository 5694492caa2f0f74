"""Do intervals of totals cover what they say, and is it said where they do not?

    ./run verify estimation --populations 500 --seed 1

Each setting draws populations of a known size and asks every method. Where the assumptions of a
method hold, its 95 % interval must cover the true number at least as often as it says, and nothing
may be doubted more often than chance doubts. Where they do not hold, the report must name what
fails in nine of ten populations, or say in every one that it cannot be seen; the lower end of the
lower bound must stay below the truth wherever people differ or lists favour the same people.

Bounds are exact binomial, at 99.9 % for each statement. Intervals that cover more often than they
say are told as such and are no failure: bootstraps that choose the model anew are careful.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from scipy.stats import binom

from imena.estimation.graves import expand, predicted
from imena.estimation.linking import Entries, drawn_people, table
from imena.estimation.lists import Lists
from imena.estimation.pooled import over_linkages, over_strata
from imena.estimation.side_by_side import SideBySide, side_by_side

#: Unexpected is what would happen by chance less often than this.
SIGNIFICANCE = 0.001
#: What an interval says, and what the lower end of the lower bound does.
STATED, STATED_LOW = 0.95, 0.975
#: Chance doubts so often at most (`imena.estimation.doubts.DOUBTED_FROM`).
DOUBTED = 0.01
#: Where an assumption fails, it is named in this share of the populations at least.
NAMED = 0.9
#: What the draw of a bootstrap may cost here.
REPLICATES = 200

Random = np.random.Generator
#: One population’s answer: by what was asked, whether the truth is covered; and what was said.
Answer = tuple[dict[str, bool], set[str]]


@dataclass(frozen=True)
class Setting:
    """How a population comes about, and what must then be true.

    ``covers`` are the methods whose assumptions hold; ``bound`` says that the lower bound’s do.
    ``said`` is a doubt or a remark that must be told, ``quiet`` that nothing may be doubted.
    ``at_most`` so many populations are drawn where each takes seconds.
    """

    name: str
    asked: Callable[[Random, int], Answer]
    covers: tuple[str, ...] = ()
    bound: bool = True
    said: str = ""
    quiet: bool = False
    at_most: int = 500


@dataclass
class Collected:
    """Over all populations: how often each was asked and covered, and how often each was said."""

    populations: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, answer: Answer) -> None:
        """One more population."""
        covered, said = answer
        self.populations += 1
        self.asked.update(covered.keys())
        self.covered.update(name for name, yes in covered.items() if yes)
        self.said.update(said)


def independent(random: Random, people: int, rates: Sequence[float]) -> Lists:
    """Everybody on each list at its rate, whatever the others."""
    return _table(random.random((people, len(rates))) < np.array(rates))


def dependent(random: Random, people: int, rates: Sequence[float], interaction: float) -> Lists:
    """As `independent`, but the first two lists favour the same people (or, below 0, avoid them):
    ``interaction`` is the natural log of their odds ratio."""
    rate = np.array(rates)
    cells = np.arange(2 ** len(rates))
    on = (cells[:, None] >> np.arange(len(rates)) & 1) == 1
    log = np.where(on, np.log(rate), np.log(1 - rate)).sum(axis=1) + interaction * on[:, :2].all(1)
    share = np.exp(log) / np.exp(log).sum()
    counts = random.multinomial(people, share).astype(np.float64)
    counts[0] = 0
    return Lists(_names(len(rates)), counts)


def differing(random: Random, people: int, rates: Sequence[float], spread: float) -> Lists:
    """People whose log odds of being recorded differ alike on all lists, with this spread."""
    odds = np.exp(np.log(np.array(rates) / (1 - np.array(rates))) + spread * random.standard_normal(
        (people, 1)))  # fmt: skip
    return _table(random.random((people, len(rates))) < odds / (1 + odds))


def _table(on: np.ndarray) -> Lists:
    masks = (on * (1 << np.arange(on.shape[1]))).sum(axis=1)
    counts = np.bincount(masks, minlength=2 ** on.shape[1]).astype(np.float64)
    counts[0] = 0
    return Lists(_names(on.shape[1]), counts)


def _names(k: int) -> tuple[str, ...]:
    return tuple("ABCDE"[:k])


def _asked(found: SideBySide, people: int) -> Answer:
    covered = {
        told.method: told.interval[0] <= people <= told.interval[1]
        for told in found.told
        if told.interval is not None
    }
    bound = next((t.interval for t in found.told if t.method == "lower_bound" and t.interval), None)
    if bound is not None:
        covered["lower_bound"] = bound[0] <= people
    said = {doubt.code for doubt in found.doubts} | {r for t in found.told for r in t.remarks}
    return covered, said | ({"disagree"} if found.disagree else set())


def _of(draw: Callable[[Random], Lists], people: int, random: Random, seed: int) -> Answer:
    return _asked(side_by_side(draw(random), replicates=REPLICATES, seed=seed), people)


#: Two periods, in the second of which all were recorded less readily: people and rates.
_FEW = ((600, (0.5, 0.4, 0.45)), (600, (0.2, 0.15, 0.25)))
_MANY = ((1500, (0.5, 0.4, 0.45, 0.4)), (1500, (0.15, 0.15, 0.2, 0.1)))
_Periods = tuple[tuple[int, tuple[float, ...]], ...]


def _in_strata(periods: _Periods, parted: bool, random: Random, seed: int) -> Answer:
    """Each period for itself and added up, or everybody in one table."""
    people = sum(many for many, _ in periods)
    parts = [independent(random, many, rates) for many, rates in periods]
    if not parted:
        parts = [Lists(parts[0].names, np.sum([one.counts for one in parts], axis=0))]
    found = [side_by_side(one, replicates=REPLICATES, seed=seed) for one in parts]
    return _asked(over_strata(found), people)


def _linked(drawn: bool, random: Random, seed: int) -> Answer:
    """Two lists of 800 people; half of the links are certain, half are true as often as not."""
    people = 800
    on = random.random((people, 2)) < np.array([0.4, 0.35])
    both, first, second = on.all(1), on[:, 0] & ~on[:, 1], on[:, 1] & ~on[:, 0]
    certain = random.random(int(both.sum())) < 0.5
    one, two = on[:, 0].cumsum() - 1, on[:, 1].cumsum() - 1 + on[:, 0].sum()
    same = np.column_stack([one[both], two[both]])
    true = same[~certain]
    # As many that are two people as are one: each is one with probability a half.
    many = min(random.negative_binomial(len(true) + 1, 0.5), first.sum(), second.sum())
    false = np.column_stack([random.permutation(one[first])[:many],
                             random.permutation(two[second])[:many]])  # fmt: skip
    links = np.vstack([true, false])
    entries = Entries(
        _names(2),
        np.repeat([0, 1], on.sum(axis=0)),
        same[certain] if drawn else np.vstack([same[certain], links]),
        links if drawn else links[:0],
        np.ones(len(links) if drawn else 0),
    )
    ways = drawn_people(entries, 10 if drawn else 1, seed)
    found = [side_by_side(table(entries, way), replicates=1, seed=seed) for way in ways]
    return _asked(over_linkages(found), people)


def _graves(alike: float, random: Random, seed: int) -> Answer:
    """Thirty of 120 graves opened at random, of three people each on average (negative binomial):
    the less ``alike``, the more they differ."""
    held = random.negative_binomial(alike, alike / (alike + 3.0), size=120)
    opened = [int(one) for one in held[:30]]
    truth = int(held.sum())
    found, drawn = expand(opened, 120, at_random=True), predicted(opened, 120, seed=seed)
    covered = {}
    if found.interval is not None:
        covered["expanded"] = found.interval[0] <= truth <= found.interval[1]
    if drawn is not None:
        low, high = np.quantile(drawn, [0.025, 0.975])
        covered["predicted"] = bool(low <= truth <= high)
    return covered, {"skewed"} if found.skewed else set()


def _in_classes(random: Random, seed: int) -> Answer:
    """Two thousand people, half of them recorded less readily on each of four lists; hidden classes
    are asked, and a refusal says nothing."""
    rates = np.array([[0.6, 0.5, 0.55, 0.5], [0.25, 0.2, 0.15, 0.2]])
    lists = _table(random.random((2000, 4)) < rates[random.integers(2, size=2000)])
    return _asked(side_by_side(lists, replicates=20, seed=seed, with_latent=True), 2000)


_FITTED = ("best_bic", "stepwise", "averaged")
SETTINGS = (
    Setting("two lists, independent",
            partial(_of, partial(independent, people=1000, rates=[0.4, 0.3]), 1000),
            ("chapman",), said="dependence_unseen"),
    Setting("two lists, independent, few people",
            partial(_of, partial(independent, people=200, rates=[0.35, 0.3]), 200),
            ("chapman",), said="dependence_unseen"),
    Setting("three lists, independent",
            partial(_of, partial(independent, people=1000, rates=[0.4, 0.3, 0.25]), 1000),
            _FITTED, quiet=True),
    Setting("three lists, independent, few people",
            partial(_of, partial(independent, people=200, rates=[0.4, 0.3, 0.25]), 200),
            _FITTED, quiet=True),
    Setting("three lists, two favour the same people",
            partial(_of, partial(dependent, people=2000, rates=[0.4, 0.3, 0.3], interaction=1.5),
                    2000), _FITTED, said="lists_share"),
    Setting("four lists, two favour the same people",
            partial(_of, partial(dependent, people=2000, rates=[0.3, 0.3, 0.25, 0.25],
                                 interaction=1.5), 2000), _FITTED, said="lists_share"),
    Setting("four lists, two avoid each other’s people",
            partial(_of, partial(dependent, people=2000, rates=[0.35, 0.35, 0.25, 0.25],
                                 interaction=-1.0), 2000),
            _FITTED, bound=False, said="lists_avoid"),
    Setting("two periods, each for itself", partial(_in_strata, _FEW, True), _FITTED),
    Setting("two lists, linked by probability", partial(_linked, True), ("chapman",)),
    Setting("graves opened at random", partial(_graves, 30.0), ("expanded", "predicted")),
    # From here on assumptions fail, and it must be said.
    Setting("two lists favour the same people",
            partial(_of, partial(dependent, people=1000, rates=[0.4, 0.3], interaction=1.0), 1000),
            said="dependence_unseen"),
    Setting("two lists, linked as if certain", partial(_linked, False), bound=False),
    Setting("two periods in one table", partial(_in_strata, _MANY, False), said="people_differ"),
    Setting("two periods in one table, too few people to show it",
            partial(_in_strata, _FEW, False)),
    Setting("four lists, people differ",
            partial(_of, partial(differing, people=2000, rates=[0.3, 0.25, 0.2, 0.2], spread=1.2),
                    2000), said="people_differ"),
    Setting("two classes of people", _in_classes, said="classes_merge", at_most=40),
    Setting("graves differ much", partial(_graves, 0.2), said="skewed"),
)  # fmt: skip


def one(number: int, seed: int, population: int) -> Answer:
    """What is told of one population of a setting."""
    random = np.random.default_rng([seed, number, population])
    return SETTINGS[number].asked(random, population)


def collect(
    populations: int, seed: int, numbers: Sequence[int], workers: int = 1
) -> Iterator[tuple[Setting, Collected]]:
    """Setting by setting, the same populations whatever the number of workers."""
    pool = ProcessPoolExecutor(workers) if workers > 1 else None
    for number in numbers:
        started, collected = time.perf_counter(), Collected()
        ask = partial(one, number, seed)
        todo = range(min(populations, SETTINGS[number].at_most))
        for answer in map(ask, todo) if pool is None else pool.map(ask, todo, chunksize=5):
            collected.add(answer)
        collected.seconds = time.perf_counter() - started
        yield SETTINGS[number], collected
    if pool is not None:
        pool.shutdown()


def faults(setting: Setting, collected: Collected) -> list[str]:
    """What does not hold."""
    found = []
    for method in setting.covers:
        asked, covered = collected.asked[method], collected.covered[method]
        if asked < collected.populations * NAMED:
            found.append(f"{method} answers {asked} of {collected.populations} populations only")
        elif too_few(covered, asked, STATED):
            found.append(f"{method} covers {covered} of {asked}")
    bound = collected.asked["lower_bound"], collected.covered["lower_bound"]
    if setting.bound and too_few(bound[1], bound[0], STATED_LOW):
        found.append(f"the lower bound stays below in {bound[1]} of {bound[0]}")
    doubted = sum(collected.said[code] for code in ("lists_share", "lists_avoid", "people_differ"))
    if setting.quiet and too_few(collected.populations - doubted, collected.populations,
                                 1 - DOUBTED):  # fmt: skip
        found.append(f"something is doubted in {doubted} of {collected.populations}")
    if setting.said and too_few(collected.said[setting.said], collected.populations, NAMED):
        found.append(f"{setting.said} is said in {collected.said[setting.said]}")
    return found


def too_few(happened: int, times: int, stated: float) -> bool:
    """Whether so few, or fewer, would happen by chance less often than :data:`SIGNIFICANCE`."""
    return bool(times) and float(binom.cdf(happened, times, stated)) < SIGNIFICANCE


def told(setting: Setting, collected: Collected) -> Iterator[str]:
    """The setting’s lines of the table."""
    many = collected.populations
    yield f"\n{setting.name}: {many} populations, {collected.seconds:.0f} s"
    for method, asked in sorted(collected.asked.items()):
        covered = collected.covered[method]
        stated = STATED_LOW if method == "lower_bound" else STATED
        must = method in setting.covers or (method == "lower_bound" and setting.bound)
        what = "stays below" if method == "lower_bound" else "covers"
        least = int(binom.ppf(SIGNIFICANCE, asked, stated)) if must else None
        mark = "" if least is None else f", at least {least} wanted"
        yield f"  {method:>12} {what} {covered:>4} of {asked:>4} ({covered / asked:.3f}){mark}"
    said = ", ".join(f"{code} {n / many:.3f}" for code, n in sorted(collected.said.items()))
    if said:
        yield f"  said: {said}"


def main() -> int:
    """Draw, estimate, compare, print; 1 when something does not hold."""
    parser = argparse.ArgumentParser(prog="./run verify estimation", description=__doc__)
    parser.add_argument("--populations", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--setting", type=int, action="append", help="only this one, from 0")
    arguments = parser.parse_args()
    started = time.perf_counter()
    failures = []
    numbers = arguments.setting or range(len(SETTINGS))
    for setting, collected in collect(
        arguments.populations, arguments.seed, numbers, arguments.workers
    ):
        print("\n".join(told(setting, collected)), flush=True)
        failures += [f"{setting.name}: {fault}" for fault in faults(setting, collected)]
    print(f"\n{time.perf_counter() - started:.0f} s")
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
