"""Photographs: what is in them in words, the file as it came, and the copies that are shown."""

from __future__ import annotations

from django.db import models

from imena.registry.models.record import Coded, Record, belongs, may_belong, stated, text


class Photograph(Record):
    """A photograph of a grave, or of remains and what lay with them."""

    AREA = "custody"
    SITE = "site"

    site = belongs("Site")
    burial_unit = may_belong("BurialUnit", related_name="photographs")
    unit = may_belong("RecoveredUnit", related_name="photographs")
    file = belongs("StoredFile")
    shows = Coded("photograph_of")
    # What is in it, in words: read before anybody asks to see it.
    said = text()
    taken_by = may_belong("User")
    # What the camera wrote: its name, its clock, where it was. Of the original alone.
    camera = stated()

    class Meta:
        indexes = [models.Index(fields=["unit", "recorded_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False) | models.Q(burial_unit__isnull=False),
                name="photograph_of_something",
            )
        ]


class FilePart(models.Model):
    """A stretch of a file's bytes: of the original, or of a copy made of it to be shown.

    They lie in the case file itself: written with the record that tells of them or not at all,
    encrypted where it is, in its backups. Stretches are short, so that no row is long.
    """

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey("registry.StoredFile", models.PROTECT, related_name="parts")
    # "original", "clear" or "blurred".
    copy = models.CharField(max_length=16)
    place = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("file", "copy", "place", name="file_part_once")]
