"""Labels are printed as asked, read by a camera, and say no more than they may."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from imena.numbering.blind import draw
from imena.numbering.pattern import PATTERNS, Kind, Number, number
from imena.numbering.ranges import NumberRange, Series
from imena.reports.labels.sheets import SHEETS, Sheet
from imena.reports.labels.typeset import FONTS, LONGEST_LINE, Label, typeset
from tests.reports.labels.rendered import about, codes, needs_poppler, pages, text

MADE = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
LINE = "Журавлине, їхня ґрунтова дорога"
UNITS = list(NumberRange(Series(Kind.RECOVERED_UNIT, "PTX"), 187, 213).numbers())
A4 = SHEETS["a4-3x8"]


def _one_of_each() -> list[Number]:
    values = {Kind.REGISTER_LINE: (3, 17, 12), Kind.FIGURE: (20261112, 1)}
    return [
        number(
            kind,
            *values.get(kind, (7,) * len(pattern.groups)),
            site="KAHE" if pattern.of_site else "",
        )
        for kind, pattern in PATTERNS.items()
    ]


@needs_poppler
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_code_is_read_by_a_decoder_that_is_not_ours(sheet: Sheet, tmp_path: Path) -> None:
    numbers = _one_of_each()
    pdf = typeset([Label(n, LINE) for n in numbers], sheet, made=MADE)
    read = [code for page in codes(pdf, tmp_path) for code in page]
    assert sorted(read) == sorted(str(n) for n in numbers)


@needs_poppler
def test_a_soiled_code_is_still_read(tmp_path: Path) -> None:
    (page,) = pages(typeset([Label(UNITS[0])], SHEETS["tag-90x50"], made=MADE), tmp_path, dpi=300)
    import zxingcpp

    (found,) = zxingcpp.read_barcodes(page)
    soiled = page.copy()
    corner, side = found.position.top_left, found.position.top_right.x - found.position.top_left.x
    x, y, mud = corner.x + side // 2, corner.y + side * 5 // 12, side // 5
    soiled[y : y + mud, x : x + mud] = 0
    assert (soiled != page).any()
    assert [again.text for again in zxingcpp.read_barcodes(soiled)] == [str(UNITS[0])]


@needs_poppler
def test_a_label_shows_the_number_the_line_and_what_it_is_of(tmp_path: Path) -> None:
    said = text(typeset([Label(UNITS[0], LINE)], A4, made=MADE), tmp_path)
    for words in ("PTX-0187-B", LINE, "останки або річ", "remains or belonging"):
        assert words in said


@needs_poppler
def test_a_tag_has_lines_to_write_on_in_both_languages(tmp_path: Path) -> None:
    said = text(typeset([Label(UNITS[0], LINE)], SHEETS["tag-90x50"], made=MADE), tmp_path)
    for words in ("дата", "date", "могила", "grave", "хто", "by"):
        assert words in said


@needs_poppler
@pytest.mark.parametrize("kind", [Kind.LABORATORY_SAMPLE, Kind.LABORATORY_REQUEST])
def test_a_laboratory_label_says_nothing_but_its_code(kind: Kind, tmp_path: Path) -> None:
    code = draw(kind)
    assert text(typeset([Label(code, LINE)], A4, made=MADE), tmp_path).split() == [str(code)]


@needs_poppler
def test_pages_follow_one_another_and_used_places_stay_free(tmp_path: Path) -> None:
    pdf = typeset([Label(n) for n in UNITS], A4, made=MADE, skip=2)
    assert [len(page) for page in codes(pdf, tmp_path)] == [22, 5]
    first, _ = pages(pdf, tmp_path)
    label = first[: 37 * first.shape[0] // 297, : 140 * first.shape[1] // 210]
    assert (label == 255).all(), "the first two places are left free"


@needs_poppler
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_nothing_is_printed_over_the_edge_of_a_label(sheet: Sheet, tmp_path: Path) -> None:
    longest = [
        number(Kind.RECOVERED_UNIT, 999_999, site="KAHE"),
        number(Kind.REGISTER_LINE, 99, 9999, 99),
        number(Kind.CUSTODY_EVENT, 999_999_999),
    ]
    labels = [Label(n, "Щ" * LONGEST_LINE) for n in longest] * 10
    for page in pages(typeset(labels[: sheet.places], sheet, made=MADE), tmp_path, dpi=127):
        scale = page.shape[1] / sheet.page[0]  # pixels a millimetre
        for row in range(sheet.rows + 1):
            y = round((sheet.top + row * sheet.label[1]) * scale)
            assert (page[max(y - 3, 0) : y + 3] == 255).all()
        for column in range(sheet.columns + 1):
            x = round((sheet.left + column * sheet.label[0]) * scale)
            assert (page[:, max(x - 3, 0) : x + 3] == 255).all()


@needs_poppler
def test_the_number_is_large_enough_for_a_cold_store(tmp_path: Path) -> None:
    """At least 7 mm on a sticker and 9 mm on a tag, measured on the page."""
    for name, least in (("a4-3x8", 7.0), ("tag-90x50", 9.0)):
        sheet = SHEETS[name]
        page = pages(typeset([Label(UNITS[0])], sheet, made=MADE), tmp_path, dpi=254)[0]
        area = page[: int(sheet.label[1] * 10), : int(sheet.label[0] * 10)]
        letter = area[:, 30:100] if not sheet.tag else area[:150, 110:190]
        rows = np.flatnonzero((letter < 128).any(axis=1))
        bottom = rows[rows > rows.max() - 120] if not sheet.tag else rows
        assert (bottom.max() - bottom.min()) / 10 >= least


@needs_poppler
def test_it_is_a_pdf_for_keeping_with_its_fonts_inside(tmp_path: Path) -> None:
    pdf = typeset([Label(UNITS[0], LINE)], A4, made=MADE)
    assert b"pdfaid:part>2<" in pdf
    assert b"pdfaid:conformance>B<" in pdf
    assert "595.276 x 841.89 pts (A4)" in about(pdf, tmp_path)
    assert "Pages:           1" in about(pdf, tmp_path)


def test_the_same_labels_give_the_same_bytes() -> None:
    labels = [Label(n, LINE) for n in UNITS]
    assert typeset(labels, A4, made=MADE) == typeset(labels, A4, made=MADE)


def test_no_words_can_become_instructions_to_the_typesetter(tmp_path: Path) -> None:
    line = '#panic("x") $ * _ ` @ <a> \\'
    pdf = typeset([Label(UNITS[0], line)], A4, made=MADE)
    assert pdf.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("labels", "skip", "made"),
    [
        ([], 0, MADE),
        ([Label(UNITS[0])], 24, MADE),
        ([Label(UNITS[0])], -1, MADE),
        ([Label(UNITS[0], "я" * (LONGEST_LINE + 1))], 0, MADE),
        ([Label(UNITS[0])], 0, datetime(2026, 11, 12)),
    ],
)
def test_what_cannot_be_printed_is_refused(labels: list[Label], skip: int, made: datetime) -> None:
    with pytest.raises(ValueError, match=r"cannot begin|longer than|time zone"):
        typeset(labels, A4, made=made, skip=skip)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_labels_fit_on_their_page(sheet: Sheet) -> None:
    assert sheet.left + sheet.columns * sheet.label[0] <= sheet.page[0]
    assert sheet.top + sheet.rows * sheet.label[1] <= sheet.page[1]


VENDORED: list[dict[str, Any]] = tomllib.loads((FONTS / "vendor.toml").read_text(encoding="utf-8"))[
    "font"
]


def test_the_fonts_are_the_ones_recorded_and_licensed() -> None:
    assert {p.name for p in FONTS.glob("*.otf")} == {font["file"] for font in VENDORED}
    for font in VENDORED:
        assert hashlib.sha256((FONTS / font["file"]).read_bytes()).hexdigest() == font["sha256"]
        licence = (FONTS / font["licence_file"]).read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
