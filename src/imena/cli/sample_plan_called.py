"""Whom of a list to ask, by name, as lines for whoever asks them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from imena.cli.sample_plan_words import relation_in_words, term_in_words
from imena.language import Words, message

if TYPE_CHECKING:
    from imena.reconciliation.sample_plan.asked import Ask
    from imena.registry.queries.to_ask import Called, ToAsk

WHAT = {
    "relative": message("ask for a sample"),
    "consent": message("ask for the consent: the sample is there"),
    "direct": message("ask for a thing of the missing person’s own, such as a toothbrush"),
    "unrecorded": message("ask whether there is such a relative"),
    "again": message("speak with the family again"),
}


def called_in_words(
    words: Words, asks: Sequence[Ask], called: Called, care: Collection[str]
) -> Iterator[str]:
    """Who of a list is in somebody's care, with how they wish to be spoken to."""
    people = {one.code: one for one in called.people}
    nobody = True
    for ask in asks:
        what = words(WHAT[ask.what])
        if ask.person in people:
            nobody = False
            yield f"{_named(people[ask.person])}: {what} ({_whose(words, ask)})"
            yield from _rules(words, people[ask.person])
        elif not ask.person and set(ask.missing) & set(care):
            nobody = False
            yield f"{', '.join(ask.missing)}: {what} ({_whose(words, ask)})"
    if nobody:
        yield words("Nobody of this list is in your care.")
    if called.not_to_be_asked:
        yield words.count(
            "{n} person is not to be asked: contact or consent was refused, they died, or their "
            "data are gone.",
            "{n} people are not to be asked: contact or consent was refused, they died, or their "
            "data are gone.",
            called.not_to_be_asked,
        )
    if called.not_in_care:
        yield words.count(
            "{n} person of the list is in others’ care.",
            "{n} people of the list are in others’ care.",
            called.not_in_care,
        )


def _named(one: ToAsk) -> str:
    parts = ("family", "given", "patronymic")
    name = (
        " ".join(filter(None, (one.names[0].get(part, "") for part in parts))) if one.names else ""
    )
    return f"{one.code} {name}".strip()


def _rules(words: Words, one: ToAsk) -> Iterator[str]:
    manners = one.rules.get("manners") or ()
    if manners:
        said = ", ".join(
            term_in_words(words, "notification_manner", str(manner)) for manner in manners
        )
        yield "    " + words("only so: {manners}", manners=said)
    if one.rules.get("through"):
        yield "    " + words("only together with somebody they chose: see their file")
    if one.rules.get("note"):
        yield f"    {one.rules['note']}"


def _whose(words: Words, ask: Ask) -> str:
    relation = f"{relation_in_words(words, ask.relation)}, " if ask.relation else ""
    return f"{relation}{', '.join(ask.missing)}"
