"""Who must be asked again: families that believe their search is over, and those that share one
answer with others.

A closed family is compared with all remains without a name once more, for the person named and for
a brother or sister of theirs whom nobody reported. P(LR of a stranger >= t) is at most 1/t whatever
the family (Markov's inequality, the mean being 1); with t = 100 times the comparisons made, one
family in a hundred such plans is asked without need.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from imena.matching.answer import LISTED_FROM
from imena.matching.case import Family
from imena.matching.pairwise import LOG10, Readings, compare_all
from imena.matching.sampling.rivalry import Rivalry
from imena.matching.sampling.unrecorded import unrecorded
from imena.reconciliation.sample_plan.gather import Gathered, Household
from imena.reconciliation.sample_plan.plan import NOT_TO_BE_ASKED, AskAgain

#: Expected needless questions in one plan, at most.
_NEEDLESS = 0.01
#: LR from which remains are said to be open to somebody: less says next to nothing.
_SPEAKS = 10.0


def ask_again(gathered: Gathered, rivalry: Rivalry) -> Iterator[AskAgain]:
    """Families to be asked again, by why: see `imena.reconciliation.sample_plan.plan.AskAgain`."""
    home = {m: one for one in (*gathered.open, *gathered.closed) for m in one.numbers}
    yield from _reopened(gathered, home)
    yield from _closed(gathered)
    yield from _undecided(gathered, rivalry, home)


def _reopened(gathered: Gathered, home: Mapping[str, Household]) -> Iterator[AskAgain]:
    number = gathered.number
    for fallen in gathered.snapshot.reopened:
        missing = tuple(number[m] for m in fallen.missing if number.get(m, "") in home)
        if missing:
            individuals = tuple(number[i] for i in fallen.individuals if i in number)
            yield _asked(
                "reopened",
                missing,
                individuals,
                [home[m] for m in missing],
                decision=fallen.decision,
                status=fallen.status,
            )


@dataclass(frozen=True)
class _Question:
    """Whose place a body may take: the person named, or a sibling nobody reported."""

    why: str
    named: str
    household: Household
    family: Family


def _closed(gathered: Gathered) -> Iterator[AskAgain]:
    questions = {q.family.missing[0]: q for q in _questions(gathered)}
    bodies = [body for body in gathered.case.bodies if body.sample.genotypes]
    if not questions or not bodies:
        return
    case = replace(
        gathered.case, families=tuple(q.family for q in questions.values()), bodies=tuple(bodies)
    )
    log_lr = compare_all(Readings.of(case)).log_lr / LOG10
    bar = np.log10(log_lr.size / _NEEDLESS)
    excluded = {
        (gathered.number.get(one, ""), gathered.number.get(other, ""))
        for one, other in gathered.snapshot.excluded
    }
    best: dict[tuple[str, str], tuple[float, _Question]] = {}
    for j, asked in enumerate(questions.values()):
        for i in np.flatnonzero(np.nan_to_num(log_lr[:, j], nan=-np.inf) >= bar).tolist():
            pair = bodies[i].id, asked.named
            lr = float(log_lr[i, j])
            if asked.why == "other_remains" and pair in excluded:
                continue
            if pair not in best or lr > best[pair][0]:
                best[pair] = lr, asked
    for (body, named), (lr, asked) in sorted(best.items()):
        yield _asked(asked.why, (named,), (body,), [asked.household], log10_lr=lr)


def _questions(gathered: Gathered) -> Iterator[_Question]:
    for household in (*gathered.open, *gathered.closed):
        family = household.family
        bare = {p: s for p, s in family.samples.items() if p not in household.named}
        if not bare:
            continue
        for named in household.named:
            own = replace(family, id=f"{family.id}/{named}", samples=bare, missing=(named,))
            yield _Question("other_remains", named, household, own)
            if family.missing:
                continue  # whoever else is theirs is looked for already
            for found in unrecorded(family.pedigree, named, frozenset(family.samples)):
                if found.relation == "full_sibling":
                    sibling = replace(
                        family,
                        id=f"{family.id}/{found.person}",
                        pedigree=found.pedigree,
                        missing=(found.person,),
                    )
                    yield _Question("kin_of_closed", named, household, sibling)


def _undecided(
    gathered: Gathered, rivalry: Rivalry, home: Mapping[str, Household]
) -> Iterator[AskAgain]:
    """Remains that may be several people's, where more than the prior speaks for each."""
    for i, body in enumerate(gathered.case.bodies):
        if rivalry.reached[i].any():
            continue
        speaks = (rivalry.posterior[i] >= LISTED_FROM) & (rivalry.lr[i] >= _SPEAKS)
        columns = np.flatnonzero(speaks)
        missing = tuple(gathered.case.missing[j] for j in columns)
        if len(missing) < 2:
            continue
        households = list({home[m].family.id: home[m] for m in missing}.values())
        best = float(np.log10(rivalry.lr[i, columns].max()))
        why = "open_between" if len(households) > 1 else "open_within"
        yield _asked(why, missing, (body.id,), households, log10_lr=best)


def _asked(
    why: str,
    missing: Sequence[str],
    individuals: Sequence[str],
    households: Iterable[Household],
    *,
    log10_lr: float | None = None,
    decision: str = "",
    status: str = "",
) -> AskAgain:
    relatives = {one.code: one for household in households for one in household.relatives}
    states = Counter(one.state for one in relatives.values())
    return AskAgain(
        why,
        tuple(missing),
        tuple(individuals),
        tuple(code for code, one in sorted(relatives.items()) if one.state not in NOT_TO_BE_ASKED),
        {state: n for state, n in sorted(states.items()) if state in NOT_TO_BE_ASKED},
        log10_lr,
        decision,
        status,
    )
