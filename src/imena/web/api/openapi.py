"""The API as an OpenAPI 3.1 document, made from its declarations: none of it is written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from imena import __version__
from imena.language import Words, message
from imena.web.api.declared import ENDPOINTS, Endpoint
from imena.web.api.problems import KINDS, MEDIA_TYPE
from imena.web.api.shapes import schema

#: What every endpoint may answer besides what it is asked for.
_ALWAYS = (400, 401, 403, 404, 405, 422)
_DESCRIPTION = message(
    "The queries and services of a case file, for machines. Every request has a token; what it may "
    "do is what its user may, within the token’s scopes. Nothing is proposed, approved or signed "
    "here."
)
_PURPOSE = message("What named people are read about for, percent-encoded; it stands in the log.")
_KEY = message("New for each act: the same key with the same content is done once.")
_VERSION = message("The ETag that the record had when it was read.")


def document(language: str) -> dict[str, Any]:
    """The document, its sentences in ``language``."""
    say = Words("web_api", language)
    named: dict[str, Any] = {"Problem": _problem()}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        operation = _operation(endpoint, say, named)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Imena", "version": __version__, "description": say(_DESCRIPTION)},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": named,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint, say: Words, named: dict[str, Any]) -> dict[str, Any]:
    path = [_parameter(one, "path", {"type": "string"}, needed=True) for one in endpoint.in_path]
    written = endpoint.method != "GET"
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": say(endpoint.summary),
        "tags": [endpoint.path.split("/")[1]],
        "parameters": path + _headers(endpoint, say),
        "responses": _responses(endpoint, named),
    }
    if endpoint.scope:
        operation["security"] = [{"token": [endpoint.scope]}]
    if written:
        body = {name: schema(kind, named) for name, kind in endpoint.given.items()}
        operation["requestBody"] = {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": body,
                        "required": sorted(endpoint.needed),
                        "additionalProperties": False,
                    }
                }
            },
        }
    else:
        operation["parameters"] += [
            _parameter(name, "query", schema(kind, named), needed=name in endpoint.needed)
            for name, kind in endpoint.given.items()
        ]
    return operation


def _headers(endpoint: Endpoint, say: Words) -> list[dict[str, Any]]:
    """Those that it cannot be asked without, and the purpose, which any may have."""
    text = {"type": "string", "maxLength": 600}
    found = [
        _parameter("Imena-Purpose", "header", text, needed=endpoint.named, said=say(_PURPOSE)),
    ]
    if endpoint.versioned:
        version = {"type": "string", "pattern": '^"[0-9]{1,9}"$'}
        found.append(_parameter("If-Match", "header", version, needed=True, said=say(_VERSION)))
    if endpoint.method == "POST":
        key = {"type": "string", "pattern": "^[A-Za-z0-9._~-]{8,100}$"}
        found.append(_parameter("Idempotency-Key", "header", key, needed=True, said=say(_KEY)))
    return found


def _parameter(
    name: str, where: str, of: Mapping[str, Any], *, needed: bool, said: str = ""
) -> dict[str, Any]:
    told = {"description": said} if said else {}
    return {"name": name, "in": where, "required": needed, "schema": dict(of), **told}


def _responses(endpoint: Endpoint, named: dict[str, Any]) -> dict[str, Any]:
    answered = {
        "description": HTTPStatus.OK.phrase,
        "content": {"application/json": {"schema": schema(endpoint.answers, named)}},
    }
    statuses = {*_ALWAYS}
    good = ["200"]
    if endpoint.named:
        statuses.add(429)
    if endpoint.method != "GET":
        statuses |= {413, 415}
    if endpoint.method == "POST":
        good.append("201")
    if endpoint.versioned:
        statuses |= {412, 428}
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        **dict.fromkeys(good, answered),
        **{
            str(status): {"description": HTTPStatus(status).phrase, "content": problem}
            for status in sorted(statuses)
        },
    }


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "RFC 9457: why something was not answered or done.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": text,
            "status": {"enum": sorted({kind.status for kind in KINDS.values()})},
            "detail": text,
            "code": {"enum": sorted(KINDS)},
            "remedy": text,
            "invariant": {"type": "string", "description": "The rule, such as I6."},
            "field": {"type": "string", "description": "The field that cannot be taken."},
            "scope": {"type": "string", "description": "The scope that the token lacks."},
            "version": {"type": "integer", "description": "The version that the record has now."},
            "seen": {"type": "integer", "description": "The version that If-Match named."},
            "fields": {"type": "array", "items": text, "description": "What was changed since."},
        },
        "required": ["type", "title", "status", "detail", "code", "remedy"],
        "additionalProperties": False,
    }
