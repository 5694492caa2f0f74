"""Side doors to what is not one's own: another team's graves, another liaison's family, files by a
guessed address, filters and forms that name what one may not see, and folders of runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from imena.reconciliation.apart.folder import Folder
from imena.reconciliation.apart.told import Told
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Event, Finding, Membership, Site, Team, TeamSite
from imena.registry.services import tokens as token_service
from imena.web.api.declared import ENDPOINTS
from imena.web.served import STATIC, with_files
from tests.registry.cast import Cast
from tests.web.api.machine import Machine, filled
from tests.web.served import FAMILY, GRAVE, PURPOSE, RELATIVE, Served, patterns

#: What is everybody's, whoever they are: its address names no record of the case.
_OF_ALL = {"vocabulary", "user", "bulletin_file"}


def joined(served: Served, role: str, *, team: Team | None = None) -> Actor:
    """Somebody of a role whom nothing of the case was given to."""
    actor = served.cast.second(role)
    served.believed.row(Membership, user_id=actor.user, role=role, team=team)
    return actor


@pytest.fixture
def liaison(served: Served) -> Actor:
    """A liaison in whose care another family is."""
    return joined(served, "liaison")


@pytest.fixture
def team(served: Served) -> Actor:
    """A field team at another site."""
    site = served.believed.row(Site, code="QTZ", name_uk="Інше місце")
    team = served.believed.row(Team, code="Q", name="Бригада К")
    served.believed.row(TeamSite, team=team, site=site)
    return joined(served, "field_team", team=team)


@pytest.fixture
def outsider(served: Served) -> Actor:
    """A prosecutor of another operation in the same case file."""
    actor = Cast.assembled("INSHA").prosecutor
    Membership(
        operation_id=actor.operation, user_id=actor.user, role="prosecutor", recorded_at=clock.now()
    ).save(force_insert=True)
    return actor


def told(client: Client, address: str) -> str:
    """What an address tells, without the asker's own words."""
    answer: Any = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode(errors="replace")).replace(address, "")


def learned(client: Client, served: Served, canaries: set[str]) -> dict[str, set[str]]:
    """Which of the ``canaries`` each page tells, by its name."""
    found = {
        name: {one for one in canaries if one in told(client, address)}
        for name, address in served.addresses().items()
    }
    return {name: those for name, those in found.items() if those}


def written() -> int:
    return Event.objects.exclude(type__startswith="read.").exclude(type="tokens.make").count()


def test_another_family_s_liaison_learns_no_name_of_this_one(
    served: Served, liaison: Actor
) -> None:
    assert FAMILY in told(served.client("liaison"), served.addresses()["missing"])
    assert learned(served.signed_in(liaison), served, {FAMILY, RELATIVE}) == {}


def test_a_team_of_another_site_learns_no_grave_of_this_one(served: Served, team: Actor) -> None:
    assert GRAVE in told(served.client("field_team"), served.addresses()["body"])
    assert learned(served.signed_in(team), served, {GRAVE, served.unit.number}) == {}


@pytest.mark.parametrize("who", ["liaison", "team", "outsider"])
def test_no_form_about_what_is_not_theirs_is_taken(
    served: Served, who: str, request: pytest.FixtureRequest
) -> None:
    """Their own browser, a form of their own: what refuses it is that the record is not theirs."""
    client, before = served.signed_in(request.getfixturevalue(who)), written()
    for name, address in served.addresses().items():
        if "<" not in str(patterns()[name].pattern) or name in _OF_ALL:
            continue
        status = client.post(address, {"act": "give", "why": "x", "seen": "1"}).status_code
        assert status in (400, 403, 404, 405), (name, status)
    assert written() == before


@pytest.mark.parametrize("who", ["liaison", "team", "outsider"])
def test_no_file_is_had_by_its_address(
    served: Served, who: str, request: pytest.FixtureRequest
) -> None:
    client = served.signed_in(request.getfixturevalue(who))
    picture = f"/photographs/{served.photograph.pk}"
    for address in (
        picture, f"{picture}/blurred.jpg", f"{picture}/clear.jpg", f"{picture}/original",
        f"/decisions/{served.decision.number}/dossier.html",
        f"/decisions/{served.decision.number}/dossier.pdf",
    ):  # fmt: skip
        assert client.get(address).status_code in (403, 404, 405), address
        assert Client().get(address).status_code in (302, 404, 405), address


@pytest.mark.parametrize("who", ["liaison", "team", "outsider"])
def test_a_filter_that_names_what_is_not_theirs_finds_nothing(
    served: Served, who: str, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    client = served.signed_in(actor)
    site, unit, missing = served.believed.site.code, served.unit.number, served.missing.number
    finding = Finding.objects.order_by("recorded_at", "kind").values_list("pk", flat=True)[0]
    for address in (
        f"/bodies?site={site}", f"/graves?site={site}", f"/families?name={FAMILY}",
        f"/search?q={FAMILY}", f"/search?q={unit}", f"/search?q={GRAVE}", f"/search?q={missing}",
        f"/arrivals?q={unit}", f"/candidates/{served.body.number}?of={missing}",
        f"/decisions/propose?numbers={served.body.number}+{missing}",
        f"/audit?record={served.decision.pk}", f"/examinations/{served.examination.pk}/injuries"
        f"?correct={finding}", "/comparisons/1", f"/families/{missing}?at={served.relative.code}",
    ):  # fmt: skip
        page = told(client, address)
        hidden = {FAMILY, RELATIVE} if who == "liaison" else {FAMILY, RELATIVE, GRAVE}
        for word in hidden:
            # What was typed into a filter stands in it again, for whoever typed it.
            page = page.replace(f'value="{word}"', "")
        assert {one for one in hidden if one in page} == set(), address


@pytest.mark.parametrize("who", ["liaison", "team"])
def test_nor_does_the_api_tell_them(
    served: Served, who: str, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    _, key = token_service.make(actor, name="не свої", scopes=scopes_of(actor), days=1)
    asking, before = Machine(key, purpose=PURPOSE), written()
    hidden = {FAMILY, RELATIVE} if who == "liaison" else {GRAVE, served.unit.number, FAMILY}
    for endpoint in ENDPOINTS:
        path = filled(served, endpoint)
        if endpoint.method != "GET":
            asking.send(endpoint.method, path, {}, key="others-0000", seen='"1"')
            continue
        for asked in (path, f"{path}?{filters(served)}"):
            answer = asking.get(asked).content.decode().replace(asked, "").replace(path, "")
            assert {one for one in hidden if one in answer} == set(), asked
    assert written() == before


def scopes_of(actor: Actor) -> list[str]:
    return [s for s in token_service.SCOPES if s.endswith(":read") or "write" in s]


def filters(served: Served) -> str:
    """Whatever a list may be narrowed by, all naming what is not theirs."""
    return f"site={served.believed.site.code}&name={FAMILY}&missing={served.missing.number}"


@pytest.fixture
def at_work(served: Served, settings: Settings, tmp_path: Path) -> Iterator[Folder]:
    """A comparison is at work in the operation."""
    settings.HOME = tmp_path
    folder = Folder.of(served.cast.operation.id)
    with folder.held():
        folder.tell(Told("pairwise", clock.now(), run=1, of=40, stands=17))
        yield folder


def test_a_comparison_at_work_is_seen_and_stopped_in_its_own_operation_alone(
    served: Served, at_work: Folder
) -> None:
    other = Cast.assembled("INSHA").analyst
    Membership(
        operation_id=other.operation, user_id=other.user, role="analyst", recorded_at=clock.now()
    ).save(force_insert=True)
    client = served.signed_in(other)
    assert "17" in told(served.client("analyst"), "/comparisons")
    assert "progress" not in told(client, "/comparisons")
    client.post("/comparisons", {"act": "stop"})
    assert not at_work.is_asked_to_stop()
    assert client.post("/comparisons", {"act": "go_on"}).status_code == 400


def test_nothing_of_the_office_s_folder_is_served(
    served: Served, at_work: Folder, settings: Settings
) -> None:
    """Neither by the pages nor by the files that stand in front of them."""
    client = served.client("prosecutor")
    inside = at_work.path.relative_to(settings.HOME)
    up = "/".join([".."] * len(STATIC.parts)) + str(settings.HOME)
    for what in (f"{inside}/told.json", "secret-key", "imena.sqlite3", "imena.sqlite3.key"):
        (settings.HOME / what).touch()
        for start in ("", "static/", "static/../", "static//", f"static/{up}/", "static/fonts/../"):
            assert client.get(f"/{start}{what}").status_code == 404, (start, what)
            assert _by_files(f"/{start}{what}") == "404 behind the files", (start, what)
    assert _by_files("/static/css/parts.css").startswith("200")


def _by_files(path: str) -> str:
    """How the files that stand in front of the pages answer, as a server asks them."""
    said: list[str] = []
    asked = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "SCRIPT_NAME": ""}
    answer = with_files(lambda environ, start: start("404 behind the files", []) or [])(
        asked, lambda status, headers: said.append(status)
    )
    getattr(answer, "close", lambda: None)()
    return said[0]
