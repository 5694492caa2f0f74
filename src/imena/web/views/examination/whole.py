"""An examination as a whole: begun, what each section says so far, closed, amended."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from imena.language import Words, message
from imena.registry.permissions import Need, may
from imena.registry.queries.examinations import Worked, examinable, open_of, worked
from imena.registry.queries.remains import unit
from imena.registry.services import postmortem
from imena.web import finding_words
from imena.web.access import page
from imena.web.forms.typed import Typed, codes, worded
from imena.web.request import Request
from imena.web.views.examination.at_work import address

#: The sections in the order in which somebody looks: name of the address, kind of finding.
_SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("record", "condition", message("Condition of the remains")),
    ("record", "sex", message("Sex")),
    ("record", "age", message("Age")),
    ("record", "stature", message("Height")),
    ("injuries", "injury", message("Injuries")),
    ("signs", "sign", message("Signs of restraint or violence")),
    ("record", "mark", message("Marks, implants, traces of surgery")),
    ("teeth", "tooth", message("Teeth")),
    ("skeleton", "element", message("Bones")),
    ("record", "hair", message("Hair")),
    ("record", "eyes", message("Eyes")),
    ("record", "handedness", message("Hand that was used")),
    ("record", "belonging", message("Clothes and things")),
    ("record", "fingerprint", message("Fingerprints")),
    ("record", "radiograph", message("Radiographs")),
    ("record", "ancestry", message("Ancestry, only where a method was used")),
)
#: What each discipline looks at first; the rest stands behind a step. Others look at everything.
_FIRST: Mapping[str, frozenset[str]] = {
    "odontology": frozenset({"tooth", "age", "radiograph"}),
    "anthropology": frozenset({"condition", "sex", "age", "stature", "element", "injury", "mark"}),
    "radiology": frozenset({"radiograph", "mark", "injury", "tooth", "element"}),
    "fingerprints": frozenset({"fingerprint"}),
    "belongings": frozenset({"belonging"}),
    "sampling": frozenset({"condition"}),
    "photography": frozenset({"condition", "mark", "belonging"}),
}
#: Rows of which the page says how many there are, not each.
_COUNTED = frozenset({"tooth", "element"})


@dataclass(frozen=True, slots=True)
class Part:
    """One section as the page lists it: what is recorded so far, or how many."""

    address: str
    title: str
    rows: tuple[finding_words.Row, ...]
    many: int
    counted: bool


@page("postmortem", place="bodies", need=Need.WRITE, methods="GET POST")
def begin(request: Request, number: str) -> HttpResponse:
    """Begin to examine some remains; who is at it already is led there."""
    remains = examinable(request.actor, number)
    form = Typed(request)
    if request.method == "POST":
        discipline = form.choice("discipline", codes("discipline"))
        if not form.problems:
            return form.done(
                lambda made: reverse("examination", args=[made.pk]),
                lambda: postmortem.open_examination(request.actor, remains, discipline=discipline),
                lambda: _begin(request, form, remains),
            )
    return _begin(request, form, remains)


def _begin(request: Request, form: Typed, remains: Any) -> HttpResponse:
    return form.shown(
        "examination/begin.html",
        number=remains.number,
        begun=open_of(request.actor, remains.pk),
        disciplines=worded(request, "discipline"),
    )


@page("postmortem", place="bodies", methods="GET POST")
def whole(request: Request, key: uuid.UUID) -> HttpResponse:
    """All sections with what they say so far; its examiner closes it, any examiner amends it."""
    at_work = worked(request.actor, key)
    form = Typed(request)
    if request.method == "POST":
        if request.POST.get("act") == "amend":
            return form.done(
                lambda made: reverse("examination", args=[made.pk]),
                lambda: postmortem.amend(request.actor, at_work.record, reason=form.text("reason")),
                lambda: _whole(request, form, at_work),
            )
        return form.done(
            address(at_work),
            lambda: postmortem.close_examination(
                request.actor, at_work.record, seen=int(request.POST.get("seen") or 0)
            ),
            lambda: _whole(request, form, at_work),
        )
    return _whole(request, form, at_work)


def _whole(request: Request, form: Typed, at_work: Worked) -> HttpResponse:
    parts = list(_parts(request, at_work))
    first = _FIRST.get(at_work.record.discipline)
    sampled = may(request.actor, "samples", Need.READ).allowed
    return form.shown(
        "examination/whole.html",
        at_work=at_work,
        record=at_work.record,
        number=at_work.unit.number,
        first=[part for kind, part in parts if first is None or kind in first],
        rest=[part for kind, part in parts if first is not None and kind not in first],
        samples=unit(request.actor, at_work.unit.number).samples if sampled else None,
    )


def _parts(request: Request, at_work: Worked) -> Iterator[tuple[str, Part]]:
    words = Words("web_examination", request.language)
    for name, kind, title in _SECTIONS:
        rest = (kind,) if name == "record" else ()
        found = at_work.of(kind)
        rows = () if kind in _COUNTED else found
        yield (
            kind,
            Part(
                address(at_work, name, *rest),
                words(title),
                tuple(finding_words.row(one, request.language) for one in rows),
                len(found),
                kind in _COUNTED,
            ),
        )
