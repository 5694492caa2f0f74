"""Bones: a group at a time, each bone of each side with how much of it there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from imena.language import Words
from imena.registry.queries.examinations import Worked
from imena.registry.queries.inventory import MAY_BE_SEVERAL
from imena.registry.queries.vocabulary import terms
from imena.registry.services.postmortem import Stated
from imena.registry.vocabulary import Term, said, vocabulary
from imena.web.drawings import skeleton as drawing
from imena.web.forms.typed import Typed
from imena.web.request import Request
from imena.web.views.examination.at_work import address, recorded, section

Bone = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One bone of one side in the form: what is said of it, and how many where there are more."""

    name: str
    label: str
    side: str
    state: str
    count: str
    of_one: int


@section
def skeleton(request: Request, at_work: Worked) -> HttpResponse:
    """The drawing, a group of bones, and for each of them how much there is."""
    form = Typed(request, f"skeleton {at_work.record.pk}")
    groups = drawing.groups(Words("web_drawings", request.language))
    group = request.POST.get("group") or request.GET.get("group", "")
    group = group if group in dict(groups) else groups[0][0]
    before = {(f.data["element"], f.data["side"]): f for f in at_work.of("element")}
    if request.method == "POST":
        stated = list(_stated(form, group, before, at_work.unit.kind in MAY_BE_SEVERAL))
        if not form.problems:
            return form.done(
                f"{address(at_work, 'skeleton')}?group={group}",
                lambda: recorded(request, at_work, stated),
                lambda: _skeleton(request, form, at_work, group, before),
            )
    return _skeleton(request, form, at_work, group, before)


def _bones(group: str, before: Mapping[Bone, Any], loose: bool) -> Iterator[tuple[Term, str]]:
    """The bones of a group with the sides that each has; of ``loose`` ones the side may be open."""
    for term in vocabulary("skeletal_element").current:
        if term.group != group:
            continue
        if not term.facts["sided"]:
            yield term, "midline"
            continue
        yield term, "right"
        yield term, "left"
        if loose or (term.code, "undetermined") in before:
            yield term, "undetermined"


def _stated(form: Typed, group: str, before: Mapping[Bone, Any], loose: bool) -> Iterator[Stated]:
    """What is said otherwise than before: “all the rest” is said of what was left as it was."""
    rest = form.text("rest")
    for term, side in _bones(group, before, loose):
        bone = (term.code, side)
        field = f"{term.code}.{side}"
        old = before.get(bone)
        state = form.text(field) or "not_examined"
        if rest and old is None and state == "not_examined" and side != "undetermined":
            state = rest
        count = form.whole(f"{field}.count") if int(term.facts["count"]) > 1 else None
        was = (old.data.get("completeness", ""), old.data.get("count")) if old else ("", None)
        if state == (was[0] or "not_examined") and (count is None or count == was[1]):
            continue
        data: dict[str, Any] = {"element": term.code, "side": side, "completeness": state}
        kept = dict(old.data) if old and state not in ("absent", "not_examined") else {}
        if count is not None and state not in ("absent", "not_examined"):
            data["count"] = count
        status = state if state in ("absent", "not_examined") else "present"
        yield Stated("element", status, kept | data, replaces=old)


def _skeleton(
    request: Request, form: Typed, at_work: Worked, group: str, before: Mapping[Bone, Any]
) -> HttpResponse:
    words = Words("web_drawings", request.language)
    states = {bone: _state(f) for bone, f in before.items()}
    base = address(at_work, "skeleton")
    completeness = terms(request.actor, "element_completeness").current
    return form.shown(
        "examination/skeleton.html",
        at_work=at_work,
        number=at_work.unit.number,
        drawing=drawing.draw(states, words, link=lambda one: f"{base}?group={one}#bones"),
        groups=drawing.groups(words),
        group=group,
        rows=list(_rows(request, group, before, at_work.unit.kind in MAY_BE_SEVERAL)),
        options=[(t.code, t.said(request.language)) for t in completeness],
        rest=request.POST.get("rest", ""),
        recorded=sum(1 for state in states.values() if state not in ("absent", "not_examined")),
    )


def _rows(
    request: Request, group: str, before: Mapping[Bone, Any], loose: bool
) -> Iterator[tuple[str, list[Cell]]]:
    """A row for each bone, with one cell a side."""
    cells: dict[str, list[Cell]] = {}
    for term, side in _bones(group, before, loose):
        name = f"{term.code}.{side}"
        old = before.get((term.code, side))
        state = request.POST.get(name) or (_state(old) if old else "not_examined")
        count = request.POST.get(f"{name}.count") or str(
            (old.data.get("count") if old else "") or ""
        )
        word = term.said(request.language)
        where = said("side", side, request.language)
        label = f"{word}, {where}" if side != "midline" else word
        cells.setdefault(word, []).append(
            Cell(
                name,
                label,
                said("side", side, request.language),
                state,
                count,
                int(term.facts["count"]),
            )
        )
    yield from cells.items()


def _state(finding: Any) -> str:
    return str(finding.data.get("completeness") or finding.status)
