"""Do posteriors mean what they say? Simulated sites, truth drawn from the very prior stated.

    ./run verify calibration --sites 200 --seed 1

Each site draws its own size, families, markers, poor profiles and prior ``recovered=q``. Every
missing person is then among the bodies with probability q by herself, and the bodies left over are
people nobody reported: with V bodies and k recovered that is exactly the prior
q^k (1-q)^(M-k) (V-k)!/V! of :mod:`imena.matching.joint.prior`. Data come from the model the engine
assumes, so every stated probability must come true as often as it says.

One site in ten is of middle size, where unlikely placements are pruned and a part may have to be
sampled. A site that the sampler refuses says nothing; such sites are counted and printed.

It fails when any populated bin lies outside its bounds, when names at the threshold are wrong more
often than they say, or when more than one site in fifty is refused. Bounds are exact binomial, at
99.9 % for each bin.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy.special import bdtrc, gammaln

from imena.exchange.atomic import write_json
from imena.invented.calibration import Bin, Statement, brier_score, reliability, statements
from imena.invented.markers import invented_markers
from imena.invented.plan import SitePlan
from imena.invented.site import InventedSite, invent_site
from imena.kinship.pedigree import Sex
from imena.matching.answer import DEFAULT_THRESHOLD
from imena.matching.case import Case
from imena.matching.identify import identify
from imena.matching.joint.sampler import SamplerDidNotConverge

#: Unexpected is what would happen by chance less often than this.
SIGNIFICANCE = 0.001

#: Share of sites of middle size.
MIDDLE_SITES = 0.1

#: Share of sites the sampler may refuse.
REFUSED_AT_MOST = 0.02


@dataclass(frozen=True, slots=True)
class DrawnSite:
    """A site and the prior its truth was drawn from."""

    site: InventedSite
    prior: str


def draw_site(rng: np.random.Generator) -> DrawnSite:
    """One site; most are small and typed at few markers, so that much stays open."""
    q = float(rng.choice([0.3, 0.5, 0.8, 0.95]))
    middle = rng.random() < MIDDLE_SITES
    missing = int(rng.integers(56, 71) if middle else rng.integers(2, 13))
    families = int(rng.integers(math.ceil(missing / 3), missing + 1))
    fewest_bodies = missing - 5 if middle else max(2, missing // 2)
    bodies = int(rng.integers(fewest_bodies, missing + 6))
    recovered = _recovered(missing, bodies, q, rng)
    partial = int(rng.integers(0, bodies // 2 + 1))
    failed = int(rng.integers(0, bodies - partial + 1)) // 4
    plan = SitePlan(
        missing=missing,
        families=families,
        unlisted=bodies - recovered,
        absent=missing - recovered,
        partial=partial,
        failed=failed,
        dropout=float(rng.choice([0.0, 0.05, 0.15])),
        drop_in=float(rng.choice([0.0, 0.01])),
        male_share=float(rng.uniform(0.3, 1.0)),
        sexed=bool(rng.random() < 0.5),
    )
    counts = (8, 12, 23) if middle else (3, 5, 8, 12, 23)
    markers = invented_markers(
        int(rng.choice(counts)),
        mutation=str(rng.choice(["stepwise", "equal", "proportional", "none"])),
        x_linked=bool(rng.random() < 0.2),
    )
    site = invent_site(plan, markers, seed=int(rng.integers(2**31)))
    case = _with_sex_as_evidence(site.case, plan.male_share)
    return DrawnSite(replace(site, case=case), f"recovered={q}")


def _recovered(missing: int, bodies: int, q: float, rng: np.random.Generator) -> int:
    """How many were recovered: binomial, cut off where there are fewer bodies than missing."""
    k = np.arange(min(missing, bodies) + 1)
    log_p = -gammaln(k + 1) - gammaln(missing - k + 1) + k * math.log(q / (1 - q))
    p = np.exp(log_p - log_p.max())
    return int(rng.choice(k, p=p / p.sum()))


def _with_sex_as_evidence(case: Case, male_share: float) -> Case:
    """Sex as what it is: evidence. The bodies nobody reported have it by ``male_share``.

    The joint answer only bars pairs whose sexes differ; that a man's body is a missing man's
    is likelier than that it is anybody's, and here that is known exactly.
    """
    share = {Sex.MALE: male_share, Sex.FEMALE: 1 - male_share}
    evidence = {
        (body.id, missing): -math.log10(share[body.sex])
        for body in case.bodies
        if body.sex in share and share[body.sex] > 0
        for missing in case.missing
        if case.sex_of(missing) is body.sex
    }
    return replace(case, evidence=evidence)


@dataclass
class Collected:
    """Every statement about many sites, by kind, and how each site was answered."""

    said: dict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    methods: Counter[str] = field(default_factory=Counter)


def collect(sites: int, seed: int) -> Collected:
    """Draw ``sites`` sites, identify each with its own prior, keep what was stated."""
    collected = Collected()
    for child in np.random.SeedSequence(seed).spawn(sites):
        drawn = draw_site(np.random.default_rng(child))
        try:
            joint = identify(drawn.site.case, prior=drawn.prior).joint
        except SamplerDidNotConverge:
            collected.methods["refused"] += 1
            continue
        collected.methods[joint.method + (", pruned" if joint.dropped_mass else "")] += 1
        for kind, more in statements(joint, drawn.site.truth).items():
            collected.said[kind].extend(more)
    return collected


def excess_of_wrong_names(names: list[Statement], threshold: float) -> tuple[int, float, float]:
    """Wrong names at the threshold, how many were expected, and P(as many or more by chance).

    The number wrong is a sum of independent chances of different size; a binomial of the same
    mean has at least its upper tail (Hoeffding 1956, doi:10.1214/aoms/1177728178).
    """
    reached = [s for s in names if s.stated >= threshold]
    wrong = sum(not s.true for s in reached)
    expected = sum(max(0.0, 1 - s.stated) for s in reached)
    if not wrong:
        return 0, expected, 1.0
    chance = float(bdtrc(wrong - 1, len(reached), expected / len(reached)))
    return wrong, expected, chance


def table(bins: tuple[Bin, ...]) -> str:
    """The reliability table as text."""
    lines = [f"{'stated between':>19} {'count':>7} {'stated':>9} {'true':>9} {'99.9 % bounds':>19}"]
    for b in bins:
        mark = "" if b.agrees else "   OUTSIDE"
        lines.append(
            f"{b.lower:>9g} {b.upper:>9g} {b.count:>7} {b.stated:>9.5f} {b.true / b.count:>9.5f} "
            f"{b.low:>9.5f} {b.high:>9.5f}{mark}"
        )
    return "\n".join(lines)


def main() -> int:
    """Simulate, identify, compare, print; 1 when a claim does not hold."""
    parser = argparse.ArgumentParser(prog="./run verify calibration", description=__doc__)
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threshold", type=float, default=DEFAULT_THRESHOLD)
    parser.add_argument("--json", type=Path, help="write the bins to this file as well")
    arguments = parser.parse_args()
    started = time.perf_counter()
    collected = collect(arguments.sites, arguments.seed)
    said = collected.said
    bins = {kind: reliability(s, confidence=1 - SIGNIFICANCE) for kind, s in said.items()}
    for kind, of_kind in bins.items():
        print(f"\n{kind}: {len(said[kind])} statements, Brier score {brier_score(said[kind]):.5f}")
        print(table(of_kind))
    wrong, expected, chance = excess_of_wrong_names(said["name"], arguments.threshold)
    reached = sum(s.stated >= arguments.threshold for s in said["name"])
    print(
        f"\nnames at the threshold {arguments.threshold}: {reached}, wrong: {wrong}, "
        f"expected wrong: {expected:.3f}, chance of as many: {chance:.3g}"
    )
    outside = [
        f"{kind} {b.lower:g}-{b.upper:g}" for kind in bins for b in bins[kind] if not b.agrees
    ]
    methods = ", ".join(f"{name}: {n}" for name, n in sorted(collected.methods.items()))
    print(f"{arguments.sites} sites ({methods}), {time.perf_counter() - started:.0f} s")
    if arguments.json:
        write_json(
            {kind: [{n: getattr(b, n) for n in b.__slots__} for b in bins[kind]] for kind in bins},
            arguments.json,
        )
    failures = [f"outside the bounds: {where}" for where in outside]
    if chance < SIGNIFICANCE:
        failures.append("more wrong names at the threshold than the posteriors allow for")
    if collected.methods["refused"] > REFUSED_AT_MOST * arguments.sites:
        failures.append("the sampler refuses too many sites")
    for failure in failures:
        print(f"FAILED: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
