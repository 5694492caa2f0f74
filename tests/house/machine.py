"""A bare machine, pretended: a checkout in a folder with spaces, and a PATH with little on it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT

PLAIN = ("awk", "cat", "cmp", "dirname", "env", "grep", "id", "mkdir", "readlink", "rm", "sh")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with spaces in its name, with `run`, and a bin folder with no Python in it."""
    checkout = tmp_path / "a place with spaces"
    (checkout / "bin").mkdir(parents=True)
    for name in ("run", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, checkout / name)
    for name in PLAIN:
        found = shutil.which(name)
        assert found, name
        (checkout / "bin" / name).symlink_to(found)
    return checkout


def run(machine: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `run` with nothing in the environment but what is said."""
    return subprocess.run(
        [machine / "run", *arguments],
        env={"PATH": str(machine / "bin"), "IMENA_LANGUAGE": "en", **environment},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def pretend(machine: Path, name: str, script: str, folder: str = "bin") -> None:
    """Put a program on the machine that only runs ``script``."""
    path = machine / folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def install(machine: Path, level: str, pretended_python: str) -> None:
    """An installation as `run` leaves it, around a pretended Python."""
    pretend(machine, "python3.11", pretended_python)
    (machine / ".venv" / "bin").mkdir(parents=True)
    (machine / ".venv" / "bin" / "python").symlink_to(machine / "bin" / "python3.11")
    texts = [(machine / name).read_text("utf-8") for name in ("pyproject.toml", "uv.lock")]
    head = f"{level}\n{machine.resolve()}\n{(machine / 'bin' / 'python3.11').resolve()}\n"
    (machine / ".venv" / f"imena-{level}").write_text(head + "".join(texts), encoding="utf-8")
