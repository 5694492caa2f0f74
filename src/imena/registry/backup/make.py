"""Make a backup, and do not call it one before it was restored."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from imena import __version__
from imena.language import message
from imena.registry import clock
from imena.registry.backup import rows, target
from imena.registry.backup.refusals import BackupError
from imena.registry.backup.restore import proved
from imena.registry.backup.sealed import Sealer
from imena.registry.ledger import sequencer
from imena.registry.ledger.canonical import instant
from imena.registry.ledger.heads import Heads
from imena.registry.models import Link

#: A passphrase guards the whole case file wherever the backup is carried.
SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Made:
    """A backup: how large (in bytes), of how many rows, and how the chains ended."""

    size: int
    rows: int
    heads: Heads


def back_up(out: Path, passphrase: str) -> Made:
    """Write the case file to ``out`` and prove that it can be restored from there.

    Everything is read as it was at one moment; nobody has to wait meanwhile. ``out`` appears only
    when the proof was made.

    Raises
    ------
    BackupError
        When ``out`` is there already, the passphrase is shorter than 12 characters, or what was
        written did not restore to a case file whose ledger verifies.
    OSError
        When ``out`` cannot be written.
    """
    if out.exists():
        raise BackupError(
            message("{file} is there already; backups are not overwritten."), file=out
        )
    if len(passphrase) < SHORTEST:
        raise BackupError(message("The passphrase needs {n} characters at least."), n=SHORTEST)
    if connection.vendor == "postgresql":
        sequencer.link_waiting()
    new = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        with new.open("xb") as file:
            with suppress(OSError):  # a stick may know no rights
                new.chmod(0o600)
            sealer = Sealer(file, passphrase)
            with at_one_moment():
                heads, count = _write(sealer)
            sealer.close()
            file.flush()
            os.fsync(file.fileno())
            # What is proved must be what the disk has, not what memory remembers of it.
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        proved(new, passphrase)
        new.rename(out)
        _settle(out.parent)
        return Made(out.stat().st_size, count, heads)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Read the database of the settings as it is now, whatever is written meanwhile."""
    with target.using(target.another()), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        else:
            cursor.execute("BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _write(sealer: Sealer) -> tuple[Heads, int]:
    applied = sorted(
        name
        for app, name in MigrationRecorder(connection).applied_migrations()
        if app == "registry"
    )
    begun: dict[str, Any] = {
        "imena": __version__,
        "made_at": instant(clock.now()),
        "engine": connection.vendor,
        "migrations": applied,
    }
    sealer.line(json.dumps(begun))
    counted: dict[str, rows.Counted] = {}
    for name, model in rows.tables().items():
        sealer.line(json.dumps({"table": name, "columns": rows.columns(model)}))
        digest = rows.Digest()
        for line in rows.dumped(model):
            digest.add(line)
            sealer.line(line)
        counted[name] = digest.told()
    last = Link.objects.order_by("-index").values_list("index", flat=True).first()
    heads = Heads(last or 0, sequencer.heads())
    ended = {
        "end": {name: [told.rows, told.digest] for name, told in counted.items()},
        "index": heads.index,
        "heads": {device: [head.seq, head.hash] for device, head in heads.heads.items()},
    }
    sealer.line(json.dumps(ended))
    return heads, sum(told.rows for told in counted.values())


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
