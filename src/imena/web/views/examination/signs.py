"""Signs of restraint or violence: each asked by itself, none of them a cause of death (I9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from imena.registry.queries.examinations import Worked
from imena.registry.services.postmortem import Stated
from imena.web.forms.findings import read
from imena.web.forms.typed import Typed, worded
from imena.web.request import Request
from imena.web.views.examination.at_work import address, recorded, section


@section
def signs(request: Request, at_work: Worked) -> HttpResponse:
    """All signs on one page; what was not touched stays not examined."""
    form = Typed(request, f"signs {at_work.record.pk}")
    before = {f.data["sign"]: f for f in at_work.of("sign")}
    if request.method == "POST":
        stated = _stated(request, form, before)
        if not form.problems:
            return form.done(
                address(at_work),
                lambda: recorded(request, at_work, stated),
                lambda: _signs(request, form, at_work, before),
            )
    return _signs(request, form, at_work, before)


def _stated(request: Request, form: Typed, before: Mapping[str, Any]) -> list[Stated]:
    """What is said otherwise than before; “not examined” is what is so anyhow."""
    found = []
    for code, _ in worded(request, "sign"):
        status = form.choice(code, read.STATUSES)
        told = form.text(f"{code}_description") if status == "present" else ""
        old = before.get(code)
        same = (old.status, old.data.get("description", "")) if old else ("not_examined", "")
        if (status, told) != same:
            data = {"sign": code} | ({"description": told} if told else {})
            found.append(Stated("sign", status, data, replaces=old))
    return found


def _signs(
    request: Request, form: Typed, at_work: Worked, before: Mapping[str, Any]
) -> HttpResponse:
    sent = request.method == "POST"
    rows = []
    for code, word in worded(request, "sign"):
        old = before.get(code)
        status = old.status if old else "not_examined"
        told = old.data.get("description", "") if old else ""
        if sent:
            status = request.POST.get(code, status)
            told = request.POST.get(f"{code}_description", "")
        rows.append((code, word, status, told))
    return form.shown(
        "examination/signs.html", at_work=at_work, number=at_work.unit.number, rows=rows
    )
