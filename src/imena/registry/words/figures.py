"""Our own figures in words: what each query counts, its lines, what it leaves out, corrections.

``words`` speaks the catalogue ``figures``. The definition of a version never changes; another
version has words of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from imena.language import Words, message
from imena.language.dates import day
from imena.language.numbers import whole
from imena.registry.figure_form import GAP
from imena.registry.queries.counts.catalogue import figure_of
from imena.registry.queries.figures.answers import Answer
from imena.registry.queries.figures.notices import Notice
from imena.registry.queries.figures.statements import Said
from imena.registry.services.acts import sentence_of
from imena.registry.vocabulary import said as term

DOMAIN = "figures"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure is called, and what exactly it counts: messages of the catalogue."""

    name: str
    text: str


DEFINITIONS: Mapping[tuple[str, int], Definition] = {
    ("leads.known", 1): Definition(
        message("Leads on record"),
        message(
            "Everything on record that points to a place or to people, each once. Leads that "
            "repeat others are not counted again. A lead is not a burial yet."
        ),
    ),
    ("sites.known", 1): Definition(
        message("Sites on record"),
        message(
            "Places where the dead lie or are believed to lie, however far the work there has come."
        ),
    ),
    ("graves.known", 1): Definition(
        message("Graves known"),
        message(
            "Places within the sites where somebody is or was buried: single graves, pits, "
            "trenches and others, each once, however many people lie there. Those found empty are "
            "counted too."
        ),
    ),
    ("graves.opened", 1): Definition(
        message("Graves opened"),
        message(
            "The known graves that were opened, whether or not the work in them is finished. Those "
            "found empty are counted too."
        ),
    ),
    ("bodies.recovered", 1): Definition(
        message("Bodies recovered"),
        message(
            "Bodies, whole or incomplete, taken out of the ground. Separate parts and bones are no "
            "bodies and are not counted, nor are remains from before the war, things and animal "
            "bones. Several numbers that turned out to be one body are one."
        ),
    ),
    ("remains.recovered", 1): Definition(
        message("Units of remains recovered"),
        message(
            "Everything human taken out of the ground that has a number of its own: bodies, parts, "
            "bones, mixed remains. One person may be several units, and one unit several people: "
            "this is not how many people there are."
        ),
    ),
    ("remains.examined", 1): Definition(
        message("Units of remains examined"),
        message(
            "The recovered units that an examiner has examined to the end, once at least. They are "
            "no number of people either."
        ),
    ),
    ("individuals.recognised", 1): Definition(
        message("People recognised in remains"),
        message(
            "People whom examiners recognised in one unit of remains or in several together. What "
            "was taken apart again since is not counted."
        ),
    ),
    ("individuals.returned", 1): Definition(
        message("People returned to their families"),
        message(
            "People whose remains were given back to their family under a decision that stands, "
            "buried since or not."
        ),
    ),
    ("persons.named", 1): Definition(
        message("People named"),
        message(
            "People named by a decision that two have signed and that stands. Whom a decision "
            "named that turned out to be wrong was never named."
        ),
    ),
    ("unidentified.no_decision", 1): Definition(
        message("Unidentified: no decision"),
        message(
            "Recovered bodies about which no decision stands that says who it is. This is the "
            "widest of the three meanings of “unidentified”."
        ),
    ),
    ("unidentified.no_reference", 1): Definition(
        message("Unidentified: a name is presumed, nothing to compare with"),
        message(
            "Recovered bodies without a standing decision, of whom somebody is thought, while no "
            "relative of anybody thought of has given a sample."
        ),
    ),
    ("unidentified.no_idea", 1): Definition(
        message("Unidentified: nobody knows who"),
        message("Recovered bodies without a standing decision, of whom nobody is thought."),
    ),
    ("missing.reported", 1): Definition(
        message("People reported missing"),
        message(
            "People reported missing, each once, whatever the search has come to. Repeated reports "
            "are one, withdrawn reports none."
        ),
    ),
    ("missing.sought", 1): Definition(
        message("People still looked for"),
        message(
            "People reported missing who are neither named among the dead nor found alive. Whoever "
            "is known to be captive is still looked for."
        ),
    ),
    ("families.known", 1): Definition(
        message("Families of the missing"),
        message(
            "Families with a missing person and at least one relative on record. Missing people "
            "who share a relative are of one family."
        ),
    ),
    ("samples.taken", 1): Definition(
        message("Samples taken"),
        message(
            "Samples taken from remains and given by people, those used up too. A sample is not a "
            "person: several may be of one."
        ),
    ),
}

#: Ways to divide a figure, by the name of the partition.
PARTITIONS: Mapping[str, str] = {
    "state": message("by state"),
    "work": message("by state of the work"),
    "kind": message("by kind"),
    "stage": message("by how far the work has come"),
    "named": message("by whether they have a name"),
    "sex": message("by sex"),
    "population": message("by civilian or military"),
    "sense": message("by what is known of who it may be"),
    "search": message("by how far the search has come"),
    "samples": message("by whether a sample was given"),
    "source": message("by where they come from"),
}

_LINES: Mapping[str, str] = {
    GAP: message("in none of these lines"),
    "recovered": message("taken out of the ground"),
    "examined": message("examined"),
    "compared": message("being compared"),
    "identified": message("name established"),
    "returned": message("returned to the family"),
    "beside": message("set aside: buried without a name, lost or suspended"),
    "named": message("with a name"),
    "not_named": message("without a name yet"),
    "no_legal_identification": message("no final decision"),
    "name_without_reference": message("a name is presumed, nothing to compare with"),
    "no_idea_who": message("nobody knows who"),
    "candidate_open": message("somebody is thought of, samples are there, no decision yet"),
    "no_sample": message("looked for, no samples from relatives yet"),
    "few_samples": message("too few samples from relatives"),
    "enough_samples": message("enough samples from relatives"),
    "candidate": message("a possible name among the dead"),
    "identified_dead": message("named among the dead"),
    "captive_confirmed": message("known to be captive"),
    "found_alive": message("found alive"),
    "sample_given": message("a sample was given"),
    "no_sample_yet": message("no sample yet"),
    "of_remains": message("of remains"),
    "of_people": message("given by people"),
}

LEFT_OUT: Mapping[str, str] = {
    "leads_open": message("leads that nobody has cleared up"),
    "sites_unfinished": message("sites whose ground is not exhumed to the end"),
    "graves_unopened": message("graves that are not opened"),
    "remains_earlier": message("remains from before the war"),
    "remains_loose": message("parts and bones that are no bodies"),
    "reports_repeated": message("reports that repeat others"),
    "missing_without_relatives": message("missing people of whom no relative is on record"),
}

MORE = message("More sites may exist: nobody knows that all were found.")
WITHHELD = message("withheld")


def name(words: Words, query: str, version: int) -> str:
    """What a figure is called; its code for one this program does not know."""
    found = DEFINITIONS.get((query, version))
    return query if found is None else words(found.name)


def definition(words: Words, query: str, version: int) -> str:
    """What exactly it counts; empty for one this program does not know."""
    found = DEFINITIONS.get((query, version))
    return "" if found is None else words(found.text)


def unit(words: Words, code: str) -> str:
    """What is counted."""
    return term("figure_unit", code, words.language)


def line(words: Words, query: str, version: int, partition: str, code: str) -> str:
    """What a line of a partition is called."""
    vocabulary = ""
    if code != GAP and (found := figure_of(query, version).partitions.get(partition)) is not None:
        vocabulary = found.vocabulary
    if vocabulary:
        return term(vocabulary, code, words.language)
    return words(_LINES[code]) if code in _LINES else code


def value(words: Words, one: Mapping[str, Any]) -> str:
    """The number of a line, or why none is shown."""
    if one.get("withheld"):
        return words(WITHHELD)
    return words("unknown") if one["value"] is None else whole(words.language, one["value"])


def left_out(words: Words, one: Mapping[str, Any]) -> str:
    """What a figure does not count, and how many of it are known."""
    what = words(LEFT_OUT[one["code"]]) if one["code"] in LEFT_OUT else str(one["code"])
    return f"{what}: {whole(words.language, one['value'])}"


def at(words: Words, moment: datetime | None) -> str:
    """A time in UTC, as a statement has it: wherever it is read, it reads the same."""
    if moment is None:
        return "—"
    there = moment.astimezone(UTC)
    return f"{day(words.language, there.date())}, {there:%H:%M} UTC"


def scope(words: Words, said: Said) -> str:
    """What a statement is about."""
    operation = said.operation_en if words.language == "en" else ""
    operation = operation or said.operation_uk
    if said.sites:
        return words(
            "operation “{operation}”, sites {sites}",
            operation=operation,
            sites=", ".join(said.sites),
        )
    return words("operation “{operation}”, all sites", operation=operation)


def counted(words: Words, answer: Answer) -> str:
    """The number with its unit, never without it."""
    return f"{unit(words, answer.unit)}: {whole(words.language, answer.result['value'])}"


def sentence(words: Words, said: Said) -> str:
    """The figure as one sentence that can be sent: nothing in it stands without the rest."""
    found = words(
        "{name}, {scope}, as of {as_of}: {n}.",
        name=name(words, said.query, said.version),
        scope=scope(words, said),
        as_of=at(words, said.as_of),
        n=whole(words.language, said.total),
    )
    if said.exclusions:
        left = "; ".join(left_out(words, one) for one in said.exclusions)
        found += " " + words("Not counted: {left}.", left=left)
    if said.more_may_exist:
        found += " " + words(MORE)
    return found


def notice_lines(words: Words, said: Said, told: Notice) -> tuple[str, ...]:
    """The correction notice, sentence by sentence: what was said, what is known now, and why."""
    acts = Words("registry", words.language)
    lines = [
        words(
            "Statement {number} said, as of {as_of}: {counted}.",
            number=told.number,
            as_of=at(words, said.as_of),
            counted=counted(words, told.said),
        ),
        words("Of the same time it is now known: {counted}.", counted=counted(words, told.known)),
        words(
            "Counted now and not then: {more}; then and not now: {fewer}; in another line: "
            "{elsewhere}.",
            more=told.more,
            fewer=told.fewer,
            elsewhere=told.elsewhere,
        ),
    ]
    if told.acts:
        why = "; ".join(f"{acts(sentence_of(act))} ({n})" for act, n in told.acts.items())
        lines.append(words("Since then: {why}.", why=why))
    if told.repeated_in:
        lines.append(
            words("Statements that repeat it: {numbers}.", numbers=", ".join(told.repeated_in))
        )
    lines.append(
        words("Corrected by statement {number}.", number=told.corrected_by)
        if told.corrected_by
        else words("No statement corrects it yet.")
    )
    return tuple(lines)
