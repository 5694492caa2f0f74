"""Findings as rows of words: of what, what was found, and how that is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from imena.language import Words, message
from imena.registry.vocabulary import said as said_of

#: Where a field’s code comes from, whichever kind of finding has it.
_LISTS: Mapping[str, str] = {
    "adherent": "adherent_material",
    "basis": "sex_basis",
    "burned": "burn_degree",
    "category": "belonging_category",
    "confidence": "confidence",
    "direction": "injury_direction",
    "hand": "handedness",
    "mark": "mark_kind",
    "mechanism": "injury_mechanism",
    "modifiers": "condition_modifier",
    "place": "belonging_place",
    "quality": "confidence",
    "scavenger": "scavenger",
    "sign": "sign",
    "stage": "decomposition_stage",
    "staining": "staining",
    "timing": "injury_timing",
}
#: And where that depends on the kind.
_LISTS_OF: Mapping[tuple[str, str], str] = {
    ("sex", "estimate"): "sex_estimate",
    ("sex", "method"): "sex_method",
    ("age", "method"): "age_method",
    ("stature", "method"): "stature_method",
    ("hair", "colour"): "hair_colour",
    ("eyes", "colour"): "eye_colour",
    ("belonging", "state"): "belonging_state",
}
#: Kind → the field that says of what the finding is; other kinds are of what they are called.
_OF_WHAT = {"mark": "mark", "sign": "sign", "belonging": "category"}
#: Kind → the fields that say what was found, then those that say how.
_FIELDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sex": (("estimate",), ("basis", "method")),
    "hair": (("colour", "description"), ()),
    "eyes": (("colour", "description"), ()),
    "ancestry": (("estimate",), ("method",)),
    "handedness": (("hand",), ()),
    "mark": (("description", "serial"), ()),
    "belonging": (
        ("description",), ("colour", "size", "brand", "inscription", "place", "state"),
    ),
    "sign": (("description",), ()),
    "condition": (
        ("stage", "modifiers", "burned"), ("adherent", "staining", "scavenger", "description"),
    ),
    "fingerprint": (("quality",), ("description",)),
    "radiograph": (("view",), ("description",)),
    "injury": (("mechanism", "timing"), ("direction", "confidence", "description")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One finding: ``examined`` is false where nobody looked, which is never “there is none”;
    ``status`` is that of the finding."""

    heading: str
    said: str
    note: str
    examined: bool
    status: str


def row(finding: Any, language: str) -> Row:
    """``finding`` in words."""
    data: Mapping[str, Any] = finding.data

    def told(field: str) -> str:
        value = data.get(field, "")
        name = _LISTS_OF.get((finding.kind, field)) or _LISTS.get(field)
        many = value if isinstance(value, list) else [value]
        texts = [str(one) if name is None else said_of(name, str(one), language) for one in many]
        return ", ".join(text for text in texts if text)

    of_what = told(_OF_WHAT[finding.kind]) if finding.kind in _OF_WHAT else ""
    heading = of_what or said_of("finding_kind", finding.kind, language)
    if finding.kind == "fingerprint" and data.get("finger"):
        heading += f" {data['finger']}"
    if finding.region:
        region = said_of("body_region", finding.region, language)
        heading = region if finding.kind == "injury" else f"{heading}, {region}"
    if data.get("seen_from"):
        heading += f", {said_of('body_view', str(data['seen_from']), language)}"
    status = said_of("finding_status", finding.status, language)
    what, how = _FIELDS.get(finding.kind, ((), ()))
    said = _interval(finding.kind, data, Words("web", language)) or _joined(told, what)
    note = _joined(told, how) or (told("method") if finding.kind in ("age", "stature") else "")
    present = finding.status == "present"
    return Row(
        heading[:1].upper() + heading[1:],
        (said or status) if present else status,
        "; ".join(filter(None, (note, finding.note))),
        finding.status != "not_examined",
        finding.status,
    )


def _joined(told: Callable[[str], str], fields: tuple[str, ...]) -> str:
    return ", ".join(filter(None, map(told, fields)))


_INTERVALS = {
    "age": ("least_years", "most_years", message("{interval} years")),
    "stature": ("least_cm", "most_cm", message("{interval} cm")),
}


def _interval(kind: str, data: Mapping[str, Any], words: Words) -> str:
    if kind not in _INTERVALS:
        return ""
    low, high, unit = _INTERVALS[kind]
    ends = [str(data[end]) for end in (low, high) if data.get(end) is not None]
    if words.language == "uk":
        ends = [end.replace(".", ",") for end in ends]
    return words(unit, interval="–".join(dict.fromkeys(ends))) if ends else ""
