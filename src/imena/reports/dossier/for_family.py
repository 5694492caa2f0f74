"""The dossier for a family: written to be read aloud, with what is theirs and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from imena.language import message
from imena.reports.dossier.making import content_digest
from imena.reports.dossier.page import (
    Answer,
    Facts,
    Listing,
    Page,
    Paragraph,
    Section,
    Text,
    filled,
    joined,
    text,
)
from imena.reports.dossier.teller import Teller

_PLAIN = {
    "dna": message("DNA: the samples given for comparison agree with these remains."),
    "fingerprints": message("Fingerprints agree with those recorded in life."),
    "dental": message("The teeth agree with the records of a dentist."),
    "medical": message("Traces of illness, injury or surgery agree with what is known."),
    "description": message("What was told of the person’s appearance agrees."),
    "belongings": message("Clothing and belongings agree with what was told."),
    "circumstances": message("Place and time agree with what is known."),
    "visual": message("A relative recognised the person."),
}
_SPEAKING = frozenset({"established", "probable"})


def family_page(teller: Teller) -> Page:
    """The whole of it, in the order in which it is told."""
    words, dossier = teller.words, teller.dossier
    names = joined([teller.name(one) for one in dossier.people])
    answer = Answer(
        "signed",
        filled(
            words("The remains {remains} are {names}."), remains=teller.individuals(), names=names
        ),
        (
            text(
                words.count(
                    "{n} person has signed this, on {day}.",
                    "{n} people who do not depend on each other have signed this, on {day}.",
                    len(dossier.signatures),
                    day=teller.day(dossier.confirmed_at),
                )
            ),
        ),
    )
    operation = dossier.operation_uk if teller.language == "uk" else dossier.operation_en
    return Page(
        language=teller.language,
        title=words("For the family: {decision}", decision=dossier.decision),
        over=f"{operation or dossier.operation} · {teller.day(dossier.made.at)}",
        heading=names,
        under=words("What is known, for the family"),
        top=(answer,),
        sections=tuple(_sections(teller)),
        footer=words(
            "If anything here does not agree with what you know, say so: it is looked at again."
        ),
        number=dossier.decision,
        large=True,
    )


def _sections(teller: Teller) -> Iterator[Section]:
    words, dossier = teller.words, teller.dossier
    methods = dict.fromkeys(g.method for g in dossier.grounds if g.outcome in _SPEAKING)
    reasons = tuple(text(words(_PLAIN[method])) for method in methods if method in _PLAIN)
    yield Section(words("How it is known"), (Listing(reasons),))
    if dossier.policy:
        stated = dossier.policy.text_uk if teller.language == "uk" else dossier.policy.text_en
        rule = words("The rule that was followed: {rule}", rule=stated)
        yield Section(words("By which rule"), (Paragraph(text(rule)),))
    yield Section(words("Which remains"), (Listing(tuple(_remains(teller))),))
    yield Section(words("What is not certain"), (Listing(tuple(_uncertain(teller))),))
    told = words(
        "What the examination found, how the person died and where the remains were kept is told "
        "in person, and only to those who ask. Nothing of other families is in this paper, and "
        "nothing of what samples showed of relatives."
    )
    yield Section(words("What is not in this paper"), (Paragraph(text(told)),))
    rows = (
        (words("Decision"), text(dossier.decision, "code")),
        (words("Signed by"), text(", ".join(_signers(teller)))),
        (words("Digest of what is signed"), text(dossier.digest, "code")),
        (words("Digest of this dossier"), text(content_digest(dossier), "code")),
    )
    yield Section(words("So that it can be checked"), (Facts(rows),))


def _signers(teller: Teller) -> Iterator[str]:
    for one in teller.dossier.signatures:
        yield f"{teller.term('role', one.role)}, {teller.day(one.at)}"


def _remains(teller: Teller) -> Iterator[Text]:
    words = teller.words
    for one in teller.dossier.remains:
        yield text(
            words.count(
                "{n} unit of remains is known to be this person’s.",
                "{n} units of remains are known to be this person’s.",
                one.signed_units,
            )
        )
        kinds = [teller.term("unit_kind", unit.kind) for unit in one.units if unit.signed]
        if kinds:
            yield text(", ".join(kinds)[:1].upper() + ", ".join(kinds)[1:] + ".")
    yield text(words("Should more be found later, you are asked what you wish, as you decided."))


def _uncertain(teller: Teller) -> Iterator[Text]:
    words, dossier = teller.words, teller.dossier
    yield text(
        words(
            "People decided this on all that is known today. A decision can be looked at again "
            "and taken back, if something new is found."
        )
    )
    if dossier.later_sampling:
        yield text(words("It rests on recognition: a sample is still to be taken and compared."))
