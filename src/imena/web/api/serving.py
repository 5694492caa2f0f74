"""One request to the API: who asks, with what scopes, what they sent, and the answer as JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import unquote

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from imena.registry.actor import Actor
from imena.registry.permissions import Reach, may
from imena.registry.queries.records import saved_by
from imena.registry.queries.tokens import Bearer, bearer
from imena.registry.refusals import NotAllowed, NotYours, Refused, Repeated
from imena.registry.services.act import keyed
from imena.registry.services.tokens import hashed
from imena.web.api import problems
from imena.web.api.declared import Endpoint
from imena.web.api.shapes import NotTaken, members, plain

_KEY = re.compile(r"[A-Za-z0-9._~-]{8,100}")
_VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose bearer is known, for the endpoint that answers it."""

    request: HttpRequest
    endpoint: Endpoint
    bearer: Bearer
    in_path: tuple[str, ...]

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.bearer.actor


class _Problem(Exception):  # noqa: N818 - an answer on its way out
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def answering(endpoints: Mapping[str, Endpoint]) -> Callable[..., HttpResponse]:
    """The view of one address; ``endpoints`` by method.

    There is no session here and so nothing to forge: a token is sent with each request, or nothing
    is answered.
    """

    @csrf_exempt
    def view(request: HttpRequest, **in_path: str) -> HttpResponse:
        answer = _answered(request, endpoints, in_path)
        answer.setdefault("Content-Language", problems.language_of(request))
        answer["Vary"] = "Authorization, Accept-Language"
        if request.method == "HEAD":
            answer.content = b""
        return answer

    return view


def bearer_of(request: HttpRequest) -> Bearer | None:
    """Whoever’s token came with the request; ``None`` without one that opens anything."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        return None
    try:
        return bearer(hashed(text.strip()), purpose=_purpose(request))
    except NotYours:
        return None


def _purpose(request: HttpRequest) -> str:
    said = unquote(request.headers.get("Imena-Purpose", ""), errors="replace")
    return "".join(sign for sign in said if sign.isprintable()).strip()[:200]


def _answered(
    request: HttpRequest, endpoints: Mapping[str, Endpoint], in_path: Mapping[str, str]
) -> HttpResponse:
    method = "GET" if request.method == "HEAD" else str(request.method)
    if method not in endpoints:
        allowed = ", ".join(sorted({*endpoints, *(("HEAD",) if "GET" in endpoints else ())}))
        return problems.problem(request, "method", headers={"Allow": allowed})
    found = bearer_of(request)
    if found is None:
        return problems.problem(request, "token_needed", headers={"WWW-Authenticate": "Bearer"})
    endpoint = endpoints[method]
    values = tuple(in_path[name] for name in endpoint.in_path)
    asked = Asked(request, endpoint, found, values)
    try:
        if any("\x00" in value for value in values):
            raise NotYours
        _check_reach(asked)
        return _read(asked) if method == "GET" else _written(asked)
    except _Problem as raised:
        return problems.problem(request, raised.code)
    except NotTaken as error:
        code = "malformed" if method == "GET" else "not_taken"
        return problems.of_field(request, error, code)
    except Refused as error:
        return problems.of_refusal(request, error, asked.actor, endpoint.scope)


def _check_reach(asked: Asked) -> None:
    """Refuse whoever does not reach the endpoint’s area, before anything is read."""
    endpoint = asked.endpoint
    if not endpoint.area:
        return
    answer = may(asked.actor, endpoint.area, endpoint.need)
    coded = endpoint.coded and answer.reach is Reach.CODED
    if not answer.allowed and not coded:
        raise NotAllowed(answer, endpoint.summary)


def _read(asked: Asked) -> HttpResponse:
    endpoint, query = asked.endpoint, asked.request.GET
    said = {name: _of_query(endpoint.given.get(name), query[name]) for name in query}
    given = members(endpoint.given, endpoint.needed, said)
    return _shown(endpoint.function(asked.actor, *asked.in_path, **given))


def _of_query(kind: Any, text: str) -> Any:
    """A parameter as JSON would have it: in an address everything is text."""
    return {"true": True, "false": False}.get(text, text) if kind is bool else text


def _written(asked: Asked) -> HttpResponse:
    endpoint, request = asked.endpoint, asked.request
    given = members(endpoint.given, endpoint.needed, _body(request))
    if endpoint.versioned:
        given["seen"] = _seen(request)
    again = False
    with keyed(_key(asked)) if endpoint.method == "POST" else nullcontext():
        try:
            result = endpoint.function(asked.actor, *asked.in_path, **given)
        except Repeated as repeated:
            result, again = _of_event(asked, repeated), True
    answer = _shown(result, status=200 if again or endpoint.method == "PATCH" else 201)
    if again:
        answer["Idempotent-Replayed"] = "true"
    return answer


def _of_event(asked: Asked, repeated: Repeated) -> Any:
    """What the request was answered when it came first."""
    if asked.endpoint.again is not None:
        return asked.endpoint.again(asked.actor, *asked.in_path)
    return saved_by(asked.actor, repeated.event)


def _body(request: HttpRequest) -> Any:
    if request.content_type != "application/json":
        raise _Problem("media_type")
    try:
        return json.loads(request.body.decode("utf-8"), parse_constant=_no_constant)
    except RequestDataTooBig:
        raise _Problem("too_large") from None
    except (ValueError, RecursionError):
        raise _Problem("malformed") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _seen(request: HttpRequest) -> int:
    found = _VERSION.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        raise _Problem("version_needed")
    return int(found[1])


def _key(asked: Asked) -> str:
    """The key of the act: the same key with the same content is the same request, and no other."""
    given = asked.request.headers.get("Idempotency-Key", "").strip()
    if not _KEY.fullmatch(given):
        raise _Problem("key_needed")
    user = asked.actor.user.hex
    parts = (user, given, asked.request.path, asked.request.headers.get("If-Match", ""))
    digest = hashlib.sha256("\n".join(parts).encode() + b"\n" + asked.request.body)
    return f"api/{digest.hexdigest()}"


def _shown(result: Any, *, status: int = 200) -> HttpResponse:
    answer = JsonResponse(
        plain(result), status=status, safe=False, json_dumps_params={"ensure_ascii": False}
    )
    version = getattr(result, "version", None)
    if isinstance(version, int):
        answer["ETag"] = f'"{version}"'
    return answer
