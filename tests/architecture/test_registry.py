"""The case file’s own walls: who writes, who reads the clock, and what is made from the code."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys

import pytest

from tests.architecture.checkout import PACKAGE, ROOT, SOURCES, name_of

REGISTRY = PACKAGE / "registry"
_WRITES = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
#: The rows of numbers and of the ledger are no facts; the room that writes them is named here.
_WRITERS = (
    REGISTRY / "services",
    REGISTRY / "ledger",
    REGISTRY / "upkeep",
)


def test_nothing_but_services_and_the_ledger_writes_records() -> None:
    found = {}
    for path in SOURCES:
        if not path.is_relative_to(REGISTRY) or any(path.is_relative_to(w) for w in _WRITERS):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = {
            node.func.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        if calls & _WRITES:
            found[name_of(path)] = sorted(calls & _WRITES)
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
