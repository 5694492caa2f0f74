"""Which answer the numbers allow for each body and each missing person, at a stated threshold.

A classification is not a decision: a body that reached the threshold has no name until people
sign for it. Every definition stands beside its class below, so that the table in the terminal,
the report and the comparison with a known truth all mean the same by the same word.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Literal

from imena.matching.beside_dna import PairEvidence, spoken_of
from imena.matching.case import Case
from imena.matching.identification import Identification, JointAnswer, SymmetricSet

#: Probability of the name from which a pair is said to have reached the threshold.
DEFAULT_THRESHOLD = 0.999
#: Probability from which a person is listed among those a body may be.
LISTED_FROM = 0.01
#: Probability from which a body is said to be nobody on the list, and a missing person not to be
#: among the bodies. Lower than the usual threshold: nobody is buried under this statement, it
#: only says where to look next.
ABSENT_FROM = 0.99


@dataclass(frozen=True, slots=True)
class Candidate:
    """A missing person a body may be, and P(the body is this person)."""

    missing: str
    posterior: float


@dataclass(frozen=True, slots=True)
class Reached:
    """A body one of whose marginal posteriors reached the threshold.

    What pruning left out is held against it: with d = ``JointAnswer.dropped_mass``, the posterior
    lies in [p (1 - d), p (1 - d) + d] and its lower end must reach the threshold.
    """

    body: str
    missing: str
    posterior: float


@dataclass(frozen=True, slots=True)
class OpenBetween:
    """A body that may be several people, or one person or nobody on the list.

    ``candidates`` stand in falling order: everyone with posterior ≥ ``LISTED_FROM``, and then the
    likeliest of the rest (each at least 1 - threshold) until those listed, with ``nobody``, cover
    the threshold. ``nobody`` is P(nobody on the list).

    ``among`` names the members of ONE family of whom the body is one with a probability,
    ``among_posterior``, that reaches the threshold; it is empty where no family does.
    ``symmetric`` is the set of bodies and people that reached the threshold as a set while who is
    who stays open; with more bodies than people, each of the people is one of the bodies.
    ``secondary_only``: one name has a posterior at the threshold, but nothing that identifies by
    itself (DNA, teeth, fingerprints) speaks for it; clothes and marks alone name nobody.
    """

    body: str
    candidates: tuple[Candidate, ...]
    nobody: float
    among: tuple[str, ...] = ()
    among_posterior: float = 0.0
    symmetric: SymmetricSet | None = None
    family_doubtful: bool = False
    secondary_only: bool = False


@dataclass(frozen=True, slots=True)
class NobodyOnList:
    """A body with P(nobody on the list) ≥ ``ABSENT_FROM``."""

    body: str
    posterior: float


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A body of which nothing is said: nobody is excluded and nobody confirmed.

    ``few_markers``: quality control found its profile too poor to be compared, or it has none.
    ``nobody_to_compare``: no missing person has a sex and a place that fit.
    """

    body: str
    markers: int
    reason: Literal["few_markers", "nobody_to_compare"]


@dataclass(frozen=True, slots=True)
class Excluded:
    """A body that was compared with ``comparisons`` missing people, each with an LR of exactly 0.

    Zero holds under the stated mutation and reading rates, not beyond them.
    """

    body: str
    comparisons: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A missing person who is neither in ``reached`` nor a candidate of an open body.

    ``not_among``: P(not among these bodies) ≥ ``ABSENT_FROM``. ``undecided``: it is lower, so
    the samples are too weak to say; or the work allowed for the family was used up before all that
    was promising had been looked at. ``no_samples``: no relative of the family is typed.
    ``family_impossible``: the family's own data contradict its pedigree, so nothing is compared.
    ``family_doubtful``: a typed relative does not fit the recorded place, so that "not among" would
    rest on a record that is probably wrong.
    """

    missing: str
    not_recovered: float
    reason: Literal["not_among", "undecided", "no_samples", "family_impossible", "family_doubtful"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Every body once and every missing person at least once, in the order of the case.

    ``expected_false`` = the sum of 1 - posterior over ``reached``: how many of these names are
    expected to be wrong.
    """

    threshold: float
    reached: tuple[Reached, ...]
    open_between: tuple[OpenBetween, ...]
    nobody: tuple[NobodyOnList, ...]
    not_compared: tuple[NotCompared, ...]
    excluded: tuple[Excluded, ...]
    unmatched: tuple[Unmatched, ...]

    @property
    def expected_false(self) -> float:
        """Expected number of wrong names among those that reached the threshold."""
        return sum(1 - found.posterior for found in self.reached)


def classify(
    case: Case, identification: Identification, threshold: float = DEFAULT_THRESHOLD
) -> Answer:
    """Say for each body and each missing person which answer the numbers allow.

    The first that holds: not compared, excluded, reached, nobody on the list, open between.

    Raises
    ------
    ValueError
        When ``threshold`` is not above 1/2 and below 1: below, two people could reach it at once;
        no computed posterior is certain.
    """
    if not 0.5 < threshold < 1:
        raise ValueError(f"the threshold must lie between 0.5 and 1, not at {threshold}")
    findings = _Findings.of(case, identification)
    verdicts = [_of_body(case, findings, threshold, body.id) for body in case.bodies]
    reached = tuple(v for v in verdicts if isinstance(v, Reached))
    open_between = tuple(v for v in verdicts if isinstance(v, OpenBetween))
    spoken_for = {found.missing for found in reached}
    spoken_for |= {c.missing for found in open_between for c in found.candidates}
    spoken_for |= {m for found in open_between if found.symmetric for m in found.symmetric.missing}
    return Answer(
        threshold=threshold,
        reached=reached,
        open_between=open_between,
        nobody=tuple(v for v in verdicts if isinstance(v, NobodyOnList)),
        not_compared=tuple(v for v in verdicts if isinstance(v, NotCompared)),
        excluded=tuple(v for v in verdicts if isinstance(v, Excluded)),
        unmatched=tuple(_unmatched(case, findings, spoken_for)),
    )


def comparable(case: Case, impossible_families: Container[str], body: str) -> tuple[str, ...]:
    """Missing people a body is compared with: sex and place fit, the family has a likelihood."""
    return tuple(
        m
        for m in case.missing
        if case.family_of[m].id not in impossible_families and case.comparable(body, m)
    )


def identifying(
    case: Case, body: str, missing: str, too_poor: Container[str] = ()
) -> tuple[str, ...]:
    """What identifies by itself: "dna", where both sides are typed (and the body is not among those
    whose profiles are ``too_poor``); "dental" and "fingerprint", where they speak for the pair.

    Where a case states single LRs beside DNA, DNA is what is compared.
    """
    if not isinstance(case.evidence, PairEvidence):
        return ("dna",)
    samples = case.family_of[missing].samples.values()
    typed = (
        body not in too_poor
        and bool(case.markers_read(case.body_of[body].sample))
        and any(case.markers_read(sample) for sample in samples)
    )
    return (*(("dna",) if typed else ()), *case.evidence.identifying(body, missing))


Verdict = Reached | OpenBetween | NobodyOnList | NotCompared | Excluded


@dataclass(frozen=True)
class _Findings:
    """What the identification says, by body: a large case has a hundred thousand pairs."""

    joint: JointAnswer
    ranked: dict[str, tuple[Candidate, ...]]
    excluded: dict[str, set[str]]
    too_poor: set[str]
    impossible_families: set[str]
    doubtful_families: set[str]
    cut_short: set[str]
    spoken_of: frozenset[str]

    @classmethod
    def of(cls, case: Case, identification: Identification) -> _Findings:
        by_body: dict[str, list[Candidate]] = {}
        for (body, missing), posterior in identification.joint.marginals.items():
            if posterior > 0:
                by_body.setdefault(body, []).append(Candidate(missing, posterior))
        excluded: dict[str, set[str]] = {}
        for pair in identification.pairs:
            if pair.log10_lr == float("-inf"):
                excluded.setdefault(pair.victim, set()).add(pair.missing)
        checks = identification.checks
        return cls(
            joint=identification.joint,
            ranked={
                body: tuple(sorted(candidates, key=lambda c: (-c.posterior, c.missing)))
                for body, candidates in by_body.items()
            },
            excluded=excluded,
            too_poor={s for c in checks if c.kind == "few_markers" for s in c.subjects},
            impossible_families={c.subjects[0] for c in checks if c.kind == "family_impossible"},
            doubtful_families={
                c.subjects[0]
                for c in checks
                if c.kind == "family_relation" and c.level == "warning"
            },
            cut_short=set(identification.cut_short),
            spoken_of=spoken_of(case),
        )

    def at_least(self, posterior: float) -> float:
        """The lower end of a posterior once what pruning left out is held against it."""
        return posterior * (1 - self.joint.dropped_mass)


def _of_body(case: Case, findings: _Findings, threshold: float, body: str) -> Verdict:
    markers = len(case.markers_read(case.body_of[body].sample))
    if (markers == 0 or body in findings.too_poor) and body not in findings.spoken_of:
        return NotCompared(body, markers, "few_markers")
    possible = set(comparable(case, findings.impossible_families, body))
    if not possible:
        return NotCompared(body, markers, "nobody_to_compare")
    if possible <= findings.excluded.get(body, set()):
        return Excluded(body, len(possible))
    ranked = findings.ranked.get(body, ())
    if ranked and findings.at_least(ranked[0].posterior) >= threshold:
        best = ranked[0]
        doubtful = case.family_of[best.missing].id in findings.doubtful_families
        secondary = not identifying(case, body, best.missing, findings.too_poor)
        if not doubtful and not secondary:
            return Reached(body, best.missing, min(best.posterior, 1.0))
        nobody = min(findings.joint.nobody.get(body, 0.0), 1.0)
        listed = _listed(ranked, nobody, threshold)
        return OpenBetween(body, listed, nobody, family_doubtful=doubtful, secondary_only=secondary)
    otherwise = max(0.0, 1 - sum(c.posterior for c in ranked))
    nobody = min(findings.joint.nobody.get(body, otherwise), 1.0)
    if findings.at_least(nobody) >= ABSENT_FROM:
        return NobodyOnList(body, nobody)
    listed = _listed(ranked, nobody, threshold)
    among = _among(case, listed)
    mass = min(sum(c.posterior for c in among), 1.0)
    if len(among) < 2 or findings.at_least(mass) < threshold:
        among, mass = (), 0.0
    symmetric = _symmetric(findings, body, threshold)
    return OpenBetween(body, listed, nobody, tuple(c.missing for c in among), mass, symmetric)


def _listed(
    ranked: tuple[Candidate, ...], nobody: float, threshold: float
) -> tuple[Candidate, ...]:
    covered = nobody
    listed = []
    for candidate in ranked:
        needed = covered < threshold and candidate.posterior >= 1 - threshold
        if candidate.posterior < LISTED_FROM and not needed:
            break
        covered += candidate.posterior
        listed.append(candidate)
    return tuple(listed)


def _among(case: Case, listed: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Those listed who are missing from the family of the likeliest."""
    if not listed:
        return ()
    family = case.family_of[listed[0].missing].id
    return tuple(c for c in listed if case.family_of[c.missing].id == family)


def _symmetric(findings: _Findings, body: str, threshold: float) -> SymmetricSet | None:
    for found in findings.joint.symmetric:
        if body in found.victims and findings.at_least(found.posterior) >= threshold:
            return found
    return None


def _unmatched(case: Case, findings: _Findings, spoken_for: set[str]) -> Iterable[Unmatched]:
    for missing in case.missing:
        if missing in spoken_for:
            continue
        family = case.family_of[missing]
        absent = min(findings.joint.not_recovered.get(missing, 0.0), 1.0)
        if family.id in findings.impossible_families:
            yield Unmatched(missing, absent, "family_impossible")
        elif not any(case.markers_read(sample) for sample in family.samples.values()):
            yield Unmatched(missing, absent, "no_samples")
        elif family.id in findings.doubtful_families:
            yield Unmatched(missing, absent, "family_doubtful")
        elif findings.at_least(absent) >= ABSENT_FROM and family.id not in findings.cut_short:
            yield Unmatched(missing, absent, "not_among")
        else:
            yield Unmatched(missing, absent, "undecided")
