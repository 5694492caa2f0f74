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

SCIENCE = tuple(p for p in SOURCES if p.relative_to(PACKAGE).parts[0] in ("kinship", "matching"))

#: Files, documents, terminals, words and the clock are for the floors above.
NOT_SCIENCE = {
    "babel", "click", "csv", "datetime", "gettext", "io", "json", "logging", "pathlib",
    "pickle", "rich", "shutil", "sqlite3", "subprocess", "sys", "tempfile", "time",
}  # fmt: skip
#: Where the compiled kernels are kept is decided once, in the only files that compile.
_KERNELS_MAY = {"os", "pathlib"}
#: What science may ask the machine: how many cores there are to share the work.
_MAY_ASK = {"os.cpu_count", "os.process_cpu_count", "os.sched_getaffinity"}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", SCIENCE, ids=name_of)
def test_science_imports_no_files_documents_terminals_or_clock(path: Path) -> None:
    roots = {module.split(".")[0] for module in _imported(path)}
    allowed = _KERNELS_MAY if path.name == "kernels.py" else set()
    assert not roots & NOT_SCIENCE - allowed
    if path.name != "kernels.py":
        assert "numba" not in roots


@pytest.mark.parametrize("path", SCIENCE, ids=name_of)
def test_science_opens_prints_and_asks_nothing(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert not {"open", "print", "input", "exec", "eval"}.intersection(calls)
    if path.name != "kernels.py":
        asked = {call for call in calls if call.startswith("os.")}
        assert asked <= _MAY_ASK


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
