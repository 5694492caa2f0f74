"""Who is who between lists, drawn again and again: entries become people, people counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imena.estimation.lists import Lists

Ints = NDArray[np.int64]
#: So often is everybody's place looked at again before a draw stands.
_SWEEPS = 12


class EntriesError(ValueError):
    """Entries or links that cannot be: the message says which."""


@dataclass(frozen=True, eq=False)
class Entries:
    """Entries of several lists, and what is known of which are of one person.

    Every pair was compared: two entries of different lists that are neither settled nor a link are
    of two people, whoever else they are linked with.

    Attributes
    ----------
    names
        The lists.
    list_of
        The list of each entry, shape (entries,).
    settled
        Pairs of entries that are one person for certain, shape (pairs, 2).
    links
        Pairs that may be, shape (links, 2).
    odds
        Of each link, the odds that they are one person against each being nobody of the other’s
        list; shape (links,). Of two entries of one list: that one person stands there twice.
    """

    names: tuple[str, ...]
    list_of: Ints
    settled: Ints
    links: Ints
    odds: NDArray[np.float64]

    def __post_init__(self) -> None:
        size = len(self.list_of)
        if size and not 0 <= self.list_of.min() <= self.list_of.max() < len(self.names):
            raise EntriesError("an entry of no list")
        for pairs in (self.settled, self.links):
            if pairs.size and not 0 <= pairs.min() <= pairs.max() < size:
                raise EntriesError("a pair with an entry that is not there")
        if len(self.odds) != len(self.links) or not (self.odds >= 0).all():
            raise EntriesError("every link has odds from 0")

    @property
    def sure(self) -> bool:
        """Whether it is settled who is who: one draw then says everything."""
        return not len(self.links)


def drawn_people(entries: Entries, draws: int, seed: int) -> Iterator[Ints]:
    """Ways to settle who is who; each gives the person of every entry, shape (entries,).

    A way is as probable as the product of the odds of its links. Nobody stands on a list twice but
    by a link within it, and nobody’s entries are two that are no link. Each draw
    begins with nobody linked; then every entry in turn, in a new order each time, chooses anew its
    partner on each list, or none, among those still free (Gibbs sampling, 12 sweeps). Links within
    a list are drawn first, each for itself.
    """
    random = np.random.default_rng(seed)
    for _ in range(draws):
        group = _Groups(len(entries.list_of))
        for one, two in entries.settled.tolist():
            group.join(one, two)
        alike = entries.list_of[entries.links[:, 0]] == entries.list_of[entries.links[:, 1]]
        odds = np.minimum(entries.odds, 1e12)
        twice = random.random(len(odds)) < odds / (1 + odds)
        for one, two in entries.links[alike & twice].tolist():
            group.join(one, two)
        label = np.array([group.top(i) for i in range(len(entries.list_of))])
        ways = _Ways(entries, label, entries.links[~alike], odds[~alike])
        for _ in range(_SWEEPS):
            ways.sweep(random)
        yield ways.people()


def table(entries: Entries, person: Ints) -> Lists:
    """Count people by the lists they stand on."""
    cells = 2 ** len(entries.names)
    counts = np.bincount(masks(entries, person), minlength=cells).astype(np.float64)
    return Lists(entries.names, counts)


def masks(entries: Entries, person: Ints) -> Ints:
    """The set of lists that each person stands on, as a bit mask; shape (people,)."""
    _, which = np.unique(person, return_inverse=True)
    found = np.zeros(int(which.max()) + 1 if len(which) else 0, dtype=np.int64)
    np.bitwise_or.at(found, which, np.left_shift(1, entries.list_of))
    return found


class _Groups:
    """Which entries are one, as far as was said."""

    def __init__(self, size: int) -> None:
        self.above = list(range(size))

    def top(self, i: int) -> int:
        while self.above[i] != i:
            self.above[i] = self.above[self.above[i]]
            i = self.above[i]
        return i

    def join(self, one: int, two: int) -> None:
        high, low = sorted((self.top(one), self.top(two)))
        self.above[low] = high


class _Ways:
    """One way, and its change. Nodes are entries that were found one; ``chosen`` the links on."""

    def __init__(
        self, entries: Entries, label: Ints, links: Ints, odds: NDArray[np.float64]
    ) -> None:
        self.label = label
        self.lists: dict[int, set[int]] = {}
        for node, one in zip(label.tolist(), entries.list_of.tolist(), strict=True):
            self.lists.setdefault(node, set()).add(one)
        self.odds: dict[tuple[int, int], float] = {}
        for (one, two), odd in zip(label[links].tolist(), odds.tolist(), strict=True):
            if one != two and odd > 0 and not self.lists[one] & self.lists[two]:
                for pair in ((one, two), (two, one)):
                    self.odds[pair] = max(self.odds.get(pair, 0.0), odd)
        self.partners: dict[tuple[int, int], list[int]] = {}
        for one, two in self.odds:
            for there in self.lists[two]:
                self.partners.setdefault((one, there), []).append(two)
        self.turns = sorted(self.partners)
        self.chosen: dict[int, set[int]] = {node: set() for node in self.lists}

    def sweep(self, random: np.random.Generator) -> None:
        """Everybody chooses anew, in a new order."""
        for turn in random.permutation(len(self.turns)).tolist():
            one, there = self.turns[turn]
            candidates = self.partners[one, there]
            for two in candidates:
                self.chosen[one].discard(two)
                self.chosen[two].discard(one)
            mine = self._hanging(one)
            free = [two for two in candidates if self._may(mine, one, two)]
            weights = np.cumsum([1.0, *(self.odds[one, two] for two in free)])
            at = int(np.searchsorted(weights, random.random() * weights[-1], side="right"))
            if at:
                self.chosen[one].add(free[at - 1])
                self.chosen[free[at - 1]].add(one)

    def people(self) -> Ints:
        """The person of every entry."""
        of: dict[int, int] = {}
        for node in self.lists:
            if node not in of:
                of |= dict.fromkeys(self._hanging(node), node)
        return np.array([of[node] for node in self.label.tolist()], dtype=np.int64)

    def _hanging(self, node: int) -> set[int]:
        found, left = {node}, [node]
        while left:
            more = self.chosen[left.pop()] - found
            found |= more
            left += more
        return found

    def _may(self, mine: set[int], one: int, two: int) -> bool:
        if two in mine:
            return False
        theirs = self._hanging(two)
        return all(
            (a, b) in self.odds for a in mine for b in theirs if (a, b) != (one, two)
        ) and not self._twice(mine | theirs)

    def _twice(self, nodes: set[int]) -> bool:
        """Whether two of them stand on one list."""
        lists = [one for node in nodes for one in self.lists[node]]
        return len(lists) > len(set(lists))
