"""Moves of the sampler over joint assignments, and the search for the best one, compiled.

Compiled code is cached on disk where Numba keeps it (``NUMBA_CACHE_DIR`` if set, else
``__pycache__`` beside this file, else a folder of the user's). Everything compiled that calls one
another stands in this file: Numba renews the cache of a function when its own file changes, not
when a file it imports from does. Blocks and states are laid out as `imena.matching.joint.layout`
says.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from imena.matching.joint.layout import Block, Flags, Floats, Ints, Schedule, Scratch, Tally, Watch

#: sweeps that show a family certain of its row, and the conditional probability that counts so
_PROBE = 4
_CERTAIN = 1 - 1e-6


@njit(cache=True, nogil=True)
def size_of(block: Block, r: int) -> int:
    """How many bodies row r places."""
    return int(block.body_start[r + 1] - block.body_start[r])


@njit(cache=True, nogil=True)
def _give(block: Block, owner: Ints, r: int, f: int) -> None:
    """The bodies of row r belong to family f, to nobody if it is -1."""
    for i in range(block.body_start[r], block.body_start[r + 1]):
        owner[block.bodies[i]] = f


@njit(cache=True, nogil=True)
def free_for(block: Block, owner: Ints, r: int, f: int) -> bool:
    """Whether family f may stand in row r: nobody else holds a body of it."""
    free = True
    for i in range(block.body_start[r], block.body_start[r + 1]):
        held_by = owner[block.bodies[i]]
        free = free and (held_by < 0 or held_by == f)
    return free


@njit(cache=True, nogil=True)
def _weigh(block: Block, row: Ints, owner: Ints, placed: int, f: int, out: Floats) -> float:
    """Weights of the rows of family f given all other families, into ``out``; their sum."""
    first = block.row_start[f]
    others = placed - size_of(block, row[f])
    weight, bodies = block.weight, block.bodies
    total = 0.0
    for g in range(block.group_start[f], block.group_start[f + 1]):
        size = block.group_size[g]
        tilt = np.exp(block.log_tilt[others + size] - block.log_tilt[others])
        start, end = block.group_row[g], block.group_row[g + 1]
        shift = block.body_start[start] - start
        for r in range(start, end):
            value = weight[r] * tilt
            if size == 1:
                held_by = owner[bodies[r + shift]]
                value = value if held_by < 0 or held_by == f else 0.0
            elif size > 1 and not free_for(block, owner, r, f):
                value = 0.0
            out[r - first] = value
            total += value
    if total < 1e-200:  # what is free weighs too little beside what is not: start from the logs
        return _weigh_by_logs(block, owner, others, f, out)
    return total


@njit(cache=True, nogil=True)
def conditional(block: Block, row: Ints, owner: Ints, placed: int, f: int, out: Floats) -> int:
    """Probabilities of the rows of family f given all other families, into ``out[: rows]``."""
    n = int(block.row_start[f + 1] - block.row_start[f])
    out[:n] /= _weigh(block, row, owner, placed, f, out)
    return n


@njit(cache=True, nogil=True)
def _weigh_by_logs(block: Block, owner: Ints, others: int, f: int, out: Floats) -> float:
    first, last = block.row_start[f], block.row_start[f + 1]
    best = -np.inf
    for r in range(first, last):
        value = block.log_weight[r] + block.log_tilt[others + size_of(block, r)]
        out[r - first] = value if free_for(block, owner, r, f) else -np.inf
        best = max(best, out[r - first])
    total = 0.0
    for r in range(last - first):
        out[r] = np.exp(out[r] - best)
        total += out[r]
    return total


@njit(cache=True, nogil=True)
def pick(probability: Floats, n: int, u: float) -> int:
    """Index drawn by the uniform ``u``; the most probable one if u is negative."""
    if u < 0.0:
        return int(np.argmax(probability[:n]))
    left = u
    last = 0
    for i in range(n):
        if probability[i] > 0.0:
            last = i
            left -= probability[i]
            if left < 0.0:
                return i
    return last


@njit(cache=True, nogil=True)
def redraw(block: Block, row: Ints, owner: Ints, placed: int, f: int, out: Floats, u: float) -> int:
    """Draw family f given the rest, probabilities left in ``out``; how many are then placed."""
    n = conditional(block, row, owner, placed, f, out)
    new = block.row_start[f] + pick(out, n, u)
    return stand(block, row, owner, placed, f, new)


@njit(cache=True, nogil=True)
def stand(block: Block, row: Ints, owner: Ints, placed: int, f: int, new: int) -> int:
    """Let family f stand in row ``new``; how many are then placed."""
    placed += size_of(block, new) - size_of(block, row[f])
    _give(block, owner, row[f], -1)
    _give(block, owner, new, f)
    row[f] = new
    return placed


@njit(cache=True, nogil=True)
def _tilted(block: Block, g: int, others: int) -> float:
    """Weight of group g beside ``others`` placed elsewhere; without the tilt if they are < 0."""
    if others < 0:
        return float(block.group_weight[g])
    tilt = block.log_tilt[others + block.group_size[g]] - block.log_tilt[others]
    return float(block.group_weight[g] * np.exp(tilt))


@njit(cache=True, nogil=True)
def _chosen(block: Block, f: int, others: int, u: float, v: float) -> int:
    """Row of family f drawn by its weight alone, whatever is free: uniforms ``u`` and ``v``."""
    first, last = block.group_start[f], block.group_start[f + 1]
    total = 0.0
    for g in range(first, last):
        total += _tilted(block, g, others)
    left = u * total
    chosen = first
    for g in range(first, last):
        weight = _tilted(block, g, others)
        if weight > 0.0:
            chosen = g
            left -= weight
            if left < 0.0:
                break
    first, last = block.group_row[chosen], block.group_row[chosen + 1]
    r = first + np.searchsorted(block.cumulative[first:last], v, side="right")
    return int(min(r, last - 1))


@njit(cache=True, nogil=True)
def leap(block: Block, row: Ints, owner: Ints, placed: int, f: int, u: float, v: float) -> int:
    """Propose for family f a row by its probability were every body free; how many are then placed.

    Taken if the bodies are free, else all stays. The proposal does not depend on where the family
    stands and is proportional to the posterior wherever the bodies are free, so the ratio of
    Metropolis and Hastings is 1 there and 0 elsewhere. Unlike `redraw` it looks at one row only.
    """
    others = placed - size_of(block, row[f])
    new = _chosen(block, f, others, u, v)
    if not free_for(block, owner, new, f):
        return placed
    return stand(block, row, owner, placed, f, new)


@njit(cache=True, nogil=True)
def _within(block: Block, f: int, held: Ints, n_held: int, inside: Flags, found: Ints) -> int:
    """Rows of family f that use no body but the ``held``: how many, -1 if they do not fit."""
    found[0] = block.row_start[f]
    n = 1
    first, last = block.lowest_start[f], block.lowest_start[f + 1]
    for j in range(n_held):
        i = first + np.searchsorted(block.lowest[first:last], held[j])
        while i < last and block.lowest[i] == held[j]:
            r = block.by_lowest[i]
            if block.log_weight[r] > -np.inf and _fits(block, r, inside):
                if n == found.size:
                    return -1
                found[n] = r
                n += 1
            i += 1
    return n


@njit(cache=True, nogil=True)
def _strike(block: Block, r: int, inside: Flags, value: bool) -> None:
    for i in range(block.body_start[r], block.body_start[r + 1]):
        inside[block.bodies[i]] = value


@njit(cache=True, nogil=True)
def _fits(block: Block, r: int, inside: Flags) -> bool:
    fits = True
    for i in range(block.body_start[r], block.body_start[r + 1]):
        fits = fits and inside[block.bodies[i]]
    return fits


@njit(cache=True, nogil=True)
def resplits(block: Block, row: Ints, f: int, g: int, h: int, scratch: Scratch) -> int:
    """All ways to divide among families f, g, h (h = -1: two only) exactly the bodies they hold.

    Rows of each way go into ``scratch.splits[way]``, its probability among the ways into
    ``scratch.probability``. The number of ways, or 0 if there are too many to weigh.
    The ways are the same set from each of them, so drawing one by its weight is a Gibbs step, and
    no prior enters: the number placed stays.
    """
    inside, splits, probability = scratch.inside, scratch.splits, scratch.probability
    most = probability.size
    of_f, of_g, of_h = scratch.rows[0], scratch.rows[1], scratch.rows[2]
    held = 0
    for family in (f, g, h):
        if family >= 0:
            for i in range(block.body_start[row[family]], block.body_start[row[family] + 1]):
                inside[block.bodies[i]] = True
                scratch.held[held] = block.bodies[i]
                held += 1
    if held == 0:
        return 0
    n_f = _within(block, f, scratch.held, held, inside, of_f)
    n_g = _within(block, g, scratch.held, held, inside, of_g)
    n_h = 0 if h < 0 else _within(block, h, scratch.held, held, inside, of_h)
    ways = 0
    best = -np.inf
    if n_f > 0 and n_g > 0 and n_h >= 0 and n_f * n_g * max(n_h, 1) <= 64 * most:
        for i in range(n_f):
            rf = of_f[i]
            left_f = held - size_of(block, rf)
            _strike(block, rf, inside, False)
            for j in range(n_g):
                rg = of_g[j]
                left = left_f - size_of(block, rg)
                if left < 0 or (h < 0 and left > 0) or not _fits(block, rg, inside):
                    continue
                _strike(block, rg, inside, False)
                for k in range(max(n_h, 1)):
                    value = block.log_weight[rf] + block.log_weight[rg]
                    if h >= 0:
                        rh = of_h[k]
                        if size_of(block, rh) != left or not _fits(block, rh, inside):
                            continue
                        value += block.log_weight[rh]
                        splits[min(ways, most - 1), 2] = rh
                    splits[min(ways, most - 1), 0] = rf
                    splits[min(ways, most - 1), 1] = rg
                    probability[min(ways, most - 1)] = value
                    best = max(best, value)
                    ways += 1
                _strike(block, rg, inside, True)
            _strike(block, rf, inside, True)
    for family in (f, g, h):
        if family >= 0:
            _strike(block, row[family], inside, False)
    if ways > most:
        return 0
    total = 0.0
    for way in range(ways):
        probability[way] = np.exp(probability[way] - best)
        total += probability[way]
    for way in range(ways):
        probability[way] /= total
    return ways


@njit(cache=True, nogil=True)
def _trio(block: Block, f: int, may_move: Flags) -> tuple[int, int, int]:
    """Families to re-split, drawn without regard to the state; h = -1 for two, g = -1 for none."""
    g, h = _neighbour(block, f), -1
    if g >= 0 and not may_move[g]:
        g = -1
    if g >= 0:
        h = _neighbour(block, g)
        if h == f or not may_move[h]:
            h = -1
    return f, g, h


@njit(cache=True, nogil=True)
def _neighbour(block: Block, f: int) -> int:
    n = block.near_start[f + 1] - block.near_start[f]
    if n == 0:
        return -1
    return int(block.near[block.near_start[f] + np.random.randint(0, n)])


@njit(cache=True, nogil=True)
def owners(block: Block, row: Ints) -> tuple[Ints, int]:
    """The owner of each body in state ``row``, and how many are placed."""
    owner = np.full(block.n_bodies, -1, np.int64)
    placed = 0
    for f in range(row.size):
        _give(block, owner, row[f], f)
        placed += size_of(block, row[f])
    return owner, placed


@njit(cache=True, nogil=True)
def resplit(
    block: Block, row: Ints, owner: Ints, trio: tuple[int, int, int], scratch: Scratch, u: float
) -> None:
    """Draw anew how a trio of families shares the bodies it holds; u < 0 takes the best way."""
    f, g, h = trio
    ways = resplits(block, row, f, g, h, scratch)
    if ways > 1:
        way = pick(scratch.probability, ways, u)
        splits = scratch.splits
        for new, family in ((splits[way, 0], f), (splits[way, 1], g), (splits[way, 2], h)):
            if family >= 0:
                _give(block, owner, row[family], -1)
                row[family] = new
        for family in (f, g, h):
            if family >= 0:
                _give(block, owner, row[family], family)


@njit(cache=True, nogil=True)
def displace(
    block: Block, row: Ints, owner: Ints, placed: int, f: int, may_move: Flags, scratch: Scratch
) -> int:
    """Let family f choose anew regardless of who holds what, whoever is displaced choose in turn,
    until one takes a free body or none. Returns how many are then placed.

    Only families that miss one person and ``may_move`` take part; a choice that would displace
    another, or a chain too long, leaves all as it was. Every choice is made with the family's own
    weights over all its rows, whatever the state, so the way back has the probability of the way
    there but for those weights: without the tilt the move needs no rejection (the worm, or
    directed loop, of dimer models: Sandvik & Moessner 2006). The tilt enters by Metropolis.
    """
    n = 0
    after = placed - size_of(block, row[f])
    _give(block, owner, row[f], -1)
    mover = f
    blocked = False
    while True:
        if n == scratch.chain.shape[1]:
            blocked = True
            break
        new = _chosen(block, mover, -1, np.random.random(), np.random.random())
        scratch.chain[0, n], scratch.chain[1, n] = mover, row[mover]
        n += 1
        row[mover] = new
        if size_of(block, new) == 0:
            break
        body = block.bodies[block.body_start[new]]
        displaced = owner[body]
        if displaced >= 0 and not (may_move[displaced] and block.single[displaced]):
            blocked = True
            break
        owner[body] = mover
        if displaced < 0:
            after += 1
            break
        mover = displaced
    kept = np.exp(min(0.0, block.log_tilt[after] - block.log_tilt[placed])) if not blocked else 0.0
    if kept == 1.0 or np.random.random() < kept:
        return after
    for step in range(n - 1, -1, -1):
        mover = scratch.chain[0, step]
        if free_for(block, owner, row[mover], mover):
            _give(block, owner, row[mover], -1)
        row[mover] = scratch.chain[1, step]
    for step in range(n):
        mover = scratch.chain[0, step]
        _give(block, owner, row[mover], mover)
    return placed


@njit(cache=True, nogil=True)
def move(
    block: Block, row: Ints, owner: Ints, placed: int, schedule: Schedule, scratch: Scratch
) -> int:
    """Re-splits and displacements, as many of each as the schedule says."""
    movers, may_move = schedule.movers, schedule.may_move
    for _ in range(schedule.moves):
        trio = _trio(block, movers[np.random.randint(0, movers.size)], may_move)
        if trio[1] >= 0:
            resplit(block, row, owner, trio, scratch, np.random.random())
        f = movers[np.random.randint(0, movers.size)]
        if block.single[f]:
            placed = displace(block, row, owner, placed, f, may_move, scratch)
    return placed


@njit(cache=True, nogil=True)
def run(
    block: Block,
    row: Ints,
    seed: int,
    sweeps: int,
    schedule: Schedule,
    watch: Watch,
    tally: Tally,
    draws: Ints,
    scratch: Scratch,
) -> None:
    """Sweep from state ``row`` (left at the last state), everything counted by batch.

    ``sweeps`` is a multiple of the number of batches, and the sweeps of a batch of every pace.
    Family f is drawn given the rest in one sweep of ``pace[f]`` and leaps in the others. What is
    counted is the conditional probability it was drawn with (Rao-Blackwell: the probability a row
    had, not whether it was drawn). ``draws``, shape (kept, families): states at equal distances.
    """
    np.random.seed(seed)
    out = scratch.conditional
    owner, placed = owners(block, row)
    length, spacing = sweeps // tally.placed.shape[0], max(1, sweeps // max(1, draws.shape[0]))
    for sweep in range(sweeps):
        batch = sweep // length
        for f in range(row.size):
            if (sweep + f) % schedule.pace[f]:
                placed = leap(block, row, owner, placed, f, np.random.random(), np.random.random())
                continue
            first, n = block.row_start[f], block.row_start[f + 1] - block.row_start[f]
            total = _weigh(block, row, owner, placed, f, out)
            left, new = np.random.random() * total, -1
            for r in range(n):
                if left >= 0.0 and out[r] > 0.0:
                    new = first + r
                    left -= out[r]
                out[r] /= total
                tally.row_sums[first + r] += out[r]
            placed = stand(block, row, owner, placed, f, new)
            for w in range(watch.start[f], watch.start[f + 1]):
                value = 0.0
                for i in range(watch.row_start[w], watch.row_start[w + 1]):
                    value += out[watch.rows[i] - first]
                tally.sums[batch, w] += value
                tally.squares[batch, w] += value * value
        placed = move(block, row, owner, placed, schedule, scratch)
        tally.placed[batch, placed] += 1
        if (sweep + 1) % spacing == 0 and sweep // spacing < draws.shape[0]:
            draws[sweep // spacing] = row


@njit(cache=True, nogil=True)
def climb(block: Block, row: Ints, passes: int, scratch: Scratch) -> None:
    """Best row of each family and best re-split of each pair, until nothing changes."""
    out = scratch.conditional
    owner, placed = owners(block, row)
    for _ in range(passes):
        before = row.copy()
        for f in range(row.size):
            placed = redraw(block, row, owner, placed, f, out, -1.0)
            for i in range(block.near_start[f], block.near_start[f + 1]):
                resplit(block, row, owner, (f, block.near[i], -1), scratch, -1.0)
        if (before == row).all():
            break


@njit(cache=True, nogil=True)
def _always_there(
    block: Block, target: Ints, row: Ints, owner: Ints, placed: int, first: int, scratch: Scratch
) -> bool:
    """Whether a few sweeps find family ``first`` all but certain in its row of ``target``."""
    out = scratch.conditional
    for _ in range(_PROBE):
        for f in range(first, row.size):
            placed = redraw(block, row, owner, placed, f, out, np.random.random())
            if f == first and out[target[f] - block.row_start[f]] < _CERTAIN:
                return False
    return True


@njit(cache=True, nogil=True)
def log_ordinate(block: Block, target: Ints, seed: int, sweeps: int, scratch: Scratch) -> float:
    """Natural log of the posterior of state ``target`` (Chib 1995).

    The product of P(row of family f | those before it stand as in ``target``), each factor the
    mean conditional probability over a run with the families before f held fast. A factor never
    seen open counts as half a sweep; one that stays all but 1 in a few sweeps counts as 1.
    """
    np.random.seed(seed)
    out = scratch.conditional
    total = 0.0
    for first in range(target.size):
        row = target.copy()
        owner, placed = owners(block, row)
        if _always_there(block, target, row, owner, placed, first, scratch):
            continue
        owner, placed = owners(block, row)
        movers, may_move = np.arange(first, row.size), np.arange(row.size) >= first
        schedule = Schedule(movers, movers, may_move, movers.size)
        mean = 0.0
        for sweep in range(-(sweeps // 4), sweeps):
            for f in range(first, row.size):
                placed = redraw(block, row, owner, placed, f, out, np.random.random())
                if f == first and sweep >= 0:
                    mean += out[target[f] - block.row_start[f]] / sweeps
            placed = move(block, row, owner, placed, schedule, scratch)
        total += np.log(max(mean, 0.5 / sweeps))
    return total
