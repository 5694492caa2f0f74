"""What is said before anything is dug: leads, files, registers and assertions."""

from __future__ import annotations

from django.db import models

from imena.registry.models.record import Coded, PartialDate, Record, belongs, may_belong, text


class StoredFile(Record):
    """A file kept as it came: the hash proves it, the random id names it."""

    AREA = "sources"

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    original_name = text()
    captured_at = models.DateTimeField(null=True, blank=True)


class Lead(Record):
    """Something that points to a place or a person."""

    AREA = "sources"
    SITE = "site"

    number = models.CharField(max_length=40, unique=True)
    site = may_belong("Site")
    kind = Coded("lead_kind")
    summary = text()
    received_on = models.DateField(null=True, blank=True)
    state = Coded("lead_state", default="open")


class SourceItem(Record):
    """A video, a picture, a page: with when it was captured and how far it is trusted."""

    AREA = "sources"

    lead = may_belong("Lead")
    file = may_belong("StoredFile")
    kind = Coded("source_kind")
    origin = text()
    captured_at = models.DateTimeField(null=True, blank=True)
    reliability = Coded("source_reliability", default="not_judged")
    note = text()


class RegisterSource(Record):
    """A burial book or a list: unofficial until somebody shows otherwise."""

    AREA = "sources"

    code = models.CharField(max_length=32)
    title = models.CharField(max_length=300)
    keeper = text()
    official = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("code", name="register_code_once")]


class RegisterLine(Record):
    """One line of a register, as it is written: an assertion, not a fact (I5)."""

    AREA = "sources"

    source = belongs("RegisterSource")
    number = models.CharField(max_length=60, unique=True)
    page = models.CharField(max_length=20)
    line = models.CharField(max_length=20)
    text_verbatim = text()
    name_stated = text()
    marker_stated = models.CharField(max_length=40, blank=True)
    date_stated = PartialDate(blank=True)
    image = may_belong("StoredFile")


class Assertion(Record):
    """Who says what about which record. It changes nothing by itself."""

    AREA = "sources"

    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField(db_index=True)
    says = models.CharField(max_length=64)
    value = models.JSONField()
    said_by = text()
    said_on = PartialDate(blank=True)
    register_line = may_belong("RegisterLine")
    source_item = may_belong("SourceItem")
    standing = Coded("assertion_standing", default="standing")
