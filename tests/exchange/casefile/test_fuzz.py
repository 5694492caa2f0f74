"""Whatever the bytes: the readers give a case or say what is wrong, and never anything else.

``IMENA_FUZZ_SECONDS`` sets how long each search lasts (a few seconds unless said otherwise).
"""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imena.exchange.casefile.problems import CaseFileError
from imena.exchange.casefile.read import UnlistedAlleles, read_case, read_kinship
from imena.exchange.casefile.write import write_case, write_folder
from imena.language import Words
from tests.exchange.small_case import tree, written

SECONDS = float(os.environ.get("IMENA_FUZZ_SECONDS", "1"))
SEED = int(os.environ.get("IMENA_FUZZ_SEED", "1"))

#: Values that readers trip over.
AWKWARD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2,
    1e308,
    -1e308,
    5e-324,
    10**400,
    float("nan"),
    float("inf"),
    "",
    " ",
    "?",
    "*",
    "silent",
    "-inf",
    "1e999999999",
    "NaN",
    "\u202e",
    "\ud800",
    "M",
    "F1",
    "Taras",
    "Mother",
    "B1",
    "TH01",
    "{x}",
    "x" * 3000,
    [],
    {},
    [[]],
    [None, None],
    ["6", "7"],
    [0.5, 0.5],
    {"rate": 0.5},
    {"id": "F1"},
    {"Mother": 0.5},
)

#: Pieces of text that mean something to JSON or CSV.
PIECES = (
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\0",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\xff",
    b"\xd0",
    b"-",
    b"e",
)


def rich_tree() -> dict[str, Any]:
    """A valid case that says everything the format can say."""
    contents = tree()
    contents["rates"] = {"am": {"typingError": 0.001}, "pm": {"dropout": 0.1}}
    contents["theta"] = 0.02
    contents["markers"][0]["silentFrequency"] = 0.01
    contents["markers"][0]["mutation"] = {
        "model": "stepwise",
        "female": {"rate": 0.001, "range": 0.1, "rate2": 1e-6},
        "male": {"rate": 0.002, "range": 0.1, "rate2": 1e-6},
    }
    identity = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    contents["markers"][1]["mutation"] = {
        "model": "custom",
        "matrixFemale": identity,
        "matrixMale": identity,
    }
    contents["families"][0]["rates"] = {"Mother": {"dropIn": 0.01}}
    contents["pairings"] = {"B1": ["*", "Taras"], "B2": ["Olena"]}
    contents["evidence"] = [{"victim": "B1", "missing": "Taras", "log10_lr": "-inf"}]
    return contents


def kinship_tree() -> dict[str, Any]:
    """A valid suite."""
    family = rich_tree()["families"][0]["members"]
    apart = [{**person, "father": None, "mother": None} for person in family]
    return {
        "cases": [
            {
                "id": "mother",
                "markers": rich_tree()["markers"],
                "linkage": {"marker1": "D3S1358", "marker2": "TH01", "rho": 0.1},
                "hypotheses": {"related": family, "unrelated": apart},
                "genotypes": {"Mother": {"TH01": ["6", "7"]}, "Taras": {"TH01": ["6", None]}},
            }
        ]
    }


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a JSON tree."""
    yield path
    inner = value.items() if isinstance(value, dict) else ()
    for key, child in enumerate(value) if isinstance(value, list) else inner:
        yield from places(child, (*path, key))


def misshapen(contents: Any, chance: random.Random) -> Any:
    """The tree with one to three places replaced, taken away, doubled or moved."""
    result = copy.deepcopy(contents)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice([p for p in places(result) if p] or [()])
        if not path:
            return chance.choice(AWKWARD)
        parent = result
        for step in path[:-1]:
            parent = parent[step]
        kind = chance.randrange(5)
        if kind == 0:
            del parent[path[-1]]
        elif kind == 1 and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[path[-1]]))
        elif kind == 2 and isinstance(parent, dict):
            parent[chance.choice(["id", "Id", "rate", "\0", "новий", "sex"])] = parent[path[-1]]
        elif kind == 3:
            other = chance.choice(list(places(result)))
            found = result
            for step in other:
                found = found[step]
            parent[path[-1]] = copy.deepcopy(found)
        else:
            parent[path[-1]] = copy.deepcopy(chance.choice(AWKWARD))
    return result


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, taken away, put in or doubled."""
    result = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(result) + 1)
        end = min(len(result), at + chance.choice([1, 1, 2, 9, 60]))
        kind = chance.randrange(5)
        if kind == 0:
            result[at:end] = b""
        elif kind == 1:
            result[at:at] = chance.choice(PIECES)
        elif kind == 2:
            result[at:end] = bytes(chance.randrange(256) for _ in range(end - at))
        elif kind == 3:
            result[at:at] = result[at:end]
        else:
            del result[at:]
    return bytes(result)


def settles(read: Callable[[Path], object], path: Path) -> bool:
    """Whether reading succeeds; a refusal must say itself in both languages."""
    try:
        read(path)
    except CaseFileError as error:
        refusal = error
    else:
        return True
    assert refusal.problems
    for language in ("en", "uk"):
        said = refusal.said(Words("casefile", language))
        assert said.encode()
        assert all(line.isprintable() for line in said.split("\n"))
    return False


def generously(path: Path) -> object:
    """Read with a remedy for unlisted alleles, and write what was read."""
    case = read_case(path, unlisted=UnlistedAlleles("minimum", 0.01)).case
    write_case(case, path.with_name("again.json"))
    return read_case(path.with_name("again.json"))


def search(once: Callable[[random.Random], bool]) -> None:
    chance = random.Random(SEED)
    end = time.monotonic() + SECONDS
    tried = accepted = 0
    while tried < 50 or time.monotonic() < end:
        tried += 1
        accepted += once(chance)
    assert 0 < accepted < tried, "the search must meet valid and broken files"


@pytest.mark.parametrize(
    ("valid", "read"),
    [(rich_tree, read_case), (rich_tree, generously), (kinship_tree, read_kinship)],
)
def test_misshapen_trees(
    tmp_path: Path, valid: Callable[[], Any], read: Callable[[Path], object]
) -> None:
    contents = valid()
    assert settles(read, written(tmp_path, contents))

    def once(chance: random.Random) -> bool:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(misshapen(contents, chance)), encoding="utf-8")
        return settles(read, path)

    search(once)


@pytest.mark.parametrize(("valid", "read"), [(rich_tree, read_case), (kinship_tree, read_kinship)])
def test_damaged_bytes(
    tmp_path: Path, valid: Callable[[], Any], read: Callable[[Path], object]
) -> None:
    data = json.dumps(valid(), indent=1).encode()

    def once(chance: random.Random) -> bool:
        path = tmp_path / "case.json"
        path.write_bytes(damaged(data, chance))
        return settles(read, path)

    search(once)


def test_damaged_folders(tmp_path: Path) -> None:
    case = read_case(written(tmp_path, rich_tree())).case
    sound, folder = tmp_path / "sound", tmp_path / "folder"
    write_folder(case, sound)
    names = sorted(path.name for path in sound.iterdir())

    def once(chance: random.Random) -> bool:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(sound, folder)
        path = folder / chance.choice(names)
        if chance.random() < 0.02:
            path.unlink()
        else:
            path.write_bytes(damaged(path.read_bytes(), chance))
        return settles(read_case, folder)

    search(once)
