"""What is said of a PostgreSQL server, and that the door refuses what the doctor refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from imena.registry.engine.judgement import Level, UnsafeError
from imena.registry.engine.postgresql.judged import Facts, judge

GOOD = Facts(
    version=15,
    settings={
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
        "data_sync_retry": "off",
        "statement_timeout": "60000",
        "lock_timeout": "20000",
        "idle_in_transaction_session_timeout": "60000",
    },
    private=True,
)


def _levels(facts: Facts) -> dict[str, Level]:
    return {j.check: j.level for j in judge(facts) if j.level is not Level.OK}


def _with(**settings: str) -> Facts:
    return replace(GOOD, settings={**GOOD.settings, **settings})


def test_a_good_server_is_good() -> None:
    assert _levels(GOOD) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("synchronous_commit", "off"),
        ("data_checksums", "off"),
        ("data_sync_retry", "on"),
    ],
)
def test_a_server_that_may_forget_is_refused(name: str, value: str) -> None:
    check = "postgresql-" + name.replace("_", "-")
    assert _levels(_with(**{name: value})) == {check: Level.REFUSE}
    assert _levels(_with(**{name: ""})) == {check: Level.REFUSE}, "silence is not consent"


@pytest.mark.parametrize("value", ["local", "remote_write", "remote_apply"])
def test_an_office_with_a_second_server_chooses_how_far_it_waits(value: str) -> None:
    assert _levels(_with(synchronous_commit=value)) == {}


def test_waiting_for_ever_is_a_warning() -> None:
    assert _levels(_with(lock_timeout="0")) == {"postgresql-lock-timeout": Level.WARN}


def test_an_old_server_and_an_open_wire_are_refused() -> None:
    assert _levels(replace(GOOD, version=14)) == {"postgresql-version": Level.REFUSE}
    assert _levels(replace(GOOD, private=False)) == {"postgresql-wire": Level.REFUSE}


@pytest.fixture
def wrapper(django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    made: Any = connections.create_connection("default")
    with django_db_blocker.unblock():
        yield made
        made.close()


@pytest.mark.postgresql
@pytest.mark.database
def test_the_tests_own_server_would_be_refused_if_it_were_not_for_tests(
    wrapper: Any, django_db_setup: None
) -> None:
    options = wrapper.settings_dict["OPTIONS"].items()
    kept = {name: value for name, value in options if name != "throwaway"}
    wrapper.settings_dict = {**wrapper.settings_dict, "OPTIONS": kept}
    with pytest.raises(UnsafeError, match="fsync is off"):
        wrapper.connect()
    wrapper.refusing = False
    wrapper.connect()
    refused = {j.check for j in wrapper.judged(wrapper.connection) if j.level is Level.REFUSE}
    assert refused == {
        "postgresql-fsync",
        "postgresql-full-page-writes",
        "postgresql-synchronous-commit",
    }
