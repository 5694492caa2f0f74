"""Results as JSON trees: of an identification, and of kinship likelihoods.

Names say the base of a logarithm: ``log_`` is natural, ``log10_`` is base 10. An impossible
event's is the string ``"-inf"``; what is not defined is null. A non-zero likelihood over a zero
one is ``"inf"``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from imena.exchange.provenance import Provenance
from imena.kinship.likelihood import Likelihood
from imena.matching.case import Case
from imena.matching.identification import Check, Component, Identification, JointAnswer

MATCH_FORMAT = "imena-match"
KINSHIP_RESULT_FORMAT = "imena-kinship-result"
RESULT_VERSION = 1


def identification_json(
    case: Case, identification: Identification, provenance: Provenance
) -> dict[str, Any]:
    """The result of ``imena match``: schema ``match-1.json``."""
    return {
        "format": MATCH_FORMAT,
        "version": RESULT_VERSION,
        "name": case.name,
        "pairwise": [
            {
                "victim": pair.victim,
                "missing": pair.missing,
                "family": pair.family,
                "log10_lr": _number(pair.log10_lr),
                "per_marker": {m: _number(lr) for m, lr in pair.per_marker.items()},
                "excluded_by": list(pair.excluded_by),
            }
            for pair in identification.pairs
        ],
        "joint": _joint_json(identification.joint),
        "checks": [_check_json(check) for check in identification.checks],
        "parameters": {name: _plain(v) for name, v in identification.parameters.items()},
        "provenance": provenance.to_json(),
    }


def kinship_json(
    results: Mapping[str, Mapping[str, Likelihood]], provenance: Provenance
) -> dict[str, Any]:
    """The result of ``imena kinship``: schema ``kinship-result-1.json``.

    ``results`` holds, by case and hypothesis, what was computed. Every ordered pair of hypotheses
    gets its ratio, each with itself too.
    """
    return {
        "format": KINSHIP_RESULT_FORMAT,
        "version": RESULT_VERSION,
        "cases": [
            {
                "id": case_id,
                "hypotheses": {
                    name: {
                        "log_likelihood": _number(result.total),
                        "per_marker": {m: _number(x) for m, x in result.per_marker.items()},
                    }
                    for name, result in hypotheses.items()
                },
                "log10_lr": {
                    f"{h}/{reference}": log10_ratio(
                        hypotheses[h].total, hypotheses[reference].total
                    )
                    for h in hypotheses
                    for reference in hypotheses
                },
            }
            for case_id, hypotheses in results.items()
        ],
        "provenance": provenance.to_json(),
    }


def log10_ratio(log_likelihood: float, log_reference: float) -> float | str | None:
    """log10 of the ratio of two likelihoods given as natural logs, as JSON holds it.

    >>> log10_ratio(0.0, -math.inf), log10_ratio(-math.inf, -math.inf)
    ('inf', None)
    """
    if log_likelihood == log_reference == -math.inf:
        return None
    return _number((log_likelihood - log_reference) / math.log(10))


def _joint_json(joint: JointAnswer) -> dict[str, Any]:
    return {
        "method": joint.method,
        "prior": joint.prior,
        "log_likelihood_null": _number(joint.log_likelihood_null),
        "assignments": [
            {
                "assignment": dict(story.assignment),
                "log_likelihood": _number(story.log_likelihood),
                "posterior": float(story.posterior),
            }
            for story in joint.assignments
        ],
        "marginals": [
            {"victim": victim, "missing": missing, "posterior": float(posterior)}
            for (victim, missing), posterior in joint.marginals.items()
        ],
        "nobody": {body: float(p) for body, p in joint.nobody.items()},
        "not_recovered": {m: float(p) for m, p in joint.not_recovered.items()},
        "glr": [
            {
                "victim": victim,
                "missing": missing,
                "log10_glr": None if glr is None else _number(glr),
            }
            for (victim, missing), glr in joint.log10_glr.items()
        ],
        "symmetric": [
            {
                "victims": list(found.victims),
                "missing": list(found.missing),
                "posterior": float(found.posterior),
            }
            for found in joint.symmetric
        ],
        "components": [_component_json(component) for component in joint.components],
        "n_assignments": _number(joint.n_assignments),
        "dropped_mass": float(joint.dropped_mass),
    }


def _component_json(component: Component) -> dict[str, Any]:
    return {
        "victims": list(component.victims),
        "missing": list(component.missing),
        "method": component.method,
        "size": int(component.size),
        "diagnostics": {name: _number(x) for name, x in component.diagnostics.items()},
    }


def _check_json(check: Check) -> dict[str, Any]:
    return {
        "kind": check.kind,
        "level": check.level,
        "subjects": list(check.subjects),
        "log10_lr": None if check.log10_lr is None else _number(check.log10_lr),
        "markers": list(check.markers),
        "relation": check.relation,
    }


def _number(value: float) -> float | str | None:
    """A number as JSON can hold it."""
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return float(value)


def _plain(value: object) -> object:
    """A parameter as JSON can hold it: numbers, texts, flags, and lists and objects of them."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return str(value)
