"""A case file to be hurt: how it is begun, written to, and held to what it promised."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imena.registry.actor import Actor

NAME = "imena.sqlite3"
#: After so many faults another case file is taken: each is verified whole after every fault.
FRESH = 50
#: Pages of a checkpoint: few, so that a short run has many.
_CHECKPOINT = 100


@dataclass
class Found:
    """What one fault did: how often it was tried, what was acknowledged, what was broken."""

    fault: str
    tries: int = 0
    acknowledged: int = 0
    failed_acts: int = 0
    violations: list[str] = field(default_factory=list)


def begin(folder: Path, url: str = "") -> Actor:
    """Make a case file in ``folder``, or at ``url``, and somebody who may write in it."""
    os.environ["DATABASE_URL"] = url
    os.environ["IMENA_HOME"] = str(folder)
    from imena.registry.start import start

    start()
    from django.core.management import call_command
    from django.db import connection

    from imena.registry.services.people import begin_operation

    call_command("migrate", verbosity=0, interactive=False)
    people = [("first", "Перша Вигадана", "x" * 16), ("second", "Другий Вигаданий", "x" * 16)]
    _, (administrator, _) = begin_operation(code="FLT", name_uk="Збої", administrators=people)
    connection.close()
    return replace(administrator, roles=frozenset({"prosecutor"}))


@contextmanager
def opened(folder: Path, *, weakened: bool = False) -> Iterator[None]:
    """Use the case file in ``folder`` inside the block, as after a restart.

    ``weakened``: acknowledging before the disk has it, as other programs do.
    """
    from django.db import connection

    from imena.registry.engine.sqlite.base import FAILED

    connection.close()
    connection.settings_dict["NAME"] = str(folder / NAME)
    FAILED.discard(str(folder / NAME))
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
            if weakened:
                cursor.execute("PRAGMA synchronous = NORMAL")
        yield
    finally:
        connection.close()


def copied(source: Path, target: Path) -> Path:
    """A copy of a closed case file."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def write(actor: Actor, key: str) -> None:
    """One act that makes two records. Coming again with its key it changes nothing."""
    from imena.registry.models import ControlPeriod, Site
    from imena.registry.refusals import Repeated
    from imena.registry.services.act import act
    from imena.registry.services.scene import OPEN_SITE

    try:
        with act(actor, OPEN_SITE, key=key) as doing:
            site = doing.create(Site, code=key, name_uk=f"Вигадане місце {key}")
            doing.create(ControlPeriod, site=site, holder="unknown", source="вигадано " * 40)
    except Repeated:
        pass


def broken(acknowledged: Collection[str]) -> Iterator[str]:
    """Everything in which the open case file does not keep its promises."""
    from django.db import connection

    from imena.registry.engine.judgement import Level
    from imena.registry.engine.sqlite.judged import judge_whole
    from imena.registry.ledger.verify import verify
    from imena.registry.models import ControlPeriod, Event, Site

    keys = set(Event.objects.filter(key__isnull=False).values_list("key", flat=True))
    if lost := set(acknowledged) - keys:
        yield f"{len(lost)} acknowledged acts are gone: {min(lost)}"
    if not len(keys) == Site.objects.count() == ControlPeriod.objects.count():
        yield "an act is there in part"
    for finding in verify().findings:
        yield f"ledger: {finding}"
    for judgement in judge_whole(connection.connection) if connection.vendor == "sqlite" else ():
        if judgement.level is not Level.OK:
            yield judgement.says.format(**judgement.values)


def is_broken(found: Found, acknowledged: Collection[str], after: str) -> None:
    """Add what is broken in the open case file to ``found``."""
    try:
        found.violations += [f"{after}: {what}" for what in broken(acknowledged)]
    except Exception as error:  # whatever it is, a case file that cannot be read is a violation
        found.violations.append(f"{after}: {error!r}")
        print(f"{after}: {error!r}", file=sys.stderr)
