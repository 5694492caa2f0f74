"""Writing files so that an interruption leaves the old file or the new one, never a part."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from glob import escape
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 to ``path`` through a temporary file in the same folder."""
    write_texts({path: text})


def write_texts(texts: Mapping[Path, str]) -> None:
    """Write several files: all of them in full beside their places first, then each into place.

    An error or Ctrl-C while writing leaves every old file as it was and no temporary file.
    """
    write_files({path: text.encode() for path, text in texts.items()})


def write_bytes(path: Path, data: bytes) -> None:
    """As :func:`write_text`, of bytes."""
    write_files({path: data})


def leftovers(path: Path) -> list[Path]:
    """The temporary files that writers of ``path`` left when they were killed outright."""
    return sorted(path.parent.glob(f".{escape(path.name)}.*.part"))


def write_files(contents: Mapping[Path, bytes]) -> None:
    """As :func:`write_texts`, of bytes."""
    prepared: dict[Path, Path] = {}
    try:
        for path, data in contents.items():
            handle, temporary = tempfile.mkstemp(
                prefix=f".{path.name}.", suffix=".part", dir=path.parent
            )
            prepared[path] = Path(temporary)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            prepared[path].chmod(0o666 & ~_umask())
        for path, temporary_path in prepared.items():
            temporary_path.replace(path)
    finally:
        for temporary_path in prepared.values():
            temporary_path.unlink(missing_ok=True)


def write_json(tree: object, path: Path, *, width: int = 100) -> None:
    """Write a JSON tree, see :func:`laid_out`, with a line end at the end of the file."""
    write_text(path, laid_out(tree, width=width) + "\n")


def laid_out(tree: object, *, width: int = 100, indent: int = 0) -> str:
    """JSON that a person can read: what fits into ``width`` stands on one line.

    Raises
    ------
    ValueError
        For a number that is not finite: JSON has none.
    """
    flat = json.dumps(tree, ensure_ascii=False, allow_nan=False)
    if indent + len(flat) <= width or not isinstance(tree, dict | list) or not tree:
        return flat
    inner = indent + 1
    if isinstance(tree, dict):
        parts = []
        for key, value in tree.items():
            name = json.dumps(str(key), ensure_ascii=False) + ": "
            parts.append(name + laid_out(value, width=width, indent=inner))
        opening, closing = "{", "}"
    else:
        if all(isinstance(value, int | float) for value in tree):
            return flat  # a long row of numbers reads no better broken up
        parts = [laid_out(value, width=width, indent=inner) for value in tree]
        opening, closing = "[", "]"
    line = "\n" + " " * inner
    return opening + line + ("," + line).join(parts) + "\n" + " " * indent + closing


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current
