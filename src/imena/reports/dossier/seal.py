"""What a dossier's file carries so that it can be checked: all it says, as data.

HTML holds it in a block of JSON that nothing runs, PDF as an attached file (PDF/A-3).
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass

from imena.language import LANGUAGES
from imena.registry.ledger.canonical import NotCanonicalError, canonical
from imena.registry.queries.dossier.content import Dossier, dossier_of
from imena.reports.markup import Html

ATTACHED = "dossier.json"
_SCRIPT = re.compile(
    rb'<script type="application/json" id="imena-dossier">(.*?)</script>', re.DOTALL
)
_EMBEDDED = re.compile(rb"<<[^<>]*/Type\s*/EmbeddedFile.*?>>\s*stream\r?\n", re.DOTALL)
#: What is told of a file before anybody knows whether to trust it: a number, a version.
_CODE = re.compile(r"[\w.+-]{0,40}")
#: A dossier's data are never larger; what is, is somebody's attack on memory.
LARGEST = 64 * 10**6


class NotSealedError(ValueError):
    """A file that is no dossier of ours."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was read out of a file."""

    dossier: Dossier
    language: str
    pdf: bool


def seal(dossier: Dossier, language: str) -> bytes:
    """The canonical JSON of the dossier and the language it is told in."""
    return canonical({"dossier": dossier.tree(), "language": language})


def as_sealed(dossier: Dossier) -> Dossier:
    """The dossier as it comes out of its file: what is told must be what is carried."""
    return dossier_of(json.loads(canonical(dossier.tree())))


def sealed_script(dossier: Dossier, language: str) -> Html:
    """The block for an HTML file; nothing in it can end the block early."""
    data = seal(dossier, language).decode().replace("<", "\\u003c")
    return Html(f'<script type="application/json" id="imena-dossier">{data}</script>')


def unsealed(file: bytes) -> Sealed:
    """What ``file`` carries.

    Raises
    ------
    NotSealedError
        Where it carries nothing of ours, more than one thing, or something that is no dossier.
    """
    pdf = file.startswith(b"%PDF-")
    found = _attached(file) if pdf else _SCRIPT.findall(file)
    if len(found) != 1:
        raise NotSealedError("no dossier in it")
    try:
        tree = json.loads(found[0])
        dossier, language = dossier_of(tree["dossier"]), tree["language"]
        if language not in LANGUAGES:
            raise ValueError(f"language {language!r}")
        for code in (dossier.decision, *(r.number for r in dossier.remains), dossier.made.version):
            if not _CODE.fullmatch(code):
                raise ValueError(f"{code!r} is no number and no version")
        seal(dossier, language)
    except (ValueError, KeyError, TypeError, RecursionError, NotCanonicalError) as error:
        raise NotSealedError(str(error)) from error
    return Sealed(dossier, language, pdf)


def _attached(file: bytes) -> list[bytes]:
    """The contents of the PDF's embedded files."""
    found = []
    for match in _EMBEDDED.finditer(file):
        start = match.end()
        if b"/FlateDecode" in match.group():
            unpacking = zlib.decompressobj()
            try:
                data = unpacking.decompress(file[start:], LARGEST)
            except zlib.error as error:
                raise NotSealedError(str(error)) from error
        else:
            data = file[start : file.find(b"endstream", start)].rstrip(b"\r\n")
        found.append(data)
    return found
