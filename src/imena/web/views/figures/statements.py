"""Our statements: the list, one with all that it says, and a new one seen before it is drafted."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from imena.language import Words
from imena.registry import clock
from imena.registry.permissions import Need, may
from imena.registry.queries.counts.catalogue import Figure as Query
from imena.registry.queries.counts.catalogue import figure_of, newest
from imena.registry.queries.figures import statements as query
from imena.registry.queries.figures.answers import Rerun, rerun
from imena.registry.queries.figures.notices import Notice, notice
from imena.registry.queries.sites import called
from imena.registry.services import statements as service
from imena.registry.words import figures as figure_words
from imena.reports.bulletin import ours
from imena.reports.bulletin import series as over_time
from imena.reports.publication.content import gathered
from imena.reports.publication.pack import zipped
from imena.web.access import page
from imena.web.forms.typed import Typed
from imena.web.request import Request
from imena.web.standing_behind import confirm
from imena.web.views.figures.pages import paged, whole


@page("statements", place="figures")
def statements(request: Request) -> HttpResponse:
    """All of them, the latest moment first; drafts stand on top."""
    names, words = called(request.actor), Words("bulletin", request.language)
    found = query.said(request.actor)
    standing = {one.number for one in ours.standing(found)}
    series = ours.all_series(
        found, words, names, lambda number: reverse("statement", args=[number])
    )
    begin = whole(request.GET.get("after", ""))
    shown = [(ours.figure(one, words, names), one.number in standing) for one in found]
    given = {
        "drafts": [one for one, _ in shown if one.said.approved_at is None],
        "page": paged([one for one in shown if one[0].said.approved_at is not None], begin),
        "series": over_time.draw([one for one in series if len(one.points) > 1], words),
        "writes": may(request.actor, "statements", Need.WRITE).allowed,
    }
    return render(request, "figures/statements.html", given)


@page("statements", place="figures", methods="GET POST")
def statement(request: Request, number: str) -> HttpResponse:
    """One statement, and what may be done with it."""
    form = Typed(request)
    if request.method == "POST":
        return form.done(
            str, lambda: _done(request, number, form), lambda: _shown(request, number, form)
        )
    return _shown(request, number, form)


def _done(request: Request, number: str, form: Typed) -> str:
    row = query.kept(request.actor, number)
    if form.text("act") == "approve":
        confirm(request)
        service.approve(request.actor, row, seen=form.whole("seen") or 0)
    elif form.text("act") == "correct":
        row = service.correct(request.actor, row)
    return reverse("statement", args=[row.number])


def _shown(request: Request, number: str, form: Typed) -> HttpResponse:
    actor, words = request.actor, Words("bulletin", request.language)
    said, own = query.statement(actor, number), Words(figure_words.DOMAIN, request.language)
    again: Rerun | None = None
    known: Notice | None = None
    asked = request.GET.get("again", "") == "1"
    if asked:
        again, known = rerun(actor, number), notice(actor, number)
    return form.shown(
        "figures/statement.html",
        figure=ours.figure(said, words, called(actor)),
        said=said,
        divided=divided(request, said),
        seen=query.kept(actor, number).version,
        asked=asked,
        again=again,
        notice=figure_words.notice_lines(own, said, known) if known else (),
        known=known,
        approves=said.approved_at is None and may(actor, "statements", Need.APPROVE).allowed,
        corrects=said.approved_at is not None and may(actor, "statements", Need.WRITE).allowed,
    )


@page("statements", place="figures")
def pack(request: Request, number: str) -> HttpResponse:
    """The publication pack of an approved statement, as a zip."""
    made = zipped(gathered(request.actor, number))
    return HttpResponse(
        made,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{number}.zip"'},
    )


def divided(request: Request, said: query.Said) -> str:
    """By what a statement is divided, in words."""
    by = figure_words.PARTITIONS.get(said.partition_by, "")
    return Words(figure_words.DOMAIN, request.language)(by) if by else ""


@page("statements", place="figures", need=Need.WRITE, methods="GET POST")
def make(request: Request) -> HttpResponse:
    """A figure of ours: what is asked, what the answer is, then the draft."""
    form = Typed(request)
    code = form.text("query")
    known = {one.code: one for one in newest()}
    chosen = known.get(code)
    given: dict[str, Any] = {
        "queries": [_offered(request, one) for one in newest()],
        "query": chosen,
        "partitions": _partitions(request, chosen) if chosen else (),
        "sites": sorted(called(request.actor).items()) if chosen and chosen.by_site else (),
        "chosen_sites": request.POST.getlist("sites"),
        "today": timezone.localtime(clock.now()).date().isoformat(),
    }
    if request.method != "POST" or chosen is None:
        return form.shown("figures/make.html", **given)
    as_of = _moment(request, form)
    if not form.problems and form.text("step") == "draft":
        return form.done(
            str,
            lambda: reverse(
                "statement",
                args=[
                    service.make(
                        request.actor,
                        query=code,
                        as_of=as_of,
                        sites=request.POST.getlist("sites"),
                        partition_by=form.text("partition_by"),
                        closed_because=form.text("closed_because"),
                    ).number
                ],
            ),
            lambda: form.shown("figures/make.html", **given),
        )
    return form.shown("figures/make.html", **given)


def _offered(request: Request, one: Query) -> tuple[str, str, str]:
    words = Words(figure_words.DOMAIN, request.language)
    return (
        one.code,
        figure_words.name(words, one.code, one.version),
        figure_words.definition(words, one.code, one.version),
    )


def _partitions(request: Request, one: Query) -> list[tuple[str, str]]:
    words = Words(figure_words.DOMAIN, request.language)
    return [(name, words(figure_words.PARTITIONS[name])) for name in figure_of(one.code).partitions]


def _moment(request: Request, form: Typed) -> datetime | None:
    """The end of the day that was named; now where none was or it is today."""
    typed = form.text("as_of")
    today = timezone.localtime(clock.now()).date()
    if not typed or typed == today.isoformat():
        return None
    try:
        day = datetime.strptime(typed, "%Y-%m-%d").date()
    except ValueError:
        day = None
    if day is None or day > today:
        form.wrong(
            "as_of",
            Words("web_figures", request.language)(
                "Write a day, such as 2026-03-14, not after today."
            ),
        )
        return None
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
