"""Families that compete for the same bodies belong together; all others can be decided apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from imena.matching.joint.placements import FamilyPlacements


@dataclass(frozen=True, eq=False)
class FamilyRows:
    """The placements of one family that DNA does not rule out.

    Parameters
    ----------
    table
        The table they come from.
    bodies
        Shape (rows, missing): body index or -1. Row 0 is "nobody placed".
    log_lr, log_weight
        Shape (rows,), natural log: of the DNA alone; and with the evidence that is not DNA
        (which may be -inf).
    placed
        Shape (rows,): how many of the family's missing stand in a body.
    """

    table: FamilyPlacements
    bodies: npt.NDArray[np.int32]
    log_lr: npt.NDArray[np.float64]
    log_weight: npt.NDArray[np.float64]
    placed: npt.NDArray[np.int64]

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of the family's missing people, in the order of the columns of ``bodies``."""
        return self.table.missing

    @cached_property
    def body_set(self) -> frozenset[int]:
        """Every body that some possible placement uses."""
        used = np.unique(self.bodies)
        return frozenset(used[used >= 0].tolist())

    def find(self, bodies: npt.NDArray[np.int32]) -> int | None:
        """Index of the row that places the missing exactly so, ``None`` if there is none."""
        order, keys, factors = self._index
        key = _keys(bodies, factors)
        for at in order[np.searchsorted(keys, key) : np.searchsorted(keys, key, side="right")]:
            if (self.bodies[at] == bodies).all():
                return int(at)
        return None

    @cached_property
    def _index(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Rows in the order of a key of what they hold, those keys, and what makes the key."""
        base = int(self.bodies.max(initial=-1)) + 2
        # Wraps around for many missing people and bodies: equal keys are compared in full.
        powers = [pow(base, column, 2**62) for column in range(self.bodies.shape[1])]
        factors = np.array(powers, dtype=np.int64)
        keys = _keys(self.bodies, factors)
        order = np.argsort(keys, kind="stable")
        return order, keys[order], factors


def _keys(bodies: npt.NDArray[np.int32], factors: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.asarray(((bodies + 1) * factors).sum(axis=-1))


def possible_rows(table: FamilyPlacements, n_bodies: int) -> FamilyRows:
    """The placements of ``table`` with a likelihood above zero.

    Raises
    ------
    ValueError
        If the table breaks its own contract: shapes that disagree, a first row that places
        somebody, a body unknown or twice in a row, a weight that is NaN or plus infinity.
    """
    bodies, who = table.bodies, f"family {table.family}"
    n_rows = bodies.shape[0] if bodies.ndim == 2 else 0
    if n_rows == 0 or bodies.shape[1] != len(table.missing):
        raise ValueError(f"{who}: the placements need one column for each missing person")
    if table.log_lr.shape != (n_rows,) or table.log_evidence.shape != (n_rows,):
        raise ValueError(f"{who}: every placement needs one log_lr and one log_evidence")
    if (bodies[0] >= 0).any():
        raise ValueError(f"{who}: the first placement must leave everybody unplaced")
    if bodies.size and (bodies.min() < -1 or bodies.max() >= n_bodies):
        raise ValueError(f"{who}: a placement names a body that does not exist")
    ordered = np.sort(bodies, axis=1)
    if ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any():
        raise ValueError(f"{who}: a placement uses one body for two people")
    for name, values in (("log_lr", table.log_lr), ("log_evidence", table.log_evidence)):
        if np.isnan(values).any() or (values == np.inf).any():
            raise ValueError(f"{who}: {name} holds a value that is not a likelihood")
    keep = np.flatnonzero(table.log_lr > -np.inf)
    if keep.size == 0 or keep[0] != 0:
        raise ValueError(f"{who}: leaving everybody unplaced must have a likelihood")
    kept, log_lr = bodies[keep], table.log_lr[keep]
    return FamilyRows(
        table, kept, log_lr, log_lr + table.log_evidence[keep], (kept >= 0).sum(axis=1)
    )


def components(families: Sequence[FamilyRows]) -> list[list[int]]:
    """Families connected through shared bodies, as lists of indices in the order given."""
    bodies = [np.fromiter(family.body_set, dtype=np.int64) for family in families]
    claiming = np.repeat(np.arange(len(families)), [len(own) for own in bodies])
    claimed = len(families) + np.concatenate([*bodies, np.zeros(0, dtype=np.int64)])
    nodes = 1 + int(claimed.max(initial=len(families) - 1))
    shared = coo_array((np.ones(claimed.size), (claiming, claimed)), shape=(nodes, nodes))
    _, group = connected_components(shared, directed=False)
    groups: dict[int, list[int]] = {}
    for i, of_family in enumerate(group[: len(families)].tolist()):
        groups.setdefault(of_family, []).append(i)
    return list(groups.values())


def narrow_order(body_sets: Sequence[frozenset[int]], widest: int = 60) -> list[int] | None:
    """An order of families in which few bodies at a time are still wanted by later families.

    Greedy: next comes the family after which the frontier (bodies some processed and some
    unprocessed family both may use) is smallest; the best of a few starting points is kept.
    ``None`` if from every one of them the frontier grows beyond ``widest``. It must where it is
    wider on average: a body is in the frontier after each family that may use it but the last.
    """
    n = len(body_sets)
    if n <= 2:
        return list(range(n))
    wanted = Counter(body for bodies in body_sets for body in bodies)
    if sum(wanted.values()) - len(wanted) > widest * n:
        return None
    starts = sorted(range(n), key=lambda i: (len(body_sets[i]), i))[:4]
    orders = [_grown_from(start, body_sets, widest) for start in starts]
    found = [order for order in orders if order is not None]
    return min(found, key=lambda order: (order[1], order[0]))[0] if found else None


def _grown_from(
    start: int, body_sets: Sequence[frozenset[int]], widest: int
) -> tuple[list[int], float] | None:
    """The order and the sum of 2^frontier over its steps. Sets of bodies are bits of integers."""
    bit: dict[int, int] = {}
    wanted: dict[int, int] = {}
    for bodies in body_sets:
        for body in bodies:
            bit.setdefault(body, 1 << len(bit))
            wanted[body] = wanted.get(body, 0) + 1
    own = [sum(bit[body] for body in bodies) for bodies in body_sets]
    by_several = sum(bit[body] for body, count in wanted.items() if count > 1)
    by_any = (1 << len(bit)) - 1
    order: list[int] = []
    frontier = 0
    left = set(range(len(body_sets)))
    cost = 0.0
    following: int = start
    while True:
        order.append(following)
        left.discard(following)
        for body in body_sets[following]:
            wanted[body] -= 1
            if wanted[body] == 1:
                by_several ^= bit[body]
            elif not wanted[body]:
                by_any ^= bit[body]
        frontier = (frontier | own[following]) & by_any
        if frontier.bit_count() > widest:
            return None
        cost += 2.0 ** frontier.bit_count()
        if not left:
            return order, cost
        opens, closes = by_several & ~frontier, frontier & ~by_several

        def width(i: int, opens: int = opens, closes: int = closes) -> tuple[int, int]:
            return (own[i] & opens).bit_count() - (own[i] & closes).bit_count(), i

        following = min([i for i in left if own[i] & frontier] or left, key=width)
