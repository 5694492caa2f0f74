"""A dossier told in one language, for its reader: which sections, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from imena.language import message
from imena.registry.queries.dossier.content import Dossier
from imena.reports.dossier.family_tree import family_section
from imena.reports.dossier.for_family import family_page
from imena.reports.dossier.making import comparisons_section, making_section
from imena.reports.dossier.opening import (
    answer,
    exclusions,
    heading,
    policy_section,
    signatures_section,
)
from imena.reports.dossier.page import Page, Section, plain
from imena.reports.dossier.remains import (
    cause_section,
    custody_sections,
    injuries_section,
    remains_section,
    samples_section,
)
from imena.reports.dossier.seal import as_sealed
from imena.reports.dossier.sides import sides_sections
from imena.reports.dossier.teller import Teller
from imena.reports.dossier.uncertain import uncertain_section
from imena.reports.dossier.weighing import (
    markers_section,
    others_section,
    ruler_section,
    waterfall_section,
)

_FOR = {
    "board": message("Dossier for the board"),
    "prosecutor": message("Dossier for the prosecutor"),
}


def told(dossier: Dossier, language: str) -> Page:
    """The whole dossier in words: the first page to decide on, then what it rests on."""
    dossier = as_sealed(dossier)
    teller = Teller(dossier, language)
    if dossier.reader == "family":
        return family_page(teller)
    words = teller.words
    operation = dossier.operation_uk if language == "uk" else dossier.operation_en
    over = (
        words(_FOR[dossier.reader]),
        operation or dossier.operation,
        teller.at(dossier.made.at),
        f"Imena {dossier.made.version}",
    )
    name = plain(heading(teller))
    number = dossier.decision or name
    return Page(
        language=language,
        title=words("{name}: dossier {number}", name=name, number=number),
        over=" · ".join(over),
        heading=heading(teller),
        under=_under(teller),
        top=(answer(teller), exclusions(teller)),
        sections=tuple(_sections(teller)),
        footer=words(
            "A name is given by people who sign for it. This paper is of the day it was made: "
            "the case file may know more."
        ),
        number=number,
    )


def _under(teller: Teller) -> str:
    dossier = teller.dossier
    status = teller.term("decision_status", dossier.status)
    if dossier.signed:
        return f"{plain(teller.individuals())} · {dossier.decision} · {status}"
    return f"{dossier.decision} · {status}" if dossier.decision else status


def _sections(teller: Teller) -> Iterator[Section]:
    for section in (
        policy_section(teller),
        uncertain_section(teller),
        signatures_section(teller) if teller.dossier.decision else None,
        comparisons_section(teller),
        ruler_section(teller),
        waterfall_section(teller),
        markers_section(teller),
        others_section(teller),
        *sides_sections(teller),
        family_section(teller),
        remains_section(teller),
        *custody_sections(teller),
        samples_section(teller),
        injuries_section(teller),
        cause_section(teller),
        making_section(teller),
    ):
        if section is not None:
            yield section
