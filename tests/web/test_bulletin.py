"""The bulletin: approved figures, nobody named, no exact place, the same on page and paper."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.urls import reverse

from imena.registry.models import MissingPerson, Site, User
from imena.registry.services import figures, sources, statements
from imena.reports.bulletin import files
from imena.reports.bulletin.content import gathered
from tests.web.page_check import seen
from tests.web.served import FAMILY, GRAVE, RELATIVE, Served

#: Canaries: who spoke for an office, and where a site lies to the metre.
SPOKE, WEST = "Канарка Речникова", "33.123456"


@pytest.fixture
def told(served: Served) -> Served:
    """More than one figure, one of them withheld, and a claim in which somebody is named."""
    officer, board = served.cast.figures_officer, served.cast.board
    for number in range(8):
        served.believed.missing(f"Вигаданий{number}", sex="female")
    sources.record_lead(served.cast.prosecutor, kind="witness", summary=FAMILY)
    for query, by in (("missing.reported", "search"), ("missing.reported", "sex"),
                      ("leads.known", "state")):  # fmt: skip
        drafted = statements.make(officer, query=query, partition_by=by)
        statements.approve(board, drafted, seen=drafted.version)
    statements.make(officer, query="samples.taken")
    figures.record_claim(
        officer, text_verbatim=f"Серед них {FAMILY}. У яру майже 60 тіл, каже {SPOKE}.",
        language="uk", unit="bodies", bound="almost", value={"value": 60},
        scope={"excludes": ["not_yet_exhumed"]},
        asserted_by={"office": "вигадана рада", "person": SPOKE}, as_of="2031-06-03",
    )  # fmt: skip
    Site.objects.filter(pk=served.believed.site.pk).update(
        geometry={"type": "Point", "coordinates": [WEST, "49.654321"]}
    )
    return served


def words(response: Any) -> str:
    return str(response.content.decode())


def test_nobody_and_no_place_is_named_on_the_page_in_the_files_or_in_their_data(
    told: Served,
) -> None:
    found = gathered(told.cast.figures_officer)
    whole = [files.render(found, "uk"), files.render(found, "en")]
    whole.append(words(told.client("figures_officer").get(reverse("bulletin"))).split("<main")[1])
    whole.append(json.dumps(found.tree(), ensure_ascii=False))
    people = set(User.objects.values_list("display_name", flat=True))
    numbers = set(MissingPerson.objects.values_list("number", flat=True))
    for text in whole:
        marks = {FAMILY, RELATIVE, GRAVE, SPOKE, WEST, "33.12", "33,12", "49.65"}
        assert {mark for mark in marks | people | numbers if mark in text} == set()
        assert "майже 60 тіл" in text


def test_only_what_was_approved_is_told_and_the_small_stays_withheld(told: Served) -> None:
    found = gathered(told.cast.figures_officer)
    assert {one.query for one in found.statements} == {"missing.reported", "leads.known"}
    text = files.render(found, "en")
    assert "samples.taken" not in text
    assert "withheld" in text
    assert "Counts of people below 5 are withheld" in text
    assert re.search(r"at least 1</b> lead|at least 1 lead", text)


def test_a_claim_stands_in_its_words_with_what_it_leaves_out(told: Served) -> None:
    text = files.render(gathered(told.cast.figures_officer), "uk")
    assert "«майже 60 тіл»" in text
    assert "від 54 до 59" in text
    assert "«майже 60 тіл» (вигадана рада) не враховує ще не ексгумованих" in text
    assert "загублено" not in text  # what outlets did to claims is not published


def test_two_questions_of_one_query_are_one_series_and_another_is_another(told: Served) -> None:
    text = files.render(gathered(told.cast.figures_officer), "en")
    assert text.count('<section class="series">') == 1
    assert text.count('class="spot"') == 3


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_page_and_the_files_are_well_made(told: Served, language: str) -> None:
    client = told.client("board", language=language)
    page = words(client.get(reverse("bulletin")))
    assert seen(page).faults == []
    pdf = client.get(reverse("bulletin_file", args=["pdf"]))
    assert pdf.content.startswith(b"%PDF-1.7")
    assert b"pdfaid" in pdf.content
    assert pdf.headers["Content-Disposition"].endswith(f'.{language}.pdf"')
    html = words(client.get(reverse("bulletin_file", args=["html"])))
    assert "http:" not in html.replace("http://www.w3.org", "")
    assert "<link" not in html.replace('<link rel="icon" href="data:,">', "")
    (data,) = re.findall(r'id="imena-bulletin">(.*?)</script>', html)
    assert json.loads(data)["format"] == "imena-bulletin"


def test_the_same_bulletin_has_the_same_digest_whenever_it_is_made(told: Served) -> None:
    first, again = (gathered(told.cast.figures_officer) for _ in range(2))
    assert first.digest == again.digest
    assert first.made != again.made
    sources.record_lead(told.cast.prosecutor, kind="witness", summary="ще одна")
    assert gathered(told.cast.board).digest == first.digest


def test_without_an_approved_figure_it_says_that_there_is_none(served: Served) -> None:
    from imena.registry.models import Statement

    Statement.objects.all().update(approved_at=None, approver=None)
    page = words(served.client("auditor").get(reverse("bulletin")))
    assert "Жодного числа ще не схвалено" in page
