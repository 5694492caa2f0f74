"""What a case holds, counted; each unit by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imena.kinship.observation import Sample
from imena.matching.case import Case


@dataclass(frozen=True, slots=True)
class Completeness:
    """Profiles by how many of the case's markers have both alleles read."""

    complete: int
    half_or_more: int
    less_than_half: int
    nothing: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a case. ``members`` are the people of all families, unnamed parents left out;
    ``bodies`` counts samples of remains, of which several may be of one person."""

    markers: int
    x_linked: int
    families: int
    members: int
    typed: int
    missing: int
    bodies: int
    relatives_by_completeness: Completeness
    bodies_by_completeness: Completeness


def summarised(case: Case) -> Summary:
    """Count what a case holds."""
    relatives = [sample for family in case.families for sample in family.samples.values()]
    pedigrees = [family.pedigree for family in case.families]
    return Summary(
        markers=len(case.markers),
        x_linked=sum(marker.x_linked for marker in case.markers),
        families=len(case.families),
        members=sum(len(pedigree) - len(pedigree.unnamed) for pedigree in pedigrees),
        typed=len(relatives),
        missing=len(case.missing),
        bodies=len(case.bodies),
        relatives_by_completeness=_by_completeness(relatives, len(case.markers)),
        bodies_by_completeness=_by_completeness((b.sample for b in case.bodies), len(case.markers)),
    )


def _by_completeness(samples: Iterable[Sample], markers: int) -> Completeness:
    complete = half = less = nothing = 0
    for sample in samples:
        whole = sum(None not in genotype for genotype in sample.genotypes.values())
        if not sample.genotypes:
            nothing += 1
        elif whole == markers:
            complete += 1
        elif 2 * whole >= markers:
            half += 1
        else:
            less += 1
    return Completeness(complete, half, less, nothing)
