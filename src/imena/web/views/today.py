"""Today: what waits for whoever is signed in, by what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from imena.language import Words, message
from imena.registry import clock
from imena.registry.permissions import Need, Reach, may, reach
from imena.registry.queries.antemortem import names_of
from imena.registry.queries.photographs import looked_at_today
from imena.registry.queries.reconciliation import changes, runs
from imena.registry.queries.waiting import Item, Queue, waiting
from imena.registry.refusals import EnoughRead
from imena.registry.services.photographs import USUAL
from imena.web.access import page
from imena.web.request import Request
from imena.web.targets import address, address_of

#: Of each queue: its heading, what is said of it, and the vocabulary of its items' words.
SAID = {
    "conflicts": (
        message("Decisions that contradict each other"),
        message("Nothing rests on them until people have decided; returns are stopped."),
        "conflict_kind",
    ),
    "reviews": (
        message("Decisions under review"),
        message("Find what they touch, then decide."),
        "review_reason",
    ),
    "incidents": (
        message("Incidents nobody has explained"),
        message("Remains with an open incident are not returned to a family."),
        "incident_kind",
    ),
    "overdue": (
        message("Handed over and not received"),
        message("Nobody answers for these remains now."),
        "",
    ),
    "coming": (message("On their way here"), message("Check the seal and the tag on arrival."), ""),
    "my_examinations": (
        message("Your open examinations"),
        message("Closed, they change only by amendment."),
        "discipline",
    ),
    "to_examine": (
        message("Remains to be examined"),
        message("Those recovered first come first."),
        "unit_kind",
    ),
    "in_laboratory": (
        message("Samples in the laboratory"),
        message("Codes only."),
        "lab_item_state",
    ),
    "requests": (
        message("Waiting for a laboratory"),
        message("Sent, and not wholly answered."),
        "",
    ),
    "reached": (
        message("Possible names that reached the threshold"),
        message("Nothing is decided: look at the evidence, then propose or not."),
        "hypothesis_state",
    ),
    "to_sign": (
        message("Proposals to be signed"),
        message("Two sign, and neither is who proposed."),
        "",
    ),
    "to_tell": (
        message("Families to be told"),
        message("The decision is signed; by their contact rules."),
        "",
    ),
    "to_ask_again": (
        message("Wishes to be asked again"),
        message("More was found since the family was asked."),
        "",
    ),
    "to_release": (
        message("Remains to be returned"),
        message("The tag is read at the door by two."),
        "",
    ),
    "to_open": (
        message("Sites where digging has not begun"),
        message("Clearance and legal authority come first."),
        "work_state",
    ),
}


#: Queue → the page that lists all of it, and its filter.
_LISTS: Mapping[str, tuple[str, str]] = {
    "conflicts": ("decisions", ""),
    "reviews": ("decisions", ""),
    "incidents": ("bodies", "?incident=open"),
    "overdue": ("arrivals", ""),
    "coming": ("arrivals", ""),
    "to_examine": ("bodies", "?stage=recovered&place=store"),
    "to_sign": ("decisions", "?standing=proposed"),
    "to_tell": ("decisions", "?standing=not_told"),
    "to_open": ("sites", "?work=protected"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """An item as it is shown: where it opens, how long it waits, and whom it is about: by name
    where those may be read, else by number."""

    item: Item
    address: str
    days: int
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A queue as it is shown; ``address`` is that of its whole list, empty where there is none."""

    queue: Queue
    heading: str
    note: str
    vocabulary: str
    address: str
    rows: tuple[Row, ...]


@page(place="today")
def today(request: Request) -> HttpResponse:
    """The queues, what stops others first; beside them the last run for those who compare."""
    say = Words("web_today", request.language)
    queues = waiting(request.actor)
    last = runs(request.actor).first()
    names = _names(request, queues)
    about_somebody = any(item.people for queue in queues for item in queue.items)
    given = {
        "queues": [_shown(queue, names, say) for queue in queues],
        "waiting": sum(queue.total for queue in queues),
        "stopping": sum(queue.total for queue in queues if queue.stops),
        "run": last,
        "compares": may(request.actor, "comparison", Need.WRITE).reach is Reach.ALL,
        "run_changes": None if last is None else changes(request.actor, last),
        "names_hidden": (
            about_somebody and not request.actor.purpose and _reads(request, "antemortem")
        ),
        "opened": looked_at_today(request.actor) if _reads(request, "custody") else None,
        "usual": USUAL,
    }
    return render(request, "today/today.html", given)


def _names(request: Request, queues: tuple[Queue, ...]) -> Mapping[str, str]:
    """The names of whom the items are about, logged as one reading; none without a purpose, and
    none to somebody who has read about enough people today: the page opens all the same."""
    numbers = {one for queue in queues for item in queue.items for one in item.people}
    if not numbers or not request.actor.purpose or not _reads(request, "antemortem"):
        return {}
    try:
        return names_of(request.actor, numbers)
    except EnoughRead:
        return {}


def _shown(queue: Queue, names: Mapping[str, str], say: Words) -> Shown:
    heading, note, vocabulary = SAID[queue.kind]
    now = clock.now()
    rows = tuple(
        Row(
            item,
            _opens(queue.kind, item),
            (now - item.since).days if item.since else 0,
            tuple((one, names.get(one, "")) for one in item.people),
        )
        for item in queue.items
    )
    list_, filter_ = _LISTS.get(queue.kind, ("", ""))
    where = address(list_) if list_ else ""
    return Shown(queue, say(heading), say(note), vocabulary, where and where + filter_, rows)


def _opens(kind: str, item: Item) -> str:
    """The page on which the item is moved on."""
    if kind == "reviews":
        return address("review", item.decision_number)
    if kind == "reached":
        return address("candidates", item.number)
    return address_of(item.number)


def _reads(request: Request, area: str) -> bool:
    return reach(request.actor, area) in (Reach.OWN, Reach.ALL)


urls = [path("", today, name="today")]
