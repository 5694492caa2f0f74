"""Which families contend for a body, and so are drawn two at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imena.matching.joint.layout import HEAVY_ROWS, Block, Contest, Flags, Floats, Ints, starts_of

#: two families contend for a body where the product of their probabilities of having it reaches
#: this: the first with which few enough pairs do
_CONTEND_FROM = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1)
_MOST_PAIRS = 600_000
#: a family has a rival where the other one's comings and goings move the probability of a row of
#: its own by this, squared, on average
_RIVALS_FROM = 0.01
#: rows of a rival at most
_MOST_RIVAL_ROWS = 4096


def contest_of(
    block: Block, may_move: Flags, row_mean: Floats | None = None
) -> tuple[Contest, Ints]:
    """The pairs of families that contend for a body, and each family's rival (-1 = none).

    ``row_mean``, shape (rows,), are posteriors from an earlier run, where there was one. A family
    wants a body with the probability it has it by its own weights, or by those posteriors if that
    is more: by itself it may want another body which it seldom gets. Of those that ``may_move`` a
    pair is chosen with a probability proportional to the root of the product of both: the state of
    a chain has no say in it.

    A rival is the family that most often bars the way to a row, if any does so at all often. Only
    families that miss one person have one.
    """
    family_of = np.repeat(np.arange(block.single.size), np.diff(block.row_start))
    share = block.weight / np.add.reduceat(block.weight, block.row_start[:-1])[family_of]
    wanted = share if row_mean is None else np.maximum(share, row_mean)
    claims = _Claims.of(block, family_of, may_move, wanted, row_mean)
    first, second, chosen = _pairs(claims, block.single.size)
    running = np.cumsum(chosen)
    weight = float(running[-1]) if running.size else 0.0
    heavy = _heavy(wanted, family_of)
    is_heavy = np.zeros(wanted.size, dtype=bool)
    is_heavy[heavy] = True
    contest = Contest(
        first,
        second,
        running / weight if weight else running,
        weight,
        np.searchsorted(family_of[heavy], np.arange(block.single.size + 1)).astype(np.int64),
        heavy,
        is_heavy,
    )
    return contest, _rivals(claims, block)


@dataclass(frozen=True, eq=False)
class _Claims:
    """Every family that wants a body, body by body, the one that wants it most first.

    Those of body b are numbered ``starts[b] : starts[b + 1]``; ``mean`` is how often the family
    had the body in an earlier run, 0 if there was none.
    """

    starts: Ints
    family: Ints
    wanted: Floats
    mean: Floats

    @classmethod
    def of(
        cls,
        block: Block,
        family_of: Ints,
        may_move: Flags,
        wanted: Floats,
        row_mean: Floats | None,
    ) -> _Claims:
        row_of = np.repeat(np.arange(wanted.size), np.diff(block.body_start))
        moving = may_move[family_of[row_of]]
        row_of, bodies = row_of[moving], block.bodies[moving].astype(np.int64)
        code, inverse = np.unique(
            bodies * block.single.size + family_of[row_of], return_inverse=True
        )
        had = np.zeros(wanted.size) if row_mean is None else row_mean
        claim, mean = (
            np.asarray(np.bincount(inverse.reshape(-1), of_row[row_of], code.size), dtype=float)
            for of_row in (wanted, had)
        )
        claimed = np.flatnonzero(claim >= _CONTEND_FROM[0])
        body, family = np.divmod(code[claimed], block.single.size)
        order = np.lexsort((-claim[claimed], body))
        kept = claimed[order]
        starts = np.searchsorted(body[order], np.arange(block.n_bodies + 1))
        return cls(starts.astype(np.int64), family[order], claim[kept], mean[kept])


def _heavy(share: Floats, family_of: Ints) -> Ints:
    """The heaviest rows of each family, family by family."""
    order = np.lexsort((-share, family_of))
    starts = starts_of(np.bincount(family_of))
    rank = np.arange(order.size) - starts[family_of]
    return np.asarray(order[rank < HEAVY_ROWS], dtype=np.int64)


def _pairs(claims: _Claims, n_families: int) -> tuple[Ints, Ints, Floats]:
    """Both families of each pair that contends, and how often to choose it beside the others."""
    counts = np.diff(claims.starts)
    body = np.repeat(np.arange(counts.size), counts)
    with_the_first = claims.wanted * claims.wanted[claims.starts[body]]
    for least in _CONTEND_FROM:
        per_body = np.bincount(body[with_the_first >= least], minlength=counts.size)
        if (per_body.astype(float) ** 2).sum() <= max(_MOST_PAIRS, 20 * n_families):
            break
    found: list[tuple[Ints, Ints, Floats]] = []
    for start, count in zip(claims.starts[:-1].tolist(), per_body.tolist(), strict=True):
        if count > 1:
            one, other = np.triu_indices(count, 1)
            both = claims.wanted[start + one] * claims.wanted[start + other]
            kept = both >= least
            names = claims.family[start : start + count]
            found.append((names[one[kept]], names[other[kept]], np.sqrt(both[kept])))
    if not found:
        nobody = np.zeros(0, dtype=np.int64)
        return nobody, nobody, np.zeros(0)
    first, second, often = (np.concatenate(parts) for parts in zip(*found, strict=True))
    pair, inverse = np.unique(
        np.minimum(first, second) * n_families + np.maximum(first, second), return_inverse=True
    )
    together = np.minimum(1.0, np.bincount(inverse.reshape(-1), often, minlength=pair.size))
    return pair // n_families, pair % n_families, together


def _rivals(claims: _Claims, block: Block) -> Ints:
    rival = np.full(block.single.size, -1, dtype=np.int64)
    worst = np.full(block.single.size, _RIVALS_FROM)
    may_be = claims.mean * (np.diff(block.row_start) <= _MOST_RIVAL_ROWS)[claims.family]
    for start, end in zip(claims.starts[:-1].tolist(), claims.starts[1:].tolist(), strict=True):
        if end - start < 2:
            continue
        often, next_often = start + np.argsort(-may_be[start:end], kind="stable")[:2]
        if may_be[often] < _RIVALS_FROM:
            continue
        for at in start + np.flatnonzero(claims.wanted[start:end] ** 2 >= _RIVALS_FROM):
            f, other = claims.family[at], next_often if at == often else often
            barred = claims.wanted[at] ** 2 * may_be[other]
            if block.single[f] and barred > worst[f]:
                rival[f], worst[f] = claims.family[other], barred
    return rival
