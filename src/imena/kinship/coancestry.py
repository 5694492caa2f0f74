"""Co-ancestry: founder alleles that share an ancestry, jointly for all founders.

The likelihood is an expectation over allele frequencies p' ~ Dirichlet(p (1 - theta) / theta)
(Balding & Nichols 1994, Forensic Science International 64:125). Founders whose two alleles are
known are accounted for in closed form (the Pólya urn) and update the Dirichlet; in what remains
the likelihood is a polynomial in p' of known degree, so that stick-breaking with Gauss-Jacobi
nodes integrates it exactly.
"""

from __future__ import annotations

from math import ceil, prod

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh_tridiagonal

from imena.kinship.elimination import eliminate, log_total
from imena.kinship.grouping import Observed
from imena.kinship.network import Cells, build, relevant
from imena.kinship.pedigree import Pedigree, Sex

FloatArray = npt.NDArray[np.float64]

#: Nodes worked on at once, and the most that one marker may need.
_NODES_AT_ONCE = 4096
_MOST_NODES = 50_000_000


class CoancestryTooLargeError(ValueError):
    """So many untyped founders and alleles that exact integration would take too long."""


def log_likelihood_with_coancestry(pedigree: Pedigree, entry: Observed, theta: float) -> float:
    """Natural log of P(readings at one marker | pedigree), founders sharing ``theta``.

    Raises
    ------
    CoancestryTooLargeError
        When the exact integral needs more than 50 million nodes.
    """
    if not entry.emissions:
        return 0.0
    at = entry.locus
    weights = at.frequencies * (1 - theta) / theta
    counts, known, unknown_copies = _known_founders(pedigree, entry)
    log_urn = _log_urn(weights, counts)
    nodes, node_weights = _dirichlet_rule(weights + counts, unknown_copies, at.marker.name)
    total = -np.inf
    for start in range(0, len(nodes), _NODES_AT_ONCE):
        part = slice(start, start + _NODES_AT_ONCE)
        cells = Cells.of([at], founder=nodes[part])
        emissions = {p: e[np.newaxis] for p, e in entry.emissions.items()}
        network = build(cells, pedigree, emissions, known_founders=known)
        logs = log_total(eliminate(network.factors, network.sizes))[0]
        with np.errstate(divide="ignore"):
            shares = np.broadcast_to(logs, node_weights[part].shape) + np.log(node_weights[part])
        total = float(np.logaddexp(total, np.logaddexp.reduce(shares)))
    return log_urn + total


def _known_founders(pedigree: Pedigree, entry: Observed) -> tuple[FloatArray, set[str], int]:
    """Allele counts of founders read without doubt, who they are, and the other founders' copies.

    "Without doubt" means that the emission is 0 or 1 and allows one unordered genotype; its two
    orders are left to the elimination, the probability of each order is the urn's.
    """
    counts = np.zeros(entry.locus.size)
    known: set[str] = set()
    copies_left = 0
    for person_id in relevant(pedigree, entry.emissions):
        person = pedigree[person_id]
        if person.father is not None:
            continue
        e = entry.emissions.get(person_id)
        copies = 1 if entry.locus.marker.x_linked and person.sex is Sex.MALE else 2
        genotypes = [] if e is None else {tuple(sorted(g)) for g in np.argwhere(e > 0).tolist()}
        if e is not None and len(genotypes) == 1 and e.max() == 1:
            known.add(person_id)
            for allele in next(iter(genotypes)):
                counts[allele] += 1
        else:
            copies_left += copies
    return counts, known, copies_left


def _log_urn(weights: FloatArray, counts: FloatArray) -> float:
    """Natural log of the probability of drawing these alleles in one given order."""
    if np.any((weights == 0) & (counts > 0)):
        return -np.inf
    drawn = np.concatenate([w + np.arange(n) for w, n in zip(weights, counts, strict=True)])
    return float(np.log(drawn).sum() - np.log(weights.sum() + np.arange(counts.sum())).sum())


def _dirichlet_rule(
    parameters: FloatArray, degree: int, marker: str
) -> tuple[FloatArray, FloatArray]:
    """Nodes (nodes, classes) and weights that integrate polynomials up to ``degree`` exactly."""
    positive = np.flatnonzero(parameters > 0)
    a = parameters[positive]
    per_stick = max(1, ceil((degree + 1) / 2))
    if degree == 0 or len(a) == 1:
        nodes = np.zeros((1, len(parameters)))
        nodes[0, positive] = a / a.sum()
        return nodes, np.ones(1)
    count = per_stick ** (len(a) - 1)
    if count > _MOST_NODES:
        raise CoancestryTooLargeError(
            f"{marker}: with theta > 0, {degree} founder alleles of untyped people among "
            f"{len(a)} allele classes need {count:.3g} nodes; use theta = 0, or drop relatives "
            "whose founders are untyped"
        )
    sticks = []
    for i in range(len(a) - 1):
        sticks.append(_beta_rule(per_stick, a[i], a[i + 1 :].sum()))
    grids = np.meshgrid(*(x for x, _ in sticks), indexing="ij")
    weights = prod(np.meshgrid(*(w for _, w in sticks), indexing="ij"), start=np.ones(()))
    nodes = np.zeros((count, len(parameters)))
    left = np.ones(count)
    for i, grid in zip(positive[:-1], grids, strict=True):
        nodes[:, i] = left * grid.ravel()
        left = left * (1 - grid.ravel())
    nodes[:, positive[-1]] = left
    return nodes, np.asarray(weights).ravel()


def _beta_rule(n: int, a: float, b: float) -> tuple[FloatArray, FloatArray]:
    """Nodes in (0, 1) and weights (sum 1) for the mean over Beta(a, b), exact to degree 2n - 1.

    Golub & Welsch (1969), Math. Comp. 23:221, on the Jacobi recurrence moved to (0, 1) and written
    in ``a`` and ``b``: a rule scaled by the Beta function overflows where theta is below 0.001.
    """
    s = a + b
    k = np.arange(1, n)
    two = 2 * k + s
    diagonal = np.append(a / s, 0.5 + (a - b) * (s - 2) / (2 * (two - 2) * two))
    # The k + s - 2 of the first step cancels against 2k + s - 3, which may be 0 there.
    ratio = np.where(k == 1, 1.0, (k + s - 2) / np.where(k == 1, 1.0, two - 3))
    squared = k * (k + a - 1) * (k + b - 1) * ratio / ((two - 2) ** 2 * (two - 1))
    nodes, vectors = eigh_tridiagonal(diagonal, np.sqrt(squared))
    return np.clip(nodes, 0.0, 1.0), vectors[0] ** 2
