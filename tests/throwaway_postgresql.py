"""A PostgreSQL server of the tests' own: made in a temporary folder, gone with the tests.

It listens on a socket in a folder that only its user may enter, never on the network, and syncs
nothing: its data are not worth a disk's time.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

_DEBIAN = Path("/usr/lib/postgresql")
_PR_SET_PDEATHSIG = 1
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}


def programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``: the newest Debian has, else what PATH finds."""
    debian = sorted(
        (folder for folder in _DEBIAN.glob("*/bin") if (folder / "initdb").exists()),
        key=lambda folder: float(folder.parent.name),
    )
    if debian:
        return debian[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def server(**settings: str) -> Iterator[str]:
    """Run a server while the block runs; gives its address as ``DATABASE_URL`` wants it.

    ``settings`` replace those that make it fast and forgetful.
    """
    folder = programs()
    if folder is None:
        raise FileNotFoundError("initdb is not here")
    home = Path(tempfile.mkdtemp(prefix="imena-pg-"))
    owner = _unprivileged()
    try:
        if owner:
            os.chown(home, owner.pw_uid, owner.pw_gid)
        _initialise(folder, home, owner)
        with _running(folder, home, owner, _SETTINGS | settings):
            yield f"postgresql://imena@/imena?host={quote(str(home))}&imena_throwaway=yes"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("neither postgres nor nobody is a user here")


def _initialise(folder: Path, home: Path, owner: pwd.struct_passwd | None) -> None:
    subprocess.run(
        [
            folder / "initdb", "--pgdata", home / "data", "--username", "imena",
            "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8",
            "--data-checksums", "--no-sync", "--no-instructions",
        ],
        check=True, stdout=subprocess.DEVNULL, cwd="/", env=_environment(), **_as(owner),
    )  # fmt: skip


@contextmanager
def _running(
    folder: Path, home: Path, owner: pwd.struct_passwd | None, settings: dict[str, str]
) -> Iterator[None]:
    options = [f"--{name}={value}" for name, value in settings.items()]
    with (
        (home / "log").open("wb") as log,
        subprocess.Popen(
            [folder / "postgres", "-D", home / "data", "-k", home, *options],
            stdout=log, stderr=log, cwd="/", env=_environment(), preexec_fn=_die_with_tests,
            **_as(owner),
        ) as process,
    ):  # fmt: skip
        try:
            _create_database(process, home)
            yield
        finally:
            process.send_signal(signal.SIGQUIT)  # immediate: nothing in it is to be kept
            process.wait(timeout=30)


def _create_database(process: subprocess.Popen[bytes], home: Path) -> None:
    import psycopg

    until = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(host=str(home), user="imena", dbname="postgres") as connection:
                connection.autocommit = True
                connection.execute("CREATE DATABASE imena")
                return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((home / "log").read_text(errors="replace")) from None
            time.sleep(0.05)


class _Identity(TypedDict):
    user: int | None
    group: int | None
    extra_groups: tuple[int, ...] | None


def _as(owner: pwd.struct_passwd | None) -> _Identity:
    if owner is None:
        return {"user": None, "group": None, "extra_groups": None}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": ()}


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _die_with_tests() -> None:
    """Stop the server even when the tests are killed and clean nothing up."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
