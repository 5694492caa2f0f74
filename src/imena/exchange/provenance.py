"""How a result was made: version, command, parameters, inputs, seed, when and how long."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from imena import __version__


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that was read: its name without the folder, and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Provenance:
    """What a reader needs to make the same result again.

    ``started`` is UTC; ``seconds`` is how long it took, ``None`` while it is not finished.
    ``command`` holds the command's name and arguments without paths of this machine.
    """

    command: str
    inputs: tuple[InputFile, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    started: datetime | None = None
    seconds: float | None = None
    version: str = __version__
    python: str = field(default_factory=platform.python_version)
    numpy: str = np.__version__

    def to_json(self) -> dict[str, Any]:
        """The JSON object that stands in every result."""
        return {
            "version": self.version,
            "command": self.command,
            "parameters": dict(self.parameters),
            "inputs": [{"file": file.name, "sha256": file.sha256} for file in self.inputs],
            "seed": self.seed,
            "python": self.python,
            "numpy": self.numpy,
            "started": None if self.started is None else _utc(self.started),
            "seconds": None if self.seconds is None else round(self.seconds, 3),
        }


def begun(
    command: str,
    inputs: Sequence[InputFile],
    *,
    parameters: Mapping[str, Any] | None = None,
    seed: int | None = None,
) -> Provenance:
    """The provenance of a run that begins now."""
    now = datetime.now(UTC)
    return Provenance(command, tuple(inputs), dict(parameters or {}), seed, started=now)


def finished(provenance: Provenance) -> Provenance:
    """The same with the time it took until now.

    Raises
    ------
    ValueError
        Where it is not known when the run began.
    """
    if provenance.started is None:
        raise ValueError("it is not known when the run began")
    seconds = (datetime.now(UTC) - provenance.started).total_seconds()
    return replace(provenance, seconds=max(seconds, 0.0))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
