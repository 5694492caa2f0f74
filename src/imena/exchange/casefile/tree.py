"""Walking a JSON tree with its place always at hand, and collecting problems on the way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from imena.exchange.casefile.decode import Path_, Step
from imena.exchange.casefile.problems import (
    FLAG,
    LIST,
    NOTHING,
    NUMBER,
    OBJECT,
    TEXT,
    Phrase,
    Place,
    Problem,
)

#: Where a path of the tree stands: the file's name and the place in it.
Locate = Callable[[Path_], tuple[str, Place]]


class Report:
    """The problems found so far. Each is asked for by its code and the path it stands at."""

    def __init__(self, locate: Locate) -> None:
        self.problems: list[Problem] = []
        self._locate = locate

    def add(self, code: str, path: Path_, /, **values: object) -> None:
        """Note a problem."""
        file, place = self._locate(path)
        self.problems.append(Problem(code, file, place, values))


def json_place(tree: object, path: Path_) -> Place:
    """A path as a :class:`Place`; list positions are joined to their list and named."""
    steps: list[str] = []
    value = tree
    for step in path:
        value = _inner(value, step)
        if isinstance(step, int):
            named = _name(value)
            where = f"[{step}]" + (f" ({named})" if named else "")
            steps[-1:] = [(steps[-1] if steps else "") + where]
        else:
            steps.append(_step(step))
    return Place(tuple(steps))


def _inner(value: object, step: Step) -> object:
    if isinstance(step, str) and isinstance(value, dict):
        return value.get(step)
    if isinstance(step, int) and isinstance(value, list) and step < len(value):
        return value[step]
    return None


def _name(value: object) -> str | None:
    if isinstance(value, dict):
        for key in ("id", "name", "marker1"):
            if isinstance(value.get(key), str):
                return _step(value[key])
    return None


def _step(text: str) -> str:
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return shown if len(shown) <= 40 else shown[:39] + "…"


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the tree and its path. The ``as_…`` methods give the value in the type asked
    for, or ``None`` after noting the problem; an absent or null field is ``None`` without one."""

    value: object
    path: Path_
    report: Report

    def add(self, code: str, /, **values: object) -> None:
        """Note a problem at this place."""
        self.report.add(code, self.path, **values)

    def get(self, name: str) -> Node | None:
        """A field of this object; ``None`` where it is absent or null."""
        inner = self.value.get(name) if isinstance(self.value, dict) else None
        return None if inner is None else Node(inner, (*self.path, name), self.report)

    def need(self, name: str) -> Node | None:
        """A field that must be there."""
        inner = self.get(name)
        if inner is None and isinstance(self.value, dict):
            self.add("field-missing", field=name)
        return inner

    def items(self) -> Iterator[Node]:
        """The elements of this list."""
        if isinstance(self.value, list):
            for i, inner in enumerate(self.value):
                yield Node(inner, (*self.path, i), self.report)

    def fields(self) -> Iterator[tuple[str, Node]]:
        """The fields of this object."""
        if isinstance(self.value, dict):
            for name, inner in self.value.items():
                yield name, Node(inner, (*self.path, name), self.report)

    def expect(self, expected: Phrase) -> None:
        """Note that something else was expected here."""
        if not _damaged(self.value):
            self.add("field-type", expected=expected, found=_kind(self.value))

    def as_list(self) -> Node | None:
        """This node, if it is a list."""
        return self._if(isinstance(self.value, list), LIST)

    def as_object(self) -> Node | None:
        """This node, if it is an object."""
        return self._if(isinstance(self.value, dict), OBJECT)

    def as_text(self) -> str | None:
        """A text."""
        return self.value if self._if(isinstance(self.value, str), TEXT) else None  # type: ignore[return-value]

    def as_id(self) -> str | None:
        """A text that can be an id: visible, no blanks at its ends."""
        text = self.as_text()
        if text is not None and not is_id(text):
            self.add("id-form", value=text)
            return None
        return text

    def as_flag(self) -> bool | None:
        """True or false."""
        return bool(self.value) if self._if(isinstance(self.value, bool), FLAG) else None

    def as_number(
        self, low: float = -math.inf, high: float = math.inf, *, below: bool = False
    ) -> float | None:
        """A number in [low, high], or in [low, high) with ``below``."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.expect(NUMBER)
            return None
        number = float(value)
        if not math.isfinite(number):
            return None  # noted as damage of the file already
        if number < low or number > high or (below and number == high):
            code = "number-range-open" if below else "number-range"
            self.add(code, value=number, low=low, high=high)
            return None
        return number

    def check_spelling(self, known: Sequence[str]) -> None:
        """Note fields whose names miss a known one by case, hyphens or underscores only."""
        if not isinstance(self.value, dict):
            return
        plain = {_plain(name): name for name in known}
        for field in self.value:
            meant = plain.get(_plain(field))
            if meant is not None and field not in known:
                self.add("field-spelling", field=field, known=meant)

    def check_closed(self, known: Sequence[str]) -> None:
        """Note fields that are not ``known``, where nothing further is carried through."""
        self.check_spelling(known)
        plain = {_plain(name) for name in known}
        for name, inner in self.fields():
            if _plain(name) not in plain:
                inner.add("field-unknown", field=name, known=", ".join(known))

    def _if(self, fits: bool, expected: Phrase) -> Node | None:
        if fits:
            return self
        self.expect(expected)
        return None


def is_id(text: str) -> bool:
    """Whether ``text`` can name a person, a body, a marker or an allele."""
    return bool(text) and text == text.strip() and text.isprintable() and text != "?"


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")


def _damaged(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _kind(value: object) -> Phrase:
    if value is None:
        return NOTHING
    for kind, phrase in ((bool, FLAG), (str, TEXT), (list, LIST), (dict, OBJECT)):
        if isinstance(value, kind):
            return phrase
    return NUMBER
