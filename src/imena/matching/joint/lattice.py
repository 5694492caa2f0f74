"""All joint assignments of one component, as paths through a lattice of states.

Families are passed one after another. A state says which of the bodies that later families may
still want are taken, and a tally (how many were placed so far); assignments that agree in both are
one state from there on. Sums and maxima over all assignments are then one pass forward and one
back, however many assignments there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: (natural log values, index of the cell each belongs to, number of cells) → value of each cell
Reduction = Callable[[Floats, npt.NDArray[np.integer], int], Floats]


class TooWideError(Exception):
    """The component has too many states to be summed exactly within the work allowed."""


def max_by(values: Floats, cell: npt.NDArray[np.integer], n_cells: int) -> Floats:
    """Largest value of each cell, -inf for an empty one."""
    best = np.full(n_cells, -np.inf)
    np.maximum.at(best, cell, values)
    return best


def log_sum_by(values: Floats, cell: npt.NDArray[np.integer], n_cells: int) -> Floats:
    """Natural log of the sum of exp(values) of each cell, -inf for an empty one."""
    best = max_by(values, cell, n_cells)
    shift = np.where(np.isfinite(best), best, 0.0)
    total = np.bincount(cell, np.exp(values - shift[cell]), minlength=n_cells)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(total) + shift)


def log_sum(values: Floats) -> float:
    """Natural log of the sum of exp(values), -inf for none."""
    best = float(values.max(initial=-np.inf))
    if best == -np.inf:
        return best
    return best + float(np.log(np.exp(values - best).sum()))


@dataclass(frozen=True, eq=False)
class Layer:
    """The step past one family.

    Rows of the family that take the same wanted bodies and the same tally form one group.
    Transition t leads from state ``source[t]`` by ``group[t]`` to state ``target[t]``; transitions
    are sorted by target, those into state s being ``first[s]:first[s + 1]``.
    """

    family: int
    group_of_row: Ints
    n_groups: int
    source: npt.NDArray[np.int32]
    group: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    first: Ints
    n_sources: int

    @property
    def n_targets(self) -> int:
        """Number of states after this family."""
        return len(self.first) - 1


@dataclass(frozen=True, eq=False)
class Lattice:
    """Layers in the order in which families are passed, and the tally of each final state."""

    layers: tuple[Layer, ...]
    final_tally: Ints
    n_tallies: int

    def forward(self, values: Sequence[Floats], reduce: Reduction) -> list[Floats]:
        """Reduced value of all ways to each state: one array before each layer and one at the end.

        ``values[family]`` has shape (rows of that family,), natural log.
        """
        reached = [np.zeros(1)]
        for layer in self.layers:
            step = reduce(values[layer.family], layer.group_of_row, layer.n_groups)
            ways = reached[-1][layer.source] + step[layer.group]
            reached.append(reduce(ways, layer.target, layer.n_targets))
        return reached

    def by_tally(self, reached: Sequence[Floats], reduce: Reduction) -> Floats:
        """Reduced value of all assignments by their tally, shape (n_tallies,)."""
        return reduce(reached[-1], self.final_tally, self.n_tallies)

    def rests(
        self,
        values: Sequence[Floats],
        reached: Sequence[Floats],
        terminal: Floats,
        reduce: Reduction,
    ) -> list[Floats]:
        """For each row of each family: reduced value of all that may stand beside it.

        ``terminal`` has shape (n_tallies,), natural log: what an assignment of that tally is worth
        outside the component. A row's own value is not included: add it to get the value of all
        assignments that contain the row.
        """
        beside: list[Floats] = [np.zeros(0)] * len(self.layers)
        ahead = terminal[self.final_tally]
        for layer, here in zip(reversed(self.layers), reversed(reached[:-1]), strict=True):
            around = here[layer.source] + ahead[layer.target]
            by_group = reduce(around, layer.group, layer.n_groups)
            beside[layer.family] = by_group[layer.group_of_row]
            step = reduce(values[layer.family], layer.group_of_row, layer.n_groups)
            ways = step[layer.group] + ahead[layer.target]
            ahead = reduce(ways, layer.source, layer.n_sources)
        return beside


def build(
    bodies: Sequence[npt.NDArray[np.int32]],
    tallies: Sequence[Ints],
    order: Sequence[int],
    max_work: float,
    *,
    room: int = 1,
) -> Lattice:
    """The lattice of families whose rows use ``bodies`` and add ``tallies``, passed in ``order``.

    ``bodies[f]`` has shape (rows, missing), -1 = nobody; ``tallies[f]`` shape (rows,), not
    negative. Tallies of one assignment add up.

    Raises
    ------
    TooWideError
        If more than ``max_work`` transitions would have to be weighed, or a state would not fit
        into 62 bits, with ``room`` times as many tallies.
    """
    sets = [frozenset(np.unique(rows[rows >= 0]).tolist()) for rows in bodies]
    n_tallies = 1 + sum(int(tally.max()) for tally in tallies)
    slots, kept, width = _slots(order, sets, 1 + max((max(s) for s in sets if s), default=-1))
    if width + (n_tallies * room).bit_length() > 62:
        raise TooWideError
    states = np.zeros(1, dtype=np.int64)
    layers: list[Layer] = []
    work = 0
    for family, keep in zip(order, kept, strict=True):
        where = np.append(slots, -1)[bodies[family]]
        bits = np.where(where >= 0, np.int64(1) << np.maximum(where, 0), 0).sum(axis=1)
        groups, of_row = np.unique(bits | (tallies[family] << width), return_inverse=True)
        work += states.size * groups.size
        if work > max_work:
            raise TooWideError
        taken = (np.int64(1) << width) - 1
        source, group = np.nonzero((states[:, None] & groups[None, :] & taken) == 0)
        # Bits never collide here, so the sum joins the bodies taken and adds the tallies at once.
        reached = (states[source] + groups[group]) & (keep | ~taken)
        by_target = np.argsort(reached, kind="stable")
        reached = reached[by_target]
        begins = np.flatnonzero(np.append(True, reached[1:] != reached[:-1]))
        first = np.append(begins, reached.size)
        layers.append(
            Layer(
                family=family,
                group_of_row=of_row.reshape(-1),
                n_groups=groups.size,
                source=source[by_target].astype(np.int32),
                group=group[by_target].astype(np.int32),
                target=np.repeat(np.arange(begins.size, dtype=np.int32), np.diff(first)),
                first=first,
                n_sources=states.size,
            )
        )
        states = reached[begins]
    return Lattice(tuple(layers), states >> width, n_tallies)


def _slots(
    order: Sequence[int], sets: Sequence[frozenset[int]], n_bodies: int
) -> tuple[Ints, list[int], int]:
    """A bit for each body that several families want, used again when nobody wants it any more.

    Returns the bit of each body (-1 = none needed), the bits to remember after each family, and
    how many bits there are.
    """
    last = {body: step for step, family in enumerate(order) for body in sets[family]}
    slots = np.full(n_bodies, -1, dtype=np.int64)
    kept: list[int] = []
    free: list[int] = []
    width = keep = 0
    for step, family in enumerate(order):
        mine = sorted(sets[family])
        for body in mine:
            if slots[body] < 0 and last[body] > step:
                if not free:
                    free.append(width)
                    width += 1
                slots[body] = free.pop()
                keep |= 1 << int(slots[body])
        for body in mine:
            if slots[body] >= 0 and last[body] == step:
                free.append(int(slots[body]))
                keep &= ~(1 << int(slots[body]))
        kept.append(keep)
    return slots, kept, width
