"""How the dossier was made, and how anybody checks it."""

from __future__ import annotations

import hashlib

from imena.language import message
from imena.registry.ledger.canonical import canonical
from imena.registry.queries.dossier.content import Dossier
from imena.reports.dossier.page import Block, Facts, Paragraph, Section, Table, Text, text
from imena.reports.dossier.teller import Teller

_WITHHELD = {
    "restricted": message("what genetics showed of a family and is kept restricted"),
    "genetics": message("genotypes and genetic results of relatives"),
    "others": message("other people, relatives and candidates"),
    "findings": message("findings of the examinations"),
    "cause": message("cause and manner of death"),
    "custody": message("who held the remains, and where"),
}


def content_digest(dossier: Dossier) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of all that the dossier says."""
    return hashlib.sha256(canonical(dossier.tree())).hexdigest()


def comparisons_section(teller: Teller) -> Section | None:
    """The comparisons the decision rests on."""
    words, dossier = teller.words, teller.dossier
    if not dossier.grounds:
        return None
    rows = tuple(
        (
            text(one.number, "code"),
            text(teller.term("identification_method", one.method)),
            text(teller.term("comparison_outcome", one.outcome)),
            _rests_on(teller, i),
            text(", ".join(filter(None, (one.examiner, teller.day(one.at))))),
            text(words("withdrawn"), "stop") if one.withdrawn else text(one.note or "—"),
        )
        for i, one in enumerate(dossier.grounds)
    )
    head = (
        words("Comparison"), words("Method"), words("Outcome"), words("Rests on"), words("By"),
        words("Note"),
    )  # fmt: skip
    return Section(words("What the decision rests on"), (Table(head, rows),))


def _rests_on(teller: Teller, place: int) -> Text:
    one = teller.dossier.grounds[place]
    methods = teller.terms("lab_method", one.lab_methods)
    return (*teller.codes(one.donors), *text(f" ({methods})" if methods else "")) or text("—")


def making_section(teller: Teller) -> Section:
    """Version, run, hashes, seed, the ledger's position; what is left out; the check."""
    words, dossier = teller.words, teller.dossier
    made = dossier.made
    rows: list[tuple[str, Text]] = [
        (words("Made"), text(f"{teller.at(made.at)}, {made.by}")),
        (words("Program"), text(f"Imena {made.version}")),
        (words("Ledger"), text(words.count("{n} event known", "{n} events known", made.known_at))),
    ]
    for run in dossier.runs:
        parameters = ", ".join(f"{k} {v}" for k, v in run.parameters.items())
        rows += [
            (
                words("Run {number}", number=run.number),
                text(
                    words.count(
                        "{at}; {n} event known; {parameters}",
                        "{at}; {n} events known; {parameters}",
                        run.known_at,
                        at=teller.at(run.ended_at),
                        parameters=parameters,
                    )
                ),
            ),
            (words("SHA-256 of what the run froze"), text(run.snapshot, "code")),
            (words("SHA-256 of its markers"), text(run.markers, "code")),
        ]
    if dossier.decision:
        rows.append((words("Digest of what is signed"), text(dossier.digest, "code")))
    rows.append((words("Digest of this dossier"), text(content_digest(dossier), "code")))
    withheld = ", ".join(words(_WITHHELD[part]) for part in dossier.withheld)
    blocks: list[Block] = [Facts(tuple(rows))]
    if withheld:
        blocks.append(
            Paragraph(text(words("Not in this dossier: {what}.", what=withheld)), quiet=True)
        )
    check = words(
        "imena dossier --verify FILE says whether these pages show what they were made with, and "
        "whether the case file still says the same. All of the content is in the file as data."
    )
    blocks.append(Paragraph(text(check), quiet=True))
    return Section(words("How it was made, and how to check it"), tuple(blocks))
