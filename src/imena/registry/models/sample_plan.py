"""Plans of samples as they were computed, so that a family’s page need not compute one."""

from __future__ import annotations

from django.db import models

from imena.registry.models.record import Coded, Record, belongs, listed, stated


class SamplePlan(Record):
    """Whose sample would help most, over the whole case file, on what was known then."""

    AREA = "comparison"

    by = belongs("User")
    # SHA-256 of the case that was frozen, and how many events the ledger had.
    digest = models.CharField(max_length=64)
    known_at = models.PositiveBigIntegerField()
    # prior, threshold, draws, seed, program … as text.
    parameters = stated()
    # How it was made: programs, inputs, their digests.
    provenance = stated()
    made_at = models.DateTimeField()


class PlannedFamily(Record):
    """What a plan says of one missing person’s family: whom to ask for what, the best first."""

    AREA = "antemortem"
    USERS = ("missing__liaison",)

    plan = belongs("SamplePlan", related_name="families")
    missing = belongs("MissingPerson", related_name="planned")
    verdict = Coded("sample_verdict")
    # [{"person": code or "", "what", "relation", "of": number}]
    asks = listed()
    # [{"gained", "named", "named_now"}] beside the asks, as text: for those who compare (I17).
    figures = listed()

    class Meta:
        constraints = [
            models.UniqueConstraint("plan", "missing", name="planned_once"),
        ]
