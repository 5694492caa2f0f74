"""Every endpoint, asked by every role’s token and by none: who is answered, and what they learn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from imena.registry import clock
from imena.registry.models import BurialUnit, Event, LabRequest, RecoveredUnit, Sample
from imena.registry.permissions import ROLES, Need, Reach, may
from imena.registry.services.tokens import SCOPES
from imena.web.api.declared import ENDPOINTS, Endpoint
from imena.web.api.openapi import document
from imena.web.api.problems import KINDS
from tests.web.api.machine import BODIES, READS, WRITES, Machine, filled, machine, named
from tests.web.served import FAMILY, GRAVE, RELATIVE, Served

#: Asked by a role that may read there, these have nothing of theirs in the invented case.
NOT_THEIRS = {
    ("field_team", "GET /individuals/{number}"),
    ("examiner", "GET /individuals/{number}/candidates"),
    ("laboratory", "GET /individuals/{number}/candidates"),
    ("examiner", "GET /missing/{number}/candidates"),
    ("laboratory", "GET /missing/{number}/candidates"),
}
MOST_QUERIES = 45


@pytest.fixture
def sent(served: Served) -> Served:
    """The case with its requests to laboratories sent, and somebody still looked for."""
    LabRequest.objects.update(state="sent", sent_at=clock.now())
    served.believed.missing(FAMILY)
    return served


def text(response: Any) -> str:
    return str(response.content.decode())


def reached(served: Served, role: str, endpoint: Endpoint) -> bool:
    if not endpoint.area:
        return True
    answer = may(served.cast.actors[role], endpoint.area, endpoint.need)
    coded = endpoint.coded and answer.reach is Reach.CODED and endpoint.need is Need.READ
    return answer.allowed or coded


def test_every_write_has_a_body_to_be_walked_with() -> None:
    assert {one.name for one in WRITES} == set(BODIES)
    assert len({one.name for one in ENDPOINTS}) == len(ENDPOINTS)
    assert all(one.scope in SCOPES for one in ENDPOINTS if one.area)


@pytest.mark.invariant("I31")
def test_each_role_is_answered_where_the_matrix_says_and_told_no_more(sent: Served) -> None:
    samples = set(Sample.objects.values_list("number", flat=True))
    hidden = samples | {GRAVE, sent.unit.number, sent.body.number, sent.missing.number}
    for role in ROLES:
        asking, actor = machine(sent, role), sent.cast.actors[role]
        for endpoint in READS:
            wanted = 200 if reached(sent, role, endpoint) else 403
            if wanted == 200 and (role, named(endpoint)) in NOT_THEIRS:
                wanted = 404
            answer = asking.get(filled(sent, endpoint))
            assert answer.status_code == wanted, (role, named(endpoint), text(answer))
            if wanted == 403:
                assert answer.json()["code"] == "not_allowed", (role, named(endpoint))
            told = text(answer)
            if not may(actor, "antemortem", Need.READ).allowed:
                assert FAMILY not in told, (role, named(endpoint))
            if not may(actor, "persons", Need.READ).allowed:
                assert RELATIVE not in told, (role, named(endpoint))
            if role == "laboratory":
                assert {mark for mark in hidden if mark in told} == set(), named(endpoint)


def test_no_role_writes_where_the_matrix_does_not_say(sent: Served) -> None:
    before = Event.objects.exclude(type__startswith="read.").exclude(type="tokens.make").count()
    for role in ROLES:
        asking = machine(sent, role)
        for endpoint in WRITES:
            if reached(sent, role, endpoint):
                continue
            answer = asking.send(
                endpoint.method, filled(sent, endpoint), BODIES[endpoint.name],
                key="walk-0000", seen='"1"',
            )  # fmt: skip
            assert answer.status_code == 403, (role, named(endpoint))
    after = Event.objects.exclude(type__startswith="read.").exclude(type="tokens.make").count()
    assert after == before


def test_a_token_without_the_scope_is_told_which_it_lacks(sent: Served) -> None:
    for role in ("prosecutor", "laboratory"):
        for endpoint in ENDPOINTS:
            if not endpoint.area or not reached(sent, role, endpoint):
                continue
            others = [one for one in SCOPES if not one.startswith(f"{endpoint.area}:")]
            asking = machine(sent, role, others)
            path, body = filled(sent, endpoint), BODIES.get(endpoint.name)
            answer = (
                asking.get(path)
                if body is None
                else asking.send(endpoint.method, path, body, key="walk-0001", seen='"1"')
            )
            assert answer.status_code == 403, named(endpoint)
            assert answer.json()["code"] == "scope_lacking", named(endpoint)
            assert answer.json()["scope"] == endpoint.scope, named(endpoint)


def test_a_scope_to_read_does_not_write(sent: Served) -> None:
    reading = [one for one in SCOPES if one.endswith(":read")]
    for role in ("field_team", "mortuary", "laboratory"):
        asking = machine(sent, role, reading)
        for endpoint in WRITES:
            path = filled(sent, endpoint)
            answer = asking.send(
                endpoint.method, path, BODIES[endpoint.name], key="walk-0002", seen='"1"'
            )
            assert answer.status_code == 403, named(endpoint)


def test_nobody_is_answered_without_a_token_and_no_session_helps(sent: Served) -> None:
    browser = sent.client("prosecutor")
    for endpoint in ENDPOINTS:
        path = filled(sent, endpoint)
        answers = [
            Machine("").send(endpoint.method, path, BODIES.get(endpoint.name, {})),
            Machine("imena_вигаданий".encode().decode("latin-1")).send(endpoint.method, path, {}),
            browser.generic(endpoint.method, f"/api/v1{path}"),
        ]
        for answer in answers:
            assert answer.status_code == 401, named(endpoint)
            assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.invariant("I32")
def test_names_take_a_purpose_and_are_written_down(sent: Served) -> None:
    for endpoint in (one for one in READS if one.named):
        path = filled(sent, endpoint)
        without = machine(sent, "prosecutor", purpose="").get(path)
        assert without.status_code == 400, named(endpoint)
        assert without.json()["code"] == "purpose_needed"
        before = Event.objects.filter(type__startswith="read.").count()
        told = text(machine(sent, "prosecutor").get(path))
        assert FAMILY in told or RELATIVE in told, named(endpoint)
        assert Event.objects.filter(type__startswith="read.").count() > before, named(endpoint)
    for endpoint in (one for one in READS if not one.named):
        told = text(machine(sent, "prosecutor").get(filled(sent, endpoint)))
        assert FAMILY not in told, named(endpoint)
        assert RELATIVE not in told, named(endpoint)


def test_what_is_answered_is_what_the_document_says(sent: Served) -> None:
    whole = document("en")
    for role in ("prosecutor", "laboratory"):
        asking = machine(sent, role)
        for endpoint in READS:
            answer = asking.get(filled(sent, endpoint))
            told = whole["paths"][endpoint.path]["get"]["responses"][str(answer.status_code)]
            (content,) = told["content"].values()
            form = {**content["schema"], "components": whole["components"]}
            jsonschema.Draft202012Validator(form).validate(json.loads(answer.content))


def test_the_document_is_made_of_the_endpoints_and_open_to_all(db: None) -> None:
    told = Client().get("/api/v1/openapi.json", headers={"Accept-Language": "en"}).json()
    paths = {(m.upper(), path) for path, of in told["paths"].items() for m in of}
    assert paths == {(one.method, one.path) for one in ENDPOINTS}
    assert told["openapi"] == "3.1.0"
    for word in ("http:", "https:", "cdn"):
        assert word not in json.dumps(told)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_page_lists_every_endpoint_and_problem(served: Served, language: str) -> None:
    page = text(served.client("board", language=language).get("/api/v1/"))
    assert all(one.path in page for one in ENDPOINTS)
    assert all(f'id="{code}"' in page for code in KINDS)


def test_what_is_not_there_is_a_problem_and_no_page(sent: Served) -> None:
    asking = machine(sent, "prosecutor")
    for path, code in (
        ("/nowhere", "not_offered"), ("/bodies/PTX-9999-X", "not_found"),
        ("/bodies/a%00b", "not_found"), ("/vocabularies/none", "not_found"),
    ):  # fmt: skip
        answer = asking.get(path)
        assert answer.headers["Content-Type"] == "application/problem+json", path
        assert answer.json()["code"] == code, path
    wrong = asking.send("DELETE", "/bodies", {})
    assert wrong.status_code == 405
    assert wrong.headers["Allow"] == "GET, HEAD"
    unknown = asking.get("/bodies", stagee="examined")
    assert (unknown.status_code, unknown.json()["field"]) == (400, "stagee")


@pytest.mark.parametrize(("language", "word"), [("uk", "Потрібен"), ("en", "needed")])
def test_problems_are_said_in_the_language_asked_for(
    served: Served, language: str, word: str
) -> None:
    answer = Machine("", language=language).get("/me")
    assert word in answer.json()["title"]
    assert answer.headers["Content-Language"] == language


def test_answers_ask_no_more_queries_the_more_there_is(sent: Served) -> None:
    counts = [list(_queries(sent)), []]
    for more in range(60):
        site = sent.believed.site
        sent.believed.row(BurialUnit, number=f"Q-G{more}", site=site, label=f"q{more}")
        sent.believed.row(RecoveredUnit, number=f"Q-{more}", site=site, kind="complete_body")
        sent.believed.missing(f"Вигаданий{more}")
    counts[1] = list(_queries(sent))
    for endpoint, few, many in zip(READS, *counts, strict=True):
        assert many <= few + 1, (named(endpoint), few, many)
        assert many <= MOST_QUERIES, named(endpoint)


def _queries(served: Served) -> Iterator[int]:
    asking = machine(served, "prosecutor")
    for endpoint in READS:
        path = filled(served, endpoint)
        with CaptureQueriesContext(connection) as asked:
            assert asking.get(path).status_code == 200, path
        yield len(asked)
