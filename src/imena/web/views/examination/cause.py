"""The cause of death by the lines of the certificate; manner and circumstances apart from it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect

from imena.registry.permissions import Need
from imena.registry.queries.examinations import Worked, worked
from imena.registry.services import postmortem
from imena.registry.services.postmortem import CauseLine
from imena.web.access import page
from imena.web.forms.typed import Typed, codes, worded
from imena.web.request import Request
from imena.web.views.examination.at_work import address


@page("postmortem", place="bodies", need=Need.WRITE, methods="GET POST")
def cause(request: Request, key: uuid.UUID) -> HttpResponse:
    """State it, or replace what was stated; whose examination cannot say it is led back (I9)."""
    at_work = worked(request.actor, key)
    if not at_work.states_cause:
        return HttpResponseRedirect(address(at_work))
    form = Typed(request, f"cause {at_work.record.pk}")
    if request.method == "POST":
        status = form.choice("status", codes("cause_status"))
        manner = form.choice("manner", codes("manner_of_death"), needed=False)
        context = form.choice("context", codes("death_context"), needed=False)
        chain = {
            line: CauseLine(form.text(line), form.text(f"{line}_icd").upper())
            for line in codes("cause_line")
            if form.text(line) or form.text(f"{line}_icd")
        }
        if not form.problems:
            return form.done(
                address(at_work),
                lambda: postmortem.state_cause(
                    request.actor,
                    at_work.record,
                    status=status,
                    chain=chain,
                    manner=manner,
                    context=context,
                    replaces=at_work.cause,
                ),
                lambda: _cause(request, form, at_work),
            )
    return _cause(request, form, at_work)


def _cause(request: Request, form: Typed, at_work: Worked) -> HttpResponse:
    before = at_work.cause
    post = request.POST if request.method == "POST" else None

    def stands(field: str, otherwise: str) -> str:
        return str(post.get(field, "")) if post is not None else otherwise

    chain: dict[str, Any] = before.chain if before else {}
    lines = [
        (
            code,
            word,
            stands(code, chain.get(code, {}).get("words", "")),
            stands(f"{code}_icd", chain.get(code, {}).get("icd", "")),
        )
        for code, word in worded(request, "cause_line")
    ]
    return form.shown(
        "examination/cause.html",
        at_work=at_work,
        number=at_work.unit.number,
        before=before,
        lines=lines,
        statuses=worded(request, "cause_status"),
        status=stands("status", "provisional" if at_work.mine else "final"),
        manners=worded(request, "manner_of_death"),
        manner=stands("manner", before.manner if before else ""),
        contexts=worded(request, "death_context"),
        context=stands("context", before.context if before else ""),
        blocks=worded(request, "icd_block"),
        signs=[f for f in at_work.of("sign") if f.status == "present"],
    )
