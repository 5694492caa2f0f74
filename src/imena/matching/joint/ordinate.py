"""How probable one whole story is, from draws of all others."""

from __future__ import annotations

import numpy as np

from imena.matching.joint import kernels
from imena.matching.joint.layout import (
    Block,
    Counting,
    Ints,
    Schedule,
    Scratch,
    Tally,
    Watch,
)

#: sweeps that show a family certain of its row, and the conditional probability that counts so
_PROBE = 4
_CERTAIN = 1 - 1e-6


def log_ordinate(
    block: Block,
    target: Ints,
    seeds: np.random.Generator,
    sweeps: int,
    schedule: Schedule,
    scratch: Scratch,
) -> float:
    """Natural log of the posterior of state ``target`` (Chib 1995, doi:10.2307/2291521).

    The product of P(row of family f | those before it stand as in ``target``), each factor the
    mean conditional probability over a run with the families before f held fast. A factor never
    seen open counts as half a sweep; one that stays all but 1 in a few sweeps counts as 1.
    """
    n = target.size
    no_rows = np.zeros(0, dtype=np.int64)
    nothing = Watch(np.zeros(n + 1, dtype=np.int64), np.zeros(1, dtype=np.int64), no_rows)
    total = 0.0
    for first in range(n):
        later = np.arange(n) >= first
        held = schedule._replace(
            pace=later.astype(np.int64),
            rival=np.full(n, -1, dtype=np.int64),
            movers=schedule.movers[later[schedule.movers]],
            may_move=later,
        )

        def mean_of(row: Ints, length: int, first: int = first, held: Schedule = held) -> float:
            """Mean conditional probability of the row of ``first`` over a run from ``row``."""
            tally = Tally(
                np.zeros(block.log_weight.size),
                np.zeros((1, 0)),
                np.zeros((1, 0)),
                np.zeros((1, block.log_tilt.size), dtype=np.int64),
                np.zeros((0, n), dtype=np.int64),
            )
            seed = int(seeds.integers(2**31))
            kernels.run(block, row, seed, length, Counting(held, nothing, tally, scratch))
            return float(tally.row_sums[target[first]]) / length

        row = target.copy()
        if mean_of(row, _PROBE) >= _CERTAIN:
            continue
        mean_of(row, max(1, sweeps // 4))
        total += np.log(max(mean_of(row, sweeps), 0.5 / sweeps))
    return total
