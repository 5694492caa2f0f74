"""The pages of the documentation: what they link to, which page says the same in Ukrainian."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parent.parent
_ABOVE = ("README", "CONTRIBUTING", "CHANGELOG")


@dataclass(frozen=True)
class Heading:
    """A heading: its level, its words and the anchor a link may name."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Page:
    """One Markdown file of ``root``."""

    path: Path
    root: Path = ROOT

    @property
    def name(self) -> str:
        """The path inside the checkout."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def language(self) -> str:
        """``uk`` when the file is called ``….uk.md``, else ``en``."""
        return "uk" if self.path.name.endswith(".uk.md") else "en"

    @property
    def other(self) -> Path:
        """Where the same page in the other language stands, if it is written."""
        stem = self.path.name.removesuffix(".uk.md").removesuffix(".md")
        return self.path.with_name(stem + (".md" if self.language == "uk" else ".uk.md"))

    @cached_property
    def tokens(self) -> list[Token]:
        """The parsed text."""
        return markdown().parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """All headings in order; a heading said twice gets a numbered anchor."""
        found: list[Heading] = []
        seen: dict[str, int] = {}
        for opening, inline in zip(self.tokens, self.tokens[1:], strict=False):
            if opening.type == "heading_open":
                text = "".join(t.content for t in inline.children or ())
                anchor = re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")
                seen[anchor] = seen.get(anchor, 0) + 1
                suffix = f"-{seen[anchor] - 1}" if seen[anchor] > 1 else ""
                found.append(Heading(int(opening.tag[1]), text, anchor + suffix))
        return tuple(found)

    @property
    def title(self) -> str:
        """The words of the first heading."""
        return self.headings[0].text if self.headings else self.path.stem

    @property
    def links(self) -> Iterator[str]:
        """Every address the page links to or shows a picture from."""
        for block in self.tokens:
            for token in block.children or ():
                address = token.attrGet("href") or token.attrGet("src")
                if isinstance(address, str):
                    yield address

    def fences(self, *languages: str) -> Iterator[str]:
        """The text of the code blocks written in one of ``languages``."""
        for token in self.tokens:
            if token.type == "fence" and token.info.split(" ")[0] in languages:
                yield token.content

    def target(self, link: str) -> tuple[Path, str] | None:
        """The file and anchor a relative link names; ``None`` for an address elsewhere."""
        if re.match(r"[a-z]+:", link):
            return None
        file, _, anchor = unquote(link).partition("#")
        return (self.path.parent / file).resolve() if file else self.path, anchor


def markdown() -> MarkdownIt:
    """The one dialect the documentation is written in: CommonMark with tables, no raw HTML."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def pages(root: Path = ROOT) -> list[Page]:
    """Every page, the front ones first."""
    above = [root / f"{name}{end}" for name in _ABOVE for end in (".md", ".uk.md")]
    below = sorted((root / "docs").rglob("*.md"))
    return [Page(path, root) for path in (*above, *below) if path.exists()]


def findings(root: Path = ROOT) -> list[str]:
    """Links that lead nowhere, and pages whose two languages have come apart."""
    known = {page.path.resolve(): page for page in pages(root)}
    out: list[str] = []
    for page in known.values():
        out.extend(f"{page.name}: {problem}" for problem in _of_links(page, known))
        out.extend(f"{page.name}: {problem}" for problem in _of_languages(page, known))
    return out


def _of_links(page: Page, known: dict[Path, Page]) -> Iterator[str]:
    for link in page.links:
        found = page.target(link)
        if found is None:
            continue
        path, anchor = found
        if not path.is_relative_to(page.root.resolve()):
            yield f"the link {link} leads out of the checkout"
        elif not path.exists():
            yield f"the link {link} leads nowhere"
        elif anchor and path in known and anchor not in {h.anchor for h in known[path].headings}:
            yield f"the link {link} names a heading that is not there"


def _of_languages(page: Page, known: dict[Path, Page]) -> Iterator[str]:
    other = known.get(page.other.resolve())
    if other is None:
        if page.language == "uk" or "guides" in page.path.parts or page.path.name == "README.md":
            yield f"{page.other.name} is missing"
        return
    if page.language == "uk":
        return
    if [h.level for h in page.headings] != [h.level for h in other.headings]:
        yield f"its headings and those of {other.path.name} differ in number or level"
    if commands(page) != commands(other):
        yield f"its commands and those of {other.path.name} differ"


def commands(page: Page) -> list[str]:
    """The commands a reader is told to type (lines of ``console`` blocks after ``$``)."""
    lines = (line for text in page.fences("console") for line in text.splitlines())
    return [line.removeprefix("$ ").strip() for line in lines if line.startswith("$ ")]
