"""What a case assumes beyond its markers: theta, linked markers, and what goes together."""

from __future__ import annotations

from collections.abc import Collection

from imena.exchange.casefile.marker_fields import MarkerDrafts
from imena.exchange.casefile.tree import Node
from imena.kinship.markers import Linkage

LINKAGE_FIELDS = ("marker1", "marker2", "rho")


def read_linkage(node: Node | None, markers: MarkerDrafts) -> tuple[Linkage, ...]:
    """Pairs of neighbouring linked markers, which form chains. One pair may stand alone."""
    if node is None:
        return ()
    if isinstance(node.value, dict):
        rows = [node]
    elif node.as_list() is not None:
        rows = list(node.items())
    else:
        return ()
    pairs: list[Linkage] = []
    chains = _Chains()
    for item in rows:
        pair = _read_pair(item, markers)
        if pair is None:
            continue
        if pair.rho == 0.5 or chains.join(item, pair.first, pair.second):
            pairs.append(pair)
    return tuple(pairs)


def read_theta(node: Node | None) -> float:
    """Theta, 0 where it is not stated."""
    theta = None if node is None else node.as_number(0, 1, below=True)
    return theta or 0.0


def check_together(
    node: Node, theta: float, linkage: Collection[Linkage], inbreeding: bool
) -> None:
    """Note assumptions that are not computed together."""
    if theta > 0 and inbreeding:
        Node(None, (*node.path, "theta"), node.report).add("theta-inbreeding")
    linked = Node(None, (*node.path, "linkage"), node.report)
    if linkage and theta > 0:
        linked.add("linkage-theta")
    if linkage and inbreeding:
        linked.add("linkage-inbreeding")


class _Chains:
    """Linked markers so far: at most two neighbours each, and no way round in a circle."""

    def __init__(self) -> None:
        self._neighbours: dict[str, int] = {}
        self._chain: dict[str, set[str]] = {}

    def join(self, node: Node, first: str, second: str) -> bool:
        """Whether the two could be joined; notes the problem where not."""
        chains = [self._chain.setdefault(name, {name}) for name in (first, second)]
        if chains[0] is chains[1]:
            node.add("linkage-circle", marker=first, other=second)
            return False
        for name in (first, second):
            if self._neighbours.get(name, 0) == 2:
                node.add("linkage-branch", marker=name)
                return False
        for name in (first, second):
            self._neighbours[name] = self._neighbours.get(name, 0) + 1
        joined = chains[0] | chains[1]
        self._chain.update(dict.fromkeys(joined, joined))
        return True


def _read_pair(node: Node, markers: MarkerDrafts) -> Linkage | None:
    if node.as_object() is None:
        return None
    node.check_closed(LINKAGE_FIELDS)
    names: list[str] = []
    for field in ("marker1", "marker2"):
        end = node.need(field)
        name = None if end is None else end.as_text()
        if end is None or name is None:
            continue
        if name in markers.by_name:
            names.append(name)
        elif markers.complete:
            end.add("linkage-marker", marker=name)
    rho_node = node.need("rho")
    rho = None if rho_node is None else rho_node.as_number(0, 0.5)
    if len(names) < 2 or rho is None:
        return None
    first, second = names
    if first == second:
        node.add("linkage-itself", marker=first)
        return None
    if _apart(markers, first, second):
        node.add("linkage-chromosomes", marker=first, other=second)
        return None
    return Linkage(first, second, rho)


def _apart(markers: MarkerDrafts, first: str, second: str) -> bool:
    one, other = markers.by_name[first], markers.by_name[second]
    known = one.chromosome is not None and other.chromosome is not None
    return one.x_linked != other.x_linked or (known and one.chromosome != other.chromosome)
