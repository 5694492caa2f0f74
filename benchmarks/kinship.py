"""How long does one likelihood ratio take, and a family's candidate tables?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.fresh import Scenario, cold
from benchmarks.invented_cases import hypotheses, one_family
from benchmarks.timing import Timing, measure
from imena import (
    Readings,
    compare_all,
    family_tables,
    invented_markers,
    likelihood_ratio,
    log_likelihood,
)
from tests.oracles import kinship_enumeration

RELATIONS = {"parent and child": ("child",), "full siblings": ("sister",), "avuncular": ("uncle",)}
MUTATION = {"no mutation": None, "stepwise": "stepwise"}
#: What other families' tables are measured with; sisters and uncles are above.
TYPED = {"both parents": ("father", "mother"), "a sister": ("sister",)}
BODIES = 100
UNCLE_AND_MOTHER = "uncle and mother typed, stepwise, 3 pairs"


def one_ratio(typed: tuple[str, ...], mutation: str | None) -> Callable[[], object]:
    """One LR over 23 markers."""
    markers = invented_markers(23, mutation=mutation)
    related, apart, samples = hypotheses(one_family(typed, markers, bodies=1))
    return lambda: likelihood_ratio(related, apart, samples, markers)


def tables(typed: tuple[str, ...], mutation: str | None) -> Callable[[], object]:
    """The candidate tables of one family, for all readings of 100 bodies."""
    case = one_family(typed, invented_markers(23, mutation=mutation), bodies=BODIES)
    readings = Readings.of(case)
    return lambda: family_tables(readings, case.families[0])


def uncle_and_mother() -> Callable[[], object]:
    """Three bodies against one family: what a peer needs most of a minute for."""
    case = one_family(("uncle", "mother"), invented_markers(23), bodies=3)
    return lambda: compare_all(Readings.of(case))


def few_alleles(method: Callable[..., object]) -> Callable[[], object]:
    """One marker with the four lowest alleles, full siblings, under one hypothesis."""
    marker = invented_markers(1, mutation=None)[0]
    p = marker.frequencies[:4] / marker.frequencies[:4].sum()
    small = type(marker)(marker.name, marker.alleles[:4], p)
    related, _, samples = hypotheses(one_family(("sister",), [small], bodies=1))
    return lambda: method(related, samples, [small])


def _ratio(name: str, kind: str) -> Scenario:
    return lambda: one_ratio(RELATIONS[name], MUTATION[kind])


def _tables(name: str, kind: str) -> Scenario:
    return lambda: tables(TYPED[name], MUTATION[kind])


SCENARIOS: dict[str, Scenario] = {
    **{f"one LR, {r}, {k}": _ratio(r, k) for r in RELATIONS for k in MUTATION},
    **{f"tables for {BODIES} bodies, {t}, {k}": _tables(t, k) for t in TYPED for k in MUTATION},
    UNCLE_AND_MOTHER: uncle_and_mother,
}


def timings() -> Iterator[Timing]:
    """23 markers; each pair and each table beside the slower way to the same numbers."""
    warm: dict[str, float | None] = {}
    for name, scenario in SCENARIOS.items():
        fast = name == UNCLE_AND_MOTHER
        timing = measure(
            name,
            scenario(),
            cold=cold("benchmarks.kinship", name),
            enough=1.0,
            bound=0.05 if fast else None,
            note="published elsewhere, other machine: 51.6 s (R package dvir)" if fast else "",
        )
        warm[name] = timing.warm
        if name.startswith("tables") and "a sister" in name:
            kind = name.rpartition(", ")[2]
            single = warm[f"one LR, full siblings, {kind}"]
            seconds = None if single is None else single * BODIES
            timing = timing.against(f"{BODIES} single LRs", seconds)
        yield timing
    slow = measure(
        "one marker, 4 alleles, full siblings, enumeration",
        few_alleles(kinship_enumeration.log_likelihood),
        enough=1.0,
    )
    yield slow
    quick = measure("the same by elimination", few_alleles(log_likelihood), enough=1.0)
    yield quick.against("enumeration", slow.warm)
