"""At the graveside: one group of questions a screen, numbers of the team's range, nothing twice."""

from __future__ import annotations

import re
from html import unescape

import pytest

from imena.registry.models import Assertion, BurialUnit, Marker, RecoveredUnit
from imena.registry.services import scene
from tests.registry.cast import Cast
from tests.web.at_work import AtWork


@pytest.fixture
def work(cast: Cast) -> AtWork:
    return AtWork(cast)


GRAVE = {
    "kind": "single_grave", "number": "", "marker_number": "319",
    "marker_text": "Військовий, невідомий, 19.08", "east": "12,40", "north": "-3.5",
    "error": "0,1", "orientation_deg": "280", "container": "coffin", "depth_cm": "140",
    "integrity": "", "note": "",
}  # fmt: skip


def hidden(page: str) -> dict[str, str]:
    """What a page carries along unseen."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_grave_is_recorded_screen_by_screen_with_all_that_was_answered(work: AtWork) -> None:
    address = f"/sites/{work.ground.site.code}/record-grave"
    page = work.field.get(address).content.decode()
    assert 'data-mode="field"' in page
    assert "PTX-G200-" in page
    for group in (("number", "kind"), ("marker_number", "marker_text"),
                  ("east", "north", "error", "orientation_deg"),
                  ("container", "depth_cm", "integrity", "note")):  # fmt: skip
        assert all(f'name="{name}"' in page for name in group)
        sent = hidden(page) | {name: GRAVE[name] for name in group} | {"to": "next"}
        page = work.field.post(address, sent).content.decode()
    assert "Військовий, невідомий, 19.08" in page
    assert BurialUnit.objects.count() == 1
    answer = work.field.post(address, hidden(page) | {"to": "record"})
    grave = BurialUnit.objects.exclude(pk=work.ground.grave.pk).get()
    assert answer.headers["Location"] == f"/graves/{grave.number}#grave"
    assert grave.position == {"x_cm": 1240, "y_cm": -350, "error_cm": 10}
    assert (grave.container, grave.depth_cm, grave.orientation_deg) == ("coffin", 140, 280)
    marker = Marker.objects.get()
    assert (marker.number, marker.text_verbatim) == ("319", "Військовий, невідомий, 19.08")
    # The same form sent twice, as from a bad line, records one grave.
    again = work.field.post(address, hidden(page) | {"to": "record"})
    assert again.status_code == 302
    assert BurialUnit.objects.count() == 2


def test_what_is_wrong_leads_to_its_screen_and_keeps_what_was_typed(work: AtWork) -> None:
    address = f"/sites/{work.ground.site.code}/record-grave"
    sent = GRAVE | {"east": "дванадцять", "step": "4", "to": "record"}
    answer = work.field.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="дванадцять"' in page
    assert "Напишіть метри числом" in page
    assert hidden(page)["marker_text"] == "Військовий, невідомий, 19.08"
    half = work.field.post(address, GRAVE | {"north": "", "step": "4", "to": "record"})
    assert half.status_code == 400
    assert 'id="north-wrong"' in half.content.decode()
    other = GRAVE | {"number": "PTX-G999-A", "step": "4", "to": "record"}
    assert work.field.post(address, other).status_code == 400
    assert BurialUnit.objects.count() == 1


def test_remains_are_recovered_under_the_number_on_their_tag(work: AtWork) -> None:
    address = f"/graves/{work.ground.grave.number}/recover"
    page = work.field.get(address).content.decode()
    number = re.search(r"PTX-0200-.", page)
    assert number is not None
    sent = {
        "number": number.group().lower(), "kind": "complete_body", "human": "yes",
        "stage": "advanced_decomposition", "modifiers": ["adipocere", "crushed"],
        "completeness_percent": "95", "depth_cm": "140", "step": "3", "to": "record",
    }  # fmt: skip
    answer = work.field.post(address, sent)
    unit = RecoveredUnit.objects.get()
    assert answer.headers["Location"] == f"/bodies/{number.group()}"
    assert (unit.number, unit.place, unit.custodian) == (number.group(), "site", work.team.name)
    assert unit.modifiers == ["adipocere", "crushed"]


def test_an_empty_grave_is_finished_with_its_reason_or_not_at_all(work: AtWork) -> None:
    address = f"/graves/{work.ground.grave.number}/do/finish"
    grave = work.ground.grave
    sent = {"seen": grave.version, "state": "empty", "floor_reached_at": "2031-06-02T11:30"}
    assert work.field.post(address, sent).status_code == 400
    answer = work.field.post(address, sent | {"empty_reason": "moved_earlier"})
    assert answer.status_code == 302
    grave.refresh_from_db()
    assert (grave.state, grave.empty_reason) == ("empty", "moved_earlier")


@pytest.mark.invariant("I34")
def test_who_comes_second_sees_both_and_chooses_line_by_line(work: AtWork) -> None:
    grave = work.ground.grave
    address = f"/graves/{grave.number}/do/describe"
    carried = hidden(work.field.get(address).content.decode())
    seen = {"was": carried["was"], "seen": carried["seen"]}
    first = {"kind": "single_grave", "depth_cm": "120", "container": "bag", "step": "3"}
    scene.describe_grave(
        work.cast.prosecutor, grave, seen=grave.version, depth_cm=150, note="Корені дерев."
    )
    answer = work.field.post(address, first | seen | {"to": "record"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert work.cast.prosecutor.name in page
    assert "150 см" in page
    assert "120 см" in page
    grave.refresh_from_db()
    assert (grave.depth_cm, grave.container) == (150, "")
    # The depth both wrote is to be chosen; the note only the other touched stands without asking.
    assert re.findall(r'name="contested" value="([^"]+)"', page) == ["depth_cm"]
    carried = hidden(page)
    assert carried["note"] == "Корені дерев."
    unchosen = work.field.post(address, carried | {"to": "record"})
    assert unchosen.status_code == 409
    both = work.field.post(address, carried | {"choose.depth_cm": "both", "to": "record"})
    assert both.status_code == 302
    grave.refresh_from_db()
    assert (grave.depth_cm, grave.container, grave.note) == (150, "bag", "Корені дерев.")
    said = Assertion.objects.get()
    assert (said.says, said.value, said.said_by) == (
        "beside.depth_cm",
        "Глибина: 120 см",
        work.team.name,
    )
    assert "120 см" in work.mortuary.get(f"/graves/{grave.number}").content.decode()


def test_another_site_s_grave_is_not_theirs_to_write(work: AtWork) -> None:
    elsewhere = scene.open_site(work.cast.prosecutor, code="TAX", name_uk="Інше місце")
    grave = scene.record_grave(work.cast.prosecutor, elsewhere)
    assert work.field.get(f"/sites/{elsewhere.code}/record-grave").status_code == 404
    assert work.field.post(f"/graves/{grave.number}/do/open", {"seen": 1}).status_code == 404
    assert work.field.get(f"/graves/{grave.number}/recover").status_code == 404
