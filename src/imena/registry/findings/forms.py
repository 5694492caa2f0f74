"""The form of each kind of finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from imena.language import message
from imena.registry.findings.values import (
    ALWAYS,
    POSTMORTEM,
    coded,
    decimal,
    record,
    several,
    truth,
    whole,
    words,
)
from imena.registry.refusals import Refused, breaks
from imena.registry.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Seen:
    """How a finding was made: its status, and whether on remains or told of a living person."""

    status: str
    postmortem: bool


@dataclass(frozen=True, kw_only=True)
class Form:
    """What every form can do: tell whether what it says agrees with itself."""

    #: Whether the finding must say where on the body it is.
    NEEDS_REGION: ClassVar[bool] = False

    def check(self, seen: Seen) -> None:
        """Refuse what contradicts itself or the finding's status."""


@dataclass(frozen=True, kw_only=True)
class Injury(Form):
    """One injury: where, when, by what; each its own row."""

    NEEDS_REGION = True

    timing: str = coded("injury_timing", POSTMORTEM)
    mechanism: str = coded("injury_mechanism", POSTMORTEM)
    bone: str = coded("skeletal_element")
    side: str = coded("side")
    organ: str = words()
    seen_from: str = coded("body_view")
    direction: str = coded("injury_direction")
    number: int | None = whole(1, 999)
    confidence: str = coded("confidence")
    projectile_unit: str | None = record()
    radiograph: str | None = record()
    description: str = words()


@dataclass(frozen=True, kw_only=True)
class Sign(Form):
    """A sign of restraint or violence. It is no cause of death (I9)."""

    sign: str = coded("sign", ALWAYS, key=True)
    description: str = words()


#: With which status of the finding a state of a tooth goes; all others are of teeth present.
_TOOTH_STATUS: Mapping[str, frozenset[str]] = {
    "not_examined": frozenset({"not_examined"}),
    # Where the jaw is missing nobody saw whether the tooth was there (I8).
    "jaw_missing": frozenset({"not_examined"}),
    "missing_antemortem": frozenset({"absent"}),
    "missing_postmortem": frozenset({"absent"}),
    "unerupted": frozenset({"present", "absent"}),
}
_FILLED = frozenset({"filled", "crown", "bridge_abutment", "bridge_pontic", "root_filled"})


@dataclass(frozen=True, kw_only=True)
class Tooth(Form):
    """A tooth in FDI notation with its state; surfaces and material of what was done to it."""

    tooth: str = coded("tooth", ALWAYS, key=True)
    state: str = coded("tooth_state", key=True)
    surfaces: tuple[str, ...] = several("tooth_surface")
    material: str = coded("filling_material")
    description: str = words()

    def check(self, seen: Seen) -> None:
        """The state and the status must say the same."""
        if not self.state:
            if seen.status in ("present", "absent"):
                raise breaks("I8", message("Say in which state the tooth is."))
            return
        if seen.status not in _TOOTH_STATUS.get(self.state, frozenset({"present"})):
            raise breaks(
                "I8",
                message("Tooth {tooth}: “{state}” and “{status}” do not go together."),
                tooth=self.tooth,
                state=self.state,
                status=seen.status,
            )
        if (self.surfaces or self.material) and self.state not in _FILLED | {"caries", "implant"}:
            raise Refused(message("Surfaces and materials are of treated or carious teeth."))
        if self.state == "missing_postmortem" and not seen.postmortem:
            raise Refused(message("Nobody loses a tooth after death in their records."))


@dataclass(frozen=True, kw_only=True)
class Element(Form):
    """A bone of one side, and how much of it there is: what minimum numbers rest on (I11)."""

    element: str = coded("skeletal_element", ALWAYS, key=True)
    side: str = coded("side", ALWAYS, key=True)
    completeness: str = coded("element_completeness", key=True)
    count: int | None = whole(1, 500)
    burned: str = coded("burn_degree")
    adherent: tuple[str, ...] = several("adherent_material")
    staining: tuple[str, ...] = several("staining")
    scavenger: tuple[str, ...] = several("scavenger")
    length_mm: str | None = decimal()
    zones: tuple[str, ...] = several("bone_zone")
    description: str = words()

    def check(self, seen: Seen) -> None:
        """The side must exist, and completeness say what the status says."""
        sided = vocabulary("skeletal_element")[self.element].facts["sided"]
        if (self.side == "midline") == sided:
            raise Refused(message("“{element}” has no such side."), element=self.element)
        said = {"absent": "absent", "not_examined": "not_examined"}.get(self.completeness)
        if self.completeness and (said or "present") != seen.status:
            raise breaks("I8", message("Whether the bone is there and how much of it disagree."))
        if seen.status == "present" and not self.completeness:
            raise breaks("I8", message("Say how much of the bone there is."))


@dataclass(frozen=True, kw_only=True)
class Mark(Form):
    """A distinguishing mark; of an implant its serial number in full."""

    NEEDS_REGION = True

    mark: str = coded("mark_kind", ALWAYS, key=True)
    seen_from: str = coded("body_view")
    description: str = words(POSTMORTEM)
    serial: str = words()
    serial_unreadable: bool = truth()

    def check(self, seen: Seen) -> None:
        """An implant's number is the point of recording it."""
        silent = not self.serial and not self.serial_unreadable
        if seen.postmortem and seen.status == "present" and self.mark == "implant" and silent:
            raise Refused(
                message("Copy the implant’s serial number, or say that it cannot be read.")
            )


@dataclass(frozen=True, kw_only=True)
class Belonging(Form):
    """Clothing or a thing. A document beside a body is secondary evidence, never a name (I5)."""

    category: str = coded("belonging_category", ALWAYS, key=True)
    description: str = words(POSTMORTEM)
    place: str = coded("belonging_place")
    colour: str = words()
    size: str = words()
    brand: str = words()
    inscription: str = words()
    state: str = coded("belonging_state")
    unit: str | None = record()


@dataclass(frozen=True, kw_only=True)
class Sex(Form):
    """The sex as estimated, and from what."""

    estimate: str = coded("sex_estimate", POSTMORTEM)
    reported: str = coded("sex_reported")
    basis: str = coded("sex_basis", POSTMORTEM)
    method: str = coded("sex_method")


@dataclass(frozen=True, kw_only=True)
class Age(Form):
    """An interval of years at death, with the method it comes from."""

    least_years: int | None = whole(0, 120, ALWAYS)
    most_years: int | None = whole(0, 120, ALWAYS)
    method: str = coded("age_method", POSTMORTEM)
    reference: str = words()

    def check(self, seen: Seen) -> None:
        """An interval begins before it ends."""
        if seen.status == "present":
            _interval(self.least_years, self.most_years)


@dataclass(frozen=True, kw_only=True)
class Stature(Form):
    """An interval of centimetres, with the method it comes from."""

    least_cm: str | None = decimal(ALWAYS)
    most_cm: str | None = decimal(ALWAYS)
    method: str = coded("stature_method", POSTMORTEM)
    reference: str = words()

    def check(self, seen: Seen) -> None:
        """An interval begins before it ends."""
        if seen.status == "present" and self.least_cm is not None and self.most_cm is not None:
            _interval(Decimal(self.least_cm), Decimal(self.most_cm))


@dataclass(frozen=True, kw_only=True)
class Ancestry(Form):
    """What one method says of ancestry: never without the method."""

    estimate: str = words(ALWAYS)
    method: str = words(ALWAYS)


@dataclass(frozen=True, kw_only=True)
class Hair(Form):
    """Hair of the head, and how it was worn."""

    colour: str = coded("hair_colour")
    length_cm: int | None = whole(0, 200)
    description: str = words()


@dataclass(frozen=True, kw_only=True)
class Eyes(Form):
    """The colour of the eyes."""

    colour: str = coded("eye_colour")
    description: str = words()


@dataclass(frozen=True, kw_only=True)
class Handedness(Form):
    """The hand that was used."""

    hand: str = coded("handedness", ALWAYS)


@dataclass(frozen=True, kw_only=True)
class Condition(Form):
    """In what condition the remains are."""

    stage: str = coded("decomposition_stage")
    modifiers: tuple[str, ...] = several("condition_modifier")
    burned: str = coded("burn_degree")
    adherent: tuple[str, ...] = several("adherent_material")
    staining: tuple[str, ...] = several("staining")
    scavenger: tuple[str, ...] = several("scavenger")
    description: str = words()


@dataclass(frozen=True, kw_only=True)
class Fingerprint(Form):
    """One finger (1 right thumb to 10 left little finger, as on a ten-print card)."""

    finger: int | None = whole(1, 10, ALWAYS, key=True)
    quality: str = coded("confidence")
    description: str = words()


@dataclass(frozen=True, kw_only=True)
class Radiograph(Form):
    """A radiograph: of what, from where; the picture is the finding's file."""

    view: str = words(ALWAYS)
    description: str = words()


#: The form of each kind of finding.
FORMS: Mapping[str, type[Form]] = {
    "injury": Injury,
    "sign": Sign,
    "tooth": Tooth,
    "element": Element,
    "mark": Mark,
    "belonging": Belonging,
    "sex": Sex,
    "age": Age,
    "stature": Stature,
    "ancestry": Ancestry,
    "hair": Hair,
    "eyes": Eyes,
    "handedness": Handedness,
    "condition": Condition,
    "fingerprint": Fingerprint,
    "radiograph": Radiograph,
}


def _interval(least: Decimal | int | None, most: Decimal | int | None) -> None:
    if least is not None and most is not None and most < least:
        raise Refused(message("The interval ends before it begins."))
