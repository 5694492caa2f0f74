"""What became of a record: who changed what."""

from __future__ import annotations

import json
import uuid

from imena.registry.models.ledger import Opening


def changed_since(record: uuid.UUID, version: int) -> tuple[uuid.UUID | None, tuple[str, ...]]:
    """Who last changed a record after ``version``, and which fields changed in all.

    Of what is personal only that it changed is said, not which field.
    """
    rows = Opening.objects.filter(record_id=record, version__gt=version)
    fields: set[str] = set()
    by: uuid.UUID | None = None
    for opening in rows.select_related("event").order_by("version"):
        by = opening.event.actor
        if opening.subject is None:
            fields |= json.loads(opening.sealed).keys()
    return by, tuple(sorted(fields))
