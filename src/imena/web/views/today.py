"""Today: what waits for whoever is signed in, by what they may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from imena.language import Words, message
from imena.registry import clock
from imena.registry.queries.custody import overdue
from imena.registry.queries.reconciliation import changes, runs
from imena.registry.queries.waiting import Item, Queue, waiting
from imena.web.access import page
from imena.web.request import Request
from imena.web.targets import address_of

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


@dataclass(frozen=True, slots=True)
class Shown:
    """A queue as it is shown; ``address`` is that of its whole list, empty where there is none."""

    queue: Queue
    heading: str
    note: str
    vocabulary: str
    address: str
    items: tuple[tuple[Item, str, int], ...]


@page(place="today")
def today(request: Request) -> HttpResponse:
    """The queues, what stops others first; beside them the last run for those who compare."""
    say = Words("web_today", request.language)
    queues = waiting(request.actor)
    last = runs(request.actor).first()
    given = {
        "queues": [_shown(queue, say) for queue in queues],
        "waiting": sum(queue.total for queue in queues),
        "stopping": sum(queue.total for queue in queues if queue.stops),
        "overdue": overdue(request.actor).count(),
        "run": last,
        "run_changes": None if last is None else changes(request.actor, last),
    }
    return render(request, "today/today.html", given)


def _shown(queue: Queue, say: Words) -> Shown:
    heading, note, vocabulary = SAID[queue.kind]
    now = clock.now()
    items = tuple(
        (item, address_of(item.number), (now - item.since).days if item.since else 0)
        for item in queue.items
    )
    return Shown(queue, say(heading), say(note), vocabulary, "", items)


urls = [path("", today, name="today")]
