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
from imena.matching.pairwise import Pairwise, Readings, TablesOf, compare_all
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


class StoppedError(Exception):
    """Somebody asked the run to stop: it stays unfinished, to be gone on with or given up."""


@dataclass(frozen=True)
class GoingOn:
    """A run that was cut off or stopped, and what is said of it where it cannot be gone on with:
    something that counts has changed since, so that another is begun in its place."""

    run: Run
    overtaken: str


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
    why: str = "",
    going_on: GoingOn | None = None,
    tables_of: TablesOf | None = None,
    begun: Callable[[Run, Frozen], None] | None = None,
) -> Reconciled:
    """Compare all individuals with all missing people and record who may be whom.

    ``prior``, ``seed`` and ``tables_of`` as for `imena.matching.identify.identify`; ``why`` is what
    for, ``begun`` is told of the run before anything is computed. A run that stops on the way is
    recorded as not finished, unless ``progress`` stops it by `StoppedError`.

    Raises
    ------
    ValueError
        For an unknown prior, or assumptions that cannot be combined.
    NothingToCompareError
        Where there is nothing to compare; no run is begun then.
    SamplerDidNotConverge
        Where a part is too entangled for exact summing and the sampler did not settle.
    StoppedError
        As ``progress`` raises it.
    imena.registry.refusals.Refused
        Where the actor may not, another run is not finished, or what the run rests on fell while it
        ran (I17).
    """
    said = str(Prior.parse(prior))
    frozen = freeze(actor, markers, unlisted)
    if not frozen.case.bodies or not frozen.case.missing:
        raise NothingToCompareError(frozen)
    parameters = {
        "prior": said,
        "seed": str(seed),
        "threshold": repr(threshold),
        "unlisted": unlisted_said(unlisted),
        "marker_set": markers.name,
        "program": __version__,
        "caps": frozen.weighed.caps.version,
        "rates": frozen.weighed.rates,
        "examined": ", ".join(
            f"{group} {remains}/{people}"
            for group, (remains, people) in frozen.weighed.counts.items()
        ),
    }
    run = _the_same(actor, going_on, frozen, markers, parameters)
    if run is None:
        run = reconciliation.begin(
            actor,
            snapshot=frozen.digest,
            markers=markers.sha256,
            known_at=frozen.known_at,
            parameters=parameters,
            left_out=frozen.left_out,
            why=why,
        )
    if begun:
        begun(run, frozen)
    try:
        asked, pairwise, identification = _identified(frozen, prior, seed, progress, tables_of)
        frozen, more = asked, asked.left_out[len(frozen.left_out) :]
        answer = classify(frozen.case, identification, threshold)
        alone = _dna_alone(pairwise, identification, Prior.parse(prior), seed)
        if progress:
            progress("recording", 0.0)
        pairs = SaidOfPairs(frozen, identification, answer, alone)
        ended = reconciliation.finish(
            actor,
            run,
            found=pairs.possible(),
            compared=pairs.compared(),
            rests_on=frozen.rests_on,
            left_out=more,
        )
    except StoppedError:
        raise
    except BaseException as error:
        with suppress(Refused):  # somebody gave it up meanwhile
            reconciliation.fail(actor, run, why=f"{type(error).__name__}: {error}"[:500])
        raise
    return Reconciled(ended, frozen, identification, answer)


def unlisted_said(unlisted: UnlistedAlleles | None) -> str:
    """The remedy as a run keeps it; empty where there is none."""
    return "" if unlisted is None else f"{unlisted.remedy} {unlisted.frequency!r}"


def unlisted_of(said: str) -> UnlistedAlleles | None:
    """The remedy that a run keeps.

    Raises
    ------
    ValueError
        Where it keeps something else.
    """
    if not said:
        return None
    remedy, frequency = said.split()
    if remedy == "minimum":
        return UnlistedAlleles("minimum", float(frequency))
    if remedy == "add":
        return UnlistedAlleles("add", float(frequency))
    raise ValueError(said)


def _the_same(
    actor: Actor,
    going_on: GoingOn | None,
    frozen: Frozen,
    markers: MarkerSet,
    parameters: Mapping[str, str],
) -> Run | None:
    """The run that is gone on with, where it is on the same case by the same means; one that was
    overtaken is recorded as not finished, so that another may begin."""
    if going_on is None:
        return None
    run = going_on.run
    if (run.snapshot, run.markers, run.parameters) == (frozen.digest, markers.sha256, parameters):
        return run
    reconciliation.fail(actor, run, why=going_on.overtaken)
    return None


def _identified(
    frozen: Frozen,
    prior: str,
    seed: int,
    progress: Callable[[str, float], None] | None,
    tables_of: TablesOf | None,
) -> tuple[Frozen, Pairwise, Identification]:
    """The answer; of who is typed only, where the others tie everybody together beyond what the
    sampler settles."""
    pairwise = compare_all(Readings.of(frozen.case), progress, tables_of)
    try:
        found = identify(
            frozen.case,
            prior=prior,
            seed=seed,
            progress=progress,
            pairwise=pairwise,
            tables_of=tables_of,
        )
    except SamplerDidNotConverge:
        narrower = frozen.typed_only()
        if len(narrower.left_out) == len(frozen.left_out):
            raise
        pairwise = compare_all(Readings.of(narrower.case), progress, tables_of)
        found = identify(
            narrower.case,
            prior=prior,
            seed=seed,
            progress=progress,
            pairwise=pairwise,
            tables_of=tables_of,
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
