"""Runs of the search over the whole case file: on what, by what means, and what they found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from imena.registry.models.record import Coded, Record, belongs, listed, stated, text


class MarkerSet(Record):
    """Markers and what is assumed with them, kept as the file that was brought."""

    AREA = "comparison"

    name = models.CharField(max_length=200)
    # Of the bytes that were brought: what a run says that it used.
    sha256 = models.CharField(max_length=64)
    content = models.TextField()
    by = belongs("User")

    class Meta:
        constraints = [
            models.UniqueConstraint("operation", "sha256", name="marker_set_kept_once"),
        ]


class Run(Record):
    """Everybody compared with everybody and decided together, once, on what was known then.

    Between people an answer is a possible name and nothing more (I5).
    """

    AREA = "comparison"

    number = models.PositiveIntegerField()
    state = Coded("run_state", default="running")
    by = belongs("User")
    why = text()
    # SHA-256 of the case that was frozen and of the marker set, and the ledger's position: how many
    # events were known.
    snapshot = models.CharField(max_length=64)
    markers = models.CharField(max_length=64)
    known_at = models.PositiveBigIntegerField()
    # prior, seed, threshold, program … as text.
    parameters = stated()
    # What could not be used and why, by number.
    left_out = listed()
    # [{"individual": id, "missing": id, "log10_lr", "posterior", "reached", "set"}]
    pairs = listed()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    fault = text()

    class Meta:
        constraints = [
            models.UniqueConstraint("operation", "number", name="run_number_once"),
            models.UniqueConstraint(
                "operation", condition=Q(state="running"), name="one_run_at_a_time"
            ),
        ]
