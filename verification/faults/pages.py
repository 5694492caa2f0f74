"""A page on the disk is not what was written: a bit flipped, a page of noughts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

from verification.faults.casefile import NAME, Found, broken, copied, opened, write

if TYPE_CHECKING:
    from imena.registry.actor import Actor

_PAGE = 4096
_ACTS = 20


def spoil(actor: Actor, whole: Path, work: Path, times: int, seed: int) -> Found:
    """Spoil one place ``times`` times; each must be found by the checks, none may pass."""
    dice = random.Random(seed)
    source = copied(whole, work / "sound")
    with opened(source):
        for number in range(_ACTS):
            write(actor, f"C{number:05d}")
    sound = (source / NAME).read_bytes()
    found = Found("page", acknowledged=_ACTS)
    spoilt = copied(source, work / "spoilt")
    for number in range(times):
        content = bytearray(sound)
        at = dice.randrange(len(content))
        if number % 4 == 0:
            start = at - at % _PAGE
            content[start : start + _PAGE] = bytes(_PAGE)
        else:
            content[at] ^= 1 << dice.randrange(8)
        (spoilt / NAME).write_bytes(content)
        found.tries += 1
        if not _is_found(spoilt):
            found.violations.append(f"byte {at}: the damage passes")
    return found


def _is_found(folder: Path) -> bool:
    try:
        with opened(folder):
            return any(broken(()))
    except Exception:  # it does not open, or a page cannot be read: found
        return True
