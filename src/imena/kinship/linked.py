"""Linked markers: one elimination over all loci of a linkage group.

Each meiosis has, at each locus, a selector (which of the parent's two alleles was passed on); the
selectors of neighbouring loci differ with probability rho. Founder haplotypes are in linkage
equilibrium. A father's X does not recombine.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imena.kinship.elimination import Factor, eliminate, factor, log_total
from imena.kinship.grouping import Observed
from imena.kinship.markers import Linkage, Marker, MarkerError
from imena.kinship.network import Cells, Network, build, relevant, transmission
from imena.kinship.pedigree import Pedigree


def linkage_groups(
    markers: Sequence[Marker], linkage: Sequence[Linkage]
) -> list[tuple[Marker, ...]]:
    """Markers that must be computed together, each group in its order along the chromosome.

    Pairs with rho = 1/2 are not linked. A group is a chain: each marker has at most two
    neighbours.

    Raises
    ------
    MarkerError
        For an unknown marker, a marker with three neighbours, a circle, or an X-linked marker
        linked to an autosomal one.
    """
    named = {marker.name: marker for marker in markers}
    near: dict[str, list[str]] = {}
    for link in linkage:
        for name in (link.first, link.second):
            if name not in named:
                raise MarkerError(f"linkage names {name}, which is not among the markers")
        if link.rho >= 0.5:
            continue
        if named[link.first].x_linked != named[link.second].x_linked:
            raise MarkerError(f"{link.first} and {link.second} are on different chromosomes")
        near.setdefault(link.first, []).append(link.second)
        near.setdefault(link.second, []).append(link.first)
    groups: list[tuple[Marker, ...]] = []
    done: set[str] = set()
    for marker in markers:
        if marker.name in done:
            continue
        chain = _chain(marker.name, near)
        done.update(chain)
        if marker.name != chain[0] and _position(chain[0], markers) > _position(chain[-1], markers):
            chain.reverse()
        groups.append(tuple(named[name] for name in chain))
    return groups


def _position(name: str, markers: Sequence[Marker]) -> int:
    return [marker.name for marker in markers].index(name)


def _chain(start: str, near: dict[str, list[str]]) -> list[str]:
    chain = [start]
    for end in (-1, 0):
        while True:
            onward = [n for n in near.get(chain[end], []) if n not in chain]
            if len(near.get(chain[end], [])) > 2:
                raise MarkerError(f"{chain[end]} has more than two linked neighbours")
            if not onward:
                break
            chain.insert(len(chain) if end else 0, onward[0])
    links = sum(len(near.get(name, [])) for name in chain) // 2
    if links > len(chain) - 1:
        raise MarkerError(f"linked markers form a circle: {', '.join(chain)}")
    return chain


def log_likelihood_linked(
    pedigree: Pedigree, entries: Sequence[Observed], linkage: Sequence[Linkage]
) -> float:
    """Natural log of P(readings at a chain of linked markers | pedigree)."""
    rho = {frozenset((link.first, link.second)): link.rho for link in linkage}
    people = relevant(pedigree, {p for entry in entries for p in entry.emissions})
    if not people:
        return 0.0
    factors: list[Factor] = []
    sizes: dict[int, int] = {}
    networks: list[Network] = []
    per_locus = 2 * len(people)
    for i, entry in enumerate(entries):
        cells = Cells.of([entry.locus])
        emissions = {p: e[np.newaxis] for p, e in entry.emissions.items()}
        network = build(
            cells, pedigree, emissions, offset=i * per_locus, transmissions=False, also=people
        )
        networks.append(network)
        factors.extend(network.factors)
        sizes.update(network.sizes)
    selectors = len(entries) * per_locus
    for meiosis, (child, parent, maternal) in enumerate(_meioses(pedigree, people)):
        before: int | None = None
        for i, (entry, network) in enumerate(zip(entries, networks, strict=True)):
            selector = selectors + meiosis * len(entries) + i
            recombines = _add_meiosis(network, factors, child, parent, maternal, selector)
            if not recombines:
                continue
            sizes[selector] = 2
            if before is None:
                factors.append(factor((selector,), np.full((1, 2), 0.5)))
            else:
                names = frozenset((entries[i - 1].locus.marker.name, entry.locus.marker.name))
                r = rho[names]
                factors.append(factor((before, selector), np.array([[[1 - r, r], [r, 1 - r]]])))
            before = selector
    return float(log_total(eliminate(factors, sizes))[0, 0])


def _meioses(pedigree: Pedigree, people: Sequence[str]) -> list[tuple[str, str, bool]]:
    found = []
    for person_id in people:
        person = pedigree[person_id]
        if person.mother is not None and person.father is not None:
            found.append((person_id, person.mother, True))
            found.append((person_id, person.father, False))
    return found


def _add_meiosis(
    network: Network,
    factors: list[Factor],
    child: str,
    parent: str,
    maternal: bool,
    selector: int,
) -> bool:
    """Add the transmission at one locus; returns whether it has a selector."""
    variables = network.variables(child)
    if not maternal and len(variables) == 1:
        return False
    child_variable = variables[0 if maternal else 1]
    matrices = network.cells.female if maternal else network.cells.male
    carried = network.variables(parent)
    passed = [transmission(network, v, child_variable, matrices) for v in carried]
    if len(carried) == 1:
        factors.append(factor((child_variable, carried[0]), passed[0]))
        return False
    first = np.broadcast_to(passed[0][:, :, :, np.newaxis], (*passed[0].shape, passed[1].shape[2]))
    second = np.broadcast_to(passed[1][:, :, np.newaxis, :], first.shape)
    factors.append(factor((selector, child_variable, *carried), np.stack([first, second], axis=1)))
    return True
