"""The run folder: ``run.json``, ``contents.json``, and one file for each finished tile.

Every file is written whole or not at all. A tile counts as finished once ``run.json`` names it,
which is written after the tile itself.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from imena import __version__
from imena.exchange.atomic import laid_out, write_bytes, write_json, write_text
from imena.exchange.provenance import InputFile
from imena.exchange.search_run.contents import Contents
from imena.exchange.search_run.refusal import DIFFERENCES, RunRefused
from imena.language import message
from imena.matching.search.kept import Kept

RUN_FORMAT = "imena-search-run"
RUN_VERSION = 1
#: The file whose lock the search at work holds (:mod:`imena.exchange.search_run.lock`).
LOCK = "run.lock"


@dataclass(frozen=True)
class Parameters:
    """What was asked: how many best, the log10 LR from which every pair is kept, and the digest of
    the run that this one goes on from (``None`` = none)."""

    best: int
    threshold: float
    since: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is kept on disk; no threshold is ``null``."""
        threshold = None if self.threshold == float("inf") else self.threshold
        return {"best": self.best, "threshold": threshold, "since": self.since}

    @classmethod
    def from_json(cls, tree: Mapping[str, Any]) -> Parameters:
        """The same again."""
        threshold = tree["threshold"]
        return cls(
            int(tree["best"]),
            float("inf") if threshold is None else float(threshold),
            tree["since"],
        )


@dataclass(frozen=True, eq=False)
class Tile:
    """What one tile found: pairs (positions in the case in order), and impossible families."""

    kept: Kept
    impossible: Mapping[str, tuple[str, ...]]


@dataclass(eq=False)
class RunFolder:
    """A run on disk. Make one with :meth:`begun` or :meth:`opened`."""

    path: Path
    parameters: Parameters
    contents: Contents
    inputs: tuple[InputFile, ...]
    done: list[str]
    finished: bool = False

    @classmethod
    def begun(
        cls,
        path: Path,
        parameters: Parameters,
        contents: Contents,
        inputs: Sequence[InputFile],
    ) -> RunFolder:
        """A new run.

        Raises
        ------
        RunRefused
            Where ``path`` has a run, or anything else, already.
        """
        if (path / "run.json").exists():
            if cls.opened(path).finished:
                raise RunRefused(
                    message(
                        "{run} holds a finished search, which is not overwritten. Give another "
                        "--out, or remove that folder; --resume writes its result again."
                    ),
                    {"run": path},
                )
            raise RunRefused(
                message(
                    "{run} holds a search that was not finished. --resume goes on with it; to "
                    "begin anew, remove that folder or give another --out."
                ),
                {"run": path},
            )
        check_free(path)
        path.mkdir(parents=True, exist_ok=True)
        run = cls(path, parameters, contents, tuple(inputs), [])
        run.clear()
        write_text(path / "contents.json", laid_out(contents.to_json()) + "\n")
        run._write()
        return run

    @classmethod
    def opened(cls, path: Path) -> RunFolder:
        """A run that was begun before.

        Raises
        ------
        RunRefused
            Where there is none, it is damaged, or another version wrote it.
        """
        if not (path / "run.json").exists():
            raise RunRefused(message("{run} holds no search."), {"run": path})
        try:
            tree = json.loads((path / "run.json").read_text(encoding="utf-8"))
            form = tree["format"], tree["version"]
            if form == (RUN_FORMAT, RUN_VERSION) and tree["imena"] == __version__:
                text = (path / "contents.json").read_bytes()
                if hashlib.sha256(text).hexdigest() != tree["contents"]:
                    raise ValueError("contents.json is not the one run.json means")
                return cls(
                    path,
                    Parameters.from_json(tree["parameters"]),
                    Contents.from_json(json.loads(text)),
                    tuple(InputFile(i["file"], i["sha256"]) for i in tree["inputs"]),
                    list(tree["tiles"]),
                    bool(tree["finished"]),
                )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _damaged(path) from error
        raise RunRefused(
            message(
                "{run} was written by another version of Imena. Search anew with another --out."
            ),
            {"run": path},
        )

    def check_same(self, parameters: Parameters, contents: Contents) -> None:
        """Whether this is a run of the same case with the same parameters.

        Raises
        ------
        RunRefused
            Naming what differs.
        """
        named = [*_unequal(self.parameters.to_json(), parameters.to_json())]
        named += _unequal(self.contents.assumptions, contents.assumptions)
        if list(self.contents.bodies.items()) != list(contents.bodies.items()):
            named.append("bodies")
        if list(self.contents.families.items()) != list(contents.families.items()):
            named.append("families")
        if named:
            raise RunRefused(
                message(
                    "{run} holds a search of another case or with other parameters; these differ: "
                    "{differing}. Repeat what it was begun with, or begin anew with another --out."
                ),
                {"run": self.path},
                tuple(DIFFERENCES[name] for name in named),
            )

    def clear(self) -> None:
        """Remove what a writer that was killed left behind."""
        for left in self.path.glob(".*.part"):
            left.unlink(missing_ok=True)

    def save(self, name: str, tile: Tile) -> None:
        """Write a finished tile, then name it in ``run.json``."""
        impossible = json.dumps({f: list(m) for f, m in tile.impossible.items()})
        out = BytesIO()
        np.savez(
            out,
            body=tile.kept.body,
            missing=tile.kept.missing,
            screened=tile.kept.screened,
            log10_lr=tile.kept.log10_lr,
            impossible=np.frombuffer(impossible.encode(), dtype=np.uint8),
        )
        write_bytes(self._tile(name), out.getvalue())
        self.done.append(name)
        self._write()

    def load(self, name: str) -> Tile:
        """A finished tile.

        Raises
        ------
        RunRefused
            Where its file is damaged or gone.
        """
        try:
            with np.load(BytesIO(self._tile(name).read_bytes()), allow_pickle=False) as held:
                impossible = json.loads(held["impossible"].tobytes())
                kept = Kept(held["body"], held["missing"], held["screened"], held["log10_lr"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise _damaged(self.path) from error
        return Tile(kept, {family: tuple(markers) for family, markers in impossible.items()})

    def finish(self) -> None:
        """Say that the result is written."""
        self.finished = True
        self._write()

    @property
    def digest(self) -> str:
        """SHA-256 of what the run was of, hexadecimal."""
        tree = [self.parameters.to_json(), self.contents.to_json()]
        return hashlib.sha256(json.dumps(tree, ensure_ascii=False).encode()).hexdigest()

    def _tile(self, name: str) -> Path:
        return self.path / f"{name}.npz"

    def _write(self) -> None:
        tree = {
            "format": RUN_FORMAT,
            "version": RUN_VERSION,
            "imena": __version__,
            "parameters": self.parameters.to_json(),
            "inputs": [{"file": file.name, "sha256": file.sha256} for file in self.inputs],
            "contents": hashlib.sha256((self.path / "contents.json").read_bytes()).hexdigest(),
            "tiles": self.done,
            "finished": self.finished,
        }
        write_json(tree, self.path / "run.json")


def check_free(path: Path) -> None:
    """Whether nothing stands at ``path`` but what a run killed before it had begun leaves.

    Raises
    ------
    RunRefused
        Where something does.
    """
    begins = ("contents.json", LOCK)
    if path.exists() and not (
        path.is_dir() and all(p.suffix == ".part" or p.name in begins for p in path.iterdir())
    ):
        raise RunRefused(
            message("{run} is in the way: it is not a search. Give another --out."),
            {"run": path},
        )


def _unequal(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return [name for name in one if one[name] != other.get(name)]


def _damaged(path: Path) -> RunRefused:
    return RunRefused(
        message("{run} is damaged. Remove that folder and search anew."), {"run": path}
    )
