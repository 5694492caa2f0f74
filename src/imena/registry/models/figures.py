"""What is said in numbers, by others and by us."""

from __future__ import annotations

from django.db import models

from imena.registry.models.record import (
    Coded,
    PartialDate,
    Record,
    belongs,
    listed,
    may_belong,
    stated,
    text,
)


class Claim(Record):
    """Somebody's number, in their words."""

    AREA = "claims"

    number = models.CharField(max_length=40, unique=True)
    text_verbatim = text()
    language = models.CharField(max_length=2)
    unit = Coded("figure_unit")
    scope = stated()
    value = stated()
    bound = Coded("figure_bound")
    asserted_by = stated()
    said_on = PartialDate(blank=True)
    as_of = PartialDate(blank=True)
    medium = text()
    url = text()
    capture = may_belong("StoredFile")
    status = Coded("claim_status", default="standing")
    superseded_by = may_belong("Claim")
    checked_by = may_belong("User")


class ClaimRelay(Record):
    """Who passed a claim on, and what they changed."""

    AREA = "claims"

    claim = belongs("Claim", related_name="relays")
    outlet = models.CharField(max_length=200)
    published_on = PartialDate(blank=True)
    url = text()
    text_verbatim = text()
    value = stated()
    bound = Coded("figure_bound")
    differences = listed()


class Statement(Record):
    """Our own number: a query, as of, known at, with unit, scope and exclusions (I25)."""

    AREA = "statements"

    number = models.CharField(max_length=40, unique=True)
    query = models.CharField(max_length=100)
    query_version = models.PositiveIntegerField()
    as_of = models.DateTimeField()
    # The ledger's position: how many events were known.
    known_at = models.PositiveBigIntegerField()
    unit = Coded("figure_unit")
    scope = stated()
    exclusions = listed()
    result = stated()
    partition = listed()
    partition_by = models.CharField(max_length=40, blank=True)
    # Counts of people below this are withheld (I30).
    small = models.PositiveSmallIntegerField(default=5)
    author = belongs("User")
    approver = may_belong("User")
    approved_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    corrects = may_belong("Statement")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approver=None) | ~models.Q(approver=models.F("author")),
                name="statement_approved_by_another",
            )
        ]
