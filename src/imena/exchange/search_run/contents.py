"""What a search depends on, told apart by digests: assumptions, each body, each family."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from imena.kinship.candidate import Panel
from imena.kinship.linked import linkage_groups
from imena.kinship.markers import Marker
from imena.kinship.observation import Sample
from imena.matching.case import Body, Case, Family


def in_order(case: Case) -> Case:
    """The case with bodies and families by id.

    Equal likelihood ratios rank by position; in this order ranks do not change when somebody is
    added, or when the file lists the same people otherwise.
    """
    return replace(
        case,
        bodies=tuple(sorted(case.bodies, key=lambda body: body.id)),
        families=tuple(sorted(case.families, key=lambda family: family.id)),
    )


@dataclass(frozen=True)
class Contents:
    """Digests (hexadecimal SHA-256) of all that the numbers of a search follow from.

    Parameters
    ----------
    assumptions
        By name, of what concerns every pair: ``markers``, ``theta``, ``linkage``, and ``alleles``,
        which alleles are told apart (those nobody was read with may be taken together, and how they
        are decides the last bits of every number).
    bodies
        By id, in order: sex, readings, rates, whom the body may be.
    families
        By id, in order: the tree, readings, rates, inbreeding, the missing.
    missing
        The missing people of each family.
    """

    assumptions: Mapping[str, str]
    bodies: Mapping[str, str]
    families: Mapping[str, str]
    missing: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, case: Case) -> Contents:
        """The contents of a case :func:`in_order`."""
        return cls(
            {
                "markers": _digest([_marker(marker) for marker in case.markers]),
                "theta": _digest(case.theta),
                "linkage": _digest([[li.first, li.second, li.rho] for li in case.linkage]),
                "alleles": _digest(_allele_classes(case)),
            },
            {body.id: _digest(_body(body, case)) for body in case.bodies},
            {family.id: _digest(_family(family)) for family in case.families},
            {family.id: family.missing for family in case.families},
        )

    def to_json(self) -> dict[str, Any]:
        """As it is kept on disk."""
        return {
            "assumptions": dict(self.assumptions),
            "bodies": dict(self.bodies),
            "families": dict(self.families),
            "missing": {family: list(ids) for family, ids in self.missing.items()},
        }

    @classmethod
    def from_json(cls, tree: Mapping[str, Any]) -> Contents:
        """The same again."""
        return cls(
            tree["assumptions"],
            tree["bodies"],
            tree["families"],
            {family: tuple(ids) for family, ids in tree["missing"].items()},
        )


def _digest(tree: object) -> str:
    return hashlib.sha256(json.dumps(tree, ensure_ascii=False).encode()).hexdigest()


def _marker(marker: Marker) -> list[object]:
    mutation = marker.mutation
    return [
        marker.name,
        list(marker.alleles),
        marker.frequencies.tolist(),
        marker.x_linked,
        marker.silent,
        None if mutation is None else [mutation.female.tolist(), mutation.male.tolist()],
    ]


def _allele_classes(case: Case) -> list[object]:
    """By marker computed from a table; linked markers and co-ancestry are reduced pair by pair."""
    units = linkage_groups(case.markers, case.linkage) if not case.theta else []
    tabled = [unit[0] for unit in units if len(unit) == 1]
    samples = [sample for family in case.families for sample in family.samples.values()]
    panel = Panel.of(tabled, [*samples, *(body.sample for body in case.bodies)])
    return [[at.marker.name, sorted(at.class_of.items())] for at in panel.loci]


def _sample(sample: Sample) -> list[object]:
    rates = sample.rates
    return [
        [[name, list(genotype)] for name, genotype in sorted(sample.genotypes.items())],
        [rates.dropout, rates.drop_in, rates.typing_error],
    ]


def _body(body: Body, case: Case) -> list[object]:
    paired = None if case.pairings is None else sorted(case.pairings.get(body.id, ()))
    return [str(body.sex), _sample(body.sample), paired]


def _family(family: Family) -> list[object]:
    """People and samples in the order given: it decides the order in which numbers are added."""
    return [
        [[p.id, p.father, p.mother, str(p.sex)] for p in family.pedigree],
        [[member, _sample(sample)] for member, sample in family.samples.items()],
        list(family.missing),
        sorted(family.founder_inbreeding.items()),
    ]
