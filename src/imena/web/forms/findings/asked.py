"""What a form asks about each kind of finding: its controls, in order, with their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from imena.language import Words, message
from imena.registry.actor import Actor
from imena.registry.findings import FORMS
from imena.registry.findings.values import ALWAYS, POSTMORTEM, Reading
from imena.registry.queries.vocabulary import terms

#: Two fields that are the ends of one interval, under the name of their control.
INTERVALS: Mapping[str, tuple[str, str]] = {
    "years": ("least_years", "most_years"),
    "cm": ("least_cm", "most_cm"),
}
#: Kind → what is asked first, at most five; the rest stands behind a step.
FIRST: Mapping[str, tuple[str, ...]] = {
    "sex": ("estimate", "basis", "method"),
    "age": ("years", "method", "reference"),
    "stature": ("cm", "method", "reference"),
    "ancestry": ("estimate", "method"),
    "hair": ("colour", "length_cm", "description"),
    "eyes": ("colour", "description"),
    "handedness": ("hand",),
    "condition": ("stage", "modifiers", "burned"),
    "mark": ("mark", "seen_from", "description", "serial", "serial_unreadable"),
    "belonging": ("category", "description", "place", "colour", "inscription"),
    "fingerprint": ("finger", "quality", "description"),
    "radiograph": ("view", "description"),
    "injury": ("seen_from", "timing", "mechanism", "number", "description"),
}
MORE: Mapping[str, tuple[str, ...]] = {
    "condition": ("adherent", "staining", "scavenger", "description"),
    "belonging": ("size", "brand", "state"),
    "injury": ("direction", "bone", "side", "organ", "confidence"),
}
#: Of the living nobody is asked by which method or from which side.
_OF_THE_LIVING: Mapping[str, tuple[str, ...]] = {
    "stature": ("cm",),
    "mark": ("mark", "description", "serial"),
    "belonging": ("category", "description", "colour", "size", "brand", "inscription"),
}
#: Where a field’s words depend on the kind; then those of every kind.
_LABELS_OF: Mapping[tuple[str, str], str] = {
    ("sex", "estimate"): message("Sex, as examined"),
    ("ancestry", "estimate"): message("What the method says"),
    ("hair", "colour"): message("Colour of the hair"),
    ("eyes", "colour"): message("Colour of the eyes"),
    ("fingerprint", "quality"): message("How clear the print is"),
    ("radiograph", "view"): message("Of what, from where"),
    ("injury", "number"): message("How many such"),
    ("injury", "description"): message("What is to be seen"),
    ("mark", "description"): message("What it looks like"),
    ("belonging", "description"): message("What it is"),
    ("belonging", "colour"): message("Colour of it"),
    ("hair", "description"): message("How it was worn"),
}
_LABELS: Mapping[str, str] = {
    "adherent": message("What adheres"),
    "basis": message("By what it is told"),
    "bone": message("Which bone"),
    "brand": message("Brand"),
    "burned": message("Burnt"),
    "category": message("Kind of thing"),
    "cm": message("Height, cm"),
    "confidence": message("How sure"),
    "description": message("Description"),
    "direction": message("Direction"),
    "finger": message("Finger, from 1 (right thumb) to 10 (left little finger)"),
    "hand": message("Hand that was used"),
    "inscription": message("Inscription, letter for letter"),
    "length_cm": message("Length, cm"),
    "mark": message("What kind of mark"),
    "mechanism": message("By what"),
    "method": message("Method"),
    "modifiers": message("Besides"),
    "organ": message("Organ"),
    "place": message("Where it was"),
    "reference": message("Table or publication used"),
    "scavenger": message("Animals"),
    "seen_from": message("Seen from"),
    "serial": message("Serial number, in full"),
    "serial_unreadable": message("the number cannot be read"),
    "side": message("Side of the bone"),
    "size": message("Size"),
    "stage": message("How far decayed"),
    "staining": message("Staining"),
    "state": message("What became of it"),
    "timing": message("When it came about"),
    "years": message("Age, years"),
}
#: Up to so many words stand side by side to be tapped; more make a list.
_SIDE_BY_SIDE = 6


@dataclass(frozen=True, slots=True)
class Control:
    """One control. ``kind``: ``pick`` (words side by side), ``list``, ``several``, ``words``,
    ``number``, ``interval`` or ``truth``; ``value`` is as typed, of an interval both ends."""

    name: str
    label: str
    kind: str
    value: str
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    needed: bool

    @property
    def ends(self) -> tuple[str, str]:
        """The fields of an interval."""
        return INTERVALS[self.name]


def first(
    actor: Actor, language: str, kind: str, typed: Mapping[str, Any], *, living: bool = False
) -> tuple[Control, ...]:
    """What is asked first of a finding of ``kind``, filled with ``typed`` (field → value)."""
    names = _OF_THE_LIVING.get(kind, FIRST[kind]) if living else FIRST[kind]
    return _controls(actor, language, kind, names, typed, living)


def more(actor: Actor, language: str, kind: str, typed: Mapping[str, Any]) -> tuple[Control, ...]:
    """What is asked of whoever wants to say more, after death alone."""
    return _controls(actor, language, kind, MORE.get(kind, ()), typed, living=False)


def _controls(
    actor: Actor,
    language: str,
    kind: str,
    names: Sequence[str],
    typed: Mapping[str, Any],
    living: bool,
) -> tuple[Control, ...]:
    readings: Mapping[str, Reading] = {f.name: f.metadata["reading"] for f in fields(FORMS[kind])}
    words = Words("web_findings", language)
    asked = {ALWAYS} if living else {ALWAYS, POSTMORTEM}
    found = []
    for name in names:
        label = words(_LABELS_OF.get((kind, name), "") or _LABELS[name])
        ends = INTERVALS.get(name)
        reading = readings[ends[0] if ends else name]
        needed = reading.needed in asked
        if ends:
            values = tuple(_typed(typed.get(end), language) for end in ends)
            found.append(Control(name, label, "interval", "", values, (), needed))
            continue
        options = _options(actor, language, reading.terms) if reading.terms else ()
        value = typed.get(name)
        many = tuple(map(str, value)) if isinstance(value, list | tuple) else ()
        one = "" if many else _typed(value, language)
        found.append(Control(name, label, _shown(reading, options), one, many, options, needed))
    return tuple(found)


def _shown(reading: Reading, options: Sequence[tuple[str, str]]) -> str:
    if reading.kind == "coded":
        return "pick" if len(options) <= _SIDE_BY_SIDE else "list"
    return {"whole": "number", "decimal": "number"}.get(reading.kind, reading.kind)


def _options(actor: Actor, language: str, name: str) -> tuple[tuple[str, str], ...]:
    return tuple((term.code, term.said(language)) for term in terms(actor, name).current)


def _typed(value: Any, language: str) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    text = str(value)
    measured = language == "uk" and text.replace(".", "", 1).isdecimal()
    return text.replace(".", ",") if measured else text
