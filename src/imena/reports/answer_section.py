"""The answer on top: every body and every missing person under what can be said of them."""

from __future__ import annotations

from collections.abc import Iterable

from imena.language import numbers
from imena.matching.answer import OpenBetween, Unmatched
from imena.matching.identification import SymmetricSet
from imena.reports.markup import Html, element, filled, joined
from imena.reports.sayings import Verdict, saying, symmetric_saying
from imena.reports.subject import Subject

_COLUMNS_FROM = 24  # a longer list of bodies stands in two columns


def title(subject: Subject) -> str:
    """The question the report answers, with its two units kept apart."""
    words = subject.words
    bodies = words.count("{n} body", "{n} bodies", len(subject.case.bodies))
    missing = words.count("{n} missing person", "{n} missing people", len(subject.case.missing))
    return words("{bodies}, {missing}: what we know", bodies=bodies, missing=missing)


def lede(subject: Subject) -> Html:
    """The answer in a few sentences, counted."""
    answer, words = subject.answer, subject.words
    said = [
        words.count(
            "{n} body reached the threshold of {threshold}; a name is not given yet.",
            "{n} bodies reached the threshold of {threshold}; names are not given yet.",
            len(answer.reached),
            threshold=subject.threshold,
        ),
        words.count(
            "For {n} body it is open who this is.",
            "For {n} bodies it is open who they are.",
            len(answer.open_between),
        ),
        words.count(
            "{n} body is nobody on the list.",
            "{n} bodies are nobody on the list.",
            len(answer.nobody),
        ),
        words.count(
            "For {n} body everybody on the list is excluded.",
            "For {n} bodies everybody on the list is excluded.",
            len(answer.excluded),
        ),
        words.count(
            "{n} body could not be compared.",
            "{n} bodies could not be compared.",
            len(answer.not_compared),
        ),
    ]
    groups = (
        answer.reached,
        answer.open_between,
        answer.nobody,
        answer.excluded,
        answer.not_compared,
    )
    # zero is said of the threshold alone: there it is the answer, elsewhere it is no news
    kept = [s for i, (s, g) in enumerate(zip(said, groups, strict=True)) if g or i == 0]
    return joined(*kept, between=" ")


def answer_section(subject: Subject) -> Html:
    """Bodies and missing people in groups; a group nobody belongs to is left out."""
    words, answer = subject.words, subject.answer
    groups = [
        _bodies(subject, words("reached the threshold"), answer.reached),
        _open(subject),
        _bodies(subject, words("nobody on the list"), answer.nobody),
        _bodies(subject, words("everybody excluded"), answer.excluded),
        _bodies(subject, words("could not be compared"), answer.not_compared),
        _unmatched(subject),
    ]
    return element(
        "section",
        element(
            "h2",
            words("The answer"),
            " ",
            element("small", words("computed; a board decides")),
            id="answer",
        ),
        element("dl", *(g for g in groups if g), class_="answers"),
        element("p", *_notes(subject), class_="small quiet"),
        class_="block",
    )


def _notes(subject: Subject) -> Iterable[Html]:
    words, answer = subject.words, subject.answer
    yield joined(
        words(
            "Percentages are cut: what is shown is never above what was computed, "
            "so they may not add up."
        ),
        " ",
    )
    if answer.reached:
        said = words("Of those that reached the threshold, wrong ones expected: {expected}.")
        expected = element("b", numbers.rounded_up(subject.language, answer.expected_false))
        yield filled(said, expected=expected)


def _term(name: str, count: str) -> Html:
    return element("dt", name, " ", element("small", count))


def _count_of_bodies(subject: Subject, n: int) -> str:
    return subject.words.count("{n} body", "{n} bodies", n)


def _bodies(subject: Subject, name: str, verdicts: tuple[Verdict, ...]) -> Html | None:
    if not verdicts:
        return None
    rows = [_row(subject, verdict.body, saying(subject, verdict)) for verdict in verdicts]
    class_ = "many" if len(rows) > _COLUMNS_FROM else None
    return joined(
        _term(name, _count_of_bodies(subject, len(rows))), element("dd", *rows, class_=class_)
    )


def _row(subject: Subject, body: str, said: Html) -> Html:
    return element("p", subject.body_link(body), " ", said)


def _open(subject: Subject) -> Html | None:
    """Open bodies in their order, those of one symmetric set below the sentence on the set."""
    found = subject.answer.open_between
    if not found:
        return None
    rows: list[Html] = []
    told: list[SymmetricSet] = []
    for verdict in found:
        if verdict.symmetric is None or len(verdict.symmetric.victims) == 1:
            rows.append(_row(subject, verdict.body, saying(subject, verdict)))
        elif verdict.symmetric not in told:
            told.append(verdict.symmetric)
            rows.append(_set(subject, verdict.symmetric, found))
    return joined(
        _term(subject.words("open between"), _count_of_bodies(subject, len(found))),
        element("dd", *rows),
    )


def _set(subject: Subject, among: SymmetricSet, found: tuple[OpenBetween, ...]) -> Html:
    members = [verdict for verdict in found if verdict.symmetric == among]
    each = [_row(subject, verdict.body, saying(subject, verdict)) for verdict in members]
    return element("div", element("p", symmetric_saying(subject, among), class_="set"), *each)


def _unmatched(subject: Subject) -> Html | None:
    unmatched = subject.answer.unmatched
    if not unmatched:
        return None
    words = subject.words
    absent = [
        element(
            "p",
            filled(
                words("{person}: not among the bodies compared, {percent}"),
                person=subject.person(u.missing),
                percent=subject.percent(u.not_recovered),
            ),
        )
        for u in unmatched
        if u.reason == "not_among"
    ]
    rest = [
        _people(subject, unmatched, "undecided", words("samples too few to say")),
        _people(subject, unmatched, "no_samples", words("no relative has given a sample yet")),
        _people(
            subject,
            unmatched,
            "family_impossible",
            words("not compared: the family’s own profiles contradict its pedigree"),
        ),
        _people(
            subject,
            unmatched,
            "family_doubtful",
            words("a relative does not fit the recorded place; to be settled first"),
        ),
    ]
    class_ = "many" if len(absent) > _COLUMNS_FROM else None
    missing = words.count("{n} person", "{n} people", len(unmatched))
    return joined(
        _term(words("missing without a match"), missing),
        element("dd", element("div", *absent, class_=class_), *(r for r in rest if r)),
    )


def _people(
    subject: Subject, unmatched: tuple[Unmatched, ...], reason: str, said: str
) -> Html | None:
    people = [u.missing for u in unmatched if u.reason == reason]
    return element("p", subject.people(people), ": ", said) if people else None
