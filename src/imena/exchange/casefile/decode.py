"""From the bytes of a file to text and to a JSON tree, refusing what is damaged."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from imena.exchange.casefile.problems import OTHER_REASON, CaseFileError, Phrase, Place, Problem
from imena.exchange.provenance import InputFile
from imena.language import message

#: The largest file that is read unless the caller says otherwise, in bytes.
LARGEST_FILE = 256 * 10**6

#: How deep lists and objects may be nested; the format itself needs eight levels.
DEEPEST = 64

_REASONS = (
    ("Expecting property name", Phrase(message("a name in double quotes is expected"))),
    ("Expecting ',' delimiter", Phrase(message("a comma or a closing bracket is expected"))),
    ("Expecting ':' delimiter", Phrase(message("a colon is expected"))),
    ("Expecting value", Phrase(message("a value is expected"))),
    ("Unterminated string", Phrase(message("a text that begins here does not end"))),
    ("Invalid control character", Phrase(message("a line break or tab inside a text"))),
    ("Extra data", Phrase(message("the file should end here"))),
    ("Invalid ", Phrase(message("an unknown sequence after a backslash"))),
)
_TRAILING_COMMA = Phrase(message("a comma before a closing bracket"))

Step = str | int
Path_ = tuple[Step, ...]


class RepeatedKeys(dict[str, object]):
    """A JSON object in which names stand twice; the first of each is kept."""

    repeated: tuple[str, ...] = ()


def read_text(path: Path, name: str, largest: int) -> tuple[str, InputFile]:
    """The text of a file and its hash; a byte-order mark is dropped.

    Raises
    ------
    CaseFileError
        For a file that is missing, unreadable, too large, empty, not UTF-8 or with a NUL byte.
    """

    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
            if len(data) > largest:
                size = max(path.stat().st_size, len(data))
                limits = {"megabytes": size / 1e6, "limit": largest / 1e6}
                raise _refusal(name, "file-too-large", **limits)
    except (FileNotFoundError, NotADirectoryError):
        raise _refusal(name, "file-missing") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise _refusal(name, "file-unreadable", reason=reason) from None
    return text_of(data, name), InputFile(name, sha256(data).hexdigest())


def text_of(data: bytes, name: str) -> str:
    """The text that bytes are; a byte-order mark is dropped.

    Raises
    ------
    CaseFileError
        For none, and for what is not UTF-8 or has a NUL byte.
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise _refusal(name, "file-empty")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:64].count(0) > len(data[:64]) // 4:
        raise _refusal(name, "file-encoding", encoding="UTF-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refusal(name, "file-encoding", encoding=_eight_bit(data)) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CaseFileError([Problem("file-nul", name, Place(line=line))])
    return text


def _refusal(name: str, code: str, **values: object) -> CaseFileError:
    return CaseFileError([Problem(code, name, Place(), values)])


def parse_json(text: str, name: str) -> object:
    """The JSON tree of a text; repeated names are marked, see :func:`damage`.

    Raises
    ------
    CaseFileError
        For what is not JSON (with line and character), and for endless nesting.
    """
    try:
        tree: object = json.loads(text, object_pairs_hook=_object, parse_int=_whole)
    except json.JSONDecodeError as error:
        position, reason = _reason(text, error)
        line = text.count("\n", 0, position) + 1
        place = Place(line=line, character=position - text.rfind("\n", 0, position))
        raise CaseFileError([Problem("json-syntax", name, place, {"reason": reason})]) from None
    except RecursionError:
        raise _too_deep(name) from None
    if _depth(tree) > DEEPEST:
        raise _too_deep(name)
    return tree


def damage(tree: object) -> Iterator[tuple[str, Path_, dict[str, object]]]:
    """What is damaged inside a JSON tree, as (code, path, values): repeated names in one object,
    numbers that are not finite, texts with characters that are none."""
    if _sound(tree):
        return
    stack: list[tuple[Path_, object]] = [((), tree)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            for key in getattr(value, "repeated", ()):
                yield "json-key-twice", path, {"key": key}
            if any(_BROKEN_TEXT.search(key) for key in value):
                yield "json-text", path, {}
            stack.extend(((*path, key), value[key]) for key in reversed(value))
        elif isinstance(value, list):
            stack.extend(((*path, i), value[i]) for i in reversed(range(len(value))))
        elif isinstance(value, float) and not math.isfinite(value):
            yield "json-not-finite", path, {"value": value}
        elif isinstance(value, str) and _BROKEN_TEXT.search(value):
            yield "json-text", path, {}


def _sound(tree: object) -> bool:
    """Whether nothing is damaged: a country's file is a hundred million values, nearly all sound,
    and where each of them stands need not be known to say so."""
    names: set[str] = set()
    stack: list[object] = [tree]
    while stack:
        value = stack.pop()
        inside: Iterable[object]
        if isinstance(value, dict):
            if getattr(value, "repeated", ()):
                return False
            new = value.keys() - names
            if any(_BROKEN_TEXT.search(name) for name in new):
                return False
            names |= new
            inside = value.values()
        elif isinstance(value, list):
            inside = value
        else:
            inside = [value]
        for inner in inside:
            if isinstance(inner, str):
                if _BROKEN_TEXT.search(inner):
                    return False
            elif isinstance(inner, float):
                if not math.isfinite(inner):
                    return False
            elif isinstance(inner, dict | list):
                stack.append(inner)
    return True


_BROKEN_TEXT = re.compile("[\0\ud800-\udfff]")


def _reason(text: str, error: json.JSONDecodeError) -> tuple[int, Phrase]:
    """Where and why it is not JSON; a trailing comma is told the same way by every Python."""
    before = text[: error.pos].rstrip()
    if text[error.pos : error.pos + 1] in ("]", "}") and before.endswith(","):
        return len(before) - 1, _TRAILING_COMMA
    if error.msg.startswith("Illegal trailing comma"):
        return error.pos, _TRAILING_COMMA
    found = (reason for begin, reason in _REASONS if error.msg.startswith(begin))
    return error.pos, next(found, OTHER_REASON)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    kept = RepeatedKeys()
    repeated = []
    for key, value in pairs:
        if key in kept:
            repeated.append(key)
        else:
            kept[key] = value
    kept.repeated = tuple(dict.fromkeys(repeated))
    return kept


def _whole(digits: str) -> int | float:
    """An endless run of digits is read as a float, which Python can bound (it may be infinite)."""
    return int(digits) if len(digits) <= 300 else float(digits)


def _depth(tree: object) -> int:
    """How many lists and objects stand inside one another, as far as :data:`DEEPEST` and one."""
    depth = 0
    level = [tree] if isinstance(tree, dict | list) else []
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            inner
            for value in level
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, dict | list)
        ]
    return depth


def _too_deep(name: str) -> CaseFileError:
    return CaseFileError([Problem("json-deep", name, Place(), {"limit": DEEPEST})])


def _eight_bit(data: bytes) -> str:
    """Which of the usual Ukrainian one-byte code pages the bytes most resemble."""
    sample = data[:100_000]
    lower = re.compile("[а-яіїєґ]")
    counted = {
        page: len(lower.findall(sample.decode(page, errors="replace")))
        for page in ("windows-1251", "cp866", "koi8-u")
    }
    return max(counted, key=lambda page: counted[page])
