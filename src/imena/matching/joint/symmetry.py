"""Bodies and people whom the data cannot tell apart: exchanged, the story weighs the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.matching.joint.assignment import FamilyRows

#: a missing person: (index of the family, column in its placements)
Who = tuple[int, int]


@dataclass(frozen=True)
class OpenSet:
    """Bodies (indices) and missing people between whom a story may be permuted for free."""

    bodies: frozenset[int]
    people: frozenset[Who]

    @property
    def full(self) -> int:
        """How many of the bodies are these people when the set as a whole is right."""
        return min(len(self.bodies), len(self.people))

    def overlaps(self, other: OpenSet) -> bool:
        """Whether the two sets share a body or a person."""
        return bool(self.bodies & other.bodies or self.people & other.people)

    def settled(self, families: Sequence[FamilyRows], rows: Sequence[int]) -> bool:
        """Whether in this story, one row for each family, the bodies are these people."""
        concerned = {f for f, _ in self.people}
        placed = (self.matched(f, families[f].bodies[[rows[f]]])[0] for f in concerned)
        return bool(sum(placed) == self.full)

    def matched(self, family: int, bodies: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """For each row of ``bodies`` (rows, missing): how many pairs lie inside the set."""
        columns = [column for f, column in sorted(self.people) if f == family]
        inside = np.isin(bodies[:, columns], sorted(self.bodies))
        return np.asarray(inside.sum(axis=1))


def open_sets(
    families: Sequence[FamilyRows],
    rows: Sequence[int],
    likely: Callable[[Who, int], bool],
    *,
    tolerance: float = 1e-9,
) -> list[OpenSet]:
    """Sets that stay open in the story made of ``rows``, one row index per family.

    Only people placed in bodies for which ``likely`` holds are tried.

    Two placed people who could change bodies, a placed and an unplaced person who could change
    places, or two bodies of which one is placed: each such exchange that leaves the natural log
    weight (DNA and other evidence) within ``tolerance`` links the two. What is linked to one
    another is one set. The number placed never changes, so no prior can tell them apart either.
    """
    story = _Story(families, rows, likely)
    leader: dict[object, object] = {}

    def find(item: object) -> object:
        while leader.setdefault(item, item) != item:
            item = leader[item]
        return item

    linked = False
    for one, other, changed in story.exchanges():
        if find(one) != find(other) and abs(story.gain(changed)) <= tolerance:
            leader[find(other)] = find(one)
            linked = True
    if not linked:
        return []
    groups: dict[object, list[object]] = {}
    for item in list(leader):
        groups.setdefault(find(item), []).append(item)
    return [story.as_set(items) for items in groups.values() if len(items) > 1]


class _Story:
    """One row for each family, and the exchanges that can be tried on it."""

    def __init__(
        self,
        families: Sequence[FamilyRows],
        rows: Sequence[int],
        likely: Callable[[Who, int], bool],
    ) -> None:
        self.families, self.rows = families, rows
        self.body_of: dict[Who, int] = {}
        unplaced: list[Who] = []
        taken: set[int] = set()
        for f, (family, row) in enumerate(zip(families, rows, strict=True)):
            for column, body in enumerate(family.bodies[row].tolist()):
                if body < 0:
                    unplaced.append((f, column))
                    continue
                taken.add(body)
                if likely((f, column), body):
                    self.body_of[f, column] = body
        self.unplaced = unplaced
        bodies = frozenset().union(*(family.body_set for family in families))
        self.spare = bodies - taken

    def exchanges(self) -> Iterator[tuple[object, object, dict[Who, int]]]:
        """(item, other item, who then stands in which body); a placed person is one item with
        the body, an unplaced person and a spare body are items of their own."""
        body_of = self.body_of
        who = {body: person for person, body in body_of.items()}
        place = {person: n for n, person in enumerate(body_of)}
        for one, own in body_of.items():
            for body in sorted(self.families[one[0]].body_set):
                if body in self.spare:
                    yield one, body, {one: body}
                    continue
                other = who.get(body)
                if other is None or place[one] >= place[other]:
                    continue
                if self._offered(other, own):
                    yield one, other, {one: body, other: own}
        for other in self.unplaced:
            for body in sorted(self.families[other[0]].body_set):
                if (holder := who.get(body)) is not None:
                    yield holder, other, {holder: -1, other: body}

    def _offered(self, who: Who, body: int) -> bool:
        """Whether the person's family has any row with the body: most exchanges end here."""
        return body in self.families[who[0]].body_set

    def gain(self, changed: dict[Who, int]) -> float:
        """Change of natural log weight; -inf if the changed story is impossible."""
        total = 0.0
        for f in {family for family, _ in changed}:
            family, row = self.families[f], self.rows[f]
            wanted = family.bodies[row].copy()
            for (g, column), body in changed.items():
                if g == f:
                    wanted[column] = body
            found = family.find(wanted)
            if found is None or family.log_weight[found] == -np.inf:
                return -np.inf
            total += float(family.log_weight[found] - family.log_weight[row])
        return total

    def as_set(self, items: Sequence[object]) -> OpenSet:
        people = frozenset(item for item in items if isinstance(item, tuple))
        placed = frozenset(self.body_of[who] for who in people if who in self.body_of)
        spare = frozenset(item for item in items if isinstance(item, int))
        return OpenSet(placed | spare, people)
