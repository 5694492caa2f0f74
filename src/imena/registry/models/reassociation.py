"""Remains that may be one person's: what examiners said of two, what was suggested of several."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from imena.registry.models.record import Coded, Record, belongs, may_belong, stated, text


class Articulation(Record):
    """An examiner held two remains together and said whether they fit; the latest word counts."""

    AREA = "postmortem"
    SITE = "first__site"

    # By id, the lower first.
    first = belongs("RecoveredUnit")
    second = belongs("RecoveredUnit")
    verdict = Coded("articulation_verdict")
    examiner = belongs("User")
    note = text()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="articulation_of_two")
        ]


class AssociationSuggestion(Record):
    """Remains that may be one person's, until somebody accepts or refuses it.

    ``about`` is a digest of which remains these are, ``compared`` of what was known of all that
    were weighed with them: what was refused is suggested again only when that has changed.
    """

    AREA = "postmortem"
    SITE = "site"

    site = belongs("Site")
    # Empty where the remains of the whole site were weighed together.
    burial_unit = may_belong("BurialUnit")
    about = models.CharField(max_length=64)
    # {"units": ids, "individuals": ids}: remains by themselves, and those put together before.
    members = stated()
    state = Coded("suggestion_state", default="suggested")
    # {"together", "exactly", "log10_lrs": {kind: …}}: decimals as text.
    figures = stated()
    compared = models.CharField(max_length=64)
    individual = may_belong("Individual")
    reason = text()

    class Meta:
        constraints = [
            models.UniqueConstraint("operation", "about", name="suggestion_once"),
        ]
        indexes = [models.Index(fields=["site", "state"])]
