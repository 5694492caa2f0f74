"""Numbers given once, for ever (I1)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from imena.registry.models.record import Coded, Record, belongs, listed, may_belong, text


class NumberRange(Record):
    """Numbers a team may give without a network, issued by two people."""

    AREA = "numbers"

    kind = Coded("number_kind")
    prefix = models.CharField(max_length=40)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    team = belongs("Team")
    device = may_belong("Device")
    issued_by = listed()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="range_not_empty")
        ]


class NumberCounter(models.Model):
    """The next free number under a prefix: one row, locked by whoever takes from it."""

    kind = models.CharField(max_length=64)
    prefix = models.CharField(max_length=40)
    next = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint("kind", "prefix", name="counter_once")]


class NumberIssued(models.Model):
    """A number that was given: no other row ever holds it, and this one never changes."""

    number = models.CharField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=64)
    prefix = models.CharField(max_length=40)
    serial = models.PositiveIntegerField(null=True)
    record_id = models.UUIDField(null=True)
    issued_range = models.ForeignKey(
        "registry.NumberRange", models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField()


class NumberVoid(Record):
    """A number that will stay without a record, and why: gaps are explained, not closed."""

    AREA = "numbers"

    number = models.CharField(max_length=60, unique=True)
    reason = text()
