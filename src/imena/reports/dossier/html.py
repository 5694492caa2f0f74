"""A dossier as one HTML file: style, fonts and content inside, no network, nothing that runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from imena.language import Words
from imena.registry.queries.dossier.content import Dossier
from imena.reports import ruler
from imena.reports.dossier.page import (
    Answer,
    Bars,
    Block,
    Box,
    Boxes,
    Check,
    Checks,
    Drawing,
    Facts,
    Listing,
    Page,
    Paragraph,
    Picture,
    Ruler,
    Section,
    Step,
    Table,
    Text,
    Tick,
    Timeline,
    Waterfall,
    text,
)
from imena.reports.dossier.seal import sealed_script
from imena.reports.dossier.telling import told
from imena.reports.markup import Html, element, joined
from imena.reports.style import style_sheet

_CSS = Path(__file__).with_name("dossier.css")
#: Height of a row of the waterfall and of its bar, px.
_ROW, _BAR = 44, 16


def render(dossier: Dossier, language: str) -> str:
    """The dossier in ``language`` ("uk" or "en"); equal dossiers give equal files."""
    page = told(dossier, language)
    body = joined(
        element(
            "header",
            element("p", page.over, class_="small faint"),
            element("h1", _text(page.heading)),
            element("p", page.under, class_="quiet"),
        ),
        element(
            "main",
            *(block_html(block) for block in page.top),
            *(section_html(section, language) for section in page.sections),
            id="main",
        ),
        element("footer", page.footer, class_="small faint"),
    )
    document = element(
        "html",
        _head(page),
        element(
            "body",
            element("a", Words("dossier", language)("To the content"), class_="skip", href="#main"),
            element("div", body, class_="page"),
            sealed_script(dossier, language),
        ),
        lang=language,
    )
    return f"<!doctype html>\n{document}\n"


@lru_cache(maxsize=1)
def style() -> str:
    """The style sheet of a dossier, for whatever is set by its blocks."""
    rules = _CSS.read_text(encoding="utf-8")
    return f"{style_sheet()}\n{rules}"


def _head(page: Page) -> Html:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        # an empty icon of its own, since a browser would otherwise ask the network for one
        element("link", rel="icon", href="data:,"),
        element("title", page.title),
        element("style", Html(style())),
    )


def section_html(section: Section, language: str) -> Html:
    """A section with its heading, for a dossier or for any page that loads its classes."""
    small = element("small", section.small) if section.small else None
    tag = "h3" if section.sub else "h2"
    class_ = "sub" if section.sub else None
    return element(
        "section",
        element(tag, section.title, " ", small, class_=class_),
        *(block_html(block) for block in section.blocks),
        class_="block" if not section.sub else "block lesser",
        lang=language,
    )


def _text(pieces: Text) -> Html:
    return joined(*(_piece(piece.text, piece.kind) for piece in pieces))


def _piece(said: str, kind: str) -> Html:
    if not kind:
        return joined(said)
    if kind == "b":
        return element("b", said)
    return element("span", said, class_={"stop": "tostop"}.get(kind, kind))


def block_html(block: Block) -> Html:
    """A block alone, as :func:`section_html` has it inside a section."""
    return block.html() if isinstance(block, Drawing) else _DRAWN[type(block)](block)


def _answer(block: Answer) -> Html:
    more = [element("p", _text(one), class_="quiet") for one in block.more]
    return element(
        "section",
        element("p", _text(block.sentence), class_="saying"),
        *more,
        class_=f"answer {block.standing}",
    )


def _paragraph(block: Paragraph) -> Html:
    if block.notice:
        return element("p", _text(block.text), class_=f"notice {block.notice}")
    return element("p", _text(block.text), class_="small quiet" if block.quiet else None)


def _facts(block: Facts) -> Html:
    rows = [joined(element("dt", name), element("dd", _text(said))) for name, said in block.rows]
    return element("dl", *rows, class_="facts")


def _checks(block: Checks) -> Html:
    return element("ul", *(_check(one) for one in block.items), class_="lines")


def _check(one: Check) -> Html:
    return element(
        "li",
        _mark(one.mark),
        element(
            "div", element("b", one.title), element("p", _text(one.note)) if one.note else None
        ),
        element(
            "div",
            element("b", one.standing, class_=f"is-{one.mark}"),
            element("p", _text(one.by)) if one.by else None,
        ),
        class_=one.mark,
    )


def _mark(mark: str) -> Html:
    """A tick, a triangle with a stroke, a square with a cross: the word stands beside it."""
    drawn = {
        "met": [element("path", class_="lk", d="M3 11l5 5 9-11")],
        "explained": [
            element("path", class_="kwarn", d="M10 3 18 17H2Z"),
            element("path", class_="kwarn", d="M10 8v4M10 14v1"),
        ],
        "waiting": [element("circle", class_="f0", cx=10, cy=10, r=7)],
        "lacking": [
            element("path", class_="kstop", d="M3 3h14v14h-14z"),
            element("path", class_="kstop", d="M6 6l8 8M14 6l-8 8"),
        ],
    }[mark]
    return element("svg", *drawn, width=20, height=20, viewBox="0 0 20 20", aria_hidden="true")


def _listing(block: Listing) -> Html:
    return element("ul", *(element("li", _text(one)) for one in block.items), class_="rows")


def _table(block: Table) -> Html:
    head = [
        element("th", said, scope="col", class_="num" if i in block.numeric else None)
        for i, said in enumerate(block.head)
    ]
    rows = []
    for place, row in enumerate(block.rows):
        cells = [
            element(
                "td",
                _text(cell),
                class_=_cell(block, i, cell),
                data_l=f"{block.head[i]}:",
            )
            for i, cell in enumerate(row)
        ]
        rows.append(element("tr", *cells, class_="on" if place == block.on else None))
    table = element(
        "table",
        element("thead", element("tr", *head)),
        element("tbody", *rows),
        class_="fold cards",
    )
    return element("div", table, class_="scroll")


def _cell(block: Table, column: int, cell: Text) -> str | None:
    """A cell that only says there is nothing takes no line of its own on a phone."""
    if cell == text("—"):
        return "none"
    return "num" if column in block.numeric else None


def _ruler(block: Ruler) -> Html:
    grid = [
        element("line", class_="lt", x1=_at(t.at), x2=_at(t.at), y2="100%") for t in block.ticks
    ]
    if block.threshold >= 0:
        at = _at(block.threshold)
        grid.append(element("line", class_="thr", x1=at, x2=at, y2="100%"))
    rows = [_scale(block.ticks, "rl hd")]
    rows += [
        ruler.line(
            _text(row.who), joined(*grid), row.at, row.beyond, _text(row.said),
            tall=len(row.said) > 1,
        )
        for row in block.rows
    ]  # fmt: skip
    return element("div", *rows, class_="rulers")


def _scale(ticks: tuple[Tick, ...], class_: str) -> Html:
    strong = next((i for i, t in enumerate(ticks) if t.strong and i < len(ticks) - 1), 0)
    texts = [
        element("text", t.said, x=_at(t.at), y=14, class_=_label(t, (i - strong) % 2 == 1))
        for i, t in enumerate(ticks)
    ]
    return element(
        "div",
        element("span"),
        element("svg", *texts, aria_hidden="true"),
        element("span"),
        class_=class_,
    )


def _label(tick: Tick, every_other: bool) -> str:
    """Where there is little room, every other label is left out."""
    return "mid t1" if tick.strong else "mid opt" if every_other else "mid"


def _waterfall(block: Waterfall) -> Html:
    grid = [
        element("line", class_="ln" if t.strong else "lt", x1=_at(t.at), x2=_at(t.at), y2="100%")
        for t in block.ticks
    ]
    rows = [_scale(block.ticks, "wf hd")]
    for step in block.steps:
        drawn = element("svg", *grid, *_step(step), height=_ROW, aria_hidden="true")
        rows.append(
            element(
                "li",
                element("span", _text(step.what)),
                drawn,
                element("span", _text(step.said)),
                class_=f"wf {step.kind}",
            )
        )
    return element("div", rows[0], element("ol", *rows[1:], class_="wfs"), class_="falls")


def _step(step: Step) -> list[Html]:
    middle, top = _ROW / 2, (_ROW - _BAR) / 2
    drawn = [
        element("line", class_="ln dash", x1=_at(step.begin), x2=_at(step.begin), y2=f"{top:g}"),
        element(
            "line",
            class_="ln dash",
            x1=_at(step.end),
            x2=_at(step.end),
            y1=f"{top + _BAR:g}",
            y2=f"{_ROW}",
        ),
    ]
    if step.kind == "unseen":
        drawn.append(element("circle", class_="f0", cx=_at(step.end), cy=f"{middle:g}", r=6))
        return drawn
    if step.kind == "result":
        drawn[1:] = [element("circle", class_="fink", cx=_at(step.end), cy=f"{middle:g}", r=8)]
        return drawn
    if step.kind == "start":
        drawn = drawn[1:]
        at = _at(step.end)
        drawn.append(
            element("line", class_="lk wide", x1=at, x2=at, y1=f"{top:g}", y2=f"{top + _BAR:g}")
        )
        return drawn
    begin, end = sorted((step.begin, step.end))
    class_ = {"for": "ffor", "against": "fag"}.get(step.kind, "fwarn")
    drawn.append(
        element(
            "rect",
            class_=class_,
            x=_at(begin),
            width=_at(end - begin),
            y=f"{top:g}",
            height=_BAR,
        )
    )
    if step.capped:
        drawn.append(_hatch(step.end, top, backwards=step.end < step.begin))
    if step.low >= 0:
        drawn += _whisker(step, middle)
    return drawn


def _hatch(at: float, top: float, *, backwards: bool) -> Html:
    """Strokes beyond the end of a bar: the model says more than counts."""
    way = -1 if backwards else 1
    path = "".join(f"M{way * x} {_BAR}l{way * 5} -{_BAR}" for x in (2, 8, 14))
    return element("svg", element("path", class_="lk thin", d=path), x=_at(at), y=f"{top:g}")


def _whisker(step: Step, middle: float) -> list[Html]:
    ends = [
        element(
            "line",
            class_="lk thin",
            x1=_at(x),
            x2=_at(x),
            y1=f"{middle - 5:g}",
            y2=f"{middle + 5:g}",
        )
        for x in (step.low, step.high)
    ]
    y = f"{middle:g}"
    line = element("line", class_="lk thin", x1=_at(step.low), x2=_at(step.high), y1=y, y2=y)
    return [line, *ends]


def _bars(block: Bars) -> Html:
    rows = []
    for bar in block.rows:
        class_ = {"for": "ffor", "against": "fag"}.get(bar.kind, "fstop")
        drawn = [element("line", class_="ln", x1=_at(block.zero), x2=_at(block.zero), y2="100%")]
        if bar.end - bar.begin > 0.0005:
            width = _at(bar.end - bar.begin)
            drawn.append(element("rect", class_=class_, x=_at(bar.begin), width=width))
        said = "num excl" if bar.kind == "excludes" else "num"
        rows.append(
            element(
                "li",
                element("span", bar.what),
                element("svg", *drawn, aria_hidden="true"),
                element("span", bar.said, class_=said),
            )
        )
    return element("ol", *rows, class_="mk")


def _picture(block: Picture) -> Html:
    return element(
        "figure",
        element("div", Html(block.svg), class_="scroll"),
        element("figcaption", _text(block.caption)) if block.caption else None,
    )


def _timeline(block: Timeline) -> Html:
    rows = []
    for one in block.moments:
        class_ = {"open": "gap", "explained": "gap explained"}.get(one.gap)
        rows.append(
            element(
                "li",
                element("span", one.at, class_="num"),
                element("div", element("b", _text(one.what)), " ", element("span", _text(one.by))),
                class_=class_,
            )
        )
    return element("ol", *rows, class_="hands")


def _boxes(block: Boxes) -> Html:
    return element("div", *(_box(one) for one in block.boxes), class_="signatures")


def _box(one: Box) -> Html:
    rows = [element("p", _text(row)) for row in one.rows if row]
    return element("div", element("b", one.title), *rows, class_="given" if one.given else "wanted")


def _at(share: float) -> str:
    return f"{100 * share:.2f}%"


_DRAWN: Mapping[type, Callable[[Any], Html]] = {
    Answer: _answer,
    Paragraph: _paragraph,
    Facts: _facts,
    Checks: _checks,
    Listing: _listing,
    Table: _table,
    Ruler: _ruler,
    Waterfall: _waterfall,
    Bars: _bars,
    Picture: _picture,
    Timeline: _timeline,
    Boxes: _boxes,
}
