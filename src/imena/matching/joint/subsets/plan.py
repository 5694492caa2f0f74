"""How to pass over all sets of the few bodies (or the few people) that a component is about.

A component with at most some twenty bodies may have more joint assignments than can be listed, yet
only 2^20 sets of bodies that the families passed so far can have taken between them. The plan
places family after family, and forgets a body as soon as no later family may want it. Where every
family misses one person the parts can be exchanged: the sets are then of people, and it is the
bodies that are passed one after another. What is called an item here is a body or a person
accordingly, and what is passed is called a taker. (Dynamic programming over subsets: Held & Karp
1962.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.matching.joint.assignment import FamilyRows, narrow_order
from imena.matching.joint.lattice import Ints

#: items in a set up to which a plan is made, more than are ever summed
MOST_LIVE = 30


@dataclass(frozen=True, eq=False)
class Place:
    """One taker takes some items, in one of several ways.

    Parameters
    ----------
    new
        How many items become live here, as the highest bits of a set.
    rows
        Shape (ways,): what each way is, an index into the values of the plan.
    group_of_row
        Shape (ways,): ways that take the same live items and as many others form one group.
    bits, others
        Shape (groups,): the live items taken, and how many that nobody else may want.
    """

    new: int
    rows: Ints
    group_of_row: Ints
    bits: Ints
    others: Ints


@dataclass(frozen=True, eq=False)
class Forget:
    """An item that nobody may want any more leaves the sets.

    Parameters
    ----------
    item
        Which item.
    bit
        Its place in a set.
    unused
        Shape (ways,): what it may be if nobody took it, indices into the values of the plan; of
        no length where there is nothing to choose or weigh.
    """

    item: int
    bit: int
    unused: Ints


@dataclass(frozen=True, eq=False)
class Plan:
    """Steps, in order, from "nothing taken" to a number of items taken.

    A state is a set of live items taken and a count of the other items taken so far.

    Parameters
    ----------
    steps
        What is done to the states.
    starts
        The rows of family f are the values ``starts[f]`` to ``starts[f + 1]`` (not included). From
        ``starts[-1]`` on stand the bodies that stay nobody's, in the order of ``bodies``.
    bodies
        Empty where the items are bodies; where they are people, the bodies passed.
    work
        Multiplications of one pass over the steps, keeping a state counted as twenty.
    cells
        Number of states at all steps together, each being kept.
    """

    steps: tuple[Place | Forget, ...]
    starts: Ints
    bodies: tuple[int, ...]
    work: float
    cells: float

    @property
    def n_values(self) -> int:
        """Length of the values a pass is over."""
        return int(self.starts[-1]) + len(self.bodies)

    def nobody(self, body: int) -> int:
        """Index of the value that ``body``, one of ``bodies``, stays nobody's."""
        return int(self.starts[-1]) + self.bodies.index(body)


@dataclass(frozen=True, eq=False)
class _Taker:
    """``items`` has shape (ways, most at once), -1 = none; ``rows`` shape (ways,)."""

    items: npt.NDArray[np.int32]
    rows: Ints


def cheapest_plan(families: Sequence[FamilyRows]) -> Plan | None:
    """The plan of least work, ``None`` if every one has sets of more than `MOST_LIVE` items."""
    plans = [plan_over_bodies(families)]
    if all(len(family.missing) == 1 and family.body_set for family in families):
        plans.append(plan_over_people(families))
    return min((p for p in plans if p is not None), key=lambda p: p.work, default=None)


def plan_over_bodies(families: Sequence[FamilyRows]) -> Plan | None:
    """Family after family is passed; the sets are of bodies."""
    starts = _starts(families)
    takers = [
        _Taker(family.bodies, np.arange(a, a + len(family.bodies)))
        for a, family in zip(starts.tolist(), families, strict=False)
    ]
    return _planned(takers, {}, starts, ())


def plan_over_people(families: Sequence[FamilyRows]) -> Plan | None:
    """Body after body is passed; the sets are of people. Each family has one missing person, and
    a row with a body."""
    starts = _starts(families)
    body = np.concatenate([family.bodies[:, 0] for family in families])
    person = np.repeat(np.arange(len(families), dtype=np.int32), np.diff(starts))
    rows = np.arange(body.size)
    bodies = tuple(np.unique(body[body >= 0]).tolist())
    takers = [
        _Taker(
            np.append(np.int32(-1), person[body == b])[:, None],
            np.append(starts[-1] + at, rows[body == b]),
        )
        for at, b in enumerate(bodies)
    ]
    unused = {f: rows[(person == f) & (body < 0)] for f in range(len(families))}
    return _planned(takers, unused, starts, bodies)


def _starts(families: Sequence[FamilyRows]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(family.bodies) for family in families])])


def _planned(
    takers: Sequence[_Taker], unused: Mapping[int, Ints], starts: Ints, bodies: tuple[int, ...]
) -> Plan | None:
    sets = [frozenset(np.unique(t.items[t.items >= 0]).tolist()) for t in takers]
    order = narrow_order(sets, MOST_LIVE)
    if order is None:
        return None
    wanted: dict[int, list[int]] = {}
    for step, t in enumerate(order):
        for item in sets[t]:
            wanted.setdefault(item, []).append(step)
    live: list[int] = []
    steps: list[Place | Forget] = []
    most_others = 0
    work = cells = 0.0
    for step, t in enumerate(order):
        fresh = [
            item
            for item in sorted(sets[t])
            if wanted[item][0] == step and (len(wanted[item]) > 1 or item in unused)
        ]
        live += fresh
        if len(live) > MOST_LIVE:
            return None
        place = _place(takers[t], live, len(fresh))
        steps.append(place)
        sizes = np.array([bits.bit_count() for bits in place.bits.tolist()])
        work += (most_others + 1) * float((2.0 ** (len(live) - sizes)).sum())
        most_others += int(place.others.max())
        cells += (most_others + 1) * 2.0 ** len(live)
        for item in [item for item in live if wanted[item][-1] == step]:
            none = np.zeros(0, dtype=np.int64)
            steps.append(Forget(item, live.index(item), unused.get(item, none)))
            live.remove(item)
            most_others += 1
            cells += (most_others + 1) * 2.0 ** len(live)
    return Plan(tuple(steps), starts, bodies, work + 20.0 * cells, cells)


def _place(taker: _Taker, live: Sequence[int], new: int) -> Place:
    bit = np.zeros(max(int(taker.items.max()), *live, -1) + 2, dtype=np.int64)
    bit[list(live)] = np.int64(1) << np.arange(len(live))
    bits = bit[taker.items].sum(axis=1)  # -1 (no item) finds the last entry: nothing
    others = ((taker.items >= 0) & (bit[taker.items] == 0)).sum(axis=1)
    groups, of_row = np.unique(np.stack([bits, others], axis=1), axis=0, return_inverse=True)
    return Place(new, taker.rows, of_row.reshape(-1), groups[:, 0].copy(), groups[:, 1].copy())
