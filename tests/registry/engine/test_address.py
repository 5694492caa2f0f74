"""An address means one database, and is not repeated where it might show a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from imena.registry.engine.address import POSTGRESQL, SQLITE, AddressError, database_settings
from imena.registry.engine.place import Room

HOME = Path("/somewhere")


def test_without_an_address_the_data_are_in_one_file_at_home() -> None:
    made = database_settings("", HOME)
    assert (made["ENGINE"], made["NAME"]) == (SQLITE, "/somewhere/imena.sqlite3")
    assert made["OPTIONS"] == {"transaction_mode": "IMMEDIATE", "timeout": 20, "room": Room()}


def test_a_file_can_be_elsewhere() -> None:
    assert database_settings("sqlite:////else/where%20else.db", HOME)["NAME"] == (
        "/else/where else.db"
    )


def test_a_server_is_named_in_full() -> None:
    url = "postgresql://oleh:p%40ss@db.example.org:5433/imena?sslmode=verify-full"
    made = database_settings(url, HOME)
    assert {k: made[k] for k in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "ENGINE": POSTGRESQL,
        "NAME": "imena",
        "USER": "oleh",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
    }
    assert made["OPTIONS"]["sslmode"] == "verify-full"


def test_a_server_can_be_behind_a_socket() -> None:
    made = database_settings("postgresql://imena@/imena?host=%2Frun%2Fpostgresql", HOME)
    assert (made["HOST"], made["NAME"]) == ("/run/postgresql", "imena")
    assert "host" not in made["OPTIONS"]


def test_no_statement_waits_for_ever_and_an_office_may_say_how_long() -> None:
    url = "postgresql://db/imena?options=-c%20lock_timeout%3D5000"
    options = database_settings(url, HOME)["OPTIONS"]["options"]
    assert "-c statement_timeout=60000" in options
    assert options.endswith("-c lock_timeout=5000")


def test_only_a_test_s_server_may_forget() -> None:
    url = "postgresql://db/imena"
    assert "throwaway" not in database_settings(url, HOME)["OPTIONS"]
    assert "throwaway" not in database_settings(url + "?imena_throwaway=no", HOME)["OPTIONS"]
    assert database_settings(url + "?imena_throwaway=yes", HOME)["OPTIONS"]["throwaway"]


@pytest.mark.parametrize(
    "url",
    ["mysql://oleh:secret@db/imena", "postgresql://oleh:secret@db", "sqlite://relative", "secret"],
)
def test_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(AddressError) as refused:
        database_settings(url, HOME)
    assert "secret" not in str(refused.value)
