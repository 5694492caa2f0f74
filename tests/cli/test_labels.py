"""``imena labels``: a PDF for the numbers asked for, or everything that is wrong with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from imena.cli.labels import command
from tests.reports.labels.rendered import codes, needs_poppler


def labels(out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, ["--out", str(out), "--language", "en", *arguments])


@needs_poppler
def test_numbers_and_ranges_are_printed_in_order_and_once(tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    result = labels(out, "PTX-0187-B..PTX-0189-T", "MP-0338-B", "PTX-0188-X")
    assert result.exit_code == 0, result.output
    assert "4 labels, 1 page" in result.stdout
    assert codes(out.read_bytes(), tmp_path) == [
        ["MP-0338-B", "PTX-0187-B", "PTX-0188-X", "PTX-0189-T"]
    ]


@needs_poppler
def test_several_copies_of_each_stand_together(tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    result = labels(out, "PTX-0187-B..PTX-0188-X", "--copies", "3", "--sheet", "tag-90x50")
    assert "6 labels, 6 pages" in result.stdout
    assert codes(out.read_bytes(), tmp_path) == [["PTX-0187-B"]] * 3 + [["PTX-0188-X"]] * 3


def test_what_was_read_differently_is_said(tmp_path: Path) -> None:
    result = labels(tmp_path / "labels.pdf", "РТХ-0187-В")
    assert result.exit_code == 0
    assert "PTX-0187-B: characters 1, 2, 3, 10: “РТХВ” read as the Latin PTXB" in result.stderr


def test_every_fault_is_said_and_nothing_is_printed(tmp_path: Path) -> None:
    out = tmp_path / "labels.pdf"
    result = labels(out, "PTX-0187-B", "PTX-0188-B", "PTX-0187-B..MP-0338-B", "PTX-0190")
    assert result.exit_code == 1
    assert not out.exists()
    for said in ("does not agree with PTX-0188", "one series", "letter at the end is missing"):
        assert said in result.stderr
    assert result.stderr.rstrip().endswith("Nothing was printed.")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("PTX-0189-T..PTX-0187-B",), "No range runs from 189 to 187"),
        (("PTX-0187-B", "--skip", "24"), "24 places"),
        (("PTX-0187-B", "--line", "я" * 41), "at most 40"),
        (("PTX-0001-Y..PTX-1000-M", "--copies", "20"), "too many"),
        ((), "Missing argument"),
    ],
)
def test_what_cannot_be_printed_is_said(
    arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    result = labels(tmp_path / "labels.pdf", *arguments)
    assert result.exit_code != 0
    assert says in result.output


def test_labels_need_no_case_file(tmp_path: Path) -> None:
    """A field laptop prints before any database is opened: Django is not even loaded."""
    out = tmp_path / "labels.pdf"
    program = (
        "import sys; from imena.cli import main\n"
        f"try: main(['labels', 'PTX-0187-B', '--out', {str(out)!r}])\n"
        "except SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert out.read_bytes().startswith(b"%PDF")
