"""The suites there are. A later room adds its own: one line here, one module for it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import SuiteError
from imena.language import message

#: suite → module with a :class:`Suite` called ``suite``
SUITES = {
    "kinship": "imena.exchange.reference.kinship_suite",
    "cases": "imena.exchange.reference.case_suite",
    "evidence": "imena.exchange.reference.evidence_suite",
    "names": "imena.exchange.reference.names_suite",
    "counts": "imena.exchange.reference.counts_suite",
    "claims": "imena.exchange.reference.claims_suite",
    "totals": "imena.exchange.reference.totals_suite",
}

#: Suites whose folder holds results of other kinds too, which nobody reads yet.
_PARTLY = {"counts", "claims", "totals"}


class Suite(Protocol):
    """One kind of reference results, and how to run them. ``place`` is where its files are."""

    place: str

    def files(self, folder: Path) -> list[Path]:
        """The files below ``folder`` that state results of this kind."""

    def compared(self, folder: Path) -> Iterator[Comparison]:
        """Every case beside its reference, as it is computed.

        Raises
        ------
        SuiteError
            For a file of results that cannot be understood.
        CaseFileError
            For a case that cannot be read.
        """


def suites_in(folder: Path) -> dict[str, Suite]:
    """The suites that have files below ``folder``, by name.

    Raises
    ------
    SuiteError
        When there is none.
    """
    known = {
        name: cast(Suite, importlib.import_module(module).suite) for name, module in SUITES.items()
    }
    found = {name: suite for name, suite in known.items() if suite.files(folder)}
    if not found:
        raise SuiteError(
            message("{folder}: no reference suite is here. It is looked for in {places}."),
            folder=folder.name or folder,
            places=", ".join(suite.place for suite in known.values()),
        )
    return found


def not_run(folder: Path) -> dict[str, int]:
    """Folders directly below ``folder`` that no suite here reads, and how many files each holds.

    A folder counts as read as soon as one suite has a file in it, but for suites that read a part
    of theirs alone: then the files they leave are counted.
    """
    read: set[str] = set()
    in_part: set[Path] = set()
    for name, suite in suites_in(folder).items():
        if name in _PARTLY:
            in_part.update(suite.files(folder))
        else:
            read.update(path.relative_to(folder).parts[0] for path in suite.files(folder))
    rooms = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    return {
        room.name: left
        for room in rooms
        if room.name not in read
        and (left := sum(1 for p in room.rglob("*") if _holds_results(p) and p not in in_part))
    }


def _holds_results(path: Path) -> bool:
    return path.is_file() and path.suffix != ".md"
