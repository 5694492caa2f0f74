"""The work itself: one reconciliation whose folder is held, telling there how far it is."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from imena.exchange.atomic import write_text
from imena.exchange.casefile.problems import CaseFileError
from imena.language import LANGUAGES, Words, message
from imena.matching.joint.sampler import SamplerDidNotConverge
from imena.reconciliation.apart.asked import Asked
from imena.reconciliation.apart.folder import Folder
from imena.reconciliation.apart.kept import KeptTables
from imena.reconciliation.apart.told import STEPS, Told
from imena.reconciliation.freeze import Frozen
from imena.reconciliation.marker_set import marker_set_from
from imena.reconciliation.run import (
    GoingOn,
    NothingToCompareError,
    StoppedError,
    reconcile,
    unlisted_of,
)
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.queries.marker_sets import marker_set_of
from imena.registry.queries.reconciliation import unfinished
from imena.registry.refusals import Refused

if TYPE_CHECKING:
    from imena.registry.models import Run

#: How often the folder is told, at most.
_TOLD_EVERY = 0.5
#: How often it is looked whether somebody asked to stop, and how long a step that says nothing may
#: go on then.
_LOOKED_EVERY, _PATIENCE = 0.25, 2.0
_LAST = "last.json"

OVERTAKEN = message(
    "Something that counts has changed since it was cut off: another run was begun."
)
_NOTHING = message(
    "There is nothing to compare: no individual or no relative has a usable profile."
)
_TANGLED = message(
    "No answer: a part of the case file is too entangled to be summed exactly, and the sampler did "
    "not settle. Try another seed."
)
_BROKEN = message("It broke off by a fault of the program; the server’s own log says which.")
_NOT_KEPT = message("The marker set of this run is not kept here.")


def compare(
    actor: Callable[[], Actor], asked: Asked, folder: Folder, *, alone: bool = False
) -> None:
    """Reconcile as ``asked``; how it goes and how it ends is told in the folder.

    The caller holds the folder; ``actor`` finds out who it is, with the roles they hold now. What
    refuses it is told and not raised. In a process that does nothing else, ``alone``, a step that
    says nothing is ended with the process where somebody asks to stop.
    """
    telling = _Telling(folder)
    try:
        with _watched(folder, telling) if alone else nullcontext():
            _compared(actor(), asked, telling)
    except StoppedError:
        telling.tables.write()
        telling.end("stopped")
    except Refused as error:
        telling.end("refused", {one: error.said(one) for one in LANGUAGES})
    except CaseFileError as error:
        said = {one: Words("casefile", one) for one in LANGUAGES}
        telling.end("refused", {one: error.problems[0].said(words) for one, words in said.items()})
    except NothingToCompareError:
        telling.end("refused", _in_both(_NOTHING))
    except SamplerDidNotConverge:
        telling.end("refused", _in_both(_TANGLED))
    except ValueError as error:  # science names the prior, the marker or the assumption
        telling.end("refused", dict.fromkeys(LANGUAGES, str(error)))
    except Exception:
        telling.end("refused", _in_both(_BROKEN))
        raise
    else:
        telling.end("done")


def _compared(actor: Actor, asked: Asked, telling: _Telling) -> None:
    kept = marker_set_of(actor, asked.markers)
    if kept is None:
        raise Refused(_NOT_KEPT)
    run = unfinished(actor) if asked.going_on else None
    reconcile(
        actor,
        marker_set_from(kept.content.encode(), kept.name),
        prior=asked.prior,
        seed=asked.seed,
        threshold=asked.threshold,
        unlisted=unlisted_of(asked.unlisted),
        why=asked.why,
        going_on=None if run is None else GoingOn(run, Words("registry", "uk")(OVERTAKEN)),
        tables_of=telling.tables,
        progress=telling,
        begun=telling.begun,
    )


class _Telling:
    """The steps of a run as they come, told in its folder."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.tables = KeptTables(folder)
        last = _last(folder)
        self._told = Told(
            STEPS[0], clock.now(), last=last.get("spent", {}), last_pairs=last.get("pairs", 0)
        )
        self._written = 0.0
        self._write()

    @property
    def step(self) -> str:
        """Where it is."""
        return self._told.step

    def begun(self, run: Run, frozen: Frozen) -> None:
        """The run has a number, and a size."""
        case = frozen.case
        self._told = replace(
            self._told,
            run=run.number,
            of=len(case.families),
            pairs=len(case.bodies) * len(case.missing),
        )
        self._write()

    def __call__(self, step: str, share: float) -> None:  # noqa: ARG002 - families are counted
        """A step of the run, and how much of it is done.

        Raises
        ------
        StoppedError
            Where somebody asked for it; never once the result is being recorded.
        """
        if step != "recording" and self._folder.is_asked_to_stop():
            raise StoppedError
        # Where samples of one person are put together, or people left out, a step comes again.
        if STEPS.index(step) > STEPS.index(self._told.step):
            self._told = self._told.at(step, clock.now())
            self._write()
        elif time.monotonic() - self._written >= _TOLD_EVERY:
            self._write()

    def end(self, how: str, why: Mapping[str, str] | None = None) -> None:
        """It is over; a run that may be gone on with keeps what was computed."""
        self._told = replace(self._told, ended=how, why=why or {})
        if how == "done":
            self._told = self._told.at(STEPS[-1], clock.now())
            _remember(self._folder, self._told)
        if how != "stopped":
            self._folder.throw_away()
        self._write()

    def _write(self) -> None:
        self._written = time.monotonic()
        tables = self.tables
        self._told = replace(
            self._told,
            stands=min(tables.stands, self._told.of),
            anew=tables.anew,
            seconds=tables.seconds,
        )
        self._folder.tell(self._told)


@contextmanager
def _watched(folder: Folder, telling: _Telling) -> Iterator[None]:
    """End this process where it was asked to stop and is in a step that says nothing for long.

    Nothing is lost by that: until the result is recorded, in one act, nothing is written but what
    stands in the folder.
    """
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOKED_EVERY):
            if not folder.is_asked_to_stop() or over.wait(_PATIENCE):
                continue
            if telling.step != "recording":
                telling.end("stopped")
                os._exit(0)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _last(folder: Folder) -> dict[str, Any]:
    try:
        found = json.loads((folder.path / _LAST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _remember(folder: Folder, told: Told) -> None:
    """How long each step took, for the estimate of the next run."""
    if told.stands == told.anew:  # one that was gone on with says less than the whole
        kept = {"spent": dict(told.spent), "pairs": told.pairs}
        write_text(folder.path / _LAST, json.dumps(kept))


def _in_both(sentence: str) -> dict[str, str]:
    return {one: Words("registry", one)(sentence) for one in LANGUAGES}
