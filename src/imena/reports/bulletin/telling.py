"""The bulletin in one language, before it is drawn: our figure, the way, series, map, claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.timezone import localtime

from imena.language import Words, dates
from imena.language.numbers import whole
from imena.registry.queries.figures.statements import Said
from imena.registry.words import figures as figure_words
from imena.registry.words.claims import EXCLUSIONS
from imena.reports.bulletin import cells, ours
from imena.reports.bulletin.blocks import charts_of, lanes_of, series_of
from imena.reports.bulletin.claimed import charts
from imena.reports.bulletin.content import Bulletin
from imena.reports.dossier.page import (
    Answer,
    Block,
    Facts,
    Listing,
    Page,
    Paragraph,
    Picture,
    Section,
    Table,
    Text,
    text,
)


@dataclass(frozen=True)
class Telling:
    """Tells ``bulletin`` in ``language``."""

    bulletin: Bulletin
    language: str

    @cached_property
    def words(self) -> Words:
        """The bulletin's catalogue."""
        return Words("bulletin", self.language)

    @cached_property
    def own(self) -> Words:
        """The catalogue of our figures."""
        return Words(figure_words.DOMAIN, self.language)

    @property
    def operation(self) -> str:
        """What the operation is called."""
        return self.bulletin.operation_uk if self.language == "uk" else self.bulletin.operation_en

    @cached_property
    def latest(self) -> tuple[Said, ...]:
        """Of each query and scope the latest that stands."""
        return ours.latest(self.bulletin.statements)

    def figure(self, one: Said) -> ours.Figure:
        """A statement in words."""
        return ours.figure(one, self.words, self.bulletin.names)


def told(bulletin: Bulletin, language: str) -> Page:
    """The whole bulletin; equal bulletins are told equally."""
    telling = Telling(bulletin, language)
    words = telling.words
    made = localtime(bulletin.made)
    return Page(
        language=language,
        title=words("{operation}: bulletin", operation=telling.operation),
        over=" · ".join((
            words("Bulletin"), telling.operation, dates.moment(language, made),
            f"Imena {bulletin.version}",
        )),
        heading=text(telling.operation),
        under=words("Figures as they were approved, each of its own moment. None adds up with "
                    "another of another unit."),
        top=tuple(_top(telling)),
        sections=tuple(one for one in _sections(telling) if one is not None),
        footer=words("Nobody is named here. Each figure can be computed again by its number."),
        number=words("Bulletin"),
    )  # fmt: skip


def _top(telling: Telling) -> Iterator[Block]:
    lead = ours.lead(telling.latest)
    if lead is None:
        yield Paragraph(
            text(telling.words("No figure is approved yet: this bulletin has nothing of ours.")),
            notice="warn",
        )
        return
    shown = telling.figure(lead)
    more = [text(f"{shown.definition} {shown.where}, {shown.moment}.")]
    more += [text(shown.more, "b")] if shown.more else []
    yield Answer("signed", text(shown.whole, "b"), tuple(more))


def _sections(telling: Telling) -> Iterator[Section | None]:
    yield _lead(telling)
    yield _way(telling)
    yield _others(telling)
    yield _senses(telling)
    yield _series(telling)
    yield _map(telling)
    yield _claims(telling)
    yield _making(telling)


def _lead(telling: Telling) -> Section | None:
    """Our figure line by line, and what is not in it."""
    words, lead = telling.words, ours.lead(telling.latest)
    if lead is None:
        return None
    shown = telling.figure(lead)
    blocks: list[Block] = []
    if shown.lines:
        rows = [(text(line.word), text(line.said)) for line in shown.lines]
        rows.append(
            (text(words("Together"), "b"), text(f"{shown.bound} {shown.value}".strip(), "b"))
        )
        blocks.append(Table((shown.title, words("Number")), tuple(rows), numeric=(1,)))
        blocks += _hidden(telling, [lead])
    if shown.left_out:
        blocks.append(Paragraph(text(words("Not in it:"), "b")))
        blocks.append(Listing(tuple(text(one) for one in shown.left_out)))
    if not blocks:
        return None
    return Section(
        words("What is in the figure, and what is not"), tuple(blocks), small=lead.number
    )


def _way(telling: Telling) -> Section | None:
    words, found = telling.words, ours.the_way(telling.bulletin.statements)
    if not found:
        return None
    lanes = [ours.lane(one, words, telling.bulletin.names) for one in found]
    blocks: list[Block] = [lanes_of(lanes, telling.language), *_hidden(telling, found)]
    return Section(
        words("The way: from the first lead to the return"),
        tuple(blocks),
        small=words("each unit by itself"),
    )


def _others(telling: Telling) -> Section | None:
    words, lead = telling.words, ours.lead(telling.latest)
    rest = [one for one in telling.latest if one != lead and one.query not in ours.SENSES]
    if not rest:
        return None
    rows: list[tuple[Text, ...]] = []
    for one in rest:
        shown = telling.figure(one)
        what = (*text(shown.title, "b"), *text(f" {shown.definition} {shown.where}.", "quiet"))
        rows.append((what, text(shown.whole), text(shown.day)))
    head = (words("What it counts"), words("Figure"), words("As of"))
    return Section(words("Our other figures"), (Table(head, tuple(rows), numeric=(1,)),))


def _senses(telling: Telling) -> Section | None:
    words = telling.words
    found = ours.senses(telling.latest, words, telling.bulletin.names)
    rows = tuple(
        (
            text(words("of them: {what}", what=one.what))
            if one.of
            else (*text(one.what, "b"), *text(f" {one.definition}", "quiet")),
            text(one.said),
            text(one.day),
        )
        for one in found
    )
    head = (words("What it counts"), words("Figure"), words("As of"))
    title = words("“Unidentified”: three meanings")
    return Section(title, (Table(head, rows, numeric=(1,)),)) if rows else None


def _series(telling: Telling) -> Section | None:
    words = telling.words
    found = ours.all_series(telling.bulletin.statements, words, telling.bulletin.names)
    told_of = [one for one in found if len(one.points) > 1]
    if not told_of:
        return None
    return Section(
        words("Over time"),
        (
            series_of(told_of, telling.language),
            Paragraph(
                text(words("A line joins figures of one definition only, and is broken where none "
                           "was stated for two months. A dashed circle was corrected later.")),
                quiet=True,
            ),
        ),
        small=words("each definition by itself"),
    )  # fmt: skip


def _map(telling: Telling) -> Section | None:
    words, where = telling.words, telling.bulletin.where
    svg = cells.draw(where, words)
    if svg is None:
        return None
    rows = tuple(
        text(words.count("{place}: {n} site", "{place}: {n} sites", n,
                         place=cells.place(x, y, words)))
        for x, y, n in where.sites
    )  # fmt: skip
    caption = words(
        "Squares of a quarter of a degree. A site lies anywhere in its square: exact places are "
        "not published."
    )
    if where.beside:
        caption += " " + words.count(
            "{n} site is not on the map: its place is not recorded.",
            "{n} sites are not on the map: their places are not recorded.",
            where.beside,
        )
    width, height = cells.size(where)
    said = words("Squares of a grid in which sites lie, north up")
    return Section(
        words("Where, as far as it is published"),
        (Picture(svg, said, width, height, text(caption)), Listing(rows)),
    )


def _claims(telling: Telling) -> Section | None:
    words, bulletin = telling.words, telling.bulletin
    said = {claim.said.unit for claim in bulletin.claims}
    beside = ours.numbers(telling.latest, words, bulletin.names)
    found = charts(bulletin.claims, [own for own in beside if own[0] in said], words=words)
    if not found or not bulletin.claims:
        return None
    blocks: list[Block] = [charts_of(found, telling.language)]
    blocks.append(
        Paragraph(
            text(words("A bar: what the word allows by our policy of reading, figures-1. An arrow: "
                       "no upper limit. Nothing is averaged.")),
            quiet=True,
        )
    )  # fmt: skip
    if left := [one for one in bulletin.claims if one.said.scope.excludes]:
        claims = Words("claims", telling.language)
        rows = tuple(
            text(words(
                "“{words}” ({who}) leaves out {what}: of everything it is a lower bound.",
                words=one.said.quote, who=one.office,
                what=", ".join(
                    claims(EXCLUSIONS[code]) if code in EXCLUSIONS else code
                    for code in sorted(one.said.scope.excludes)
                ),
            ))
            for one in left
        )  # fmt: skip
        blocks.append(Listing(rows))
    return Section(words("Who says what"), tuple(blocks), small=words("each unit on its own scale"))


def _hidden(telling: Telling, found: Sequence[Said]) -> list[Block]:
    small = [one.small for one in found for line in one.partition if line.get("withheld")]
    if not small:
        return []
    sentence = telling.words(
        "Counts of people below {n} are withheld, and as many others as it takes for none to "
        "follow from the total.",
        n=whole(telling.language, max(small)),
    )
    return [Paragraph(text(sentence), quiet=True)]


def _making(telling: Telling) -> Section:
    """By what each figure can be computed again."""
    words, bulletin = telling.words, telling.bulletin
    rows: list[tuple[Text, ...]] = [
        (
            text(one.number, "code"),
            text(words("{query}, version {n}", query=one.query, n=one.version)),
            text(figure_words.at(telling.own, one.as_of)),
            text(whole(telling.language, one.known_at)),
            text(one.digest[:12], "code"),
        )
        for one in bulletin.statements
    ]
    head = (
        words("Statement"), words("Query"), words("As of"), words("Events known"),
        words("Digest begins with"),
    )  # fmt: skip
    blocks: list[Block] = [Table(head, tuple(rows), numeric=(3,))] if rows else []
    blocks.append(
        Facts((
            (words("Program"), text(f"Imena {bulletin.version}")),
            (words("Digest of this bulletin"), text(bulletin.digest, "code")),
        ))
    )  # fmt: skip
    blocks.append(
        Paragraph(
            text(words("Each figure was drafted by one person and approved by another. All of it "
                       "is in this file as data; imena figures run computes a figure again.")),
            quiet=True,
        )
    )  # fmt: skip
    return Section(words("How it was made, and how to check it"), tuple(blocks))
