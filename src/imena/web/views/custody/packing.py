"""Forms of describing, packing and sealing remains where they are."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from imena.language import Words, message
from imena.numbering.pattern import Kind
from imena.registry.queries.recording import Standing, container_numbered, next_number
from imena.registry.services import beside, packing, units
from imena.registry.services.handling import HELD
from imena.web.filling.fields import Choice, Field, Numbered, Several, Text, Verbatim, Whole, of
from imena.web.filling.form import Form, Group
from imena.web.views.custody.asked import Asked, Deed, one_group


def condition_fields(asked_language: str, say: Words) -> tuple[Field, ...]:
    """In what state remains are, as is seen without examining them."""
    language = asked_language
    return (
        Choice(
            name="stage", label=say("Stage of decomposition"), language=language,
            options=of("decomposition_stage", language),
        ),
        Several(
            name="modifiers", label=say("What else is seen"), language=language,
            options=of("condition_modifier", language),
        ),
        Whole(
            name="completeness_percent", label=say("How much of a body"), unit="%", most=100,
            hint=say("as it looks; empty: not judged"), language=language,
        ),
    )  # fmt: skip


def kind_fields(language: str, say: Words) -> tuple[Field, ...]:
    """What was recovered."""
    return (
        Choice(
            name="kind", label=say("What it is"), needed=say("Choose what it is."),
            options=of("unit_kind", language), language=language,
        ),
        Choice(
            name="human", label=say("Human"), language=language,
            options=of("yes_no_undetermined", language),
        ),
    )  # fmt: skip


_DESCRIBED = ("kind", "human", "stage", "modifiers", "completeness_percent", "note")


def described(standing: Standing) -> dict[str, Any]:
    """What is recorded of remains now."""
    return {name: getattr(standing.unit, name) for name in _DESCRIBED}


def _describe_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    language = asked.language
    note = Verbatim(name="note", label=say("Note"), language=language)
    return (
        Group(say("What it is"), kind_fields(language, say)),
        Group(say("Condition"), (*condition_fields(language, say), note)),
    )


def _describe(asked: Asked, form: Form) -> object:
    actor, unit = asked.request.actor, asked.standing.unit
    values = {name: form.values[name] for name in _DESCRIBED}
    values["human"] = values["human"] or "undetermined"
    with transaction.atomic():
        units.describe(actor, unit, seen=form.seen, **values)
        for name, (field, said) in form.beside.items():
            beside.keep_beside(actor, unit, field=name, said=f"{field.label}: {said}")
    return None


def _pack_groups(asked: Asked) -> tuple[Group, ...]:
    say: Words = asked.say
    language = asked.language
    mine = next_number(asked.request.actor, Kind.CONTAINER)
    return one_group(
        Numbered(
            name="container", label=say("Number of the bag or box"), kind=Kind.CONTAINER,
            hint=say("next of your team: {number}", number=mine) if mine
            else say("empty: a new number is given"),
            language=language,
        ),
        Choice(
            name="container_kind", label=say("What it is packed in"),
            needed=say("Choose what it is packed in."),
            options=of("container_kind", language), language=language,
        ),
        Text(
            name="seal", label=say("Number of the seal"), hint=say("empty: not sealed now"),
            longest=60, language=language,
        ),
        asked.note(),
    )  # fmt: skip


def _pack(asked: Asked, form: Form) -> object:
    """Bag, packing and seal together: nothing lies in a bag that is not recorded."""
    actor, unit, values = asked.request.actor, asked.standing.unit, form.values
    with transaction.atomic():
        bag = container_numbered(actor, values["container"]) if values["container"] else None
        if bag is None:
            bag = packing.take_container(
                actor,
                kind=values["container_kind"],
                site=unit.site,
                number=values["container"] or None,
            )
        now = packing.pack(actor, unit, bag, seen=form.seen, **asked.told(form))
        if values["seal"]:
            packing.seal(actor, now, number=values["seal"])
    return None


def _seal(asked: Asked, form: Form) -> object:
    actor, unit = asked.request.actor, asked.standing.unit
    return packing.seal(actor, unit, number=form.values["number"], **asked.told(form))


def _check_seal(asked: Asked, form: Form) -> object:
    return packing.check_seal(
        asked.request.actor,
        asked.standing.unit,
        read=form.values["seal"],
        intact=form.values["intact"] == "yes",
        **asked.told(form),
    )


def _unseal(asked: Asked, form: Form) -> object:
    return packing.unseal(
        asked.request.actor,
        asked.standing.unit,
        read=form.values["seal"],
        intact=form.values["intact"] == "yes",
        **asked.told(form),
    )


def _unpack(asked: Asked, form: Form) -> object:
    return packing.unpack(
        asked.request.actor, asked.standing.unit, seen=form.seen, **asked.told(form)
    )


def _new_seal(asked: Asked) -> Field:
    say: Words = asked.say
    return Text(
        name="number", label=say("Number of the seal"), longest=60, language=asked.language,
        needed=say("Type the number that stands on the seal."),
    )  # fmt: skip


def _held(standing: Standing) -> bool:
    return standing.unit.place in HELD


DEEDS = (
    Deed(
        "describe",
        message("Describe"),
        message("What is seen without examining. Findings are for the examiner."),
        message("Record the description"),
        lambda s: s.unit.place != "none",
        _describe_groups,
        _describe,
        start=described,
    ),
    Deed(
        "pack",
        message("Pack and seal"),
        message("The bag has its own number; the seal is read again by whoever receives it."),
        message("Record the packing"),
        lambda s: _held(s) and not s.container,
        _pack_groups,
        _pack,
    ),
    Deed(
        "seal",
        message("Seal"),
        "",
        message("Record the seal"),
        lambda s: _held(s) and not s.sealed,
        lambda asked: one_group(_new_seal(asked), asked.note()),
        _seal,
    ),
    Deed(
        "check-seal",
        message("Check the seal"),
        message("Another number, or damage, opens an incident by itself."),
        message("Record the check"),
        lambda s: _held(s) and s.sealed,
        lambda asked: one_group(asked.read_seal(needed=True), asked.intact(), asked.note()),
        _check_seal,
    ),
    Deed(
        "unseal",
        message("Break the seal"),
        message("Read it first: what it read is kept."),
        message("Record that the seal was broken"),
        lambda s: _held(s) and s.sealed,
        lambda asked: one_group(asked.read_seal(needed=True), asked.intact(), asked.note()),
        _unseal,
    ),
    Deed(
        "unpack",
        message("Unpack"),
        message("Taken out of a stored bag, they need a storage place again."),
        message("Record the unpacking"),
        lambda s: bool(s.container) and not s.sealed and _held(s),
        lambda asked: one_group(asked.note()),
        _unpack,
    ),
)
