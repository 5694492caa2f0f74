"""A dossier in words, before it is drawn: blocks of text and figures that HTML and PDF both show.

Nothing here knows how anything looks. Text is a row of pieces, each with what it is: a name, a
code, something that stops the reader.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from imena.reports.markup import Html

#: What a piece of text is. ``name`` is a person's name that has been signed, and nothing else.
Kind = Literal["", "b", "name", "code", "quiet", "stop"]
_GAP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of one kind."""

    text: str
    kind: Kind = ""


Text: TypeAlias = tuple[Piece, ...]


def text(plain: str, kind: Kind = "") -> Text:
    """One piece, or none where it is empty."""
    return (Piece(plain, kind),) if plain else ()


def filled(sentence: str, **pieces: Text | str) -> Text:
    """A translated ``sentence`` whose ``{names}`` are replaced by pieces or plain text.

    >>> filled("{who}: open", who=text("A", "code"))
    (Piece(text='A', kind='code'), Piece(text=': open', kind=''))
    """
    found: list[Piece] = []
    for i, part in enumerate(_GAP.split(sentence)):
        piece = pieces[part] if i % 2 else part
        found += text(piece) if isinstance(piece, str) else piece
    return tuple(found)


def joined(texts: Iterable[Text], between: str = ", ") -> Text:
    """Several texts one after another."""
    found: list[Piece] = []
    for one in texts:
        if found and one:
            found.append(Piece(between))
        found += one
    return tuple(found)


def plain(pieces: Text) -> str:
    """The words alone."""
    return "".join(piece.text for piece in pieces)


@dataclass(frozen=True, slots=True)
class Answer:
    """The sentence on top. ``standing``: "open", "signed" or "stopped"."""

    standing: str
    sentence: Text
    more: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; ``quiet`` ones explain, ``notice`` interrupts ("stop" or "warn")."""

    text: Text
    quiet: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of things and what they are."""

    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One demand. ``mark``: "met", "explained", "lacking" or "waiting"; ``by`` is what meets it."""

    mark: str
    title: str
    note: Text
    standing: str
    by: Text


@dataclass(frozen=True, slots=True)
class Checks:
    """Demands one below the other."""

    items: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Sentences one below the other."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; ``numeric`` are the columns of numbers, ``on`` the row that matters."""

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    numeric: tuple[int, ...] = ()
    on: int = -1


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis, from 0 to 1; ``strong`` ones are drawn dark."""

    at: float
    said: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class RulerRow:
    """Somebody on the ruler; ``beyond`` is -1 or 1 where the point lies off the scale."""

    who: Text
    at: float
    beyond: int
    said: Text


@dataclass(frozen=True, slots=True)
class Ruler:
    """Probabilities on a scale of odds; ``threshold`` is dashed, -1 where none is known."""

    ticks: tuple[Tick, ...]
    threshold: float
    rows: tuple[RulerRow, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the waterfall, positions from 0 to 1.

    ``kind``: "start", "for", "against", "unseen" (nothing was examined, nothing moved), "joint" or
    "result". ``low`` and ``high`` are the ends of the whisker, -1 where there is none. A capped
    bar ends in a hatch.
    """

    kind: str
    what: Text
    begin: float
    end: float
    low: float
    high: float
    capped: bool
    said: Text


@dataclass(frozen=True, slots=True)
class Waterfall:
    """How each piece of evidence moves the odds."""

    ticks: tuple[Tick, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A marker's log10 LR as a bar from ``begin`` to ``end``, from 0 to 1."""

    what: str
    begin: float
    end: float
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Markers in two columns; ``zero`` is where nothing moves."""

    zero: float
    rows: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, as SVG with classes, and the same in words; sizes in px."""

    svg: str
    said: str
    width: float
    height: float
    caption: Text


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of a line of custody; ``gap`` is a time nobody answered for."""

    at: str
    what: Text
    by: Text
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in the order they were done."""

    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A signature; ``given`` is not one yet where it is false."""

    given: bool
    title: str
    rows: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """Signatures side by side."""

    boxes: tuple[Box, ...]


class Drawing(ABC):
    """A kind of block that a dossier does not have: a dataclass that draws itself in HTML, and on
    paper by what is set before `dossier.typ` under the name of its class."""

    __slots__ = ()

    @abstractmethod
    def html(self) -> Html:
        """The block as markup."""


Block: TypeAlias = (
    Answer | Paragraph | Facts | Checks | Listing | Table | Ruler | Waterfall | Bars | Picture
    | Timeline | Boxes | Drawing
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a heading; ``small`` stands at its right. ``sub`` headings are lesser ones."""

    title: str
    blocks: tuple[Block, ...]
    small: str = ""
    sub: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A whole dossier in one language; ``large`` ones are read aloud at a kitchen table."""

    language: str
    title: str
    over: str
    heading: Text
    under: str
    top: tuple[Block, ...]
    sections: tuple[Section, ...]
    footer: str
    number: str
    large: bool = False
