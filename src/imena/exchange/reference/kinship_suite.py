"""Kinship likelihoods: hypotheses about a few typed people, by marker and in total."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from imena.exchange.casefile.kinship_form import KinshipCase
from imena.exchange.casefile.read import read_kinship
from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import Stated, SuiteError
from imena.kinship.likelihood import Likelihood, log_likelihood
from imena.language import message

_ROOMS = ("genetics/kinship", "genetics/fam")


class KinshipSuite:
    """``genetics/kinship/*.json``, and the parsed files of ``genetics/fam``."""

    place = ", ".join(f"{room}/*.json" for room in _ROOMS)

    def files(self, folder: Path) -> list[Path]:
        """Files in the kinship form with expected results."""
        return sorted(path for room in _ROOMS for path in (folder / room).glob("*.json"))

    def compared(self, folder: Path) -> Iterator[Comparison]:
        """Each case of each file."""
        for path in self.files(folder):
            stated = Stated.read(path)["cases"]
            for expected, case in zip(stated.listed(), read_kinship(path).cases, strict=True):
                yield _compared(case, expected["expected"], path.name)


def _compared(case: KinshipCase, expected: Stated, file: str) -> Comparison:
    comparison = Comparison(case.id, file)
    results = {name: _likelihood(case, name) for name in case.hypotheses}
    stated = dict(expected["logLik"].items())
    comparison.same("hypotheses", (), sorted(stated), sorted(results))
    for name in sorted(results.keys() & stated.keys()):
        total, named = stated[name]["total"].number, stated[name].get("perMarker")
        by_marker = None if named is None else named.numbers()
        compare_likelihood(comparison, (name,), total, by_marker, results[name])
    for pair, value in expected["logLR"].items():
        first, second = pair.split("/")
        if first not in results or second not in results:
            raise SuiteError(message("{where}: there are no such hypotheses"), where=value.where)
        if value.value is not None:
            found = _difference(results[first].total, results[second].total)
            comparison.log("log_lr", (pair,), value.number, found)
    return comparison


def compare_likelihood(
    comparison: Comparison,
    place: tuple[str, ...],
    total: float,
    by_marker: Mapping[str, float] | None,
    found: Likelihood,
) -> None:
    """Compare natural-log likelihoods in total and by marker.

    ``by_marker`` is ``None`` where only the total is stated, as it is of linked markers.
    """
    comparison.log("log_likelihood", place, total, found.total)
    if by_marker is not None:
        comparison.same("markers", place, sorted(by_marker), sorted(found.per_marker))
        for marker, log in by_marker.items():
            if marker in found.per_marker:
                value = found.per_marker[marker]
                comparison.log("log_likelihood_by_marker", (*place, marker), log, value)


def _likelihood(case: KinshipCase, hypothesis: str) -> Likelihood:
    return log_likelihood(
        case.hypotheses[hypothesis],
        case.samples,
        case.markers,
        theta=case.theta,
        linkage=case.linkage,
        founder_inbreeding=case.founder_inbreeding.get(hypothesis),
    )


def _difference(log: float, reference: float) -> float:
    return math.nan if log == reference == -math.inf else log - reference


suite = KinshipSuite()
