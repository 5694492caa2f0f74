"""The forms of families: a talk, consents, how somebody wants to be spoken to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from imena.language import Words, message
from imena.registry import clock
from imena.registry.permissions import Need
from imena.registry.queries import families as query
from imena.registry.queries import persons as persons_query
from imena.registry.refusals import NotAllowed, NotYours, Refused, Stale
from imena.registry.services import families as families_service
from imena.registry.services import persons as persons_service
from imena.web.access import page
from imena.web.forms.typed import Typed, codes, today, worded
from imena.web.request import Request

_FORM = message("Write which form they had before them.")


def _words(request: Request) -> Words:
    return Words("web_family_forms", request.language)


@page("families", place="families", need=Need.WRITE, methods="GET POST")
def talk(request: Request, number: str) -> HttpResponse:
    """A talk with somebody of the family, and what was promised for the next."""
    file = query.family(request.actor, number)
    form = Typed(request)
    if request.method == "POST":
        who = form.choice("person", [one.code for one in file.members or ()])
        manner = form.choice("manner", codes("notification_manner"))
        day = form.day("spoke_on", today())
        next_on = form.day("next_on") if request.POST.get("next_on") else None
        if not form.problems and day is not None:
            person = query.member(request.actor, who).person
            spoke_at = timezone.make_aware(datetime.combine(day, time(12)))
            return form.done(
                reverse("missing", args=[file.missing.number]),
                lambda: families_service.record_contact(
                    request.actor,
                    file.missing,
                    person,
                    manner=manner,
                    spoke_at=min(spoke_at, clock.now()) if day == today() else spoke_at,
                    by_family="by_family" in request.POST,
                    note=request.POST.get("note", ""),
                    next_on=next_on,
                ),
                lambda: _talk(request, file, form),
            )
    return _talk(request, file, form)


def _talk(request: Request, file: query.Family, form: Typed) -> HttpResponse:
    return form.shown(
        "families/talk.html",
        file=file,
        manners=worded(request, "notification_manner"),
        today=today().isoformat(),
    )


@page("antemortem", place="families", need=Need.WRITE, methods="GET POST")
def consent(request: Request, code: str) -> HttpResponse:
    """Give a consent for one purpose, or take one back."""
    found = query.member(request.actor, code)
    form = Typed(request)
    back = reverse("person", args=[found.shown.code])
    if request.method == "POST" and "withdraw" in request.POST:
        standing = persons_query.consents(request.actor, found.person.id)
        chosen = next((c for c in standing if str(c.id) == request.POST["withdraw"]), None)
        if chosen is None:
            raise NotYours
        return form.done(
            back,
            lambda: persons_service.withdraw_consent(request.actor, chosen, withdrawn_on=today()),
            lambda: _consent(request, found, form),
        )
    if request.method == "POST":
        purpose = form.choice("purpose", codes("consent_purpose"))
        day = form.day("given_on", today())
        version = request.POST.get("form_version", "").strip()
        if not version:
            form.wrong("form_version", _words(request)(_FORM))
        if not form.problems and day is not None:
            return form.done(
                back,
                lambda: persons_service.give_consent(
                    request.actor,
                    found.person,
                    purpose=purpose,
                    form_version=version,
                    language=request.POST.get("language", "uk")[:2],
                    given_on=day,
                ),
                lambda: _consent(request, found, form),
            )
    return _consent(request, found, form)


def _consent(request: Request, found: query.Relative, form: Typed) -> HttpResponse:
    standing = {one.purpose for one in found.shown.agreed}
    return form.shown(
        "families/consent.html",
        found=found,
        shown=found.shown,
        purposes=[one for one in worded(request, "consent_purpose") if one[0] not in standing],
        today=today().isoformat(),
    )


@page("persons", place="families", need=Need.WRITE, methods="GET POST")
def rules(request: Request, code: str) -> HttpResponse:
    """How somebody wants to be spoken to; where somebody else was first, both are shown."""
    found = query.member(request.actor, code)
    form = Typed(request)
    stated = dict(found.person.contact_rules)
    if request.method == "POST":
        manners = [m for m in request.POST.getlist("manners") if m in codes("notification_manner")]
        stated = {name: stated[name] for name in ("through",) if name in stated}
        stated |= {"manners": manners, "note": request.POST.get("note", "").strip()}
        if "never" in request.POST:
            stated["never"] = True
        try:
            persons_service.describe(
                request.actor,
                found.person,
                seen=int(request.POST.get("seen") or 0),
                contact_rules=stated,
            )
        except Stale as stale:
            return _rules(request, found, form, stated, stale.said(request.language))
        except NotAllowed:
            raise
        except Refused as refused:
            form.error = refused.said(request.language)
        else:
            return HttpResponseRedirect(reverse("person", args=[found.shown.code]))
    return _rules(request, found, form, stated, "")


def _rules(
    request: Request,
    found: query.Relative,
    form: Typed,
    stated: Mapping[str, Any],
    conflict: str,
) -> HttpResponse:
    return form.shown(
        "families/rules.html",
        answer=409 if conflict else 0,
        found=found,
        shown=found.shown,
        stated=stated,
        conflict=conflict,
        seen=found.person.version,
        manners=worded(request, "notification_manner"),
    )
