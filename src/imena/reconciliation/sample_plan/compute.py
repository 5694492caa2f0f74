"""Weigh every sample that could be had: families one after another, then the remains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from imena import __version__
from imena.kinship.candidate import ImpossibleFamilyError
from imena.kinship.linked import linkage_groups
from imena.matching.case import Case
from imena.matching.joint.prior import Prior
from imena.matching.sampling.likeness import compare_once
from imena.matching.sampling.prospects import Planned, Prospect, Search
from imena.matching.sampling.remains import Bones
from imena.matching.sampling.rivalry import Rivalry
from imena.matching.sampling.together import Together, with_all
from imena.matching.sampling.unrecorded import unrecorded
from imena.reconciliation.sample_plan.again import ask_again
from imena.reconciliation.sample_plan.gather import Gathered, Household
from imena.reconciliation.sample_plan.plan import (
    NOT_TO_BE_ASKED,
    BoneOffer,
    FamilyPlan,
    Offer,
    Plan,
)
from imena.registry.queries.sample_plan import Askable

Progress = Callable[[float], None]

#: What no figure of a plan takes in.
NOT_COMPUTED = ("non_genetic", "jointly", "yield", "kinship_wrong")


class NothingToPlanError(ValueError):
    """No remains without a name, or nobody missing without one."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a plan is computed with.

    ``prior`` as for `imena.matching.identify.identify`. ``enough`` is the probability of being
    named, by a body read in full, from which a family is said to suffice.
    """

    prior: str = "recovered=0.5"
    threshold: float = 0.999
    enough: float = 0.95
    replicates: int = 500
    seed: int = 1


def plan(gathered: Gathered, chosen: Chosen, progress: Progress | None = None) -> Plan:
    """What each further sample would add, in expected names.

    Raises
    ------
    NothingToPlanError
        Where nobody is left to be named.
    ValueError
        For an unknown prior or threshold, or assumptions that cannot be combined.
    """
    case = gathered.case
    if not case.bodies or not case.missing:
        raise NothingToPlanError("no remains or nobody missing without a name")
    prior = Prior.parse(chosen.prior)
    weighing = _Weighing.of(gathered, chosen, prior)
    families = []
    for done, household in enumerate(gathered.open):
        if progress:
            progress(done / len(gathered.open))
        families.append(weighing.family(household))
    if progress:
        progress(1.0)
    linked = any(len(g) > 1 for g in linkage_groups(case.markers, case.linkage))
    return Plan(
        tuple(families),
        tuple(weighing.bones_offered()),
        tuple(ask_again(gathered, weighing.rivalry)),
        len(case.bodies),
        {
            "prior": chosen.prior,
            "threshold": chosen.threshold,
            "enough": chosen.enough,
            "replicates": chosen.replicates,
            "seed": chosen.seed,
            "program": __version__,
        },
        gathered.digest,
        gathered.snapshot.frozen.known_at,
        (*NOT_COMPUTED, *(("theta",) if case.theta else ()), *(("linkage",) if linked else ())),
    )


@dataclass(eq=False)
class _Weighing:
    gathered: Gathered
    chosen: Chosen
    search: Search
    impossible: frozenset[str]
    rivalry: Rivalry
    bones: Bones
    column: dict[str, int]
    alike: dict[Hashable, list[Together]] = field(default_factory=dict)

    @classmethod
    def of(cls, gathered: Gathered, chosen: Chosen, prior: Prior) -> _Weighing:
        case = gathered.case
        column = {missing: j for j, missing in enumerate(case.missing)}
        log_lr, impossible = compare_once(case)
        _strike_excluded(gathered, column, log_lr)
        families = [[column[m] for m in one.family.missing] for one in gathered.open]
        rivalry = Rivalry.of(log_lr, families, prior, chosen.threshold)
        markers = [group[0] for group in linkage_groups(case.markers, case.linkage)]
        read = _read(case, [marker.name for marker in markers])
        profiled = np.asarray(read.any(axis=1), dtype=bool)
        search = Search(
            stakes=rivalry.stakes,
            markers=tuple(markers),
            # Where no remains have a profile yet, as if they were read in full.
            read=read[profiled] if profiled.any() else np.ones((1, len(markers)), dtype=bool),
            sexes=tuple(b.sex for b, has in zip(case.bodies, profiled, strict=True) if has)
            if profiled.any()
            else (case.bodies[0].sex,),
            rates=gathered.rates,
            replicates=chosen.replicates,
            seed=chosen.seed,
        )
        wanted = np.asarray(~rivalry.reached.any(axis=1) & ~read.all(axis=1), dtype=bool)
        return cls(
            gathered, chosen, search, impossible, rivalry, Bones(rivalry, read, wanted), column
        )

    def family(self, household: Household) -> FamilyPlan:
        family = household.family
        columns = [self.column[m] for m in family.missing]
        reached = np.asarray(self.rivalry.reached[:, columns].any(axis=0), dtype=bool)
        targets = tuple(m for m, one in zip(family.missing, reached, strict=True) if not one)
        if family.id in self.impossible:
            return self._told(household, targets, "contradicts_itself")
        among = {m: float(self.rivalry.among[self.column[m]]) for m in targets}
        planned = Planned(family, self.search, among)
        try:
            self.bones.add(planned, columns)
            return self._weighed(household, planned, targets)
        except ImpossibleFamilyError:
            return self._told(household, targets, "contradicts_itself")

    def _weighed(
        self, household: Household, planned: Planned, targets: tuple[str, ...]
    ) -> FamilyPlan:
        if not targets:
            return self._told(household, targets, "reached")
        now = planned.without()
        if self._enough(now):
            return self._told(household, targets, "suffices", now)
        offers = sorted(self._recorded(household, planned), key=lambda o: -o.prospect.gained)
        would = sorted(self._unrecorded(household, planned, targets), key=lambda o: -_worst(o))
        placed = [o.person for o in offers if o.kind != "direct"]
        together: list[Together] = []
        if any(self._enough(o.prospect) for o in offers):
            verdict = "one"
        elif not offers:
            verdict = "nobody_to_ask"
        else:
            together = self._together(planned, placed)
            enough = together and min(t.named for t in together) >= self.chosen.enough
            verdict = "several" if enough else "not_enough"
        return self._told(household, targets, verdict, now, offers, together, would)

    def _together(self, planned: Planned, people: Sequence[str]) -> list[Together]:
        """Families alike of whom nobody is typed have the same prospects together."""
        family = planned.family
        key = planned.alike(family.pedigree, people)
        if key is None:
            return with_all(planned, people, enough=self.chosen.enough)
        if key not in self.alike:
            self.alike[key] = with_all(planned, people, enough=self.chosen.enough)
        targets = [m for m in family.missing if m in planned.among]
        return [
            replace(found, missing=m) for found, m in zip(self.alike[key], targets, strict=True)
        ]

    def _recorded(self, household: Household, planned: Planned) -> Iterable[Offer]:
        family = household.family
        direct = {(m, one.code) for m, ones in household.direct.items() for one in ones}
        for one in household.relatives:
            if one.state != "may_be_asked":
                continue
            related = [m for m in household.numbers if (one.code, m) in household.relation]
            own = [m for m in related if (m, one.code) in direct and m in family.missing]
            if own:
                relation = household.relation[one.code, own[0]]
                prospect = planned.with_direct_sample(own[0])
                yield _offer("direct", one, relation, own[0], prospect)
            elif one.code in family.pedigree and one.code not in family.samples:
                of = related[0]
                kind = "consent" if one.sampled else "relative"
                relation = household.relation[one.code, of]
                yield _offer(kind, one, relation, of, planned.with_relative(one.code))

    def _unrecorded(
        self, household: Household, planned: Planned, targets: Sequence[str]
    ) -> Iterable[Offer]:
        family = household.family
        recorded = frozenset({*household.numbers, *(one.code for one in household.relatives)})
        seen: set[tuple[str, str]] = set()
        for missing in targets:
            for found in unrecorded(family.pedigree, missing, recorded):
                # A parent or a full sibling of one is that of a brother or sister too.
                whose = missing
                if found.relation != "child":
                    one = found.pedigree[missing]
                    whose = f"{one.father} {one.mother}"
                if (found.relation, whose) in seen:
                    continue
                seen.add((found.relation, whose))
                prospect = planned.with_relative(found.person, found.pedigree)
                yield Offer("unrecorded", "", found.relation, missing, prospect)
            yield Offer("direct", "", "self", missing, planned.with_direct_sample(missing))

    def _enough(self, prospect: Prospect) -> bool:
        return min(o.in_full for o in prospect.after) >= self.chosen.enough

    def _told(
        self,
        household: Household,
        targets: tuple[str, ...],
        verdict: str,
        now: Prospect | None = None,
        offers: Sequence[Offer] = (),
        together: Sequence[Together] = (),
        would: Sequence[Offer] = (),
    ) -> FamilyPlan:
        states = Counter(one.state for one in household.relatives)
        return FamilyPlan(
            household.family.id,
            household.family.missing,
            household.named,
            targets,
            verdict,
            tuple(household.family.samples),
            () if now is None else now.after,
            tuple(offers),
            tuple(together),
            tuple(would),
            tuple(one.code for one in household.relatives if one.state == "sample_waits"),
            {why: n for why, n in sorted(states.items()) if why in NOT_TO_BE_ASKED},
        )

    def bones_offered(self) -> Iterable[BoneOffer]:
        snapshot = self.gathered.snapshot
        ids = {one.number: one.id for one in snapshot.frozen.individuals}
        for prospect in self.bones.prospects():
            number = self.gathered.case.bodies[prospect.body].id
            yield BoneOffer(number, prospect, snapshot.unexamined.get(ids[number], ()))


def _read(case: Case, markers: Sequence[str]) -> npt.NDArray[np.bool_]:
    """At which markers each body was read, shape (bodies, markers)."""
    read = [set(case.markers_read(body.sample)) for body in case.bodies]
    return np.array([[name in one for name in markers] for one in read], dtype=bool)


def _offer(kind: str, one: Askable, relation: str, of: str, prospect: Prospect) -> Offer:
    return Offer(kind, one.code, relation, of, prospect, one.consent, one.contact, one.failed)


def _worst(offer: Offer) -> float:
    return min(outlook.in_full for outlook in offer.prospect.after)


def _strike_excluded(
    gathered: Gathered, column: dict[str, int], log_lr: npt.NDArray[np.float64]
) -> None:
    """What examiners excluded is not weighed (I18)."""
    row = {body.id: i for i, body in enumerate(gathered.case.bodies)}
    for individual, missing in gathered.snapshot.excluded:
        one, other = gathered.number.get(individual, ""), gathered.number.get(missing, "")
        if one in row and other in column:
            log_lr[row[one], column[other]] = np.nan
