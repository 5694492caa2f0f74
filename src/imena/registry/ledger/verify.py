"""Recompute the whole ledger from its rows, and hold the case file against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Exists, OuterRef

from imena.registry.ledger import rows
from imena.registry.ledger.chain import hash_of
from imena.registry.ledger.current import check_current
from imena.registry.ledger.findings import Finding, Verified
from imena.registry.ledger.heads import Heads
from imena.registry.ledger.opened import Openings
from imena.registry.ledger.sequencer import overdue
from imena.registry.ledger.walk import Tree, Walk
from imena.registry.models.ledger import Event, Link, Opening, Waiting

#: How often progress is told: every so many events.
_STEP = 5_000

#: Told how many of how many events were gone through.
Progress = Callable[[int, int], None]


def verify(*, kept: Heads | None = None, told: Progress | None = None) -> Verified:
    """Go through everything; ``kept`` are heads from outside, which must be met on the way.

    What is recorded meanwhile is left for the next time.
    """
    out = Verified()
    keys = rows.keys()
    _chains(out, Walk(out.findings.append, kept=kept.heads if kept else {}), keys, told)
    _strays(out)
    out.records = check_current(out.findings.append, keys)
    return out


def verify_since(since: Heads, *, told: Progress | None = None) -> Verified:
    """Go through what was placed after ``since``, a state that was verified before.

    That the chains still hold the heads of ``since`` is looked at; nothing else before them is, nor
    the current rows of the case file.
    """
    out = Verified()
    walk = Walk(out.findings.append, ends=since.heads, index=since.index)
    for device, head in since.heads.items():
        line = Link.objects.filter(device=device, seq=head.seq).values_list("line").first()
        if line is None:
            out.findings.append(Finding("cut", device, head.seq))
        elif hash_of(line[0]) != head.hash:
            out.findings.append(Finding("rewritten", device, head.seq))
    _chains(out, walk, rows.keys(), told)
    return out


def _chains(out: Verified, walk: Walk, keys: Mapping[str, bytes], told: Progress | None) -> None:
    openings = Openings(walk.tell, keys)
    start = walk.index
    last = rows.last()
    for item in rows.placed(start, last):
        tree = walk.step(item.at, item.event)
        out.events += 1
        if tree is not None:
            _open(openings, item, tree)
        if told is not None and out.events % _STEP == 0:
            told(out.events, last - start)
    walk.close()
    out.destroyed = openings.close()
    out.values = openings.values
    out.index, out.heads = walk.index, walk.heads
    out.waiting = Waiting.objects.count()
    if late := overdue():
        walk.tell(Finding("overdue", what=str(late)))


def _open(openings: Openings, item: rows.Told, tree: Tree) -> None:
    try:
        openings.step((item.at.device, item.at.seq), tree, item.openings)
    except (KeyError, TypeError, AttributeError, ValueError):
        openings.tell(Finding("altered", item.at.device, item.at.seq, what="line"))


def _strays(out: Verified) -> None:
    """Events without a place that wait for none, and openings of no such event."""
    placed = Link.objects.filter(event_id=OuterRef("pk"))
    awaited = Waiting.objects.filter(event_id=OuterRef("pk"))
    lost = Event.objects.filter(~Exists(placed), ~Exists(awaited))
    for event, device in lost.values_list("id", "device").iterator():
        out.findings.append(Finding("unplaced", device, what=str(event)))
    known = Event.objects.filter(pk=OuterRef("event_id"))
    stray = Opening.objects.filter(~Exists(known))
    for record in stray.values_list("record_id", flat=True).iterator():
        out.findings.append(Finding("stray", record=str(record)))
