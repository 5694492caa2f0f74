"""The demonstration’s case file: an invented operation played into a folder of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imena.invented.site import InventedSite
    from imena.registry.actor import Actor
    from imena.rehearsal.played import Played

#: Lies in a case file that may be thrown away, since everybody in it is invented.
MARK = "INVENTED.txt"
_MARKED = (
    "Усі люди в цій справі вигадані. ./run demo видаляє цю теку й створює її знову.\n"
    "Everybody in this case file is invented. ./run demo removes this folder and makes it anew.\n"
)
#: What could lead the play to a case file of somebody’s.
_ELSEWHERE = ("DATABASE_URL", "IMENA_PASSPHRASE", "IMENA_PASSPHRASE_FILE", "IMENA_RESCUE")


class NotOursError(Exception):
    """There is a folder in the way that the demonstration did not make."""


@dataclass(frozen=True)
class Kept:
    """What was played, and what going through its ledger found: events, and faults as text.

    ``users`` are one user name for each role.
    """

    played: Played
    events: int
    faults: tuple[str, ...]
    users: Mapping[str, str] = field(default_factory=dict)


def play_into(
    folder: Path, site: InventedSite, posteriors: Mapping[str, float], markers: Path
) -> Kept:
    """Make ``folder`` anew and play the operation into it, in a process of its own.

    ``markers`` is the file of the marker set with which its analyst compares everybody.

    Whichever case file this process may have open, or the environment names, is left alone.

    Raises
    ------
    NotOursError
        Where ``folder`` is there and the demonstration did not make it.
    """
    if folder.exists() and not (folder / MARK).exists():
        raise NotOursError(str(folder))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    (folder / MARK).write_text(_MARKED, encoding="utf-8")
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_played, folder.absolute(), site, dict(posteriors), markers).result()


def _played(
    folder: Path, site: InventedSite, posteriors: Mapping[str, float], markers: Path
) -> Kept:
    open_instead(folder)
    from imena.registry.start import start

    start()
    from django.core.management import call_command
    from django.db import transaction

    from imena.reconciliation.marker_set import read_marker_set
    from imena.reconciliation.run import reconcile
    from imena.registry.ledger.verify import verify
    from imena.registry.services import marker_sets
    from imena.rehearsal.cast import PEOPLE
    from imena.rehearsal.play import play

    marker_set = read_marker_set(markers)

    def compare(analyst: Actor) -> object:
        # Kept, so that whoever looks round presses “Compare” on the page without a file.
        marker_sets.keep(analyst, name=markers.name, content=markers.read_bytes())
        return reconcile(analyst, marker_set)

    call_command("migrate", verbosity=0, interactive=False)
    # Committed once: that each act outlasts a power cut is not what is shown here.
    with transaction.atomic():
        played = play(site, posteriors=posteriors, compare=compare)
    verified = verify()
    users = {role: user for user, (_, role) in reversed([*PEOPLE.items()])}
    return Kept(played, verified.events, tuple(map(str, verified.findings)), users)


def open_instead(folder: Path) -> None:
    """Let this process open the case file in ``folder``, whichever the environment names."""
    for name in _ELSEWHERE:
        os.environ.pop(name, None)
    os.environ["IMENA_HOME"] = str(folder.absolute())
