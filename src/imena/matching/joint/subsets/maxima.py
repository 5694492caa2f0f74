"""Maxima over all joint assignments of a component, by the sets of bodies they take."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from imena.matching.joint.lattice import Floats, Ints, max_by
from imena.matching.joint.layout import Flags
from imena.matching.joint.ranking import Edge, Edges, Story, best_paths
from imena.matching.joint.subsets import kernels
from imena.matching.joint.subsets.plan import Forget, Place, Plan
from imena.matching.joint.subsets.sums import halves
from imena.matching.joint.subsets.threads import blocks_with, in_threads

#: label of a step of a story that says nothing of anybody
NOTHING_SAID = -1


class SubsetMaxima:
    """The best ways to every state of ``plan``, natural log, -inf where there is none.

    ``values`` has shape (values of the plan,): what an assignment is worth is the sum of those it
    takes.
    """

    def __init__(self, plan: Plan, values: Floats) -> None:
        self._plan = plan
        self._values = values
        self._states = [np.zeros((1, 1))]
        for step in plan.steps:
            state = self._states[-1]
            if isinstance(step, Place):
                groups = _Groups.of(step, values)
                rows = state.shape[0] + int(step.others.max())
                wide = _widened(state, step, rows=rows)
                after = groups.raise_best(wide, np.ones_like(_full(wide)))
            else:
                rows, high, _, low = halves(step, state.shape)
                taken = state.reshape(rows, high, 2, low)
                best = np.full((rows + 1, high, low), -np.inf)
                best[1:] = taken[:, :, 1]
                best[:-1] = np.maximum(best[:-1], taken[:, :, 0] + self._unused(step))
                after = best.reshape(rows + 1, high * low)
            self._states.append(after)

    def best_with(self) -> Floats:
        """For each value, the most that an assignment which takes it is worth."""
        best = np.full(self._plan.n_values, -np.inf)
        ahead = np.zeros(self._states[-1].shape)
        for step, before in zip(
            reversed(self._plan.steps), reversed(self._states[:-1]), strict=True
        ):
            if isinstance(step, Place):
                groups = _Groups.of(step, self._values)
                wide = np.ascontiguousarray(_widened(before, step, rows=len(ahead))[::-1, ::-1])
                back, wanted = np.ascontiguousarray(ahead[::-1, ::-1]), _full(wide)
                beside = groups.best_beside(back, wide, wanted)
                best[step.rows] = beside[groups.of_row] + self._values[step.rows]
                here = groups.raise_best(back, wanted)[::-1, ::-1]
                rows, sets = before.shape
                ahead = np.ascontiguousarray(here[:rows, :sets])
            else:
                rows, high, _, low = halves(step, before.shape)
                on = ahead.reshape(rows + 1, high, low)
                if step.unused.size:
                    left = before.reshape(rows, high, 2, low)[:, :, 0]
                    beside_unused = (left + on[:-1]).max(initial=-np.inf)
                    best[step.unused] = beside_unused + self._values[step.unused]
                both = np.full((rows, high, 2, low), -np.inf)
                both[:, :, 0], both[:, :, 1] = on[:-1] + self._unused(step), on[1:]
                ahead = both.reshape(rows, high * 2 * low)
        return best

    def stories(self, limit: int) -> list[list[Story]]:
        """By number of items taken, the ``limit`` assignments worth most, best first."""
        edges, by_number = self._edges(limit), []
        for number in range(len(self._states[-1])):
            paths = best_paths((len(self._plan.steps), number, 0), edges, limit)
            by_number.append([self._story(labels, worth) for worth, labels in paths])
        return by_number

    def _edges(self, limit: int) -> Edges:
        """Of a node (steps done, row, set), the ways it may have come about, best first."""

        @cache
        def edges(node: Hashable) -> tuple[Edge, ...] | None:
            assert isinstance(node, tuple)
            done, row, taken = node
            if done == 0:
                return None
            step, before = self._plan.steps[done - 1], self._states[done - 1]
            if isinstance(step, Place):
                found = self._placed_before(step, before, row, taken)
            else:
                found = self._forgotten_before(step, before, row, taken)
            best = found.worth + before[found.row, found.taken]
            first = np.argsort(-best, kind="stable")[:limit]
            return tuple(
                Edge(
                    float(found.worth[i]),
                    int(found.label[i]),
                    (done - 1, int(found.row[i]), int(found.taken[i])),
                    float(best[i]),
                )
                for i in first.tolist()
            )

        return edges

    def _placed_before(self, step: Place, before: Floats, row: int, taken: int) -> _Ways:
        bits, others = step.bits[step.group_of_row], step.others[step.group_of_row]
        rows, sets = before.shape
        may = (bits & ~taken == 0) & (taken ^ bits < sets) & (others <= row) & (row - others < rows)
        label = step.rows[may]
        return _Ways(self._values[label], label, row - others[may], taken ^ bits[may])

    def _forgotten_before(self, step: Forget, before: Floats, row: int, taken: int) -> _Ways:
        low = taken & ((1 << step.bit) - 1)
        without = ((taken ^ low) << 1) | low
        left, own = (step.unused, self._values[step.unused])
        if not left.size:
            left, own = np.array([NOTHING_SAID]), np.zeros(1)
        unused = _Ways(own, left, np.full(left.size, row), np.full(left.size, without))
        used = _Ways(*map(np.array, ([0.0], [NOTHING_SAID], [row - 1], [without | 1 << step.bit])))
        found = [unused] * (row < len(before)) + [used] * (row > 0)
        return _Ways(*map(np.concatenate, zip(*found, strict=True)))

    def _story(self, labels: Sequence[object], worth: float) -> Story:
        starts = self._plan.starts
        said = [v for v in labels if isinstance(v, int) and NOTHING_SAID < v < starts[-1]]
        rows = np.sort(np.array(said, dtype=np.int64)) - starts[:-1]
        return Story(tuple(rows.tolist()), worth)

    def _unused(self, step: Forget) -> float:
        return float(self._values[step.unused].max()) if step.unused.size else 0.0


class _Ways(NamedTuple):
    """How a state may have come about: what was taken last, its worth, and from which state."""

    worth: Floats
    label: Ints
    row: Ints
    taken: Ints


def _widened(state: Floats, step: Place, *, rows: int) -> Floats:
    """With the new items, taken by nobody yet, and room for that many rows."""
    had, sets = state.shape
    wide = np.full((rows, sets << step.new), -np.inf)
    wide[:had, :sets] = state
    return wide


def _full(state: Floats) -> Flags:
    return blocks_with(state > -np.inf)


class _Groups(NamedTuple):
    """The best of each group of a step."""

    bits: Ints
    others: Ints
    worth: Floats
    of_row: Ints

    @classmethod
    def of(cls, step: Place, values: Floats) -> _Groups:
        worth = max_by(values[step.rows], step.group_of_row, step.bits.size)
        return cls(step.bits, step.others, worth, step.group_of_row)

    def raise_best(self, state: Floats, wanted: Flags) -> Floats:
        out, full = np.full(state.shape, -np.inf), _full(state)
        in_threads(
            lambda offset, stride: kernels.raise_best(
                state, full, self.bits, self.others, self.worth, wanted, out, offset, stride
            ),
            wanted.size,
        )
        return out

    def best_beside(self, back: Floats, wide: Floats, wanted: Flags) -> Floats:
        full = _full(back)

        def task(offset: int, stride: int) -> Floats:
            part = np.full(self.bits.size, -np.inf)
            kernels.best_beside(
                back, full, self.bits, self.others, wide, wanted, part, offset, stride
            )
            return part

        return np.asarray(np.max(in_threads(task, wanted.size), axis=0))
