"""What waits for somebody, by what they may do: the oldest first, what stops others before all.

A queue is asked for only by those who can move it on: an analyst sees conflicts, a mortuary what is
on its way. Numbers and times only, no names: whose they are is asked by number, where it may be.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Conflict,
    CustodyEvent,
    Decision,
    DecisionPerson,
    Entry,
    Examination,
    FamilyWish,
    Hypothesis,
    Incident,
    LabItem,
    LabRequest,
    MissingPerson,
    Notification,
    RecoveredUnit,
    Release,
    ReviewCase,
    Signature,
    Site,
)
from imena.registry.models.record import IsTrue
from imena.registry.permissions import Need, may
from imena.registry.queries.visible import visible

E = TypeVar("E", bound=Entry)

#: Shown of one queue; the rest is counted.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: its number, since when, and until when where it is due.

    ``people`` are the numbers of the missing people it is about, as far as the actor may see them,
    ``decision`` the decision it is about, ``posterior`` how probable a possible name is.
    """

    number: str
    said: str
    since: datetime | None
    due: datetime | None = None
    people: tuple[str, ...] = ()
    decision: uuid.UUID | None = None
    decision_number: str = ""
    posterior: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """Things of one kind that wait, and how many there are in all. ``stops`` = others cannot go on
    before."""

    kind: str
    total: int
    items: tuple[Item, ...]
    stops: bool = False


def waiting(actor: Actor) -> tuple[Queue, ...]:
    """The queues that the actor can move on, empty ones left out."""
    found = [queue for ask in _QUEUES if (queue := ask(actor)) is not None and queue.total]
    found = _with_people(actor, found)
    return tuple(sorted(found, key=lambda queue: not queue.stops))


def _with_people(actor: Actor, queues: Iterable[Queue]) -> list[Queue]:
    """Whom the decisions that wait are about; one question for all of them."""
    queues = list(queues)
    decisions = {item.decision for queue in queues for item in queue.items} - {None}
    about = defaultdict(list)
    if decisions:
        rows = visible(actor, DecisionPerson).filter(decision__in=decisions, missing__isnull=False)
        rows = rows.order_by("missing__number")
        for decision, number in rows.values_list("decision", "missing__number"):
            about[decision].append(number)
    return [
        replace(
            queue,
            items=tuple(
                replace(item, people=tuple(about[item.decision])) if item.decision else item
                for item in queue.items
            ),
        )
        for queue in queues
    ]


def _queue(
    kind: str,
    rows: QuerySet[E],
    item: Callable[[E], Item],
    *,
    stops: bool = False,
) -> Queue:
    shown = list(rows[: SHOWN + 1])
    total = len(shown) if len(shown) <= SHOWN else rows.count()
    return Queue(kind, total, tuple(item(row) for row in shown[:SHOWN]), stops)


def _can(actor: Actor, area: str, need: Need = Need.WRITE) -> bool:
    return may(actor, area, need).allowed


def _conflicts(actor: Actor) -> Queue | None:
    if not _can(actor, "identification", Need.PROPOSE):
        return None
    rows = visible(actor, Conflict).filter(closed_at=None)
    rows = rows.select_related("individual", "missing")
    return _queue(
        "conflicts",
        rows.order_by("recorded_at", "individual__number", "missing__number", "kind"),
        lambda c: Item(
            c.individual.number if c.individual else "",
            c.kind,
            c.recorded_at,
            people=_number_of(c.missing),
        ),
        stops=True,
    )


def _incidents(actor: Actor) -> Queue | None:
    if not _can(actor, "custody"):
        return None
    rows = visible(actor, Incident).filter(closed_at=None).select_related("unit")
    return _queue(
        "incidents",
        rows.order_by("found_at", "unit__number", "kind"),
        lambda i: Item(i.unit.number if i.unit else "", i.kind, i.found_at),
        stops=True,
    )


def _overdue(actor: Actor) -> Queue | None:
    if not _can(actor, "custody"):
        return None
    rows = _under_way(actor).filter(due_at__lt=clock.now())
    return _queue("overdue", rows.order_by("due_at", "unit__number"), _sent, stops=True)


def _coming(actor: Actor) -> Queue | None:
    if not actor.roles & {"mortuary"}:
        return None
    rows = _under_way(actor).exclude(due_at__lt=clock.now())
    return _queue("coming", rows.order_by("due_at", "happened_at", "unit__number"), _sent)


def _under_way(actor: Actor) -> QuerySet[CustodyEvent]:
    # Not as an exclusion: the index of these few would not be asked.
    units = visible(actor, RecoveredUnit).filter(in_transfer__isnull=False).values("in_transfer")
    return visible(actor, CustodyEvent).filter(pk__in=units).select_related("unit")


def _sent(event: CustodyEvent) -> Item:
    return Item(event.unit.number, event.handed_by, event.happened_at, event.due_at)


def _open_examinations(actor: Actor) -> Queue | None:
    if not _can(actor, "postmortem"):
        return None
    rows = visible(actor, Examination).filter(status="open", examiner=actor.user)
    return _queue(
        "my_examinations",
        rows.select_related("unit").order_by("began_at", "unit__number", "discipline"),
        lambda e: Item(e.unit.number, e.discipline, e.began_at),
    )


def _to_examine(actor: Actor) -> Queue | None:
    if not _can(actor, "postmortem"):
        return None
    seen = Examination.objects.filter(unit=OuterRef("pk"))
    rows = visible(actor, RecoveredUnit).filter(place="store", state="in_custody")
    rows = rows.exclude(human="no").exclude(kind="artefact").exclude(Exists(seen))
    return _queue("to_examine", rows.order_by("recovered_at", "number"), _unit_item)


def _unit_item(unit: RecoveredUnit) -> Item:
    return Item(unit.number, unit.kind, unit.recovered_at)


def _in_laboratory(actor: Actor) -> Queue | None:
    if not actor.roles & {"laboratory"}:
        return None
    # Codes alone: what the laboratory may know of a sample (I31).
    operation = LabItem.objects.filter(operation=actor.operation)
    rows = operation.filter(state__in=("sent", "received", "in_work"), request__state__in=_OUT)
    return _queue(
        "in_laboratory",
        rows.select_related("request").order_by("request__sent_at", "code"),
        lambda item: Item(item.code, item.state, item.request.sent_at),
    )


_OUT = ("sent", "received", "partly_reported")


def _requests(actor: Actor) -> Queue | None:
    if not _can(actor, "laboratory", Need.READ):
        return None
    rows = visible(actor, LabRequest).filter(state__in=_OUT).order_by("sent_at", "number")
    return _queue("requests", rows, lambda r: Item(r.number, r.laboratory, r.sent_at))


def _to_sign(actor: Actor) -> Queue | None:
    if not _can(actor, "identification", Need.APPROVE):
        return None
    mine = Signature.objects.filter(decision=OuterRef("pk"), signer=actor.user)
    rows = visible(actor, Decision).filter(status="proposed").exclude(Exists(mine))
    rows = rows.exclude(proposed_by=actor.user).order_by("recorded_at", "number")
    return _queue("to_sign", rows, lambda d: Item(d.number, "", d.recorded_at, decision=d.pk))


def _reached(actor: Actor) -> Queue | None:
    if not _can(actor, "comparison") or not _can(actor, "identification", Need.PROPOSE):
        return None
    open_to = ("candidate", "presumptive", "under_comparison")
    rows = visible(actor, Hypothesis).filter(IsTrue("figures", key="reached"), state__in=open_to)
    return _queue(
        "reached",
        rows.select_related("individual", "missing").order_by(
            "recorded_at", "individual__number", "missing__number"
        ),
        lambda h: Item(
            h.individual.number,
            h.state,
            h.recorded_at,
            people=(h.missing.number,),
            posterior=str(h.figures.get("posterior", "")),
        ),
    )


def _reviews(actor: Actor) -> Queue | None:
    if not _can(actor, "identification", Need.PROPOSE):
        return None
    rows = visible(actor, ReviewCase).filter(closed_at=None).select_related("decision")
    return _queue(
        "reviews",
        rows.order_by("recorded_at", "number"),
        lambda r: Item(
            r.number,
            r.reason,
            r.recorded_at,
            decision=r.decision_id,
            decision_number=r.decision.number,
        ),
        stops=True,
    )


def _to_tell(actor: Actor) -> Queue | None:
    if not _can(actor, "families"):
        return None
    told = Notification.objects.filter(decision=OuterRef("pk"))
    rows = visible(actor, Decision).filter(status="confirmed").exclude(Exists(told))
    return _queue(
        "to_tell",
        rows.order_by("confirmed_at", "number"),
        lambda d: Item(d.number, "", d.confirmed_at, decision=d.pk),
    )


def _to_ask_again(actor: Actor) -> Queue | None:
    if not _can(actor, "families"):
        return None
    newer = FamilyWish.objects.filter(replaces=OuterRef("pk"))
    rows = visible(actor, FamilyWish).filter(outdated=True).exclude(Exists(newer))
    rows = rows.select_related("missing").order_by("asked_on", "recorded_at", "missing__number")
    return _queue(
        "to_ask_again",
        rows,
        lambda w: Item(
            w.missing.number if w.missing else "", "", w.recorded_at, people=_number_of(w.missing)
        ),
    )


def _to_release(actor: Actor) -> Queue | None:
    if not _can(actor, "release"):
        return None
    rows = visible(actor, Release).filter(state="authorised").order_by("recorded_at", "number")
    return _queue(
        "to_release", rows, lambda r: Item(r.number, "", r.recorded_at, decision=r.decision_id)
    )


def _to_open(actor: Actor) -> Queue | None:
    if not _can(actor, "sites", Need.APPROVE):
        return None
    rows = visible(actor, Site).filter(work_state__in=("confirmed", "protected", "authorised"))
    return _queue(
        "to_open", rows.order_by("code"), lambda s: Item(s.code, s.work_state, s.recorded_at)
    )


def _number_of(missing: MissingPerson | None) -> tuple[str, ...]:
    return (missing.number,) if missing else ()


_QUEUES: tuple[Callable[[Actor], Queue | None], ...] = (
    _conflicts, _reviews, _incidents, _overdue, _coming, _open_examinations, _to_examine,
    _in_laboratory, _requests, _reached, _to_sign, _to_tell, _to_ask_again, _to_release, _to_open,
)  # fmt: skip
