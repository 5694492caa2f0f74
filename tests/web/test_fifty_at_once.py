"""Fifty people at once, through the server that a laptop runs: everybody is answered."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.served import Served

PEOPLE = 50
pytestmark = pytest.mark.slow


@pytest.fixture
def case(transactional_db: None) -> Served:
    """A case that other threads see too."""
    from tests.registry.cast import Cast
    from tests.web.served import Served

    return Served(Cast.assembled())


@pytest.fixture
def port(case: Served) -> Iterator[int]:
    from waitress.server import create_server

    from imena.web.served import THREADS, made

    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    server = create_server(made(), host="127.0.0.1", port=number, threads=THREADS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield number
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(timeout=10)


def asked(port: int, path: str, **headers: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path, headers=headers)
    status = line.getresponse().status
    line.close()
    return status


def test_everybody_is_answered_and_every_reading_is_written_down(case: Served, port: int) -> None:
    from imena.registry.ledger.verify import verify
    from imena.registry.models import Event
    from imena.registry.services import tokens

    cookie = f"sessionid={case.client('prosecutor').cookies['sessionid'].value}"
    scopes = ["custody:read", "sites:read"]
    _, text = tokens.make(case.cast.mortuary, name="прилад", scopes=scopes, days=1)
    bearer = f"Bearer {text}"
    before = Event.objects.filter(type__startswith="read.").count()

    def somebody(i: int) -> list[int]:
        return [
            asked(port, f"/families/{case.missing.number}", Cookie=cookie),
            asked(port, ("/way", "/bodies", "/graves", "/decisions")[i % 4], Cookie=cookie),
            asked(port, f"/api/v1/bodies/{case.unit.number}", Authorization=bearer),
        ]

    with ThreadPoolExecutor(PEOPLE) as people:
        answers = list(people.map(somebody, range(PEOPLE)))
    assert answers == [[200, 200, 200]] * PEOPLE
    assert Event.objects.filter(type__startswith="read.").count() >= before + PEOPLE
    # The rows of the case were written past the ledger; its chains are whole.
    assert [found for found in verify().findings if found.device] == []
