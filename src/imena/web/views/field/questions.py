"""What is asked about a grave, in the groups in which it is seen: one group a screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imena.language import Words
from imena.numbering.pattern import Kind
from imena.registry.actor import Actor
from imena.registry.queries.recording import next_number
from imena.web.filling.fields import Choice, Field, Metres, Numbered, Text, Verbatim, Whole, of
from imena.web.filling.form import Form, Group

#: What of a grave is described, as its record calls it.
DESCRIBED = ("kind", "container", "depth_cm", "orientation_deg", "integrity", "note")
_PLACED = {"east": "x_cm", "north": "y_cm", "error": "error_cm"}


def number_field(actor: Actor, kind: Kind, code: str, language: str, label: str) -> Field:
    """The number on the tag: one of the team's range, or the next of the office."""
    say = Words("web_field", language)
    mine = next_number(actor, kind, code)
    hint = say("next of your team: {number}", number=mine) if mine else say("empty: the next one")
    return Numbered(name="number", label=label, hint=hint, kind=kind, language=language)


def kind_field(language: str) -> Field:
    """What the grave is."""
    say = Words("web_field", language)
    return Choice(
        name="kind", label=say("What it is"), needed=say("Choose what it is."),
        options=of("burial_kind", language), language=language,
    )  # fmt: skip


def marker_group(language: str, *, needed: bool = False) -> Group:
    """What stands on a grave, letter for letter."""
    say = Words("web_field", language)
    return Group(
        say("The marker, as seen"),
        (
            Text(
                name="marker_number", label=say("Number on the marker"), longest=40,
                hint=say("empty: none"), language=language,
            ),
            Verbatim(
                name="marker_text", label=say("What stands on it"), language=language,
                hint=say("letter for letter, mistakes too; empty: nothing, or no marker"),
                needed=say("Write what stands on it.") if needed else "",
            ),
        ),
        say("What stands on a marker is not yet a name."),
    )  # fmt: skip


def position_group(language: str) -> Group:
    """Where the grave is, from the site's own zero."""
    say = Words("web_field", language)
    return Group(
        say("Position"),
        (
            Metres(name="east", label=say("East of the site’s zero"), language=language),
            Metres(name="north", label=say("North of the site’s zero"), language=language),
            Metres(name="error", label=say("May be off by"), language=language),
            Whole(
                name="orientation_deg", label=say("Axis from north"), unit="°", most=359,
                language=language,
            ),
        ),
        say("Empty where it was not measured."),
    )  # fmt: skip


def found_group(language: str) -> Group:
    """How the grave was found."""
    say = Words("web_field", language)
    return Group(
        say("As found"),
        (
            Choice(
                name="container", label=say("In what"), options=of("burial_container", language),
                language=language,
            ),
            Whole(
                name="depth_cm", label=say("Depth"), unit=say("cm"), most=2_000, language=language
            ),
            Choice(
                name="integrity", label=say("Disturbed"), options=of("burial_integrity", language),
                language=language,
            ),
            Verbatim(name="note", label=say("Note"), language=language),
        ),
    )  # fmt: skip


def described(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a form told of a grave, as its record has it."""
    position = {name: values[field] for field, name in _PLACED.items() if values[field] is not None}
    return {name: values[name] for name in DESCRIBED} | {"position": position}


def as_described(grave: Any) -> dict[str, Any]:
    """What is recorded of a grave, as the form asks it."""
    told = {name: getattr(grave, name) for name in DESCRIBED}
    return told | {field: grave.position.get(name) for field, name in _PLACED.items()}


def placed(form: Form) -> bool:
    """Whether a place was given whole, or not at all; half of one is asked again."""
    if (form.values["east"] is None) == (form.values["north"] is None):
        return True
    say = Words("web_field", form.request.language)
    form.wrong("north", say("Write how far east and how far north, or neither."))
    return False
