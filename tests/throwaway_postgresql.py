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
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

_DEBIAN = Path("/usr/lib/postgresql")
_PR_SET_PDEATHSIG = 1
_THERE = "SELECT 1 FROM pg_database WHERE datname = 'imena'"
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
    with prepared(**settings) as made, made.running():
        yield made.url


@contextmanager
def prepared(**settings: str) -> Iterator[Server]:
    """A server that can be started, killed and started again on the same data."""
    folder = programs()
    if folder is None:
        raise FileNotFoundError("initdb is not here")
    home = Path(tempfile.mkdtemp(prefix="imena-pg-"))
    made = Server(folder, home, _unprivileged(), _SETTINGS | settings)
    try:
        made.initialise()
        yield made
    finally:
        shutil.rmtree(home, ignore_errors=True)


def kept(home: Path, **settings: str) -> Server:
    """A server whose data stay in ``home``: made there the first time, found there afterwards."""
    folder = programs()
    if folder is None:
        raise FileNotFoundError("initdb is not here")
    made = Server(folder, home, _unprivileged(), _SETTINGS | settings)
    if not (home / "data").exists():
        home.mkdir(parents=True, exist_ok=True)
        made.initialise()
    return made


@dataclass
class Server:
    """A server in ``home``, run by the programs in ``folder`` as ``owner``."""

    folder: Path
    home: Path
    owner: pwd.struct_passwd | None
    settings: dict[str, str]

    @property
    def url(self) -> str:
        """Its address."""
        return f"postgresql://imena@/imena?host={quote(str(self.home))}&imena_throwaway=yes"

    def initialise(self) -> None:
        """Make its data, in a folder that is its own."""
        if self.owner:
            os.chown(self.home, self.owner.pw_uid, self.owner.pw_gid)
        _initialise(self.folder, self.home, self.owner)

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run it while the block runs; what is left of it then is stopped at once."""
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        with (
            (self.home / "log").open("ab") as log,
            subprocess.Popen(
                [self.folder / "postgres", "-D", self.home / "data", "-k", self.home, *options],
                stdout=log, stderr=log, cwd="/", env=_environment(), preexec_fn=_die_with_tests,
                **_as(self.owner),
            ) as process,
        ):  # fmt: skip
            try:
                _create_database(process, self.home)
                yield process
            finally:
                process.send_signal(signal.SIGQUIT)  # immediate: nothing in it is to be kept
                process.wait(timeout=30)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a running server and everything it started, as a flat battery does."""
    os.kill(process.pid, signal.SIGSTOP)  # so that it starts nothing more meanwhile
    for child in _children(process.pid):
        os.kill(child, signal.SIGKILL)
    process.kill()
    process.wait()


def _children(parent: int) -> Iterator[int]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of the program, in brackets, may hold anything.
            fields = status.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            yield int(status.parent.name)


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


def _create_database(process: subprocess.Popen[bytes], home: Path) -> None:
    import psycopg

    until = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(host=str(home), user="imena", dbname="postgres") as connection:
                connection.autocommit = True
                if not connection.execute(_THERE).fetchone():
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
