"""Check an exported ledger. Needs Python 3.8 or newer and nothing else: read it, then run it.

    python3 checker.py FOLDER [--heads KEPT.json ...]

KEPT.json is a heads file that somebody else kept from an earlier day. Only against such a file can
a chain that was cut off at its end, or rewritten whole, be found. Ends with 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import itertools
import json
import sys
from pathlib import Path
from typing import Any, Iterator  # noqa: UP035  # Python 3.8

KINDS = {
    "unreadable": "не читається · not a readable event",
    "altered": "змінено · altered: its hash is not the one that the next event or the head names",
    "spelling": "записано інакше · not spelled canonically",
    "removed": "вилучено · removed: there is no such event",
    "doubled": "повторено · doubled: this stands in the ledger a second time",
    "moved": "пересунуто · moved: the event does not stand where it was recorded",
    "added": "додано · added: the manifest tells of fewer events",
    "cut": "обрізано · cut off: the head names an event that is not there",
    "rewritten": "переписано · rewritten: up to here this is not the chain whose head was kept",
    "value": "значення не те · a shown value is not the one that was committed to",
    "hidden": "значення бракує · a value is neither shown nor recorded as destroyed",
    "file": "файл не той · the file is not the one that the manifest names",
}


def spelled(value: Any) -> str:
    """Canonical JSON (RFC 8785; there are no fractions)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def opens(commitment: str, name: str, salt: str, value: Any) -> bool:
    """Whether this is the value that was committed to."""
    text = name.encode() + b"\0" + spelled(value).encode()
    return hmac.new(bytes.fromhex(salt), text, "sha256").hexdigest() == commitment


def lines(path: Path) -> Iterator[str]:
    """The lines of a file, which may be larger than memory."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


class Check:
    """One pass over a folder."""

    def __init__(self, folder: Path, kept: list[dict[str, Any]]) -> None:
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.kept = {(d, head["seq"]): head["hash"] for heads in kept for d, head in heads.items()}
        self.found = self.events = self.right = 0
        self.ends: dict[str, tuple[int, str, int]] = {}  # device: number, hash, line
        self.gaps: dict[str, set[int]] = {}
        self.ids: set[str] = set()
        self.unopened: dict[str, tuple[str, int, int]] = {}
        self.erased: set[str] = set()

    def say(self, kind: str, device: str = "–", seq: int = 0, line: int = 0) -> None:
        """One finding and its place."""
        self.found += 1
        print(f"{kind.upper()}  {device} #{seq or '–'}  line {line or '–'}  {KINDS[kind]}")

    def run(self) -> None:
        """All of it."""
        for name, stated in self.manifest["files"].items():
            if digest_of(self.folder / name) != stated:
                self.say("file", name)
        openings = self.folder / "openings.jsonl"
        shown = lines(openings) if openings.exists() else iter(())
        pairs = itertools.zip_longest(lines(self.folder / "events.jsonl"), shown)
        for number, (line, opened) in enumerate(pairs, 1):
            try:
                event = json.loads(line)
                self.place(number, line, event)
                self.values(number, event, json.loads(opened or "{}"))
            except (ValueError, TypeError, KeyError, AttributeError):
                self.say("unreadable", line=number)
        self.close()

    def place(self, number: int, line: str, event: dict[str, Any]) -> None:
        """The event stands where it should, with the hash that others name."""
        device, seq, self.events = event["device"], event["seq"], self.events + 1
        last, ending, at = self.ends.get(device, (0, "0" * 64, number))
        digest = hashlib.sha256(b"imena-event-v1\0" + line.encode()).hexdigest()
        missing = self.gaps.setdefault(device, set())
        if spelled(event) != line or event["v"] != 1:
            self.say("spelling", device, seq, number)
        if self.kept.pop((device, seq), digest) != digest:
            self.say("rewritten", device, seq, number)
        if event["id"] in self.ids:
            self.say("doubled", device, seq, number)
        self.ids.add(event["id"])
        if not last < seq <= self.manifest["events"]:
            self.say("moved" if seq in missing or seq > last else "doubled", device, seq, number)
            missing.discard(seq)
            return
        missing.update(range(last + 1, seq))
        if seq == last + 1 and event["prev"] != ending:
            self.say("altered", device, last or seq, at)
        self.ends[device] = (seq, digest, number)

    def values(self, number: int, event: dict[str, Any], shown: dict[str, Any]) -> None:
        """What is shown is what was committed to; the rest is closed or destroyed."""
        place = (event["device"], event["seq"], number)
        self.erased.update(event["erased"])
        for name in shown.keys() | event["fields"].keys():
            commitment = event["fields"].get(name, "")
            if name not in shown:
                self.unopened[commitment] = place
            elif opens(commitment, name, *shown[name]):
                self.right += 1
            else:
                self.say("value", *place)

    def close(self) -> None:
        """What can be told only when everything was read."""
        heads = self.manifest["heads"]
        if self.events != self.manifest["events"]:
            self.say("removed" if self.events < self.manifest["events"] else "added")
        for device in sorted(self.ends.keys() | heads.keys()):
            seq, digest, number = self.ends.get(device, (0, "0" * 64, 0))
            head = heads.get(device, {"seq": 0})
            if seq != head["seq"]:
                self.say("cut" if seq < head["seq"] else "added", device, head["seq"], number)
            elif digest != head["hash"]:
                self.say("altered", device, seq, number)
        for device, missing in self.gaps.items():
            for seq in sorted(missing):
                self.say("removed", device, seq)
        for device, seq in sorted(self.kept):
            self.say("cut", device, seq)
        destroyed = self.unopened.keys() & self.erased
        if self.manifest["openings"] == "all":
            for commitment in self.unopened.keys() - destroyed:
                self.say("hidden", *self.unopened[commitment])
        closed = len(self.unopened) - len(destroyed)
        print(f"{self.events} events in {len(self.ends)} chains. Values: {self.right} shown and")
        print(f"right, {closed} not shown, {len(destroyed)} destroyed. Findings: {self.found}")


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Check an exported ledger.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--heads", type=Path, action="append", default=[])
    asked = parser.parse_args()
    kept = [json.loads(path.read_text(encoding="utf-8"))["heads"] for path in asked.heads]
    check = Check(asked.folder, kept)
    check.run()
    return 1 if check.found else 0


if __name__ == "__main__":
    sys.exit(main())
