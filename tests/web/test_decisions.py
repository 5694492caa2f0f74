"""A proposal read and signed on its page, and what the page refuses in place."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from imena.registry.actor import Actor
from imena.registry.models import Decision, ReviewCase, Signature, User
from imena.registry.queries.dossier.signed import digest_of
from imena.registry.services import decisions, identification
from tests.registry.believed import fresh
from tests.web.served import PASSWORD, Served


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    cache.clear()


def proposal(served: Served) -> Decision:
    """A second person, proposed by the analyst on fingerprints."""
    believed = served.believed
    return believed.proposed(believed.remains(), believed.missing("Гадана"))


def known(served: Served, actor: Actor) -> User:
    """The account of ``actor``, with a password that opens it."""
    user = User.objects.get(pk=actor.user)
    user.set_password(PASSWORD)
    user.save()
    return user


def signing(decision: Decision, role: str, **other: str) -> dict[str, str]:
    return {
        "act": "sign",
        "role": role,
        "digest": digest_of(decision),
        "password": PASSWORD,
        **other,
    }


def at(decision: Decision, rest: str = "") -> str:
    return f"/decisions/{decision.number}{rest}"


def said(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.invariant("I12")
def test_two_sign_on_the_page_and_the_name_stands(served: Served) -> None:
    decision = proposal(served)
    for role in ("board", "prosecutor"):
        served.user(role)
        response = served.client(role).post(at(decision), signing(decision, role))
        assert response.status_code == 302
    assert fresh(decision).status == "confirmed"


def test_a_wrong_password_signs_nothing_and_waits_after_five(served: Served) -> None:
    decision = proposal(served)
    served.user("board")
    client = served.client("board")
    for _ in range(5):
        response = client.post(at(decision), signing(decision, "board", password="не той"))
        assert response.status_code == 400
    assert client.post(at(decision), signing(decision, "board")).status_code == 400
    assert not Signature.objects.filter(decision=decision).exists()


@pytest.mark.invariant("I12")
def test_what_changed_since_it_was_read_is_not_signed(served: Served) -> None:
    decision = proposal(served)
    served.user("board")
    response = served.client("board").post(
        at(decision), signing(decision, "board", digest="0" * 64)
    )
    assert response.status_code == 400
    assert 'role="alert"' in said(response)
    assert not Signature.objects.filter(decision=decision).exists()


@pytest.mark.invariant("I12")
def test_whoever_proposed_sees_why_they_do_not_sign_and_cannot(served: Served) -> None:
    believed = served.believed
    body, missing = believed.remains(), believed.missing("Гадана")
    compared = believed.compared(body, missing)
    board = served.cast.board
    decision = decisions.propose(
        board,
        policy=believed.policy(),
        individuals=[body],
        missing=[missing],
        comparisons=[compared],
    )
    known(served, board)
    client = served.client("board", language="en")
    assert "Whoever proposed a name does not sign it" in said(client.get(at(decision)))
    assert client.post(at(decision), signing(decision, "board")).status_code == 400
    assert fresh(decision).status == "proposed"
    assert not Signature.objects.filter(decision=decision).exists()


@pytest.mark.invariant("I18")
def test_an_exclusion_stands_above_the_answer(served: Served) -> None:
    believed = served.believed
    body, missing = believed.remains(), believed.missing("Гадана")
    decision = believed.proposed(body, missing)
    exclusion = believed.compared(body, missing, method="dental", outcome="excluded")
    page = said(served.client("board").get(at(decision)))
    assert -1 < page.index(exclusion.number) < page.index('class="saying"')


def test_an_exclusion_is_read_before_a_name_is_proposed(served: Served) -> None:
    believed = served.believed
    body, missing = believed.remains(), believed.missing("Гадана")
    believed.compared(body, missing)
    exclusion = believed.compared(body, missing, method="dental", outcome="excluded")
    served.user("analyst")
    client: Client = served.client("analyst")
    given = {"numbers": f"{body.number} {missing.number}", "password": PASSWORD}
    assert client.post("/decisions/propose", given).status_code == 400
    assert not Decision.objects.exclude(pk=served.decision.pk).exists()
    sent = client.post("/decisions/propose", {**given, "read": exclusion.number})
    made = Decision.objects.exclude(pk=served.decision.pk).get()
    assert sent.headers["Location"] == at(made)


def test_a_rejected_proposal_says_why(served: Served) -> None:
    decision = proposal(served)
    served.user("board")
    given = {"act": "reject", "password": PASSWORD, "reason": "бракує порівняння зубів"}
    assert served.client("board").post(at(decision), given).status_code == 302
    assert "бракує порівняння зубів" in said(served.client("board").get(at(decision)))


def test_a_decision_is_reversed_by_two_who_typed_its_number(served: Served) -> None:
    decision = served.decision
    served.user("board")
    second = known(served, served.cast.prosecutor)
    client = served.client("board")
    given = {
        "act": "reverse",
        "reason": "new_evidence",
        "grounds": "другий профіль виявився чужим",
        "password": PASSWORD,
        "second_user": second.username,
        "second_password": PASSWORD,
    }
    assert client.post(at(decision, "/review"), given).status_code == 400
    assert fresh(decision).status == "confirmed"
    typed = {**given, "typed_number": decision.number}
    alone = {**typed, "second_user": User.objects.get(pk=served.cast.board.user).username}
    assert client.post(at(decision, "/review"), alone).status_code == 400
    assert client.post(at(decision, "/review"), typed).status_code == 302
    assert fresh(decision).status == "reversed"
    assert ReviewCase.objects.get(decision=decision).outcome == "reversed"


def test_who_may_not_decide_is_refused_and_nothing_is_written(served: Served) -> None:
    decision = proposal(served)
    for role in ("analyst", "liaison"):
        served.user(role)
        client = served.client(role)
        assert client.post(at(decision), signing(decision, role)).status_code in (400, 403)
        given = {"act": "suspend", "reason": "court", "grounds": "х", "password": PASSWORD}
        assert client.post(at(decision, "/review"), given).status_code == 403
    assert fresh(decision).status == "proposed"


def test_a_liaison_reads_numbers_and_signatures_and_no_evidence(served: Served) -> None:
    page = said(served.client("liaison").get(at(served.decision)))
    assert served.body.number in page
    assert served.cast.board.name in page
    assert 'class="saying"' not in page


def test_the_dossier_is_a_file_to_keep(served: Served) -> None:
    client = served.client("board")
    page = client.get(at(served.decision, "/dossier.html"))
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert "<style>" in said(page)
    assert client.get(at(served.decision, "/dossier.pdf")).content.startswith(b"%PDF-")
    assert client.get(at(served.decision, "/dossier.zip")).status_code == 404


@pytest.mark.parametrize("standing", ["proposed", "confirmed", "not_told", "released", "нічого"])
def test_lists_hold_what_stands_so(served: Served, standing: str) -> None:
    proposed = proposal(served)
    page = said(served.client("board").get(f"/decisions?standing={standing}"))
    assert (served.decision.number in page) == (standing != "proposed" and standing != "released")
    assert (proposed.number in page) == (standing in ("proposed", "нічого"))


def test_pages_of_the_list_repeat_nothing_and_leave_nothing_out(served: Served) -> None:
    from imena.registry.queries.decided import decided

    numbers = {served.decision.number, *(proposal(served).number for _ in range(3))}
    seen: list[str] = []
    after = ""
    while True:
        found = decided(served.cast.board, after=after, size=2)
        seen += [line.number for line in found.rows]
        after = found.after
        if not after:
            break
    assert sorted(seen) == sorted(numbers)


def test_the_minutes_hold_who_signed(served: Served) -> None:
    page = said(served.client("board").get("/decisions/minutes"))
    assert served.decision.number in page
    assert served.cast.board.name in page
    assert served.decision.number not in said(
        served.client("board").get("/decisions/minutes?on=2031-01-01")
    )


def test_a_contradiction_is_settled_by_two(served: Served) -> None:
    believed = served.believed
    body = believed.remains()
    one = believed.proposed(body, believed.missing("Гадана"))
    other = believed.proposed(body, believed.missing("Тестова"))
    from imena.registry.models import Conflict

    conflict = Conflict.objects.exclude(pk=served.conflict.pk).get()
    served.user("board")
    second = known(served, served.cast.prosecutor)
    client = served.client("board")
    given = {
        "resolved": "перше відхилено",
        "password": PASSWORD,
        "second_user": second.username,
        "second_password": PASSWORD,
    }
    where = f"/decisions/contradiction/{conflict.pk}"
    assert client.post(where, given).status_code == 400
    decisions.reject(served.cast.board, one, reason="інше порівняння надійніше")
    assert client.post(where, given).status_code == 302
    assert fresh(conflict).closed_at is not None
    assert fresh(other).status == "proposed"


def test_the_comparison_behind_a_withdrawn_ground_is_not_hidden(served: Served) -> None:
    decision = proposal(served)
    comparison = decision.grounds[0]["number"]
    from imena.registry.models import Comparison

    identification.withdraw_comparison(
        served.cast.analyst, Comparison.objects.get(number=comparison), reason="інший палець"
    )
    page = said(served.client("board").get(at(decision)))
    assert comparison in page
    assert "is-lacking" in page


def test_a_number_is_a_link_only_for_those_who_may_open_its_page(served: Served) -> None:
    link = f'href="{reverse("individual", args=[served.body.number])}"'
    address = served.addresses()["decision"]
    for role, opens in (("board", True), ("liaison", False)):
        page = served.client(role).get(address).content.decode()
        assert served.body.number in page
        assert (link in page) is opens
