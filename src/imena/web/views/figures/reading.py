"""A sentence pasted in: first what its words say, then, corrected by a person, the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse

from imena.claims.algebra import UNIDENTIFIED
from imena.claims.bounds import POLICY, Bound, IntervalError, hard, soft
from imena.claims.findings import relayed
from imena.claims.phrase import Reading, readings
from imena.language import Words, message
from imena.registry.permissions import Need
from imena.registry.queries.claims import claim_numbered, passed_on
from imena.registry.queries.sites import called
from imena.registry.services import figures as service
from imena.registry.vocabulary import said
from imena.registry.words.claim_letters import changes
from imena.registry.words.claims import EXCLUSIONS, PARTS, interval
from imena.web.access import page
from imena.web.forms.typed import Typed, codes, worded
from imena.web.request import Request
from imena.web.views.figures.claims import marked

if TYPE_CHECKING:
    from imena.claims.algebra import Claim

POPULATIONS: Mapping[str, str] = {
    "all": message("everybody"),
    "civilians": message("civilians"),
    "servicemen": message("servicemen"),
    "unknown": message("not said"),
}
_NO_NUMBER = message("No number is said in this text. Paste the sentence with the number in it.")
_LINE = message("Write each line as a name, an equals sign and a number: women = 215.")
_ENDS = message("From and to: the second number is the larger one.")
_LINE_FORM = re.compile(r"(.+?)\s*[=:]\s*(\d+)")


@page("claims", place="figures", need=Need.WRITE, methods="GET POST")
def add_claim(request: Request) -> HttpResponse:
    """A claim: the text, then its reading to correct, then the record."""
    form = Typed(request)
    found = readings(form.text("text"))
    if request.method == "GET" or form.text("step") == "text":
        return form.shown("figures/paste.html", languages=("uk", "en", "ru"))
    if not found:
        form.wrong("text", _words(request)(_NO_NUMBER))
        return form.shown("figures/paste.html", languages=("uk", "en", "ru"))
    chosen = found[min(form.whole("number") or 0, len(found) - 1)]
    if form.text("step") != "record":
        return _proposed(request, form, found, chosen, _of_reading(request, chosen))
    confirmed = _confirmed(request, form, chosen)
    again = partial(_proposed, request, form, found, chosen, request.POST)
    if form.problems:
        return again()

    def recorded() -> str:
        made = service.record_claim(request.actor, **confirmed)
        return reverse("claim", args=[made.number])

    return form.done(str, recorded, again)


@page("claims", place="figures", need=Need.WRITE, methods="GET POST")
def add_relay(request: Request, number: str) -> HttpResponse:
    """Who passed a claim on: their words, what that changed, then the record."""
    row, original = claim_numbered(request.actor, number)
    form = Typed(request)
    found = readings(form.text("text"))
    given: dict[str, Any] = {"number": number, "quote": original.quote}
    if request.method == "POST" and form.text("step") != "text":
        if not form.text("outlet"):
            form.wrong("outlet", _words(request)(message("Say who passed it on.")))
        if not found:
            form.wrong("text", _words(request)(_NO_NUMBER))
        if not form.problems:
            chosen = found[min(form.whole("nth") or 0, len(found) - 1)]
            passed = passed_on(original, chosen, form.text("outlet"))
            kinds = [finding.kind for finding in relayed(original, passed)]
            given |= {
                "marked": marked(chosen.quote, chosen),
                "found": list(enumerate(one.core for one in found)),
                "changes": changes(Words("claims", request.language), original, passed, kinds),
            }
            if form.text("step") == "record":
                return form.done(
                    str,
                    lambda: _passed_on(request, form, row, passed, kinds),
                    lambda: form.shown("figures/relay.html", **given),
                )
    return form.shown("figures/relay.html", **given)


def _passed_on(request: Request, form: Typed, row: Any, passed: Claim, kinds: Sequence[str]) -> str:
    service.record_relay(
        request.actor,
        row,
        outlet=form.text("outlet"),
        text_verbatim=form.text("text"),
        bound=passed.bound.value,
        value={"value": passed.value, "to": passed.to, "unit": passed.unit},
        differences=kinds,
        published_on=form.text("published_on"),
        url=form.text("url"),
    )
    return reverse("claim", args=[row.number])


def _proposed(
    request: Request,
    form: Typed,
    found: tuple[Reading, ...],
    chosen: Reading,
    typed: Mapping[str, Any],
) -> HttpResponse:
    """The reading, its words marked, with each field to correct."""
    words = Words("claims", request.language)
    given: dict[str, Any] = {
        "marked": marked(chosen.quote, chosen),
        "found": list(enumerate(one.core for one in found)),
        "chosen": found.index(chosen),
        "told": list(_told(request, words, chosen)),
        "bounds": worded(request, "figure_bound"),
        "units": worded(request, "figure_unit"),
        "exclusions": [(code, words(name)) for code, name in EXCLUSIONS.items()],
        "left_out": _left_out(typed),
        "places_known": sorted(set(called(request.actor).values())),
        "populations": [(c, _words(request)(name)) for c, name in POPULATIONS.items()],
        "filled": typed,
        "text": form.text("text"),
        "text_language": form.text("text_language") or "uk",
        "unidentified": chosen.unidentified,
        "only_unidentified": "unidentified" in typed
        if form.text("step") == "record"
        else chosen.unidentified,
    }
    return form.shown("figures/reading.html", **given)


def _told(request: Request, words: Words, reading: Reading) -> Iterator[tuple[str, str, str]]:
    """Each word that says something: what it is, the word, and what it says."""
    say = Words("web_figures", request.language)

    def at(place: str) -> str:
        low, high = reading.places[place]
        return reading.quote[low:high]

    bound = said("figure_bound", reading.bound.value, request.language)
    alone, meant = interval(words, reading.hard), interval(words, reading.soft)
    yield (
        "bound",
        at("bound") if "bound" in reading.places else say("no word beside the number"),
        say("{bound}: by the word alone {hard}; by policy {policy} {soft}",
            bound=bound, hard=alone, policy=POLICY, soft=meant),
    )  # fmt: skip
    yield (
        "unit",
        at("unit") if "unit" in reading.places else say("no word for what is counted"),
        said("figure_unit", reading.unit, request.language) or say("ask what is counted"),
    )
    for code in reading.excludes:
        yield (
            "excludes",
            at(code),
            say("leaves out {what}: of everything, the number is {interval}",
                what=words(EXCLUSIONS[code]), interval=interval(words, reading.implied_total)),
        )  # fmt: skip
    for part, n in reading.parts.items():
        yield "parts", str(n), say("of them: {part}", part=words(PARTS[part]))


def _of_reading(request: Request, reading: Reading) -> dict[str, Any]:
    """The fields as the reading fills them, beside what was typed already."""
    return {
        **request.POST.dict(),
        "bound": reading.bound.value,
        "value": "" if reading.value is None else str(reading.value),
        "to": "" if reading.to is None else str(reading.to),
        "unit": reading.unit,
        "excludes": list(reading.excludes),
    }


def _left_out(typed: Mapping[str, Any]) -> list[str]:
    """The codes that are ticked."""
    getlist = getattr(typed, "getlist", None)
    return list(getlist("excludes") if getlist else typed.get("excludes", ()))


def _confirmed(request: Request, form: Typed, reading: Reading) -> dict[str, Any]:
    """The claim as a person confirmed it; what is wrong is told in the form."""
    words = _words(request)
    bound = form.choice("bound", codes("figure_bound"))
    value: dict[str, Any] = {"value": form.whole("value")}
    if (to := form.whole("to")) is not None:
        value["to"] = to
    if not form.text("office"):
        form.wrong("office", words(message("Say whose number it is.")))
    if lines := dict(_lines(form, words)):
        value["lines"] = lines
    try:
        known = Bound(bound) if bound in set(Bound) else Bound.UNKNOWN
        hard(known, value["value"], to)
        soft(known, value["value"], to)
    except IntervalError:
        form.wrong("to", words(_ENDS))
    other = [one.strip() for one in form.text("excludes_other").split(";") if one.strip()]
    return {
        "text_verbatim": reading.quote,
        "language": form.choice("text_language", ("uk", "en", "ru")),
        "unit": form.choice("unit", codes("figure_unit")),
        "bound": bound,
        "value": value,
        "scope": {
            "place": form.text("place"),
            "period": form.text("period"),
            "population": form.choice("population", POPULATIONS),
            "includes": [UNIDENTIFIED] if "unidentified" in request.POST else [],
            "excludes": sorted({*request.POST.getlist("excludes"), *other}),
        },
        "asserted_by": {"office": form.text("office"), "person": form.text("person")},
        "said_on": form.text("said_on"),
        "as_of": form.text("as_of"),
        "medium": form.text("medium"),
        "url": form.text("url"),
    }


def _lines(form: Typed, words: Words) -> Iterator[tuple[str, int]]:
    called = Words("claims", words.language)
    codes_of = {called(name): code for code, name in PARTS.items()}
    for line in form.text("lines").splitlines():
        if not line.strip():
            continue
        match = _LINE_FORM.fullmatch(line.strip())
        if match is None:
            form.wrong("lines", words(_LINE))
            return
        yield codes_of.get(match[1], match[1]), int(match[2])


def _words(request: Request) -> Words:
    return Words("web_figures", request.language)
