"""Recompute the whole ledger from its rows, and hold the case file against it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from django.db.models import Exists, OuterRef

from imena.registry.ledger import rows
from imena.registry.ledger.chain import hash_of
from imena.registry.ledger.current import check_current
from imena.registry.ledger.findings import Finding, Verified
from imena.registry.ledger.heads import Heads
from imena.registry.ledger.opened import Openings
from imena.registry.ledger.process import begin
from imena.registry.ledger.sequencer import overdue
from imena.registry.ledger.stretch import Checked, check_stretch
from imena.registry.ledger.walk import Walk
from imena.registry.models.ledger import Event, Link, Opening, Waiting

#: Events of one stretch.
_STRETCH = 5_000

#: Told how many of how many events were gone through.
Progress = Callable[[int, int], None]


def verify(
    *, kept: Heads | None = None, told: Progress | None = None, processes: int = 1
) -> Verified:
    """Go through everything; ``kept`` are heads from outside, which must be met on the way.

    What is recorded meanwhile is left for the next time. Several ``processes`` open the case file
    by the same settings from the environment as this one.
    """
    out = Verified()
    walk = Walk(out.findings.append, kept=kept.heads if kept else {})
    if processes < 2:
        seen = _chains(out, walk, map(_stretch, _stretches(0)), told)
        out.records, found = check_current()
    else:
        with _pool(processes) as pool:
            current = pool.submit(check_current)
            seen = _chains(out, walk, pool.map(_stretch, _stretches(0)), told)
            out.records, found = current.result()
    out.findings += [*found, *_strays(*seen)]
    return out


def processes_worth() -> int:
    """How many processes verify this ledger soonest: each further one takes a second to start."""
    return (os.cpu_count() or 1) if rows.last() > 50_000 else 1


def verify_since(since: Heads, *, told: Progress | None = None) -> Verified:
    """Go through what was placed after ``since``, a state that was verified before.

    That the chains still hold the heads of ``since`` is looked at; nothing else before them is, nor
    the current rows of the case file.
    """
    out = Verified()
    for device, head in since.heads.items():
        line = Link.objects.filter(device=device, seq=head.seq).values_list("line").first()
        if line is None:
            out.findings.append(Finding("cut", device, head.seq))
        elif hash_of(line[0]) != head.hash:
            out.findings.append(Finding("rewritten", device, head.seq))
    walk = Walk(out.findings.append, ends=since.heads, number=since.index)
    _chains(out, walk, map(_stretch, _stretches(since.index)), told)
    return out


def _stretches(begin: int) -> list[tuple[int, int]]:
    last = rows.last()
    return [(low, min(low + _STRETCH, last)) for low in range(begin, last, _STRETCH)]


def _stretch(bounds: tuple[int, int]) -> Checked:
    return check_stretch(*bounds)


def _chains(
    out: Verified, walk: Walk, stretches: Iterator[Checked], told: Progress | None
) -> tuple[int, int]:
    """Walk the chains; how many events with a place are there, and how many rows of openings."""
    openings = Openings()
    there = 0
    whole = rows.last() - walk.number
    for checked in stretches:
        out.findings += checked.findings
        for step in checked.steps:
            walk.follow(step)
        openings.add(checked.openings)
        there += checked.events
        out.events += len(checked.steps)
        if told is not None:
            told(out.events, whole)
    walk.close()
    out.findings += openings.close()
    out.values, out.destroyed = openings.values, openings.destroyed
    out.index, out.heads = walk.number, walk.heads
    out.waiting = Waiting.objects.count()
    if late := overdue():
        out.findings.append(Finding("overdue", what=str(late)))
    return there, openings.rows


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that share nothing: a forked one would share this one's connection."""
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=begin) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _strays(events: int, openings: int) -> Iterator[Finding]:
    """Events without a place that wait for none, and openings of no event; ``events`` and
    ``openings`` were seen. Looking for each takes long and is done only where there are more."""
    if Event.objects.count() != events + Waiting.objects.count():
        placed = Link.objects.filter(event_id=OuterRef("pk"))
        awaited = Waiting.objects.filter(event_id=OuterRef("pk"))
        lost = Event.objects.filter(~Exists(placed), ~Exists(awaited))
        for event, device in lost.values_list("id", "device").iterator():
            yield Finding("unplaced", device, what=str(event))
    if Opening.objects.count() != openings:
        stray = Opening.objects.filter(~Exists(Event.objects.filter(pk=OuterRef("event_id"))))
        for record in stray.values_list("record_id", flat=True).iterator():
            yield Finding("stray", record=str(record))
