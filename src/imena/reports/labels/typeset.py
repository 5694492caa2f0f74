"""Labels as a PDF/A-2b, made on this machine from fonts that come with the program."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from imena.language import Words, message
from imena.numbering.pattern import PATTERNS, Kind, Number
from imena.registry.vocabulary import said
from imena.reports.labels.sheets import Sheet

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
#: A longer line would be printed too small to read.
LONGEST_LINE = 40
#: What is written on a tag by hand.
_CAPTIONS = (message("date"), message("grave"), message("by"))


@dataclass(frozen=True, slots=True)
class Label:
    """A number to print, with a line of words above it (the operation, the site).

    The label of a laboratory code never shows words: they would say whose the sample is.
    """

    number: Number
    line: str = ""

    @property
    def speaks(self) -> bool:
        """Whether words may stand beside the number."""
        return self.number.kind is Kind.SITE or not PATTERNS[self.number.kind].blind


def typeset(labels: Sequence[Label], sheet: Sheet, *, made: datetime, skip: int = 0) -> bytes:
    """A PDF/A-2b of ``labels`` on ``sheet``; the first ``skip`` places are left free.

    The QR code holds the bare number, so any reader shows what is printed beside it. The same
    labels and ``made`` (with a time zone) give the same bytes.

    Raises
    ------
    ValueError
        When there is no label, more places are skipped than a page has, a line is longer than
        :data:`LONGEST_LINE`, or ``made`` has no time zone.
    """
    if not labels or not 0 <= skip < sheet.places:
        raise ValueError(f"{len(labels)} labels cannot begin after {skip} of {sheet.places} places")
    if made.tzinfo is None:
        raise ValueError("when labels were made needs a time zone")
    for label in labels:
        if len(label.line) > LONGEST_LINE:
            raise ValueError(f"{label.line!r} is longer than {LONGEST_LINE} characters")
    data = {
        "title": f"{labels[0].number} … {labels[-1].number}",
        "sheet": {
            "page": sheet.page,
            "label": sheet.label,
            "columns": sheet.columns,
            "places": sheet.places,
            "left": sheet.left,
            "top": sheet.top,
            "tag": sheet.tag,
        },
        "captions": [
            {language: Words("numbering", language)(caption) for language in ("uk", "en")}
            for caption in _CAPTIONS
        ],
        "labels": [None] * skip + [_data(label) for label in labels],
    }
    pdf = typst.compile(
        (_HERE / "label.typ").read_bytes(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=int(made.timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Only what comes with the program: a label looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _data(label: Label) -> dict[str, Any]:
    text, kind = str(label.number), label.number.kind
    return {
        "number": text,
        "line": label.line if label.speaks else "",
        "uk": said("number_kind", kind, "uk") if label.speaks else "",
        "en": said("number_kind", kind, "en") if label.speaks else "",
        "qr": _qr(text),
    }


def _qr(text: str) -> str:
    """An SVG of the code. A quarter of it may be scratched or soiled and it is still read."""
    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode("utf-8")
