"""Injuries on a body diagram: which regions were looked at, and each injury by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

from imena.language import Words
from imena.registry.queries.examinations import Worked
from imena.registry.services.postmortem import Stated
from imena.web import finding_words
from imena.web.drawings import figure
from imena.web.forms.findings import asked, read
from imena.web.forms.typed import Typed, codes, worded
from imena.web.request import Request
from imena.web.views.examination.at_work import address, recorded, section

#: What can be said of a region without an injury.
_OF_REGIONS = ("absent", "not_examined", "undetermined")


@section
def injuries(request: Request, at_work: Worked) -> HttpResponse:
    """The diagram, whose regions are tapped; the form for one injury; regions without any."""
    before = _corrected(request, at_work)
    form = Typed(request, f"injury {before.pk if before else at_work.record.pk}")
    if request.method == "POST":
        if request.POST.get("act") == "regions":
            stated = _regions(request, form, at_work)
        else:
            stated = _injury(form, before)
        if not form.problems:
            return form.done(
                f"{address(at_work, 'injuries')}#recorded",
                lambda: recorded(request, at_work, stated),
                lambda: _injuries(request, form, at_work, before),
            )
    return _injuries(request, form, at_work, before)


def _corrected(request: Request, at_work: Worked) -> Any:
    wanted = request.POST.get("replaces") or request.GET.get("correct", "")
    return next((f for f in _present(at_work) if str(f.pk) == wanted), None)


def _present(at_work: Worked) -> list[Any]:
    return [f for f in at_work.of("injury") if f.status == "present"]


def _injury(form: Typed, before: Any) -> list[Stated]:
    region = form.choice("region", codes("body_region"))
    said = read.data(form, "injury")
    return [
        Stated("injury", "present", said, region=region, note=form.text("note"), replaces=before)
    ]


def _regions(request: Request, form: Typed, at_work: Worked) -> list[Stated]:
    """What is said of regions otherwise than before."""
    before = {f.region: f for f in at_work.of("injury") if f.status != "present"}
    found = []
    for region in codes("body_region"):
        if region not in request.POST:
            continue
        status = form.choice(region, _OF_REGIONS)
        old = before.get(region)
        if status != (old.status if old else "not_examined"):
            found.append(Stated("injury", status, region=region, replaces=old))
    return found


def _injuries(request: Request, form: Typed, at_work: Worked, before: Any) -> HttpResponse:
    sent = request.method == "POST" and request.POST.get("act") != "regions"
    present = _present(at_work)
    looked = figure.looked_at(at_work.of("injury"))
    region, view = request.GET.get("region", ""), request.GET.get("seen_from", "")
    shown: Mapping[str, Any] = before.data if before else {"seen_from": view}
    if sent:
        shown, region = read.as_shown(request.POST, "injury"), request.POST.get("region", "")
    elif before:
        region = before.region
    marks = [
        figure.Mark(i, f.region, f.data.get("timing", ""), f.data.get("seen_from", ""))
        for i, f in enumerate(present, start=1)
    ]
    base = address(at_work, "injuries")
    return form.shown(
        "examination/injuries.html",
        at_work=at_work,
        number=at_work.unit.number,
        figure=figure.draw(
            marks,
            Words("web_drawings", request.language),
            examined=looked,
            link=lambda of, seen: f"{base}?{urlencode({'region': of, 'seen_from': seen})}#injury",
            chosen=(region, str(shown.get("seen_from") or "")),
        ),
        injuries=[(f, finding_words.row(f, request.language)) for f in present],
        regions=worded(request, "body_region"),
        region=region,
        before=before,
        note=request.POST.get("note", "") if sent else (before.note if before else ""),
        first=asked.first(request.actor, request.language, "injury", shown),
        more=asked.more(request.actor, request.language, "injury", shown),
        looked=[
            (code, word, looked.get(code, "not_examined"))
            for code, word in worded(request, "body_region")
            if looked.get(code) != "present"
        ],
    )
