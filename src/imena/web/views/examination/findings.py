"""One kind of finding: what is recorded of it, and a form for the next or to correct one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse

from imena.language import Words, message
from imena.registry.queries.examinations import Worked
from imena.registry.services.postmortem import Stated
from imena.web import finding_words
from imena.web.forms.findings import asked, read
from imena.web.forms.typed import Typed, codes, worded
from imena.web.request import Request
from imena.web.views.examination.at_work import go_on, recorded, section

#: Kind → its heading, and what is asked first: whether it is there.
_TITLES: Mapping[str, tuple[str, str]] = {
    "condition": (message("Condition of the remains"), message("Was the condition looked at?")),
    "sex": (message("Sex"), message("Can the sex be told?")),
    "age": (message("Age"), message("Can the age be told?")),
    "stature": (message("Height"), message("Can the height be told?")),
    "ancestry": (message("Ancestry"), message("Was a method used?")),
    "hair": (message("Hair"), message("Is there hair?")),
    "eyes": (message("Eyes"), message("Are there eyes?")),
    "handedness": (message("Hand that was used"), message("Can it be told?")),
    "mark": (message("Marks, implants, traces of surgery"), message("Is there such a mark?")),
    "belonging": (message("Clothes and things"), message("Is there such a thing?")),
    "fingerprint": (message("Fingerprints"), message("Could the print be taken?")),
    "radiograph": (message("Radiographs"), message("Was one made?")),
}
#: Of these there may be several; the others are said once, and corrected.
_MANY = frozenset({"mark", "belonging", "fingerprint", "radiograph", "age", "stature"})


@section
def record(request: Request, at_work: Worked, kind: str) -> HttpResponse:
    """Record a finding of ``kind``, or correct one: then it replaces the other."""
    if kind not in _TITLES:
        raise Http404
    before = _corrected(request, at_work, kind)
    form = Typed(request, f"{kind} {before.pk if before else at_work.record.pk}")
    if request.method == "POST":
        status = form.choice("status", read.STATUSES)
        region = form.choice("region", codes("body_region"), needed=False)
        said = read.data(form, kind)
        if not form.problems:
            stated = Stated(
                kind, status, said, region=region, note=form.text("note"), replaces=before
            )
            return form.done(
                go_on(request, at_work, "record", kind),
                lambda: recorded(request, at_work, [stated]),
                lambda: _record(request, form, at_work, kind, before),
            )
    return _record(request, form, at_work, kind, before)


def _corrected(request: Request, at_work: Worked, kind: str) -> Any:
    """The finding that is corrected: the one asked for, or the only one there can be."""
    found = at_work.of(kind)
    wanted = request.POST.get("replaces") or request.GET.get("correct", "")
    if kind not in _MANY:
        return found[-1] if found else None
    return next((f for f in found if str(f.pk) == wanted), None)


def _record(request: Request, form: Typed, at_work: Worked, kind: str, before: Any) -> HttpResponse:
    words = Words("web_examination", request.language)
    title, question = _TITLES[kind]
    sent = request.method == "POST"
    shown = read.as_shown(request.POST, kind) if sent else (before.data if before else {})
    found = [f for f in at_work.of(kind) if f != before]
    return form.shown(
        "examination/record.html",
        at_work=at_work,
        number=at_work.unit.number,
        heading=words(title),
        question=words(question),
        status=_said(request, "status", before, "not_examined"),
        region=_said(request, "region", before, ""),
        note=_said(request, "note", before, ""),
        regions=worded(request, "body_region") if kind == "mark" else (),
        first=asked.first(request.actor, request.language, kind, shown),
        more=asked.more(request.actor, request.language, kind, shown),
        before=before,
        many=kind in _MANY,
        others=[(f, finding_words.row(f, request.language)) for f in found],
    )


def _said(request: Request, field: str, before: Any, otherwise: str) -> str:
    """As it was sent, or as it stands."""
    if request.method == "POST":
        return str(request.POST.get(field, otherwise))
    return str(getattr(before, field)) if before else otherwise
