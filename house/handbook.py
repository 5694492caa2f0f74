"""``./run docs``: check the documentation and build it as pages that open without a network."""

from __future__ import annotations

import argparse
import html
import os
import shutil
import sys
from pathlib import Path

from house import command_reference, python_reference, vocabulary_reference
from house.pages import ROOT, Page, findings, markdown, pages

#: The pages that are written from the code.
REFERENCES = (command_reference, python_reference, vocabulary_reference)
SECTIONS = ("guides", "concepts", "reference")
_SECTION_NAMES = {
    "en": {"guides": "Guides", "concepts": "Concepts", "reference": "Reference"},
    "uk": {"guides": "Як зробити", "concepts": "Поняття", "reference": "Довідник"},
}
_SWITCH = {"en": "Українською", "uk": "In English"}

_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Imena</title>
<link rel="stylesheet" href="{up}handbook.css">
<header><a href="{home}">{brand}</a>{switch}</header>
<div class="columns">
<nav aria-label="{contents}">{navigation}</nav>
<main>
{body}
</main>
</div>
</html>
"""


def place(page: Page) -> Path:
    """Where a page stands in the built folder, relative to it."""
    inside = page.path.relative_to(page.root)
    name = inside.name.removesuffix(".uk.md").removesuffix(".md")
    language = ".uk" if page.language == "uk" else ""
    if inside.parts[0] != "docs":
        return Path(("index" if name == "README" else name.lower()) + language + ".html")
    name = "contents" if name == "README" else name
    return Path(*inside.parts[1:-1], name + language + ".html")


def build(out: Path, root: Path = ROOT) -> int:
    """Write every page to ``out`` and return how many there are."""
    shutil.rmtree(out, ignore_errors=True)
    everything = {page.path.resolve(): page for page in pages(root)}
    for page in everything.values():
        target = out / place(page)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_rendered(page, everything, out), encoding="utf-8")
    shutil.copyfile(Path(__file__).with_name("handbook.css"), out / "handbook.css")
    return len(everything)


def _rendered(page: Page, everything: dict[Path, Page], out: Path) -> str:
    renderer = markdown()
    anchors = iter(page.headings)
    for block in page.tokens:
        if block.type == "heading_open":
            block.attrSet("id", next(anchors).anchor)
        for token in block.children or ():
            for attribute in ("href", "src"):
                link = token.attrGet(attribute)
                if isinstance(link, str):
                    token.attrSet(attribute, _moved(link, page, everything, out))
    other = everything.get(page.other.resolve())
    up = "../" * (len(place(page).parts) - 1)
    home = "index.uk.html" if page.language == "uk" else "index.html"
    return _PAGE.format(
        language=page.language,
        title=html.escape(page.title),
        up=up,
        home=up + home,
        brand="Імена" if page.language == "uk" else "Imena",
        switch="" if other is None else _switch(page, other),
        contents="Зміст" if page.language == "uk" else "Contents",
        navigation=_navigation(page, everything),
        body=renderer.renderer.render(page.tokens, renderer.options, {}),
    )


def _moved(link: str, page: Page, everything: dict[Path, Page], out: Path) -> str:
    """The link as it must read in the built page; other files are taken along."""
    found = page.target(link)
    if found is None or link.startswith("#"):
        return link
    path, anchor = found
    if path in everything:
        return _relative(place(everything[path]), page) + (f"#{anchor}" if anchor else "")
    inside = Path("files") / path.relative_to(page.root.resolve())
    if path.is_file():
        (out / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, out / inside)
    elif path.is_dir():
        shutil.copytree(path, out / inside, dirs_exist_ok=True)
    return _relative(inside, page)


def _relative(target: Path, page: Page) -> str:
    return Path(os.path.relpath(target, place(page).parent)).as_posix()


def _switch(page: Page, other: Page) -> str:
    language = other.language
    address = _relative(place(other), page)
    return (
        f'<a href="{address}" lang="{language}" hreflang="{language}">{_SWITCH[page.language]}</a>'
    )


def _navigation(page: Page, everything: dict[Path, Page]) -> str:
    """Pages of this language; those written only in English are listed with their language."""
    listed = [
        p
        for p in everything.values()
        if p.language == page.language or p.other.resolve() not in everything
    ]
    parts: list[str] = [_list([p for p in listed if p.path.parent.name not in SECTIONS], page)]
    for section in SECTIONS:
        inside = [p for p in listed if p.path.parent.name == section]
        parts.append(f"<h2>{_SECTION_NAMES[page.language][section]}</h2>{_list(inside, page)}")
    return "".join(parts)


def _list(listed: list[Page], page: Page) -> str:
    items = []
    for p in listed:
        here = ' aria-current="page"' if p is page else ""
        foreign = "" if p.language == page.language else f' lang="{p.language}"'
        title = html.escape(p.title)
        items.append(f'<li><a href="{_relative(place(p), page)}"{here}{foreign}>{title}</a></li>')
    return f"<ul>{''.join(items)}</ul>"


def main() -> int:
    """Write the generated reference, check and build; with ``--check`` only check."""
    parser = argparse.ArgumentParser(prog="./run docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="build nothing, fail on any fault")
    only_check = parser.parse_args().check
    if not only_check:
        for reference in REFERENCES:
            reference.PAGE.write_text(reference.written(), encoding="utf-8")
    found = findings() + [fault for reference in REFERENCES for fault in reference.findings()]
    for line in found:
        print(line, file=sys.stderr)
    if not found and not only_check:
        out = ROOT / "build" / "docs"
        print(f"{build(out)} pages: {out.relative_to(ROOT)}/index.html, index.uk.html")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
