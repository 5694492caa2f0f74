"""From a pedigree and its readings to factors over allele variables.

Every relevant person has a maternal and a paternal allele variable at a locus (a man at an
X-linked locus only the maternal one). Readings narrow a variable's domain to the alleles they
allow, so that a typed person costs next to nothing even where every allele must be kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from imena.kinship.elimination import Factor, factor
from imena.kinship.emission import Locus
from imena.kinship.pedigree import Pedigree, Person, Sex

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]
Index = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Cells:
    """Loci laid side by side, padded to the same number of classes.

    ``founder`` has shape (cells, classes): what founder alleles are drawn from. ``female`` and
    ``male`` have shape (loci, classes, classes), or are ``None`` where no locus mutates. There are
    as many cells as loci, or many cells (quadrature nodes) of one locus.
    """

    loci: tuple[Locus, ...]
    founder: FloatArray
    female: FloatArray | None
    male: FloatArray | None
    x_linked: bool

    @classmethod
    def of(cls, loci: Sequence[Locus], founder: FloatArray | None = None) -> Cells:
        """Lay ``loci`` side by side. All are X-linked or none is."""
        size = max(at.size for at in loci)
        if founder is None:
            founder = np.zeros((len(loci), size))
            for row, at in zip(founder, loci, strict=True):
                row[: at.size] = at.frequencies
        mutates = any(at.female is not None for at in loci)
        female = _stacked([at.female for at in loci], size) if mutates else None
        male = _stacked([at.male for at in loci], size) if mutates else None
        return cls(tuple(loci), founder, female, male, loci[0].marker.x_linked)

    @property
    def size(self) -> int:
        """Number of classes, padding included."""
        return int(self.founder.shape[1])

    def padded(self, emissions: Sequence[FloatArray]) -> FloatArray:
        """One person's emissions at the loci, as one array (loci, classes[, classes])."""
        copies = emissions[0].ndim
        out = np.zeros((len(emissions), *(self.size,) * copies))
        for target, e in zip(out, emissions, strict=True):
            target[tuple(slice(n) for n in e.shape)] = e
        return out


def _stacked(matrices: Sequence[FloatArray | None], size: int) -> FloatArray:
    out = np.tile(np.eye(size), (len(matrices), 1, 1))
    for target, matrix in zip(out, matrices, strict=True):
        if matrix is not None:
            target[: len(matrix), : len(matrix)] = matrix
    return out


@dataclass(frozen=True, eq=False)
class Placed:
    """Bodies that may take a person's place: their emissions, one row each.

    ``emissions`` has shape (rows, loci, classes[, classes]); ``bodies`` has shape (rows,), -1 for
    nobody, whose emission is all ones.
    """

    emissions: FloatArray
    bodies: IntArray


@dataclass(eq=False)
class Network:
    """Factors of one pedigree at one set of cells. ``sizes`` gives each variable's domain."""

    cells: Cells
    pedigree: Pedigree
    factors: list[Factor] = field(default_factory=list)
    sizes: dict[int, int] = field(default_factory=dict)
    _domains: dict[int, Index] = field(default_factory=dict)
    _number: dict[str, int] = field(default_factory=dict)
    offset: int = 0

    def variables(self, person_id: str) -> tuple[int, ...]:
        """The person's allele variables: (maternal, paternal), or (maternal,) for a man at X."""
        first = self.offset + 2 * self._number[person_id]
        return (first, first + 1)[: self.copies(self.pedigree[person_id])]

    def copies(self, person: Person) -> int:
        """How many alleles a person has here: 1 for a man at an X-linked locus, else 2."""
        return 1 if self.cells.x_linked and person.sex is Sex.MALE else 2

    def indicator(self, variable: int) -> Index:
        """Class of each domain entry of a variable, shape (cells or 1, domain)."""
        return self._domains[variable]


def relevant(pedigree: Pedigree, concerned: Iterable[str]) -> list[str]:
    """Those concerned and all their ancestors; the rest of the pedigree cannot matter."""
    needed: set[str] = set()
    waiting = list(concerned)
    while waiting:
        person = pedigree[waiting.pop()]
        if person.id not in needed:
            needed.add(person.id)
            waiting.extend(p for p in (person.father, person.mother) if p is not None)
    return [person.id for person in pedigree if person.id in needed]


def build(
    cells: Cells,
    pedigree: Pedigree,
    emissions: Mapping[str, FloatArray],
    *,
    keep: Collection[str] = (),
    placed: Mapping[str, Placed] | None = None,
    inbreeding: Mapping[str, float] | None = None,
    known_founders: Collection[str] = (),
    offset: int = 0,
    transmissions: bool = True,
    also: Iterable[str] = (),
) -> Network:
    """Factors for everyone who matters.

    Parameters
    ----------
    emissions
        By person, shape (loci, classes, classes), or (loci, classes) for a man at X.
    keep
        People whose allele variables keep every class, because the caller asks about them.
    placed
        People whose place bodies may take; ``who`` of the factors is the person's position in
        this mapping.
    inbreeding
        Inbreeding coefficient of founders, 0 where absent.
    known_founders
        Founders whose alleles' probability the caller accounts for (co-ancestry).
    offset
        First variable number (linked loci share one elimination).
    transmissions
        Whether parent-to-child factors are added here (linked loci add their own).
    also
        People to be included even if nothing was read of them or their descendants here.
    """
    placed = placed or {}
    inbreeding = inbreeding or {}
    network = Network(cells, pedigree, offset=offset)
    people = relevant(pedigree, {*emissions, *keep, *placed, *also})
    network._number.update({p: i for i, p in enumerate(people)})
    for person_id in people:
        seen = None if person_id in keep else emissions.get(person_id)
        _add_person(network, pedigree[person_id], seen)
        if person_id in keep and person_id in emissions:
            network.factors.append(factor(network.variables(person_id), emissions[person_id]))
    for place, (person_id, choice) in enumerate(placed.items()):
        rows = choice.bodies[:, np.newaxis].astype(np.int32)
        flat = np.zeros(choice.emissions.shape[:2])
        network.factors.append(
            Factor(network.variables(person_id), choice.emissions, flat, (place,), rows)
        )
    for person_id in people:
        person = pedigree[person_id]
        if person.father is None:
            if person_id not in known_founders:
                _add_founder(network, person, inbreeding.get(person_id, 0.0))
        elif transmissions:
            _add_transmissions(network, person)
    return network


def _add_person(network: Network, person: Person, seen: FloatArray | None) -> None:
    variables = network.variables(person.id)
    if seen is None:
        everything = np.arange(network.cells.size)[np.newaxis]
        for v in variables:
            network._domains[v] = everything
            network.sizes[v] = network.cells.size
        return
    local, valid = seen, None
    for axis, v in enumerate(variables):
        other = tuple(a for a in range(1, seen.ndim) if a != 1 + axis)
        allowed = (seen > 0).any(axis=other) if other else seen > 0
        # Never fewer than a person has copies, whoever is homozygous: so more families are alike.
        width = max(min(len(variables), allowed.shape[1]), int(allowed.sum(axis=1).max()))
        domain = np.argsort(~allowed, axis=1, kind="stable")[:, :width]
        network._domains[v] = domain
        network.sizes[v] = width
        valid = np.take_along_axis(allowed, domain, axis=1)
        index = domain.reshape(
            [*domain.shape[:1], *(-1 if a == axis else 1 for a in range(len(variables)))]
        )
        mask = valid.reshape(index.shape)
        local = np.take_along_axis(local, index, axis=1 + axis) * mask
    network.factors.append(factor(variables, local))


def _add_founder(network: Network, person: Person, inbreeding: float) -> None:
    p = network.cells.founder
    drawn = [
        np.take_along_axis(p, _rows(network, v, len(p)), axis=1)
        for v in network.variables(person.id)
    ]
    if inbreeding and len(drawn) == 2:
        a, b = (network.indicator(v) for v in network.variables(person.id))
        same = a[:, :, np.newaxis] == b[:, np.newaxis, :]
        table = (1 - inbreeding) * drawn[0][:, :, np.newaxis] * drawn[1][:, np.newaxis, :]
        table = table + inbreeding * same * drawn[0][:, :, np.newaxis]
        network.factors.append(factor(network.variables(person.id), table))
        return
    for v, table in zip(network.variables(person.id), drawn, strict=True):
        network.factors.append(factor((v,), table))


def _rows(network: Network, variable: int, cells: int) -> Index:
    domain = network.indicator(variable)
    return np.broadcast_to(domain, (cells, domain.shape[1]))


def _add_transmissions(network: Network, person: Person) -> None:
    assert person.mother is not None
    assert person.father is not None
    variables = network.variables(person.id)
    for child_variable, parent_id, matrices in zip(
        variables,
        (person.mother, person.father),
        (network.cells.female, network.cells.male),
        strict=False,
    ):
        carried = network.variables(parent_id)
        passed = [transmission(network, v, child_variable, matrices) for v in carried]
        if len(carried) == 1:
            network.factors.append(factor((child_variable, carried[0]), passed[0]))
        else:
            table = 0.5 * (passed[0][:, :, :, np.newaxis] + passed[1][:, :, np.newaxis, :])
            network.factors.append(factor((child_variable, *carried), table))


def transmission(
    network: Network, parent_variable: int, child_variable: int, matrices: FloatArray | None
) -> FloatArray:
    """P(child's allele | this allele was passed on), shape (cells or 1, child, parent)."""
    parent, child = network.indicator(parent_variable), network.indicator(child_variable)
    if matrices is None:
        return np.asarray(child[:, :, np.newaxis] == parent[:, np.newaxis, :], dtype=float)
    which = np.arange(len(matrices))[:, np.newaxis, np.newaxis]
    passed: FloatArray = matrices[which, parent[:, np.newaxis, :], child[:, :, np.newaxis]]
    return passed
