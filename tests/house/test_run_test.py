"""`./run test` adds up its parts, skips loudly, and fails where it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT
from tests.house.machine import install, machine, pretend, run

__all__ = ["machine"]

#: A Python that passes every check and whose pytest reports three passed and two skipped.
PYTEST = r"""case "$*" in
*"-m pytest -q"*) printf 'passed 3\nfailed 0\nskipped 2\n' > "$IMENA_TEST_TOTALS" ;;
esac"""


@pytest.fixture
def ready(machine: Path) -> Path:
    """A machine on which everything is installed but no browser and no PostgreSQL."""
    script = (machine / "run").read_text(encoding="utf-8")
    away = script.replace("\npostgresql=/usr/lib/", "\npostgresql=/nowhere/")
    assert away != script
    (machine / "run").write_text(away, encoding="utf-8")
    install(machine, "all", PYTEST)
    for tool in ("ruff", "mypy", "lint-imports"):
        pretend(machine, tool, "exit 0", folder=".venv/bin")
    return machine


def test_the_last_line_adds_up_all_parts(ready: Path) -> None:
    ran = run(ready, "test")
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.splitlines()[-1] == "9 passed, 0 failed, 6 skipped"


def test_a_missing_part_is_named_with_its_tests_and_the_command_that_enables_it(
    ready: Path,
) -> None:
    said = run(ready, "test").stdout
    assert '!! SKIPPED the part "browser" (2 tests)' in said
    assert "!!   sudo apt install chromium fonts-dejavu-core libatomic1 poppler-utils" in said
    assert '!! SKIPPED the part "PostgreSQL" (2 tests): PostgreSQL is not here' in said
    assert "!!   sudo apt install postgresql" in said.splitlines()


def test_a_part_that_is_here_is_not_called_missing(ready: Path) -> None:
    pretend(ready, "initdb", "exit 0")
    assert "PostgreSQL is not here" not in run(ready, "test").stdout


def test_the_database_is_tested_a_second_time_on_postgresql(ready: Path) -> None:
    pretend(ready, "python3.11", 'echo "$IMENA_TEST_DATABASE: $*"\n' + PYTEST)
    said = run(ready, "test").stdout
    assert ": -m pytest -q -m not browser --create-db" in said
    assert "postgres: -m pytest -q -m database" in said


def test_the_part_in_chromium_has_every_test_that_asks_for_it(ready: Path) -> None:
    """It collects one folder: gathering all tests takes longer than some of them."""
    pretend(ready, "python3.11", 'echo "asked: $*"\n' + PYTEST)
    assert "asked: -m pytest -q -m browser tests/e2e" in run(ready, "test").stdout.splitlines()
    asking = [
        path.relative_to(ROOT)
        for path in (ROOT / "tests").rglob("test_*.py")
        if "mark." + "browser" in path.read_text(encoding="utf-8")
    ]
    assert asking
    assert [path for path in asking if path.parts[:2] != ("tests", "e2e")] == []


def test_a_missing_part_fails_in_continuous_integration_and_with_all(ready: Path) -> None:
    assert run(ready, "test", CI="true").returncode == 1
    assert run(ready, "test", "--all").returncode == 1
    assert run(ready, "test", CI="false").returncode == 0


def test_a_failed_check_does_not_hide_the_tests_and_fails_the_whole(ready: Path) -> None:
    pretend(ready, "mypy", "exit 1", folder=".venv/bin")
    ran = run(ready, "test")
    assert ran.returncode == 1
    assert "Failed: types" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "9 passed, 0 failed, 6 skipped"


def test_a_part_that_dies_before_it_reports_fails_the_whole(ready: Path) -> None:
    pretend(ready, "python3.11", 'case "$*" in *browser*) exit 3 ;; esac\n' + PYTEST)
    ran = run(ready, "test")
    assert ran.returncode == 1
    assert "tests: browser" in ran.stdout


def test_paths_go_straight_to_pytest(ready: Path) -> None:
    pretend(ready, "python3.11", 'printf "%s\\n" "$@"')
    said = run(ready, "test", "tests/kinship", "-k", "two words").stdout
    assert said.splitlines() == ["-m", "pytest", "tests/kinship", "-k", "two words"]
