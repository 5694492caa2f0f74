"""The enclosed script finds and places whatever was altered in an exported folder."""

from __future__ import annotations

import ast
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from imena.registry.ledger import checker
from imena.registry.ledger.canonical import canonical
from imena.registry.ledger.chain import hash_of
from imena.registry.ledger.export import export
from tests.registry.ledger.exported import checked
from tests.registry.ledger.played import played

pytestmark = pytest.mark.django_db

Lines = list[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An export with all values in it."""
    played()
    out = tmp_path / "ledger"
    export(out, opened=True)
    return out


def test_the_script_needs_python_3_8_and_nothing_else() -> None:
    tree = ast.parse(Path(checker.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))
    named = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else _names(node))
    }
    assert named <= sys.stdlib_module_names


def _names(node: ast.Import) -> list[str]:
    return [alias.name for alias in node.names]


def _read(folder: Path, name: str = "events.jsonl") -> Lines:
    return (folder / name).read_text(encoding="utf-8").split("\n")[:-1]


def _write(
    folder: Path, lines: Lines, name: str = "events.jsonl", *, restated: bool = True
) -> None:
    """Write the lines back; ``restated``: the manifest names the new file's hash."""
    path = folder / name
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    if restated:
        from hashlib import sha256

        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest["files"][name] = sha256(path.read_bytes()).hexdigest()
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _of(lines: Lines, device: str) -> list[int]:
    """Where the lines of a device stand."""
    return [n for n, line in enumerate(lines) if json.loads(line)["device"] == device]


def _altered(change: Callable[[Lines, list[int]], None], folder: Path) -> None:
    """Change lines of one device; every line keeps its place."""
    lines = _read(folder)
    places = _of(lines, "field-1")
    change(lines, places)
    _write(folder, lines)


def test_a_good_folder_passes(folder: Path) -> None:
    assert checked(folder) == []
    assert checked(folder, folder / "manifest.json") == []


def test_a_good_folder_without_values_passes(tmp_path: Path) -> None:
    played()
    export(tmp_path / "out")
    assert not (tmp_path / "out" / "openings.jsonl").exists()
    assert checked(tmp_path / "out") == []


def test_any_change_to_a_file_is_seen(folder: Path) -> None:
    lines = _read(folder)
    lines[3] = lines[3].replace("test.", "rest.")
    _write(folder, lines, restated=False)
    assert ("file", "events.jsonl", "–", "–") in checked(folder)


def test_an_altered_event_is_placed(folder: Path) -> None:
    def change(lines: Lines, places: list[int]) -> None:
        lines[places[2]] = lines[places[2]].replace('"type":"test.', '"type":"rest.')

    place = _of(_read(folder), "field-1")[2] + 1
    _altered(change, folder)
    assert checked(folder) == [("altered", "field-1", "3", str(place))]


def test_the_last_event_altered_is_placed(folder: Path) -> None:
    def change(lines: Lines, places: list[int]) -> None:
        lines[places[-1]] = lines[places[-1]].replace('"type":"', '"type":"x')

    places = _of(_read(folder), "field-1")
    _altered(change, folder)
    assert checked(folder) == [("altered", "field-1", str(len(places)), str(places[-1] + 1))]


def test_an_event_altered_together_with_its_commitment_is_placed(folder: Path) -> None:
    def change(lines: Lines, places: list[int]) -> None:
        event = json.loads(lines[places[1]])
        event["actor"] = "00000000-0000-0000-0000-00000000beef"
        lines[places[1]] = canonical(event).decode()

    _altered(change, folder)
    assert [(kind, seq) for kind, _, seq, _ in checked(folder)] == [("altered", "2")]


def test_a_removed_event_is_placed(folder: Path) -> None:
    lines, values = _read(folder), _read(folder, "openings.jsonl")
    place = _of(lines, "field-1")[3]
    del lines[place], values[place]
    _write(folder, lines)
    _write(folder, values, "openings.jsonl")
    found = checked(folder)
    assert ("removed", "field-1", "4", "–") in found
    assert {kind for kind, *_ in found} == {"removed"}


def test_two_swapped_events_are_placed(folder: Path) -> None:
    def swap(lines: Lines) -> None:
        one, other = _of(events, "field-1")[2:4]
        lines[one], lines[other] = lines[other], lines[one]

    events, values = _read(folder), _read(folder, "openings.jsonl")
    swap(values)
    swap(events)
    _write(folder, events)
    _write(folder, values, "openings.jsonl")
    assert {(kind, device, seq) for kind, device, seq, _ in checked(folder)} == {
        ("moved", "field-1", "3")
    }


def test_a_doubled_event_is_placed(folder: Path) -> None:
    lines, values = _read(folder), _read(folder, "openings.jsonl")
    place = _of(lines, "field-1")[2]
    lines.append(lines[place])
    values.append(values[place])
    _write(folder, lines)
    _write(folder, values, "openings.jsonl")
    found = checked(folder)
    assert ("doubled", "field-1", "3", str(len(lines))) in found


def test_an_event_added_at_the_end_is_placed(folder: Path) -> None:
    """Rightly linked: only the heads say that it was not there."""
    lines, values = _read(folder), _read(folder, "openings.jsonl")
    last = json.loads(lines[_of(lines, "field-1")[-1]])
    forged = {
        **last,
        "seq": last["seq"] + 1,
        "prev": hash_of(canonical(last).decode()),
        "id": "00000000-0000-0000-0000-0000000000ff",
        "fields": {},
    }
    _write(folder, [*lines, canonical(forged).decode()])
    _write(folder, [*values, "{}"], "openings.jsonl")
    assert {kind for kind, *_ in checked(folder)} == {"added"}


def test_a_changed_value_is_placed(folder: Path) -> None:
    values = _read(folder, "openings.jsonl")
    place = next(n for n, line in enumerate(values) if "Загін" in line)
    values[place] = values[place].replace("Загін", "Загон", 1)
    _write(folder, values, "openings.jsonl")
    ((kind, _, _, line),) = checked(folder)
    assert (kind, line) == ("value", str(place + 1))


def test_a_value_that_was_never_committed_to_is_found(folder: Path) -> None:
    values = _read(folder, "openings.jsonl")
    values[0] = canonical({**json.loads(values[0]), "x/name": ["00" * 32, "Ніхто"]}).decode()
    _write(folder, values, "openings.jsonl")
    assert [kind for kind, *_ in checked(folder)] == ["value"]


def test_a_missing_value_is_placed(folder: Path) -> None:
    values = _read(folder, "openings.jsonl")
    first = json.loads(values[0])
    first.popitem()
    values[0] = canonical(first).decode()
    _write(folder, values, "openings.jsonl")
    assert [(kind, line) for kind, _, _, line in checked(folder)] == [("hidden", "1")]


@pytest.mark.parametrize("spoilt", ["", "{}", "[1]", "не JSON", '{"device":1,"seq":"a"}', "null"])
def test_what_is_no_event_is_placed(folder: Path, spoilt: str) -> None:
    lines = _read(folder)
    lines[4] = spoilt
    _write(folder, lines)
    assert ("unreadable", "–", "–", "5") in checked(folder)


def test_another_spelling_of_the_same_event_is_found(folder: Path) -> None:
    lines = _read(folder)
    lines[4] = json.dumps(json.loads(lines[4]), ensure_ascii=False)
    _write(folder, lines)
    assert "spelling" in {kind for kind, *_ in checked(folder)}


def test_a_number_out_of_all_proportion_is_found_without_harm(folder: Path) -> None:
    lines = _read(folder)
    event = json.loads(lines[4])
    lines[4] = canonical({**event, "seq": 2**53 - 1}).decode()
    _write(folder, lines)
    assert ("moved", event["device"], str(2**53 - 1), "5") in checked(folder)


def test_a_tail_cut_off_everywhere_is_found_only_against_kept_heads(
    folder: Path, tmp_path: Path
) -> None:
    kept = Path(shutil.copy(folder / "manifest.json", tmp_path / "kept.json"))
    lines, values = _read(folder), _read(folder, "openings.jsonl")
    gone = json.loads(lines.pop())
    values.pop()
    _write(folder, lines)
    _write(folder, values, "openings.jsonl")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    last = json.loads(lines[_of(lines, gone["device"])[-1]])
    manifest["heads"][gone["device"]] = {
        "seq": last["seq"],
        "hash": hash_of(canonical(last).decode()),
    }
    manifest["events"] -= 1
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert checked(folder) == []
    assert checked(folder, kept) == [("cut", gone["device"], str(gone["seq"]), "–")]


def test_the_folder_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played()
    monkeypatch.setattr(
        "shutil.copyfile", lambda source, target: (_ for _ in ()).throw(OSError(28))
    )
    with pytest.raises(OSError, match="28"):
        export(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(folder: Path) -> None:
    with pytest.raises(FileExistsError):
        export(folder)
