"""The case file’s own walls: who writes, who reads the clock, and what is made from the code."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.checkout import PACKAGE, ROOT, SOURCES, name_of

REGISTRY = PACKAGE / "registry"
#: Calls that write rows of a model, and functions of ours that do.
_WRITES = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
_OF_OURS = {"insert", "insert_made"}
#: Writers of rows, and why: services and the ledger record; a restore fills an empty database with
#: rows that were recorded; through `insert` the two former give many rows to the database.
_WRITERS = (
    REGISTRY / "services",
    REGISTRY / "ledger",
    REGISTRY / "backup" / "rows.py",
    REGISTRY / "engine" / "insert.py",
)


def writes(source: str) -> set[str]:
    """What in a file of the registry writes rows."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found |= {node.func.attr} & (_WRITES | _OF_OURS)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & _OF_OURS
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(re.findall(r"INSERT INTO|UPDATE \w+ SET|DELETE FROM", node.value))
    return found


@pytest.mark.parametrize(
    "source",
    [
        "row.save()",
        "Site.objects.bulk_create([])",
        "insert_made([site])",
        "insert(Site, (), [])",
        "cursor.execute(f'INSERT INTO {table} VALUES (1)')",
        "cursor.execute('DELETE FROM registry_site')",
    ],
)
def test_a_write_is_seen(source: str) -> None:
    assert len(writes(source)) == 1


@pytest.mark.parametrize("writer", _WRITERS, ids=name_of)
def test_each_writer_is_there_and_writes(writer: Path) -> None:
    """A name that is no more, or writes nothing, would stand for whatever comes there later."""
    paths = sorted(writer.rglob("*.py")) if writer.is_dir() else [writer]
    assert any(writes(path.read_text(encoding="utf-8")) for path in paths)


def test_nothing_but_these_writes_records() -> None:
    found = {}
    for path in SOURCES:
        if not path.is_relative_to(REGISTRY) or any(path.is_relative_to(w) for w in _WRITERS):
            continue
        # A picture is saved into memory by a process that opens no database.
        if path.parent.name == "migrations" or path == REGISTRY / "pictures" / "child.py":
            continue
        if called := writes(path.read_text(encoding="utf-8")):
            found[name_of(path)] = sorted(called)
    assert found == {}


def test_records_are_made_and_changed_through_an_act() -> None:
    """Inside the services too: what derives from Entry is written by ``doing`` alone."""
    found: dict[str, list[str]] = {}
    for path in sorted((REGISTRY / "services").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for model, call in re.findall(r"\b([A-Z]\w+)\.objects\.(?:\w+\([^)]*\)\.)*(\w+)\(", text):
            if call in {"create", "bulk_create", "update", "delete"} and not model.startswith(
                "Number"
            ):
                found.setdefault(name_of(path), []).append(f"{model}.{call}")
    assert found == {}


def test_only_the_clock_reads_the_time() -> None:
    found = {}
    for path in SOURCES:
        if not path.is_relative_to(REGISTRY) or path.name == "clock.py":
            continue
        text = path.read_text(encoding="utf-8")
        if re.search(r"datetime\.now\(|date\.today\(|timezone\.now\(|time\.time\(", text):
            found[name_of(path)] = True
    assert found == {}


@pytest.mark.parametrize("made", ["house.migrations", "house.invariants"])
def test_what_is_made_from_the_code_is_up_to_date(made: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", made, "--check"], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_rule_is_held_and_every_rule_is_tried() -> None:
    from imena.registry.invariants import SENTENCES

    kept = json.loads((REGISTRY / "invariants.json").read_text(encoding="utf-8"))
    assert set(kept) <= set(SENTENCES)
    lacking = {
        rule: [side for side in ("held_by", "guarded_by") if not kept.get(rule, {}).get(side)]
        for rule in SENTENCES
    }
    assert {rule: sides for rule, sides in lacking.items() if sides} == {}
