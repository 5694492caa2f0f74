"""The addresses of the API, made from its declarations, beside the page that tells of them."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from imena.language import Words
from imena.web.access import page
from imena.web.api import problems, reading, writing
from imena.web.api.declared import ENDPOINTS, Endpoint
from imena.web.api.openapi import document
from imena.web.api.serving import answering
from imena.web.request import Request

#: Imported for what they declare.
DECLARED_IN = (reading, writing)


@page()
def told(request: Request) -> HttpResponse:
    """Every endpoint and every problem, to be read by people."""
    say = Words("web_api", request.language)
    places: defaultdict[str, list[tuple[Endpoint, str]]] = defaultdict(list)
    for endpoint in ENDPOINTS:
        places[endpoint.path.split("/")[1]].append((endpoint, say(endpoint.summary)))
    given = {
        "places": sorted(places.items()),
        "problems": [
            (code, kind.status, say(kind.title), say(kind.remedy, scope="…", roles="…"))
            for code, kind in problems.KINDS.items()
        ],
    }
    return render(request, "api/told.html", given)


@csrf_exempt
def openapi(request: HttpRequest) -> HttpResponse:
    """The document. It tells nothing of the case, so nobody has to sign in for it."""
    if request.method not in ("GET", "HEAD"):
        return problems.problem(request, "method", headers={"Allow": "GET, HEAD"})
    return JsonResponse(
        document(problems.language_of(request)), json_dumps_params={"ensure_ascii": False}
    )


@csrf_exempt
def not_offered(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001
    """Nothing has this address."""
    return problems.problem(request, "not_offered")


def _addresses() -> dict[str, dict[str, Endpoint]]:
    found: defaultdict[str, dict[str, Endpoint]] = defaultdict(dict)
    for endpoint in ENDPOINTS:
        found[endpoint.path][endpoint.method] = endpoint
    return found


#: The page, for whoever signs in; it stands among the pages.
urls = [path("api/v1/", told, name="api")]
#: What machines ask.
machine_urls = [
    path("openapi.json", openapi, name="openapi"),
    *(
        path(address[1:].replace("{", "<str:").replace("}", ">"), answering(by_method))
        for address, by_method in _addresses().items()
    ),
    path("<path:rest>", not_offered),
]
