"""Where each person of a pedigree stands on the page: generations in rows, partners together.

Rows come from descent, the order within a row from barycentres of parents and children, and the
positions from least squares under the minimal gap. Loops, half siblings, several partners and
unconnected people are all laid out by the same steps; nobody stands twice and nobody overlaps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from imena.kinship.pedigree import Pedigree

_SWEEPS = 12
_APART = 0.25  # room beside a cluster of partners, in columns, beyond the column itself


@dataclass(frozen=True)
class Couple:
    """Two parents and their children together, in the order in which they stand."""

    father: str
    mother: str
    children: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """``row`` counts generations from the top, ``column`` is a position in person widths.

    Any two people of one row are at least one column apart. ``columns`` and ``rows`` are the
    size of the whole; the leftmost person stands at column 0.
    """

    row: Mapping[str, int]
    column: Mapping[str, float]
    couples: tuple[Couple, ...]
    rows: int
    columns: float


def lay_out(pedigree: Pedigree) -> Layout:
    """Place every person of ``pedigree`` once."""
    couples = _couples(pedigree)
    row = _rows(pedigree, list(couples))
    clusters = _clusters(pedigree, row, list(couples))
    column = _columns(pedigree, clusters, couples)
    leftmost = min(column.values(), default=0.0)
    column = {person: x - leftmost for person, x in column.items()}
    ordered = tuple(
        Couple(father, mother, tuple(sorted(children, key=lambda c: column[c])))
        for (father, mother), children in couples.items()
    )
    return Layout(
        row=row,
        column=column,
        couples=ordered,
        rows=max(row.values(), default=-1) + 1,
        columns=max(column.values(), default=-1.0) + 1,
    )


def ancestors(pedigree: Pedigree, person_id: str) -> set[str]:
    """Everyone ``person_id`` descends from, without the person."""
    found: set[str] = set()
    waiting = [person_id]
    while waiting:
        person = pedigree[waiting.pop()]
        for parent in (person.father, person.mother):
            if parent is not None and parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


Pair = tuple[str, str]


def _couples(pedigree: Pedigree) -> dict[Pair, list[str]]:
    couples: dict[Pair, list[str]] = {}
    for person in pedigree:
        if person.father is not None and person.mother is not None:
            couples.setdefault((person.father, person.mother), []).append(person.id)
    return couples


def _rows(pedigree: Pedigree, couples: Sequence[Pair]) -> dict[str, int]:
    """Children below both parents; partners level unless one descends from the other."""
    level = [
        (f, m)
        for f, m in couples
        if f not in ancestors(pedigree, m) and m not in ancestors(pedigree, f)
    ]
    row = dict.fromkeys((p.id for p in pedigree), 0)
    # Two couples may each pull the other down for ever; after as many rounds as there are people
    # only descent is kept.
    for round_ in range(2 * len(row) + 1):
        before = dict(row)
        for person in pedigree:
            for parent in (person.father, person.mother):
                if parent is not None:
                    row[person.id] = max(row[person.id], row[parent] + 1)
        if round_ <= len(row):
            for father, mother in level:
                row[father] = row[mother] = max(row[father], row[mother])
        if row == before:
            break
    _lower_founders(pedigree, couples, row)
    used = {r: i for i, r in enumerate(sorted(set(row.values())))}
    return {person: used[r] for person, r in row.items()}


def _lower_founders(pedigree: Pedigree, couples: Sequence[Pair], row: dict[str, int]) -> None:
    """Founders stand right above their children, not at the top of the page."""
    founders = {p.id for p in pedigree.founders}
    partners: dict[str, set[str]] = {}
    for father, mother in couples:
        partners.setdefault(father, set()).add(mother)
        partners.setdefault(mother, set()).add(father)
    youngest = {
        parent: min(row[c.id] for c in pedigree if parent in (c.father, c.mother)) - 1
        for parent in partners
    }
    for group in _connected(sorted(founders & partners.keys()), partners):
        if all(person in founders for person in group):
            row.update(dict.fromkeys(group, min(youngest[person] for person in group)))


def _connected(people: Sequence[str], partners: Mapping[str, set[str]]) -> list[list[str]]:
    groups: list[list[str]] = []
    seen: set[str] = set()
    for start in people:
        if start in seen:
            continue
        group, waiting = [], [start]
        seen.add(start)
        while waiting:
            person = waiting.pop()
            group.append(person)
            for partner in sorted(partners.get(person, ())):
                if partner not in seen:
                    seen.add(partner)
                    waiting.append(partner)
        groups.append(group)
    return groups


def _clusters(
    pedigree: Pedigree, row: Mapping[str, int], couples: Sequence[Pair]
) -> list[list[list[str]]]:
    """Row by row, the people who must stand beside each other: chains of partners."""
    beside: dict[str, set[str]] = {p.id: set() for p in pedigree}
    for father, mother in couples:
        if row[father] == row[mother]:
            beside[father].add(mother)
            beside[mother].add(father)
    rows: list[list[list[str]]] = [[] for _ in range(max(row.values(), default=-1) + 1)]
    for group in _connected([p.id for p in pedigree], beside):
        rows[row[group[0]]].append(_chain(group, beside))
    return rows


def _chain(group: list[str], beside: Mapping[str, set[str]]) -> list[str]:
    """Partners as far as possible next to each other: a walk from someone with one partner."""
    left = set(group)
    chain: list[str] = []
    at = min(group, key=lambda p: (len(beside[p]), group.index(p)))
    while True:
        chain.append(at)
        left.discard(at)
        if not left:
            return chain
        next_ = [p for p in beside[at] if p in left] or [
            p for person in reversed(chain) for p in beside[person] if p in left
        ]
        # whoever has fewest partners left comes first, so that somebody with three stands amid them
        at = min(next_, key=lambda p: (len(beside[p] & left), p))


def _columns(
    pedigree: Pedigree, rows: list[list[list[str]]], couples: Mapping[Pair, list[str]]
) -> dict[str, float]:
    column: dict[str, float] = {}
    for clusters in rows:
        _place(clusters, [float(i) for i in range(len(clusters))], column)
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        for clusters in rows if downwards else rows[::-1]:
            if sweep < _SWEEPS - 4:
                clusters.sort(key=lambda c: _pull(pedigree, couples, c, column, downwards))
                for cluster in clusters:
                    _face_parents(pedigree, cluster, column)
            wanted = [_pull(pedigree, couples, c, column, downwards) for c in clusters]
            _place(clusters, wanted, column)
    return column


def _pull(
    pedigree: Pedigree,
    couples: Mapping[Pair, list[str]],
    cluster: Sequence[str],
    column: Mapping[str, float],
    downwards: bool,
) -> float:
    """Where the cluster's first person should stand for short lines to parents or children."""
    first = column[cluster[0]]
    targets = []
    for person_id in cluster:
        person = pedigree[person_id]
        offset = column[person_id] - first
        if downwards and person.father is not None and person.mother is not None:
            middle = (column[person.father] + column[person.mother]) / 2
            siblings = couples[person.father, person.mother]
            spread = sum(column[s] for s in siblings) / len(siblings)
            targets.append(middle + (column[person_id] - spread) - offset)
        if not downwards:
            for pair, children in couples.items():
                if person_id in pair:
                    middle = (column[pair[0]] + column[pair[1]]) / 2
                    mean = sum(column[c] for c in children) / len(children)
                    targets.append(first + mean - middle)
    return sum(targets) / len(targets) if targets else first


def _face_parents(pedigree: Pedigree, cluster: list[str], column: dict[str, float]) -> None:
    """Turn a couple round when each would then stand nearer to their own parents."""

    def crossing(chain: Sequence[str]) -> float:
        parents = [column[f] for f in (pedigree[p].father for p in chain) if f is not None]
        return sum(b < a for a, b in pairwise(parents))

    lone = [i for i, p in enumerate(cluster) if pedigree[p].father is not None]
    if crossing(cluster) > crossing(cluster[::-1]):
        _reverse(cluster, column)
    elif len(cluster) == 2 and len(lone) == 1:
        person = pedigree[cluster[lone[0]]]
        siblings = [
            column[s.id]
            for s in pedigree
            if s.id != person.id and (s.father, s.mother) == (person.father, person.mother)
        ]
        # the partner who married in stands on the outside, away from the siblings
        inner = 0 if siblings and sum(siblings) / len(siblings) < column[person.id] else 1
        if siblings and lone[0] != inner:
            _reverse(cluster, column)


def _reverse(cluster: list[str], column: dict[str, float]) -> None:
    places = [column[p] for p in cluster]
    cluster.reverse()
    column.update(zip(cluster, places, strict=True))


def _place(
    clusters: Sequence[Sequence[str]], wanted: Sequence[float], column: dict[str, float]
) -> None:
    """Least-squares positions nearest to those wanted that keep order and gaps (pool adjacent)."""
    offsets, width = [], 0.0
    for i, cluster in enumerate(clusters):
        if i and len(cluster) + len(clusters[i - 1]) > 2:
            width += _APART
        offsets.append(width)
        width += len(cluster)
    blocks: list[tuple[float, int]] = []  # mean of wanted minus offset, how many clusters
    for want, offset in zip(wanted, offsets, strict=True):
        mean, size = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, count = blocks.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        blocks.append((mean, size))
    starts = [mean for mean, size in blocks for _ in range(size)]
    for cluster, start, offset in zip(clusters, starts, offsets, strict=True):
        for i, person in enumerate(cluster):
            column[person] = start + offset + i
