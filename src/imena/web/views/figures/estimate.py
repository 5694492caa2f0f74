"""How many there are altogether and how many are not found yet: methods beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from imena.estimation.side_by_side import Told
from imena.estimation.still_missing import NotYetFound
from imena.language import Words
from imena.language.numbers import whole
from imena.registry.queries.estimating import Estimated, estimated
from imena.registry.words.estimates import (
    IMPOSSIBLE_FROM,
    METHODS,
    REFUSALS,
    REMARKS,
    about,
    doubted,
    expansion,
    list_of,
    more_may_exist,
    not_found,
    outwards,
    reported,
    taken_for_granted,
)
from imena.reports.bulletin import chart as drawing
from imena.reports.bulletin.chart import Number
from imena.reports.markup import Html
from imena.web.access import page
from imena.web.request import Request

#: Fewer than at the terminal: somebody waits before a page.
_LINKAGES, _REPLICATES = 10, 50


@dataclass(frozen=True, slots=True)
class Method:
    """What one method says, or why it says nothing."""

    name: str
    model: str
    said: str
    answers: bool
    remarks: tuple[str, ...]


@page("statements", place="figures", methods="GET POST")
def estimate(request: Request) -> HttpResponse:
    """Nothing until it is asked for: computing takes a while, and is a reading about everybody."""
    given: dict[str, object] = {}
    if request.method == "POST":
        if not request.actor.purpose.strip():
            # Asked for after the form was sent, it would lead back to no form.
            back = urlencode({"next": reverse("estimate")})
            return HttpResponseRedirect(f"{reverse('purpose')}?{back}")
        found = estimated(request.actor, linkages=_LINKAGES, replicates=_REPLICATES)
        given = _told(request, found)
    return render(request, "figures/estimate.html", given)


def _told(request: Request, found: Estimated) -> dict[str, object]:
    words, language = Words("estimate", request.language), request.language
    all_of, ends = found.whole, found.whole.envelope
    return {
        "found": found,
        "disagree": outwards(language, ends) if ends and all_of.disagree else (),
        "contradicted": bool(found.left)
        and all(one.impossible > IMPOSSIBLE_FROM for one in found.left.values()),
        "doubts": [doubted(words, one) for one in all_of.doubts],
        "answers": all_of.answers,
        "methods": [_method(words, one) for one in all_of.told],
        "chart": _drawn(request, all_of.told),
        "lists": [list_of(words, one) for one in found.lists],
        "left": _left(words, found.left),
        "elsewhere": _left(words, found.elsewhere),
        "reported": reported(words, found.reported) if found.reported else (),
        "graves": expansion(words, language, found.graves.expansion) if found.graves else (),
        "more": more_may_exist(words),
        "granted": taken_for_granted(words),
        "people": whole(language, all_of.observed),
    }


def _method(words: Words, one: Told) -> Method:
    if one.estimate is None:
        said = words(REFUSALS[one.refused])
    else:
        said = about(words, words.language, one.estimate, one.interval)
    remarks = tuple(words(REMARKS[remark]) for remark in one.remarks)
    return Method(words(METHODS[one.method]), one.model, said, one.estimate is not None, remarks)


def _drawn(request: Request, told: tuple[Told, ...]) -> Html | str:
    """The intervals below each other; one so long that nothing else could be seen ends in an
    arrow."""
    words = Words("estimate", request.language)
    answered = [one for one in told if one.estimate is not None and one.interval is not None]
    if not answered:
        return ""
    longest = 4 * min(one.estimate or 0 for one in answered)
    numbers = [
        Number(
            words(METHODS[one.method]),
            "",
            about(words, request.language, one.estimate or 0, one.interval),
            int(one.interval[0] if one.interval else 0),
            int(one.interval[1]) if one.interval and one.interval[1] <= longest else None,
            min(int(one.estimate or 0), int(longest)),
        )
        for one in answered
    ]
    title = Words("web_figures", request.language)("People altogether")
    return drawing.draw([drawing.chart(title, numbers)], Words("bulletin", request.language))


def _left(words: Words, by_method: Mapping[str, NotYetFound]) -> list[str]:
    return [
        not_found(words, words.language, name, left).strip() for name, left in by_method.items()
    ]
