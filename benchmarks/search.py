"""How many pairs a second does the blind search compare, and how near the machine's limit?"""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
from numba import njit

from benchmarks.fresh import Fresh, Scenario, cold_with_peak, measured
from benchmarks.invented_cases import SHAPES, hypotheses, one_family
from benchmarks.timing import Timing, measure
from imena import (
    Readings,
    SitePlan,
    invent_site,
    invented_markers,
    likelihood_ratio,
    write_case,
)
from imena.matching.search.columns import FamilyColumns
from imena.matching.search.kernels import LANES, screen_bodies, sieve_bodies
from imena.matching.search.numbering import Numbering
from imena.matching.search.screen import CAPACITY, screen
from imena.matching.search.tables import Block

UNITS = 24
#: Distinct readings a marker: what 2,000 invented bodies have, a seventh of them degraded.
READINGS = 120
#: The first row of each marker in the tables.
STARTS = 1 + READINGS * np.arange(UNITS)
THRESHOLD = 4.0
BEST = 3
CORES = os.cpu_count() or 1
#: People a side, and through the command.
SIDES = (1_000, 10_000, 20_000, 100_000)
COMMAND = 1_000
#: The side that takes about a minute is searched once, making its random tables included.
ONCE = 100_000
#: What was promised, in seconds, tables apart; and the most memory in all, in bytes.
PROMISED = {20_000: 2.0, 100_000: 60.0}
MEMORY = 6 * 2**30
#: Blocks of random tables that are made; longer searches meet them again, long out of any cache.
_DISTINCT = 64
#: Row lengths the plain loop is tried with.
WIDTHS = (64, 128, 256, 512, 1024, 2048)

Rows = npt.NDArray[np.int32]


@functools.cache
def tables(count: int = _DISTINCT) -> tuple[Block, ...]:
    """Random tables: strangers get about log10 LR -14, and some pairs stand out by chance."""
    rng = np.random.default_rng(1)
    blocks = []
    for _ in range(count):
        exact = rng.normal(-0.6, 0.8, (1 + UNITS * READINGS, LANES)) * np.log(10)
        exact[0] = 0.0
        blocks.append(Block.of(range(LANES), list(exact.T), STARTS))
    return tuple(blocks)


def people(blocks: tuple[Block, ...], missing: int) -> Iterator[Block]:
    """Blocks for so many missing persons, every one in a position of her own."""
    lanes = np.arange(LANES, dtype=np.int32)
    whole, rest = divmod(missing, LANES)
    for number in range(whole):
        yield replace(blocks[number % len(blocks)], missing=lanes + number * LANES)
    if rest:
        yield Block.of(range(missing - rest, missing), list(blocks[0].exact.T[:rest]), STARTS)


def bodies(count: int) -> Rows:
    """Rows that so many bodies look up; common readings are common."""
    rng = np.random.default_rng(2)
    share = rng.dirichlet(np.full(READINGS, 0.5), size=UNITS)
    return np.stack(
        [1 + u * READINGS + rng.choice(READINGS, count, p=share[u]) for u in range(UNITS)], axis=1
    ).astype(np.int32)


@njit(nogil=True)
def _load_and_add(table: npt.NDArray[np.float32], total: npt.NDArray[np.float32]) -> None:
    """The plainest loop over memory there is: row after row, eight at a time, in order."""
    for i in range(0, table.shape[0] - 7, 8):
        for l in range(table.shape[1]):
            total[l] += ((table[i, l] + table[i + 1, l]) + (table[i + 2, l] + table[i + 3, l])) + (
                (table[i + 4, l] + table[i + 5, l]) + (table[i + 6, l] + table[i + 7, l])
            )


@njit(nogil=True)
def _over_and_over(
    table: npt.NDArray[np.float32], total: npt.NDArray[np.float32], times: int
) -> None:
    for _ in range(times):
        _load_and_add(table, total)


def _on_all_cores(call: Callable[[int], object]) -> Callable[[], object]:
    threads = ThreadPoolExecutor(max_workers=CORES)
    return lambda: list(threads.map(call, range(CORES)))


def contiguous(width: int, times: int) -> Callable[[], object]:
    """Each core loads and adds a block of its own ``times`` times, as rows of ``width``."""
    flat = [block.log10_table[1:].reshape(-1) for block in tables()[:CORES]]
    own = [
        np.ascontiguousarray(one[: len(one) // width * width].reshape(-1, width)) for one in flat
    ]
    totals = [np.zeros(width, dtype=np.float32) for _ in own]
    return _on_all_cores(lambda core: _over_and_over(own[core], totals[core], times))


def kernel(count: int, *, sieved: bool) -> Callable[[], object]:
    """Each core lets ``count`` bodies stream past a block of its own, as the search does."""
    rows = bodies(count)

    def one(core: int) -> object:
        block = tables()[core]
        rest = (
            THRESHOLD,
            block.error,
            np.full((count, 1), np.inf, dtype=np.float32),
            np.full((LANES, 1), np.inf, dtype=np.float32),
            np.empty(CAPACITY, dtype=np.int32),
            np.empty(CAPACITY, dtype=np.int32),
            np.empty(CAPACITY, dtype=np.float32),
        )
        table, sieve = block.log10_table, block.sieve
        if sieved and sieve is not None:
            return sieve_bodies(sieve.table, sieve.scale, table, rows, 0, *rest)
        return screen_bodies(table, rows, 0, *rest)

    return _on_all_cores(one)


def whole(side: int) -> Callable[[], object]:
    """A whole search, ``side`` bodies and missing persons, tables made beforehand."""
    rows, blocks = bodies(side), list(people(tables(), side))
    return lambda: screen(rows, blocks, best=BEST, threshold=THRESHOLD)


def columns(families: int, mutation: str | None, processes: int) -> Callable[[], object]:
    """The tables of so many invented families for the readings of 2,000 invented bodies."""
    plan = SitePlan(
        missing=families * 6 // 5,
        families=families,
        absent=families * 6 // 5,
        unlisted=2_000,
        partial=250,
        failed=30,
    )
    case = invent_site(plan, invented_markers(23, mutation=mutation), seed=3).case
    numbering = Numbering.of(Readings.of(case))
    return lambda: sum(1 for _ in FamilyColumns(numbering, processes))


def one_at_a_time() -> Callable[[], object]:
    """One LR of the engine for a pair of each kind of family, 23 markers: what pairs cost without
    tables."""
    markers = invented_markers(23)
    sampled = [hypotheses(one_family(typed, markers, bodies=1)) for typed in SHAPES]
    return lambda: [likelihood_ratio(*pair, markers) for pair in sampled]


def through_the_command(side: int) -> Fresh:
    """``imena search`` of an invented case, ``side`` bodies and missing persons, stepwise mutation:
    from the file to the table."""
    plan = SitePlan(
        missing=side,
        families=side * 5 // 6,
        absent=side // 10,
        unlisted=side // 10,
        partial=side // 8,
        failed=side // 60,
    )
    case = invent_site(plan, invented_markers(23, mutation="stepwise"), seed=3).case
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.json"
        write_case(case, path)
        search = [sys.executable, "-m", "imena.cli", "search", str(path), "--threshold", "4"]
        return measured([*search, "--out", str(path.with_suffix(".csv"))])


def _whole_of(side: int) -> Scenario:
    return lambda: whole(side)


SCENARIOS: dict[str, Scenario] = {str(side): _whole_of(side) for side in SIDES}


def _gigabytes(size: int) -> str:
    return f"{size / 2**30:.2f} GiB"


def _seconds(timing: Timing) -> float:
    return timing.cold if timing.warm is None else timing.warm


def _rate(number: float, seconds: float) -> str:
    return f"{number / seconds / 1e6:.0f} million"


def against_the_limit(count: int = 20_000, rounds: int = 7) -> Iterator[Timing]:
    """The kernels and the plain loop by turns, so that all meet the same neighbours; the best of
    each."""
    added = (tables()[0].log10_table.shape[0] - 1) * LANES
    times = max(1, count * UNITS * LANES // added)
    plain = {f"in rows of {w}": contiguous(w, times) for w in WIDTHS}
    kernels = {
        "float32": kernel(count, sieved=False),
        "16 bits first": kernel(count, sieved=True),
    }
    best: dict[str, float] = {}
    for _ in range(rounds + 1):
        for name, call in (plain | kernels).items():
            start = time.perf_counter()
            call()
            seconds = time.perf_counter() - start
            best[name] = min(seconds, best.get(name, seconds))
    fastest = min(plain, key=best.__getitem__)
    limit = CORES * times * added / best[fastest]
    yield Timing(
        f"the machine: {CORES} cores load and add a block each, {times} times",
        best[fastest],
        None,
        None,
        rounds,
        note=f"{_rate(limit, 1)} additions of float32 a second, {fastest}; best of {rounds}",
    )
    pairs = CORES * count * LANES
    for name in kernels:
        rate = pairs * UNITS / best[name]
        yield Timing(
            f"the kernel, {name}: {count} bodies past a block, {CORES} cores",
            best[name],
            None,
            None,
            rounds,
            note=(
                f"{_rate(pairs, best[name])} pairs a second, {_rate(rate, 1)} look-ups: "
                f"{rate / limit:.0%} of the machine's limit in float32"
            ),
        )


def of_tables() -> Iterator[Timing]:
    """What making the tables takes, alone and on all cores, without and with mutation."""
    for mutation, promised in ((None, 60), ("stepwise", 600)):
        for families, processes in ((100, 1), (1_000, CORES)):
            missing = families * 6 // 5
            timing = measure(
                f"tables, {mutation or 'no mutation'}: {missing} missing persons, "
                f"{families} families, {processes} processes",
                columns(families, mutation, processes),
                enough=1.0,
                most=3,
            )
            rate = missing / _seconds(timing)
            yield replace(
                timing,
                note=f"{rate:.0f} missing persons a second; "
                f"20000 would take {20_000 / rate:.0f} s, promised {promised} s",
            )


def timings() -> Iterator[Timing]:
    """Kernels and searches on random tables of 24 units; tables apart, on invented families."""
    yield from against_the_limit()
    yield from of_tables()
    sampled = measure(
        f"pairs by the engine one by one, one of each of {len(SHAPES)} kinds of family",
        one_at_a_time(),
        enough=1.0,
    )
    yield sampled
    pair = _seconds(sampled) / len(SHAPES)
    for side in SIDES:
        fresh = cold_with_peak("benchmarks.search", str(side))
        what, bound = f"{side} bodies x {side} missing persons", PROMISED.get(side)
        if side == ONCE:
            timing = Timing(what, fresh.seconds, None, None, 0, bound)
        else:
            timing = measure(
                what, whole(side), cold=fresh.seconds, enough=2.0, most=20, bound=bound
            )
        rate = _rate(side * side, _seconds(timing))
        timing = timing.against("one engine LR a pair", pair * side * side)
        yield replace(
            timing,
            note=f"{rate} pairs a second; memory at most {_gigabytes(fresh.peak)} in a process of "
            f"its own, promised {_gigabytes(MEMORY)}",
        )
    command = through_the_command(COMMAND)
    yield Timing(
        f"imena search, from the file to the table: {COMMAND} bodies x {COMMAND} missing persons, "
        "stepwise mutation",
        command.seconds,
        None,
        None,
        0,
        note=f"memory at most {_gigabytes(command.peak)} in one process",
    )
