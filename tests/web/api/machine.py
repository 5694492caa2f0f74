"""A machine with somebody’s token, and one way to ask every endpoint."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.test import Client

from imena.registry.models import LabItem, StorageSlot
from imena.registry.services import tokens
from imena.registry.services.tokens import SCOPES
from imena.web.api.declared import ENDPOINTS, Endpoint
from imena.web.api.urls import machine_urls
from tests.web.served import PURPOSE, Served

#: They declare the endpoints when they are loaded.
assert machine_urls


@dataclass(eq=False)
class Machine:
    """``machine.get("/bodies")`` as its token allows; answers as Django’s test client has them."""

    token: str
    purpose: str = PURPOSE
    language: str = "en"

    def get(self, path: str, **query: str) -> Any:
        """Ask."""
        return Client().get(f"/api/v1{path}", query, headers=self._headers())

    def send(self, method: str, path: str, body: Any, **headers: str) -> Any:
        """Have something done; ``key`` and ``seen`` among ``headers`` are short for their names."""
        named = {"key": "Idempotency-Key", "seen": "If-Match"}
        given = {named.get(name, name): value for name, value in headers.items()}
        return Client(enforce_csrf_checks=True).generic(
            method,
            f"/api/v1{path}",
            body if isinstance(body, (bytes, str)) else json.dumps(body),
            content_type="application/json",
            headers={**self._headers(), **given},
        )

    def _headers(self) -> dict[str, str]:
        return {
            "Accept-Language": self.language,
            **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
            **({"Imena-Purpose": quote(self.purpose)} if self.purpose else {}),
        }


def machine(served: Served, role: str, scopes: Collection[str] = SCOPES, **more: str) -> Machine:
    """A machine of somebody of ``role``."""
    actor = served.cast.actors[role]
    _, text = tokens.make(actor, name="прилад", scopes=scopes, days=1)
    return Machine(text, **more)


def named(endpoint: Endpoint) -> str:
    """How the tests call an endpoint."""
    return f"{endpoint.method} {endpoint.path}"


READS = [one for one in ENDPOINTS if one.method == "GET"]
WRITES = [one for one in ENDPOINTS if one.method != "GET"]


def filled(served: Served, endpoint: Endpoint) -> str:
    """The address of something in the invented case."""
    coded = LabItem.objects.select_related("request").order_by("code").first()
    assert coded is not None
    given: Mapping[str, Mapping[str, str]] = {
        "vocabularies": {"name": "unit_kind"},
        "sites": {"code": served.believed.site.code},
        "graves": {"number": served.grave.number},
        "bodies": {"number": served.unit.number},
        "individuals": {"number": served.body.number},
        "missing": {"number": served.missing.number},
        "decisions": {"number": served.decision.number},
        "laboratory": {"number": coded.request.number, "code": coded.code},
    }
    return endpoint.path.format(**given.get(endpoint.path.split("/")[1], {}))


#: A body that each endpoint takes as it is meant, though the rules may then refuse it.
BODIES: Mapping[str, Mapping[str, Any]] = {
    "record_grave": {"label": "77", "position": {"x_cm": 10, "y_cm": -20}},
    "describe_grave": {"depth_cm": 90},
    "open_grave": {},
    "close_grave": {"floor_reached_at": "2031-06-10T09:30:00Z"},
    "recover": {"kind": "complete_body"},
    "hand_over": {"to": "Ярина Холод"},
    "receive": {},
    "store": {"slot": "A-1"},
    "take_sample": {"kind": "femur"},
    "receive_request": {"codes": [], "seal": "П-1"},
    "report_result": {"outcome": "full_profile", "method": "autosomal_str"},
}


def slot(served: Served) -> StorageSlot:
    """A storage place with the code A-1."""
    return served.believed.row(StorageSlot, code="A-1", facility="сховище")
