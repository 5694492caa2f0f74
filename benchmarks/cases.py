"""How long does a whole case take, from reading it to the joint answer?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.fresh import ROOT, Scenario, cold
from benchmarks.timing import Timing, measure
from imena import (
    Case,
    Marker,
    Mutation,
    SitePlan,
    identify,
    invent_site,
    invented_markers,
    mutation_matrix,
    read_case,
    write_case,
)

GENETICS = ROOT.parent / "shared" / "reference" / "genetics"
#: Data sets of the reference with more than a handful of bodies or missing people.
DATASETS = ("exclusionExample", "fire", "grave", "sim10", "simMulti2", "symmetricSibs")
#: Whole cases that were promised to be quick, in seconds warm.
PROMISED = {"grave": 2.0}
#: What a cold ``imena match`` of a 10 x 10 case was promised to take.
MATCH_PROMISED = 5.0
_RATE = 0.002


def _with_equal_mutation(marker: Marker) -> Marker:
    matrix = mutation_matrix("equal", marker.alleles, marker.frequencies, rate=_RATE)
    return replace(marker, mutation=Mutation.of(matrix, model="equal"))


def reference_case(name: str, *, mutating: bool) -> Case:
    """A reference data set as it is, or with the model "equal" at every marker."""
    case = read_case(GENETICS / "datasets" / f"{name}.json").case
    if not mutating:
        return case
    return replace(case, markers=tuple(map(_with_equal_mutation, case.markers)))


def _whole(name: str, *, mutating: bool) -> Scenario:
    def prepare() -> Callable[[], object]:
        case = reference_case(name, mutating=mutating)
        return lambda: identify(case, prior="flat")

    return prepare


def _published() -> Mapping[str, str]:
    """Case → what another program took for the joint answer, on another machine."""
    timings = json.loads((GENETICS / "peer_timings.json").read_text(encoding="utf-8"))
    rows = timings["dviJoint"]
    said: dict[str, str] = {}
    for row in rows:
        how = "measured" if row["measured"] else "extrapolated"
        took = f"{row['assignments']} assignments in {row['seconds_elapsed']} s, {how}"
        said.setdefault(row["dataset"], f"published elsewhere, other machine: {took} (dvir)")
    return said


#: Whole cases of the reference, run where it stands beside this checkout.
SCENARIOS: dict[str, Scenario] = {
    **{name: _whole(name, mutating=False) for name in DATASETS},
    **{f"{name}, mutation “equal”": _whole(name, mutating=True) for name in DATASETS},
}


def _match(case: Path, folder: Path, environment: Mapping[str, str]) -> Callable[[], object]:
    arguments = [sys.executable, "-P", "-m", "imena.cli", "match", str(case)]
    arguments += ["--json", str(folder / "result.json"), "--html", str(folder / "report.html")]
    return lambda: subprocess.run(
        arguments, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True
    )


def _ten_by_ten() -> Iterator[Timing]:
    plan = SitePlan(missing=10, families=8, unlisted=2, absent=2)
    case = invent_site(plan, invented_markers(23), seed=11).case
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_case(case, folder / "case.json")
        empty = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "numba")}
        yield measure(
            "imena match, 10 x 10, new process, nothing compiled yet",
            _match(folder / "case.json", folder, empty),
            most=0,
            bound=MATCH_PROMISED,
        )
        usual = _match(folder / "case.json", folder, os.environ)
        usual()
        yield measure("imena match, 10 x 10, new process", usual, most=3, bound=MATCH_PROMISED)
    yield measure("10 x 10, identify alone", lambda: identify(case))


def timings() -> Iterator[Timing]:
    """Each case as a whole: pairs, joint answer and checks."""
    yield from _ten_by_ten()
    if not GENETICS.is_dir():
        return
    published = _published()
    for name, scenario in SCENARIOS.items():
        dataset = name.partition(",")[0]
        yield measure(
            name,
            scenario(),
            cold=cold("benchmarks.cases", name),
            bound=PROMISED.get(dataset),
            enough=1.5,
            note=published.get(name, ""),
        )
