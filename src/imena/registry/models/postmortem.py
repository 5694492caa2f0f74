"""What examiners found: examinations, findings, causes; never a name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from imena.registry.models.record import Coded, Record, belongs, may_belong, stated, text


class Examination(Record):
    """One discipline's look at one unit. Closed, it changes only by amendment (I10)."""

    AREA = "postmortem"
    SITE = "unit__site"

    unit = belongs("RecoveredUnit", related_name="examinations")
    discipline = Coded("discipline")
    examiner = belongs("User")
    status = Coded("examination_status", default="open")
    # Where the unit was: what is seen at the grave is no cause of death (I9).
    place = Coded("place_kind")
    began_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    amends = may_belong("Examination")
    amendment_reason = text()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amends=None) | ~Q(amendment_reason=""),
                name="i10_amendment_says_why",
            ),
            models.UniqueConstraint(
                "amends", condition=Q(amends__isnull=False), name="i10_amended_once"
            ),
        ]


class Finding(Record):
    """One thing found, in the form its kind has (`imena.registry.findings`).

    ``status`` keeps "not examined" apart from "absent" (I8).
    """

    AREA = "postmortem"
    SITE = "examination__unit__site"

    examination = belongs("Examination", related_name="findings")
    kind = Coded("finding_kind")
    status = Coded("finding_status")
    region = Coded("body_region", blank=True)
    data = stated()
    photo = may_belong("StoredFile")
    replaces = may_belong("Finding")
    note = text()

    class Meta:
        indexes = [models.Index(fields=["examination", "kind"])]
        constraints = [
            models.UniqueConstraint(
                "replaces", condition=Q(replaces__isnull=False), name="i10_finding_replaced_once"
            )
        ]


class CauseOfDeath(Record):
    """The chain of causes and the manner, by an examiner and with a status (I9)."""

    AREA = "postmortem"
    SITE = "unit__site"

    unit = belongs("RecoveredUnit", related_name="causes")
    examination = belongs("Examination")
    status = Coded("cause_status")
    # WHO certificate: lines I a to d and II, each words and an ICD code.
    chain = stated()
    manner = Coded("manner_of_death", blank=True)
    context = Coded("death_context", blank=True)
    replaces = may_belong("CauseOfDeath")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "replaces", condition=Q(replaces__isnull=False), name="cause_replaced_once"
            ),
            models.UniqueConstraint("unit", condition=Q(replaces=None), name="i9_first_cause_once"),
        ]


class MinimumNumber(Record):
    """The least number of individuals in some units: an interval with its method (I11).

    Of one grave, or of a whole site where no grave is named.
    """

    AREA = "postmortem"

    burial_unit = may_belong("BurialUnit")
    site = may_belong("Site")
    method = Coded("mni_method")
    lowest = models.PositiveIntegerField()
    highest = models.PositiveIntegerField(null=True, blank=True)
    # The highest count of one sided element, which the lower bound may not fall below.
    sided_element_count = models.PositiveIntegerField()
    basis = stated()
    outdated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lowest__gte=models.F("sided_element_count")),
                name="i11_not_below_sided_count",
            ),
            models.CheckConstraint(
                condition=Q(highest=None) | Q(highest__gte=models.F("lowest")),
                name="i11_interval",
            ),
        ]
