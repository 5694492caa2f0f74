"""How a block of families is laid out for the compiled moves.

Rows (placements) of family f are ``row_start[f] : row_start[f + 1]``; the bodies row r uses are
``bodies[body_start[r] : body_start[r + 1]]``. ``log_weight[r]`` is its natural log weight and
``log_tilt[k]`` the natural log weight of k bodies placed in the whole block. The state is
``row[f]``, the row each family stands in, and ``owner[b]``, the family body b is used by or -1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Block(NamedTuple):
    """The layout described above, and what is derived from it to be looked up fast.

    ``weight[r]`` is exp(log_weight[r]) over the largest of its family; ``cumulative[r]`` the
    running sum of the weights of its family up to r over their total. ``near`` lists, for each
    family, those it shares bodies with. ``single[f]``: family f misses one person. The rows of
    family f whose lowest body is b are ``by_lowest[lowest_start[i] : lowest_start[i + 1]]`` with
    i = f * (number of bodies) + b.
    """

    row_start: Ints
    body_start: Ints
    bodies: Ints
    log_weight: Floats
    log_tilt: Floats
    weight: Floats
    cumulative: Floats
    near_start: Ints
    near: Ints
    single: Flags
    by_lowest: Ints
    lowest_start: Ints


class Scratch(NamedTuple):
    """Working space, so that nothing is allocated in the loops; ``inside`` is all False between."""

    inside: Flags
    held: Ints
    rows: Ints
    splits: Ints
    probability: Floats
    conditional: Floats
    chain: Ints
