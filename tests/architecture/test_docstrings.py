"""Everything public in the package says what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.checkout import SOURCES, name_of

_Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _silent(tree: ast.Module) -> Iterator[str]:
    """Names of public modules, classes, functions and methods without a docstring."""
    if ast.get_docstring(tree) is None:
        yield "the module"
    yield from _silent_in(tree.body, "")


def _silent_in(body: list[ast.stmt], within: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, _Documented) and not _says_itself(node.name):
            if ast.get_docstring(node) is None and not _is_overload(node):
                yield within + node.name
            if isinstance(node, ast.ClassDef):
                yield from _silent_in(node.body, f"{node.name}.")


def _says_itself(name: str) -> bool:
    """Private names, and the two classes that Django looks for by name."""
    return name.startswith("_") or name in ("Meta", "Migration")


def _is_overload(node: _Documented) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list)


def test_everything_public_has_a_docstring() -> None:
    silent = {name_of(p): list(_silent(ast.parse(p.read_text(encoding="utf-8")))) for p in SOURCES}
    assert {name: things for name, things in silent.items() if things} == {}


def test_the_rule_sees_methods_and_leaves_private_names_alone() -> None:
    tree = ast.parse(
        '"""."""\nclass A:\n    """."""\n    def b(self): ...\n    def _c(self): ...\n'
    )
    assert list(_silent(tree)) == ["A.b"]
