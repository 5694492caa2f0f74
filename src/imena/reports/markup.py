"""HTML built as values: whatever is not already markup is escaped.

No template language and no inline styles: a page is plain functions that return ``Html``.
"""

from __future__ import annotations

from html import escape


class Html(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()

    def __html__(self) -> str:
        """Itself: how a template asks whether it has to escape."""
        return self


Content = str | None
_VOID = frozenset({"meta", "br", "line", "rect", "circle", "path", "use", "polygon", "link"})


def element(tag: str, *content: Content, **attributes: str | int | float | bool | None) -> Html:
    """One element. ``class_`` and ``data_x`` stand for ``class`` and ``data-x``.

    An attribute of ``None`` or ``False`` is left out, ``True`` stands without a value.

    >>> element("p", "a < b", class_="quiet")
    '<p class="quiet">a &lt; b</p>'
    """
    opened = "<" + tag
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        opened += " " + name.rstrip("_").replace("_", "-")
        if value is not True:
            opened += f'="{escape(str(value))}"'
    if tag in _VOID:
        return Html(opened + "/>" if tag not in ("meta", "br", "link") else opened + ">")
    return Html(f"{opened}>{joined(*content)}</{tag}>")


def joined(*content: Content, between: str = "") -> Html:
    """Several pieces one after another; ``None`` and empty pieces are left out."""
    pieces = [
        piece if isinstance(piece, Html) else escape(piece, quote=False)
        for piece in content
        if piece
    ]
    return Html(escape(between, quote=False).join(pieces))


def filled(sentence: str, **pieces: str) -> Html:
    """A translated ``sentence`` whose ``{names}`` are replaced by markup or escaped text.

    >>> filled("{who}: open", who=element("b", "A & B"))
    '<b>A &amp; B</b>: open'
    """
    return Html(
        escape(sentence, quote=False).format(**{name: joined(p) for name, p in pieces.items()})
    )
