"""Machines at work: once however often they send, never over somebody else’s change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from imena.registry import clock
from imena.registry.models import (
    BurialUnit,
    CustodyEvent,
    Event,
    LabItem,
    LabRequest,
    LabResult,
    RecoveredUnit,
    Sample,
    Site,
    Statement,
)
from tests.registry.believed import Believed
from tests.web.api.machine import Machine, machine, slot
from tests.web.served import Served


@pytest.fixture
def tablet(served: Served) -> Machine:
    """Of a field team at a site where digging has begun."""
    dug(served)
    return machine(served, "field_team")


def dug(served: Served) -> None:
    Site.objects.update(code="PTX", work_state="exhuming")
    served.believed.site.code = "PTX"


def sites_code(served: Served) -> str:
    return served.believed.site.code


def recorded(tablet: Machine, served: Served, key: str = "grave-0001", **body: Any) -> Any:
    return tablet.send("POST", f"/sites/{sites_code(served)}/graves", body, key=key)


def test_a_field_team_digs_and_hands_over_and_the_mortuary_receives(
    served: Served, tablet: Machine
) -> None:
    slot(served)
    made = recorded(tablet, served, label="12", position={"x_cm": 10, "y_cm": -20})
    assert made.status_code == 201, made.content
    grave = made.json()["number"]
    assert made.headers["ETag"] == '"1"'
    opened = tablet.send("POST", f"/graves/{grave}/open", {}, key="open-0001", seen='"1"')
    assert opened.status_code == 201, opened.content
    found = {
        "kind": "complete_body", "human": "yes", "elements": ["femur/left"],
        "happened_at": "2026-06-10T09:30:00+03:00", "clock_offset_s": 40,
    }  # fmt: skip
    body = tablet.send("POST", f"/graves/{grave}/bodies", found, key="body-0001").json()
    number = body["number"]
    handed = {"to": served.cast.mortuary.name, "happened_at": "2026-06-10T10:30:00+03:00"}
    sent = tablet.send(
        "POST", f"/bodies/{number}/hand-over", handed, key="hand-0001", seen=f'"{body["version"]}"'
    ).json()
    mortuary = machine(served, "mortuary")
    got = mortuary.send(
        "POST",
        f"/bodies/{number}/receive",
        {"slot": "A-1"},
        key="take-0001",
        seen=f'"{sent["version"]}"',
    )
    assert got.status_code == 201, got.content
    unit = RecoveredUnit.objects.get(number=number)
    assert (unit.place, unit.custodian) == ("store", served.cast.mortuary.name)
    line = mortuary.get(f"/bodies/{number}/custody").json()
    kinds = [one["kind"] for one in line["happenings"]]
    assert kinds == ["found", "transferred", "received"]
    taken = mortuary.send("POST", f"/bodies/{number}/samples", {"kind": "femur"}, key="samp-0001")
    assert Sample.objects.get(number=taken.json()["number"]).unit == unit


def test_what_is_sent_again_is_done_once_and_answered_alike(
    served: Served, tablet: Machine
) -> None:
    first = recorded(tablet, served, label="12")
    again = recorded(tablet, served, label="12")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert BurialUnit.objects.filter(label="12").count() == 1


def test_a_key_with_other_content_loses_nothing(served: Served, tablet: Machine) -> None:
    numbers = {recorded(tablet, served, label=label).json()["number"] for label in ("12", "13")}
    assert len(numbers) == 2


def test_another_person_s_request_with_the_same_key_is_their_own(served: Served) -> None:
    dug(served)
    made = [
        recorded(machine(served, role), served, note="запис")
        for role in ("field_team", "prosecutor")
    ]
    assert [one.status_code for one in made] == [201, 201]


def test_without_a_key_nothing_is_done(served: Served, tablet: Machine) -> None:
    for key in ("", "short", "має кирилицю"):
        answer = recorded(tablet, served, key=key.encode().decode("latin-1"))
        assert (answer.status_code, answer.json()["code"]) == (400, "key_needed")
    assert not Event.objects.filter(type="scene.record_grave").exists()


def test_nobody_writes_over_what_they_have_not_seen(served: Served, tablet: Machine) -> None:
    path = f"/graves/{served.grave.number}"
    etag = tablet.get(path).headers["ETag"]
    assert tablet.send("PATCH", path, {"depth_cm": 90}).json()["code"] == "version_needed"
    changed = tablet.send("PATCH", path, {"depth_cm": 90}, seen=etag)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    stale = tablet.send("PATCH", path, {"depth_cm": 120}, seen=etag)
    told = stale.json()
    assert (stale.status_code, told["code"], told["invariant"]) == (412, "stale", "I34")
    assert (told["seen"], told["version"], told["fields"]) == (1, 2, ["depth_cm"])
    assert BurialUnit.objects.get(pk=served.grave.pk).depth_cm == 90


def test_a_rule_of_the_case_file_is_told_by_its_name(served: Served, tablet: Machine) -> None:
    path = f"/graves/{served.grave.number}"
    refused = tablet.send(
        "POST", f"{path}/bodies", {"kind": "complete_body"}, key="body-0002"
    ).json()
    assert (refused["code"], refused["invariant"]) == ("refused", "I7")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"depth_cm": "ninety"}, "depth_cm"),
        ({"depth_cm": 2**40}, "depth_cm"),
        ({"depth_cm": True}, "depth_cm"),
        ({"depth_cm": -1}, "depth_cm"),
        ({"kind": "castle"}, ""),
        ({"label": "a\x00b"}, "label"),
        ({"label": "x" * 61}, "label"),
        ({"note": "\ud800"}, "note"),
        ({"position": {"x_cm": "east"}}, "position.x_cm"),
        ({"position": {"outline_cm": [[1, 2, 3]]}}, "position.outline_cm.0"),
        ({"state": "exhumed"}, "state"),
        ({"operation": "x"}, "operation"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(
    served: Served, tablet: Machine, body: dict[str, Any], field: str
) -> None:
    answer = recorded(tablet, served, **body)
    assert answer.status_code == 422, answer.content
    assert answer.json().get("field", "") == field
    assert not BurialUnit.objects.exclude(pk=served.grave.pk).exists()


@pytest.mark.parametrize(
    "body", [" ", "[]", "null", "{", '{"depth_cm": NaN}', b"\xff\xfe", "[" * 60_000]
)
def test_what_is_no_object_in_json_is_malformed(
    served: Served, tablet: Machine, body: str | bytes
) -> None:
    path = f"/sites/{sites_code(served)}/graves"
    answer = tablet.send("POST", path, body, key="grave-0009")
    assert answer.status_code in (400, 422)
    assert not Event.objects.filter(type="scene.record_grave").exists()


def test_a_laboratory_works_in_codes_and_is_answered_once(served: Served) -> None:
    LabRequest.objects.update(state="sent", sent_at=clock.now(), seal="П-1")
    LabResult.objects.all().delete()
    item = LabItem.objects.select_related("request", "sample").order_by("code")[0]
    Sample.objects.filter(pk=item.sample_id).update(state="sent")
    robot = machine(served, "laboratory")
    path = f"/laboratory/requests/{item.request.number}/receive"
    got = robot.send("POST", path, {"codes": [item.code], "seal": "П-1"}, key="recv-0001")
    assert (got.status_code, got.json()["state"]) == (201, "received")
    result = {
        "outcome": "partial_profile", "method": "autosomal_str", "markers_read": 2,
        "profile": {"TH01": ["6", "9.3"], "FGA": ["21", "24"]},
    }  # fmt: skip
    path = f"/laboratory/items/{item.code}/results"
    first = robot.send("POST", path, result, key="resu-0001")
    assert first.status_code == 201, first.content
    again = robot.send("POST", path, result, key="resu-0001")
    assert (again.status_code, again.json()) == (200, first.json())
    assert LabResult.objects.filter(item=item).count() == 1


def test_what_a_machine_did_stands_in_the_ledger_under_its_token(
    served: Served, tablet: Machine
) -> None:
    recorded(tablet, served, label="12")
    event = Event.objects.get(type="scene.record_grave")
    assert event.device.startswith("office/api-")
    assert event.actor == served.cast.field_team.user
    assert not CustodyEvent.objects.filter(number="").exists()


def test_the_rows_of_a_list_come_fifty_at_a_time_each_once(served: Served) -> None:
    believed: Believed = served.believed
    for more in range(60):
        believed.row(BurialUnit, number=f"Q-{more:03}", site=believed.site, label=f"q{more}")
    asking, seen, after = machine(served, "prosecutor"), [], ""
    for _ in range(2):
        page = asking.get("/graves", after=after).json()
        seen += [row["number"] for row in page["rows"]]
        after = page["after"]
    assert after == ""
    assert len(seen) == len(set(seen)) == page["total"] == 61


def test_requests_and_figures_of_one_moment_come_fifty_at_a_time_each_once(
    served: Served,
) -> None:
    at, row = clock.now(), served.believed.row
    for more in range(60):
        day = (at, at - timedelta(days=1), None)[more % 3]
        row(LabRequest, number=f"Q-{more:03}", laboratory="Л", state="sent", sent_at=day)
        said = Statement.objects.get(pk=served.statement.pk)
        said.pk, said.number, said.approved_at = uuid4(), f"Q-{more:03}", at
        said.save(force_insert=True)
    LabRequest.objects.filter(number="LR-000777-X").update(state="sent", sent_at=at)
    for role, path in (("laboratory", "/laboratory/requests"), ("prosecutor", "/figures")):
        asking = machine(served, role)
        first = asking.get(path).json()
        second = asking.get(path, after=first["after"]).json()
        seen = [line["number"] for page in (first, second) for line in page["rows"]]
        assert (len(first["rows"]), second["after"]) == (50, "")
        assert len(seen) == len(set(seen)) == first["total"], path


def test_a_request_in_the_list_says_how_many_samples_are_in_it(served: Served) -> None:
    row = served.believed.row
    row(LabRequest, number="LR-EMPTY", laboratory="Л", state="sent", sent_at=clock.now())
    LabRequest.objects.filter(number="LR-000777-X").update(state="sent", sent_at=clock.now())
    rows = machine(served, "laboratory").get("/laboratory/requests").json()["rows"]
    told = {line["number"]: line["samples"] for line in rows}
    assert (told["LR-000777-X"], told["LR-EMPTY"]) == (1, 0)
