"""Today says whom what waits is about: by name to those who may read it and said what for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from imena.registry.models import Event
from tests.web.served import Served


def page(client: Client) -> str:
    answer: Any = client.get("/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def proposed(served: Served, family: str) -> str:
    """A proposal to name somebody of this family; the number of its decision."""
    believed = served.believed
    return str(believed.proposed(believed.remains(), believed.missing(family)).number)


@pytest.mark.invariant("I32")
def test_who_signs_reads_the_name_and_the_reading_is_written_down_once(served: Served) -> None:
    number = proposed(served, "Гадана")
    board = served.client("board")
    before = Event.objects.filter(type="read.named").count()
    told = page(board)
    assert f'href="/decisions/{number}"' in told
    assert "Гадана Сава" in told
    assert Event.objects.filter(type="read.named").count() == before + 1


@pytest.mark.invariant("I32")
def test_without_a_purpose_there_are_numbers_and_the_way_to_say_one(served: Served) -> None:
    proposed(served, "Гадана")
    told = page(served.client("board", purpose=""))
    assert "Гадана" not in told
    assert "/account/purpose?next=/" in told
    assert not Event.objects.filter(type__startswith="read.").exists()


def test_who_has_read_about_enough_people_today_still_sees_what_waits(
    served: Served, settings: Any
) -> None:
    settings.NAMED_READS = 1
    board = served.client("board")
    number = proposed(served, "Гадана")
    proposed(served, "Інша")
    told = page(board)
    assert number in told
    assert "Гадана" not in told


def test_three_things_that_wait_ask_no_more_than_one(served: Served) -> None:
    board = served.client("board")
    proposed(served, "Перша")
    page(board)
    one = _asked(board)
    for family in ("Друга", "Третя"):
        proposed(served, family)
    page(board)
    assert _asked(board) == one


def _asked(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(client)
    return len(queries)
