"""What a further sample adds, by writing out every genotype of everybody concerned.

Held against `imena.matching.sampling`: no tables, no folding, no merging of alleles, no drawing.
Only for one or two markers with a few alleles.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from imena.kinship.markers import Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from tests.oracles.kinship_enumeration import log_likelihood

Pair = tuple[str, str]


@dataclass(frozen=True)
class World:
    """One outcome: its probability if the body is the missing person's, its LRs without and with
    the relative's sample."""

    probability: float
    before: float
    after: float


def worlds(
    pedigree: Pedigree,
    samples: Mapping[str, Sample],
    missing: str,
    relative: str,
    markers: Sequence[Marker],
) -> Iterator[World]:
    """Every pair of genotypes of the missing person's body and of the relative."""
    by_marker = [list(_at(pedigree, samples, missing, relative, m)) for m in markers]
    for outcome in itertools.product(*by_marker):
        yield World(
            math.prod(w.probability for w in outcome),
            math.prod(w.before for w in outcome),
            math.prod(w.after for w in outcome),
        )


def expected_log10(found: Iterator[World]) -> tuple[float, float]:
    """Expected log10 LR without and with the relative."""
    kept = [w for w in found if w.probability > 0]
    return (
        sum(w.probability * math.log10(w.before) for w in kept),
        sum(w.probability * math.log10(w.after) for w in kept),
    )


def _at(
    pedigree: Pedigree,
    samples: Mapping[str, Sample],
    missing: str,
    relative: str,
    marker: Marker,
) -> Iterator[World]:
    lone = Pedigree.of([Person("body", sex=pedigree[missing].sex)])

    def likely(who: Pedigree, more: Mapping[str, Pair]) -> float:
        held = dict(samples) if who is pedigree else {}
        held |= {person: Sample({marker.name: pair}) for person, pair in more.items()}
        return math.exp(log_likelihood(who, held, [marker]).total)

    nothing = likely(pedigree, {})
    for body in _genotypes(marker, pedigree[missing].sex):
        stranger = likely(lone, {"body": body})
        without = likely(pedigree, {missing: body}) / nothing
        for sample in _genotypes(marker, pedigree[relative].sex):
            of_relative = likely(pedigree, {relative: sample}) / nothing
            both = likely(pedigree, {missing: body, relative: sample}) / nothing
            after = both / (of_relative * stranger) if of_relative > 0 else 0.0
            yield World(both, without / stranger, after)


def _genotypes(marker: Marker, sex: Sex) -> Iterator[Pair]:
    if marker.x_linked and sex is Sex.MALE:
        yield from ((a, a) for a in marker.alleles)
    else:
        yield from itertools.combinations_with_replacement(marker.alleles, 2)
