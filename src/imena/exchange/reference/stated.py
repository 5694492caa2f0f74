"""What a reference file states, reached with errors that name the file and the place."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imena.language import message

_INFINITIES = {"Inf": math.inf, "-Inf": -math.inf, "inf": math.inf, "-inf": -math.inf}


class SuiteError(Exception):
    """A reference suite that cannot be run: the message names the file and what is wrong.

    ``text`` is the message with ``{names}``, to be said in another language; ``values`` fill it.
    """

    def __init__(self, text: str, **values: object) -> None:
        self.text = text
        self.values = values
        super().__init__(text.format(**values))


@dataclass(frozen=True)
class Stated:
    """A part of a reference file, and where it stands."""

    value: Any
    where: str

    @classmethod
    def read(cls, path: Path) -> Stated:
        """The whole of a JSON file.

        Raises
        ------
        SuiteError
            For a file that cannot be read.
        """
        try:
            return cls(json.loads(path.read_text(encoding="utf-8")), path.name)
        except (OSError, ValueError) as error:
            raise SuiteError(
                message("{where} cannot be read: {reason}"), where=path.name, reason=error
            ) from error

    def __getitem__(self, key: str | int) -> Stated:
        inner = f"{self.where}: {key}" if ": " not in self.where else f"{self.where}.{key}"
        try:
            return Stated(self.value[key], inner)
        except (KeyError, IndexError, TypeError):
            raise SuiteError(message("{where} is not stated"), where=inner) from None

    def get(self, key: str) -> Stated | None:
        """A part that may be left out; also ``None`` where null is stated."""
        held = self.value.get(key) if isinstance(self.value, dict) else None
        return None if held is None else self[key]

    def items(self) -> Iterator[tuple[str, Stated]]:
        """The parts of an object by name."""
        if not isinstance(self.value, dict):
            raise SuiteError(message("{where} is not an object"), where=self.where)
        for key in self.value:
            yield key, self[key]

    def numbers(self) -> dict[str, float]:
        """An object that holds numbers alone."""
        return {key: inner.number for key, inner in self.items()}

    def listed(self) -> Iterator[Stated]:
        """The parts of a list."""
        if not isinstance(self.value, list):
            raise SuiteError(message("{where} is not a list"), where=self.where)
        for i in range(len(self.value)):
            yield self[i]

    @property
    def number(self) -> float:
        """A number; the texts "Inf" and "-Inf" are numbers too.

        Raises
        ------
        SuiteError
            For anything else, null included.
        """
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            return float(self.value)
        if isinstance(self.value, str) and self.value in _INFINITIES:
            return _INFINITIES[self.value]
        raise SuiteError(message("{where} is not a number"), where=self.where)

    @property
    def text(self) -> str:
        """A text; anything else raises :class:`SuiteError`."""
        if not isinstance(self.value, str):
            raise SuiteError(message("{where} is not a text"), where=self.where)
        return self.value
