"""One reconciliation: freeze, begin, identify, finish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from imena import __version__
from imena.exchange.casefile.marker_fields import UnlistedAlleles
from imena.matching.answer import DEFAULT_THRESHOLD, Answer, classify
from imena.matching.identification import Identification
from imena.matching.identify import DEFAULT_PRIOR, decide, identify, same_person
from imena.matching.joint.prior import Prior
from imena.matching.joint.sampler import SamplerDidNotConverge
from imena.matching.pairwise import Pairwise, Readings, compare_all
from imena.reconciliation.freeze import Frozen, freeze
from imena.reconciliation.marker_set import MarkerSet
from imena.reconciliation.pairs import SaidOfPairs
from imena.registry.actor import Actor
from imena.registry.refusals import Refused
from imena.registry.services import reconciliation

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
            "caps": frozen.weighed.caps.version,
            "rates": frozen.weighed.rates,
            "examined": ", ".join(
                f"{group} {remains}/{people}"
                for group, (remains, people) in frozen.weighed.counts.items()
            ),
        },
        left_out=frozen.left_out,
    )
    try:
        asked, pairwise, identification = _identified(frozen, prior, seed, progress)
        frozen, more = asked, asked.left_out[len(frozen.left_out) :]
        answer = classify(frozen.case, identification, threshold)
        alone = _dna_alone(pairwise, identification, Prior.parse(prior), seed)
        pairs = SaidOfPairs(frozen, identification, answer, alone)
        ended = reconciliation.finish(
            actor,
            run,
            found=pairs.possible(),
            compared=pairs.compared(),
            rests_on=frozen.rests_on,
            left_out=more,
        )
    except BaseException as error:
        with suppress(Refused):  # somebody gave it up meanwhile
            reconciliation.fail(actor, run, why=f"{type(error).__name__}: {error}"[:500])
        raise
    return Reconciled(ended, frozen, identification, answer)


def _identified(
    frozen: Frozen, prior: str, seed: int, progress: Callable[[str, float], None] | None
) -> tuple[Frozen, Pairwise, Identification]:
    """The answer; of who is typed only, where the others tie everybody together beyond what the
    sampler settles."""
    pairwise = compare_all(Readings.of(frozen.case), progress)
    try:
        found = identify(frozen.case, prior=prior, seed=seed, progress=progress, pairwise=pairwise)
    except SamplerDidNotConverge:
        narrower = frozen.typed_only()
        if len(narrower.left_out) == len(frozen.left_out):
            raise
        pairwise = compare_all(Readings.of(narrower.case), progress)
        found = identify(
            narrower.case, prior=prior, seed=seed, progress=progress, pairwise=pairwise
        )
        return narrower, pairwise, found
    return frozen, pairwise, found


def _dna_alone(
    pairwise: Pairwise, identification: Identification, prior: Prior, seed: int
) -> Mapping[tuple[str, str], float] | None:
    """The posteriors that DNA alone gives; ``None`` where there is nothing else, none where the
    sampler does not settle on them."""
    readings = pairwise.readings
    if not readings.case.evidence:
        return None
    bare = replace(readings, case=replace(readings.case, evidence={}))
    same = same_person(readings.case, identification.checks)
    try:
        return decide(replace(pairwise, readings=bare), prior, same, seed=seed).joint.marginals
    except SamplerDidNotConverge:
        return {}
