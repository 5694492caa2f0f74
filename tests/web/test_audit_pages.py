"""Who reads the audit on its pages, and what it tells them of the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from imena.registry import clock
from imena.registry.models import User
from tests.web.served import FAMILY, PURPOSE, Served


def said(response: Any) -> str:
    return str(response.content.decode())


def test_the_log_says_who_did_what_from_a_day_on(served: Served) -> None:
    client = served.client("auditor", language="en")
    page = said(client.get("/audit"))
    assert f"<b>{served.cast.board.name}</b>: signed a decision" in page
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    assert "signed a decision" not in said(client.get(f"/audit?begin={tomorrow}"))


def test_the_log_is_asked_of_one_person(served: Served) -> None:
    client = served.client("auditor", language="en")
    name = User.objects.get(pk=served.cast.board.user).username
    page = said(client.get(f"/audit?who={name}"))
    assert "signed a decision" in page
    assert "proposed a name" not in page
    nobody = client.get("/audit?who=нікого")
    assert nobody.status_code == 400
    assert 'role="alert"' in said(nobody)


def test_readings_of_names_stand_there_with_their_purpose(served: Served) -> None:
    served.client("board").get(f"/decisions/{served.decision.number}")
    page = said(served.client("auditor").get("/audit?reads=yes"))
    assert served.cast.board.name in page
    assert PURPOSE in page
    assert FAMILY not in page


@pytest.mark.invariant("I31")
def test_an_auditor_sees_what_was_done_to_a_record_and_not_what_it_says(served: Served) -> None:
    address = f"/audit/{served.decision.pk}"
    auditor = said(served.client("auditor", language="en").get(address))
    assert "proposed a name" in auditor
    assert "<h1>decision " in auditor
    assert "Not shown to your role" in auditor
    assert served.decision.grounds[0]["number"] not in auditor
    prosecutor = said(served.client("prosecutor", language="en").get(address))
    assert "confirmed by two signatures" in prosecutor


def test_a_record_is_shown_as_it_was_known_beside_the_act(served: Served) -> None:
    client = served.client("prosecutor", language="en")
    address = f"/audit/{served.decision.pk}"
    proposed = client.get(address).context["rows"][0].deed
    assert proposed.act == "identification.propose"
    then = said(client.get(address, {"known_at": proposed.at.isoformat()}))
    assert "<dd>proposed</dd>" in then
    assert "confirmed by two signatures" not in then


def test_whoever_asks_why_is_told_by_which_role(served: Served) -> None:
    page = said(served.client("auditor", language="en").get("/account/why"))
    assert "counts only<small>auditor" in page
    assert "<td" in page


def test_the_next_page_begins_where_this_one_ends(served: Served, monkeypatch: Any) -> None:
    from imena.web.views import audit

    monkeypatch.setattr(audit, "_SIZE", 3)
    client = served.client("auditor")
    first = client.get("/audit")
    second = client.get("/audit?" + first.context["next"])
    shown = [[row.deed for row in page.context["rows"]] for page in (first, second)]
    assert len(shown[0]) == len(shown[1]) == 3
    assert shown[0][-1].at <= shown[1][0].at
    assert shown[0][-1] != shown[1][0]
