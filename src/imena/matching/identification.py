"""The answer of one identification: what it consists of. Nothing here computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pair:
    """How DNA speaks of one body being one missing person.

    ``log10_lr`` and ``per_marker`` (by marker, or by "A+B" for linked markers) are base 10;
    ``excluded_by`` names the markers that make it impossible under the stated model (LR 0).
    """

    victim: str
    missing: str
    family: str
    log10_lr: float
    per_marker: Mapping[str, float]
    excluded_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class JointAssignment:
    """One whole story: who each body is (``None`` = nobody on the list).

    ``log_likelihood`` is the natural log of P(all DNA | story), without priors and non-genetic
    evidence; ``posterior`` includes both.
    """

    assignment: Mapping[str, str | None]
    log_likelihood: float
    posterior: float


@dataclass(frozen=True)
class SymmetricSet:
    """Bodies and missing people whom the data cannot tell apart: the set is known, who is who not.

    ``posterior`` is the probability that these bodies are these people, in whatever order.
    """

    victims: tuple[str, ...]
    missing: tuple[str, ...]
    posterior: float


@dataclass(frozen=True)
class Component:
    """A group of bodies and missing people decided together, and how it was computed.

    ``method`` is "exact" or "sampled"; ``size`` counts the joint assignments weighed (exact) or
    the sweeps made (sampled). ``diagnostics`` is empty unless sampled. ``assignments`` may hold its
    likeliest stories, likeliest first: its own bodies only, each posterior summed over everything
    that may be true of the rest of the case.
    """

    victims: tuple[str, ...]
    missing: tuple[str, ...]
    method: str
    size: int
    diagnostics: Mapping[str, float] = field(default_factory=dict)
    assignments: tuple[JointAssignment, ...] = ()


@dataclass(frozen=True)
class JointAnswer:
    """The joint posterior of a case.

    ``marginals[(body, missing)]`` = P(body is missing person); ``nobody[body]`` = P(nobody on the
    list); ``not_recovered[missing]`` = P(not among these bodies). ``log10_glr[(body, missing)]`` =
    log10 of (best joint likelihood with the pair / best without); ``None`` where "without" cannot
    be. ``n_assignments`` is the number of valid joint assignments, as a float beyond 2^53.
    ``dropped_mass`` bounds the posterior mass of the stories left out by pruning (0 = none were).
    A pair that was compared and is not listed in ``marginals`` was left out so, and has posterior
    below ``dropped_mass``; or it would stand only in joint placements that were not looked at,
    which no bound covers (`imena.matching.several`).
    """

    method: str
    prior: str
    log_likelihood_null: float
    assignments: tuple[JointAssignment, ...]
    marginals: Mapping[tuple[str, str], float]
    nobody: Mapping[str, float]
    not_recovered: Mapping[str, float]
    log10_glr: Mapping[tuple[str, str], float | None]
    symmetric: tuple[SymmetricSet, ...]
    components: tuple[Component, ...]
    n_assignments: float
    dropped_mass: float


@dataclass(frozen=True)
class Check:
    """One finding of quality control.

    ``kind``: "family_relation" (does a typed relative fit the recorded place), "family_impossible"
    (the family's own data have likelihood zero), "same_person" (two bodies, one person),
    "close_relatives" (two bodies), "few_markers" (a body with too few markers to be compared).
    ``level``: "ok" | "note" | "warning". ``subjects``: ids, first the family where there is one.
    ``log10_lr``: the LR the finding rests on, where there is one. ``markers``: those that
    disagree. ``relation``: the hypothesis concerned ("parent_child", "full_siblings", …).
    """

    kind: str
    level: str
    subjects: tuple[str, ...]
    log10_lr: float | None = None
    markers: tuple[str, ...] = ()
    relation: str | None = None


@dataclass(frozen=True)
class Identification:
    """Pairwise LRs, the joint answer and the checks of one case.

    ``cut_short`` names families with several missing of which some promising joint placements were
    not looked at (`imena.matching.several`): what was not found there may still be there.
    ``one_person`` are bodies that were decided as one, being samples of one person: ids, each
    cluster in the order of the case.
    """

    pairs: tuple[Pair, ...]
    joint: JointAnswer
    checks: tuple[Check, ...]
    parameters: Mapping[str, object] = field(default_factory=dict)
    cut_short: tuple[str, ...] = ()
    one_person: tuple[tuple[str, ...], ...] = ()
