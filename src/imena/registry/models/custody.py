"""What came out of the ground and in whose hands it is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from imena.registry.models.record import (
    Coded,
    Record,
    belongs,
    listed,
    may_belong,
    stated,
    text,
)


class StorageSlot(Record):
    """A place in a cold room, a shelf, a laboratory; it holds ``capacity`` bags, boxes or units."""

    AREA = "custody"

    code = models.CharField(max_length=40)
    facility = models.CharField(max_length=200)
    capacity = models.PositiveSmallIntegerField(default=1)
    in_use = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("operation", "code", name="slot_code_once"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="i2_slot_holds_something"),
        ]


class Container(Record):
    """A bag, a box, a coffin; a field team's belongs to the site where it is filled."""

    AREA = "custody"
    SITE = "site"

    number = models.CharField(max_length=40, unique=True)
    kind = Coded("container_kind")
    site = may_belong("Site")


class Seal(Record):
    """A seal on a container or on a unit itself, until it is broken by somebody named."""

    AREA = "custody"
    SITE = "site"

    number = models.CharField(max_length=60)
    site = may_belong("Site")
    container = may_belong("Container")
    unit = may_belong("RecoveredUnit")
    applied_at = models.DateTimeField()
    broken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(Upper("number"), name="seal_number_folded")]
        constraints = [
            models.UniqueConstraint("operation", "number", name="seal_number_once"),
            models.CheckConstraint(
                condition=Q(container__isnull=False, unit=None)
                | Q(container=None, unit__isnull=False),
                name="seal_is_on_one_thing",
            ),
        ]


class RecoveredUnit(Record):
    """A body, a part, bones or an artefact, with its own number for ever (I1).

    ``place``, with ``slot`` in a store and ``burial`` in a grave, is the one current place (I2);
    ``custodian`` is who answers for it now.
    Where nothing is under the number (divided, merged, never there) the place is "none".
    """

    AREA = "custody"
    SITE = "site"

    number = models.CharField(max_length=40, unique=True)
    # What earlier lists call it, where it was taken over from one.
    label = models.CharField(max_length=60, blank=True)
    site = belongs("Site")
    burial_unit = may_belong("BurialUnit")
    kind = Coded("unit_kind")
    human = Coded("yes_no_undetermined", default="undetermined")
    conflict_relation = Coded("conflict_relation", default="unknown")
    parent = may_belong("RecoveredUnit")
    merged_into = may_belong("RecoveredUnit")
    state = Coded("remains_state", default="located")
    stage = Coded("decomposition_stage", blank=True)
    modifiers = listed()
    completeness_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    # "femur/left", once for each such bone, where they were counted.
    elements = listed()
    position = stated()
    depth_cm = models.PositiveIntegerField(null=True, blank=True)
    recovered_at = models.DateTimeField(null=True, blank=True)
    recovered_by = may_belong("User")
    container = may_belong("Container")
    place = Coded("place_kind", default="ground")
    slot = may_belong("StorageSlot")
    burial = may_belong("Burial", related_name="units")
    custodian = models.CharField(max_length=200, blank=True)
    # Set while it is under way between two people: who received it is not yet written.
    in_transfer = may_belong("CustodyEvent")
    note = text()

    class Meta:
        # A page of a list, in the order of numbers, begins where the last one ended.
        indexes = [
            models.Index(fields=["operation", "state", "number"]),
            models.Index(fields=["operation", "place", "number"]),
            models.Index(fields=["operation", "site", "state"]),
            models.Index(fields=["operation", "burial_unit", "state"]),
            models.Index(Upper("label"), name="unit_label_folded"),
            models.Index(fields=["site", "state", "number"]),
            models.Index(fields=["burial_unit", "state"]),
            # What is on its way is little of all there is, and asked for by every day's page.
            models.Index(
                fields=["operation", "in_transfer"],
                name="unit_on_its_way",
                condition=Q(in_transfer__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "site", "label", condition=~Q(label=""), name="unit_label_once"
            ),
            models.CheckConstraint(
                condition=Q(place="store") | Q(slot=None), name="i2_slot_only_in_store"
            ),
            models.CheckConstraint(
                condition=Q(place="grave", burial__isnull=False)
                | (~Q(place="grave") & Q(burial=None)),
                name="i2_buried_in_one_grave",
            ),
            models.CheckConstraint(
                condition=Q(place="transport", in_transfer__isnull=False)
                | (~Q(place="transport") & Q(in_transfer=None)),
                name="i2_under_way_or_in_a_place",
            ),
            models.CheckConstraint(
                condition=Q(place="none", state__in=["divided", "merged", "number_without_remains"])
                | (
                    ~Q(place="none") & ~Q(state__in=["divided", "merged", "number_without_remains"])
                ),
                name="i2_nothing_is_nowhere",
            ),
        ]


class UnitOrigin(Record):
    """What a unit was split from or merged of; numbers on both sides stay (I4)."""

    AREA = "custody"
    SITE = "source__site"

    source = belongs("RecoveredUnit", related_name="outcomes")
    outcome = belongs("RecoveredUnit", related_name="origins")
    kind = Coded("unit_origin")
    explained = text()

    class Meta:
        constraints = [models.UniqueConstraint("source", "outcome", "kind", name="i4_origin_once")]


class CustodyEvent(Record):
    """One thing done with one unit. A transfer is answered by one receipt (I3).

    ``step`` counts a unit's events: clocks disagree, the order of what was done does not.
    """

    AREA = "custody"
    SITE = "unit__site"

    number = models.CharField(max_length=40, unique=True)
    unit = belongs("RecoveredUnit", related_name="custody")
    step = models.PositiveIntegerField()
    kind = Coded("custody_event")
    # By the clock of the device; the offset is how far that clock was ahead.
    happened_at = models.DateTimeField()
    recorded_by = belongs("User")
    # Until when what was handed over should have been received.
    due_at = models.DateTimeField(null=True, blank=True)
    place = Coded("place_kind", blank=True)
    slot = may_belong("StorageSlot")
    handed_by = models.CharField(max_length=200, blank=True)
    taken_by = models.CharField(max_length=200, blank=True)
    seal = models.CharField(max_length=60, blank=True)
    answers = may_belong("CustodyEvent")
    clock_offset_s = models.IntegerField(default=0)
    note = text()

    class Meta:
        indexes = [models.Index(fields=["unit", "happened_at"])]
        constraints = [
            models.UniqueConstraint("unit", "step", name="i2_one_event_at_a_time"),
            # I3: a transfer is received once.
            models.UniqueConstraint(
                "answers", condition=Q(answers__isnull=False), name="i3_transfer_received_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="received") | Q(answers__isnull=False),
                name="i3_receipt_answers_transfer",
            ),
        ]


class Incident(Record):
    """Something that does not agree: it stays open until a person explains it."""

    AREA = "custody"
    SITE = "unit__site"

    unit = may_belong("RecoveredUnit", related_name="incidents")
    event = may_belong("CustodyEvent")
    kind = Coded("incident_kind")
    found_at = models.DateTimeField()
    description = text()
    closed_at = models.DateTimeField(null=True, blank=True)
    explained = text()
