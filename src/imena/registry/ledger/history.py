"""What a record was, and what was known of it: folded from the openings of its changes.

Two times are kept apart. *Valid from* is since when something has been so; *recorded at* is when
the office learned it. The state as of one time and known at another uses what had been recorded by
the one and was valid by the other.

This reads whatever there is. Who may see it is decided in `imena.registry.queries`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from imena.registry.ledger.canonical import Plain
from imena.registry.ledger.event import EVENT
from imena.registry.ledger.sealing import DestroyedError, unsealed
from imena.registry.models.ledger import DataKey, Opening


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a record: what was done, by whom, when it was recorded, since when it is so.

    ``fields`` are the new values. ``destroyed`` says that there were more, which were erased.
    """

    event: UUID
    act: str
    actor: UUID | None
    approvers: tuple[UUID, ...]
    recorded_at: datetime
    valid_from: datetime
    reason: str
    kind: str
    version: int
    fields: Mapping[str, Plain]
    destroyed: bool


@dataclass(frozen=True, slots=True)
class State:
    """A record at one time, known at another. A field that is not there was empty."""

    kind: str
    version: int
    fields: Mapping[str, Plain]
    destroyed: bool


def history(record: UUID) -> list[Step]:
    """Every change of a record in the order in which they were made; empty for none.

    Raises
    ------
    imena.registry.ledger.sealing.DamagedError
        When a value was altered since it was recorded.
    """
    rows = Opening.objects.filter(record_id=record).exclude(kind=EVENT)
    ordered = list(rows.select_related("event").order_by("version", "id"))
    reasons = _reasons({row.event_id for row in ordered})
    keys = _keys({row.subject for row in ordered if row.subject is not None})
    return list(_steps(ordered, keys, reasons))


def state(
    record: UUID, *, as_of: datetime | None = None, known_at: datetime | None = None
) -> State | None:
    """What the record was at ``as_of`` as far as was known at ``known_at``; ``None`` for unknown.

    Without ``as_of``, what was last recorded counts: that is what the case file shows. With it, of
    two values the one that became valid later counts, and of two valid since the same moment the
    one that was recorded later.

    Raises
    ------
    imena.registry.ledger.sealing.DamagedError
        When a value was altered since it was recorded.
    """
    steps = [step for step in history(record) if known_at is None or step.recorded_at <= known_at]
    if as_of is not None:
        steps = [step for step in steps if step.valid_from <= as_of]
        steps.sort(key=lambda step: (step.valid_from, step.version))
    if not steps:
        return None
    fields: dict[str, Plain] = {}
    for step in steps:
        fields.update(step.fields)
    destroyed = any(step.destroyed for step in steps)
    return State(steps[-1].kind, max(s.version for s in steps), fields, destroyed)


def _steps(
    rows: Iterable[Opening], keys: Mapping[UUID, bytes], reasons: Mapping[UUID, str]
) -> Iterator[Step]:
    """One step for each version: its open and its personal values together."""
    versions: dict[int, list[Opening]] = {}
    for row in rows:
        versions.setdefault(row.version, []).append(row)
    for version, of_version in versions.items():
        fields: dict[str, Plain] = {}
        destroyed = False
        for row in of_version:
            key = None if row.subject is None else keys.get(row.subject)
            try:
                opened = unsealed(row.sealed, event=row.event_id, record=row.record_id, key=key)
            except DestroyedError:
                destroyed = True
            else:
                fields.update((name, value) for name, (_, value) in opened.items())
        first = of_version[0]
        approvers = json.loads(first.event.body)["approvers"]
        yield Step(
            event=first.event_id,
            act=first.event.type,
            actor=first.event.actor,
            approvers=tuple(UUID(approver) for approver in approvers),
            recorded_at=first.event.recorded_at,
            valid_from=first.valid_from,
            reason=reasons.get(first.event_id, ""),
            kind=first.kind,
            version=version,
            fields=fields,
            destroyed=destroyed,
        )


def _reasons(events: set[UUID]) -> dict[UUID, str]:
    rows = Opening.objects.filter(record_id__in=events, kind=EVENT)
    return {
        row.event_id: str(
            unsealed(row.sealed, event=row.event_id, record=row.record_id)["reason"][1]
        )
        for row in rows
    }


def _keys(subjects: set[UUID]) -> dict[UUID, bytes]:
    rows = DataKey.objects.filter(subject__in=subjects).values_list("subject", "key")
    return {subject: bytes(key) for subject, key in rows}
