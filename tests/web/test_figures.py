"""Figures: what others say in their words, what does not fit, how a sentence becomes a claim."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from imena.registry.models import Claim, ClaimRelay
from imena.registry.services import figures
from tests.web.page_check import seen
from tests.web.served import Served

SENTENCE = "Піднято майже 50 тіл, не враховуючи ще не ексгумованих."


def page(response: Any) -> str:
    return str(response.content.decode())


def test_a_number_stands_with_its_word_and_never_with_a_midpoint(served: Served) -> None:
    told = page(served.client("figures_officer").get(reverse("figures")))
    assert "«близько 45 поховань»" in told
    assert "від 40 до 50" in told
    assert "слово «близько» загублено" in told
    assert "Газета пише «45 поховань»." in told


def test_a_sentence_is_read_first_then_corrected_then_recorded(served: Served) -> None:
    client, address = served.client("figures_officer"), reverse("add_claim")
    read = page(client.post(address, {"step": "read", "text": SENTENCE, "text_language": "uk"}))
    assert seen(read).faults == []
    assert '<mark class="bound">майже</mark>' in read
    assert '<mark class="number">50</mark>' in read
    assert "за правилом figures-1 від 45 до 49" in read
    assert "не враховує ще не ексгумованих: про все число каже від 45" in read
    assert Claim.objects.count() == 1
    confirmed = {
        "step": "record", "text": SENTENCE, "text_language": "uk", "bound": "almost", "value": "50",
        "unit": "bodies", "excludes": ["not_yet_exhumed"], "population": "civilians",
        "as_of": "2031-06", "office": "вигадана прокуратура", "lines": "жінок = 20\nінших: 29",
    }  # fmt: skip
    nobody = client.post(address, confirmed | {"office": "", "lines": "двадцять"})
    assert nobody.status_code == 400
    assert "Скажіть, чиє це число." in page(nobody)
    assert Claim.objects.count() == 1
    made = client.post(address, confirmed)
    claim = Claim.objects.get(unit="bodies")
    assert made.headers["Location"] == reverse("claim", args=[claim.number])
    assert claim.text_verbatim == SENTENCE
    assert claim.value == {"value": 50, "lines": {"women": 20, "інших": 29}}
    assert claim.scope["excludes"] == ["not_yet_exhumed"]


def test_a_relay_says_what_it_changed_before_it_is_recorded(served: Served) -> None:
    client = served.client("figures_officer")
    address = reverse("add_relay", args=[served.claim.number])
    words = {"outlet": "портал", "text": "45 людей у яру"}
    read = page(client.post(address, words | {"step": "read"}))
    assert "одиницю змінено: могили → люди" in read
    assert ClaimRelay.objects.count() == 1
    client.post(address, words | {"step": "record"})
    relay = ClaimRelay.objects.get(outlet="портал")
    assert relay.differences == ["unit_changed", "word_dropped"]


def test_who_read_it_against_the_source_is_said_and_who_may_not_is_not_asked(
    served: Served,
) -> None:
    address = reverse("claim", args=[served.claim.number])
    board = page(served.client("board").get(address))
    assert "Звірено мною" not in board
    officer = served.client("figures_officer")
    assert "Звірено мною" in page(officer.get(address))
    officer.post(address, {"act": "check", "seen": served.claim.version})
    assert served.cast.figures_officer.name in page(officer.get(address))
    assert served.client("board").post(address, {"act": "check", "seen": 2}).status_code == 403


@pytest.mark.parametrize("role", ["laboratory", "field_team", "liaison"])
def test_who_has_no_rights_here_has_no_such_place(served: Served, role: str) -> None:
    client = served.client(role)
    assert client.get(reverse("figures")).status_code == 403
    assert f'href="{reverse("figures")}"' not in page(client.get(reverse("account")))


def test_what_is_sent_is_the_sentence_and_its_points_in_one(served: Served) -> None:
    told = page(served.client("figures_officer").get(reverse("figures")))
    copied, *_ = re.findall(r'data-copy="([^"]+)"', told)
    assert copied == (
        "Газета пише «45 поховань». Першоджерело (речник) сказало «близько 45 поховань». "
        "Слово «близько» загублено."
    )


def test_all_that_does_not_fit_is_counted_here_and_stands_on_pages_of_its_own(
    served: Served,
) -> None:
    officer = served.cast.figures_officer
    for day in range(1, 12):
        figures.record_claim(
            officer, text_verbatim=f"{day * 100} тіл", language="uk", unit="bodies",
            bound="exact", value={"value": day * 100}, scope={"place": "вигаданий яр"},
            asserted_by={"office": f"рада {day}"}, as_of="2031-06-03",
        )  # fmt: skip
    client = served.client("figures_officer", language="en")
    told = page(client.get(reverse("figures")))
    assert told.count('<section class="note letter stop">') == 6
    assert "56 discrepancies in all" in told  # 11 × 10 / 2 pairs and one relay
    everywhere = reverse("unfitting")
    assert f'href="{everywhere}"' in told
    first = page(client.get(everywhere))
    second = page(client.get(everywhere, {"after": "50"}))
    assert first.count('<section class="note letter stop">') == 50
    assert second.count('<section class="note letter stop">') == 6
    assert "after=50" in first
    assert first.index("A contradiction") < first.index("letter stop") + 200
    noted = [found.count('<section class="note letter">') for found in (first, second)]
    assert (noted[0], f"{noted[1]} remark" in second) == (0, True)
