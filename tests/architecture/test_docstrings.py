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
    yield from _silent_in(tree.body, "", frozenset(), {})


def _silent_in(
    body: list[ast.stmt], within: str, said: frozenset[str], above: dict[str, frozenset[str]]
) -> Iterator[str]:
    """``said`` are methods that a class above in the file has told of, ``above`` all of those."""
    for node in body:
        if isinstance(node, _Documented) and not _says_itself(node.name):
            told = ast.get_docstring(node) is not None or node.name in said
            if not (told or _is_overload(node) or _is_declared(node)):
                yield within + node.name
            if isinstance(node, ast.ClassDef):
                bases = (above.get(ast.unparse(base), frozenset()) for base in node.bases)
                inherited = frozenset[str]().union(*bases)
                own = {
                    one.name
                    for one in node.body
                    if isinstance(one, _Documented) and ast.get_docstring(one) is not None
                }
                above[node.name] = inherited | own
                yield from _silent_in(node.body, f"{node.name}.", inherited, above)


def _is_declared(node: _Documented) -> bool:
    """Whether a sentence that people are shown says what it does, in what it is declared by."""
    return any(
        isinstance(part, ast.Call) and ast.unparse(part.func) == "message"
        for decorator in node.decorator_list
        for part in ast.walk(decorator)
    )


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


def test_what_a_class_above_or_a_sentence_shown_says_need_not_be_said_again() -> None:
    tree = ast.parse(
        '"""."""\nclass A:\n    """."""\n    def b(self):\n        """."""\n'
        'class B(A):\n    """."""\n    def b(self): ...\n    def c(self): ...\n'
        '@reads("/me", message("Whom it is for"))\ndef me(): ...\n@reads("/you")\ndef you(): ...\n'
    )
    assert list(_silent(tree)) == ["B.c", "you"]
