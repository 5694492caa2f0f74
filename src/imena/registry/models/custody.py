"""What came out of the ground and in whose hands it is."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

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
    """A place in a cold room, a shelf, a laboratory."""

    AREA = "custody"

    code = models.CharField(max_length=40)
    facility = models.CharField(max_length=200)
    in_use = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint("operation", "code", name="slot_code_once")]


class Container(Record):
    """A bag, a box, a coffin."""

    AREA = "custody"

    number = models.CharField(max_length=40, unique=True)
    kind = Coded("container_kind")


class Seal(Record):
    """A seal on a container, until it is broken by somebody named."""

    AREA = "custody"

    number = models.CharField(max_length=60)
    container = may_belong("Container")
    unit = may_belong("RecoveredUnit")
    applied_at = models.DateTimeField()
    broken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("operation", "number", name="seal_number_once")]


class RecoveredUnit(Record):
    """A body, a part, bones or an artefact, with its own number for ever (I1).

    ``place`` and ``slot`` are the one current place (I2); ``custodian`` is who answers for it now.
    """

    AREA = "custody"
    SITE = "site"

    number = models.CharField(max_length=40, unique=True)
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
    position = stated()
    depth_cm = models.PositiveIntegerField(null=True, blank=True)
    recovered_at = models.DateTimeField(null=True, blank=True)
    recovered_by = may_belong("User")
    container = may_belong("Container")
    place = Coded("place_kind", default="ground")
    slot = may_belong("StorageSlot")
    custodian = models.CharField(max_length=200, blank=True)
    # Set while it is under way between two people: who received it is not yet written.
    in_transfer = may_belong("CustodyEvent")
    note = text()

    class Meta:
        indexes = [models.Index(fields=["operation", "state"]), models.Index(fields=["site"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(place="store") | Q(slot=None), name="i2_slot_only_in_store"
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
    """One thing done with one unit. A transfer is answered by one receipt (I3)."""

    AREA = "custody"
    SITE = "unit__site"

    number = models.CharField(max_length=40, unique=True)
    unit = belongs("RecoveredUnit", related_name="custody")
    kind = Coded("custody_event")
    happened_at = models.DateTimeField()
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
