"""A name proposed: who is meant, what excludes, whether the policy would be met, then sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from imena.language import Words
from imena.registry.permissions import Need, may
from imena.registry.queries.decided import decision_numbered
from imena.registry.queries.deciding import Named, named_by
from imena.registry.queries.identification import comparisons, exclusions
from imena.registry.queries.policies import in_force
from imena.registry.refusals import NotAllowed, Refused, Stale
from imena.registry.services.decisions import propose as proposed
from imena.registry.services.trying import tried
from imena.web.access import page
from imena.web.request import Request
from imena.web.standing_behind import confirm


@page("identification", place="decisions", need=Need.PROPOSE, methods="GET POST")
def propose(request: Request) -> HttpResponse:
    """First the numbers, by address; then all that stands about them, and the form to send."""
    asked = request.POST if request.method == "POST" else request.GET
    numbers = asked.get("numbers", "").replace(",", " ").split()
    given: dict[str, Any] = {"numbers": " ".join(numbers), "typed": asked, "error": ""}
    try:
        if numbers:
            named = named_by(request.actor, numbers)
            policies = list(in_force(request.actor))
            given |= _standing(request, named)
            given |= {"policies": policies, "named": named}
            if policies:
                code = asked.get("policy", policies[0].code)
                policy = next((one for one in policies if one.code == code), policies[0])
                return _tried(request, named, policy, given)
    except (NotAllowed, Stale):
        raise
    except Refused as refused:
        given["error"] = refused.said(request.language)
    status = 400 if given["error"] else 200
    return render(request, "decisions/propose.html", given, status=status)


def _standing(request: Request, named: Named) -> dict[str, Any]:
    bodies = [one.pk for one in named.individuals]
    people = [one.pk for one in (*named.missing, *named.unlisted)]
    return {
        "exclusions": exclusions(request.actor, bodies, people),
        "grounds": comparisons(request.actor, bodies, people),
    }


def _tried(request: Request, named: Named, policy: Any, given: dict[str, Any]) -> HttpResponse:
    """What would come of it; with a form sent and everything read, it is proposed."""
    say = Words("web_decisions", request.language)
    replaced = given["typed"].get("supersedes", "").strip()
    proposal = {
        "policy": policy,
        "individuals": named.individuals,
        "missing": named.missing,
        "unlisted": named.unlisted,
        "comparisons": given["grounds"],
        "exclusions_seen": [one.comparison for one in given["exclusions"]],
        "statement": given["typed"].get("statement", ""),
        "supersedes": decision_numbered(request.actor, replaced) if replaced else None,
    }
    if request.method == "POST":
        unread = {one.number for one in given["exclusions"]} - set(request.POST.getlist("read"))
        if unread:
            first = min(unread)
            given["problems"] = [(f"read_{first}", say("Read the exclusion {n} first.", n=first))]
        else:
            confirm(request)
            made = proposed(request.actor, **proposal)
            if may(request.actor, "identification", Need.READ).allowed:
                return HttpResponseRedirect(reverse("decision", args=[made.number]))
            return render(request, "decisions/proposed.html", {"number": made.number})
    outlook = tried(request.actor, **proposal)
    wrong = outlook.refused or outlook.lacking
    given |= {
        "policy": policy,
        "outlook": outlook,
        "wrong": wrong.said(request.language) if wrong else "",
    }
    status = 400 if given.get("problems") else 200
    return render(request, "decisions/propose.html", given, status=status)
