"""Several methods on the same lists, and whether they agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from imena.estimation.bootstrap import Estimator, bootstrapped, by_best_bic, by_stepwise
from imena.estimation.decomposable import MOST_LISTS, averaged
from imena.estimation.doubts import Doubt, doubts
from imena.estimation.existence import Existence
from imena.estimation.heterogeneity import NoEstimateError, bounding
from imena.estimation.hierarchical import Hierarchical
from imena.estimation.intervals import DRAWS, Draws, Total, between, log_normal
from imena.estimation.latent import ChainsDisagreeError, latent_classes
from imena.estimation.lists import Lists
from imena.estimation.log_linear import Fitted, ranked
from imena.estimation.profile import profile
from imena.estimation.stepwise import stepwise
from imena.estimation.two_lists import TwoLists

#: Methods disagree when the largest estimate is more than so many times the smallest.
DISAGREE_FROM = 1.5
#: All models are compared by BIC up to so many lists.
_MOST_FOR_BIC = 5
#: Weight of the graph linking all lists from which its prior shows in the answer.
_SATURATED_FROM = 0.05

#: Called with a method’s code and the share done.
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Told:
    """What one method says of the total: an estimate with its 95 % interval, or why none.

    ``method``: "chapman", "lower_bound", "best_bic", "stepwise", "averaged", "latent". ``refused``
    is a code: "few_on_both", "nobody_on_two", "no_estimate" (the maximum does not exist),
    "too_many_lists", "chains_disagree", and of several tables together "stratum_refuses".
    ``remarks`` are codes of what a reader must know:
    "interval_unstable" (too many replicates without an estimate), "prior_speaks" (the graph that
    links all lists has weight), "lists_may_avoid" (a lower bound fails then), "dependence_unseen"
    (two lists alone cannot show that they depend on each other), "classes_merge" (hidden classes’
    interval is shorter than it says). ``draws`` are totals as probable
    as the interval says, so that what follows from a total can be computed draw by draw.
    """

    method: str
    estimate: float | None = None
    interval: tuple[float, float] | None = None
    model: str = ""
    refused: str = ""
    remarks: tuple[str, ...] = ()
    draws: Draws | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class SideBySide:
    """All that was tried. ``disagree`` is said first where it holds; no single number is chosen.

    ``doubts`` are assumptions that the data speak against (`imena.estimation.doubts`). ``tables``
    is over how many tables this was pooled (`imena.estimation.pooled`), and ``observed`` the middle
    of how many people they hold.
    """

    observed: int
    told: tuple[Told, ...]
    doubts: tuple[Doubt, ...] = ()
    tables: int = 1

    @property
    def standing(self) -> tuple[Told, ...]:
        """Methods that gave an estimate of the total, lower bounds apart."""
        return tuple(t for t in self.told if t.estimate is not None and t.method != "lower_bound")

    @property
    def envelope(self) -> tuple[float, float] | None:
        """From the smallest to the largest estimate, the lower bound among them."""
        found = [t.estimate for t in self.told if t.estimate is not None]
        return (min(found), max(found)) if found else None

    @property
    def disagree(self) -> bool:
        """Whether the largest estimate is more than 1.5 times the smallest."""
        ends = self.envelope
        return ends is not None and ends[1] > DISAGREE_FROM * ends[0]

    @property
    def answers(self) -> bool:
        """Whether anything but a lower bound can be said."""
        return bool(self.standing)


def side_by_side(
    lists: Lists,
    *,
    replicates: int = 1000,
    seed: int = 1,
    with_latent: bool = False,
    progress: Progress | None = None,
) -> SideBySide:
    """Run every method that fits the number of lists.

    ``replicates`` of the bootstrap, in each of which the model is chosen again; stepwise takes a
    third of them. The same seed gives the same answer.
    """
    told = []
    methods = list(_methods(lists, replicates, seed, with_latent))
    for number, (name, method) in enumerate(methods):
        if progress is not None:
            progress(name, number / len(methods))
        told.append(method())
    return SideBySide(lists.observed, tuple(told), doubts(lists))


def _methods(
    lists: Lists, replicates: int, seed: int, with_latent: bool
) -> Iterator[tuple[str, Callable[[], Told]]]:
    yield "lower_bound", lambda: _lower(lists, seed)
    if lists.k == 2:
        yield "chapman", lambda: _chapman(lists, seed)
        return
    if lists.k <= _MOST_FOR_BIC:
        yield "best_bic", lambda: _best(lists, replicates, seed)
    yield "stepwise", lambda: _stepwise(lists, max(replicates // 3, 1), seed)
    yield "averaged", lambda: _averaged(lists, seed)
    if with_latent:
        yield "latent", lambda: _latent(lists, seed)


def _lower(lists: Lists, seed: int) -> Told:
    """Chao’s bound for lists of different length (of lists alike it is `lower_bound`, too high
    where they are not), its ends by the profile of the likelihood: few people need that."""
    try:
        found = profile(bounding(lists), lists)
    except NoEstimateError:
        alone = sum(lists.on_so_many[1:]) == 0
        return Told("lower_bound", refused="nobody_on_two" if alone else "no_estimate")
    avoid = ("lists_may_avoid",)
    if found.high is None:
        return Told("lower_bound", found.estimate, remarks=(*avoid, "interval_unstable"))
    ends = (found.low, found.high)
    drawn = between(lists.observed, found.estimate, ends, seed)
    return Told("lower_bound", found.estimate, ends, remarks=avoid, draws=drawn)


def _chapman(lists: Lists, seed: int) -> Told:
    pair = TwoLists.of(lists, 0, 1)
    if not pair.enough:
        return Told("chapman", refused="few_on_both")
    found = pair.chapman()
    drawn = (
        _log_normal(lists, found, seed)
        if found.standard_error
        else between(lists.observed, found.estimate, found.interval, seed)
    )
    return Told("chapman", found.estimate, found.interval, "", "", ("dependence_unseen",), drawn)


def _log_normal(lists: Lists, found: Total, seed: int) -> Draws:
    assert found.standard_error is not None
    return log_normal(lists.observed, found.estimate, found.standard_error**2, seed)


def _best(lists: Lists, replicates: int, seed: int) -> Told:
    found = ranked(lists)
    if not found:
        return Told("best_bic", refused="no_estimate")
    if lists.k > 4:
        # A thousand models anew in every replicate are too many: the best ones of the data.
        close = tuple(one.model for one in found[:50])
        return _fitted("best_bic", found[0], lists, _among(close), replicates, seed)
    return _fitted("best_bic", found[0], lists, by_best_bic, replicates, seed)


def _among(models: tuple[Hierarchical, ...]) -> Estimator:
    return lambda lists, draws: by_best_bic(lists, draws, models)


def _stepwise(lists: Lists, replicates: int, seed: int) -> Told:
    found = stepwise(lists)
    if found.existence is not Existence.EXISTS:
        return Told("stepwise", refused="no_estimate")
    return _fitted("stepwise", found, lists, by_stepwise, replicates, seed)


def _fitted(
    method: str, found: Fitted, lists: Lists, estimator: Estimator, replicates: int, seed: int
) -> Told:
    assert found.total is not None
    again = bootstrapped(lists, estimator, replicates=replicates, seed=seed)
    estimate, model = found.total.estimate, found.model.name
    if again.interval is None:
        return Told(method, estimate, model=model, remarks=("interval_unstable",))
    return Told(method, estimate, again.interval, model, draws=again.draw(DRAWS, seed))


def _averaged(lists: Lists, seed: int) -> Told:
    if lists.k > MOST_LISTS:
        return Told("averaged", refused="too_many_lists")
    found = averaged(lists)
    if not math.isfinite(found.mean):
        return Told("averaged", refused="no_estimate")
    heavy = ("prior_speaks",) if found.saturated > _SATURATED_FROM else ()
    low, high = found.interval
    drawn = found.draw(DRAWS, seed)
    return Told("averaged", found.quantile(0.5), (low, high), remarks=heavy, draws=drawn)


def _latent(lists: Lists, seed: int) -> Told:
    try:
        found = latent_classes(lists, seed=seed)
    except ChainsDisagreeError:
        return Told("latent", refused="chains_disagree")
    ends = (found.quantile(0.025), found.quantile(0.975))
    drawn = np.random.default_rng(seed).choice(found.totals, DRAWS)
    estimate = found.quantile(0.5)
    return Told("latent", estimate, ends, remarks=("classes_merge",), draws=drawn)
