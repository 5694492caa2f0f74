"""The pairs a search keeps, and how parts of a search become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
SingleArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Kept:
    """Pairs of a search, all of shape (pairs,).

    Parameters
    ----------
    body, missing
        Positions in ``case.bodies`` and ``case.missing``, int32.
    screened
        log10 LR as the kernel added it up, float32.
    log10_lr
        The exact log10 LR, float64; never ``-inf``.
    """

    body: IntArray
    missing: IntArray
    screened: SingleArray
    log10_lr: FloatArray

    def __len__(self) -> int:
        return len(self.body)

    def take(self, which: npt.NDArray[np.intp] | BoolArray) -> Kept:
        """The pairs ``which`` names, in that order."""
        return Kept(
            self.body[which], self.missing[which], self.screened[which], self.log10_lr[which]
        )

    @classmethod
    def joined(cls, parts: Sequence[Kept]) -> Kept:
        """The pairs of all ``parts``, one part after another."""
        return cls(
            np.concatenate([np.zeros(0, dtype=np.int32), *(p.body for p in parts)]),
            np.concatenate([np.zeros(0, dtype=np.int32), *(p.missing for p in parts)]),
            np.concatenate([np.zeros(0, dtype=np.float32), *(p.screened for p in parts)]),
            np.concatenate([np.zeros(0), *(p.log10_lr for p in parts)]),
        )


def settle(parts: Sequence[Kept], *, best: int, threshold: float) -> Kept:
    """What is kept of ``parts`` together: the best of each body and missing person, and the rest
    at or above ``threshold``.

    A pair is kept when its exact log10 LR is at or above ``threshold``, or among the ``best``
    largest of its body or of its missing person. Equal values rank by the other's position, so the
    result depends on the pairs alone, not on how or in which order they came; settling the settled
    parts of a search gives what settling all at once gives. No pair may stand in two parts.

    Returns the pairs by body, each body's largest first.
    """
    pairs = Kept.joined(parts)
    wanted = pairs.log10_lr >= threshold
    wanted |= _rank(pairs.body, pairs.log10_lr, pairs.missing) < best
    wanted |= _rank(pairs.missing, pairs.log10_lr, pairs.body) < best
    chosen = pairs.take(wanted)
    return chosen.take(np.lexsort((chosen.missing, -chosen.log10_lr, chosen.body)))


def _rank(of: IntArray, value: FloatArray, other: IntArray) -> npt.NDArray[np.intp]:
    """Each pair's place among the pairs of the same ``of``, 0 = the largest ``value``."""
    order = np.lexsort((other, -value, of))
    grouped = of[order]
    begins = np.flatnonzero(np.r_[True, grouped[1:] != grouped[:-1]][: len(grouped)])
    sizes = np.diff(np.append(begins, len(grouped)))
    rank = np.empty(len(of), dtype=np.intp)
    rank[order] = np.arange(len(of)) - np.repeat(begins, sizes)
    return rank
