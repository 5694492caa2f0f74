"""People found by name and pairs of reports, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from imena.language import Words
from imena.language.numbers import log10_of, percent
from imena.registry.vocabulary import vocabulary
from imena.registry.words.duplicates import FIELDS, GRADES

if TYPE_CHECKING:
    from imena.registry.queries.by_name import FoundPerson
    from imena.registry.queries.duplicates import Pair, Reported
    from imena.registry.services.duplicates import Proposed


def found(words: Words, people: Sequence[FoundPerson]) -> Iterator[str]:
    """Whom a search found, the best fit first."""
    if not people:
        yield words("Nobody whom you may see fits these words.")
    for one in people:
        said = [", ".join(one.names), one.born]
        if one.missing:
            said.append(vocabulary("missing_state")[one.state].said(words.language))
        else:
            said.append(words("relative or witness"))
        if one.of:
            said.append(words("the same person as {number}", number=one.of))
        yield f"{one.number}  {'; '.join(filter(None, said))}"


def proposed(words: Words, done: Proposed) -> Iterator[str]:
    """What comparing all reports brought."""
    yield words.count(
        "{n} pair is newly proposed as one person.",
        "{n} pairs are newly proposed as one person.",
        done.new,
    )
    if done.again:
        yield words.count(
            "{n} pair is proposed again: what is known has changed.",
            "{n} pairs are proposed again: what is known has changed.",
            done.again,
        )
    if done.lapsed:
        yield words.count(
            "{n} pair is no longer likely.", "{n} pairs are no longer likely.", done.lapsed
        )
    yield words("Nothing is merged: people decide, pair by pair.")


def pairs_said(words: Words, pairs: Sequence[Pair]) -> Iterator[str]:
    """Pairs side by side, each with what speaks for and against one person."""
    if not pairs:
        yield words("There are no such pairs.")
    for pair in pairs:
        yield from _pair(words, pair)


def _pair(words: Words, pair: Pair) -> Iterator[str]:
    head = f"{pair.first.number}  {pair.second.number}"
    if pair.figures:
        head += "  " + words(
            "one person {probability}, relatives {relatives}; log10 LR {log10_lr}",
            probability=percent(words.language, float(pair.figures["probability"])),
            relatives=percent(words.language, float(pair.figures["relatives"])),
            log10_lr=log10_of(words.language, float(pair.figures["log10_lr"])),
        )
    if pair.copy:
        head += "  " + words("({number} is linked to the other)", number=pair.copy)
    yield head
    for one in (pair.first, pair.second):
        yield f"  {one.number}  {_report(words, one)}"
    for reason in pair.reasons:
        field = words(FIELDS[reason["field"]])
        grade = words(GRADES[reason["grade"]])
        log10_lr = log10_of(words.language, float(reason["log10_lr"]))
        yield f"    {log10_lr:>7}  {field}: {grade}"


def _report(words: Words, one: Reported) -> str:
    seen = " ".join(filter(None, (one.last_seen, one.last_seen_place)))
    return "; ".join(
        filter(
            None,
            (
                ", ".join(one.names),
                vocabulary("sex_reported")[one.sex].said(words.language),
                words("born {date}", date=one.born) if one.born else "",
                words("last seen {when}", when=seen) if seen else "",
            ),
        )
    )
