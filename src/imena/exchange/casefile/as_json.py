"""A case as the JSON tree of its file, in a stable order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from imena.exchange.casefile.forms import CASE_FORM, VERSION
from imena.exchange.casefile.marker_fields import SILENT
from imena.exchange.casefile.mutation_fields import built
from imena.kinship.markers import Marker
from imena.kinship.mutation import MutationError
from imena.kinship.observation import ReadingRates, Sample
from imena.kinship.pedigree import Person
from imena.matching.case import Body, Case, Family


def case_json(case: Case) -> dict[str, Any]:
    """The tree; what the case carries in ``details`` stands where it stood in the file read.

    Mutation matrices are left out where the parameters in ``details["markers"]`` make exactly
    the same ones.
    """
    details = dict(case.details)
    of_markers = details.pop("markers", {})
    of_families = details.pop("families", {})
    of_evidence = {(e["victim"], e["missing"]): e for e in details.pop("evidence", ())}
    tree: dict[str, Any] = {"format": CASE_FORM.format, "version": VERSION, "name": case.name}
    tree.update(details)
    if case.theta:
        tree["theta"] = case.theta
    if case.linkage:
        tree["linkage"] = [
            {"marker1": pair.first, "marker2": pair.second, "rho": pair.rho}
            for pair in case.linkage
        ]
    tree["markers"] = [marker_json(m, of_markers.get(m.name, {})) for m in case.markers]
    tree["families"] = [_family_json(f, of_families.get(f.id, {})) for f in case.families]
    tree["pm"] = [_body_json(body) for body in case.bodies]
    if case.pairings is not None:
        tree["pairings"] = {body: list(missing) for body, missing in case.pairings.items()}
    if case.evidence:
        tree["evidence"] = [
            {
                "victim": body,
                "missing": missing,
                **of_evidence.get((body, missing), {}),
                "log10_lr": "-inf" if lr == -math.inf else lr,
            }
            for (body, missing), lr in case.evidence.items()
        ]
    return tree


def marker_json(marker: Marker, details: Mapping[str, Any]) -> dict[str, Any]:
    """One marker; a silent allele is written by the name the format gives it."""
    alleles = [SILENT if i == marker.silent else a for i, a in enumerate(marker.alleles)]
    beyond = {k: v for k, v in details.items() if k != "mutation"}
    return {
        "name": marker.name,
        "chrom": marker.chromosome,
        "alleles": alleles,
        "frequencies": [float(p) for p in marker.frequencies],
        "mutation": _mutation_json(marker, details.get("mutation", {})),
        "xlinked": marker.x_linked,
        **beyond,
    }


def _mutation_json(marker: Marker, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
    mutation = marker.mutation
    if mutation is None:
        return None
    tree: dict[str, Any] = {"model": mutation.model, **parameters}
    if not _made_by(parameters, marker):
        tree["matrixFemale"] = mutation.female.tolist()
        tree["matrixMale"] = mutation.male.tolist()
    return tree


def _made_by(parameters: Mapping[str, Any], marker: Marker) -> bool:
    """Whether the parameters alone give the marker's matrices, to the last bit."""
    female, male = parameters.get("female"), parameters.get("male")
    mutation = marker.mutation
    if mutation is None or not isinstance(female, dict) or not isinstance(male, dict):
        return False
    try:
        again = built(
            mutation.model, female, male, marker.alleles, marker.frequencies, marker.silent
        )
    except MutationError:
        return False
    return np.array_equal(again.female, mutation.female) and np.array_equal(
        again.male, mutation.male
    )


def _family_json(family: Family, details: Mapping[str, Any]) -> dict[str, Any]:
    unnamed = family.pedigree.unnamed
    members = [
        _member_json(person, unnamed, family.details.get(person.id, {}))
        for person in family.pedigree
        if person.id not in unnamed
    ]
    tree: dict[str, Any] = {"id": family.id, **details, "members": members}
    samples = {m: s for m, s in family.samples.items() if s.genotypes}
    tree["typed"] = {member: profile_json(sample) for member, sample in samples.items()}
    tree["missing"] = list(family.missing)
    inbreeding = {m: f for m, f in family.founder_inbreeding.items() if f}
    if inbreeding:
        tree["founderInbreeding"] = inbreeding
    rates = {m: rates_json(s.rates) for m, s in samples.items() if not s.rates.exact}
    if rates:
        tree["rates"] = rates
    return tree


def _member_json(
    person: Person, unnamed: frozenset[str], details: Mapping[str, Any]
) -> dict[str, Any]:
    father, mother = (None if p in unnamed else p for p in (person.father, person.mother))
    sex = str(person.sex)
    return {"id": person.id, "father": father, "mother": mother, "sex": sex, **details}


def _body_json(body: Body) -> dict[str, Any]:
    return {
        "id": body.id,
        "sex": str(body.sex),
        **body.details,
        **rates_json(body.sample.rates),
        "profile": profile_json(body.sample),
    }


def profile_json(sample: Sample) -> dict[str, list[str | None]]:
    """Genotypes by marker, those of which nothing was read left out."""
    return {m: list(pair) for m, pair in sample.genotypes.items() if pair != (None, None)}


def rates_json(rates: ReadingRates) -> dict[str, float]:
    """The rates that are not 0."""
    named = {
        "dropout": rates.dropout,
        "dropIn": rates.drop_in,
        "typingError": rates.typing_error,
    }
    return {name: rate for name, rate in named.items() if rate}
