"""The bulletin as files: one HTML page that needs no network, and PDF/A with its data attached."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from imena.language import Words
from imena.registry.ledger.canonical import canonical
from imena.reports.bulletin.content import Bulletin
from imena.reports.bulletin.telling import told
from imena.reports.dossier.html import block_html, section_html, style
from imena.reports.dossier.page import Page, plain
from imena.reports.dossier.typeset import set_page
from imena.reports.markup import Html, element, joined

ATTACHED = "bulletin.json"
_HERE = Path(__file__).parent
_SHEETS = (_HERE / "static" / "figures.css", _HERE / "bulletin.css")


def body(page: Page) -> Html:
    """What stands between head and foot: for the file, and for a page that loads the classes."""
    return joined(
        *(block_html(block) for block in page.top),
        *(section_html(section, page.language) for section in page.sections),
    )


def render(bulletin: Bulletin, language: str) -> str:
    """The bulletin as one HTML file in ``language``; equal bulletins give equal files."""
    page, skip = told(bulletin, language), Words("bulletin", language)("To the content")
    data = canonical(bulletin.tree()).decode().replace("<", "\\u003c")
    document = element(
        "html",
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            # an empty icon of its own, since a browser would otherwise ask the network for one
            element("link", rel="icon", href="data:,"),
            element("title", page.title),
            element("style", Html(_style())),
        ),
        element(
            "body",
            element("a", skip, class_="skip", href="#main"),
            element(
                "div",
                element(
                    "header",
                    element("p", page.over, class_="small faint"),
                    element("h1", plain(page.heading)),
                    element("p", page.under, class_="quiet"),
                ),
                element("main", body(page), id="main"),
                element("footer", page.footer, class_="small faint"),
                class_="page",
            ),
            Html(f'<script type="application/json" id="imena-bulletin">{data}</script>'),
        ),
        lang=language,
    )
    return f"<!doctype html>\n{document}\n"


def typeset(bulletin: Bulletin, language: str) -> bytes:
    """The bulletin as PDF/A-3b in ``language``; equal bulletins give equal bytes.

    Raises
    ------
    ValueError
        Where it cannot be typeset.
    """
    return set_page(
        told(bulletin, language),
        attached=(ATTACHED, canonical(bulletin.tree()).decode()),
        made=bulletin.made,
        blocks=(_HERE / "bulletin.typ").read_text(encoding="utf-8"),
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return "\n".join([style(), *(sheet.read_text(encoding="utf-8") for sheet in _SHEETS)])
