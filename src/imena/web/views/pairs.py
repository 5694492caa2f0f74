"""Reports that may be of one missing person: side by side, decided by people, and taken back."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from imena.language.numbers import times
from imena.registry.permissions import Need, may
from imena.registry.queries import duplicates as query
from imena.registry.refusals import NotYours
from imena.registry.services import duplicates as service
from imena.registry.vocabulary import vocabulary
from imena.registry.words.duplicates import field_said, grade_said
from imena.web.access import page
from imena.web.refusing import SaidInTheForm
from imena.web.request import Request

#: As many as are read in one sitting; whoever goes through them shortens the list.
MOST = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair as the page has it: ``agreed`` is what was compared, how far it agrees, how many
    times that speaks for one person; ``act`` is what was refused just now."""

    pair: query.Pair
    agreed: tuple[tuple[str, str, str], ...]
    probability: float | None
    act: str

    @property
    def sides(self) -> tuple[query.Reported, query.Reported]:
        """The two records."""
        return self.pair.first, self.pair.second


@page("antemortem", place="families", methods="GET POST")
def pairs(request: Request) -> HttpResponse:
    """Pairs in one state, the likeliest first, and what may be decided of each."""
    states = vocabulary("duplicate_state")
    asked = request.GET.get("state", "")
    state = asked if asked in states else "proposed"
    error = ""
    if request.method == "POST":
        with SaidInTheForm(request) as refusal:
            _decide(request)
            return HttpResponseRedirect(f"{reverse('pairs')}?state={state}")
        error = refusal.said
    found = query.pairs(request.actor, state=state, most=MOST)
    given = {
        "shown": [_shown(request, one) for one in found],
        "first_only": len(found) == MOST,
        "state": state,
        "states": [(term.code, term.said(request.language)) for term in states.current],
        "writes": may(request.actor, "antemortem", Need.WRITE).allowed,
        "typed": request.POST,
        "error": error,
    }
    return render(request, "pairs/pairs.html", given, status=400 if error else 200)


def _shown(request: Request, pair: query.Pair) -> Shown:
    language = request.language
    agreed = tuple(
        (
            field_said(language, one["field"]),
            grade_said(language, one["grade"]),
            times(language, float(one["log10_lr"])),
        )
        for one in pair.reasons
    )
    said = pair.figures.get("probability")
    again = request.POST.get("act", "") if request.POST.get("pair") == str(pair.id) else ""
    return Shown(pair, agreed, None if said is None else float(said), again)


def _decide(request: Request) -> None:
    actor, reason = request.actor, request.POST.get("reason", "")
    act = request.POST.get("act")
    first, second = request.POST.get("first", ""), request.POST.get("second", "")
    if act == "merge":
        kept = second if request.POST.get("keep") == second else first
        copy = query.record(actor, first if kept == second else second)
        seen = _seen(request, copy.number)
        service.merge(actor, copy, seen=seen, of=query.record(actor, kept), reason=reason)
    elif act == "undo":
        copy = query.record(actor, request.POST.get("copy", ""))
        service.undo(actor, copy, seen=_seen(request, copy.number), reason=reason)
    elif act == "dismiss":
        pair = query.between(actor, first, second)
        service.dismiss(actor, pair, seen=_seen(request, "pair"), reason=reason)
    elif act == "take_back":
        pair = query.between(actor, first, second)
        service.take_back(actor, pair, seen=_seen(request, "pair"), reason=reason)
    else:
        raise NotYours


def _seen(request: Request, what: str) -> int:
    """The version of a record as the page showed it; 0, which none has, where it showed none."""
    said = request.POST.get(f"seen_{what}", "")
    return int(said) if said.isdecimal() else 0


urls = [path("families/pairs", pairs, name="pairs")]
