"""A report as its reader meets it: text, headings, links, without a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from imena.reports.identification import render
from tests.reports import invented

_SILENT = frozenset({"style", "svg", "title", "script"})
_VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})


@dataclass
class Page(HTMLParser):
    """Every element with its attributes, and the text a person reads."""

    html: str
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open_: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open_.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open_ or self.open_.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if not _SILENT & set(self.open_):
            self.pieces.append(data)

    @property
    def text(self) -> str:
        """What is read, with plain spaces."""
        return re.sub(r"\s+", " ", "".join(self.pieces).replace("\N{NO-BREAK SPACE}", " "))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of every element of this kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def section(self, start: str, end: str) -> str:
        """The text from the last ``start`` that stands before ``end``'s first place after it."""
        after = self.text[self.text.rindex(start) :]
        return after[: after.index(end)] if end in after else after


@lru_cache(maxsize=4)
def invented_page(language: str) -> Page:
    """The invented report in one language."""
    return Page(render(**invented.by_language(language)))
