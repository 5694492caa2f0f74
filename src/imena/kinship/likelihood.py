"""The likelihood of what was read, given a pedigree: the heart of the engine.

Exact for any pedigree (loops, several unconnected families, generations of untyped people), with
mutation, silent alleles, partial and uncertain readings, inbred founders, co-ancestry, and
linked markers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from imena.kinship.coancestry import log_likelihood_with_coancestry
from imena.kinship.elimination import eliminate, log_total
from imena.kinship.grouping import Observed, grouped, observed
from imena.kinship.linked import linkage_groups, log_likelihood_linked
from imena.kinship.markers import Linkage, Marker, by_name
from imena.kinship.network import Cells, build
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree


class UnsupportedModelError(ValueError):
    """A combination of assumptions with no agreed meaning: the message says which."""


@dataclass(frozen=True)
class Likelihood:
    """Natural-log likelihoods, in total and by marker.

    Linked markers stand together under ``"A+B"``. An impossible marker has ``-inf``.
    """

    total: float
    per_marker: Mapping[str, float] = field(default_factory=dict)

    @property
    def impossible_at(self) -> tuple[str, ...]:
        """Markers that cannot be explained at all."""
        return tuple(name for name, value in self.per_marker.items() if value == -np.inf)


def log_likelihood(
    pedigree: Pedigree,
    samples: Mapping[str, Sample],
    markers: Sequence[Marker],
    *,
    theta: float = 0.0,
    linkage: Sequence[Linkage] = (),
    founder_inbreeding: Mapping[str, float] | None = None,
) -> Likelihood:
    """Natural log of P(everything read | pedigree).

    Parameters
    ----------
    pedigree
        Everyone, in one or several unconnected families. Founders' alleles are drawn from the
        markers' frequencies. Untyped founders count: under a mutation model that is not
        stationary their transmissions change the number.
    samples
        Readings by person. Markers not read there say nothing.
    theta
        Co-ancestry shared by all founders of all families (Balding & Nichols 1994).
    linkage
        Recombination fractions between neighbouring markers; other markers are independent.
    founder_inbreeding
        Inbreeding coefficient f of founders: identical by descent with probability f.

    Raises
    ------
    UnsupportedModelError
        For co-ancestry together with linkage or inbred founders, and for linkage together with
        inbred founders.
    KeyError
        For a sample of somebody who is not in the pedigree.

    Examples
    --------
    >>> from imena import Marker, Pedigree, Person, Sample, Sex
    >>> marker = Marker("M", ("a", "b"), [0.1, 0.9])
    >>> lone = Pedigree.of([Person("child")])
    >>> result = log_likelihood(lone, {"child": Sample({"M": ("a", "a")})}, [marker])
    >>> round(float(np.exp(result.total)), 12)
    0.01
    """
    inbreeding = {p: f for p, f in (founder_inbreeding or {}).items() if f}
    check_assumptions(theta, linkage, inbreeding)
    by_name(markers)
    clusters = linkage_groups(markers, linkage)
    alone = [cluster[0] for cluster in clusters if len(cluster) == 1]
    entries = [observed(marker, pedigree, samples) for marker in alone]
    values: dict[str, float] = {}
    if theta:
        for entry in entries:
            values[entry.locus.marker.name] = log_likelihood_with_coancestry(pedigree, entry, theta)
    else:
        values.update(side_by_side(pedigree, entries, inbreeding))
    for cluster in clusters:
        if len(cluster) > 1:
            name = "+".join(marker.name for marker in cluster)
            together = [observed(marker, pedigree, samples) for marker in cluster]
            values[name] = log_likelihood_linked(pedigree, together, linkage)
    ordered = {
        name: values[name]
        for cluster in clusters
        for name in ["+".join(marker.name for marker in cluster)]
    }
    return Likelihood(float(sum(ordered.values())), ordered)


def check_assumptions(
    theta: float, linkage: Sequence[Linkage], inbreeding: Mapping[str, float]
) -> None:
    """Refuse combinations of assumptions that have no agreed meaning.

    Raises
    ------
    UnsupportedModelError
        As :func:`log_likelihood` says.
    """
    if not 0 <= theta < 1:
        raise UnsupportedModelError(f"theta is {theta}; it must lie in [0, 1)")
    if theta and any(link.rho < 0.5 for link in linkage):
        raise UnsupportedModelError("theta > 0 cannot be combined with linked markers")
    if theta and inbreeding:
        raise UnsupportedModelError("theta > 0 cannot be combined with inbred founders")
    if inbreeding and any(link.rho < 0.5 for link in linkage):
        raise UnsupportedModelError("linked markers cannot be combined with inbred founders")


def side_by_side(
    pedigree: Pedigree, entries: Sequence[Observed], inbreeding: Mapping[str, float]
) -> dict[str, float]:
    """Natural log of P(readings | pedigree) by marker, for unlinked loci without co-ancestry."""
    values: dict[str, float] = {}
    for group in grouped(entries):
        members = [entries[i] for i in group]
        if not members[0].emissions:
            values.update({entry.locus.marker.name: 0.0 for entry in members})
            continue
        cells = Cells.of([entry.locus for entry in members])
        emissions = {
            person_id: cells.padded([entry.emissions[person_id] for entry in members])
            for person_id in members[0].emissions
        }
        network = build(cells, pedigree, emissions, inbreeding=inbreeding)
        logs = log_total(eliminate(network.factors, network.sizes))[0]
        logs = np.broadcast_to(logs, (len(members),))
        values.update({e.locus.marker.name: float(v) for e, v in zip(members, logs, strict=True)})
    return values
