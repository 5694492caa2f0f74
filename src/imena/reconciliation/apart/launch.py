"""What the pages ask: to begin a reconciliation, to stop it, to go on, and how it stands.

It is at work in a process of its own (:mod:`imena.reconciliation.apart.child`), which outlasts the
request, the worker that answered it and the pages themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from imena.language import message
from imena.reconciliation.apart.asked import Asked
from imena.reconciliation.apart.child import AT_WORK, BUSY
from imena.reconciliation.apart.folder import Folder
from imena.reconciliation.apart.told import Told
from imena.registry.actor import Actor
from imena.registry.permissions import Need, Reach, may
from imena.registry.queries.marker_sets import marker_set_of
from imena.registry.queries.reconciliation import unfinished
from imena.registry.refusals import NotAllowed, Refused
from imena.registry.services import reconciliation
from imena.registry.services.acts import Act

if TYPE_CHECKING:
    from imena.registry.models import Run

_AT_WORK = message("A comparison is at work already: wait for it, or stop it.")
_UNFINISHED = message("A run is not finished: go on with it, or give it up.")
_NONE = message("No run is unfinished.")
_MARKERS = message("The marker set of this run is not kept here: give it up and begin another.")
_NOT_BEGUN = message("The comparison could not be begun; the server’s own log says why.")


@dataclass(frozen=True, slots=True)
class Stands:
    """How it stands: ``working``, or the ``run`` that is unfinished was ``stopped`` by somebody or
    else cut off. ``told`` is what was told last; ``may_go_on`` whether its markers are kept."""

    working: bool
    run: Run | None
    told: Told | None
    stopped: bool
    may_go_on: bool


def stands(actor: Actor) -> Stands:
    """How it stands in the actor's operation, for who may read its runs."""
    if may(actor, "comparison", Need.READ).reach is not Reach.ALL:
        return Stands(False, None, None, False, False)
    folder = Folder.of(actor.operation)
    working, told, run = folder.is_held(), folder.told(), unfinished(actor)
    return Stands(
        working,
        run,
        told,
        bool(run and told and told.run == run.number and told.ended == "stopped"),
        run is not None and marker_set_of(actor, run.markers) is not None,
    )


def begin(actor: Actor, asked: Asked) -> None:
    """Begin a new one; it is at work when this returns.

    Raises
    ------
    Refused
        Where one is at work or unfinished.
    """
    _check(actor, reconciliation.BEGIN)
    if unfinished(actor) is not None and not Folder.of(actor.operation).is_held():
        raise Refused(_UNFINISHED)
    _launch(actor.reading_for(asked.why), replace(asked, going_on=False))


def go_on(actor: Actor) -> None:
    """Go on with the one that was stopped or cut off, as it was asked for.

    Raises
    ------
    Refused
        Where none is unfinished, its markers are not kept, or it is at work.
    """
    _check(actor, reconciliation.BEGIN)
    run = unfinished(actor)
    if run is None:
        raise Refused(_NONE)
    if marker_set_of(actor, run.markers) is None:
        raise Refused(_MARKERS)
    _launch(actor.reading_for(run.why or actor.purpose), Asked.again(run))


def stop(actor: Actor) -> None:
    """Whoever is at work stops; what is compared stands, and may be gone on with."""
    _check(actor, reconciliation.FAIL)
    folder = Folder.of(actor.operation)
    if folder.is_held():
        folder.ask_to_stop()


def give_up(actor: Actor, why: str) -> None:
    """The one that is unfinished is not gone on with.

    Raises
    ------
    Refused
        Where none is unfinished, or it is at work.
    """
    _check(actor, reconciliation.FAIL)
    run, folder = unfinished(actor), Folder.of(actor.operation)
    if run is None:
        raise Refused(_NONE)
    if folder.is_held():
        raise Refused(_AT_WORK)
    reconciliation.fail(actor, run, why=why)
    folder.throw_away()


def _check(actor: Actor, what: Act) -> None:
    answer = may(actor, what.area, what.need)
    if answer.reach is not Reach.ALL:
        raise NotAllowed(answer, what.sentence)


def _launch(actor: Actor, asked: Asked) -> None:
    folder = Folder.of(actor.operation)
    if folder.is_held():
        raise Refused(_AT_WORK)
    line: dict[str, Any] = {
        "folder": str(folder.path.absolute()),
        "user": str(actor.user),
        "operation": str(actor.operation),
        "purpose": actor.purpose,
        "asked": asdict(asked),
    }
    # A session of its own: what interrupts the server at its terminal does not interrupt the work.
    process = subprocess.Popen(
        [sys.executable, "-m", "imena.reconciliation.apart.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env=dict(os.environ),
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        try:
            process.stdin.write(json.dumps(line) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline().strip()
        except OSError:
            answer = ""
    # So that it does not stay in the table of processes once it has ended.
    threading.Thread(target=process.wait, daemon=True).start()
    if answer == BUSY:
        raise Refused(_AT_WORK)
    if answer != AT_WORK:
        raise Refused(_NOT_BEGUN)
