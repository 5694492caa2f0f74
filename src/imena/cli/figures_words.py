"""What ``imena figures`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imena.language import Words
from imena.registry.queries.counts.catalogue import newest
from imena.registry.words import figures as figures
from imena.registry.words.figures import notice_lines

if TYPE_CHECKING:
    from imena.registry.queries.figures.statements import Said
    from imena.reports.publication.pack import Checked

__all__ = [
    "checked_lines", "line_of", "notice_lines", "query_lines", "signer_lines", "statement_lines",
]  # fmt: skip


def query_lines(words: Words) -> Iterator[str]:
    """Each query with its definition and the ways to divide it."""
    for one in newest():
        name = figures.name(words, one.code, one.version)
        yield words(
            "{code}, version {version}: {name}", code=one.code, version=one.version, name=name
        )
        yield f"    {figures.definition(words, one.code, one.version)}"
        yield "    " + words("Counts: {unit}.", unit=figures.unit(words, one.unit))
        for by in one.partitions:
            yield f"    --by {by}: {words(figures.PARTITIONS[by])}"


def line_of(words: Words, said: Said) -> str:
    """A statement in one line."""
    standing = words("draft") if said.approved_at is None else words("approved")
    if said.corrected_by:
        standing = words("corrected by {numbers}", numbers=", ".join(said.corrected_by))
    return words(
        "{number}  as of {as_of}  {name}: {n}  ({standing})",
        number=said.number,
        as_of=figures.at(words, said.as_of),
        name=figures.name(words, said.query, said.version),
        n=said.total,
        standing=standing,
    )


def statement_lines(words: Words, said: Said) -> Iterator[str]:
    """A statement whole."""
    yield line_of(words, said)
    yield figures.sentence(words, said)
    for one in said.partition:
        line = figures.line(words, said.query, said.version, said.partition_by, one["line"])
        yield f"    {line}: {figures.value(words, one)}"
    yield figures.definition(words, said.query, said.version)
    yield words(
        "Query {query}, version {version}; {known} events known.",
        query=said.query,
        version=said.version,
        known=said.known_at,
    )
    if said.corrects:
        yield words("This corrects {number}.", number=said.corrects)


def checked_lines(words: Words, checked: Checked) -> Iterator[str]:
    """What was found in a publication pack."""
    said = checked.pack.said
    yield figures.sentence(words, said)
    yield words("Statement {number}", number=said.number)
    for name in checked.altered:
        yield words("{file} was ALTERED since the pack was made.", file=name)
    for name in checked.otherwise:
        yield words("{file} is NOT what this program makes of the data.", file=name)
    if checked.other_version:
        yield words(
            "Made by Imena {version}: the pages cannot be compared letter for letter here.",
            version=checked.pack.made_by,
        )
    elif checked.whole:
        yield words("Every file is as it was made, and says what the data say.")


def signer_lines(words: Words, checked: Checked, wanted: str) -> Iterator[str]:
    """Who signed a publication pack, and whether it is whom the reader asked for (a public key)."""
    wanted = wanted.strip().lower()
    if not checked.signer:
        yield words("Nobody’s signature of it holds.") if wanted else words("It is not signed.")
    elif not wanted:
        yield words(
            "Signed with the key {key}: whose it is, the office says elsewhere.", key=checked.signer
        )
    elif checked.signer == wanted:
        yield words("Signed with the key you named.")
    else:
        yield words("Signed with ANOTHER key than you named: {key}", key=checked.signer)
