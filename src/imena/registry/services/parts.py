"""What remains may consist of, and whether parts explain the whole they were (I4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from imena.language import message
from imena.registry.models import RecoveredUnit
from imena.registry.queries.inventory import bones
from imena.registry.refusals import breaks
from imena.registry.terms import is_term
from imena.registry.vocabulary import vocabulary

#: What one unit may be found to consist of: nothing larger than itself comes out of it. Things and
#: animal bones lie among any remains, and what is not known yet may be anything.
_ANYWHERE = frozenset({"artefact", "non_human", "unknown", "tissue"})
_FRAGMENTS = frozenset({"burned_fragments", "ash"}) | _ANYWHERE
_BONES = frozenset({"single_bone", "bone_group"}) | _FRAGMENTS
_BODIES = frozenset({"complete_body", "near_complete_body", "partial_body"})
_PARTS: Mapping[str, frozenset[str]] = {
    "complete_body": _BODIES | {"body_part"} | _BONES,
    "near_complete_body": (_BODIES - {"complete_body"}) | {"body_part"} | _BONES,
    "partial_body": frozenset({"partial_body", "body_part"}) | _BONES,
    "body_part": frozenset({"body_part"}) | _BONES,
    "bone_group": _BONES,
    "single_bone": frozenset({"single_bone"}) | _FRAGMENTS,
    "commingled_lot": _BODIES | {"body_part", "commingled_lot"} | _BONES,
    "burned_fragments": _BONES,
    "ash": _FRAGMENTS,
    "tissue": frozenset({"tissue", "unknown"}),
    "non_human": frozenset({"non_human", "unknown"}),
    "artefact": frozenset({"artefact"}),
    "unknown": _BODIES | {"body_part", "commingled_lot"} | _BONES,
}
_NOT_HUMAN = frozenset({"artefact", "non_human"})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of divided remains: what it is, how much of a body, which bones ("femur/left", once
    for each), and whatever else is seen of it."""

    kind: str
    percent: int | None = None
    elements: tuple[str, ...] = ()
    number: str | None = None
    described: Mapping[str, Any] = field(default_factory=dict)


def consistent(kind: str, seen: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a unit, where it can be so of its kind.

    Raises
    ------
    Refused
        For what no unit of that kind is, an unknown condition, or a bone without its side.
    """
    said = dict(seen)
    if kind in _NOT_HUMAN:
        if said.get("human") == "yes":
            raise breaks("I4", message("A thing or an animal’s bone is not human remains."))
        said["human"] = "no"
    for modifier in said.get("modifiers", ()):
        _known("condition_modifier", modifier)
    for element in said.get("elements", ()):
        _check_element(element)
    return said


def _check_element(element: str) -> None:
    """Refuse what is no bone with its side, as ``femur/left``."""
    bone, _, side = element.partition("/")
    _known("skeletal_element", bone)
    sided = vocabulary("skeletal_element")[bone].facts["sided"]
    if side not in (("left", "right", "undetermined") if sided else ("midline",)):
        raise breaks("I4", message("“{element}” has no such side."), element=element)


def _known(name: str, code: str) -> None:
    if not is_term(name, code):
        raise breaks(
            "", message("“{value}” is not a term of the list “{vocabulary}”."),
            value=code, vocabulary=name,
        )  # fmt: skip


def check_explained(whole: RecoveredUnit, parts: Sequence[Part], difference: str) -> None:
    """Whether these parts, together, are what the whole was (I4)."""
    for part in parts:
        if part.kind not in _PARTS[whole.kind]:
            raise breaks("I4", message("Such a part cannot come out of remains of this kind."))
        for element in part.elements:
            _check_element(element)
    had = Counter[str](whole.elements)
    have = Counter(element for part in parts for element in part.elements)
    # What examiners counted are whole bones only: parts may list fragments besides.
    examined = {f"{bone}/{side}": n for (bone, side), n in bones([whole.pk]).items()}
    less = bool((had or Counter(examined)) - have)
    if had and have - had:
        raise breaks(
            "I4",
            message("The parts have bones that the whole did not: {elements}."),
            elements=", ".join(sorted((have - had).elements())),
        )
    if whole.completeness_percent is not None:
        total = sum(part.percent or 0 for part in parts)
        if any(part.percent is None for part in parts if part.kind not in _NOT_HUMAN):
            raise breaks("I4", message("Say of each part how much of the body it is."))
        if total > whole.completeness_percent:
            raise breaks("I4", message("The parts are more than the whole was."))
        less = less or total < whole.completeness_percent
    if less and not difference.strip():
        raise breaks("I4", message("The parts are less than the whole was: say why."))
