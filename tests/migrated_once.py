"""A SQLite file in which every migration has run, kept for the next run of the tests.

Django builds every model anew for every step of a migration: four seconds before the first test of
the case file. What a migration reads decides the file's name; ``--create-db`` migrates afresh.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import django

_CHECKOUT = Path(__file__).parent.parent
_REGISTRY = _CHECKOUT / "src" / "imena" / "registry"
_READ_BY_MIGRATIONS = ("migrations/*.py", "ledger/triggers.py", "vocabulary/*", "terms.py")
_SUFFIXES = ("", ".key")


def _kept() -> Path:
    digest = hashlib.sha256(django.__version__.encode())
    digest.update((_REGISTRY.parent / "settings.py").read_bytes())  # which applications there are
    for pattern in _READ_BY_MIGRATIONS:
        for path in sorted(p for p in _REGISTRY.glob(pattern) if p.is_file()):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return _CHECKOUT / ".cache" / "migrated" / digest.hexdigest()[:16]


def take(database: Path) -> bool:
    """Copy the kept file to ``database``; false when there is none."""
    kept = _kept()
    if not kept.is_dir():
        return False
    for suffix in _SUFFIXES:
        shutil.copy(kept / f"database{suffix}", database.with_name(database.name + suffix))
    return True


def keep(database: Path) -> None:
    """Keep ``database``, which nobody writes at this moment; older ones go."""
    kept = _kept()
    new = kept.with_name(f"{kept.name}.{os.getpid()}.new")
    new.mkdir(parents=True)
    for suffix in _SUFFIXES:
        shutil.copy(database.with_name(database.name + suffix), new / f"database{suffix}")
    for other in kept.parent.iterdir():
        if other.suffix != ".new" and other != kept:
            shutil.rmtree(other, ignore_errors=True)
    try:
        new.rename(kept)
    except OSError:  # another worker was faster
        shutil.rmtree(new)
