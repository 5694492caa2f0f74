"""Whole cases: references and bodies by marker, every pair, the joint answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from imena.exchange.casefile.read import read_case
from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.joint_results import LISTED, compare_joint
from imena.exchange.reference.kinship_suite import compare_likelihood
from imena.exchange.reference.marker_order import MarkerOrder
from imena.exchange.reference.stated import Stated, SuiteError
from imena.kinship.likelihood import Likelihood, log_likelihood
from imena.kinship.markers import Marker
from imena.kinship.mutation import Mutation, build
from imena.kinship.pedigree import Pedigree, Person
from imena.language import message
from imena.matching.case import Body, Case, Family
from imena.matching.identification import Identification
from imena.matching.identify import identify
from imena.matching.pairwise import LOG10, Readings, compare_all
from imena.matching.relatives import screen

#: Fields of a results file that are not variants of the mutation model.
_ABOUT = ("dataset", "peer")
_LIMITED = "_jointLimited"
#: The rate of the variant ``equalMutation``.
_EQUAL_RATE = 0.002


class CaseSuite:
    """``genetics/datasets/NAME.json`` against ``genetics/results/NAME.json``.

    ``NAME_jointLimited.json`` states a joint answer over fewer pairings.
    """

    place = "genetics/results/*.json"

    def files(self, folder: Path) -> list[Path]:
        """Files with the results of a case."""
        return sorted((folder / "genetics" / "results").glob("*.json"))

    def compared(self, folder: Path) -> Iterator[Comparison]:
        """Each variant of each case."""
        for path in self.files(folder):
            stated = Stated.read(path)
            case = _read(folder, stated["dataset"].text)
            if path.stem.endswith(_LIMITED):
                yield _limited(case, stated, path)
                continue
            for variant, results in stated.items():
                if variant not in _ABOUT:
                    comparison = Comparison(f"{path.stem}, {variant}", path.name)
                    _compare(comparison, _varied(case, variant, results.where), results)
                    yield comparison


def _read(folder: Path, name: str) -> Case:
    return read_case(folder / "genetics" / "datasets" / f"{name}.json").case


def _limited(case: Case, stated: Stated, path: Path) -> Comparison:
    variant = stated["variant"].text
    pairings = {
        body: tuple(m for m in listed.value if m != "*")
        for body, listed in stated["pairings"].items()
    }
    limited = replace(_varied(case, variant, path.name), pairings=pairings)
    comparison = Comparison(f"{path.stem}, {variant}", path.name)
    compare_joint(comparison, stated, identify(limited, prior="flat", limit=LISTED).joint)
    return comparison


def _varied(case: Case, variant: str, where: str) -> Case:
    if variant == "asShipped":
        return case
    if variant == "noMutation":
        return _without_mutation(case)
    if variant == "equalMutation":
        return replace(case, markers=tuple(map(_with_equal_mutation, case.markers)))
    raise SuiteError(message("{where} is a variant that is not known here"), where=where)


def _without_mutation(case: Case) -> Case:
    return replace(case, markers=tuple(replace(m, mutation=None) for m in case.markers))


def _with_equal_mutation(marker: Marker) -> Marker:
    matrix = build("equal", marker.alleles, marker.frequencies, rate=_EQUAL_RATE)
    return replace(marker, mutation=Mutation.of(matrix, model="equal"))


def _compare(comparison: Comparison, case: Case, stated: Stated) -> None:
    for family in case.families:
        expected = stated["amLogLik"][family.id]
        compare_likelihood(
            comparison,
            (family.id,),
            expected["total"].number,
            _by_marker(family, expected),
            _of_family(case, family),
        )
    for body in case.bodies:
        expected = stated["pmLogLik"][body.id]
        total, by_marker = expected["total"].number, expected["perMarker"].numbers()
        compare_likelihood(comparison, (body.id,), total, by_marker, _of_body(case, body))
    answer = identify(case, prior="flat", limit=LISTED)
    comparison.log(
        "log_likelihood_null", (), stated["loglik0"].number, answer.joint.log_likelihood_null
    )
    _compare_impossible(comparison, case, stated, answer)
    if stated.get("impossible") is None:
        _compare_pairs(comparison, case, stated, answer)
        _compare_exclusions(comparison, stated, case)
        _compare_same_person(comparison, stated, case)
        counted = stated["nAssignments"]
        if counted["type"].text == "exact":
            comparison.same("assignments", (), counted["size"].number, answer.joint.n_assignments)
        joint = stated.get("joint")
        if joint is not None and joint.get("skipped") is None:
            compare_joint(comparison, joint, answer.joint)


def _compare_impossible(
    comparison: Comparison, case: Case, stated: Stated, answer: Identification
) -> None:
    """Families whose own readings are impossible are named, with exactly the markers at fault."""
    by_marker = {f.id: _by_marker(f, stated["amLogLik"][f.id]) for f in case.families}
    expected = {
        family: sorted(m for m, log in logs.items() if log == -math.inf)
        for family, logs in by_marker.items()
        if -math.inf in logs.values()
    }
    found = {
        check.subjects[0]: sorted(check.markers)
        for check in answer.checks
        if check.kind == "family_impossible"
    }
    comparison.same("impossible_families", (), expected, found)


def _by_marker(family: Family, expected: Stated) -> dict[str, float]:
    named = expected["perMarker"].numbers()
    return MarkerOrder.of(family, list(named)).likelihoods(named)


def _compare_pairs(
    comparison: Comparison, case: Case, stated: Stated, answer: Identification
) -> None:
    """Pairs that the reference did not consider, by sex or pairing, are not compared here too."""
    pairs = {(pair.victim, pair.missing): pair for pair in answer.pairs}
    expected = {
        (body, missing): lr.number
        for body, row in stated["LRmatrix"].items()
        for missing, lr in row.items()
        if lr.value is not None
    }
    comparison.same("pairs", (), sorted(expected), sorted(pairs))
    for place in expected.keys() & pairs.keys():
        found_log = pairs[place].log10_lr * LOG10
        comparison.ratio("lr", place, expected[place], found_log)
    for item in stated["pairs"].listed():
        place = (item["victim"].text, item["missing"].text)
        if place not in pairs:
            continue
        pair = pairs[place]
        comparison.log("log_lr", place, item["logLR"].number, pair.log10_lr * LOG10)
        named = item["perMarkerLogLR"].numbers()
        family = case.family_of[pair.missing]
        logs = MarkerOrder.of(family, list(named)).ratios(
            named, stated["amLogLik"][family.id]["perMarker"].numbers()
        )
        for marker, log in logs.items():
            found = pair.per_marker.get(marker, 0.0) * LOG10
            comparison.log("log_lr_by_marker", (*place, marker), log, found)
        excluding = sorted(marker for marker, log in logs.items() if log == -math.inf)
        comparison.same("excluded_by", place, excluding, sorted(pair.excluded_by))


def _compare_exclusions(comparison: Comparison, stated: Stated, case: Case) -> None:
    """How many markers exclude each pair when nothing may mutate."""
    pairwise = compare_all(Readings.of(_without_mutation(case)))
    for body, row in stated["exclusionMatrix"].items():
        number = [b.id for b in case.bodies].index(body)
        for missing, count in row.items():
            if count.value is None or case.family_of[missing].id in pairwise.impossible:
                continue
            found = len(pairwise.pair(number, missing).excluded_by)
            comparison.same("exclusions", (body, missing), count.number, found)


def _compare_same_person(comparison: Comparison, stated: Stated, case: Case) -> None:
    """Two samples of one person, against two unrelated people."""
    table = screen(Readings.of(case))["same_person"]
    number = {body.id: i for i, body in enumerate(case.bodies)}
    for first, row in stated["pmDirectMatchLR"].items():
        for second, lr in row.items():
            if lr.value is not None and first != second:
                found = float(table[number[first], number[second]])
                comparison.ratio("same_person", (first, second), lr.number, found)


def _of_family(case: Case, family: Family) -> Likelihood:
    return log_likelihood(
        family.pedigree,
        family.samples,
        case.markers,
        theta=case.theta,
        linkage=case.linkage,
        founder_inbreeding=family.founder_inbreeding,
    )


def _of_body(case: Case, body: Body) -> Likelihood:
    alone = Pedigree.of([Person(body.id, sex=body.sex)])
    return log_likelihood(
        alone, {body.id: body.sample}, case.markers, theta=case.theta, linkage=case.linkage
    )


suite = CaseSuite()
