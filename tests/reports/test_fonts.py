"""The fonts embedded in a report are the ones whose origin and licence are recorded."""

from __future__ import annotations

import hashlib
import tomllib
from typing import Any

import pytest

from imena.reports.style import FONTS, style_sheet

VENDORED: list[dict[str, Any]] = tomllib.loads((FONTS / "vendor.toml").read_text(encoding="utf-8"))[
    "font"
]


@pytest.mark.parametrize("font", VENDORED, ids=lambda font: str(font["file"]))
def test_a_font_is_the_one_recorded(font: dict[str, Any]) -> None:
    assert hashlib.sha256((FONTS / font["file"]).read_bytes()).hexdigest() == font["sha256"]
    licence = (FONTS / font["licence_file"]).read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_no_font_stands_here_unrecorded() -> None:
    assert {p.name for p in FONTS.glob("*.woff2")} == {font["file"] for font in VENDORED}


def test_both_families_are_embedded_for_both_alphabets() -> None:
    sheet = style_sheet()
    for family in ("Source Sans 3", "Source Serif 4"):
        assert sheet.count(f'@font-face{{font-family:"{family}"') == 2
