"""What placing people in a family says, from whole likelihoods only: with them in their places,
over the family and each of them apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from imena.kinship.likelihood import log_likelihood
from imena.kinship.markers import Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex

#: A body: what was read of it, and its sex.
Body = tuple[Sample, Sex]


def log_lr_by_marker(
    pedigree: Pedigree,
    samples: Mapping[str, Sample],
    markers: Sequence[Marker],
    placed: Mapping[str, Body],
    founder_inbreeding: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Natural log of P(family, all placed) / (P(family) x P(each alone)), marker by marker.

    At an X-linked marker a reading says nothing where the sex of the body or of the place is not
    known, or where the two differ.
    """
    ratios = {}
    for marker in markers:
        speaking = {
            place: (sample, sex)
            for place, (sample, sex) in placed.items()
            if not marker.x_linked or (pedigree[place].sex is sex and sex is not Sex.UNKNOWN)
        }
        in_place = {place: sample for place, (sample, _) in speaking.items()}
        whole = _log(pedigree, {**samples, **in_place}, marker, founder_inbreeding)
        family = _log(pedigree, samples, marker, founder_inbreeding)
        apart = [
            _log(Pedigree((Person("alone", sex=sex),)), {"alone": sample}, marker, None)
            for sample, sex in speaking.values()
        ]
        assert family > -math.inf
        assert min(apart, default=0.0) > -math.inf
        ratios[marker.name] = whole - family - math.fsum(apart)
    return ratios


def impossible_markers(
    pedigree: Pedigree,
    samples: Mapping[str, Sample],
    markers: Sequence[Marker],
    founder_inbreeding: Mapping[str, float] | None = None,
) -> tuple[str, ...]:
    """Markers at which the family's own readings cannot be."""
    return tuple(
        marker.name
        for marker in markers
        if _log(pedigree, samples, marker, founder_inbreeding) == -math.inf
    )


def _log(
    pedigree: Pedigree,
    samples: Mapping[str, Sample],
    marker: Marker,
    inbreeding: Mapping[str, float] | None,
) -> float:
    return log_likelihood(pedigree, samples, [marker], founder_inbreeding=inbreeding).total
