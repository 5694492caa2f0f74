"""Whether a PostgreSQL server keeps what it acknowledges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from imena.language import message
from imena.registry.engine.judgement import Judgement, Level

OLDEST = 15
_TIMEOUTS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")

#: setting → the values with which acknowledged acts can be lost or damage can pass unseen, and why
_UNSAFE: Mapping[str, tuple[frozenset[str], str]] = {
    "fsync": (
        frozenset({"off"}),
        message("A power cut may destroy the whole database ({name} is {value})."),
    ),
    "full_page_writes": (
        frozenset({"off"}),
        message("A power cut may leave half-written pages ({name} is {value})."),
    ),
    "synchronous_commit": (
        frozenset({"off"}),
        message("Acts are acknowledged before they are on the disk ({name} is {value})."),
    ),
    "data_checksums": (
        frozenset({"off"}),
        message("A damaged page would pass unseen ({name} is {value})."),
    ),
    "data_sync_retry": (
        frozenset({"on"}),
        message("A failed write would be taken for done ({name} is {value})."),
    ),
}
_REMEDY = {
    "data_checksums": message("Stop the server and run: pg_checksums --enable"),
    "": message("Set it right in postgresql.conf and restart the server."),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server says of itself; ``private``: over a socket, the loopback, or encrypted."""

    version: int
    settings: Mapping[str, str]
    private: bool


def facts_of(connection: Any) -> Facts:
    """Ask ``connection``, a connection of ``psycopg``."""
    names = [*_UNSAFE, *_TIMEOUTS]
    rows = connection.execute(
        "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names]
    ).fetchall()
    info = connection.info
    near = not info.host or info.host.startswith("/") or info.hostaddr in ("127.0.0.1", "::1")
    return Facts(info.server_version // 10000, dict(rows), near or info.pgconn.ssl_in_use)


def judge(facts: Facts) -> list[Judgement]:
    """Whether a case file may be written on such a server."""
    return [
        _version(facts.version),
        *(_setting(name, facts.settings.get(name, "")) for name in _UNSAFE),
        *(_timeout(name, facts.settings.get(name, "0")) for name in _TIMEOUTS),
        _private(private=facts.private),
    ]


def _version(version: int) -> Judgement:
    values = {"version": version, "oldest": OLDEST}
    if version >= OLDEST:
        return Judgement(
            "postgresql-version", Level.OK, message("PostgreSQL {version}."), values=values
        )
    return Judgement(
        "postgresql-version", Level.REFUSE,
        message("PostgreSQL {version} is older than {oldest}."),
        message("Move the data to a newer server: “imena backup”, then “imena restore” there."),
        values,
    )  # fmt: skip


def _setting(name: str, value: str) -> Judgement:
    unsafe, why = _UNSAFE[name]
    values = {"name": name, "value": value or "?"}
    check = "postgresql-" + name.replace("_", "-")
    # A setting that the server does not tell is not taken for a good one.
    if value and value not in unsafe:
        return Judgement(check, Level.OK, message("{name} is {value}."), values=values)
    return Judgement(check, Level.REFUSE, why, _REMEDY.get(name, _REMEDY[""]), values)


def _timeout(name: str, milliseconds: str) -> Judgement:
    check = "postgresql-" + name.replace("_", "-")
    if int(milliseconds) > 0:
        return Judgement(
            check, Level.OK,
            message("{name} is {seconds} s."),
            values={"name": name, "seconds": int(milliseconds) // 1000},
        )  # fmt: skip
    return Judgement(
        check, Level.WARN,
        message("One forgotten window can hold up everybody ({name} is 0)."),
        message("Take the setting out of DATABASE_URL: Imena then sets its own."),
        {"name": name},
    )  # fmt: skip


def _private(*, private: bool) -> Judgement:
    if private:
        return Judgement(
            "postgresql-wire", Level.OK, message("Nobody on the network can read along.")
        )
    return Judgement(
        "postgresql-wire", Level.REFUSE,
        message("What goes to the server and back is not encrypted."),
        message("Add sslmode=verify-full to DATABASE_URL."),
    )  # fmt: skip
