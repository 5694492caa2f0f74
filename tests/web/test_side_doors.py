"""Ways in beside the front door: forged forms, other hosts, other operations, odd signs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from imena.registry import clock
from imena.registry.models import Event, LabRequest, Membership
from imena.registry.services import tokens as token_service
from imena.web.api.declared import ENDPOINTS
from imena.web.session import IDLE, IDLE_SHARED
from tests.registry.cast import Cast
from tests.web.api.machine import Machine, filled
from tests.web.served import FAMILY, GRAVE, PASSWORD, PURPOSE, RELATIVE, Served, patterns

#: Of every operation: whoever may open these reads the same words.
OF_ALL = {"vocabulary", "user", "bulletin_file"}


@pytest.fixture
def outsider(served: Served) -> Any:
    """A prosecutor of another operation in the same case file."""
    other = Cast.assembled("INSHA")
    actor = other.prosecutor
    Membership(
        operation_id=actor.operation, user_id=actor.user, role="prosecutor", recorded_at=clock.now()
    ).save(force_insert=True)
    return actor


def written() -> int:
    return Event.objects.exclude(type__startswith="read.").count()


def test_no_form_of_any_page_is_taken_from_elsewhere(served: Served) -> None:
    client = served.client("prosecutor")
    client.handler.enforce_csrf_checks = True
    before = written()
    for name, address in served.addresses().items():
        status = client.post(address, {"purpose": "x", "act": "give"}).status_code
        assert status in (403, 405), name
    assert written() == before


def test_pages_are_asked_for_by_our_names_alone(served: Served) -> None:
    for host in ("evil.test", "127.0.0.1.evil.test", "localhost@evil.test", "[::1"):
        assert Client().get("/account/sign-in", headers={"host": host}).status_code == 400, host
        assert Client().get("/api/v1/openapi.json", headers={"host": host}).status_code == 400, host


def test_a_session_key_known_before_is_worth_nothing(served: Served) -> None:
    user, attacker = served.user("board"), Client()
    attacker.get("/account/sign-in")
    planted = served.client("analyst").cookies["sessionid"].value
    victim = Client()
    victim.cookies["sessionid"] = planted
    victim.post("/account/sign-in", {"username": user.username, "password": PASSWORD})
    assert victim.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/").status_code == 302


def test_shared_machines_are_left_alone_for_less_long() -> None:
    assert IDLE_SHARED < IDLE


def test_another_operation_s_records_are_not_there(served: Served, outsider: Any) -> None:
    client = served.signed_in(outsider)
    for name, address in served.addresses().items():
        pattern = str(patterns()[name].pattern)
        response = client.get(address)
        told = response.content.decode().replace(address, "")
        for canary in (FAMILY, RELATIVE, GRAVE, served.unit.number, served.decision.number):
            assert canary not in told, (name, canary)
        if "<" in pattern and name not in OF_ALL:
            assert response.status_code in (302, 403, 404, 405), name


def test_nor_are_they_for_a_token_of_another_operation(served: Served, outsider: Any) -> None:
    LabRequest.objects.update(state="sent", sent_at=clock.now())
    scopes = token_service.SCOPES
    _, text = token_service.make(outsider, name="чужий", scopes=scopes, days=1)
    asking = Machine(text, purpose=PURPOSE)
    before = written()
    for endpoint in ENDPOINTS:
        path = filled(served, endpoint)
        if endpoint.method == "GET":
            answer = asking.get(path)
            told = answer.content.decode()
            for canary in (FAMILY, RELATIVE, GRAVE, served.unit.number, served.decision.number):
                assert canary not in told, (path, canary)
        else:
            answer = asking.send(endpoint.method, path, {}, key="walk-0000", seen='"1"')
        if "{" in endpoint.path and "vocabularies" not in path:
            assert answer.status_code in (403, 404, 422), path
    assert written() == before


@pytest.mark.parametrize(
    "address",
    [
        "/bodies?site=%00", "/graves?stage=%00&after=a%00b", "/search?q=%00", "/families?name=a%00",
        "/bodies/%00", "/sites/a%00b", "/audit?who=%00", "/decisions?after=%00",
    ],
)  # fmt: skip
def test_signs_that_no_text_has_are_no_fault_of_ours(served: Served, address: str) -> None:
    assert served.client("prosecutor").get(address).status_code in (400, 404)


def test_nor_are_they_in_a_form(served: Served) -> None:
    client = served.client("board")
    assert client.post("/account/purpose", {"own": "a\x00b"}).status_code == 400
