"""A dossier as PDF/A-3b, made on this machine from fonts that come with the program.

PDF/A-3 and not -2: it may carry a file, and what the dossier says is attached as data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from imena.registry.queries.dossier.content import Dossier
from imena.reports.dossier.page import Page, Picture, Table, plain
from imena.reports.dossier.seal import ATTACHED, seal
from imena.reports.dossier.telling import told
from imena.reports.labels.typeset import FONTS as LABEL_FONTS

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
#: A cell of at most so many letters keeps its natural width.
_NARROW = 13
#: Letters of a cell beyond which its column gets no wider.
_WIDE = 44
#: PDF/A refuses a letter that no font here has; it is then shown as this.
_UNKNOWN = "?"
_NO_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed')
#: So many letters without a font are somebody’s prank.
_MOST_UNKNOWN = 200


def typeset(dossier: Dossier, language: str) -> bytes:
    """The dossier in ``language`` ("uk" or "en"); equal dossiers give equal bytes.

    Raises
    ------
    ValueError
        Where it cannot be typeset.
    """
    return set_page(
        told(dossier, language),
        attached=(ATTACHED, seal(dossier, language).decode()),
        made=datetime.fromisoformat(dossier.made.at),
    )


def set_page(page: Page, *, attached: tuple[str, str], made: datetime, blocks: str = "") -> bytes:
    """A page as PDF/A-3b with a file attached, its name and its text.

    ``blocks`` is Typst that draws kinds of blocks which a dossier does not have: it adds them to
    ``drawn``.

    Raises
    ------
    ValueError
        Where it cannot be typeset.
    """
    data = json.dumps(tree(page), ensure_ascii=False)
    name, sealed = attached
    sheets = [(_HERE / sheet).read_text("utf-8") for sheet in ("blocks.typ", "dossier.typ")]
    source = f"{sheets[0]}\n{blocks}\n{sheets[1]}".encode()
    for _ in range(_MOST_UNKNOWN):
        try:
            pdf = typst.compile(
                source,
                format="pdf",
                font_paths=_fonts(),
                sys_inputs={"data": data, "sealed": sealed, "attached": name},
                pdf_standards="a-3b",
                timestamp=int(made.timestamp()),
            )
        except typst.TypstError as error:
            missing = _NO_LETTER.search(str(error))
            if missing is None:
                raise ValueError(str(error)) from error
            data = data.replace(missing[1], _UNKNOWN)
        else:
            assert isinstance(pdf, bytes)
            return pdf
    raise ValueError("too many letters that no font has")


@cache
def _fonts() -> typst.Fonts:
    """Only what comes with the program: a dossier looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(LABEL_FONTS), str(FONTS)])


def tree(value: Any) -> Any:
    """A page as JSON, each block with the name of its kind."""
    if isinstance(value, Page | Picture | Table) or is_dataclass(value):
        found = {f.name: tree(getattr(value, f.name)) for f in fields(value)}
        found["type"] = type(value).__name__
        if isinstance(value, Table):
            found["widths"] = _widths(value)
        if isinstance(value, Picture):
            found["svg"] = _styled(value.svg)
        return found
    if isinstance(value, Mapping):
        return {key: tree(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [tree(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _widths(table: Table) -> list[int]:
    """A share of the width for each column, 0 for one that keeps its own."""
    longest = [
        max(len(head), *(len(plain(row[i])) for row in table.rows))
        for i, head in enumerate(table.head)
    ]
    shares = [0 if n <= _NARROW else min(n, _WIDE) for n in longest]
    return shares if any(shares) else [1] * len(shares)


#: The drawings’ classes as they are on paper; the fonts are those of the PDF.
_STYLE = """
text{font-family:"Source Sans Pro";font-size:13px;fill:#474C55}
.t1{fill:#1A1E24;font-weight:600}.t3{fill:#62676F}.mid{text-anchor:middle}.big{font-size:15px}
.tn{font-family:"Source Serif 4";fill:#1A1E24;font-size:14.5px}.here{fill:#1B4E7E}
.twarn{fill:#7A4A00;font-weight:600}.tstop{fill:#9A1B1E;font-weight:600}
.lk{stroke:#1A1E24;fill:none;stroke-width:1.6}.thin{stroke-width:1.3}
.lt{stroke:#DDD8CE;fill:none}.lnn{fill:none;stroke:#857F72}.fink{fill:#1A1E24}
.surf{fill:#fff;stroke:#857F72}.notseen{fill:#F1EEE7;stroke:#857F72;stroke-dasharray:1 3}
.lost{fill:none;stroke:#857F72;stroke-dasharray:4 3}
.crown{fill:none;stroke:#1A1E24;stroke-width:3}
.ptyped{fill:#1A1E24;stroke:#1A1E24;stroke-width:1.6}.pno{fill:#fff;stroke:#1A1E24;stroke-width:1.6}
.pmiss{fill:#fff;stroke:#1A1E24;stroke-width:1.8}.pmiss2{fill:none;stroke:#1A1E24}
.ring{fill:none;stroke:#1B4E7E;stroke-width:3.5}
.other{stroke:#857F72;stroke-width:1.5;stroke-dasharray:4 3}
.f-s3{fill:#5A9FA0;stroke:#5B564B}.inv{fill:#fff;font-weight:600}.end{text-anchor:end}
"""


def _styled(svg: str) -> str:
    """The drawing as a file of its own: with its style and its name space."""
    head, _, rest = svg.partition(">")
    space = ' xmlns="http' + '://www.w3.org/2000/svg"'
    return f"{head}{space}><style>{_STYLE}</style>{rest}"
