"""Destroy one person's values for ever, and leave the proof standing.

The values were encrypted under the person's own key, and the events hold only commitments to them.
Destroying the key is erasing the values: here, and in every backup that does not hold the key. What
remains is that something was recorded, by whom and when.
"""

from __future__ import annotations

import json
from uuid import UUID

from django.db import connection

from imena.registry.ledger.event import named
from imena.registry.ledger.sealing import DestroyedError, unsealed
from imena.registry.models.ledger import DataKey, Event, Opening


class NothingKeptError(LookupError):
    """There is no key, so nothing is kept under it."""


def commitments_of(subject: UUID) -> list[str]:
    """The commitments whose openings only the person's key opens: what an erasure must list.

    Holds the key until the transaction ends, so that nothing more is kept under it.

    Raises
    ------
    NothingKeptError
        When the person has no key.
    imena.registry.ledger.sealing.DamagedError
        When a value was altered since it was recorded.
    """
    kept = DataKey.objects.select_for_update().filter(subject=subject).first()
    if kept is None:
        raise NothingKeptError(str(subject))
    found: list[str] = []
    for row in Opening.objects.filter(subject=subject).select_related("event").iterator():
        try:
            fields = unsealed(
                row.sealed, event=row.event_id, record=row.record_id, key=bytes(kept.key)
            )
        except DestroyedError:
            continue  # sealed under an earlier key, and listed when that was destroyed
        commitments = _commitments(row.event)
        found += [commitments[name] for name, _ in named(row.record_id, fields)]
    return sorted(found)


def destroy(subject: UUID) -> None:
    """Destroy the person's key, in the transaction of the event that lists what goes with it.

    Raises
    ------
    RuntimeError
        Outside a transaction.
    NothingKeptError
        When there is no key.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an erasure and its event stand or fall together")
    deleted, _ = DataKey.objects.filter(subject=subject).delete()
    if not deleted:
        raise NothingKeptError(str(subject))


def _commitments(event: Event) -> dict[str, str]:
    fields: dict[str, str] = json.loads(event.body)["fields"]
    return fields
