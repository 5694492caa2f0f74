"""The API asked whatever its own document allows, and much that it forbids: no fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from imena.registry import clock
from imena.registry.models import LabRequest, Site
from imena.web.api.declared import ENDPOINTS, Endpoint
from imena.web.api.openapi import document
from tests.web.api.machine import Machine, filled, machine, named, slot
from tests.web.served import Served

#: What each answer is held to: no fault of ours, a known status, type and form.
HELD = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ROLE = {"laboratory": "laboratory"}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def read() -> Iterator[Any]:
    """The document, as Schemathesis reads it, and the application to ask."""
    found = schemathesis.openapi.from_dict(document("en"))
    found.app = get_wsgi_application()
    # A request of its own would end the test’s transaction with the connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def asked(served: Served) -> Served:
    """The case where work goes on, so that much of what is asked can be done."""
    LabRequest.objects.update(state="sent", sent_at=clock.now())
    Site.objects.update(code="PTX", work_state="exhuming")
    served.believed.site.code = "PTX"
    slot(served)
    return served


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=named)
def test_whatever_is_asked_is_answered_as_the_document_says(
    asked: Served, read: Any, endpoint: Endpoint
) -> None:
    place = endpoint.path.split("/")[1]
    usual = "prosecutor" if endpoint.method == "GET" else "field_team"
    asking = machine(asked, ROLE.get(place, usual))
    operation = read[endpoint.path][endpoint.method]
    given_there = _in_path(asked, endpoint)
    for mode, there, most in (
        (GenerationMode.POSITIVE, given_there, 2),
        (GenerationMode.NEGATIVE, given_there, 2),
        (GenerationMode.POSITIVE, None, 1),
    ):
        _ask(operation, asking, mode, there, most)


def _ask(
    operation: Any, asking: Machine, mode: GenerationMode, there: dict[str, str] | None, most: int
) -> None:
    cases = operation.as_strategy(generation_mode=mode, path_parameters=there)

    @hypothesis.settings(
        max_examples=most,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: Any) -> None:
        headers = {**(case.headers or {}), "Authorization": f"Bearer {asking.token}"}
        case.call_and_validate(headers=headers, checks=HELD)

    ask()


def _in_path(served: Served, endpoint: Endpoint) -> dict[str, str] | None:
    found = filled(served, endpoint).split("/")
    parts = zip(endpoint.path.split("/"), found, strict=True)
    return {name[1:-1]: value for name, value in parts if name.startswith("{")} or None
