"""What some tests need beyond the checkout, said loudly where it is absent."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import hypothesis
import pytest
from pytest_django import DjangoDbBlocker

from tests import migrated_once, throwaway_postgresql

CHROMIUM = Path("/usr/bin/chromium")
MARKERS = ("browser", "database", "reference")
REFERENCE = Path(__file__).parent.parent.parent / "shared" / "reference"
ON_POSTGRESQL = os.environ.get("IMENA_TEST_DATABASE") == "postgres"
_DATABASE_FIXTURES = {"db", "transactional_db"}
_while_testing = ExitStack()

# The same examples in every run, so that chance alone never turns down what somebody brings; how
# long one takes says how busy the machine is. `--hypothesis-profile=default` draws others.
hypothesis.settings.register_profile(
    "same",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("same")


def _arrange() -> None:
    """Keep the tests away from anybody's case file; start their own server if it is asked for."""
    os.environ.pop("IMENA_PASSPHRASE", None)
    os.environ.pop("IMENA_PASSPHRASE_FILE", None)
    home = _while_testing.enter_context(tempfile.TemporaryDirectory(prefix="imena-home-"))
    os.environ["IMENA_HOME"] = home
    if not ON_POSTGRESQL:
        os.environ.pop("DATABASE_URL", None)
    elif not os.environ.get("DATABASE_URL") and throwaway_postgresql.programs():
        os.environ["DATABASE_URL"] = _while_testing.enter_context(throwaway_postgresql.server())


# At import: the conftest files below start Django, which reads its settings once. The workers of
# xdist find all this in the environment they are started with.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _arrange()


def pytest_unconfigure() -> None:
    """Stop what was started."""
    _while_testing.close()


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Where the tests' SQLite database is: in a file, as in the field. ``None`` on PostgreSQL."""
    return None if ON_POSTGRESQL else tmp_path_factory.mktemp("database") / "imena.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(sqlite_file: Path | None) -> bool:
    """Do not remove what is there: it is what :func:`django_db_modify_db_settings` put there."""
    return sqlite_file is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    sqlite_file: Path | None,
    django_db_createdb: bool,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Put the database where it belongs, already migrated if it ever was."""
    from django.conf import settings

    if sqlite_file:
        settings.DATABASES["default"]["TEST"]["NAME"] = str(sqlite_file)
        if not django_db_createdb:
            migrated_once.take(sqlite_file)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    sqlite_file: Path | None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Migrate, and keep what came of it for the next run."""
    fresh = sqlite_file is not None and not sqlite_file.exists()
    request.getfixturevalue("django_db_setup")
    if sqlite_file and fresh:
        from django.db import connection

        with django_db_blocker.unblock():
            connection.close()
        migrated_once.keep(sqlite_file)


@cache
def _missing_for(marker: str) -> str | None:
    """What tests with this marker need and this machine lacks; ``None`` when they can run."""
    if marker == "reference" and not REFERENCE.is_dir():
        return "../shared/reference is not beside this checkout"
    if marker == "database" and ON_POSTGRESQL and not os.environ.get("DATABASE_URL"):
        return "PostgreSQL is not here"
    if marker == "browser" and not CHROMIUM.exists():
        return f"{CHROMIUM} is not here"
    if marker == "browser" and not _driver_starts():
        return "Playwright's driver does not start: libatomic1 is not here"
    return None


def _driver_starts() -> bool:
    from playwright._impl._driver import compute_driver_executable

    node, _ = compute_driver_executable()
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what cannot run here; whatever uses a database must hold on both."""
    other = "sqlite" if ON_POSTGRESQL else "postgresql"
    config.hook.pytest_deselected(items=[i for i in items if i.get_closest_marker(other)])
    items[:] = [item for item in items if not item.get_closest_marker(other)]
    for item in items:
        if item.get_closest_marker("django_db") or _DATABASE_FIXTURES & _fixtures(item):
            item.add_marker("database")
        for marker in MARKERS:
            if item.get_closest_marker(marker) and (reason := _missing_for(marker)):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each part that was skipped; leave the totals where ``./run test`` adds them up."""
    stats = terminalreporter.stats
    for marker in MARKERS:
        skipped = _count(r for r in stats.get("skipped", ()) if marker in r.keywords)
        if skipped and (reason := _missing_for(marker)):
            terminalreporter.write_line(f"!! SKIPPED {skipped} {marker} tests: {reason}", red=True)
    if path := os.environ.get("IMENA_TEST_TOTALS"):
        totals = {
            "passed": _count(stats.get("passed", ())),
            "failed": _count(stats.get("failed", ())) + _count(stats.get("error", ())),
            "skipped": _count(stats.get("skipped", ())),
        }
        lines = (f"{outcome} {n}\n" for outcome, n in totals.items())
        Path(path).write_text("".join(lines), encoding="ascii")


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _count(things: Iterable[object]) -> int:
    return sum(1 for _ in things)
