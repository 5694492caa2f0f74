"""Our own figures on pages: computed, approved by another, the same again, small counts hidden."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.urls import reverse

from imena.registry.models import Event, Run, Statement
from imena.registry.services import sources, statements
from tests.web.served import FAMILY, PASSWORD, Served


def page(response: Any) -> str:
    return str(response.content.decode())


def approved(served: Served, query: str, **asked: Any) -> Statement:
    drafted = statements.make(served.cast.figures_officer, query=query, **asked)
    return statements.approve(served.cast.board, drafted, seen=drafted.version)


def test_our_figure_stands_with_its_unit_definition_moment_and_what_is_not_in_it(
    served: Served,
) -> None:
    told = page(served.client("board", language="en").get(reverse("figures")))
    assert '<b class="figure-number">1</b> <b>missing person</b>' in told
    assert "People reported missing, each once, whatever the search has come to." in told
    assert served.statement.number in told


def test_where_more_may_exist_the_number_is_said_to_be_the_least(served: Served) -> None:
    sources.record_lead(served.cast.prosecutor, kind="witness", summary="Хрести в лісі.")
    lead = approved(served, "leads.known")
    client = served.client("board", language="en")
    told = page(client.get(reverse("statement", args=[lead.number])))
    assert '<span>at least</span> <b class="figure-number">1</b> <b>lead</b>' in told
    assert "More sites may exist" in told


def test_a_draft_is_approved_by_another_who_says_once_more_who_they_are(served: Served) -> None:
    served.user("board")
    officer, board = served.client("figures_officer"), served.client("board")
    made = officer.post(
        reverse("make_statement"), {"query": "bodies.recovered", "step": "draft", "as_of": ""}
    )
    draft = Statement.objects.get(query="bodies.recovered")
    address = reverse("statement", args=[draft.number])
    assert made.headers["Location"] == address
    assert draft.number not in page(officer.get(reverse("figures")))
    assert draft.number in page(board.get(reverse("figures")))
    assert 'value="approve"' not in page(officer.get(address))
    sent = {"act": "approve", "seen": draft.version, "password": "не той пароль зовсім"}
    assert board.post(address, sent).status_code == 400
    draft.refresh_from_db()
    assert draft.approved_at is None
    assert officer.post(address, sent).status_code in (400, 403)
    assert board.post(address, sent | {"password": PASSWORD}).status_code == 302
    draft.refresh_from_db()
    assert draft.approver_id == served.cast.board.user


def test_computed_again_it_is_the_same_and_what_is_known_since_can_be_corrected(
    served: Served,
) -> None:
    address = reverse("statement", args=[served.statement.number])
    officer = served.client("figures_officer")
    again = page(officer.get(address + "?again=1"))
    assert "Те саме до цифри." in again
    assert "Дотепер нічого іншого не стало відомо." in again
    assert 'value="correct"' not in again


def test_a_question_for_a_day_to_come_is_said_beside_its_field(served: Served) -> None:
    response = served.client("figures_officer").post(
        reverse("make_statement"),
        {"query": "leads.known", "step": "draft", "as_of": "2099-01-01"},
    )
    assert response.status_code == 400
    assert "не пізніший за сьогодні" in page(response)
    assert not Statement.objects.filter(query="leads.known").exists()


def test_small_counts_of_people_are_nowhere_on_the_page(served: Served) -> None:
    for number in range(8):
        served.believed.missing(f"Вигаданий{number}", sex="female")
    told = approved(served, "missing.reported", partition_by="sex")
    assert told.result["value"] == 9
    shown = page(served.client("figures_officer").get(reverse("statement", args=[told.number])))
    assert "не показано" in shown
    assert '<td class="num">8</td>' not in shown
    assert '<td class="num">1</td>' not in shown


def test_the_pack_is_for_what_was_approved_and_names_nobody(served: Served) -> None:
    client = served.client("figures_officer")
    sent = client.get(reverse("statement_pack", args=[served.statement.number]))
    with ZipFile(BytesIO(sent.content)) as zipped:
        whole = "".join(zipped.read(name).decode() for name in zipped.namelist())
    assert served.statement.number in whole
    for person in (served.cast.figures_officer, served.cast.prosecutor):
        assert person.name not in whole
    draft = statements.make(served.cast.figures_officer, query="samples.taken")
    assert client.get(reverse("statement_pack", args=[draft.number])).status_code == 422


def test_an_estimate_is_computed_when_asked_and_says_what_it_rests_on(served: Served) -> None:
    client = served.client("figures_officer")
    Run.objects.update(state="running")  # nobody was compared with anybody, so nothing overlaps
    assert "Методи поруч" not in page(client.get(reverse("estimate")))
    assert client.post(reverse("estimate")).status_code == 422
    asked = served.client("figures_officer", purpose="").post(reverse("estimate"))
    assert asked.headers["Location"].endswith("purpose?next=%2Ffigures%2Festimate")
    by = served.cast.prosecutor
    book = sources.take_register(by, code="01", title="Вигадана книга")
    for line in range(1, 4):
        text = f"№ {line}, Вигаданий{line} Сава"
        sources.take_line(by, book, page=1, line=line, text_verbatim=text, name_stated=text[5:])
    told = page(client.post(reverse("estimate")))
    assert "Методи поруч" in told
    assert "Ці дані не дають відповіді" in told
    assert FAMILY not in told
    assert Event.objects.filter(type="read.estimate").exists()
