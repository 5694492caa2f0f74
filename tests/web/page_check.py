"""What every page must be, found out from its text: no browser is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr",
}  # fmt: skip
_CONTROLS = {"input", "select", "textarea"}
_UNLABELLED = {"hidden", "submit", "button"}


@dataclass
class Seen:
    """What a page holds."""

    faults: list[str] = field(default_factory=list)
    tags: Counter[str] = field(default_factory=Counter)
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Seen()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.labels: set[str] = set()
        self.controls: list[tuple[str, bool]] = []
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "svg" not in self.open:
            self.seen.tags[tag] += 1
        for name in given:
            if name == "style" or name.startswith("on"):
                self.seen.faults.append(f"<{tag} {name}>: the policy forbids it")
        if tag == "script" and not given.get("src"):
            self.seen.faults.append("a script inside the page")
        if tag == "style":
            self.seen.faults.append("a style inside the page")
        if tag == "img" and "alt" not in given:
            self.seen.faults.append("a picture without words")
        if given.get("id"):
            self.ids[str(given["id"])] += 1
        if tag == "label" and given.get("for"):
            self.labels.add(str(given["for"]))
        if tag in _CONTROLS and given.get("type") not in _UNLABELLED:
            named = "label" in self.open or bool(given.get("aria-label"))
            self.controls.append((str(given.get("id") or ""), named))
        if tag == "a" and not given.get("href"):
            self.seen.faults.append("a link that leads nowhere")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.seen.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if "<" in data and ">" in data:
            self.seen.faults.append(f"markup shown as text: {data[:40]!r}")
        if data.strip():
            self.seen.text.append(" ".join(data.split()))


def seen(html: str) -> Seen:
    """What ``html`` holds, with what is wrong with it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = reader.seen
    if reader.open:
        found.faults.append(f"never closed: {reader.open}")
    found.faults += [f"id {name!r} {n} times" for name, n in reader.ids.items() if n > 1]
    found.faults += [
        f"a control without a label: {name or '?'}"
        for name, labelled in reader.controls
        if not labelled and name not in reader.labels
    ]
    for tag in ("h1", "main", "footer", "title"):
        if found.tags[tag] != 1:
            found.faults.append(f"<{tag}> {found.tags[tag]} times")
    if not html.startswith('<!doctype html>\n<html lang="'):
        found.faults.append("no language, or no doctype")
    return found
