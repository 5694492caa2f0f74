"""Write the ledger into a folder that anybody can check without this program."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from imena.registry import clock
from imena.registry.ledger import rows
from imena.registry.ledger.canonical import Plain, canonical
from imena.registry.ledger.chain import Head
from imena.registry.ledger.event import named
from imena.registry.ledger.heads import Heads, tree_of
from imena.registry.ledger.opened import Kept
from imena.registry.ledger.sealing import DamagedError, DestroyedError, unsealed

FORMAT = "imena-ledger-export-1"
_BESIDE = Path(__file__).parent
_ENCLOSED = {
    "checker.py": _BESIDE / "checker.py",
    "README.md": _BESIDE / "enclosed" / "README.md",
    "README.uk.md": _BESIDE / "enclosed" / "README.uk.md",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the heads, and how many values were shown or are destroyed."""

    heads: Heads
    shown: int
    destroyed: int


def export(out: Path, *, opened: bool = False) -> Exported:
    """Write all events to the new folder ``out``; with ``opened`` every value too, in clear.

    The folder is there whole or not at all. Who may show values is for the caller to know.

    Raises
    ------
    FileExistsError
        When there is something at ``out``.
    """
    if out.exists():
        raise FileExistsError(out)
    temporary = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
    try:
        exported = _written(temporary, opened)
        _settle(temporary)
        temporary.rename(out)
        _settle_folder(out.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return exported


class _File:
    """A file that is hashed while it is written."""

    def __init__(self, path: Path) -> None:
        self.file: BinaryIO = path.open("wb")
        self.digest = hashlib.sha256()

    def line(self, data: bytes) -> None:
        self.digest.update(data + b"\n")
        self.file.write(data + b"\n")


def _written(folder: Path, opened: bool) -> Exported:
    names = ["events.jsonl", "openings.jsonl"] if opened else ["events.jsonl"]
    files = {name: _File(folder / name) for name in names}
    heads: dict[str, Head] = {}
    shown = destroyed = 0
    index = rows.last()
    for item in rows.placed(0, index):
        files["events.jsonl"].line(item.at.line.encode())
        heads[item.at.device] = Head(item.at.seq, item.at.hash)
        if opened:
            values, closed = _values(item.openings, item.keys)
            shown, destroyed = shown + len(values), destroyed + closed
            files["openings.jsonl"].line(canonical(values))
    for file in files.values():
        file.file.close()
    now = Heads(index, heads)
    manifest: dict[str, Plain] = {
        **tree_of(now, clock.now()),
        "format": FORMAT,
        "openings": "all" if opened else "none",
        "files": {name: file.digest.hexdigest() for name, file in files.items()},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    for name, source in _ENCLOSED.items():
        shutil.copyfile(source, folder / name)
    return Exported(now, shown, destroyed)


def _values(openings: Sequence[Kept], keys: Mapping[str, bytes]) -> tuple[dict[str, Plain], int]:
    """The openings of one event by name, and how many rows of them are destroyed."""
    values: dict[str, Plain] = {}
    destroyed = 0
    for row in openings:
        key = None if row.subject is None else keys.get(row.subject)
        try:
            fields = unsealed(row.sealed, event=row.event, record=row.record, key=key)
        except DestroyedError:
            destroyed += 1
        except DamagedError:
            continue  # the check then misses its values
        else:
            values.update((name, list(salted)) for name, salted in named(row.record, fields))
    return values, destroyed


def _settle(folder: Path) -> None:
    """Let everything reach the disk; the folder must be readable by whoever it is given to."""
    folder.chmod(0o755)
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _settle_folder(folder)


def _settle_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
