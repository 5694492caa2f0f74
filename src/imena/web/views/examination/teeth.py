"""Teeth: tap those that are alike, say in which state they are; the rest is not examined (I8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from imena.language import Words, message
from imena.registry.queries.examinations import Worked
from imena.registry.services.postmortem import Stated
from imena.registry.vocabulary import said, vocabulary
from imena.web.drawings import teeth as drawing
from imena.web.forms.findings import read
from imena.web.forms.typed import Typed, codes, worded
from imena.web.request import Request
from imena.web.views.examination.at_work import address, recorded, section

_ANY = message("Choose at least one tooth.")
#: State of a tooth → the status of its finding, where it is not “present”.
_STATUS: Mapping[str, str] = {
    "missing_antemortem": "absent",
    "missing_postmortem": "absent",
    "unerupted": "absent",
    "jaw_missing": "not_examined",
    "not_examined": "not_examined",
}
#: The rows of the chart: quadrants at the person's right, then left, each from the back tooth.
_PERMANENT = (("1", "2"), ("4", "3"))
_DECIDUOUS = (("5", "6"), ("8", "7"))


@section
def teeth(request: Request, at_work: Worked) -> HttpResponse:
    """The chart to tap, and the state that the chosen teeth are in."""
    form = Typed(request, f"teeth {at_work.record.pk}")
    if request.method == "POST":
        stated = chosen(form, {f.data["tooth"]: f for f in at_work.of("tooth")})
        if not form.problems:
            return form.done(
                address(at_work, "teeth"),
                lambda: recorded(request, at_work, [Stated(**one) for one in stated]),
                lambda: _teeth(request, form, at_work),
            )
    return _teeth(request, form, at_work)


def chosen(form: Typed, before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One finding for each tooth that was tapped, replacing what was said of it before."""
    state = form.choice("state", codes("tooth_state"))
    tapped = [one for one in form.request.POST.getlist("tooth") if one in vocabulary("tooth")]
    if not tapped:
        form.wrong("teeth", Words("web_examination", form.request.language)(_ANY))
    told = {
        name: value
        for name, value in read.data(form, "tooth").items()
        if name in ("surfaces", "material", "description")
    }
    status = _STATUS.get(state, "present")
    return [
        {
            "kind": "tooth",
            "status": status,
            "data": {"tooth": one, "state": state} | told,
            "replaces": before.get(one),
        }
        for one in tapped
    ]


def chart(
    findings: Any, language: str, tapped: Any = (), *, deciduous: bool = False
) -> list[list[tuple[str, str, Any, bool]]]:
    """Four rows of teeth, each with its number, its words, its picture, and whether tapped."""
    known = drawing.charted(findings)
    rows = []
    last = 5 if deciduous else 8
    for right, left in _DECIDUOUS if deciduous else _PERMANENT:
        for numbers in (
            [f"{right}{n}" for n in range(last, 0, -1)],
            [f"{left}{n}" for n in range(1, last + 1)],
        ):
            rows.append(
                [
                    (
                        number,
                        _words(number, known.get(number), language),
                        drawing.one(number, known.get(number)),
                        number in tapped,
                    )
                    for number in numbers
                ]
            )
    return rows


def _words(number: str, found: drawing.Tooth | None, language: str) -> str:
    state = found.state if found else "not_examined"
    return f"{said('tooth', number, language)}: {said('tooth_state', state, language)}"


def asked_of(request: Request, found: Any) -> dict[str, Any]:
    """What the chart and its controls show: as it was sent, or with nothing tapped."""
    post = request.POST
    tapped = post.getlist("tooth") or request.GET.getlist("tooth")
    known = [f.data.get("tooth", "") for f in found]
    return {
        "rows": chart(found, request.language, tapped),
        "milk": chart(found, request.language, tapped, deciduous=True),
        "milk_open": any(one[:1] in tuple("5678") for one in (*tapped, *known)),
        "states": worded(request, "tooth_state"),
        "state": post.get("state", ""),
        "surfaces": [
            (code, word, code in post.getlist("surfaces"))
            for code, word in worded(request, "tooth_surface")
        ],
        "materials": worded(request, "filling_material"),
        "material": post.get("material", ""),
        "description": post.get("description", ""),
        "many": len(known),
    }


def _teeth(request: Request, form: Typed, at_work: Worked) -> HttpResponse:
    return form.shown(
        "examination/teeth.html",
        at_work=at_work,
        number=at_work.unit.number,
        **asked_of(request, at_work.of("tooth")),
    )
