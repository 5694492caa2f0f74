"""Two reports that may be of one missing person, and what people made of that."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from imena.registry.models.record import Coded, Record, belongs, listed, may_belong, stated, text


class DuplicatePair(Record):
    """Two records of the missing, compared: proposed by the program, merged or dismissed by people.

    ``compared`` is a digest of what both said when they were last weighed: a pair that somebody
    dismissed is proposed again only when it is another. What follows from merging is read from
    ``MissingPerson.duplicate_of``; ``copy`` and ``before`` are what undoing restores.
    """

    AREA = "antemortem"
    PERSONAL = frozenset({"compared", "reason"})
    SUBJECT = "first_id"

    # By id, the lower first, so that a pair has one row.
    first = belongs("MissingPerson")
    second = belongs("MissingPerson")
    state = Coded("duplicate_state", default="proposed")
    # {"log10_lr", "probability", "relatives"}: decimals as text, empty where nobody weighed them.
    figures = stated()
    # [{"field", "grade", "log10_lr"}], without a word of what the records say.
    reasons = listed()
    compared = models.CharField(max_length=64, blank=True)
    copy = may_belong("MissingPerson")
    # While merged, {"state", "hypotheses": {id: state}, "conflicts": ids}: how far the search for
    # the copy had come, which hypotheses were excluded and which conflicts opened by it.
    before = stated()
    reason = text()

    class Meta:
        constraints = [
            models.UniqueConstraint("first", "second", name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"
            ),
        ]
        indexes = [models.Index(fields=["operation", "state"])]
