"""Terms an office adds to the vocabularies that come with the program."""

from __future__ import annotations

from django.db import models

from imena.registry.models.record import Entry


class Term(Entry):
    """A term of the office's own, in both languages. Retired, it stays readable."""

    AREA = "vocabulary"

    vocabulary = models.CharField(max_length=64)
    code = models.CharField(max_length=64)
    uk = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("vocabulary", "code", name="term_once")]
