"""Going through the tiles of a plan: what is finished is read back, the rest computed and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from imena.exchange.search_run.folder import Parameters, RunFolder, Tile
from imena.exchange.search_run.plan import Plan, Step
from imena.exchange.search_run.refusal import RunRefused
from imena.exchange.search_run.result import together
from imena.exchange.search_run.spread import found_by_cluster
from imena.kinship.candidate import ColumnSet
from imena.language import message
from imena.matching.case import Case
from imena.matching.pairwise import Readings
from imena.matching.search.columns import FamilyColumns
from imena.matching.search.kept import FloatArray, Kept
from imena.matching.search.numbering import Numbering
from imena.matching.search.screen import Found, screen
from imena.matching.search.tables import blocks_of

if TYPE_CHECKING:
    from imena.matching.search.cluster import Cluster

CARRIED = "carried"
#: Missing people from which it pays to start processes.
MANY = 1000


def completed(
    case: Case,
    plan: Plan,
    run: RunFolder,
    *,
    processes: int = 1,
    cluster: Cluster | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Tile:
    """Finish every tile of ``plan`` that ``run`` has not finished; what all of them say together.

    Parameters
    ----------
    case
        In order (:func:`~imena.exchange.search_run.contents.in_order`).
    processes
        That make the families' tables where there are many; the result does not depend on it.
    cluster
        Whose workers compute the tiles; otherwise this machine does.
    told
        Called with the missing people compared in this session, and how many it will be in all.

    Raises
    ------
    RunRefused
        Where a finished tile's file is damaged; or where what was read of new bodies makes an old
        family impossible, so that earlier pairs do not stand.
    ValueError
        As :func:`imena.matching.search.screen.search`.
    """
    running = together([run.load(name) for name in run.done], run.parameters)
    if plan.carried is not None and CARRIED not in run.done:
        run.save(CARRIED, plan.carried)
        running = together([running, plan.carried], run.parameters)
    left = [step for step in plan.steps if step.name not in run.done]
    of, compared = sum(step.people for step in left), 0
    if told:
        told(compared, of)
    for step, tile in _computed(case, left, run.parameters, processes, cluster):
        if step.bodies is not None and tile.impossible:
            raise RunRefused(
                message(
                    "New readings are impossible beside the family {family}, which changes pairs "
                    "of the earlier search. Search anew without --since."
                ),
                {"family": min(tile.impossible)},
            )
        running = together([running, tile], run.parameters)
        run.save(step.name, _surviving(tile, running))
        compared += step.people
        if told:
            told(compared, of)
    return running


def _surviving(tile: Tile, running: Tile) -> Tile:
    """The tile without the pairs that earlier tiles have pushed out already."""
    number = np.int64(1) << 32
    own = tile.kept.body * number + tile.kept.missing
    all_kept = running.kept.body * number + running.kept.missing
    return Tile(tile.kept.take(np.isin(own, all_kept)), tile.impossible)


def _computed(
    case: Case,
    steps: Sequence[Step],
    parameters: Parameters,
    processes: int,
    cluster: Cluster | None,
) -> Iterator[tuple[Step, Tile]]:
    """Each step with its tile, bodies and missing people numbered as in ``case``; steps with the
    same bodies share the numbering of what these were read."""
    if not steps or not case.bodies:
        yield from ((step, Tile(Kept.joined([]), {})) for step in steps)
        return
    readings = Readings.of(case)
    position = {m: i for i, m in enumerate(case.missing)}
    for bodies in dict.fromkeys(step.bodies for step in steps):
        alike = [step for step in steps if step.bodies == bodies]
        own = readings if bodies is None else _of_some(readings, bodies)
        who = np.arange(len(case.bodies)) if bodies is None else np.array(bodies)
        if cluster is None:
            found = _found_here(own, alike, parameters, processes)
        else:
            found = found_by_cluster(
                cluster, own, alike, best=parameters.best, threshold=parameters.threshold
            )
        for step, each in found:
            asked = [position[m] for f in step.families for m in case.families[f].missing]
            missing = np.array(asked, dtype=np.int32)[each.kept.missing]
            body = who[each.kept.body].astype(np.int32)
            yield step, Tile(replace(each.kept, body=body, missing=missing), each.impossible)


def _of_some(readings: Readings, bodies: Sequence[int]) -> Readings:
    """The readings of some bodies, the markers reduced as for all of them."""
    case = readings.case
    some = Readings.of(replace(case, bodies=tuple(case.bodies[b] for b in bodies)))
    sets = [
        ColumnSet.of(locus, held.columns)
        for locus, held in zip(readings.panel.loci, some.columns, strict=True)
    ]
    return replace(some, panel=readings.panel, columns=tuple(sets))


def _found_here(
    readings: Readings, steps: Sequence[Step], parameters: Parameters, processes: int
) -> Iterator[tuple[Step, Found]]:
    """What each step found, in order; missing people numbered within the step."""
    case = readings.case
    asked = replace(case, families=tuple(case.families[f] for step in steps for f in step.families))
    numbering = Numbering.of(replace(readings, case=asked))
    columns = FamilyColumns(numbering, processes if len(asked.missing) >= MANY else 1)
    for step, own in _apart(columns, steps):
        kept = screen(
            numbering.rows,
            blocks_of(own, numbering.starts),
            best=parameters.best,
            threshold=parameters.threshold,
        )
        ids = {case.families[f].id for f in step.families}
        yield step, Found(kept, {f: m for f, m in columns.impossible.items() if f in ids})


def _apart(
    columns: FamilyColumns, steps: Sequence[Step]
) -> Iterator[tuple[Step, list[tuple[int, FloatArray]]]]:
    """The stream of columns cut into the steps' own, each numbered from 0; a step comes once all
    its families have."""
    waiting = iter(steps)
    step, first = next(waiting), 0
    own: list[tuple[int, FloatArray]] = []
    for position, column in columns:
        while position >= first + step.people:
            yield step, own
            first += step.people
            step, own = next(waiting), []
        own.append((position - first, column))
    yield step, own
    yield from ((later, []) for later in waiting)
