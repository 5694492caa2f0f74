"""A case on disk, whichever form it has, as one tree whose every place can be told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from imena.exchange.casefile.decode import LARGEST_FILE, damage, parse_json, read_text
from imena.exchange.casefile.problems import OBJECT, CaseFileError, Place, Problem
from imena.exchange.casefile.tree import Locate, Node, Report, json_place
from imena.exchange.provenance import InputFile


@dataclass(frozen=True)
class Source:
    """A tree in the JSON form, the problems its files have already, and the files' hashes."""

    root: Node
    inputs: tuple[InputFile, ...]


def open_json(path: Path, largest: int = LARGEST_FILE) -> Source:
    """One JSON file as a source; what is damaged inside it stands in the root's report.

    Raises
    ------
    CaseFileError
        Where there is no tree: see :func:`~imena.exchange.casefile.decode.read_text` and
        :func:`~imena.exchange.casefile.decode.parse_json`; or where it is no object.
    """
    name = path.name or str(path)
    text, file = read_text(path, name, largest)
    tree = parse_json(text, name)
    report = Report(in_json(name, tree))
    root = Node(tree, (), report)
    for code, place, values in damage(tree):
        report.add(code, place, **values)
    if not isinstance(tree, dict):
        root.expect(OBJECT)
        raise CaseFileError(report.problems)
    return Source(root, (file,))


def in_json(name: str, tree: object) -> Locate:
    """Tells places in one JSON file."""

    def locate(path: tuple[str | int, ...]) -> tuple[str, Place]:
        return name, json_place(tree, path)

    return locate


def refusal(code: str, file: str, place: Place | None = None, **values: object) -> CaseFileError:
    """An error with one problem."""
    return CaseFileError([Problem(code, file, place or Place(), values)])
