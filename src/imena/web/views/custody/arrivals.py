"""What arrives at the mortuary: the scanner’s field, what is on its way, what does not agree."""

from __future__ import annotations

import uuid

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from imena.language import Words
from imena.registry.permissions import Need
from imena.registry.queries.looking_up import look_up
from imena.registry.queries.recording import incident_to_explain, lying_in_container
from imena.registry.queries.waiting import waiting
from imena.registry.services import incidents
from imena.registry.vocabulary import said
from imena.web.access import page
from imena.web.filling.fields import Verbatim
from imena.web.filling.form import Form, Group
from imena.web.request import Request
from imena.web.targets import address_of

#: Queues that whoever stands at the door works off.
_QUEUES = ("overdue", "coming", "incidents")


@page("custody", place="bodies", need=Need.WRITE)
def arrivals(request: Request) -> HttpResponse:
    """Scan a label: its page opens. A scanner types what the square holds, and Enter."""
    text = request.GET.get("q", "").strip()[:200]
    found = look_up(request.actor, text.removeprefix("imena:")) if text else ()
    numbers = [
        number
        for one in found
        for number in (lying_in_container(request.actor, one.number) or (one.number,))
    ]
    pages = [(number, where) for number in numbers if (where := address_of(number))]
    if len(pages) == 1:
        return HttpResponseRedirect(pages[0][1])
    queues = {queue.kind: queue for queue in waiting(request.actor)}
    given = {
        "text": text,
        "pages": pages,
        "queues": [queues[kind] for kind in _QUEUES if kind in queues],
    }
    return render(request, "custody/arrivals.html", given, status=200)


@page("custody", place="bodies", need=Need.WRITE, methods="GET POST")
def incident(request: Request, incident_id: uuid.UUID) -> HttpResponse:
    """Explain what does not agree: only then are the remains free to go on."""
    found = incident_to_explain(request.actor, incident_id)
    say = Words("web_custody", request.language)
    number = found.unit.number if found.unit else ""
    field = Verbatim(
        name="explained", label=say("What had happened"), language=request.language,
        hint=say("who was where, and how that is known"),
        needed=say("Write it in a sentence."),
    )  # fmt: skip
    form = Form(request, (Group("", (field,)),), about=f"incidents/{found.pk}", seen=found.version)
    if form.filled():
        done = form.done(
            f"{reverse('body', args=[number])}#line" if number else reverse("arrivals"),
            lambda: incidents.explain_incident(
                request.actor, found, seen=form.seen, explained=form.values["explained"]
            ),
        )
        if done is not None:
            return done
    kind = said("incident_kind", found.kind, request.language)
    return form.page(
        "custody/incident.html",
        heading=say("Explain: {what}", what=kind),
        found=found,
        number=number,
        record=say("Record the explanation"),
        crumbs=[(say("Bodies"), reverse("bodies"))]
        + ([(number, reverse("body", args=[number]))] if number else []),
    )
