"""The files of a publication pack, written and checked.

A folder, or a zip of the same files: ``statement.json`` with all data, ``lines.csv`` with the
numbers in both languages, a page in each, and ``manifest.json`` with the SHA-256 of every other
file; ``signature.json``, where the office signed it, is a signature of that. The same pack gives
the same bytes, in a folder or in a zip.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imena import __version__
from imena.exchange.atomic import laid_out, write_bytes, write_files
from imena.language import LANGUAGES, Words
from imena.registry.refusals import Refused
from imena.registry.words import figures as figures
from imena.reports.publication.content import NotAPackError, Pack, as_read, pack_of
from imena.reports.publication.page import render
from imena.reports.publication.signature import signer_of

DATA, LINES, MANIFEST = "statement.json", "lines.csv", "manifest.json"
SIGNATURE = "signature.json"
PAGES: Mapping[str, str] = {language: f"statement.{language}.html" for language in LANGUAGES}
NAMES = frozenset({DATA, LINES, MANIFEST, *PAGES.values()})
#: No file of a pack is ever larger; what is, is somebody's attack on memory.
LARGEST = 16 * 10**6
#: Zips have a date for each file; with another one, the same pack would be another file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a pack: files that are not as the manifest says, and files that are not
    what this program makes of the data. ``other_version`` says that it was made by another version
    of the program, and pages are not compared. ``signer`` is the public half of the key that
    signed it, in hexadecimal, empty where nobody did."""

    pack: Pack
    altered: tuple[str, ...]
    otherwise: tuple[str, ...]
    other_version: bool
    signer: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.altered and not self.otherwise


def files(pack: Pack, sign: Callable[[bytes], bytes] | None = None) -> dict[str, bytes]:
    """The files by their names; ``sign`` makes of the manifest the file that signs it."""
    pack = as_read(pack)
    found = _made(pack)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(found.items())}
    manifest = {"format": "imena-statement-manifest", "formatVersion": 1, "sha256": digests}
    listed = _json(manifest)
    signature = {} if sign is None else {SIGNATURE: sign(listed)}
    return {**found, MANIFEST: listed, **signature}


def write(pack: Pack, out: Path, sign: Callable[[bytes], bytes] | None = None) -> None:
    """Write the pack to ``out``: a zip where it is called so, else a folder, made anew or into."""
    if out.suffix.lower() != ".zip":
        made = files(pack, sign)
        out.mkdir(parents=True, exist_ok=True)
        write_files({out / name: data for name, data in made.items()})
        if sign is None:
            # One of an earlier writing would be of other files.
            (out / SIGNATURE).unlink(missing_ok=True)
        return
    write_bytes(out, zipped(pack, sign))


def zipped(pack: Pack, sign: Callable[[bytes], bytes] | None = None) -> bytes:
    """The same files in a zip."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as zipping:
        for name, data in sorted(files(pack, sign).items()):
            zipping.writestr(zipfile.ZipInfo(name, _NO_DATE), data, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def read(path: Path) -> dict[str, bytes]:
    """The files of the pack at ``path``, a folder or a zip.

    Raises
    ------
    NotAPackError
        Where a file is missing, is none of a pack’s, or is larger than any of a pack.
    """
    if path.is_dir():
        names = {one.name for one in path.iterdir()}
        _check_names(names)
        return {name: _small((path / name).read_bytes()) for name in sorted(names)}
    try:
        with zipfile.ZipFile(path) as zipped:
            names = set(zipped.namelist())
            _check_names(names)
            found = {}
            for name in sorted(names):
                with zipped.open(name) as one:
                    found[name] = _small(one.read(LARGEST + 1))
            return found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise NotAPackError(str(error)) from error


def checked(found: Mapping[str, bytes]) -> Checked:
    """Whether the files are what the manifest says, and what this program makes of the data.

    Raises
    ------
    NotAPackError
        Where the data cannot be read.
    """
    try:
        pack = pack_of(json.loads(found[DATA]))
        digests = json.loads(found[MANIFEST])["sha256"]
        altered = tuple(
            name
            for name in sorted(found)
            if name not in (MANIFEST, SIGNATURE)
            and digests.get(name) != hashlib.sha256(found[name]).hexdigest()
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAPackError(str(error)) from error
    signer = signer_of(found[MANIFEST], found[SIGNATURE]) if SIGNATURE in found else ""
    if SIGNATURE in found and not signer:
        altered = (*altered, SIGNATURE)
    if pack.made_by != __version__:
        return Checked(pack, altered, (), other_version=True, signer=signer)
    try:
        made = _made(pack)
    except Refused as error:
        raise NotAPackError(str(error)) from error
    otherwise = tuple(name for name in sorted(made) if made[name] != found[name])
    return Checked(pack, altered, otherwise, other_version=False, signer=signer)


def _made(pack: Pack) -> dict[str, bytes]:
    found = {DATA: _json(pack.tree()), LINES: _lines(pack)}
    for language, name in PAGES.items():
        (other,) = (page for code, page in PAGES.items() if code != language)
        found[name] = render(pack, language, other=other).encode()
    return found


def _json(tree: object) -> bytes:
    return f"{laid_out(tree)}\n".encode()


def _lines(pack: Pack) -> bytes:
    """The numbers for a spreadsheet: the total, its lines, what is not counted."""
    out = io.StringIO()
    # The byte order mark lets Excel see that the letters are Ukrainian.
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["row", "code", "uk", "en", "unit", "unit_uk", "unit_en", "value", "withheld"])
    writer.writerows(_rows(pack))
    return out.getvalue().encode()


def _rows(pack: Pack) -> Iterator[list[object]]:
    said = pack.said
    voices = [Words(figures.DOMAIN, language) for language in ("uk", "en")]

    def row(kind: str, code: str, called: list[str], one: Mapping[str, Any]) -> list[object]:
        units = [figures.unit(words, one["unit"]) for words in voices]
        shown = "" if one["value"] is None else one["value"]
        return [kind, code, *called, one["unit"], *units, shown, "yes" * bool(one.get("withheld"))]

    names = [figures.name(words, said.query, said.version) for words in voices]
    yield row("total", said.query, names, {"unit": said.unit, "value": said.total})
    for one in said.partition:
        called = [
            figures.line(words, said.query, said.version, said.partition_by, one["line"])
            for words in voices
        ]
        yield row("line", one["line"], called, one)
    for one in said.exclusions:
        called = [words(figures.LEFT_OUT.get(one["code"], one["code"])) for words in voices]
        yield row("not_counted", one["code"], called, one)


def _check_names(names: set[str]) -> None:
    if lacking := NAMES - names:
        raise NotAPackError(f"no {', '.join(sorted(lacking))} in it")
    if strange := names - NAMES - {SIGNATURE}:
        raise NotAPackError(f"{', '.join(sorted(strange))}: no file of a pack")


def _small(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise NotAPackError("a file larger than any of a pack")
    return data
