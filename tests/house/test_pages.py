"""`./run docs` finds links that lead nowhere and languages that have come apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from house.handbook import build
from house.pages import Page, commands, findings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An invented checkout with a README in both languages and one concept."""
    (tmp_path / "docs" / "concepts").mkdir(parents=True)
    _write(tmp_path, "README.md", "# Imena\n\n[idea](docs/concepts/idea.md#what-is-it)\n")
    _write(tmp_path, "README.uk.md", "# Імена\n\n[думка](docs/concepts/idea.md)\n")
    _write(tmp_path, "docs/concepts/idea.md", "# An idea\n\n## What is it?\n\n![p](p.png)\n")
    (tmp_path / "docs" / "concepts" / "p.png").write_bytes(b"\x89PNG")
    return tmp_path


def _write(root: Path, name: str, text: str) -> Page:
    (root / name).write_text(text, encoding="utf-8")
    return Page(root / name, root)


def test_a_sound_checkout_has_no_faults(root: Path) -> None:
    assert findings(root) == []


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("docs/concepts/ide.md", "leads nowhere"),
        ("docs/concepts/idea.md#why", "names a heading that is not there"),
        ("../elsewhere.md", "leads out of the checkout"),
    ],
)
def test_a_link_that_fails_its_reader_is_a_fault(root: Path, link: str, fault: str) -> None:
    _write(root, "README.md", f"# Imena\n\n[x]({link})\n")
    (found,) = findings(root)
    assert fault in found


def test_a_picture_that_is_missing_is_a_fault(root: Path) -> None:
    (root / "docs" / "concepts" / "p.png").unlink()
    assert findings(root) == ["docs/concepts/idea.md: the link p.png leads nowhere"]


def test_languages_that_have_come_apart_are_a_fault(root: Path) -> None:
    _write(root, "README.uk.md", "# Імена\n\n## Ще\n")
    (found,) = findings(root)
    assert "differ in number or level" in found


def test_commands_that_differ_between_languages_are_a_fault(root: Path) -> None:
    _write(root, "README.uk.md", "# Імена\n\n```console\n$ ./run demo\n```\n")
    (found,) = findings(root)
    assert "commands" in found


def test_only_lines_after_a_prompt_are_commands(root: Path) -> None:
    page = _write(root, "README.md", "# I\n\n```console\n$ ./run demo\nan answer\n```\n")
    assert commands(page) == ["./run demo"]


def test_the_built_pages_open_without_a_server(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert build(out, root) == 3
    english = (out / "index.html").read_text(encoding="utf-8")
    assert 'lang="en"' in english
    assert 'href="concepts/idea.html#what-is-it"' in english
    assert 'href="index.uk.html"' in english
    concept = (out / "concepts" / "idea.html").read_text(encoding="utf-8")
    assert 'id="what-is-it"' in concept
    assert 'src="../files/docs/concepts/p.png"' in concept
    assert (out / "files" / "docs" / "concepts" / "p.png").exists()
