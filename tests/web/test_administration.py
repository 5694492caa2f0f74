"""Users, ranges, vocabularies and policies on their pages; nobody acts alone where two must."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from imena.registry.actor import Actor
from imena.registry.models import Membership, NumberRange, Policy, Term, User
from tests.registry.believed import fresh
from tests.web.served import PASSWORD, Served


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    cache.clear()


def second(served: Served, role: str, field: str = "second") -> dict[str, str]:
    """Another person of the role, who signs in within a form."""
    actor: Actor = served.cast.second(role)
    served.believed.row(Membership, user_id=actor.user, role=role)
    user = User.objects.get(pk=actor.user)
    user.set_password(PASSWORD)
    user.save()
    return {f"{field}_user": user.username, f"{field}_password": PASSWORD}


def said(response: Any) -> str:
    return str(response.content.decode())


def test_a_user_is_added_and_given_a_role_by_two(served: Served) -> None:
    served.user("administrator")
    client = served.client("administrator")
    added = {"username": "nova", "name": "Нова Людина", "new_password": "вигадані-сливи-77"}
    assert client.post("/administration", {**added, "password": "не той"}).status_code == 400
    assert not User.objects.filter(username="nova").exists()
    made = client.post("/administration", {**added, "password": PASSWORD})
    assert made.headers["Location"] == "/administration/users/nova"
    give = {"act": "give", "role": "analyst", "password": PASSWORD}
    assert client.post("/administration/users/nova", give).status_code == 400
    both = {**give, **second(served, "administrator")}
    assert client.post("/administration/users/nova", both).status_code == 302
    assert Membership.objects.get(user__username="nova").role == "analyst"


def test_a_role_ends_and_access_closes_with_a_reason_and_on_what_was_read(served: Served) -> None:
    served.user("administrator")
    client = served.client("administrator")
    user = User.objects.get(pk=served.cast.analyst.user)
    held = Membership.objects.get(user=user)
    where = f"/administration/users/{user.username}"
    end = {"act": "end", "held": str(held.pk), "seen": str(held.version), "password": PASSWORD}
    assert client.post(where, {**end, "reason": " "}).status_code == 400
    assert client.post(where, {**end, "reason": "перейшла", "seen": "99"}).status_code == 409
    assert client.post(where, {**end, "reason": "перейшла"}).status_code == 302
    assert fresh(held).ended_at is not None
    close = {"act": "suspend", "seen": str(user.version), "reason": "пішла", "password": PASSWORD}
    assert client.post(where, close).status_code == 302
    assert not User.objects.get(pk=user.pk).is_active


def test_a_new_password_takes_a_second_person(served: Served) -> None:
    served.user("administrator")
    client = served.client("administrator")
    user = User.objects.get(pk=served.cast.analyst.user)
    where = f"/administration/users/{user.username}"
    given = {"act": "password", "new_password": "вигадані-груші-78", "password": PASSWORD}
    assert client.post(where, given).status_code == 400
    assert client.post(where, {**given, **second(served, "administrator")}).status_code == 302
    assert User.objects.get(pk=user.pk).check_password("вигадані-груші-78")


def test_whoever_only_audits_sees_users_and_changes_none(served: Served) -> None:
    served.user("auditor")
    client = served.client("auditor")
    assert 'name="new_password"' not in said(client.get("/administration"))
    added = {"username": "nova", "name": "Нова", "new_password": "вигадані-сливи-77"}
    assert client.post("/administration", {**added, "password": PASSWORD}).status_code == 403


@pytest.mark.invariant("I1")
def test_a_range_is_issued_by_two_and_not_closed_while_numbers_are_unexplained(
    served: Served,
) -> None:
    served.user("administrator")
    client = served.client("administrator")
    given = {"act": "issue", "kind": "container", "size": "5", "team": "A", "password": PASSWORD}
    assert client.post("/administration/ranges", given).status_code == 400
    both = {**given, **second(served, "prosecutor")}
    assert client.post("/administration/ranges", both).status_code == 302
    held = NumberRange.objects.get()
    assert held.last - held.first == 4
    close = {
        "act": "close",
        "range": str(held.pk),
        "seen": str(held.version),
        "password": PASSWORD,
    }
    assert client.post("/administration/ranges", close).status_code == 400
    assert fresh(held).closed_at is None


def test_an_office_adds_a_term_and_retires_it(served: Served) -> None:
    served.user("administrator")
    client = served.client("administrator", language="en")
    where = "/administration/vocabularies/review_reason"
    term = {"code": "ombudsman", "uk": "звернення омбудсмана", "en": "ombudsman’s request"}
    assert client.post(where, {**term, "password": PASSWORD}).status_code == 302
    made = Term.objects.get(code="ombudsman")
    assert "ombudsman’s request" in said(client.get(where))
    again = client.post(where, {**term, "password": PASSWORD})
    assert again.status_code == 400
    assert "is taken" in said(again)
    retire = {"act": "retire", "term": str(made.pk), "seen": "1", "password": PASSWORD}
    assert client.post(where, retire).status_code == 302
    assert fresh(made).retired
    assert client.get("/administration/vocabularies/немає").status_code == 404


@pytest.mark.invariant("I19")
def test_a_policy_is_put_in_force_when_what_fails_was_read(served: Served) -> None:
    served.user("prosecutor")
    client = served.client("prosecutor")
    page = said(client.get("/administration/policies?code=UA-2026-02"))
    assert served.decision.number in page
    given = {
        "act": "adopt",
        "code": "UA-2026-02",
        "password": PASSWORD,
        **second(served, "prosecutor"),
        **second(served, "prosecutor", "third"),
    }
    assert client.post("/administration/policies", given).status_code == 400
    assert not Policy.objects.filter(code="UA-2026-02").exists()
    read = {**given, "read": served.decision.number}
    assert client.post("/administration/policies", read).status_code == 302
    assert Policy.objects.get(code="UA-2026-02").retired_on is None


def test_no_tab_leads_where_one_may_not_go(served: Served) -> None:
    client = served.client("prosecutor")
    page = said(client.get("/administration/policies"))
    assert 'href="/administration/ranges"' in page
    assert 'href="/administration"' not in page


def test_an_account_leads_to_what_one_may_administer(served: Served) -> None:
    administrator = said(served.client("administrator").get("/account/"))
    assert 'href="/administration"' in administrator
    assert 'href="/audit"' not in administrator
    assert 'href="/administration"' not in said(served.client("analyst").get("/account/"))
