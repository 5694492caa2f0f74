"""From what was read to an emission: P(observed | true genotype) for every ordered genotype.

A `Locus` is a marker as one computation needs it: alleles nobody concerned carries are lumped into
one class whenever the mutation model stays exact under it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.kinship.markers import Marker
from imena.kinship.mutation import lump, lumpable
from imena.kinship.observation import Genotype, ObservationError, ReadingRates

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Locus:
    """A marker reduced to the allele classes one computation must tell apart.

    ``class_of`` maps an allele's name to its class; ``frequencies`` has shape (classes,);
    ``female`` and ``male`` are transition matrices between classes, ``None`` = no mutation;
    ``silent`` is the class of the silent allele.
    """

    marker: Marker
    class_of: dict[str, int]
    frequencies: FloatArray
    female: FloatArray | None
    male: FloatArray | None
    silent: int | None

    @property
    def size(self) -> int:
        """Number of classes."""
        return len(self.frequencies)


def locus(marker: Marker, seen: Iterable[str]) -> Locus:
    """Reduce ``marker`` to the alleles ``seen`` and one class for all others, where exact.

    Without mutation any lumping is exact; with it, only when all lumped alleles transmit alike
    (Kemeny & Snell 1976, Finite Markov Chains, section 6.3). Otherwise every allele is kept.

    Raises
    ------
    ObservationError
        For an allele that the marker does not have, or a silent allele that was "seen".
    """
    keep = np.zeros(marker.size, dtype=bool)
    for allele in seen:
        keep[_index(marker, allele)] = True
    if marker.silent is not None:
        keep[marker.silent] = True
    p, mutation = marker.frequencies, marker.mutation
    matrices = () if mutation is None else (mutation.female, mutation.male)
    lumped = np.count_nonzero(~keep) > 1 and all(lumpable(m, p, keep) for m in matrices)
    if not lumped:
        keep = np.ones(marker.size, dtype=bool)
    kept = np.flatnonzero(keep)
    place = {int(i): c for c, i in enumerate(kept)}
    frequencies = p[keep]
    if lumped:
        frequencies = np.append(frequencies, p[~keep].sum())
    if mutation is None:
        female = male = None
    elif lumped:
        female, male = lump(mutation.female, p, keep), lump(mutation.male, p, keep)
    else:
        female, male = mutation.female, mutation.male
    class_of = {a: place.get(i, len(kept)) for i, a in enumerate(marker.alleles)}
    silent = None if marker.silent is None else place[marker.silent]
    return Locus(marker, class_of, frequencies, female, male, silent)


def _index(marker: Marker, allele: str) -> int:
    index = marker.index.get(allele)
    if index is None:
        raise ObservationError(f"{marker.name}: allele {allele} is not in the frequency table")
    if index == marker.silent:
        raise ObservationError(f"{marker.name}: the silent allele cannot have been observed")
    return index


def emission(at: Locus, genotype: Genotype, rates: ReadingRates, *, copies: int = 2) -> FloatArray:
    """P(exactly this reading | true genotype), for every true genotype.

    Parameters
    ----------
    at, genotype, rates
        The locus, the two alleles read (``None`` = that one unknown), how reading may go wrong.
    copies
        2, or 1 for a man at an X-linked marker.

    Returns
    -------
    Shape (classes, classes), or (classes,) for one copy. All ones when nothing is known.

    Notes
    -----
    Each copy is lost by itself with probability d; with probability c one spurious allele, drawn
    by frequency, is added; the reading is the set of alleles left. A reading {a, unknown} is the
    event that a was read. With probability e the reading is that of a random person of the
    population. A silent allele is never seen and, as a spurious one, adds nothing.
    """
    known = sorted({at.class_of[a] for a in genotype if a is not None})
    if not known:
        return np.ones((at.size,) * copies)
    partial = None in genotype
    reading = _reading(at, known, rates, partial=partial, copies=copies)
    if rates.typing_error:
        p = at.frequencies
        weights = np.outer(p, p) if copies == 2 else p
        reading = (1 - rates.typing_error) * reading + rates.typing_error * np.sum(
            weights * reading
        )
    return reading


def emission_of(
    at: Locus, readings: Iterable[tuple[Genotype, ReadingRates]], *, copies: int = 2
) -> FloatArray:
    """P(all these readings of one person | true genotype): each goes wrong by itself."""
    together = np.ones((at.size,) * copies)
    for genotype, rates in readings:
        together = together * emission(at, genotype, rates, copies=copies)
    return together


def _reading(
    at: Locus, known: list[int], rates: ReadingRates, *, partial: bool, copies: int
) -> FloatArray:
    d, c, p = rates.dropout, rates.drop_in, at.frequencies
    lost = np.full(at.size, d)
    p_silent = 0.0
    if at.silent is not None:
        lost[at.silent], p_silent = 1.0, p[at.silent]
    kept = [_indicator(at.size, a) * (1 - d) for a in known]
    if partial:
        if len(known) > 1:
            raise ObservationError(f"{at.marker.name}: two known alleles and an unknown one")
        missed = 1 - kept[0]
        unseen = missed if copies == 1 else np.multiply.outer(missed, missed)
        return np.asarray(1 - unseen + unseen * c * p[known[0]])
    if copies == 1:
        nothing, single = lost, kept
        both = np.zeros(at.size)
    else:
        nothing = np.multiply.outer(lost, lost)
        single = [
            np.multiply.outer(k, lost) + np.multiply.outer(lost, k) + np.multiply.outer(k, k)
            for k in kept
        ]
        both = np.multiply.outer(kept[0], kept[-1]) + np.multiply.outer(kept[-1], kept[0])
    if len(known) == 1:
        (a,) = known
        return np.asarray(single[0] * (1 - c + c * (p[a] + p_silent)) + nothing * c * p[a])
    a, b = known
    return np.asarray(
        both * (1 - c + c * (p[a] + p[b] + p_silent)) + single[0] * c * p[b] + single[1] * c * p[a]
    )


def _indicator(size: int, at: int) -> FloatArray:
    vector = np.zeros(size)
    vector[at] = 1.0
    return vector


def probability_of_reading(at: Locus, reading: FloatArray) -> float:
    """P(the reading) of a random person of the population, from its emission."""
    p = at.frequencies
    return float(p @ reading @ p) if reading.ndim == 2 else float(p @ reading)
