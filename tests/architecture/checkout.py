"""The files of the checkout, without what tools leave in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "src" / "imena"
_LEFT_BY_TOOLS = {"build", "demo", "site", "__pycache__"}
_NOT_OURS = {"uv.lock", "LICENSE"}
#: Written by a program of ours from what is checked elsewhere.
_MADE = {"src/imena/registry/migrations/0001_initial.py"}
_TEXT = {".py", ".md", ".toml", ".po", ".json", ".csv", ".css", ".js", ".html", ".svg", ".txt", ""}


def _files() -> Iterator[Path]:
    for folder, inside, files in os.walk(ROOT):
        here = Path(folder)
        inside[:] = [d for d in inside if d == ".ci" or not d.startswith(".")]
        inside[:] = [d for d in inside if not (here == ROOT and d in _LEFT_BY_TOOLS)]
        inside[:] = sorted(d for d in inside if d != "__pycache__")
        yield from (here / f for f in sorted(files))


def name_of(path: Path) -> str:
    """The path inside the checkout."""
    return path.relative_to(ROOT).as_posix()


FILES = tuple(_files())
PYTHON = tuple(p for p in FILES if p.suffix == ".py" and name_of(p) not in _MADE)
TEXTS = tuple(p for p in FILES if p.suffix in _TEXT and p.name not in _NOT_OURS)
SOURCES = tuple(p for p in PYTHON if p.is_relative_to(PACKAGE))
