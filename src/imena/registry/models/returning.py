"""Back to the family: notice, wishes, release, burial, registration."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from imena.registry.models.record import (
    Coded,
    Record,
    belongs,
    listed,
    may_belong,
    one_of,
    text,
)


class Notification(Record):
    """The family was told: after the decision is confirmed, by their own rules (I22)."""

    AREA = "families"
    PERSONAL = frozenset({"note"})
    SUBJECT = "person_id"

    number = models.CharField(max_length=40, unique=True)
    decision = belongs("Decision", related_name="notifications")
    person = belongs("Person")
    told_by = belongs("User")
    told_at = models.DateTimeField()
    manner = Coded("notification_manner")
    note = text()


class Contact(Record):
    """Somebody of the office and somebody of a family spoke; ``next_on`` is what was promised.

    ``by_family``: the family came or called by themselves, so that no contact rule was in the way.
    """

    AREA = "families"
    PERSONAL = frozenset({"note"})
    SUBJECT = "person_id"

    missing = belongs("MissingPerson", related_name="contacts")
    person = belongs("Person")
    spoke = belongs("User")
    spoke_at = models.DateTimeField()
    manner = Coded("notification_manner")
    by_family = models.BooleanField(default=False)
    note = text()
    next_on = models.DateField(null=True, blank=True, db_index=True)


class FamilyWish(Record):
    """What the family wants done with partial and later-found remains (I21)."""

    AREA = "families"

    missing = may_belong("MissingPerson", related_name="wishes")
    unlisted = may_belong("Person")
    person = belongs("Person")
    partial_remains = Coded("wish_partial")
    later_found = Coded("wish_later")
    asked_on = models.DateField()
    # Associations made since make it ask again.
    outdated = models.BooleanField(default=False)
    replaces = may_belong("FamilyWish")

    class Meta:
        constraints = [one_of("missing", "unlisted", name="wish_about_one_person")]
        indexes = [
            models.Index(
                fields=["operation", "asked_on"], name="wish_outdated", condition=Q(outdated=True)
            )
        ]


class Release(Record):
    """The remains of one individual leave for their family (I20)."""

    AREA = "release"
    PERSONAL = frozenset({"recipient_proof"})
    SUBJECT = "recipient_id"

    number = models.CharField(max_length=40, unique=True)
    decision = belongs("Decision", related_name="releases")
    individual = belongs("Individual", related_name="releases")
    recipient = belongs("Person")
    recipient_proof = text()
    authorised_by = belongs("User")
    authorisation = models.CharField(max_length=100)
    units = listed()
    # The tag read at the door against the decision, by two people.
    tags_read = listed()
    checked_by = listed()
    state = Coded("release_state", default="authorised")
    released_at = models.DateTimeField(null=True, blank=True)
    blocked_reason = text()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "decision",
                "individual",
                condition=Q(state__in=["authorised", "released"]),
                name="i20_released_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_at__isnull=False),
                name="i20_released_has_time",
            ),
        ]
        indexes = [models.Index(fields=["operation", "state", "recorded_at", "number"])]


class Burial(Record):
    """Reburial under a name, or interim burial without one (I23).

    Remains lie in one grave (`RecoveredUnit.burial`); an individual's may lie in several, when some
    were found after the others were buried. ``wish`` is what the family had said by then (I21).
    """

    AREA = "release"

    individual = belongs("Individual", related_name="burials")
    named = models.BooleanField()
    place = models.CharField(max_length=200)
    plot = models.CharField(max_length=60)
    marker_text = text()
    buried_on = models.DateField()
    release = may_belong("Release")
    wish = may_belong("FamilyWish")
    retained_sample = may_belong("Sample")
    reexhumation_path = text()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(named=True)
                | (
                    Q(retained_sample__isnull=False)
                    & ~Q(plot="")
                    & ~Q(marker_text="")
                    & ~Q(reexhumation_path="")
                ),
                name="i23_interim_burial_complete",
            ),
            models.CheckConstraint(
                condition=Q(named=False) | Q(release__isnull=False),
                name="i20_named_burial_after_release",
            ),
            models.UniqueConstraint(
                "individual",
                "place",
                "plot",
                condition=Q(named=True, ended_on=None),
                name="buried_once_in_a_plot",
            ),
        ]


class DeathRegistration(Record):
    """The civil registry's certificate."""

    AREA = "release"

    decision = belongs("Decision", related_name="registrations")
    missing = may_belong("MissingPerson")
    certificate = models.CharField(max_length=100)
    registered_on = models.DateField()
    state = Coded("registration_state", default="standing")
