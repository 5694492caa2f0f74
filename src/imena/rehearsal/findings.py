"""What the invented site’s families tell and its examiners find, as they are put into the forms."""

from __future__ import annotations

from datetime import date

from imena.registry.services.antemortem import Told
from imena.registry.services.postmortem import Stated
from imena.rehearsal.stage import Stage

#: When somebody was last seen of whom the site says nothing.
_SPRING = "2025-04"


def told_of(stage: Stage, missing: str) -> list[Told]:
    """What is told of a missing person; nothing of those whom the site does not have."""
    return [
        Told(one.kind, one.status, one.by, one.data, one.region, one.as_of)
        for one in stage.findings.told.get(missing, ())
    ]


def seen_on(stage: Stage, body: str, *disciplines: str) -> list[Stated]:
    """What examiners of these disciplines find on a body."""
    return [
        Stated(one.kind, one.status, one.data, one.region)
        for one in stage.findings.remains.get(body, ())
        if one.by in disciplines
    ]


def last_seen(stage: Stage, missing: str) -> str:
    """The day somebody was seen last, or about when."""
    day = stage.findings.last_seen.get(missing)
    return _SPRING if day is None else day.isoformat()


def dug_on(stage: Stage, body: str) -> date | None:
    """When the undertaker wrote that the grave was dug, if he did."""
    return stage.findings.buried.get(body)
