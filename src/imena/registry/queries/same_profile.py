"""Which remains have one DNA profile, as far as the laboratory's results tell."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from imena.registry.models import LabResult

#: Markers that two profiles must both have before they are called alike.
LEAST_MARKERS = 8
#: Markers in which one person’s profiles may differ by errors of reading: only beyond are they
#: counted as two people. A proposal of ours.
MISREAD = 2
#: log10 of how often an unrelated person has one marker's genotype, and the least that a whole
#: profile's is taken to be. Proposals of ours, far above what any population's tables give.
LOG10_A_MARKER, LOG10_LEAST = -0.7, -12.0
_METHOD = "autosomal_str"


@dataclass(frozen=True)
class Likeness:
    """Whose profiles are alike.

    ``label`` of each unit's profile is the same where profiles are alike. A unit whose profile is
    like two that differ has none and is left to the examiner, nor has one with too few markers.
    ``log10_frequency`` is each label's match probability for an unrelated person. ``people`` is how
    many there are at least: that many profiles of which each differs from each in more than
    :data:`MISREAD` markers. Identical twins have one profile and are counted as one.
    """

    label: Mapping[uuid.UUID, str]
    log10_frequency: Mapping[str, float]
    people: int


@dataclass(frozen=True, slots=True)
class _Profile:
    number: str  # of the unit
    alleles: Mapping[str, frozenset[str]]
    partial: bool


def same_profiles(units: Collection[uuid.UUID]) -> Likeness:
    """Compare the standing results of these units, each with each.

    Alike are two with :data:`LEAST_MARKERS` markers or more in common and no difference; where one
    is partial, an allele that it lacks is no difference, since one may have dropped out.
    """
    profiles = _comparable(_profiles(units))
    order = sorted(profiles, key=lambda unit: profiles[unit].number)
    like = {
        one: {other for other in order if _alike(profiles[one], profiles[other])} for one in order
    }
    # Alike is no equivalence: what is like two that differ belongs to neither for sure.
    clear = [one for one in order if all(like[other] >= like[one] for other in like[one])]
    label: dict[uuid.UUID, str] = {}
    frequency: dict[str, float] = {}
    for one in clear:
        alike = [other for other in clear if other in like[one]]
        markers = min(len(profiles[other].alleles) for other in alike)
        label[one] = str(alike[0])
        frequency[label[one]] = max(LOG10_A_MARKER * markers, LOG10_LEAST)
    return Likeness(label, frequency, _people(profiles))


def _people(profiles: Mapping[uuid.UUID, _Profile]) -> int:
    """Profiles kept one by one, the fullest first, where each differs clearly from all before."""
    apart: list[_Profile] = []
    for one in sorted(profiles.values(), key=lambda one: (-len(one.alleles), one.number)):
        if all(_differing(one, other) > MISREAD for other in apart):
            apart.append(one)
    return len(apart)


def _profiles(units: Collection[uuid.UUID]) -> dict[uuid.UUID, _Profile]:
    """Each unit's genotypes; a marker that its samples disagree in is left out."""
    replaced = LabResult.objects.filter(replaces__isnull=False).values("replaces")
    rows = (
        LabResult.objects.filter(item__sample__unit__in=list(units), method=_METHOD)
        .filter(outcome__in=("full_profile", "partial_profile"))
        .exclude(pk__in=replaced)
    )
    read: dict[uuid.UUID, dict[str, set[frozenset[str]]]] = {}
    partial: dict[uuid.UUID, bool] = {}
    numbers: dict[uuid.UUID, str] = {}
    columns = ("item__sample__unit", "item__sample__unit__number", "outcome", "profile")
    for unit, number, outcome, profile in rows.values_list(*columns):
        numbers[unit] = number
        partial[unit] = partial.get(unit, False) or outcome == "partial_profile"
        for marker, alleles in profile.items():
            read.setdefault(unit, {}).setdefault(marker, set()).add(frozenset(map(str, alleles)))
    return {
        unit: _Profile(
            numbers[unit],
            {marker: next(iter(seen)) for marker, seen in markers.items() if len(seen) == 1},
            partial[unit],
        )
        for unit, markers in read.items()
    }


def _comparable(profiles: Mapping[uuid.UUID, _Profile]) -> dict[uuid.UUID, _Profile]:
    """Those of which any two have enough markers in common to be called alike or not."""
    kept: dict[uuid.UUID, _Profile] = {}
    for one in sorted(profiles, key=lambda unit: (-len(profiles[unit].alleles), str(unit))):
        markers = profiles[one].alleles.keys()
        enough = len(markers) >= LEAST_MARKERS
        if enough and all(len(markers & p.alleles.keys()) >= LEAST_MARKERS for p in kept.values()):
            kept[one] = profiles[one]
    return kept


def _alike(one: _Profile, other: _Profile) -> bool:
    return not _differing(one, other)


def _differing(one: _Profile, other: _Profile) -> int:
    """In how many markers; an allele that a partial profile lacks may have dropped out."""
    return sum(
        one.alleles[m] != other.alleles[m]
        and not (one.partial and one.alleles[m] < other.alleles[m])
        and not (other.partial and other.alleles[m] < one.alleles[m])
        for m in one.alleles.keys() & other.alleles.keys()
    )
