"""``import imena``: what it offers is listed once more for type checkers, and is documented."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import imena

SOURCE = Path(imena.__file__).read_text(encoding="utf-8")
PUBLIC = [name for name in imena.__all__ if name != "__version__"]


def checked_by_types() -> dict[str, str]:
    """Public name → ``module:name`` as the imports for type checkers have it."""
    (block,) = [node for node in ast.parse(SOURCE).body if isinstance(node, ast.If)]
    return {
        alias.asname or alias.name: f"{node.module}:{alias.name}"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_type_checkers_see_what_is_loaded() -> None:
    loaded = {name: home if ":" in home else f"{home}:{name}" for name, home in imena._HOME.items()}
    assert checked_by_types() == loaded
    assert list(loaded) == PUBLIC


def test_names_stand_once_and_in_order() -> None:
    assert sorted(set(PUBLIC)) == PUBLIC
    assert dir(imena) == sorted(imena.__all__)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_can_be_had_and_says_what_it_is(name: str) -> None:
    thing = getattr(imena, name)
    said = inspect.getdoc(thing)
    assert said is not None
    assert not said.startswith(f"{name}("), f"{name} has the docstring dataclasses make"


def test_a_name_that_is_not_there_is_refused_as_of_any_module() -> None:
    with pytest.raises(AttributeError, match="no attribute 'grave'"):
        _ = imena.grave


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, imena; print(sorted({'numpy', 'scipy', 'numba', 'click'} & set(sys.modules)))"
    )
    arguments = [sys.executable, "-c", code]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
