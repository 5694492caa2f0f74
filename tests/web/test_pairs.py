"""Two reports of one person, on a page: read side by side, decided with a reason, taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from imena.registry.models import DuplicatePair, MissingPerson
from imena.registry.services import antemortem, duplicates
from tests.registry.believed import fresh
from tests.web.served import Served


@pytest.fixture
def pair(served: Served) -> DuplicatePair:
    """Two reports that the program proposes as one person."""
    for family, given in (("Казкотвор", "Микола"), ("Kazkotvor", "Nikolay")):
        name = {"script": "uk", "family": family, "given": given}
        antemortem.report(
            served.cast.interviewer, names=[name], sex="male", born="1970-05-01",
            last_seen="2031-03-14",
        )  # fmt: skip
    clerk = replace(served.cast.interviewer, purpose="звірка")
    assert duplicates.propose(clerk).new == 1
    return DuplicatePair.objects.get()


def listed(client: Client, state: str) -> str:
    return client.get(reverse("pairs"), {"state": state}).content.decode()


def sent(pair: DuplicatePair, act: str, reason: str = "двоюрідні брати") -> dict[str, str]:
    """What the form of an act sends."""
    now = fresh(pair)
    sides = sorted((now.first, now.second), key=lambda one: one.number)
    return {
        "act": act, "pair": str(now.pk), "seen_pair": str(now.version), "reason": reason,
        "first": sides[0].number, "second": sides[1].number, "keep": sides[0].number,
        "copy": now.copy.number if now.copy else "",
        **{f"seen_{one.number}": str(one.version) for one in sides},
    }  # fmt: skip


def test_two_reports_stand_side_by_side_with_what_speaks_for_one_person(
    served: Served, pair: DuplicatePair
) -> None:
    page = listed(served.client("interviewer", language="en"), "proposed")
    assert page.index("Казкотвор Микола") < page.index("Kazkotvor Nikolay")
    assert "another form of the name" in page
    assert "one person: 9" in page


def test_that_they_are_two_people_is_recorded_shown_and_taken_back(
    served: Served, pair: DuplicatePair
) -> None:
    client = served.client("interviewer", language="en")
    assert "Two people" in listed(client, "proposed")
    client.post(reverse("pairs"), sent(pair, "dismiss"))
    assert fresh(pair).state == "dismissed"
    number = fresh(pair).first.number
    assert number not in listed(client, "proposed")
    assert number in listed(client, "dismissed")
    client.post(reverse("pairs"), sent(pair, "take_back", "мати одна"))
    assert (fresh(pair).state, fresh(pair).reason) == ("proposed", "мати одна")


def test_records_are_linked_and_separated_again(served: Served, pair: DuplicatePair) -> None:
    client = served.client("interviewer")
    client.post(reverse("pairs"), sent(pair, "merge"))
    kept, copy = MissingPerson.objects.order_by("number").filter(
        pk__in=[pair.first_id, pair.second_id]
    )
    assert (copy.duplicate_of, kept.duplicate_of) == (kept, None)
    assert copy.number in listed(client, "merged")
    client.post(reverse("pairs"), sent(pair, "undo"))
    assert fresh(pair).state == "separated"
    assert fresh(copy).duplicate_of is None


def test_without_a_reason_the_form_stays_open_and_says_so(
    served: Served, pair: DuplicatePair
) -> None:
    answer = served.client("interviewer", language="en").post(
        reverse("pairs"), sent(pair, "dismiss", "")
    )
    assert answer.status_code == 400
    said = answer.content.decode()
    assert "Say why these are one person, or two." in said
    assert '<details class="act" open><summary>Two people' in said
    assert fresh(pair).state == "proposed"


def test_who_reads_decides_nothing(served: Served, pair: DuplicatePair) -> None:
    client = served.client("analyst", language="en")
    assert "Record that they are two" not in listed(client, "proposed")
    assert client.post(reverse("pairs"), sent(pair, "dismiss")).status_code == 403


def test_what_changed_meanwhile_is_not_decided_over(served: Served, pair: DuplicatePair) -> None:
    client = served.client("interviewer")
    late = sent(pair, "take_back")
    client.post(reverse("pairs"), sent(pair, "dismiss"))
    assert client.post(reverse("pairs"), late).status_code == 409
