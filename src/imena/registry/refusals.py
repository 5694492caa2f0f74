"""Why something was not done. Every refusal can be said in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from imena.language import Words, message

if TYPE_CHECKING:
    from uuid import UUID

    from imena.registry.permissions import Answer


#: What a page is, to the answer that refuses it.
OPEN_PAGE = message("open this page")
#: Whoever gives a wrong password too often, for an act as at the sign-in.
TOO_OFTEN = message("Too many wrong passwords: wait a quarter of an hour.")


class Refused(Exception):  # noqa: N818 - says what happened
    """An act that was not done. Nothing of it was written.

    ``sentence`` is a message of the catalogue ``registry`` with ``values`` to fill in;
    ``invariant`` is the rule that would have been broken ("I6"), empty where it was another.
    """

    def __init__(self, sentence: str, invariant: str = "", **values: object) -> None:
        self.sentence = sentence
        self.values: Mapping[str, object] = values
        self.invariant = invariant
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """The reason, for a person."""
        words = Words("registry", language)
        values = {
            name: words(value) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return words(self.sentence, **values)


class Sentence(str):
    """A value of a refusal that is itself a message to be said in the reader's language."""

    __slots__ = ()


class NotAllowed(Refused):
    """The actor's roles do not reach that far."""

    def __init__(self, answer: Answer, act: str) -> None:
        super().__init__(
            message("“{act}” is not for your role ({roles})."),
            act=Sentence(act),
            roles=", ".join(answer.asked) or "—",
        )
        self.answer = answer


class NotYours(Refused):
    """The record is of another operation, another team's site, or somebody else's to change."""

    def __init__(self) -> None:
        super().__init__(message("There is no such record among those you may work on."))


class Stale(Refused):
    """Somebody changed the record after this person had read it. Nothing was overwritten."""

    def __init__(self, record: UUID, seen: int, now: int, by: str, fields: tuple[str, ...]) -> None:
        super().__init__(
            message(
                "{by} has changed this in the meantime ({fields}). What you wrote was not saved; "
                "look at both and decide."
            ),
            "I34",
            by=by,
            fields=", ".join(fields),
        )
        self.record, self.seen, self.now, self.fields = record, seen, now, fields


class Repeated(Refused):
    """The same request came before; this was its event, and nothing was done again."""

    def __init__(self, event: UUID) -> None:
        super().__init__(message("This was already saved."))
        self.event = event


class EnoughRead(Refused):
    """Somebody has read about as many people in a day as the office thinks usual. They may go on
    once they have said why: `imena.registry.services.reading_on`."""

    def __init__(self, read: int, limit: int) -> None:
        super().__init__(
            message(
                "That would be {read} people you have read about in a day; {limit} are usual here. "
                "Say why you need more, and go on: imena reads --more."
            ),
            "I32",
            read=read,
            limit=limit,
        )
        self.read, self.limit = read, limit


class Broken(Refused):
    """A rule of the case file would have been broken."""


def breaks(invariant: str, sentence: str, **values: object) -> Broken:
    """The refusal of an act that would break ``invariant``."""
    return Broken(sentence, invariant, **values)


def not_read() -> Broken:
    """The refusal of what is personal in a record that was only followed to from another."""
    return breaks(
        "I32", message("Ask for this record itself: reading about a named person is written down.")
    )
