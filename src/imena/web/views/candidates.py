"""Candidates: who some remains may be, or which remains may be somebody’s, best first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from imena.registry.queries.candidates import NAMED, Candidates, candidates
from imena.registry.queries.dossier.content import Dossier
from imena.registry.queries.reconciliation import Ranked
from imena.registry.words.evidence import group_said
from imena.reports.dossier.family_tree import family_section
from imena.reports.dossier.html import section_html
from imena.reports.dossier.opening import threshold_said
from imena.reports.dossier.page import Section
from imena.reports.dossier.sides import sides_sections
from imena.reports.dossier.teller import Teller
from imena.reports.dossier.uncertain import uncertain_section
from imena.reports.dossier.weighing import (
    markers_section,
    others_section,
    ruler_section,
    waterfall_section,
)
from imena.web.access import page
from imena.web.by_name import ByName
from imena.web.request import Request


@page("comparison", place="decisions")
def ranked(request: Request, number: str) -> HttpResponse:
    """Everybody it may be, what speaks against anybody first, and one pair side by side."""
    found = candidates(request.actor, number, request.GET.get("of", ""))
    shown, names, chosen = found.listed.hypotheses[:NAMED], found.names, found.chosen
    among = chosen.among if chosen else ()
    given = {
        "found": found,
        "who": "" if found.individual else names.get(found.number, ""),
        "exclusions": found.listed.exclusions[:NAMED],
        "more_exclusions": max(len(found.listed.exclusions) - NAMED, 0),
        "rows": [(row, names.get(row.missing, ""), _rests(request, row)) for row in shown],
        "rest": found.listed.hypotheses[NAMED:],
        "chosen": chosen,
        "known_as": names.get(chosen.missing, "") if chosen else "",
        "likeliest": _is_likeliest(found),
        "set": [(one, names.get(one, ""), _posterior(found, one)) for one in among],
        **_told(request, found.pair, names),
    }
    return render(request, "candidates/candidates.html", given)


def _rests(request: Request, row: Ranked) -> str:
    return ", ".join(group_said(request.language, one) for one in row.rests_on)


def _is_likeliest(found: Candidates) -> bool:
    rows = found.listed.hypotheses
    return bool(rows) and rows[0] == found.chosen


def _posterior(found: Candidates, missing: str) -> object:
    """What the run said of one of a set, as far as it is listed here."""
    for row in found.listed.hypotheses:
        if row.missing == missing:
            return row.posterior
    return None


def _told(request: Request, pair: Dossier | None, names: Mapping[str, str]) -> dict[str, Any]:
    if pair is None:
        return {"sections": (), "run": None}
    teller = ByName(pair, request.language, names)
    return {
        "sections": [section_html(one, request.language) for one in _sections(teller)],
        "threshold": threshold_said(teller),
        "run": pair.runs[-1] if pair.runs else None,
        "since_run": pair.made.since_run,
        "grounds": pair.grounds,
    }


def _sections(teller: Teller) -> Iterator[Section]:
    """In the order of the questions: how likely, why, else who, both sides, the family."""
    for section in (
        ruler_section(teller),
        waterfall_section(teller),
        markers_section(teller),
        others_section(teller),
        *sides_sections(teller),
        family_section(teller),
        uncertain_section(teller),
    ):
        if section is not None:
            yield section


urls = [path("candidates/<str:number>", ranked, name="candidates")]
