"""Every act of custody through its form: from the graveside to the store and to a laboratory."""

from __future__ import annotations

import re

import pytest

from imena.registry.models import Incident, LabRequest, RecoveredUnit, Sample, StorageSlot
from imena.web.filling.drafts import SAVED_COOKIE
from imena.web.views.custody import asked
from tests.registry.cast import Cast
from tests.web.at_work import AtWork
from tests.web.page_check import seen
from tests.web.served import browser_of


@pytest.fixture
def work(cast: Cast) -> AtWork:
    return AtWork(cast)


def kinds(unit: RecoveredUnit) -> list[str]:
    return list(unit.custody.order_by("step").values_list("kind", flat=True))


def test_from_the_graveside_to_the_store(work: AtWork) -> None:
    unit = work.ground.recovered()
    slot = work.ground.slot()
    to = work.cast.mortuary.name
    packed = work.do(work.field, unit, "pack", container_kind="body_bag", seal="0048817")
    assert packed.status_code == 302
    assert SAVED_COOKIE in packed.cookies
    page = work.field.get(f"/bodies/{unit.number}/do/hand-over").content.decode()
    assert to in page
    assert "0048817" not in page
    assert work.do(work.field, unit, "hand-over", to=to, seal="0048817").status_code == 302
    assert unit.place == "transport"
    door = work.mortuary.get("/arrivals").content.decode()
    assert f"/bodies/{unit.number}/do/receive" in door
    scanned = work.mortuary.get("/arrivals", {"q": unit.number.lower()})
    assert scanned.headers["Location"] == f"/bodies/{unit.number}"
    received = work.do(work.mortuary, unit, "receive", seal="0048817", intact="yes", place="store")
    assert received.status_code == 302
    assert work.do(work.mortuary, unit, "store", slot=slot.code).status_code == 302
    assert unit.slot == slot
    assert kinds(unit) == ["found", "packed", "sealed", "transferred", "received", "stored"]
    assert not Incident.objects.exists()


@pytest.mark.invariant("I3")
def test_a_seal_that_reads_otherwise_stops_them_until_somebody_explains(work: AtWork) -> None:
    unit = work.ground.recovered()
    work.do(work.field, unit, "pack", container_kind="body_bag", seal="0048817")
    work.do(work.field, unit, "hand-over", to=work.cast.mortuary.name, seal="0048817")
    work.do(work.mortuary, unit, "receive", seal="0048871", intact="yes", place="store")
    incident = Incident.objects.get()
    assert incident.kind == "seal_mismatch"
    page = work.mortuary.get(f"/bodies/{unit.number}").content.decode()
    assert f"/incidents/{incident.pk}" in page
    address = f"/incidents/{incident.pk}"
    assert work.mortuary.post(address, {"seen": incident.version}).status_code == 400
    sent = {"seen": incident.version, "explained": "Дві цифри переставлено під час передання."}
    assert work.mortuary.post(address, sent).status_code == 302
    incident.refresh_from_db()
    assert incident.explained == sent["explained"]
    assert work.mortuary.get(address).status_code == 404


@pytest.mark.invariant("I3")
def test_a_damaged_seal_is_an_incident_and_no_seal_at_all_is_none(work: AtWork) -> None:
    to = work.cast.mortuary.name
    sealed, bare = work.ground.recovered(), work.ground.recovered()
    work.do(work.field, sealed, "pack", container_kind="body_bag", seal="0048817")
    work.do(work.field, sealed, "hand-over", to=to, seal="0048817")
    work.do(work.field, bare, "hand-over", to=to)
    damaged = {"seal": "0048817", "intact": "no", "place": "store"}
    assert work.do(work.mortuary, sealed, "receive", **damaged).status_code == 302
    without = {"seal": "", "intact": "none", "place": "store"}
    assert work.do(work.mortuary, bare, "receive", **without).status_code == 302
    assert [i.kind for i in Incident.objects.filter(unit=sealed)] == ["seal_broken"]
    assert not Incident.objects.filter(unit=bare).exists()


@pytest.mark.invariant("I3")
def test_the_other_person_signs_in_beside_and_has_received_them(work: AtWork) -> None:
    unit = work.ground.recovered()
    username, password = work.password_of(work.cast.mortuary)
    to = work.cast.mortuary.name
    wrong = work.do(
        work.field, unit, "hand-over", to=to, second_user=username, second_password="не той"
    )
    assert wrong.status_code == 400
    assert unit.place == "site"
    done = work.do(
        work.field, unit, "hand-over", to=to, second_user=username, second_password=password
    )
    assert done.status_code == 302
    assert (unit.place, unit.custodian) == ("store", to)
    receipt = unit.custody.get(kind="received")
    assert receipt.recorded_by_id == work.cast.mortuary.user
    assert not Incident.objects.exists()
    # Somebody else than was chosen has not taken them.
    third, another = work.password_of(work.cast.second("examiner"))
    other = work.ground.recovered()
    mixed = work.do(work.field, other, "hand-over", to=to, second_user=third,
                    second_password=another)  # fmt: skip
    assert mixed.status_code == 400
    assert other.place == "site"
    # Nobody receives what they hand over themselves.
    mine, password = work.password_of(work.team)
    alone = work.do(browser_of(work.team), other, "hand-over", to=to, second_user=mine,
                    second_password=password)  # fmt: skip
    assert alone.status_code == 400
    assert other.place == "site"


def test_whoever_was_second_is_told_and_records_knowing_it(work: AtWork) -> None:
    unit = work.ground.stored()
    seen = unit.version
    work.do(work.mortuary, unit, "move", slot=work.ground.slot().code)
    to = work.ground.slot()
    address = f"/bodies/{unit.number}/do/move"
    late = work.mortuary.post(address, {"seen": seen, "slot": to.code, "key": "пізніше"})
    assert late.status_code == 409
    page = late.content.decode()
    assert work.cast.mortuary.name in page
    assert f'name="seen" value="{unit.version}"' in page
    again = {"seen": unit.version, "slot": to.code, "key": "пізніше"}
    assert work.mortuary.post(address, again).status_code == 302
    unit.refresh_from_db()
    assert unit.slot == to


def test_a_sample_is_taken_asked_about_and_sent_under_a_code(work: AtWork) -> None:
    unit = work.ground.stored()
    assert work.do(work.mortuary, unit, "sample", kind="femur", seal="S-7").status_code == 302
    sample = Sample.objects.get()
    asked = work.do(
        work.mortuary, unit, "request", samples=[sample.number], laboratory="Лабораторія",
        asked_for="autosomal_str",
    )  # fmt: skip
    request = LabRequest.objects.get()
    assert asked.headers["Location"] == f"/samples/requests/{request.number}"
    page = work.mortuary.get(asked.headers["Location"]).content.decode()
    assert request.items.get().code in page
    assert sample.number in page
    sent = work.mortuary.post(asked.headers["Location"], {"seen": request.version, "seal": "П-1"})
    assert sent.status_code == 302
    request.refresh_from_db()
    assert (request.state, request.seal) == ("sent", "П-1")
    assert work.mortuary.get(asked.headers["Location"]).status_code == 404
    # A team that writes of custody takes no samples.
    assert work.do(work.field, unit, "sample", kind="femur").status_code == 404


def test_remains_are_divided_and_only_what_can_be_done_is_offered(work: AtWork) -> None:
    unit = work.ground.stored(completeness_percent=80)
    page = work.mortuary.get(f"/bodies/{unit.number}").content.decode()
    assert f"/bodies/{unit.number}/do/move" in page
    assert f"/bodies/{unit.number}/do/receive" not in page
    sent = {
        "part_kind": "body_part", "part_percent": "10", "rest_kind": "partial_body",
        "rest_percent": "70", "explained": "Кисть лежала окремо.",
    }  # fmt: skip
    less = work.do(work.mortuary, unit, "split", **(sent | {"rest_percent": "60"}))
    assert less.status_code == 400
    assert work.do(work.mortuary, unit, "split", **sent).status_code == 302
    part = RecoveredUnit.objects.exclude(pk=unit.pk).get()
    assert (part.parent, part.completeness_percent) == (unit, 10)
    assert unit.completeness_percent == 70


def test_lost_found_and_arrived_without_anybody_s_word(work: AtWork) -> None:
    unit = work.ground.stored()
    assert work.do(work.mortuary, unit, "lost", reason="").status_code == 400
    assert work.do(work.mortuary, unit, "lost", reason="На полиці немає.").status_code == 302
    assert unit.place == "unknown"
    found = work.do(work.mortuary, unit, "found", reason="На сусідній полиці.", place="store")
    assert found.status_code == 302
    assert unit.place == "store"
    other = work.ground.recovered()
    arrived = work.do(
        work.mortuary, other, "unannounced", brought_by="вигаданий водій", place="store"
    )
    assert arrived.status_code == 302
    assert sorted(Incident.objects.values_list("kind", flat=True)) == ["custody_gap", "lost"]


def test_every_form_that_is_offered_opens_and_says_what_is_missing(work: AtWork) -> None:
    units = [work.ground.recovered(), work.ground.received(), work.ground.stored()]
    units.append(work.ground.on_the_table())
    opened = set()
    for unit in units:
        for name in re.findall(
            rf"/bodies/{unit.number}/do/([\w-]+)",
            work.mortuary.get(f"/bodies/{unit.number}").content.decode(),
        ):
            page = work.mortuary.get(f"/bodies/{unit.number}/do/{name}").content.decode()
            assert seen(page).faults == [], name
            opened.add(name)
            if name not in ("describe", "unpack"):
                assert work.do(work.mortuary, unit, name).status_code == 400, name
    assert {"hand-over", "store", "sample", "split", "merge", "retag", "lost"} <= opened
    assert work.mortuary.get(f"/bodies/{units[0].number}/do/nothing").status_code == 404


def test_a_place_in_the_store_is_set_up_and_says_what_lies_there(work: AtWork) -> None:
    sent = {"code": "Б-12", "facility": "вигаданий морг", "capacity": ""}
    assert work.mortuary.post("/store", sent).status_code == 302
    assert work.mortuary.post("/store", sent).status_code == 400
    unit = work.ground.received()
    assert work.do(work.mortuary, unit, "store", slot="Б-12").status_code == 302
    page = work.mortuary.get("/store").content.decode()
    assert "Б-12" in page
    assert f"/bodies/{unit.number}" in page
    full = work.ground.received()
    assert work.do(work.mortuary, full, "store", slot="Б-12").status_code == 400


def test_where_there_are_many_places_the_code_is_typed_off_the_shelf(
    work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "_MOST_LISTED", 0)
    work.mortuary.post("/store", {"code": "Б-12", "facility": "вигаданий морг"})
    unit, slot = work.ground.received(), StorageSlot.objects.get()
    page = work.mortuary.get(f"/bodies/{unit.number}/do/store").content.decode()
    assert slot.facility not in page
    wrong = work.do(work.mortuary, unit, "store", slot="Ж-99")
    assert wrong.status_code == 400
    assert "Ж-99" in wrong.content.decode()
    assert work.do(work.mortuary, unit, "store", slot=slot.code.lower()).status_code == 302
    assert unit.slot == slot
