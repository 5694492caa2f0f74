"""Which database an address means."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from imena.registry.engine.place import Room

SQLITE = "imena.registry.engine.sqlite"
POSTGRESQL = "imena.registry.engine.postgresql"
FILE_NAME = "imena.sqlite3"

# Milliseconds. A clerk's screen gives up before these; a lock held longer is somebody's lunch.
_TIMEOUTS = {
    "statement_timeout": 60_000,
    "lock_timeout": 20_000,
    "idle_in_transaction_session_timeout": 60_000,
}


class AddressError(ValueError):
    """``DATABASE_URL`` names no database that a case file can live in."""


def database_settings(url: str, home: Path, room: Room | None = None) -> dict[str, Any]:
    """Django's settings for the database at ``url``; for an empty one, the file in ``home``.

    Addresses: ``postgresql://user:password@host:port/name?sslmode=…`` (``?host=/folder`` for a
    socket) and ``sqlite:////absolute/path``. Parameters after ``?`` go to libpq as they are, but
    for ``imena_throwaway=yes``, which takes a server whose data may be lost: for tests.

    Raises
    ------
    AddressError
        For anything else. The address itself, which may hold a password, is not repeated.
    """
    if not url:
        return _sqlite(home / FILE_NAME, room)
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and parts.path.startswith("//"):
        return _sqlite(Path(unquote(parts.path[1:])), room)
    if parts.scheme in ("postgresql", "postgres") and parts.path.strip("/"):
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        settings = " ".join(f"-c {name}={value}" for name, value in _TIMEOUTS.items())
        options["options"] = f"{settings} {options.get('options', '')}".strip()
        if options.pop("imena_throwaway", "") == "yes":
            options["throwaway"] = True
        return {
            "ENGINE": POSTGRESQL,
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or options.pop("host", "")),
            "PORT": str(parts.port or options.pop("port", "")),
            "OPTIONS": options,
        }
    raise AddressError("DATABASE_URL must be postgresql://…/name or sqlite:////path")


def _sqlite(path: Path, room: Room | None) -> dict[str, Any]:
    return {
        "ENGINE": SQLITE,
        "NAME": str(path),
        # A transaction that will write takes its lock at once: one that only finds out half-way
        # that another writer came first could not be repeated without losing what it had read.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "room": room or Room()},
    }
