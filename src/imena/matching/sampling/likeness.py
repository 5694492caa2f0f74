"""Families of whom nobody is typed are alike where their people stand alike."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from imena.kinship.pedigree import Pedigree
from imena.matching.case import Case, Family
from imena.matching.pairwise import Readings, compare_all

FloatArray = npt.NDArray[np.float64]


def kin_of(pedigree: Pedigree, people: Sequence[str]) -> Hashable:
    """How people are related: equal for those who stand alike among their ancestors, whatever
    these are called and in whichever order the pedigree has them."""
    place: dict[str, int] = {}
    waiting = list(reversed(people))
    while waiting:
        one = waiting.pop()
        if one not in place:
            place[one] = len(place)
            parents = pedigree[one].mother, pedigree[one].father
            waiting += [parent for parent in parents if parent is not None]
    number: dict[str | None, int] = {None: -1}
    number.update(place)
    tree = tuple(
        (number[pedigree[p].father], number[pedigree[p].mother], pedigree[p].sex) for p in place
    )
    return tree, tuple(place[one] for one in people)


def nobody_typed(family: Family) -> bool:
    """Whether how its people are related is all that is known of a family."""
    return not family.samples and not any(family.founder_inbreeding.values())


def compare_once(case: Case) -> tuple[FloatArray, frozenset[str]]:
    """Natural-log LRs as `compare_all`, shape (bodies, missing), and the ids of families whose own
    readings are impossible.

    Of families alike one is compared for all; so nothing but sex may bar a pair.

    Raises
    ------
    ValueError
        For a case that says which pairs may be.
    UnsupportedModelError
        As `imena.matching.pairwise.Readings.of`.
    """
    if case.pairings is not None:
        raise ValueError("families are alike only where no pair is barred by itself")
    first: dict[Hashable, Family] = {}
    like = [first.setdefault(_standing(family), family) for family in case.families]
    pairwise = compare_all(Readings.of(replace(case, families=tuple(first.values()))))
    column = {missing: j for j, missing in enumerate(pairwise.readings.case.missing)}
    columns = [column[missing] for family in like for missing in family.missing]
    return pairwise.log_lr[:, columns], frozenset(pairwise.impossible)


def _standing(family: Family) -> Hashable:
    """Equal for families whose missing have the same likelihood ratios with every body."""
    return kin_of(family.pedigree, family.missing) if nobody_typed(family) else family.id
