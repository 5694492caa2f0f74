"""What the tiles of a run say together, and the table it is written as."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, fields
from io import StringIO

import numpy as np
import numpy.typing as npt

from imena.exchange.search_run.folder import Parameters, RunFolder, Tile
from imena.exchange.search_run.refusal import RunRefused
from imena.language import message
from imena.matching.case import Case
from imena.matching.search.kept import settle

#: What makes a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def settled(run: RunFolder) -> Tile:
    """All finished tiles of a run as one.

    Raises
    ------
    RunRefused
        Where the run is not finished, or a tile is damaged.
    """
    if not run.finished:
        raise RunRefused(
            message("{run} holds a search that was not finished: finish it first with --resume."),
            {"run": run.path},
        )
    return together([run.load(name) for name in run.done], run.parameters)


def together(tiles: list[Tile], parameters: Parameters) -> Tile:
    """Several tiles as one: what is kept of all their pairs, and every impossible family."""
    kept = settle(
        [tile.kept for tile in tiles], best=parameters.best, threshold=parameters.threshold
    )
    return Tile(kept, {f: markers for tile in tiles for f, markers in tile.impossible.items()})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the result: a pair; or, with no missing person, a body that no pair is kept of.

    A rank is given where it is certain: among the best asked for, or at the threshold, all larger
    ones are kept. Equal values share a rank. ``excluded`` is false in a pair's row; of a body alone
    it says whether every comparison was impossible, ``None`` = there was nobody to compare it with.
    """

    body: str
    missing: str | None
    family: str | None
    log10_lr: float | None
    rank_for_body: int | None
    rank_for_missing: int | None
    excluded: bool | None


def rows(case: Case, found: Tile, parameters: Parameters) -> Iterator[Row]:
    """The result by body, each body's largest first."""
    kept = found.kept
    for_body = ranks(kept.body, kept.log10_lr, kept.missing)
    for_missing = ranks(kept.missing, kept.log10_lr, kept.body)
    ids = [body.id for body in case.bodies]
    begins = np.searchsorted(kept.body, np.arange(len(ids) + 1))
    missing, families = case.missing, case.family_of
    for body, body_id in enumerate(ids):
        for pair in range(begins[body], begins[body + 1]):
            value = float(kept.log10_lr[pair])
            name = missing[kept.missing[pair]]
            certain = value >= parameters.threshold
            first, second = (
                int(place[pair]) if certain or place[pair] <= parameters.best else None
                for place in (for_body, for_missing)
            )
            yield Row(body_id, name, families[name].id, value, first, second, False)
        if parameters.best and begins[body] == begins[body + 1]:
            compared = any(
                case.comparable(body_id, m)
                for m in missing
                if families[m].id not in found.impossible
            )
            yield Row(body_id, None, None, None, None, None, True if compared else None)


#: The columns, in order.
HEADER = tuple(each.name for each in fields(Row))


def table(case: Case, found: Tile, parameters: Parameters) -> str:
    """The :func:`rows` as CSV, lines ending as RFC 4180 has it; what is not known is empty."""
    out = StringIO()
    written = csv.writer(out, lineterminator="\r\n")
    written.writerow(HEADER)
    written.writerows(map(_texts, rows(case, found, parameters)))
    return out.getvalue()


def _texts(row: Row) -> tuple[str, ...]:
    ids = (_as_text(text or "") for text in (row.body, row.missing, row.family))
    value = "" if row.log10_lr is None else repr(row.log10_lr)
    places = ("" if n is None else str(n) for n in (row.rank_for_body, row.rank_for_missing))
    return *ids, value, *places, "" if row.excluded is None else str(int(row.excluded))


def ranks(
    of: npt.NDArray[np.int32], value: npt.NDArray[np.float64], other: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """Each pair's place among the pairs of the same ``of``, 1 = the largest ``value``; equal values
    share the first of their places."""
    order = np.lexsort((other, -value, of))
    group, height = of[order], value[order]
    first = np.searchsorted(group, group)
    new = np.r_[True, (group[1:] != group[:-1]) | (height[1:] != height[:-1])][: len(of)]
    at = np.maximum.accumulate(np.where(new, np.arange(len(of)), 0))
    places = np.empty(len(of), dtype=np.int64)
    places[order] = at - first + 1
    return places


def _as_text(text: str) -> str:
    """An id that no spreadsheet takes for a formula: with an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
