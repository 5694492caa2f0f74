"""An interview: a few questions at a time, kept in the words of whoever told it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from imena.language import Words, message
from imena.registry.permissions import Need
from imena.registry.queries import families as query
from imena.registry.services import antemortem as service
from imena.registry.vocabulary import said
from imena.web.access import page
from imena.web.filling.fields import Choice
from imena.web.filling.form import Form, Group
from imena.web.request import Request
from imena.web.views.family import asked

#: What is asked, a few questions at a time; whoever asks fills what was spoken of.
GROUPS: Sequence[tuple[str, Mapping[str, str]]] = (
    (
        message("The last time"),
        {
            "last_seen": message("When and where last seen"),
            "last_with": message("Who was with them"),
            "clothing": message("Clothes and shoes"),
            "circumstances": message("What happened"),
            "how_known": message("Seen by whoever tells it, or heard from whom"),
        },
    ),
    (
        message("The person"),
        {
            "appearance": message("Appearance"),
            "health": message("Health, operations, injuries"),
            "teeth": message("Teeth and dentist"),
            "marks": message("Marks, scars, tattoos"),
            "habits": message("Habits, smoking, medicines"),
        },
    ),
    (
        message("What they had with them"),
        {
            "belongings": message("Things carried"),
            "phone": message("Telephones and accounts"),
            "service": message("Service: unit, call sign"),
        },
    ),
    (
        message("The search so far"),
        {
            "searches": message("Where the family has searched"),
            "sightings": message("Seen since, or on a list"),
            "others": message("Others of the family who are missing"),
            "other": message("Anything else"),
        },
    ),
)
_SECTIONS: Mapping[str, str] = {
    name: heading for _, of_group in GROUPS for name, heading in of_group.items()
}


def sections_said(language: str, sections: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was told, under the headings of the form; codes and lists as they were kept."""
    words = Words("web_family", language)
    return [
        (words(_SECTIONS[name]) if name in _SECTIONS else name, _plain(value, language))
        for name, value in sections.items()
        if value
    ]


def _plain(value: Any, language: str) -> str:
    if not isinstance(value, list):
        return str(value)
    return ", ".join(said("prior_search", str(one), language) for one in value)


@page("antemortem", place="families", need=Need.WRITE, methods="GET POST")
def interview(request: Request, number: str) -> HttpResponse:
    """Who tells it, then a few questions at a time, then all of it once more before it is kept."""
    file = query.family(request.actor, number)
    words = asked.say(request)
    language = Choice(
        name="language",
        label=words("Language"),
        options=(("uk", words("Ukrainian")), ("ru", words("Russian")), ("en", words("English"))),
        language=request.language,
    )
    first = Group(
        words("Who tells it"),
        (
            asked.who(request, file, words("Who tells it")),
            asked.day(request, "held_on", words("Day")),
            language,
            asked.line(request, "interpreter", words("Interpreter")),
        ),
    )
    groups = (
        first,
        *(
            Group(
                words(heading),
                tuple(asked.told(request, name, words(label)) for name, label in of_group.items()),
                words("In their words. What follows from it is recorded apart."),
            )
            for heading, of_group in GROUPS
        ),
    )
    start = {"held_on": asked.today(), "language": "uk"}
    form = Form(request, groups, about=f"interview {number}", start=start, stepwise=True)
    if form.filled():
        sections = {name: form.values[name] for name in _SECTIONS if form.values[name]}
        if not sections:
            form.wrong("last_seen", words("Write down at least one thing that was told."))
        else:
            done = form.done(
                f"{reverse('missing', args=[number])}#told",
                lambda: _held(request, file, form, sections),
            )
            if done is not None:
                return done
    return form.page(
        "filling/page.html",
        heading=words("Interview"),
        lede=words("About {who}. Nothing has to be answered.", who=file.name or number),
        record=words("Record the interview"),
        crumbs=asked.crumbs(request, file),
    )


def _held(request: Request, file: query.Family, form: Form, sections: Mapping[str, str]) -> object:
    return service.record_interview(
        request.actor,
        file.missing,
        person=query.member(request.actor, form.values["person"]).person,
        language=form.values["language"] or "uk",
        held_on=form.values["held_on"] or asked.today(),
        sections=sections,
        interpreter=form.values["interpreter"],
    )
