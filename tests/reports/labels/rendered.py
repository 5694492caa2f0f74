"""A PDF as a reader and a camera see it: text, size, fonts, pixels."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="poppler-utils (pdftoppm) is not installed"
)


def codes(pdf: bytes, folder: Path, *, dpi: int = 150) -> list[list[str]]:
    """What a decoder that is not ours reads from every page, sorted."""
    return [
        sorted(found.text for found in zxingcpp.read_barcodes(page))
        for page in pages(pdf, folder, dpi=dpi)
    ]


def pages(pdf: bytes, folder: Path, *, dpi: int = 150) -> list[npt.NDArray[np.uint8]]:
    """Every page in grey, as printed at ``dpi``."""
    path = _written(pdf, folder)
    subprocess.run(
        ["pdftoppm", "-gray", "-r", str(dpi), path, folder / "page"], check=True, timeout=60
    )
    return [_grey(image) for image in sorted(folder.glob("page-*.pgm"))]


def text(pdf: bytes, folder: Path) -> str:
    """All text of the PDF in reading order."""
    ran = subprocess.run(
        ["pdftotext", "-layout", _written(pdf, folder), "-"],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return ran.stdout.decode("utf-8")


def about(pdf: bytes, folder: Path) -> str:
    """What ``pdfinfo`` says."""
    ran = subprocess.run(
        ["pdfinfo", _written(pdf, folder)], check=True, capture_output=True, timeout=60
    )
    return ran.stdout.decode("utf-8")


def _written(pdf: bytes, folder: Path) -> Path:
    path = folder / "labels.pdf"
    path.write_bytes(pdf)
    return path


def _grey(path: Path) -> npt.NDArray[np.uint8]:
    """A binary PGM: its size on the second line, then one byte a pixel."""
    _, size, _, pixels = path.read_bytes().split(b"\n", 3)
    width, height = (int(n) for n in size.split())
    return np.frombuffer(pixels, np.uint8).reshape(height, width)
