"""The key of the encrypted file.

Beside the database lies ``NAME.key``, readable by its owner alone: a random device secret, and how
a passphrase becomes a key. With a passphrase (``IMENA_PASSPHRASE``, or the first line of the file
``IMENA_PASSPHRASE_FILE``) the key is Argon2id of both [1]_, so that neither the folder nor the
passphrase alone opens anything. Without one the secret itself is the key, which keeps the data only
from someone who gets the database but not the folder: ``imena doctor`` warns.

References
----------
.. [1] RFC 9106, Argon2 Memory-Hard Function; section 4, second recommended option (64 MiB).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_KEY_BYTES = 32
_ARGON2ID = {"iterations": 3, "lanes": 4, "memory_cost": 64 * 1024}


class UnlockError(Exception):
    """The file cannot be unlocked as asked."""


class PassphraseMissingError(UnlockError):
    """The database is locked with a passphrase, and none was given."""


class PassphraseUnusedError(UnlockError):
    """A passphrase was given for a database that was made without one."""


class KeyFileMissingError(UnlockError):
    """The database is there, the key file beside it is not."""


class WrongKeyError(UnlockError):
    """The key does not open the file: another passphrase, another key file, a damaged beginning."""


def key_file(database: Path) -> Path:
    """Where the key of ``database`` is kept."""
    return database.with_name(database.name + ".key")


def passphrase() -> str | None:
    """What the environment gives; ``None`` when it gives nothing."""
    if said := os.environ.get("IMENA_PASSPHRASE"):
        return said
    if path := os.environ.get("IMENA_PASSPHRASE_FILE"):
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        return lines[0] if lines and lines[0] else None
    return None


def has_passphrase(database: Path) -> bool:
    """Whether ``database`` is locked with a passphrase. It must have its key file."""
    return bool(_read(key_file(database))["passphrase"])


def key_for(database: Path) -> bytes:
    """The 32-byte key of ``database``; a new one is made when neither file exists yet.

    Raises
    ------
    UnlockError
        When the key cannot be made: the key file or the passphrase is missing, or a passphrase
        is given that the database does not have.
    """
    kept = key_file(database)
    said = passphrase()
    if not kept.exists():
        if database.exists() and database.stat().st_size:
            raise KeyFileMissingError(str(kept))
        _make(kept, with_passphrase=said is not None)
    made = _read(kept)
    if made["passphrase"] and said is None:
        raise PassphraseMissingError(str(database))
    if not made["passphrase"] and said is not None:
        raise PassphraseUnusedError(str(database))
    return _derive(said, json.dumps(made, sort_keys=True))


@cache
def _derive(said: str | None, made_of: str) -> bytes:
    made = json.loads(made_of)
    secret = bytes.fromhex(made["secret"])
    if said is None:
        return hashlib.sha256(b"imena-database-key-v1\0" + secret).digest()
    return Argon2id(
        salt=bytes.fromhex(made["salt"]), length=_KEY_BYTES, secret=secret, **made["argon2id"]
    ).derive(said.encode())


def _make(kept: Path, *, with_passphrase: bool) -> None:
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = {
        "v": 1,
        "passphrase": with_passphrase,
        "secret": secrets.token_hex(_KEY_BYTES),
        "salt": secrets.token_hex(16),
        "argon2id": _ARGON2ID,
    }
    # A key must be on the disk, whole and under its name, before anything is encrypted with it.
    new = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(made, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        # Of two processes that both make the first key, one wins; the other reads the winner's.
        try:
            os.link(new, kept)
        except FileExistsError:
            return
    finally:
        new.unlink()
    folder = os.open(kept.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(kept: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(kept.read_text(encoding="ascii"))
    if made.get("v") != 1:
        raise UnlockError(f"{kept}: version {made.get('v')!r}")
    return made
