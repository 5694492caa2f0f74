"""The table of a search: what stands in it, and what a spreadsheet makes of it."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np

from imena import Case
from imena.exchange.provenance import begun, finished
from imena.exchange.search_run.contents import in_order
from imena.exchange.search_run.folder import Parameters, Tile
from imena.exchange.search_run.result import table
from imena.exchange.search_run.written import provenance_path, write_result
from imena.kinship.pedigree import Sex
from imena.matching.search.screen import search
from tests.matching.search.simulated import case, log10_matrix


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def _table(made: Case, asked: Parameters) -> list[dict[str, str]]:
    found = search(made, best=asked.best, threshold=asked.threshold)
    return _rows(table(made, Tile(found.kept, found.impossible), asked))


def test_values_are_whole_and_ranks_are_those_among_everybody() -> None:
    made = in_order(case("stepwise", 2))
    exact = log10_matrix(made)
    body = {b.id: i for i, b in enumerate(made.bodies)}
    missing = {m: i for i, m in enumerate(made.missing)}
    rows = _table(made, Parameters(2, 1.0))
    assert len(rows) > 40
    for row in rows:
        i, j = body[row["body"]], missing[row["missing"]]
        value = float(row["log10_lr"])
        assert value == exact[i, j]
        assert row["family"] == made.family_of[row["missing"]].id
        assert row["excluded"] == "0"
        for rank, others in (("for_body", exact[i]), ("for_missing", exact[:, j])):
            among = 1 + int((others > value).sum())
            assert row[f"rank_{rank}"] == (str(among) if among <= 2 or value >= 1 else "")
    assert any(row["rank_for_body"] == "" for row in rows)


def test_nobody_vanishes_silently() -> None:
    """A body excluded from everybody, and one there is nobody to compare with, stand by name."""
    made = in_order(case("no mutation", 2))
    exact = log10_matrix(made)
    some = int(np.argmax(np.isneginf(exact).sum(axis=1)))
    out = made.bodies[some].id
    only = tuple(m for j, m in enumerate(made.missing) if np.isneginf(exact[some, j]))
    sexed = [m for m in only if made.sex_of(m) in (made.bodies[some].sex, Sex.UNKNOWN)]
    alone = made.bodies[some - 1].id
    paired = replace(
        made, pairings={b.id: made.missing for b in made.bodies} | {out: tuple(sexed), alone: ()}
    )
    asked = Parameters(1, math.inf)
    by_body = {row["body"]: row for row in _table(paired, asked)}
    assert (by_body[out]["missing"], by_body[out]["excluded"]) == ("", "1")
    assert (by_body[alone]["missing"], by_body[alone]["excluded"]) == ("", "")
    assert by_body.keys() == {b.id for b in made.bodies}


def test_no_id_is_a_formula() -> None:
    made = case("stepwise", 2)
    begins = "=+-@\t\r"
    bodies = [
        replace(body, id=f"{begins[i % 6]}{body.id}") for i, body in enumerate(made.bodies[:12])
    ]
    rows = _table(in_order(replace(made, bodies=tuple(bodies))), Parameters(1, math.inf))
    assert {row["body"][:2] for row in rows} == {f"'{sign}" for sign in begins}


def test_how_it_was_made_stands_beside(tmp_path: Path) -> None:
    made = in_order(case("stepwise", 2))
    asked = Parameters(1, 2.5)
    found = search(made, best=1, threshold=2.5)
    out = tmp_path / "pairs.csv"
    (tmp_path / ".pairs.csv.left.part").write_text("half", encoding="utf-8")
    provenance = finished(begun("imena search", [], parameters=asked.to_json()))
    write_result(out, made, Tile(found.kept, {"F7": ("TH01",)}), asked, provenance)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["pairs.csv", "pairs.csv.provenance.json"]
    tree = json.loads(provenance_path(out).read_text(encoding="utf-8"))
    assert tree["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert tree["pairs"] == len(found.kept)
    assert tree["impossible_families"] == {"F7": ["TH01"]}
    assert tree["provenance"]["parameters"] == {"best": 1, "threshold": 2.5, "since": None}
