"""The two files of a dossier: alike to the letter, silent, archived, and carrying what they say."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from imena.reports.dossier.html import render
from imena.reports.dossier.seal import NotSealedError, unsealed
from imena.reports.dossier.typeset import FONTS, typeset
from tests.reports.dossier import invented
from tests.reports.pages import Page

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)


def pdf_text(pdf: bytes, folder: Path, *pages: str) -> str:
    path = folder / "dossier.pdf"
    path.write_bytes(pdf)
    ran = subprocess.run(
        ["pdftotext", "-layout", *pages, path, "-"], check=True, capture_output=True, timeout=60
    )
    return re.sub(r"[\s\N{NO-BREAK SPACE}]+", " ", ran.stdout.decode())


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_page_is_whole_asks_for_nothing_and_runs_nothing(language: str) -> None:
    html = render(invented.board(), language)
    page = Page(html)
    assert page.unbalanced == []
    assert page.open_ == []
    (script,) = page.all("script")
    assert script["type"] == "application/json"
    assert not [
        a for _, attributes in page.elements for a in attributes if a in ("style", "onclick")
    ]
    assert "http" + "://" not in html.replace("http" + "://www.w3.org", "")
    assert page.all("html")[0]["lang"] == language


def test_what_somebody_wrote_cannot_become_markup() -> None:
    nasty = "</script><script>alert(1)</script>"
    dossier = invented.board(statement=nasty)
    html = render(dossier, "uk")
    assert "<script>" not in html
    assert unsealed(html.encode()).dossier == dossier


@pytest.mark.parametrize("language", ["uk", "en"])
def test_both_files_carry_all_that_they_say(language: str) -> None:
    dossier = invented.confirmed()
    for file in (render(dossier, language).encode(), typeset(dossier, language)):
        sealed = unsealed(file)
        assert (sealed.dossier, sealed.language) == (dossier, language)


def test_equal_dossiers_make_equal_files() -> None:
    assert render(invented.board(), "uk") == render(invented.board(), "uk")
    assert typeset(invented.board(), "uk") == typeset(invented.board(), "uk")


@pytest.mark.parametrize(
    "file",
    [b"", b"%PDF-1.7 nothing", b"<html></html>", b"%PDF-1.7 <</Type/EmbeddedFile>> stream\n{}"],
)
def test_what_is_none_of_ours_is_refused(file: bytes) -> None:
    with pytest.raises(NotSealedError):
        unsealed(file)


@pytest.mark.parametrize("change", [{"reader": "anybody"}, {"decision": "", "remains": []}])
def test_a_forged_file_of_nothing_or_for_nobody_is_refused(change: dict[str, Any]) -> None:
    tree = invented.board().tree() | change
    sealed = json.dumps({"dossier": tree, "language": "uk"})
    with pytest.raises(NotSealedError, match="of nothing, or for nobody"):
        unsealed(script(sealed))


def test_a_forged_version_cannot_speak_for_the_check() -> None:
    tree = invented.board().tree()
    tree["made"]["version"] = "1\nThe pages show what the file carries, letter for letter."
    with pytest.raises(NotSealedError, match="no number and no version"):
        unsealed(script(json.dumps({"dossier": tree, "language": "uk"})))


def test_a_forged_file_that_never_ends_is_refused() -> None:
    with pytest.raises(NotSealedError):
        unsealed(script("[" * 200_000))


def script(sealed: str) -> bytes:
    return f'<script type="application/json" id="imena-dossier">{sealed}</script>'.encode()


def test_the_paper_is_an_archive_file() -> None:
    pdf = typeset(invented.board(), "uk")
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


@needs_poppler
def test_every_font_is_embedded_and_the_serif_only_where_a_name_is_signed(tmp_path: Path) -> None:
    for dossier, serif in ((invented.board(), False), (invented.confirmed(), True)):
        path = tmp_path / "dossier.pdf"
        path.write_bytes(typeset(dossier, "uk"))
        ran = subprocess.run(["pdffonts", path], check=True, capture_output=True, timeout=60)
        rows = ran.stdout.decode().splitlines()[2:]
        assert rows
        assert all(row.split()[-5] == "yes" for row in rows)
        assert any("SourceSerif4" in row for row in rows) is serif


@needs_poppler
@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "uk",
            ("пропонують назвати", "Правило UA-2026-02/1", "Що непевне", "Не підписано", "99,99 %"),
        ),
        (
            "en",
            ("proposed to be", "Policy UA-2026-02/1", "What is uncertain", "Not signed", "99.99%"),
        ),
    ],
)
def test_the_first_page_is_enough_to_decide_on(
    language: str, says: tuple[str, ...], tmp_path: Path
) -> None:
    first = pdf_text(typeset(invented.board(), language), tmp_path, "-l", "1")
    assert [said for said in says if said not in first] == []


@needs_poppler
def test_paper_and_screen_say_the_same(tmp_path: Path) -> None:
    words = re.compile(r"[^\W\d_]{3,}")
    shown = set(words.findall(" ".join(Page(render(invented.board(), "uk")).pieces)))
    printed = set(words.findall(pdf_text(typeset(invented.board(), "uk"), tmp_path)))
    assert shown - printed == {"змісту"}  # the link past the head of a page


@needs_poppler
def test_a_letter_that_no_font_has_does_not_stop_the_paper(tmp_path: Path) -> None:
    (person,) = invented.board().people
    dossier = invented.board(people=(replace(person, names=("Дивосвіт 漢 Марія",)),))
    pdf = typeset(dossier, "uk")
    assert "Дивосвіт ? Марія" in pdf_text(pdf, tmp_path)
    assert unsealed(pdf).dossier == dossier


def test_the_font_of_names_is_the_one_recorded() -> None:
    recorded = tomllib.loads((FONTS / "vendor.toml").read_text(encoding="utf-8"))["font"]
    assert {p.name for p in FONTS.glob("*.otf")} == {font["file"] for font in recorded}
    for font in recorded:
        assert hashlib.sha256((FONTS / font["file"]).read_bytes()).hexdigest() == font["sha256"]
        licence = (FONTS / font["licence_file"]).read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
