"""Every way to link entries of two lists, counted out one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def ways(
    odds: Mapping[tuple[int, int], float],
) -> Iterator[tuple[frozenset[tuple[int, int]], float]]:
    """Each set of links that uses nobody twice, with the product of its odds."""
    links = sorted(odds)

    def further(
        at: int, used: frozenset[int]
    ) -> Iterator[tuple[frozenset[tuple[int, int]], float]]:
        if at == len(links):
            yield frozenset(), 1.0
            return
        yield from further(at + 1, used)
        one, two = links[at]
        if one not in used and two not in used:
            for rest, weight in further(at + 1, used | {one, two}):
                yield rest | {links[at]}, weight * odds[links[at]]

    yield from further(0, frozenset())


def probability(odds: Mapping[tuple[int, int], float], link: tuple[int, int]) -> float:
    """How probable one link is over all ways."""
    found = list(ways(odds))
    return sum(w for way, w in found if link in way) / sum(w for _, w in found)
