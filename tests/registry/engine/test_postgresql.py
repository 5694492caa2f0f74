"""The PostgreSQL connection gives up instead of waiting for ever."""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("statement_timeout", "1min"),
        ("lock_timeout", "20s"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("TimeZone", "UTC"),
    ],
)
def test_every_connection_has_its_limits(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        assert cursor.fetchone() == (value,)


def test_it_is_recent_enough() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000
