"""What every form about remains is asked with, and the questions that several of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imena.language import Words
from imena.registry.queries.custody import free_slots
from imena.registry.queries.recording import Standing, hands
from imena.registry.queries.storage import slot_coded, slots_in_use
from imena.registry.services.handling import Told
from imena.web.filling.fields import Choice, Field, Moment, Text, Verbatim, Wrong, of
from imena.web.filling.form import Form, Group
from imena.web.request import Request

#: More storage places than these are asked for by their codes.
_MOST_LISTED = 100


@dataclass(frozen=True)
class Asked:
    """Who asks about which remains."""

    request: Request
    standing: Standing

    @property
    def say(self) -> Words:
        """The words of these forms."""
        return Words("web_custody", self.request.language)

    @property
    def language(self) -> str:
        """The reader's."""
        return self.request.language

    # questions

    def when(self) -> Field:
        """When it happened."""
        say: Words = self.say
        return Moment(
            name="happened_at",
            label=say("When"),
            hint=say("empty: now"),
            language=self.language,
        )

    def note(self) -> Field:
        """Whatever else there is to say."""
        return Verbatim(name="note", label=self.say("Note"), language=self.language)

    def reason(self, label: str) -> Field:
        """Why, which has to be said."""
        say: Words = self.say
        return Verbatim(
            name="reason", label=label, needed=say("Write it in a sentence."),
            language=self.language,
        )  # fmt: skip

    def read_seal(self, *, needed: bool = False) -> Field:
        """The number that somebody reads off a seal: never shown beforehand, so that it is read."""
        say: Words = self.say
        return Text(
            name="seal",
            label=say("Seal, as it reads"),
            hint=say("read it off the seal") if needed else say("empty: there is no seal"),
            needed=say("Read the number off the seal and type it.") if needed else "",
            longest=60,
            language=self.language,
        )

    def intact(self, *, or_none: bool = False) -> Field:
        """Whether a seal is whole, or, with ``or_none``, there."""
        say: Words = self.say
        none = (("none", say("not there")),) if or_none else ()
        return Choice(
            name="intact",
            label=say("The seal is"),
            needed=say("Choose whether the seal is whole."),
            options=(("yes", say("whole")), ("no", say("damaged")), *none),
            language=self.language,
        )

    def who(self, name: str, label: str, needed: str, hint: str = "") -> Field:
        """Somebody who takes remains: one of those who work here."""
        names = hands(self.request.actor)
        return Choice(
            name=name, label=label, needed=needed, hint=hint,
            options=tuple((one, one) for one in names), language=self.language,
        )  # fmt: skip

    def place(self) -> Field:
        """Where remains are once they were received."""
        say: Words = self.say
        return Choice(
            name="place",
            label=say("They go to"),
            needed=say("Choose where they are put."),
            options=of("place_kind", self.language, only=("store", "examination", "laboratory")),
            language=self.language,
        )

    @property
    def few_slots(self) -> bool:
        """Whether the storage places can be shown as a list."""
        return slots_in_use(self.request.actor) <= _MOST_LISTED

    def slot(self, *, needed: bool = True) -> Field:
        """A storage place: one of those that have room, or, where there are many, by its code."""
        say: Words = self.say
        if not self.few_slots:
            return Text(
                name="slot", label=say("Storage place"), longest=40, language=self.language,
                hint=say("its code, typed or scanned off the shelf")
                if needed else say("empty: put away later"),
                needed=say("Choose a storage place that has room.") if needed else "",
            )  # fmt: skip
        free = free_slots(self.request.actor)
        return Choice(
            name="slot",
            label=say("Storage place"),
            hint="" if needed else say("empty: put away later"),
            needed=say("Choose a storage place that has room.") if needed else "",
            options=tuple((one.code, f"{one.code} · {one.facility}") for one in free),
            language=self.language,
        )

    # answers

    def told(self, form: Form) -> Told:
        """When it happened and what was noted, under the key of the form that was sent."""
        told = Told(key=form.key)
        at = form.values.get("happened_at")
        if isinstance(at, datetime):
            told["happened_at"] = at
        if form.values.get("note"):
            told["note"] = form.values["note"]
        return told

    def chosen_slot(self, form: Form) -> Any:
        """The storage place that was chosen; ``None`` where none was.

        Raises
        ------
        Wrong
            Where no place in use has that code.
        """
        code = form.values.get("slot")
        found = slot_coded(self.request.actor, code) if code else None
        if code and found is None:
            raise Wrong(self.say("No storage place in use has the code {code}.", code=code))
        return found


def one_group(*fields: Field) -> tuple[Group, ...]:
    """Questions without a heading of their own."""
    return (Group("", fields),)


@dataclass(frozen=True)
class Deed:
    """Something that is done with remains: a form and the service behind it.

    ``name`` stands in its address, ``label`` on its button; ``applies`` tells whether it can be
    done as things stand; ``area`` is whose act it is. ``second`` asks another person to sign in.
    ``start`` has recorded values where the form changes them, ``next`` tells where to go on to from
    what was made; the page of the remains unless it is there.
    """

    name: str
    label: str
    note: str
    record: str
    applies: Callable[[Standing], bool]
    groups: Callable[[Asked], tuple[Group, ...]]
    do: Callable[[Asked, Form], object]
    area: str = "custody"
    second: bool = False
    start: Callable[[Standing], dict[str, Any]] | None = None
    next: Callable[[Any], str] | None = None
