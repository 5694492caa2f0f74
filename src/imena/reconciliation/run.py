"""One reconciliation: freeze, begin, identify, finish."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imena import __version__
from imena.exchange.casefile.marker_fields import UnlistedAlleles
from imena.matching.answer import DEFAULT_THRESHOLD, LISTED_FROM, Answer, classify
from imena.matching.identification import Identification, SymmetricSet
from imena.matching.identify import DEFAULT_PRIOR, identify
from imena.matching.joint.prior import Prior
from imena.reconciliation.freeze import Frozen, freeze
from imena.reconciliation.marker_set import MarkerSet
from imena.registry.actor import Actor
from imena.registry.refusals import Refused
from imena.registry.services import reconciliation
from imena.registry.services.reconciliation import Possible

if TYPE_CHECKING:
    from imena.registry.models import Run


class NothingToCompareError(ValueError):
    """No profile of remains, or no missing person with a typed relative."""

    def __init__(self, frozen: Frozen) -> None:
        self.frozen = frozen
        super().__init__("nobody to compare")


@dataclass(frozen=True)
class Reconciled:
    """A run that ended: its record, the case it was on, and what it says."""

    run: Run
    frozen: Frozen
    identification: Identification
    answer: Answer


def reconcile(
    actor: Actor,
    markers: MarkerSet,
    *,
    prior: str = DEFAULT_PRIOR,
    seed: int = 1,
    threshold: float = DEFAULT_THRESHOLD,
    unlisted: UnlistedAlleles | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Reconciled:
    """Compare all individuals with all missing people and record who may be whom.

    ``prior`` and ``seed`` as for `imena.matching.identify.identify`. A run that stops on the way is
    recorded as not finished.

    Raises
    ------
    ValueError
        For an unknown prior, or assumptions that cannot be combined.
    NothingToCompareError
        Where there is nothing to compare; no run is begun then.
    SamplerDidNotConverge
        Where a part is too entangled for exact summing and the sampler did not settle.
    imena.registry.refusals.Refused
        Where the actor may not, another run is not finished, or what the run rests on fell while it
        ran (I17).
    """
    said = str(Prior.parse(prior))
    frozen = freeze(actor, markers, unlisted)
    if not frozen.case.bodies or not frozen.case.missing:
        raise NothingToCompareError(frozen)
    run = reconciliation.begin(
        actor,
        snapshot=frozen.digest,
        markers=markers.sha256,
        known_at=frozen.known_at,
        parameters={
            "prior": said,
            "seed": str(seed),
            "threshold": repr(threshold),
            "marker_set": markers.name,
            "program": __version__,
        },
        left_out=frozen.left_out,
    )
    try:
        identification = identify(frozen.case, prior=prior, seed=seed, progress=progress)
        answer = classify(frozen.case, identification, threshold)
        ended = reconciliation.finish(
            actor,
            run,
            found=possible(frozen, identification, answer),
            compared=_compared(frozen, identification),
            rests_on=frozen.rests_on,
        )
    except BaseException as error:
        with suppress(Refused):  # somebody gave it up meanwhile
            reconciliation.fail(actor, run, why=f"{type(error).__name__}: {error}"[:500])
        raise
    return Reconciled(ended, frozen, identification, answer)


def possible(
    frozen: Frozen, identification: Identification, answer: Answer
) -> tuple[Possible, ...]:
    """Who may be whom: posterior from 0.01 on, or one of a set that reached the threshold.

    Of remains whose profile says too little to be compared nothing is said: their posteriors are
    the prior’s.
    """
    joint = identification.joint
    log10_lr = {(pair.victim, pair.missing): pair.log10_lr for pair in identification.pairs}
    reached = {(one.body, one.missing) for one in answer.reached}
    silent = {one.body for one in answer.not_compared}
    sets: dict[tuple[str, str], SymmetricSet] = {}
    for found in joint.symmetric:
        if found.posterior >= answer.threshold:
            sets |= {(body, m): found for body in found.victims for m in found.missing}
    listed = []
    for (body, missing), posterior in joint.marginals.items():
        among = sets.get((body, missing))
        if body in silent or (posterior < LISTED_FROM and among is None):
            continue
        listed.append(
            Possible(
                frozen.individuals[body],
                frozen.missing[missing],
                _text(log10_lr.get((body, missing))),
                _text(posterior),
                (body, missing) in reached,
                () if among is None else among.missing,
                "" if among is None else _text(among.posterior),
            )
        )
    return tuple(listed)


def _compared(
    frozen: Frozen, identification: Identification
) -> Mapping[tuple[uuid.UUID, uuid.UUID], tuple[str, str]]:
    marginals = identification.joint.marginals
    return {
        (frozen.individuals[pair.victim], frozen.missing[pair.missing]): (
            _text(pair.log10_lr),
            _text(marginals.get((pair.victim, pair.missing))),
        )
        for pair in identification.pairs
    }


def _text(number: float | None) -> str:
    """A number as it is kept: the shortest decimal that reads back as the same."""
    return "" if number is None else repr(float(number))
