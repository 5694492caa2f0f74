"""Do 3,000 SNPs with both parents typed give the right finite answer, and how soon?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from benchmarks.fresh import Scenario, cold
from benchmarks.invented_cases import one_family
from benchmarks.timing import Timing, measure
from imena import Body, Case, Identification, Marker, Mutation, Sample, identify, mutation_matrix

SNPS = 3000
RATE = 1e-4
#: How far the engine may be from the closed form, relative.
TOLERANCE = 1e-9
_ALLELES = ("A", "G")


def panel(rate: float) -> tuple[Marker, ...]:
    """Unlinked SNPs with invented frequencies between 0.05 and 0.95."""
    common = np.random.default_rng(7).uniform(0.05, 0.95, SNPS)
    markers = []
    for number, p in enumerate(common, start=1):
        frequencies = np.array([p, 1 - p])
        matrix = mutation_matrix("equal", _ALLELES, frequencies, rate=rate)
        mutation = Mutation.of(matrix) if rate else None
        markers.append(Marker(f"S{number}", _ALLELES, frequencies, mutation=mutation))
    return tuple(markers)


def trio(rate: float) -> Case:
    """Both parents typed; the first body is their son, the second a stranger."""
    return one_family(("father", "mother"), panel(rate), bodies=2, seed=5)


def closed_form(case: Case, body: Body, rate: float) -> float:
    """log10 LR of a body against two typed parents, one SNP after another, by hand.

    The child's two alleles come one from each parent: P = f_x m_y + f_y m_x (once where x = y),
    with f_x = P(the father passes on x). Against it, P = (2 -[x = y]) p_x p_y in the population.
    """
    samples = case.families[0].samples
    logs = []
    for marker in case.markers:
        p = dict(zip(_ALLELES, (float(q) for q in marker.frequencies), strict=True))
        x, y = body.sample.genotypes[marker.name]
        assert x is not None
        assert y is not None
        f, m = (_passed(samples[who], marker.name, rate) for who in ("father", "mother"))
        if x == y:
            related, unrelated = f[x] * m[x], p[x] ** 2
        else:
            related, unrelated = f[x] * m[y] + f[y] * m[x], 2 * p[x] * p[y]
        logs.append(math.log10(related / unrelated) if related else -math.inf)
    return math.fsum(logs) if -math.inf not in logs else -math.inf


def _passed(sample: Sample, marker: str, rate: float) -> Mapping[str, float]:
    own = sample.genotypes[marker]
    return {a: sum(1 - rate if b == a else rate for b in own) / 2 for a in _ALLELES}


def checked(case: Case, found: Identification, rate: float) -> Sequence[float]:
    """The log10 LR of each body, if the engine agrees with the closed form.

    Raises
    ------
    ArithmeticError
        Where it does not.
    """
    values = {pair.victim: pair.log10_lr for pair in found.pairs}
    for body in case.bodies:
        expected, value = closed_form(case, body, rate), values[body.id]
        if expected != value and not abs(expected - value) <= TOLERANCE * abs(expected):
            raise ArithmeticError(f"{body.id}: log10 LR {value!r}, by hand {expected!r}")
    return list(values.values())


def _identified(rate: float) -> Callable[[], object]:
    case = trio(rate)
    return lambda: identify(case, prior="flat")


SCENARIOS: dict[str, Scenario] = {
    "without mutation": lambda: _identified(0.0),
    f"mutation rate {RATE:g}": lambda: _identified(RATE),
}


def timings() -> Iterator[Timing]:
    """The whole identification of two bodies, held against the closed form."""
    for (name, _), rate in zip(SCENARIOS.items(), (0.0, RATE), strict=True):
        case = trio(rate)
        son, stranger = checked(case, identify(case, prior="flat"), rate)
        timing = measure(
            f"{SNPS} SNPs, 2 bodies, {name}",
            lambda case=case: identify(case, prior="flat"),  # type: ignore[misc]
            cold=cold("benchmarks.snps", name),
            note=(
                f"log10 LR of the son {son:.6f}, of a stranger {stranger:.6f}: as by hand. "
                "Published elsewhere: Inf and 0 (R package dvir)"
            ),
        )
        yield timing
