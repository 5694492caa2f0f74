"""Read from the code where each rule of the case file is held and which tests guard it.

``python -m house.invariants`` writes ``src/imena/registry/invariants.json``; ``--check`` compares.
A rule is held where a function of the registry names it ("I7") as a string of its own, or where a
constraint's name begins with it ("i7_"); it is guarded by tests marked ``invariant("I7")``.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = ROOT / "src" / "imena" / "registry"
TESTS = ROOT / "tests"
KEPT = REGISTRY / "invariants.json"

_RULE = re.compile(r"I\d{1,2}")
_CONSTRAINT = re.compile(r"(i\d{1,2})_\w+")
_SENTENCES = "invariants.py"


def gathered() -> dict[str, dict[str, list[str]]]:
    """Rule → ``held_by`` and ``guarded_by``, each sorted."""
    held: dict[str, set[str]] = {}
    for path in sorted(REGISTRY.rglob("*.py")):
        if path.name == _SENTENCES or path.parent.name == "migrations":
            continue
        for rule, where in _held(path):
            held.setdefault(rule, set()).add(where)
    guarded: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for rule, test in _guards(path):
            guarded.setdefault(rule, set()).add(test)
    rules = sorted(held.keys() | guarded.keys(), key=lambda rule: int(rule[1:]))
    return {
        rule: {
            "held_by": sorted(held.get(rule, ())),
            "guarded_by": sorted(guarded.get(rule, ())),
        }
        for rule in rules
    }


def _held(path: Path) -> Iterator[tuple[str, str]]:
    module = path.relative_to(REGISTRY).with_suffix("").as_posix().replace("/", ".")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for owner in tree.body:
        name = getattr(owner, "name", None)
        for node in ast.walk(owner):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                continue
            if name and _RULE.fullmatch(node.value):
                yield node.value, f"{module}.{name}"
            elif module.startswith("models.") and (found := _CONSTRAINT.fullmatch(node.value)):
                yield found.group(1).upper(), f"{module}.{name}: {node.value}"


def _guards(path: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("mark.invariant"):
                    for argument in mark.args:
                        rule = ast.literal_eval(argument)
                        yield rule, f"{path.relative_to(ROOT).as_posix()}::{node.name}"


def main() -> int:
    """Write it, or with ``--check`` compare."""
    text = json.dumps(gathered(), indent=1) + "\n"
    if "--check" in sys.argv[1:]:
        if KEPT.exists() and KEPT.read_text(encoding="utf-8") == text:
            return 0
        print("invariants.json is not what the code says: python -m house.invariants")
        return 1
    KEPT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
