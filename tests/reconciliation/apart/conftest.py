"""A folder of the test's own, and a case file that another process opens as the tests do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from pytest_django import Settings

from tests.reconciliation.conftest import (
    _cheap_passwords,
    _emptied_in_spite_of_the_triggers,
    _no_database_unless_asked,
    cast,
    marker_file,
    site,
)

if TYPE_CHECKING:
    from imena.reconciliation.apart.asked import Asked
    from tests.reconciliation.site import Site

__all__ = [
    "_cheap_passwords",
    "_emptied_in_spite_of_the_triggers",
    "_no_database_unless_asked",
    "cast",
    "marker_file",
    "site",
]


@pytest.fixture(autouse=True)
def _a_home(settings: Settings, tmp_path: Path) -> None:
    """The folders of runs lie apart from those of other tests."""
    settings.HOME = tmp_path


@pytest.fixture
def asked(site: Site, marker_file: Path) -> Asked:
    """What an analyst asks for on an empty site, by markers that are kept."""
    from tests.reconciliation.apart.asking import asked_for

    return asked_for(site, marker_file)


@pytest.fixture
def _opened_by_others(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """What a process is told by its environment is the tests' database, and their key."""
    from django.db import connection

    there = connection.settings_dict
    if connection.vendor == "sqlite":
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{there['NAME']}")
    else:
        host = quote(str(there["HOST"]), safe="")
        monkeypatch.setenv(
            "DATABASE_URL",
            f"postgresql://{there['USER']}@/{there['NAME']}?host={host}&imena_throwaway=yes",
        )
    monkeypatch.setenv("IMENA_HOME", str(tmp_path))
    (tmp_path / "secret-key").write_text(settings.SECRET_KEY, encoding="ascii")
