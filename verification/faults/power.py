"""The power goes: rebuild the states a disk may be left in, and open each.

What was synced is on the disk. What was written since may be there, or not, or some of it, in any
order, and a write may be torn at a sector of 512 bytes.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from verification.faults.casefile import NAME, Found, copied, is_broken, opened, write
from verification.faults.disk import Change, Disk, listening

if TYPE_CHECKING:
    from imena.registry.actor import Actor

_SECTOR = 512
_ACTS = 100


def cut(
    actor: Actor, whole: Path, work: Path, states: int, seed: int, *, weakened: bool = False
) -> Found:
    """Write acts, then open ``states`` of the states a power cut may have left on the way.

    A ``weakened`` case file must lose something: that shows that this would find it.
    """
    dice = random.Random(seed)
    source = copied(whole, work / "recorded")
    disk = Disk()
    acknowledged: list[tuple[int, str]] = []
    with listening(disk), opened(source, weakened=weakened):
        for number in range(_ACTS):
            write(actor, f"P{number:05d}")
            acknowledged.append((len(disk.journal), f"P{number:05d}"))
        journal = list(disk.journal)
    found = Found("power", acknowledged=len(acknowledged))
    moments = sorted(dice.randrange(len(journal) + 1) for _ in range(states))
    state = work / "state"
    for moment, files in _left(journal, whole, moments, dice):
        found.tries += 1
        copied(whole, state)
        for name, content in files.items():
            (state / name).write_bytes(content)
        kept = [key for at, key in acknowledged if at <= moment]
        with opened(state):
            is_broken(found, kept, f"power cut after change {moment}")
    shutil.rmtree(state, ignore_errors=True)
    return found


@dataclass
class _Kept:
    """A file: what is surely on the disk, and what was done since."""

    synced: bytearray | None = None
    since: list[Change] = field(default_factory=list)


def _left(
    journal: list[Change], whole: Path, moments: list[int], dice: random.Random
) -> Iterator[tuple[int, dict[str, bytes]]]:
    files: dict[str, _Kept] = {NAME: _Kept(bytearray((whole / NAME).read_bytes()))}
    done = 0
    for moment in moments:
        for change in journal[done:moment]:
            kept = files.setdefault(Path(change.file).name, _Kept())
            if change.kind == "sync":
                for earlier in kept.since:
                    _apply(kept, earlier)
                kept.synced = kept.synced if kept.synced is not None else bytearray()
                kept.since.clear()
            else:
                kept.since.append(change)
        done = moment
        left = {name: _after(kept, dice) for name, kept in files.items()}
        yield moment, {name: bytes(c) for name, c in left.items() if c is not None}


def _after(kept: _Kept, dice: random.Random) -> bytearray | None:
    """One of the contents that the file may have when the power comes back."""
    how = dice.choice(("nothing", "everything", "some", "torn"))
    after = _Kept(None if kept.synced is None else bytearray(kept.synced))
    for change in kept.since:
        if how == "everything" or (how in ("some", "torn") and dice.random() < 0.5):
            for part in _torn(change, dice) if how == "torn" else (change,):
                _apply(after, part)
    return after.synced


def _torn(change: Change, dice: random.Random) -> Iterator[Change]:
    """The sectors of a write that reached the disk."""
    if change.kind != "write":
        yield change
        return
    end = change.at + len(change.data)
    at = change.at
    while at < end:
        stop = min(end, (at // _SECTOR + 1) * _SECTOR)
        if dice.random() < 0.5:
            part = change.data[at - change.at : stop - change.at]
            yield Change("write", change.file, at, part)
        at = stop


def _apply(kept: _Kept, change: Change) -> None:
    content = kept.synced if kept.synced is not None else bytearray()
    if change.kind == "write":
        content.extend(bytes(max(0, change.at + len(change.data) - len(content))))
        content[change.at : change.at + len(change.data)] = change.data
    elif change.kind == "truncate":
        del content[change.at :]
        content.extend(bytes(change.at - len(content)))
    kept.synced = None if change.kind == "delete" else content
