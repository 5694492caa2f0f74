"""A sample taken during an examination: of what, under which seal."""

from __future__ import annotations

from django.http import HttpResponse

from imena.registry.queries.examinations import Worked
from imena.registry.services import samples
from imena.registry.vocabulary import vocabulary
from imena.web.forms.typed import Typed
from imena.web.request import Request
from imena.web.views.examination.at_work import address, section


@section
def sample(request: Request, at_work: Worked) -> HttpResponse:
    """Take one; its number is issued, and nothing else of these remains goes to a laboratory."""
    form = Typed(request, f"sample {at_work.record.pk}")
    kinds = [
        (term.code, term.said(request.language))
        for term in vocabulary("sample_kind").current
        if term.group == "remains"
    ]
    if request.method == "POST":
        kind = form.choice("kind", [code for code, _ in kinds])
        if not form.problems:
            return form.done(
                f"{address(at_work)}#samples",
                lambda: samples.take_sample(
                    request.actor,
                    at_work.unit,
                    kind=kind,
                    seal=form.text("seal"),
                    note=form.text("note"),
                ),
                lambda: _sample(form, at_work, kinds),
            )
    return _sample(form, at_work, kinds)


def _sample(form: Typed, at_work: Worked, kinds: list[tuple[str, str]]) -> HttpResponse:
    return form.shown(
        "examination/sample.html", at_work=at_work, number=at_work.unit.number, kinds=kinds
    )
