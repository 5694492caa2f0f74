"""Restore a backup: all of it, proved by the ledger, or nothing."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError

from imena import __version__
from imena.language import message
from imena.registry.backup import rows, target
from imena.registry.backup.refusals import BackupError
from imena.registry.backup.sealed import lines
from imena.registry.engine.key import key_file
from imena.registry.ledger import sequencer
from imena.registry.ledger.chain import Head
from imena.registry.ledger.heads import Heads
from imena.registry.ledger.verify import verify


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: how many rows and events, by which release and when it was backed up."""

    rows: int
    events: int
    release: str
    made_at: str


def restore(backup: Path, passphrase: str, *, kept: Heads | None = None) -> Restored:
    """Restore into the database of the settings, which must be empty.

    An SQLite file is made beside its place and moved there when its ledger has verified; on
    PostgreSQL everything is one transaction. ``kept`` are heads from outside: a backup made before
    them is refused.

    Raises
    ------
    BackupError
        Naming what is wrong with the backup, its passphrase, or the place; nothing was changed.
    """
    if connection.vendor == "postgresql":
        return _into_server(backup, passphrase, kept)
    return _into_file(backup, passphrase, kept, Path(str(connection.settings_dict["NAME"])))


def proved(backup: Path, passphrase: str, *, kept: Heads | None = None) -> Restored:
    """Restore into a file that is thrown away: shows that the backup can be relied on.

    It lies in the data folder while it is needed, encrypted under a key that goes with it: the
    backup itself may lie on a stick, where no database may be.

    Raises
    ------
    BackupError
        As :func:`restore`.
    """
    home = settings.HOME if settings.HOME.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=".proof-", dir=home) as folder:
        wrapper = target.file(Path(folder) / "proof.sqlite3")
        with target.using(wrapper):
            return _filled(backup, passphrase, kept)


def _into_file(backup: Path, passphrase: str, kept: Heads | None, place: Path) -> Restored:
    if place.exists() or key_file(place).exists():
        raise BackupError(message("There is a case file already: {file}."), file=place)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=place.parent) as folder:
        new = Path(folder) / place.name
        with target.using(target.file(new)):
            restored = _filled(backup, passphrase, kept)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # The key first: a key without its file opens nothing and hinders nothing but a repetition.
        key_file(new).rename(key_file(place))
        new.rename(place)
        descriptor = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return restored


def _into_server(backup: Path, passphrase: str, kept: Heads | None) -> Restored:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor)) & set(rows.tables())
    if there:
        raise BackupError(message("The database is not empty: it has the table {table}."),
                          table=min(there))  # fmt: skip
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        return _filled(backup, passphrase, kept)


def _filled(backup: Path, passphrase: str, kept: Heads | None) -> Restored:
    """Make the tables in the database in use, fill them, and hold them against the backup."""
    with backup.open("rb") as file:
        begun, told = _begin(file, passphrase)
        target.make_tables()
        try:
            with transaction.atomic():
                ended = _load(told)
                rows.settle()
                connection.check_constraints()
        except (ValueError, KeyError, TypeError, DatabaseError) as error:
            raise BackupError(
                message("The backup does not tell of a case file of this release: {why}"), why=error
            ) from error
    _compare(ended["end"])
    heads = Heads(ended["index"], {device: Head(*head) for device, head in ended["heads"].items()})
    events = _verified(heads, kept)
    return Restored(
        sum(count for count, _ in ended["end"].values()), events, begun["imena"], begun["made_at"]
    )


def _begin(file: IO[bytes], passphrase: str) -> tuple[dict[str, Any], Iterator[str]]:
    told = lines(file, passphrase)
    begun: dict[str, Any] = json.loads(next(told, "{}"))
    ours = MigrationLoader(None).disk_migrations
    known = sorted(name for app, name in ours if app == "registry")
    if begun.get("migrations") != known:
        raise BackupError(
            message(
                "The backup was made by release {theirs}, this is {ours}. Restore it with that "
                "release, then bring the case file up to this one."
            ),
            theirs=begun.get("imena", "?"),
            ours=__version__,
        )
    return begun, told


def _load(told: Iterator[str]) -> dict[str, Any]:
    """Fill the tables; gives the backup's last line."""
    models = rows.tables()
    ahead = json.loads(next(told, "{}"))
    while "table" in ahead:
        model = models.pop(ahead["table"])
        if ahead["columns"] != rows.columns(model):
            raise ValueError(f"other columns in {ahead['table']}")
        until: list[str] = []
        rows.load(model, _rows(told, until.append))
        ahead = json.loads(until[0])
    if models or "end" not in ahead or next(told, None) is not None:
        raise ValueError("it is not whole")
    return dict(ahead)


def _rows(told: Iterator[str], ends: Callable[[str], None]) -> Iterator[str]:
    """The rows up to the line that is none, which is handed to ``ends``."""
    for line in told:
        if not line.startswith("["):
            ends(line)
            return
        yield line
    ends("{}")


def _compare(ended: Mapping[str, Any]) -> None:
    """What stands in the tables now must be what stood in them when the backup was made."""
    for name, model in rows.tables().items():
        digest = rows.Digest()
        for line in rows.dumped(model):
            digest.add(line)
        if [digest.told().rows, digest.told().digest] != ended.get(name):
            raise BackupError(
                message("The table {table} does not come back as it was."), table=name
            )


def _verified(heads: Heads, kept: Heads | None) -> int:
    sequencer.link_waiting()
    found = verify(kept=heads)
    if found.findings:
        raise BackupError(
            message("The ledger in the backup does not verify: {n} findings, the first: {first}"),
            n=len(found.findings),
            first=found.findings[0].kind,
        )
    if kept is not None and any(f.kind in ("cut", "rewritten") for f in verify(kept=kept).findings):
        raise BackupError(
            message("The backup is older than the heads that were kept, or of another case file.")
        )
    return found.events
