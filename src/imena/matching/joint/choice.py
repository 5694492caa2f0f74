"""Which exact method a component is summed by, and which components are too much for any."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imena.matching.joint.assignment import FamilyRows, narrow_order
from imena.matching.joint.exact import ExactComponent
from imena.matching.joint.lattice import TooWideError
from imena.matching.joint.subsets.component import WideComponent
from imena.matching.joint.subsets.plan import Plan, cheapest_plan

#: multiplications that one pass over sets may take, in all components together: half a minute on
#: two cores for all passes
MAX_EXACT_WORK = 6e9
#: states kept by one component summed by sets: two gigabytes
MAX_CELLS = 1.2e8
#: transitions up to which a lattice is not worth comparing with anything
_FEW_TRANSITIONS = 1_000_000
#: transitions one lattice may take at most: a few seconds, half a gigabyte
_MOST_TRANSITIONS = 12_000_000
#: multiplications over sets that take as long as one transition of a lattice
_WORK_OF_A_TRANSITION = 10

Solver = ExactComponent | WideComponent


def exact_solvers(
    families: Sequence[FamilyRows], groups: Sequence[Sequence[int]], max_work: float
) -> list[Solver | None]:
    """For each group of families, what sums it exactly, ``None`` if nothing can.

    A lattice takes what is narrow: families that can be passed one after another while few bodies
    are wanted at a time, or with few rows. Sets of bodies, or of people, take what is small, up to
    some 22 of them, however its families are entangled. The cheapest come first, until together
    they take ``max_work`` multiplications.
    """
    found: list[Solver | None] = [None] * len(groups)
    left: list[tuple[int, Plan]] = []
    for i, group in enumerate(groups):
        rows = [families[f] for f in group]
        order = narrow_order([family.body_set for family in rows])
        found[i] = _by_lattice(rows, order, min(max_work, _FEW_TRANSITIONS))
        if found[i] is None and max_work > 0:
            over_sets = cheapest_plan(rows)
            if over_sets and (over_sets.work > max_work or over_sets.cells > MAX_CELLS):
                over_sets = None
            worth = over_sets.work / _WORK_OF_A_TRANSITION if over_sets else _MOST_TRANSITIONS
            transitions = min(max_work, _MOST_TRANSITIONS, worth)
            if transitions > _FEW_TRANSITIONS:
                found[i] = _by_lattice(rows, order, transitions)
            if found[i] is None and over_sets:
                left.append((i, over_sets))
    for i, over_sets in sorted(left, key=lambda item: item[1].work):
        if over_sets.work <= max_work:
            max_work -= over_sets.work
            found[i] = WideComponent([families[f] for f in groups[i]], over_sets)
    return found


def warm_up_sets(families: Sequence[FamilyRows]) -> None:
    """Pass once over the sets of this component, so that what is compiled for them is."""
    over_sets = cheapest_plan(families)
    assert over_sets is not None
    component = WideComponent(families, over_sets)
    component.best_with()
    component.row_posteriors(np.zeros(component.by_placed.size))


def _by_lattice(
    families: Sequence[FamilyRows], order: Sequence[int] | None, transitions: float
) -> ExactComponent | None:
    if order is None:
        return None
    try:
        return ExactComponent(families, order, transitions)
    except TooWideError:
        return None
