"""The ledger's rows. They are only ever inserted; triggers refuse anything else.

See docs/reference/ledger-format.md for what the bytes mean.
"""

from __future__ import annotations

import uuid

from django.db import models


class Event(models.Model):
    """One act: everything of its line but ``seq`` and ``prev``, which the sequencer gives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.CharField(max_length=64)
    type = models.CharField(max_length=64, db_index=True)
    actor = models.UUIDField(null=True)
    body = models.TextField()
    # A repeated request brings its key again and finds what it did the first time (P3).
    key = models.CharField(max_length=100, unique=True, null=True)
    recorded_at = models.DateTimeField(db_index=True)

    class Meta:
        # What somebody read today is asked at each reading: found without opening the bodies of
        # everything else they did.
        indexes = [models.Index(fields=["actor", "recorded_at", "type"])]


class Link(models.Model):
    """An event's place in its device's chain: the exact bytes that are hashed, and the hash."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="link")
    # The order in which the office numbered events of all devices.
    index = models.PositiveBigIntegerField(unique=True)
    device = models.CharField(max_length=64)
    seq = models.PositiveBigIntegerField()
    prev = models.CharField(max_length=64)
    line = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("device", "seq", name="one_place_in_a_chain")]


class Waiting(models.Model):
    """An event that has no place in a chain yet: the sequencer takes the row away again.

    On PostgreSQL it is written with the event. SQLite has one writer at a time, so an event gets
    its place in its own transaction and none is ever left here.
    """

    # Ids grow in the order of writing, which no clock that jumps can turn round.
    id = models.BigAutoField(primary_key=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")


class Opening(models.Model):
    """What an event's commitments to one record's fields open to: the bitemporal store.

    ``sealed`` is ``{field: [salt, value]}`` as JSON, or that text encrypted under the key of
    ``subject``; once the key is destroyed, nothing opens it again.
    """

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, models.PROTECT, related_name="openings")
    record_id = models.UUIDField()
    kind = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    subject = models.UUIDField(null=True, db_index=True)
    sealed = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["record_id", "version"])]


class DataKey(models.Model):
    """The key under which one person's values are kept. Destroying it is erasing them."""

    subject = models.UUIDField(primary_key=True)
    key = models.BinaryField()
    made_at = models.DateTimeField()
