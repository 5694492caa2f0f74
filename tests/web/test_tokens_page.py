"""Tokens on a page: the text shown once, the password asked again, ended at once."""

from __future__ import annotations

import re

from imena.registry.models import ApiToken
from tests.web.api.machine import Machine
from tests.web.served import PASSWORD, Served

GIVEN = {"act": "make", "name": "планшет", "days": "30", "scope": ["sites:read"]}


def shown(page: bytes) -> str:
    found = re.search(r'value="(imena_[\w-]+)"', page.decode())
    return found[1] if found else ""


def test_a_token_is_made_shown_once_works_and_is_ended(served: Served) -> None:
    served.user("mortuary")
    client = served.client("mortuary")
    page = client.post("/account/tokens", {**GIVEN, "password": PASSWORD})
    text = shown(page.content)
    assert Machine(text).get("/me").json()["scopes"] == ["sites:read"]
    assert text not in client.get("/account/tokens").content.decode()
    token = ApiToken.objects.get()
    ending = {"act": "end", "token": str(token.pk), "seen": "1", "password": PASSWORD}
    assert client.post("/account/tokens", ending).status_code == 302
    assert Machine(text).get("/me").status_code == 401


def test_without_the_password_nothing_is_made(served: Served) -> None:
    served.user("mortuary")
    page = served.client("mortuary").post("/account/tokens", {**GIVEN, "password": "інший"})
    assert page.status_code == 400
    assert not ApiToken.objects.exists()


def test_only_what_one_s_role_reaches_is_offered(served: Served) -> None:
    offered = served.client("laboratory").get("/account/tokens").content.decode()
    assert "laboratory:write" in offered
    assert "antemortem" not in offered


def test_an_administrator_makes_one_for_a_machine_with_a_second_person(served: Served) -> None:
    for role in ("administrator", "prosecutor"):
        served.user(role)
    given = {
        **GIVEN, "act": "make_for", "username": served.user("laboratory").username,
        "scope": ["laboratory:write"], "password": PASSWORD,
        "second_user": served.user("prosecutor").username, "second_password": PASSWORD,
    }  # fmt: skip
    page = served.client("administrator").post("/account/tokens", given)
    assert Machine(shown(page.content)).get("/laboratory/requests").status_code == 200
