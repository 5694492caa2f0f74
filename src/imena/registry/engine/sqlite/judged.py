"""Whether an SQLite connection keeps what it acknowledges, and whom it keeps out."""

from __future__ import annotations

import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from imena.language import message
from imena.registry.engine.judgement import Judgement, Level
from imena.registry.engine.key import has_passphrase, key_file

#: The first release in which two connections that write and checkpoint cannot spoil a file.
SAFE_LOG = (3, 51, 3)
_FULL = 2

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
#: Steps of SQLite's machine between two looks at the clock.
_STEPS = 2_000


#: After an error of the disk.
FAILED_DISK = Judgement(
    "disk-error",
    Level.REFUSE,
    message("The disk failed; until Imena is started again nothing more is written."),
    message("Look at the disk. What was acknowledged is read back when Imena starts."),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a connection says of itself; ``key_mode`` are the permissions of the key file."""

    version: tuple[int, int, int]
    cipher: str
    journal: str
    synchronous: int
    foreign_keys: bool
    passphrase: bool
    key_mode: int


def facts_of(connection: Any, database: Path) -> Facts:
    """Ask ``connection``, a connection of ``sqlcipher3`` to ``database``."""

    def ask(question: str) -> Any:
        row = connection.execute(question).fetchone()
        return row[0] if row else ""

    major, minor, patch = (int(part) for part in ask("SELECT sqlite_version()").split("."))
    return Facts(
        version=(major, minor, patch),
        cipher=ask("PRAGMA cipher_version"),
        journal=ask("PRAGMA journal_mode"),
        synchronous=ask("PRAGMA synchronous"),
        foreign_keys=bool(ask("PRAGMA foreign_keys")),
        passphrase=has_passphrase(database),
        key_mode=stat.S_IMODE(key_file(database).stat().st_mode),
    )


def judge(facts: Facts) -> list[Judgement]:
    """Whether a case file may be written through such a connection."""
    return [
        _version(facts),
        _yes(
            "sqlite-synchronous",
            facts.synchronous >= _FULL,
            message("Every act is on the disk before it is acknowledged."),
            message("Acts are acknowledged before they are on the disk (synchronous is not FULL)."),
        ),
        _yes(
            "sqlite-foreign-keys",
            facts.foreign_keys,
            message("No record may point to one that is not there."),
            message("Records may point to ones that are not there (foreign_keys is off)."),
        ),
        _yes(
            "encryption",
            bool(facts.cipher),
            message("The file is encrypted."),
            message("The file is not encrypted: this SQLite has no SQLCipher."),
        ),
        _yes(
            "key-file",
            not facts.key_mode & 0o077,
            message("The key file is its owner’s alone."),
            message("Others on this machine may read the key file."),
            message("Take their rights away: chmod 600 on the .key file beside the database."),
        ),
        _passphrase(facts),
    ]


def _yes(check: str, well: bool, good: str, bad: str, advice: str = "") -> Judgement:
    if well:
        return Judgement(check, Level.OK, good)
    return Judgement(check, Level.REFUSE, bad, advice or message("Install Imena anew."))


def _version(facts: Facts) -> Judgement:
    version = ".".join(map(str, facts.version))
    if facts.version >= SAFE_LOG:
        return Judgement(
            "sqlite-version", Level.OK, message("SQLite {version}."), values={"version": version}
        )
    wanted = {"version": version, "wanted": ".".join(map(str, SAFE_LOG))}
    if facts.journal == "wal":
        return Judgement(
            "sqlite-version", Level.REFUSE,
            message("SQLite {version} can spoil a file with a write-ahead log; {wanted} cannot."),
            message("Install Imena anew."), wanted,
        )  # fmt: skip
    return Judgement(
        "sqlite-version", Level.WARN,
        message("SQLite {version} is older than {wanted}: one writes while nobody reads."),
        message("Install Imena anew."), wanted,
    )  # fmt: skip


def _passphrase(facts: Facts) -> Judgement:
    if facts.passphrase:
        return Judgement("passphrase", Level.OK, message("The key needs a passphrase."))
    return Judgement(
        "passphrase", Level.WARN,
        message("Whoever takes the data folder can read it: the key needs no passphrase."),
        message(
            "Back up, then restore into a new folder with IMENA_PASSPHRASE set."
        ),
    )  # fmt: skip


def judge_whole(connection: Any) -> list[Judgement]:
    """Read every page: both SQLCipher's seals and SQLite's own order. Takes minutes a gigabyte.

    Neither check sees all that the other does: a flipped bit in a value is in order, and a page
    that was sealed wrongly by a fault in memory has a good seal.
    """
    unordered = [r[0] for r in connection.execute("PRAGMA integrity_check(10)") if r[0] != "ok"]
    dangling = connection.execute("PRAGMA foreign_key_check").fetchmany(10)
    return [
        _seals(connection),
        _whole("page-order", unordered, message("Tables and indexes agree.")),
        _whole("page-references", dangling, message("No record points to one that is not there.")),
    ]


def judge_part(connection: Any, *, begin: int, seconds: float) -> Judgement:
    """Read tables for so many seconds, beginning with another one for each ``begin``: each page
    that is read proves its seal, and its place in the table's order is checked."""
    names = [row[0] for row in connection.execute(_TABLES)]
    first = begin % max(1, len(names))
    until = time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
    found: list[Any] = []
    try:
        for name in names[first:] + names[:first]:
            check = f'PRAGMA quick_check("{name}")'
            found += [row[0] for row in connection.execute(check) if row[0] != "ok"]
    except dbapi2.OperationalError as error:
        if "interrupted" not in str(error):
            found.append(error)
    except dbapi2.DatabaseError as error:
        found.append(error)
    finally:
        connection.set_progress_handler(None, 0)
    return _whole("pages", found, message("The pages that were read are whole."))


def _seals(connection: Any) -> Judgement:
    # The seals are read in the file itself. A page that the power tore there is whole in the log,
    # and until the log is written back its seal says nothing. Whoever works is not waited for long.
    connection.execute("PRAGMA busy_timeout = 1000")
    waits, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if waits:
        return Judgement(
            "page-seals", Level.WARN,
            message("The seals of the pages were not looked at: others are working."),
            message("Ask again when nobody else has the case file open."),
        )  # fmt: skip
    broken = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
    return _whole("page-seals", broken, message("The seal of every page is whole."))


def _whole(check: str, found: list[Any], good: str) -> Judgement:
    if not found:
        return Judgement(check, Level.OK, good)
    return Judgement(
        check, Level.REFUSE,
        message("The database is damaged ({n} places at least; the first: {first})."),
        message("Write nothing more; copy the folder away and restore the last good backup."),
        {"n": len(found), "first": str(found[0])},
    )  # fmt: skip
