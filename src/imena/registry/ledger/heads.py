"""Heads kept outside the database: how every chain ended at one time.

A heads file is JSON: ``format``, ``made_at``, ``events`` (how many the office had placed by then)
and ``heads`` (device → ``seq`` and ``hash``). The manifest of an export has all of these too, so it
may be given wherever a heads file is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imena.language import message
from imena.registry.ledger.canonical import Plain, instant
from imena.registry.ledger.chain import Head

FORMAT = "imena-ledger-heads-1"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Heads:
    """How every chain ended at one time, and how many events the office had placed by then."""

    index: int
    heads: Mapping[str, Head]


class HeadsError(ValueError):
    """A file that holds no heads."""

    said = message("{file} holds no heads of a ledger: {why}")


def tree_of(heads: Heads, made_at: datetime) -> dict[str, Plain]:
    """The heads as they stand in a file."""
    ends: dict[str, Plain] = {
        device: {"seq": head.seq, "hash": head.hash} for device, head in heads.heads.items()
    }
    return {
        "format": FORMAT,
        "made_at": instant(made_at),
        "events": heads.index,
        "heads": ends,
    }


def read_heads(path: Path) -> Heads:
    """The heads of a file.

    Raises
    ------
    HeadsError
        When it cannot be read, or holds something else.
    """
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        heads = {
            str(device): Head(_number(head["seq"]), _hash(head["hash"]))
            for device, head in tree["heads"].items()
        }
        return Heads(_number(tree["events"]), heads)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise HeadsError(str(error) or type(error).__name__) from error


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is not a number of events")
    return value


def _hash(value: object) -> str:
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise ValueError(f"{value!r} is not a hash")
    return value
