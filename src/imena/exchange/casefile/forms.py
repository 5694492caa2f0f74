"""Which kind of file this is, and in which version."""

from __future__ import annotations

from dataclasses import dataclass

from imena.exchange.casefile.problems import CaseFileError, Phrase
from imena.exchange.casefile.tree import Node
from imena.language import message

#: The version of both formats that is written, and the newest that is read.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: its name in the file, in words, its command, the fields only it has."""

    format: str
    words: Phrase
    command: str
    marks: tuple[str, ...]


CASE_FORM = Form("imena-case", Phrase(message("a case file")), "match", ("families", "pm"))
KINSHIP_FORM = Form(
    "imena-kinship", Phrase(message("a kinship file")), "kinship", ("cases", "hypotheses")
)


def check_form(root: Node, expected: Form) -> None:
    """Refuse at once a file of another kind or of a newer version: its fields mean other things.

    Raises
    ------
    CaseFileError
        For such a file.
    """
    other = KINSHIP_FORM if expected is CASE_FORM else CASE_FORM
    noted = len(root.report.problems)
    stated, version = root.get("format"), root.get("version")
    name = None if stated is None else stated.as_text()
    has = [any(root.get(mark) is not None for mark in form.marks) for form in (expected, other)]
    if name == other.format or (name is None and has == [False, True]):
        root.add("form-other", found=other.words, expected=expected.words, command=other.command)
    elif stated is not None and name is not None and name != expected.format:
        stated.add("form-unknown", format=name, expected=expected.format)
    number = None if version is None else version.as_number(1)
    if version is not None and number is not None and number > VERSION:
        version.add("version-newer", version=number, known=VERSION)
    if len(root.report.problems) > noted:
        raise CaseFileError(root.report.problems)
