"""Why something was not answered or done, in the one form of RFC 9457, in the asker’s language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, JsonResponse

from imena.language import LANGUAGES, Words, message
from imena.registry.permissions import may, roles_for
from imena.registry.refusals import EnoughRead, NotAllowed, NotYours, Refused, Stale
from imena.web.api.shapes import NotTaken

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, its title, and what helps; both messages of ``web_api``."""

    status: int
    title: str
    remedy: str


#: Code → kind. A code is for programs and never changes.
KINDS: Mapping[str, Kind] = {
    "token_needed": Kind(
        401,
        message("A token is needed"),
        message("Send “Authorization: Bearer …” with a token that has not ended."),
    ),
    "scope_lacking": Kind(
        403,
        message("This token is not for that"),
        message("Make a token with the scope {scope}."),
    ),
    "not_allowed": Kind(
        403,
        message("Your role does not reach that far"),
        message("Somebody whose role it is can do it: {roles}."),
    ),
    "not_found": Kind(
        404,
        message("There is no such record among those you may work on"),
        message("Check the number. What is not yours and what is not there look alike."),
    ),
    "not_offered": Kind(
        404,
        message("Nothing is offered at this address"),
        message("See openapi.json for every address."),
    ),
    "method": Kind(
        405,
        message("This address does not take that method"),
        message("See the header Allow."),
    ),
    "malformed": Kind(
        400,
        message("The request cannot be read"),
        message("Send JSON in UTF-8, an object, as openapi.json says."),
    ),
    "purpose_needed": Kind(
        400,
        message("A purpose is needed to read about named people"),
        message("Send the header Imena-Purpose, percent-encoded; it stands in the log."),
    ),
    "key_needed": Kind(
        400,
        message("A key is needed, so that this is done once"),
        message("Send the header Idempotency-Key, 8 to 100 letters and digits, new for each act."),
    ),
    "media_type": Kind(
        415,
        message("Only JSON is taken here"),
        message("Send “Content-Type: application/json”."),
    ),
    "too_large": Kind(
        413,
        message("The request is too large"),
        message("Send it in parts."),
    ),
    "not_taken": Kind(
        422,
        message("A field cannot be taken"),
        message("See “field” and “detail”."),
    ),
    "refused": Kind(
        422,
        message("A rule of the case file would be broken"),
        message("See “invariant” and “detail”. Nothing was saved."),
    ),
    "version_needed": Kind(
        428,
        message("Say which version you looked at"),
        message("Send “If-Match” with the ETag that the record had when you read it."),
    ),
    "stale": Kind(
        412,
        message("Somebody changed this in the meantime"),
        message("Read the record again, look at both, then decide. Nothing was saved."),
    ),
    "enough_read": Kind(
        429,
        message("So many people in a day are not usual here"),
        message("Sign in to the pages and say why you need to read on."),
    ),
    "broken": Kind(
        500,
        message("Something is wrong on our side"),
        message("Nothing was saved. Send it once more with the same key; then tell the office."),
    ),
}


def language_of(request: HttpRequest) -> str:
    """The first of our languages that the asker names; else Ukrainian."""
    for said in request.headers.get("Accept-Language", "").lower().split(","):
        if (code := said.split(";")[0].strip()[:2]) in LANGUAGES:
            return code
    return "uk"


def problem(
    request: HttpRequest,
    code: str,
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    values: Mapping[str, object] | None = None,
    **more: Any,
) -> JsonResponse:
    """The answer that says ``code``; ``more`` are members of it, left out where they are empty."""
    kind, language = KINDS[code], language_of(request)
    say = Words("web_api", language)
    told = {
        "type": f"/api/v1/#{code}",
        "title": say(kind.title),
        "status": kind.status,
        "detail": detail or say(kind.title),
        "code": code,
        "remedy": say(kind.remedy, **(values or {})),
        **{name: value for name, value in more.items() if value not in ("", None)},
    }
    answer = JsonResponse(
        told,
        status=kind.status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Content-Language"] = language
    for name, value in (headers or {}).items():
        answer[name] = value
    return answer


def of_refusal(request: HttpRequest, error: Refused, actor: Any, scope: str) -> JsonResponse:
    """The problem that a refusal of the case file is."""
    said = error.said(language_of(request))
    if isinstance(error, NotAllowed):
        answer = error.answer
        whole = may(replace(actor, scopes=None), answer.area, answer.need)
        if whole.reach.value > answer.reach.value:
            lacking = f"{answer.area}:{answer.need.value}"
            return problem(request, "scope_lacking", values={"scope": lacking}, scope=lacking)
        allowed = ", ".join(roles_for(answer.area, answer.need))
        return problem(request, "not_allowed", said, scope=scope, values={"roles": allowed})
    if isinstance(error, NotYours):
        return problem(request, "not_found", said)
    if isinstance(error, Stale):
        return problem(
            request, "stale", said, invariant=error.invariant,
            version=error.now, seen=error.seen, fields=list(error.fields),
        )  # fmt: skip
    if isinstance(error, EnoughRead):
        return problem(request, "enough_read", said, invariant=error.invariant)
    if error.invariant == "I32" and not actor.purpose.strip():
        return problem(request, "purpose_needed", said, invariant=error.invariant)
    field = error.values.get("field", "")
    return problem(request, "refused", said, invariant=error.invariant, field=field)


def of_field(request: HttpRequest, error: NotTaken, code: str = "not_taken") -> JsonResponse:
    """The problem that a field is."""
    say = Words("web_api", language_of(request))
    detail = say(error.sentence, **error.values)
    return problem(request, code, f"{error.field}: {detail}" if error.field else detail,
                   field=error.field)  # fmt: skip
