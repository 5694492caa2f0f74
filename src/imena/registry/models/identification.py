"""From remains to a name: hypotheses, comparisons, decisions and their undoing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from imena.registry.models.record import (
    Coded,
    Entry,
    IsTrue,
    Record,
    belongs,
    listed,
    may_belong,
    one_of,
    stated,
    text,
)


class Individual(Record):
    """The person believed to be behind some remains. A hypothesis, with dated associations."""

    AREA = "custody"

    number = models.CharField(max_length=40, unique=True)
    state = Coded("individual_state", default="associated")
    note = text()

    class Meta:
        indexes = [models.Index(fields=["operation", "state", "number"])]


class Association(Record):
    """A unit belongs to an individual, on stated evidence, until somebody withdraws it."""

    AREA = "custody"
    SITE = "unit__site"

    unit = belongs("RecoveredUnit", related_name="associations")
    individual = belongs("Individual", related_name="associations")
    evidence = Coded("association_evidence")
    grounds = text()
    began_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = text()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "unit", condition=Q(withdrawn_at=None), name="unit_in_one_individual"
            )
        ]


class Hypothesis(Record):
    """This individual may be this person: with what the engine said and from which run."""

    AREA = "comparison"

    individual = belongs("Individual", related_name="hypotheses")
    missing = belongs("MissingPerson", related_name="hypotheses")
    state = Coded("hypothesis_state", default="candidate")
    figures = stated()
    run = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("individual", "missing", name="hypothesis_once")]
        # Of all that were ever compared, few reached the threshold: Today asks for these alone.
        indexes = [
            models.Index(
                fields=["operation", "state"],
                name="hypothesis_reached",
                condition=Q(IsTrue("figures", key="reached")),
            )
        ]


class Comparison(Record):
    """One method's comparison. An exclusion stands until it is withdrawn by name (I18)."""

    AREA = "comparison"
    USERS = ("examiner",)

    number = models.CharField(max_length=40, unique=True)
    individual = belongs("Individual", related_name="comparisons")
    # The person compared with, on the list or not.
    missing = may_belong("MissingPerson", related_name="comparisons")
    unlisted = may_belong("Person", related_name="+")
    # Where the method cannot tell some people apart (two brothers), all of them: the outcome then
    # says that the individual is one of these, and carries no decision about fewer.
    among = listed()
    method = Coded("identification_method")
    outcome = Coded("comparison_outcome")
    examiner = belongs("User")
    # Which samples and whose: a contradicted kinship drops what rests on it (I17).
    samples = listed()
    donors = listed()
    lab_methods = listed()
    figures = stated()
    note = text()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = text()

    class Meta:
        constraints = [one_of("missing", "unlisted", name="compared_with_one_person")]
        # Whom one of several is excluded from is asked of these alone: they are few.
        indexes = [
            models.Index(fields=["outcome"], name="compared_with_several", condition=~Q(among=[]))
        ]


class Policy(Entry):
    """What evidence a decision needs, in one version for ever. Change makes a new version."""

    AREA = "policy"

    code = models.CharField(max_length=40)
    edition = models.PositiveIntegerField()
    rules = models.JSONField()
    text_uk = text()
    text_en = text()
    adopted_on = models.DateField()
    adopted_by = listed()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("code", "edition", name="policy_edition_once")]


class Decision(Record):
    """Who somebody is, decided by people. Superseded or reversed, never edited."""

    AREA = "identification"

    number = models.CharField(max_length=40, unique=True)
    status = Coded("decision_status", default="proposed")
    policy = belongs("Policy")
    # Comparisons and other grounds, frozen when it was proposed.
    grounds = listed()
    statement = text()
    proposed_by = belongs("User")
    supersedes = may_belong("Decision")
    # Confirmed on recognition alone, where a policy allows it: a sample is still to be taken (I16).
    later_sampling = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = text()

    class Meta:
        indexes = [
            # With the id, those whose family was not told are counted without reading a row.
            models.Index(fields=["operation", "status", "confirmed_at", "number", "id"]),
            models.Index(fields=["operation", "recorded_at", "number"]),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="ended"),
        ]


class DecisionIndividual(Record):
    """An individual whom a decision names; one standing decision each (I14)."""

    AREA = "identification"

    decision = belongs("Decision", related_name="individuals")
    individual = belongs("Individual", related_name="decisions")
    # The units associated with it when it was proposed: what was signed, and what is released.
    units = listed()
    standing = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("decision", "individual", name="individual_once_in_decision"),
            models.UniqueConstraint(
                "individual", condition=Q(standing=True), name="i14_one_standing_per_individual"
            ),
        ]
        indexes = [models.Index(fields=["operation", "standing", "decision", "individual"])]


class DecisionPerson(Record):
    """A person whom a decision names: on the list, or not; standing in one decision (I13)."""

    AREA = "identification"

    decision = belongs("Decision", related_name="persons")
    missing = may_belong("MissingPerson", related_name="decisions")
    unlisted = may_belong("Person")
    standing = models.BooleanField(default=False)

    class Meta:
        constraints = [
            one_of("missing", "unlisted", name="listed_or_unlisted"),
            models.UniqueConstraint(
                "missing", condition=Q(standing=True), name="i13_one_standing_per_person"
            ),
            models.UniqueConstraint(
                "unlisted", condition=Q(standing=True), name="i13_one_standing_per_unlisted"
            ),
        ]


class Signature(Record):
    """One person's signature under a decision, with the digest of what they read."""

    AREA = "identification"

    decision = belongs("Decision", related_name="signatures")
    signer = belongs("User")
    role = Coded("role")
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["signed_at"])]
        constraints = [models.UniqueConstraint("decision", "signer", name="i12_signs_once")]


class Conflict(Record):
    """Two things that cannot both hold: open until people decide (I13, I15)."""

    AREA = "identification"

    kind = Coded("conflict_kind")
    decisions = listed()
    missing = may_belong("MissingPerson")
    individual = may_belong("Individual")
    description = text()
    closed_at = models.DateTimeField(null=True, blank=True)
    resolved = text()


class ReviewCase(Record):
    """A decision looked at again, and everything that rests on it."""

    AREA = "identification"

    number = models.CharField(max_length=40, unique=True)
    decision = belongs("Decision", related_name="reviews")
    reason = Coded("review_reason")
    grounds = text()
    touches = stated()
    outcome = Coded("review_outcome", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
