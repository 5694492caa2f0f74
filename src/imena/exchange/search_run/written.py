"""Writing a search's result: the table, and beside it how it was made."""

from __future__ import annotations

import hashlib
from pathlib import Path

from imena.exchange.atomic import laid_out, leftovers, write_texts
from imena.exchange.provenance import Provenance
from imena.exchange.search_run.folder import Parameters, Tile
from imena.exchange.search_run.result import table
from imena.matching.case import Case

RESULT_FORMAT = "imena-search"
RESULT_VERSION = 1


def provenance_path(out: Path) -> Path:
    """Where a table's provenance stands: ``a.csv`` → ``a.csv.provenance.json``."""
    return out.with_name(f"{out.name}.provenance.json")


def write_result(
    out: Path, case: Case, found: Tile, parameters: Parameters, provenance: Provenance
) -> None:
    """Write the table and its provenance, both or neither; the table's bytes follow from the case
    and ``best`` and ``threshold`` alone.

    Removes what an earlier writer that was killed left beside them.
    """
    text = table(case, found, parameters)
    beside = {
        "format": RESULT_FORMAT,
        "version": RESULT_VERSION,
        "name": case.name,
        "table": out.name,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "pairs": len(found.kept),
        "impossible_families": {f: list(found.impossible[f]) for f in sorted(found.impossible)},
        "provenance": provenance.to_json(),
    }
    sidecar = provenance_path(out)
    for left in (*leftovers(out), *leftovers(sidecar)):
        left.unlink(missing_ok=True)
    write_texts({out: text, sidecar: laid_out(beside) + "\n"})
