"""Samples and the laboratory, which sees codes and nothing else (I31)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from imena.registry.models.record import Coded, Record, belongs, may_belong, stated, text


class Sample(Record):
    """Taken from remains or given by a person: exactly one of the two."""

    AREA = "samples"
    PERSONAL = frozenset({"note"})
    SUBJECT = "donor_id"
    SITE = "unit__site"

    number = models.CharField(max_length=40, unique=True)
    unit = may_belong("RecoveredUnit", related_name="samples")
    donor = may_belong("Person", related_name="samples")
    kind = Coded("sample_kind")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = may_belong("User")
    seal = models.CharField(max_length=60, blank=True)
    state = Coded("sample_state", default="taken")
    note = text()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, donor=None) | Q(unit=None, donor__isnull=False),
                name="sample_of_remains_or_of_a_person",
            )
        ]


class LabRequest(Record):
    """Samples sent to a laboratory under codes drawn for this request alone."""

    AREA = "laboratory"

    number = models.CharField(max_length=40, unique=True)
    laboratory = models.CharField(max_length=200)
    asked_for = Coded("lab_method")
    sent_at = models.DateTimeField(null=True, blank=True)
    seal = models.CharField(max_length=60, blank=True)
    state = Coded("lab_request_state", default="drafted")


class LabItem(Record):
    """One sample in a request. ``code`` says nothing of whose it is."""

    AREA = "laboratory"

    request = belongs("LabRequest", related_name="items")
    sample = belongs("Sample")
    code = models.CharField(max_length=40, unique=True)
    state = Coded("lab_item_state", default="sent")

    class Meta:
        constraints = [
            models.UniqueConstraint("request", "sample", name="sample_once_in_a_request")
        ]


class LabResult(Record):
    """What the laboratory answers about a code (I17); a donor's profile is kept under their key."""

    AREA = "laboratory"
    PERSONAL = frozenset({"profile", "note"})
    SUBJECT = "donor_id"

    item = belongs("LabItem", related_name="results")
    outcome = Coded("lab_outcome")
    method = Coded("lab_method")
    markers_read = models.PositiveSmallIntegerField(null=True, blank=True)
    profile = stated()
    reported_at = models.DateTimeField()
    replaces = may_belong("LabResult")
    note = text()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "replaces", condition=Q(replaces__isnull=False), name="i17_result_replaced_once"
            )
        ]
        indexes = [models.Index(fields=["operation", "outcome", "item"])]

    @property
    def donor_id(self) -> uuid.UUID | None:
        """Who gave the sample; nobody where it is of remains."""
        donor: uuid.UUID | None = self.item.sample.donor_id
        return donor
