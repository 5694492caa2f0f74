"""The page's style with its fonts inside, so that a report opens without a network."""

from __future__ import annotations

import base64
import re
import tomllib
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """The whole style sheet: font faces with the fonts as base64, then ``report.css``."""
    vendored = tomllib.loads((FONTS / "vendor.toml").read_text(encoding="utf-8"))
    faces = [_face(font) for font in vendored["font"]]
    rules = (_HERE / "report.css").read_text(encoding="utf-8")
    return "\n".join([*faces, _compact(rules)])


def _face(font: dict[str, str]) -> str:
    data = base64.b64encode((FONTS / font["file"]).read_bytes()).decode("ascii")
    return (
        f'@font-face{{font-family:"{font["family"]}";'
        f'src:url(data:font/woff2;base64,{data}) format("woff2");'
        f"font-weight:200 900;unicode-range:{font['range']}}}"
    )


def _compact(rules: str) -> str:
    """The rules without comments and indentation: a report is sent by mail, its source is here."""
    without = re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)
    return "\n".join(line.strip() for line in without.splitlines() if line.strip())
