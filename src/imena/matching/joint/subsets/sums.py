"""Sums over all joint assignments of a component, by the sets of bodies they take.

Forward, a state holds the weight of all ways to it; back, of all ways on from it. The weights of a
component may lie more than the range of a float apart, on one path as well as between paths, so
every state carries its own power of two: nothing is lost however large or small the likelihood
ratios are, and no logarithm is taken inside the sums.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np

from imena.matching.joint.lattice import Floats, Ints, log_sum, log_sum_by
from imena.matching.joint.layout import Flags
from imena.matching.joint.subsets import kernels
from imena.matching.joint.subsets.plan import Forget, Place, Plan
from imena.matching.joint.subsets.scaled import Scaled
from imena.matching.joint.subsets.threads import blocks_with, in_threads

#: a natural log below that of any weight, so that nothing shared among nobody is nothing
_LEAST = -1e300


def forward(plan: Plan, values: Floats, *, used: Collection[int] = ()) -> Iterator[Scaled]:
    """Weight of all ways to each state: before the first step, and after each.

    Parameters
    ----------
    values
        Natural log weight of each value of the plan.
    used
        Items without which an assignment does not count.

    Returns
    -------
    Shape (rows, sets) each, by the number of items taken that stand in no set, and by set; the
    last is (most items taken + 1, 1).
    """
    state = Scaled.of_logs(np.zeros((1, 1)))
    yield state
    for step in plan.steps:
        if isinstance(step, Place):
            groups = _Groups.of(step, values)
            before = _widened(state, step, rows=state.mantissa.shape[0] + int(step.others.max()))
            state = groups.add_up(before, np.ones_like(_full(before)))
        else:
            rows, high, _, low = halves(step, state.mantissa.shape)
            taken = state.reshape(rows, high, 2, low)
            after = Scaled.zeros((rows + 1, high, low))
            after[1:] = taken[:, :, 1]
            if step.item not in used:
                after[:-1] = after[:-1] + taken[:, :, 0] * _unused(step, values)
            state = after.reshape(rows + 1, high * low)
        yield state


def by_number(plan: Plan, values: Floats, *, used: Collection[int] = ()) -> Floats:
    """Natural log of the weight of all assignments by items taken, as the last of `forward`."""
    state = None
    for state in forward(plan, values, used=used):  # noqa: B007 - only the last is kept
        pass
    assert state is not None
    return state.log()[:, 0]


class Posteriors(NamedTuple):
    """Of each value of the plan, shape (values,); and of each item, that nobody took it.

    Items wanted by one taker only are not among ``unused``.
    """

    values: Floats
    unused: dict[int, float]


def posteriors(plan: Plan, values: Floats, rest: Floats) -> Posteriors:
    """Share of the assignments in which each value of the plan is taken.

    Parameters
    ----------
    values
        As for `forward`.
    rest
        Natural log of what an assignment is worth outside the component, by items taken; no more
        can be taken than this has numbers for.
    """
    shares = np.zeros(plan.n_values)
    unused: dict[int, float] = {}
    states = list(forward(plan, values))
    beyond = np.full(states[-1].mantissa.shape, -np.inf)
    beyond[: rest.size, 0] = rest
    ahead = Scaled.of_logs(beyond)
    whole = (states[-1] * ahead).sum()
    states.pop()
    for step in reversed(plan.steps):
        before = states.pop()
        if isinstance(step, Place):
            groups = _Groups.of(step, values)
            wide = _widened(before, step, rows=ahead.mantissa.shape[0]).turned()
            back, wanted = ahead.turned(), _full(wide)
            shares[step.rows] = groups.of_rows(groups.weigh(back, wide, wanted, whole))
            here = groups.add_up(back, wanted).turned()
            rows, sets = before.mantissa.shape
            ahead = here[:rows, :sets]
            ahead = Scaled(*map(np.ascontiguousarray, (ahead.mantissa, ahead.exponent)))
        else:
            rows, high, _, low = halves(step, before.mantissa.shape)
            on = ahead.reshape(rows + 1, high, low)
            left = on[:-1] * _unused(step, values)
            states_left = before.reshape(rows, high, 2, low)[:, :, 0]
            unused[step.item] = float((states_left * left).sum().over(whole))
            if step.unused.size:
                own = values[step.unused]
                share = np.exp(own - max(log_sum(own), _LEAST))
                shares[step.unused] = unused[step.item] * share
            both = Scaled.zeros((rows, high, 2, low))
            both[:, :, 0], both[:, :, 1] = left, on[1:]
            ahead = both.reshape(rows, high * 2 * low)
    return Posteriors(shares, unused)


def halves(step: Forget, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The shape in which the third axis says whether the item is taken."""
    rows, sets = shape
    return rows, sets >> (step.bit + 1), 2, 1 << step.bit


def _unused(step: Forget, values: Floats) -> Scaled:
    return Scaled.of_logs(np.array(log_sum(values[step.unused]) if step.unused.size else 0.0))


def _widened(state: Scaled, step: Place, *, rows: int) -> Scaled:
    """With the new items, taken by nobody yet, and room for that many rows."""
    had, sets = state.mantissa.shape
    if rows == had and not step.new:
        return state
    wide = Scaled.zeros((rows, sets << step.new))
    wide[:had, :sets] = state
    return wide


def _full(state: Scaled) -> Flags:
    return blocks_with(state.mantissa > 0.0)


class _Groups(NamedTuple):
    """The groups of a step that have any weight, and how its rows share it."""

    bits: Ints
    others: Ints
    weight: Scaled
    of_row: Ints
    share: Floats

    @classmethod
    def of(cls, step: Place, values: Floats) -> _Groups:
        own = values[step.rows]
        logs = log_sum_by(own, step.group_of_row, step.bits.size)
        some = logs > -np.inf
        number = np.where(some, np.cumsum(some) - 1, np.count_nonzero(some))
        top = np.where(some, logs, 0.0)[step.group_of_row]
        return cls(
            step.bits[some],
            step.others[some],
            Scaled.of_logs(logs[some]),
            number[step.group_of_row],
            np.exp(own - top),
        )

    def add_up(self, state: Scaled, wanted: Flags) -> Scaled:
        out, full = Scaled.zeros(state.mantissa.shape), _full(state)
        in_threads(
            lambda offset, stride: kernels.add_up(
                state.mantissa,
                state.exponent,
                full,
                self.bits,
                self.others,
                self.weight.mantissa,
                self.weight.exponent,
                wanted,
                out.mantissa,
                out.exponent,
                offset,
                stride,
            ),
            wanted.size,
        )
        return out

    def weigh(self, back: Scaled, wide: Scaled, wanted: Flags, whole: Scaled) -> Floats:
        """Posterior of each group, from the ways on and the ways to it, both turned."""
        full = _full(back)
        reference = np.asarray(whole.exponent - self.weight.exponent, dtype=np.int64)

        def task(offset: int, stride: int) -> Floats:
            part = np.zeros(self.bits.size)
            kernels.weigh(
                back.mantissa,
                back.exponent,
                full,
                self.bits,
                self.others,
                reference,
                wide.mantissa,
                wide.exponent,
                wanted,
                part,
                offset,
                stride,
            )
            return part

        total = np.sum(in_threads(task, wanted.size), axis=0)
        return np.asarray(total * self.weight.mantissa / whole.mantissa)

    def of_rows(self, groups: Floats) -> Floats:
        """What falls to each row of what falls to its group."""
        return np.asarray(np.append(groups, 0.0)[self.of_row] * self.share)
