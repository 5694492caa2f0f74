"""What evidence beside DNA adds, and what it does when it lies. Invented sites, known truth.

    ./run verify evidence --sites 3 --seed 1

Each site is answered several times on the same profiles: by DNA alone; with findings drawn under
the very models that weigh them; and under wrong ones (clothes exchanged between bodies, charts one
tooth off or left for right, statures overstated by families). The findings are in the terms of the
case file and are read as a reconciliation reads them.

It fails when, under the right models, any populated bin of the posteriors lies outside its bounds,
a name at the threshold is wrong, or no more people are named than by DNA alone. What wrong models
do is printed, and fails nothing: nobody claims that it is harmless.
"""

from __future__ import annotations

import argparse
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from imena.evidence.weighing.weigh import Weighed
from imena.invented.calibration import Statement, brier_score, reliability, statements
from imena.invented.findings.form import InventedFinding, InventedFindings
from imena.invented.findings.invent import LIFTED, invent_findings
from imena.invented.findings.plan import AS_MODELLED, FIRST_DAY, LAST_DAY, WRONG, FindingsPlan
from imena.invented.markers import invented_markers
from imena.invented.plan import DEMO_SITE, SitePlan
from imena.invented.site import InventedSite, invent_site
from imena.invented.truth import Outcome, Truth, compare
from imena.kinship.pedigree import Sex
from imena.matching.answer import DEFAULT_THRESHOLD, classify
from imena.matching.beside_dna import PairEvidence
from imena.matching.case import Case
from imena.matching.identification import Identification
from imena.matching.identify import identify
from imena.matching.joint.sampler import SamplerDidNotConverge
from imena.matching.pairwise import Readings, compare_all
from imena.reconciliation.weighing.read import weighed
from imena.registry.queries.frozen import (
    FrozenFinding,
    FrozenGround,
    FrozenIndividual,
    FrozenMissing,
    FrozenRemains,
    FrozenTold,
)
from verification.calibration import SIGNIFICANCE, excess_of_wrong_names, table

DNA = "DNA alone"
RIGHT = "with findings as modelled"
#: A site like the demonstration’s, smaller and with poorer profiles and references.
SITE = SitePlan(
    missing=120,
    families=96,
    unlisted=20,
    absent=16,
    partial=45,
    failed=8,
    distant=24,
    graves=100,
)
FEW_MARKERS = 15
_SEXES = {Sex.MALE: "male", Sex.FEMALE: "female", Sex.UNKNOWN: "unknown"}


def weighed_as_read(site: InventedSite, findings: InventedFindings) -> Weighed:
    """The findings as a reconciliation reads them from a case file; rows and columns as the case
    has bodies and missing people."""
    case = site.case
    held = ((FIRST_DAY.isoformat(), LAST_DAY.isoformat()),)
    individuals = [
        FrozenIndividual(
            uuid.uuid4(),
            body.id,
            (),
            FrozenRemains(
                _frozen(findings.remains[body.id]),
                FrozenGround("X", body.id, LIFTED.isoformat(), _day(findings, body.id), held),
            ),
        )
        for body in case.bodies
    ]
    born = {m: str(f.details[m]["birth_year"]) for f in site.families for m in f.missing}
    missing = [
        FrozenMissing(
            uuid.uuid4(),
            m,
            _SEXES[case.sex_of(m)],
            FrozenTold(
                born[m], findings.last_seen[m].isoformat(), "", "civilian",
                _frozen(findings.told[m]),
            ),
        )
        for m in case.missing
    ]  # fmt: skip
    return weighed(individuals, missing)


def _day(findings: InventedFindings, body: str) -> str:
    return findings.buried[body].isoformat() if body in findings.buried else ""


def _frozen(found: tuple[InventedFinding, ...]) -> tuple[FrozenFinding, ...]:
    return tuple(FrozenFinding(f.kind, f.status, f.region, f.data, f.by, f.as_of) for f in found)


def with_evidence(case: Case, found: Weighed) -> Case:
    """The case with everything that was weighed."""
    evidence = PairEvidence(
        tuple(body.id for body in case.bodies),
        case.missing,
        found.log10_lr,
        found.examined,
        found.primary,
    )
    return replace(case, evidence=evidence)


@dataclass
class Told:
    """What one way of answering says over all sites."""

    names: list[Statement] = field(default_factory=list)
    nobody: list[Statement] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    secondary_only: int = 0
    refused: int = 0
    seconds: float = 0.0

    def add(self, case: Case, found: Identification, truth: Truth, threshold: float) -> None:
        """One more site."""
        answer = classify(case, found, threshold)
        said_of = statements(found.joint, truth)
        self.names += said_of["name"]
        self.nobody += said_of["nobody"]
        self.outcomes.append(compare(answer, found.joint, truth))
        self.secondary_only += sum(one.secondary_only for one in answer.open_between)

    def join(self, other: Told) -> None:
        """What another site came to."""
        self.names += other.names
        self.nobody += other.nobody
        self.outcomes += other.outcomes
        self.secondary_only += other.secondary_only
        self.refused += other.refused
        self.seconds += other.seconds

    def number(self, group: str) -> int:
        """How many bodies are in a group of the outcome, over all sites."""
        return sum(len(getattr(outcome, group)) for outcome in self.outcomes)


def answers(
    site: InventedSite, plans: Mapping[str, FindingsPlan], prior: str, threshold: float
) -> Iterator[tuple[str, Told]]:
    """Each way to answer one site, on the same comparisons of DNA."""
    pairwise = compare_all(Readings.of(site.case))
    for name, plan in ((DNA, None), *plans.items()):
        told = Told()
        begun = time.perf_counter()
        case = site.case
        if plan is not None:
            findings = invent_findings(site, plan)
            case = with_evidence(case, weighed_as_read(site, findings))
        readings = replace(pairwise.readings, case=case)
        try:
            found = identify(case, prior=prior, pairwise=replace(pairwise, readings=readings))
        except SamplerDidNotConverge:
            told.refused += 1
        else:
            told.add(case, found, site.truth, threshold)
        told.seconds = time.perf_counter() - begun
        yield name, told


def main() -> int:
    """Invent, answer each way, compare, print; 1 when a claim does not hold."""
    parser = argparse.ArgumentParser(prog="./run verify evidence", description=__doc__)
    parser.add_argument("--sites", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--demo", action="store_true", help="sites as large as the demonstration’s")
    parser.add_argument("--threshold", type=float, default=DEFAULT_THRESHOLD)
    arguments = parser.parse_args()
    started = time.perf_counter()
    plan, markers = (DEMO_SITE, 23) if arguments.demo else (SITE, FEW_MARKERS)
    prior = f"recovered={(plan.missing - plan.absent) / plan.missing:.3f}"
    every: dict[str, Told] = {}
    for n in range(arguments.sites):
        site = invent_site(plan, invented_markers(markers), arguments.seed + n)
        for name, told in answers(site, {RIGHT: AS_MODELLED, **WRONG}, prior, arguments.threshold):
            every.setdefault(name, Told()).join(told)
    print(f"{arguments.sites} sites, {plan.missing} missing and {plan.bodies} bodies each, {prior}")
    for name, told in every.items():
        print("\n".join(said(name, told, arguments.threshold)))
    failures = faults(every, arguments.threshold)
    for failure in failures:
        print(f"FAILED: {failure}")
    print(f"{time.perf_counter() - started:.0f} s")
    return 1 if failures else 0


def said(name: str, told: Told, threshold: float) -> Iterator[str]:
    """What one way of answering came to, in lines."""
    yield f"\n── {name}"
    groups = (
        ("right", "named rightly"),
        ("wrong", "NAMED WRONGLY"),
        ("set_right", "in a set of people, rightly"),
        ("set_wrong", "IN A SET, WRONGLY"),
        ("open", "open, the true name among those in question"),
        ("missed", "missed: the true name fell below 1 in 100"),
        ("not_compared", "not compared"),
        ("nobody_right", "nobody on the list, and said so"),
        ("nobody_open", "nobody on the list, and left open"),
        ("absent_wrong", "said not to be here and is"),
    )
    for group, words in groups:
        yield f"{told.number(group):>6}  {words}"
    yield f"{told.secondary_only:>6}  likely by secondary evidence alone, and therefore not named"
    if told.refused:
        yield f"{told.refused:>6}  sites refused: the sampler did not settle"
    wrong, expected, chance = excess_of_wrong_names(told.names, threshold)
    yield f"wrong names at {threshold}: {wrong}, expected {expected:.3f}, chance {chance:.3g}"
    yield f"Brier score of names {brier_score(told.names):.6f}; {told.seconds:.0f} s"
    yield table(reliability(told.names))


def faults(every: Mapping[str, Told], threshold: float) -> list[str]:
    """What must not be, of the answers with findings as modelled."""
    right, dna = every[RIGHT], every[DNA]
    found = [
        f"names {b.lower:g}-{b.upper:g} outside the bounds"
        for b in reliability(right.names)
        if not b.agrees
    ]
    if right.number("wrong") or right.number("set_wrong"):
        found.append("somebody is named wrongly")
    if excess_of_wrong_names(right.names, threshold)[2] < SIGNIFICANCE:
        found.append("more wrong names at the threshold than the posteriors allow for")
    if right.number("right") <= dna.number("right"):
        found.append("no more people are named than by DNA alone")
    if right.refused > dna.refused:
        found.append("the sampler refuses sites that it does not refuse by DNA alone")
    return found


if __name__ == "__main__":
    sys.exit(main())
