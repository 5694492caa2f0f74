"""If not him, then who: whole stories in which several bodies are decided together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imena.language import numbers
from imena.matching.answer import LISTED_FROM, OpenBetween
from imena.matching.identification import JointAssignment
from imena.reports.markup import Html, element, filled, joined
from imena.reports.subject import Subject

_MOST_ROWS = 6
_MOST_RIVALS = 2
_TOLD_FROM = 0.5  # with less of the probability in the stories kept, a table would mislead


@dataclass(frozen=True)
class _Stories:
    """Joint assignments restricted to some bodies, their posteriors added up.

    ``people`` are the missing people the stories are about; ``told`` is the probability of all
    assignments kept by the identification: below 1, every figure is a lower bound.
    """

    bodies: tuple[str, ...]
    people: tuple[str, ...]
    rows: tuple[tuple[tuple[str | None, ...], float], ...]
    told: float


def stories(subject: Subject, verdict: OpenBetween) -> Html | None:
    """A table of what may be true together for an open body and those it competes with.

    A body without a rival has none: its candidates already say everything.
    """
    found = _stories(subject, verdict)
    if len(found.bodies) < 2 or len(found.rows) < 2 or found.told < _TOLD_FROM:
        return None
    words = subject.words
    title = filled(
        words("If not this person, then who: decided together with {bodies}"),
        bodies=joined(*(subject.body_link(b) for b in found.bodies[1:]), between=", "),
    )
    return joined(
        element("h3", title, class_="sub"),
        element(
            "div",
            element(
                "table",
                element("thead", element("tr", *_head(subject, found))),
                element("tbody", *(_row(subject, found, *row) for row in found.rows[:_MOST_ROWS])),
                class_="fold",
            ),
            class_="scroll",
        ),
        element("p", *_notes(subject, found), class_="small quiet"),
    )


def _stories(subject: Subject, verdict: OpenBetween) -> _Stories:
    people = tuple(c.missing for c in verdict.candidates)
    rivals = [
        body
        for body, candidates in subject.marginals_of.items()
        if body != verdict.body and any(candidates.get(m, 0.0) >= LISTED_FROM for m in people)
    ]
    rivals.sort(key=lambda b: -max(subject.marginals_of[b].get(m, 0.0) for m in people))
    bodies = (verdict.body, *rivals[:_MOST_RIVALS])
    weights: dict[tuple[str | None, ...], float] = {}
    for story in _kept(subject, verdict.body):
        key = tuple(story.assignment.get(body) for body in bodies)
        weights[key] = weights.get(key, 0.0) + story.posterior
    rows = tuple(sorted(weights.items(), key=lambda row: -row[1]))
    return _Stories(bodies, people, rows, min(sum(weights.values()), 1.0))


def _kept(subject: Subject, body: str) -> tuple[JointAssignment, ...]:
    """The likeliest stories of the body's component, else those of the whole case."""
    joint = subject.identification.joint
    for component in joint.components:
        if body in component.victims and component.assignments:
            return component.assignments
    return joint.assignments


def _head(subject: Subject, found: _Stories) -> Sequence[Html]:
    words = subject.words
    return (
        *(element("th", body, scope="col") for body in found.bodies),
        element("th", words("Not these bodies"), scope="col"),
        element("th", words("Probability"), scope="col", class_="num"),
        element("th", element("span", words("Bar"), class_="vh"), scope="col", class_="w30"),
    )


def _row(
    subject: Subject, found: _Stories, story: tuple[str | None, ...], posterior: float
) -> Html:
    words = subject.words
    cells = [
        element(
            "td",
            subject.person(missing) if missing else words("somebody else"),
            class_="full",
            data_l=f"{body}:",
        )
        for body, missing in zip(found.bodies, story, strict=True)
    ]
    unplaced = [m for m in found.people if m not in story]
    bar = element(
        "svg",
        element("rect", class_="fline", width="100%", y=6, height=2),
        element("rect", class_="ffor", width=f"{100 * min(posterior, 1):.1f}%", y=2, height=10),
        class_="pb",
        aria_hidden="true",
    )
    return element(
        "tr",
        *cells,
        element(
            "td",
            subject.people(unplaced) if unplaced else words("nobody"),
            class_="full",
            data_l=words("not these bodies:"),
        ),
        element("td", numbers.percent(subject.language, min(posterior, 1.0)), class_="num"),
        element("td", bar, class_="bar"),
    )


def _notes(subject: Subject, found: _Stories) -> Sequence[Html]:
    words, language = subject.words, subject.language
    notes = []
    if found.told < subject.answer.threshold:
        told = numbers.percent(language, found.told)
        notes.append(
            words(
                "Only the likeliest joint answers were kept, together {told}: "
                "each figure is at least that.",
                told=told,
            )
        )
    left = len(found.rows) - _MOST_ROWS
    if left > 0:
        notes.append(
            words.count("{n} more story is less likely.", "{n} more stories are less likely.", left)
        )
    both = sum(p for story, p in found.rows if set(story) == set(found.people))
    if len(found.bodies) == len(found.people) > 1:
        notes.append(
            words(
                "These bodies together are these people in any order: {percent}.",
                percent=numbers.percent(language, min(both, 1.0)),
            )
        )
    return [joined(*notes, between=" ")]
