"""Science knows arrays and records; the doors open without loading what they do not need."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from imena.cli import COMMANDS
from tests.architecture.checkout import PACKAGE, SOURCES, name_of

_ROOMS = ("kinship", "evidence", "matching")
SCIENCE = tuple(p for p in SOURCES if p.relative_to(PACKAGE).parts[0] in _ROOMS)

#: Files, documents, terminals, words and the clock are for the floors above.
NOT_SCIENCE = {
    "babel", "click", "csv", "datetime", "gettext", "io", "json", "logging", "pathlib",
    "pickle", "rich", "shutil", "sqlite3", "subprocess", "sys", "tempfile", "time",
}  # fmt: skip
#: Where the compiled kernels are kept is decided once, in the only files that compile.
_KERNELS_MAY = {"os", "pathlib"}
#: What only the floors above do.
_DONE_ABOVE = {"open", "print", "input", "exec", "eval"}
#: What science may ask the machine: how many cores there are to share the work, and, of a worker
#: whose search is gone, to end.
_MAY_ASK = {"os.cpu_count", "os.process_cpu_count", "os.sched_getaffinity", "os._exit"}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_science_imports_no_files_documents_terminals_or_clock() -> None:
    imported = {name_of(p): _roots(p) & NOT_SCIENCE for p in SCIENCE if p.name != "kernels.py"}
    assert {name: modules for name, modules in imported.items() if modules} == {}


def test_only_kernels_decide_where_they_are_kept() -> None:
    kernels = [p for p in SCIENCE if p.name == "kernels.py"]
    assert [name_of(p) for p in kernels if _roots(p) & NOT_SCIENCE - _KERNELS_MAY] == []
    assert [name_of(p) for p in SCIENCE if "numba" in _roots(p) and p not in kernels] == []


def test_science_opens_prints_and_asks_nothing() -> None:
    calls = {name_of(p): set(_calls(p)) for p in SCIENCE}
    assert {name: done & _DONE_ABOVE for name, done in calls.items() if done & _DONE_ABOVE} == {}
    asked = {call for p in SCIENCE if p.name != "kernels.py" for call in _calls(p)}
    assert {call for call in asked if call.startswith("os.")} <= _MAY_ASK


def _roots(path: Path) -> set[str]:
    return {module.split(".")[0] for module in _imported(path)}


def _calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def _loaded_after(code: str) -> set[str]:
    """Names of the modules loaded by a fresh Python that ran ``code``."""
    tail = "\nimport sys as _s, json as _j; print('\\n' + _j.dumps(sorted(_s.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", code + tail], capture_output=True, text=True, check=True
    )
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_import_imena_loads_no_compiler_no_statistics_and_no_terminal() -> None:
    loaded = _loaded_after("import imena")
    assert not loaded & {"numba", "scipy.stats", "scipy.optimize", "click", "rich"}


@pytest.mark.parametrize("command", ["", *sorted(COMMANDS)])
def test_help_loads_no_numbers(command: str) -> None:
    """Help must come at once, and loading these alone takes longer than a reader waits."""
    code = (
        "from imena.cli import main\n"
        "try:\n"
        f"    main({[*command.split(), '--help']!r})\n"
        "except SystemExit as done:\n"
        "    assert done.code == 0, done.code\n"
    )
    assert not _loaded_after(code) & {"numpy", "scipy", "numba"}
