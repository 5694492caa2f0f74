"""Writing a search's result: the table as CSV, XLSX or Parquet, and beside it how it was made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from imena.exchange.atomic import laid_out, leftovers, write_files
from imena.exchange.provenance import Provenance
from imena.exchange.search_run.folder import Parameters, Tile
from imena.exchange.search_run.refusal import RunRefused
from imena.exchange.search_run.result import Row, rows, table
from imena.language import message
from imena.matching.case import Case

RESULT_FORMAT = "imena-search"
RESULT_VERSION = 1

#: Rows and how they were made → the bytes of a file.
_Writer = Callable[[Iterable[Row], Mapping[str, Any]], bytes]


def provenance_path(out: Path) -> Path:
    """Where a table's provenance stands: ``a.csv`` → ``a.csv.provenance.json``."""
    return out.with_name(f"{out.name}.provenance.json")


def check_writable(out: Path) -> None:
    """Whether a table of this name can be written here; asked before any work is done.

    Raises
    ------
    RunRefused
        For a kind of table that is not known, or whose writer is not installed.
    """
    if out.suffix.lower() not in ("", ".csv", ".txt"):
        _writer(out)


def write_result(
    out: Path, case: Case, found: Tile, parameters: Parameters, provenance: Provenance
) -> None:
    """Write the table and its provenance, both or neither; what a CSV table holds follows, to the
    byte, from the case and ``best`` and ``threshold`` alone. In XLSX and Parquet the same values
    are numbers, ids stand as they are, and the provenance stands in the file too.

    Removes what an earlier writer that was killed left beside them.

    Raises
    ------
    RunRefused
        As :func:`check_writable`; or where the pairs are more than a spreadsheet can hold.
    """
    made: dict[str, Any] = {
        "format": RESULT_FORMAT,
        "version": RESULT_VERSION,
        "name": case.name,
        "table": out.name,
        "pairs": len(found.kept),
        "impossible_families": {f: list(found.impossible[f]) for f in sorted(found.impossible)},
        "provenance": provenance.to_json(),
    }
    if out.suffix.lower() in ("", ".csv", ".txt"):
        data = table(case, found, parameters).encode()
    else:
        data = _writer(out)(rows(case, found, parameters), made)
    sidecar = provenance_path(out)
    for left in (*leftovers(out), *leftovers(sidecar)):
        left.unlink(missing_ok=True)
    beside = {**made, "sha256": hashlib.sha256(data).hexdigest()}
    write_files({out: data, sidecar: (laid_out(beside) + "\n").encode()})


def _writer(out: Path) -> _Writer:
    kind = out.suffix.lower()
    if kind == ".xlsx":
        from imena.exchange.search_run.workbook import workbook

        return workbook
    if kind == ".parquet":
        try:
            from imena.exchange.search_run.parquet import parquet
        except ModuleNotFoundError as error:
            if error.name is None or error.name.split(".")[0] != "arro3":
                raise
            raise RunRefused(
                message(
                    "{table} needs a writer of Parquet, which is not installed here. In the folder "
                    "of Imena: .tools/uv/bin/uv sync --locked --inexact --no-default-groups "
                    "--extra parquet"
                ),
                {"table": out},
            ) from error
        return parquet
    raise RunRefused(
        message("{table}: a table can be .csv, .xlsx or .parquet."),
        {"table": out},
    )
