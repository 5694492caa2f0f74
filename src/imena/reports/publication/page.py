"""The page of a statement in one language: one HTML file, no network, nothing that runs."""

from __future__ import annotations

from imena.language import Words
from imena.language.numbers import whole
from imena.registry.words import figures as figures
from imena.reports.dossier.html import section_html, style
from imena.reports.dossier.page import Answer, Facts, Listing, Paragraph, Section, Table, text
from imena.reports.markup import Html, element, joined
from imena.reports.publication.content import Pack


def render(pack: Pack, language: str, *, other: str = "") -> str:
    """The page; equal packs give equal pages. ``other`` is where it stands in the other language.

    Raises
    ------
    Refused
        Where this program does not know the statement’s query.
    """
    words = Words(figures.DOMAIN, language)
    said = pack.said
    title = figures.name(words, said.query, said.version)
    sections = [_answer(words, pack), _what(words, pack)]
    sections += [one for one in (_lines(words, pack), _left_out(words, pack)) if one is not None]
    sections += _notices(words, pack)
    sections.append(_again(words, pack))
    body = joined(
        element(
            "header",
            element("p", words("Statement {number}", number=said.number), class_="small faint"),
            element("h1", title),
            element("p", figures.scope(words, said), class_="quiet"),
            _link(language, other) if other else None,
        ),
        element("main", *(section_html(one, language) for one in sections), id="main"),
        element("footer", _made(words, pack), class_="small faint"),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        # an empty icon of its own, since a browser would otherwise ask the network for one
        element("link", rel="icon", href="data:,"),
        element("title", f"{title} · {said.number}"),
        element("style", Html(style())),
    )
    page = element("div", body, class_="page")
    skip = element("a", words("To the content"), class_="skip", href="#main")
    return f"<!doctype html>\n{element('html', head, element('body', skip, page), lang=language)}\n"


def _link(language: str, other: str) -> Html:
    there = "en" if language == "uk" else "uk"
    called = {"uk": "Українською", "en": "In English"}[there]
    return element("p", element("a", called, href=other, hreflang=there, lang=there))


def _answer(words: Words, pack: Pack) -> Section:
    said = pack.said
    n = whole(words.language, said.total)
    sentence = words("{unit}: {n}", unit=figures.unit(words, said.unit).capitalize(), n=n)
    more = [text(words("As of {moment}.", moment=figures.at(words, said.as_of)))]
    if said.corrected_by:
        numbers = ", ".join(said.corrected_by)
        more.append(text(words("Corrected since by {numbers}.", numbers=numbers), "stop"))
    if said.corrects:
        more.append(text(words("This corrects {number}.", number=said.corrects)))
    if said.more_may_exist:
        more.append(text(words(figures.MORE), "b"))
    elif said.closed_because:
        more.append(text(words("There are no more: {why}", why=said.closed_because)))
    standing = "stopped" if said.corrected_by else "signed"
    return Section(words("The figure"), (Answer(standing, text(sentence, "b"), tuple(more)),))


def _what(words: Words, pack: Pack) -> Section:
    said = pack.said
    definition = figures.definition(words, said.query, said.version)
    return Section(
        words("What exactly is counted"),
        (
            Paragraph(text(definition)),
            Paragraph(
                text(words("To send on: {sentence}", sentence=figures.sentence(words, said)))
            ),
        ),
    )


def _lines(words: Words, pack: Pack) -> Section | None:
    said = pack.said
    if not said.partition:
        return None
    rows = [
        (
            text(figures.line(words, said.query, said.version, said.partition_by, one["line"])),
            text(figures.value(words, one), "quiet" if one.get("withheld") else ""),
        )
        for one in said.partition
    ]
    rows.append((text(words("All together"), "b"), text(whole(words.language, said.total), "b")))
    blocks: list[Table | Paragraph] = [
        Table((words("Line"), figures.unit(words, said.unit)), tuple(rows), numeric=(1,))
    ]
    if any(one.get("withheld") for one in said.partition):
        kept = words(
            "Counts of people below {n} are withheld, and others with them, so that none follows "
            "from the total.",
            n=said.small,
        )
        blocks.append(Paragraph(text(kept), quiet=True))
    by = words(figures.PARTITIONS.get(said.partition_by, said.partition_by))
    return Section(words("Divided {by}", by=by), tuple(blocks))


def _left_out(words: Words, pack: Pack) -> Section | None:
    if not pack.said.exclusions:
        return None
    items = tuple(text(figures.left_out(words, one)) for one in pack.said.exclusions)
    return Section(words("What is not counted"), (Listing(items),))


def _notices(words: Words, pack: Pack) -> list[Section]:
    return [
        Section(
            words("What is known otherwise of {number}", number=one.number),
            tuple(
                Paragraph(text(sentence))
                for sentence in figures.notice_lines(words, pack.said, one)
            ),
        )
        for one in pack.notices
    ]


def _again(words: Words, pack: Pack) -> Section:
    """What anybody with the case file needs to compute it again."""
    said = pack.said
    rows = (
        (words("Query"), text(f"{said.query}, {said.version}", "code")),
        (words("As of"), text(figures.at(words, said.as_of))),
        (
            words("Known"),
            text(
                words.count(
                    "{n} event of the ledger, the last of {moment}",
                    "{n} events of the ledger, the last of {moment}",
                    said.known_at,
                    moment=figures.at(words, said.known_on),
                )
            ),
        ),
        (words("Hash of that event"), text(said.known_hash or "—", "code")),
        (words("Approved by a second person"), text(figures.at(words, said.approved_at))),
        (words("SHA-256 of all that it says"), text(said.digest or "—", "code")),
    )
    command = f"imena figures run {said.number}"
    return Section(
        words("How to compute it again"),
        (
            Facts(rows),
            Paragraph(
                text(
                    words(
                        "Whoever has the case file computes it again to the digit, whatever was "
                        "recorded since: {command}",
                        command=command,
                    )
                ),
                quiet=True,
            ),
        ),
    )


def _made(words: Words, pack: Pack) -> str:
    return words(
        "Imena {version}. This page names nobody. Beside it are the same data for machines and the "
        "SHA-256 of every file.",
        version=pack.made_by,
    )
