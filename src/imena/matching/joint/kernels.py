"""Moves of the sampler over joint assignments, and the search for the best one, compiled.

Everything compiled that calls one another stands in this file: Numba renews the cache of a function
when its own file changes, not when a file it imports from does. Blocks and states are laid out as
`imena.matching.joint.layout` says.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from imena.matching.joint.layout import (
    TRIES,
    Block,
    Bodies,
    Contest,
    Counting,
    Flags,
    Floats,
    Ints,
    Schedule,
    Scratch,
    State,
)


@njit(cache=True, nogil=True)
def size_of(block: Block, r: int) -> int:
    """How many bodies row r places."""
    return int(block.body_start[r + 1] - block.body_start[r])


@njit(cache=True, nogil=True)
def _give(block: Block, state: State, r: int, f: int) -> None:
    """The bodies of row r belong to family f, to nobody if it is -1."""
    for i in range(block.body_start[r], block.body_start[r + 1]):
        state.owner[block.bodies[i]] = f
        state.free[block.bodies[i]] = 1.0 if f < 0 else 0.0


@njit(cache=True, nogil=True)
def _leave(block: Block, state: State, f: int) -> None:
    """Family f holds nobody for a while, and counts as placing nobody."""
    _give(block, state, state.row[f], -1)
    state.placed[0] -= size_of(block, state.row[f])


@njit(cache=True, nogil=True)
def _take(block: Block, state: State, f: int, r: int) -> None:
    """Family f, which holds nobody, stands in row r."""
    state.row[f] = r
    _give(block, state, r, f)
    state.placed[0] += size_of(block, r)


@njit(cache=True, nogil=True)
def stand(block: Block, state: State, f: int, r: int) -> None:
    """Family f stands in row r instead of its own."""
    _leave(block, state, f)
    _take(block, state, f, r)


@njit(cache=True, nogil=True)
def free_for(block: Block, state: State, r: int, f: int, g: int) -> bool:
    """Whether nobody but family f and g holds a body of row r."""
    for i in range(block.body_start[r], block.body_start[r + 1]):
        held_by = state.owner[block.bodies[i]]
        if held_by >= 0 and held_by not in (f, g):
            return False
    return True


@njit(cache=True, nogil=True)
def _add_up(
    weight: Floats, bodies: Bodies, size: int, free: Floats, tilt: float, out: Floats
) -> float:
    """Weights of rows that place ``size`` each, 0 where a body is not free, into ``out``."""
    total = 0.0
    if size == 1:
        for i in range(out.size):
            value = weight[i] * free[bodies[i]] * tilt
            out[i] = value
            total += value
    else:
        for i in range(out.size):
            value = weight[i] * tilt
            for j in range(size):
                value *= free[bodies[i * size + j]]
            out[i] = value
            total += value
    return total


@njit(cache=True, nogil=True)
def weigh(block: Block, state: State, f: int, scratch: Scratch) -> float:
    """Weights of the rows of family f given all others, into ``scratch.conditional``; their sum."""
    _leave(block, state, f)
    nobody, others, out = block.row_start[f], state.placed[0], scratch.conditional
    total = 0.0
    for g in range(block.group_start[f], block.group_start[f + 1]):
        size, first, last = block.group_size[g], block.group_row[g], block.group_row[g + 1]
        tilt = np.exp(block.log_tilt[others + size] - block.log_tilt[others])
        bodies = block.bodies[block.body_start[first] : block.body_start[last]]
        weight, into = block.weight[first:last], out[first - nobody : last - nobody]
        total += _add_up(weight, bodies, size, state.free, tilt, into)
    if total < 1e-200:  # what is free weighs too little beside what is not: start from the logs
        total = _weigh_by_logs(block, state, f, out)
    _take(block, state, f, state.row[f])
    return total


@njit(cache=True, nogil=True)
def _weigh_by_logs(block: Block, state: State, f: int, out: Floats) -> float:
    first, last = block.row_start[f], block.row_start[f + 1]
    best = -np.inf
    for r in range(first, last):
        value = block.log_weight[r] + block.log_tilt[state.placed[0] + size_of(block, r)]
        out[r - first] = value if free_for(block, state, r, f, f) else -np.inf
        best = max(best, out[r - first])
    total = 0.0
    for r in range(last - first):
        out[r] = np.exp(out[r] - best)
        total += out[r]
    return total


@njit(cache=True, nogil=True)
def conditional(block: Block, state: State, f: int, scratch: Scratch) -> int:
    """Probabilities of the rows of family f given all other families; how many they are."""
    n = int(block.row_start[f + 1] - block.row_start[f])
    scratch.conditional[:n] /= weigh(block, state, f, scratch)
    return n


@njit(cache=True, nogil=True)
def pick(weights: Floats, left: float) -> int:
    """Index of the first weight at which their sum passes ``left``; of the largest if left < 0."""
    if left < 0.0:
        return int(np.argmax(weights))
    for i in range(weights.size):
        left -= weights[i]
        if left < 0.0:
            return i
    last = weights.size - 1  # rounding has left something
    while last > 0 and weights[last] == 0.0:
        last -= 1
    return last


@njit(cache=True, nogil=True)
def _chosen(block: Block, f: int, tilt: Floats, u: float, v: float) -> int:
    """Row of family f drawn by weight and ``tilt``, whatever is free: uniforms ``u`` and ``v``."""
    first, last = block.group_start[f], block.group_start[f + 1]
    left = 0.0
    for g in range(first, last):
        left += block.group_weight[g] * tilt[block.group_size[g]]
    left *= u
    chosen = first
    for g in range(first, last):
        weight = block.group_weight[g] * tilt[block.group_size[g]]
        if weight > 0.0:
            chosen = g
            left -= weight
            if left < 0.0:
                break
    first, last = block.group_row[chosen], block.group_row[chosen + 1]
    r = first + np.searchsorted(block.cumulative[first:last], v, side="right")
    return int(min(r, last - 1))


@njit(cache=True, nogil=True)
def draw(block: Block, state: State, f: int, scratch: Scratch) -> None:
    """Draw family f given all others: by weight until a row is free, or stay after `TRIES`.

    Whether one is found depends on the others alone, so this is a Gibbs step or none.
    """
    own = state.row[f]
    _leave(block, state, f)
    most = block.group_size[block.group_start[f + 1] - 1]
    _fill_tilt(block, state.placed[0], scratch.tilt[: most + 1])
    for _ in range(TRIES):
        r = _chosen(block, f, scratch.tilt, np.random.random(), np.random.random())
        if free_for(block, state, r, f, f):
            own = r
            break
    _take(block, state, f, own)


@njit(cache=True, nogil=True)
def _uses(block: Block, r: int, body: int) -> bool:
    uses = False
    for i in range(block.body_start[r], block.body_start[r + 1]):
        uses = uses or block.bodies[i] == body
    return uses


@njit(cache=True, nogil=True)
def _fill_tilt(block: Block, placed: int, tilt: Floats) -> None:
    """What more bodies weigh beside ``placed`` of them, by their number."""
    for more in range(tilt.size):
        tilt[more] = np.exp(block.log_tilt[placed + more] - block.log_tilt[placed])


@njit(cache=True, nogil=True)
def _beside(block: Block, g: int, body: int, scratch: Scratch) -> float:
    """Weight of the rows of family g that do not use ``body``, beside one body more."""
    first = block.row_start[g]
    total = 0.0
    for r in range(first, block.row_start[g + 1]):
        if not _uses(block, r, body):
            total += scratch.rival[r - first] * scratch.tilt[size_of(block, r) + 1]
    return total


@njit(cache=True, nogil=True)
def _weigh_duel(block: Block, state: State, f: int, g: int, scratch: Scratch) -> float:
    """Weights of the rows of family f, which misses one person, given all but f and g, into
    ``scratch.conditional``; their sum. Those of g that nobody bars go into ``scratch.rival``."""
    out, rival, leaning = scratch.conditional, scratch.rival, scratch.leaning
    nobody, first, last = block.row_start[f], block.row_start[g], block.row_start[g + 1]
    beside_nobody, beside_one = 0.0, 0.0
    for r in range(first, last):
        weight = block.weight[r] if free_for(block, state, r, g, g) else 0.0
        rival[r - first] = weight
        beside_nobody += weight * scratch.tilt[size_of(block, r)]
        weight *= scratch.tilt[size_of(block, r) + 1]
        beside_one += weight
        for i in range(block.body_start[r], block.body_start[r + 1]):
            leaning[block.bodies[i]] += weight
    out[0] = block.weight[nobody] * beside_nobody
    total = float(out[0])
    weights = block.weight[nobody + 1 : block.row_start[f + 1]]
    bodies = block.bodies[block.body_start[nobody] :]  # one a row
    for i in range(weights.size):
        leans, beside = leaning[bodies[i]], beside_one - leaning[bodies[i]]
        if leans > 0.5 * beside_one:  # hardly a digit of the difference would be right
            beside = _beside(block, g, bodies[i], scratch)
        out[i + 1] = weights[i] * beside * state.free[bodies[i]]
        total += out[i + 1]
    for r in range(first, last):
        for i in range(block.body_start[r], block.body_start[r + 1]):
            leaning[block.bodies[i]] = 0.0
    return total


@njit(cache=True, nogil=True)
def duel(block: Block, state: State, f: int, g: int, scratch: Scratch, u: float, v: float) -> bool:
    """Draw family f, which misses one person, and g together given the rest, and leave the
    probabilities of f whatever g does in ``scratch.conditional``, those of g given the row of f in
    ``scratch.rival``. False, and all as it was, where weights are too small to be added up."""
    nobody, first = block.row_start[f], block.row_start[g]
    _leave(block, state, f)
    _leave(block, state, g)
    _fill_tilt(block, state.placed[0], scratch.tilt)
    total = _weigh_duel(block, state, f, g, scratch)
    if total < 1e-200:  # whatever the rows of the two
        _take(block, state, f, state.row[f])
        _take(block, state, g, state.row[g])
        return False
    n_f, n_g = int(block.row_start[f + 1] - nobody), int(block.row_start[g + 1] - first)
    scratch.conditional[:n_f] /= total
    new = nobody + pick(scratch.conditional[:n_f], u)
    size = size_of(block, new)
    total = 0.0
    for i in range(n_g):
        if not _apart(block, new, first + i):
            scratch.rival[i] = 0.0
        scratch.rival[i] *= scratch.tilt[size + size_of(block, first + i)]
        total += scratch.rival[i]
    scratch.rival[:n_g] /= total
    _take(block, state, f, new)
    _take(block, state, g, first + pick(scratch.rival[:n_g], v))
    return True


@njit(cache=True, nogil=True)
def _apart(block: Block, r: int, q: int) -> bool:
    """Whether rows r and q have no body in common."""
    for i in range(block.body_start[r], block.body_start[r + 1]):
        if _uses(block, q, block.bodies[i]):
            return False
    return True


@njit(cache=True, nogil=True)
def _open_to(
    block: Block, state: State, f: int, g: int, contest: Contest, rows: Ints, weights: Floats
) -> int:
    """Heavy rows of family f whose bodies only f or g hold, and their weights; how many."""
    n = 0
    for h in range(contest.heavy_start[f], contest.heavy_start[f + 1]):
        r = contest.heavy[h]
        if free_for(block, state, r, f, g):
            rows[n], weights[n] = r, block.weight[r]
            n += 1
    return n


@njit(cache=True, nogil=True)
def pairings(block: Block, state: State, f: int, g: int, contest: Contest, scratch: Scratch) -> int:
    """All ways in which families f and g may stand in heavy rows, all other families given.

    Their rows go into ``scratch.ways``, their probabilities into ``scratch.probability``. How many;
    0 if one of the two is in no heavy row. From each of the ways they are the same: a Gibbs step.
    """
    row, rows, weights, chances = state.row, scratch.rows, scratch.weights, scratch.probability
    if not (contest.is_heavy[row[f]] and contest.is_heavy[row[g]]):
        return 0
    n_f = _open_to(block, state, f, g, contest, rows[0], weights[0])
    n_g = _open_to(block, state, g, f, contest, rows[1], weights[1])
    others = state.placed[0] - size_of(block, row[f]) - size_of(block, row[g])
    _fill_tilt(block, others, scratch.tilt)
    for j in range(n_g):
        scratch.sizes[j] = size_of(block, rows[1, j])
        scratch.firsts[j] = block.bodies[block.body_start[rows[1, j]]] if scratch.sizes[j] else -1
    ways = 0
    total = 0.0
    for i in range(n_f):
        r, size = rows[0, i], size_of(block, rows[0, i])
        first = block.bodies[block.body_start[r]] if size else -2
        for j in range(n_g):
            alone = size <= 1 and scratch.sizes[j] <= 1
            if scratch.firsts[j] != first if alone else _apart(block, r, rows[1, j]):
                tilt = scratch.tilt[size + scratch.sizes[j]]
                chances[ways] = weights[0, i] * weights[1, j] * tilt
                scratch.ways[ways, 0], scratch.ways[ways, 1] = r, rows[1, j]
                total += chances[ways]
                ways += 1
    if total < 1e-200:  # from each of the ways alike
        return 0
    chances[:ways] /= total
    return ways


@njit(cache=True, nogil=True)
def pair(
    block: Block, state: State, f: int, g: int, contest: Contest, scratch: Scratch, u: float
) -> None:
    """Draw families f and g together given the rest; u < 0 takes the best way."""
    ways = pairings(block, state, f, g, contest, scratch)
    if ways > 1:
        way = pick(scratch.probability[:ways], u)
        _leave(block, state, f)
        _leave(block, state, g)
        _take(block, state, f, scratch.ways[way, 0])
        _take(block, state, g, scratch.ways[way, 1])


@njit(cache=True, nogil=True)
def holding(block: Block, row: Ints) -> State:
    """The state in which the families stand in ``row``, which goes along with it."""
    free, owner = np.ones(block.n_bodies), np.full(block.n_bodies, -1, np.int32)
    state = State(row, owner, free, np.zeros(1, np.int64))
    for f in range(row.size):
        _take(block, state, f, row[f])
    return state


@njit(cache=True, nogil=True)
def displace(block: Block, state: State, f: int, may_move: Flags, scratch: Scratch) -> None:
    """Let family f choose anew whoever holds what, and who is displaced in turn, until one is not.

    Only families that miss one person and ``may_move`` take part; a choice that would displace
    another, or a chain too long, leaves all as it was. Every choice is made with the family's own
    weights over all its rows, so the way back has the probability of the way there but for those:
    without the tilt the move needs no rejection (the worm, or directed loop, of dimer models:
    Sandvik & Moessner 2006). The tilt enters by Metropolis.
    """
    chain, row, placed = scratch.chain, state.row, state.placed[0]
    n = 0
    mover = f
    blocked = False
    _leave(block, state, f)
    after = state.placed[0]
    while True:
        if n == chain.shape[1]:
            blocked = True
            break
        new = _chosen(block, mover, scratch.level, np.random.random(), np.random.random())
        chain[0, n], chain[1, n] = mover, row[mover]
        n += 1
        row[mover] = new
        if size_of(block, new) == 0:
            break
        body = block.bodies[block.body_start[new]]
        displaced = state.owner[body]
        if displaced >= 0 and not (may_move[displaced] and block.single[displaced]):
            blocked = True
            break
        state.owner[body], state.free[body] = mover, 0.0
        if displaced < 0:
            after += 1
            break
        mover = displaced
    kept = np.exp(min(0.0, block.log_tilt[after] - block.log_tilt[placed])) if not blocked else 0.0
    if kept == 1.0 or np.random.random() < kept:
        state.placed[0] = after
        return
    for step in range(n - 1, -1, -1):
        mover = chain[0, step]
        if free_for(block, state, row[mover], mover, mover):
            _give(block, state, row[mover], -1)
        row[mover] = chain[1, step]
    for step in range(n):
        _give(block, state, row[chain[0, step]], chain[0, step])
    state.placed[0] = placed


@njit(cache=True, nogil=True)
def move(block: Block, state: State, schedule: Schedule, scratch: Scratch) -> None:
    """Pairs of families drawn together and displacements, as many as the schedule says."""
    contest, movers, may_move = schedule.contest, schedule.movers, schedule.may_move
    last = contest.first.size - 1
    for _ in range(schedule.pairings if last >= 0 else 0):
        p = min(last, int(np.searchsorted(contest.running, np.random.random(), side="right")))
        f, g = contest.first[p], contest.second[p]
        if may_move[f] and may_move[g]:
            pair(block, state, f, g, contest, scratch, np.random.random())
    for _ in range(schedule.displacements if movers.size else 0):
        f = movers[np.random.randint(0, movers.size)]
        if block.single[f]:
            displace(block, state, f, may_move, scratch)


@njit(cache=True, nogil=True)
def _counted(block: Block, state: State, f: int, batch: int, counting: Counting) -> None:
    """Draw family f by weighing all its rows, with its rival if it has one, and count.

    Counted is the conditional probability it is drawn with (Rao-Blackwell: the probability a row
    had, not whether it was drawn).
    """
    schedule, watch, tally, scratch = counting
    first, n = block.row_start[f], block.row_start[f + 1] - block.row_start[f]
    out = scratch.conditional
    g, fought, share = schedule.rival[f], False, 1.0
    if g >= 0:
        fought = duel(block, state, f, g, scratch, np.random.random(), np.random.random())
    if not fought:
        total = weigh(block, state, f, scratch)
        share = 1.0 / total
        stand(block, state, f, first + pick(out[:n], np.random.random() * total))
    row_sums = tally.row_sums[first : first + n]
    for r in range(n):
        row_sums[r] += out[r] * share
    for w in range(watch.start[f], watch.start[f + 1]):
        value = 0.0
        for i in range(watch.row_start[w], watch.row_start[w + 1]):
            value += out[watch.rows[i] - first] * share
        tally.sums[batch, w] += value
        tally.squares[batch, w] += value * value


@njit(cache=True, nogil=True)
def run(block: Block, row: Ints, seed: int, sweeps: int, counting: Counting) -> None:
    """Sweep from state ``row`` (left at the last state), everything counted by batch.

    ``sweeps`` is a multiple of the number of batches, and the sweeps of a batch of every pace.
    In one sweep of ``pace[f]`` family f is weighed and counted; in the others it is drawn if it may
    move and is not at rest.
    """
    np.random.seed(seed)
    schedule, _, tally, scratch = counting
    draws, contest = tally.draws, schedule.contest
    state = holding(block, row)
    length, spacing = sweeps // tally.placed.shape[0], max(1, sweeps // max(1, draws.shape[0]))
    for sweep in range(sweeps):
        batch = sweep // length
        for f in range(row.size):
            pace = schedule.pace[f]
            if pace > 0 and (sweep + f) % pace == 0:
                _counted(block, state, f, batch, counting)
            elif pace > 0 and schedule.may_move[f] and not schedule.at_rest[f]:
                draw(block, state, f, scratch)
        move(block, state, schedule, scratch)
        for extra in schedule.extras:
            if extra >= 0:
                _counted(block, state, extra, batch, counting)
            else:
                f, g = contest.first[-1 - extra], contest.second[-1 - extra]
                pair(block, state, f, g, contest, scratch, np.random.random())
        tally.placed[batch, state.placed[0]] += 1
        if (sweep + 1) % spacing == 0 and sweep // spacing < draws.shape[0]:
            draws[sweep // spacing] = row


@njit(cache=True, nogil=True)
def climb(block: Block, row: Ints, passes: int, contest: Contest, scratch: Scratch) -> None:
    """Best row of each family and best rows of each pair, until nothing changes."""
    state = holding(block, row)
    for _ in range(passes):
        before = row.copy()
        for f in range(row.size):
            n = conditional(block, state, f, scratch)
            stand(block, state, f, block.row_start[f] + np.argmax(scratch.conditional[:n]))
        for p in range(contest.first.size):
            f, g = contest.first[p], contest.second[p]
            pair(block, state, f, g, contest, scratch, -1.0)
        if (before == row).all():
            break
