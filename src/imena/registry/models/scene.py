"""The ground: sites, who held them, graves and what stood on them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from imena.registry.models.record import (
    Coded,
    PartialDate,
    Record,
    belongs,
    listed,
    may_belong,
    stated,
    text,
)


class Site(Record):
    """A place where the dead lie or are believed to."""

    AREA = "sites"
    SITE = "id"

    code = models.CharField(max_length=16)
    name_uk = models.CharField(max_length=200)
    name_ru = models.CharField(max_length=200, blank=True)
    name_latin = models.CharField(max_length=200, blank=True)
    site_type = Coded("site_type", default="suspected")
    # As GeoJSON in WGS 84, with how far it may be off.
    geometry = stated()
    precision_m = models.PositiveIntegerField(null=True, blank=True)
    admin_units = listed()
    discovered_on = PartialDate(blank=True)
    discovered_by = text()
    hazard_state = Coded("hazard_state", default="unknown")
    access_state = Coded("access_state", default="unknown")
    work_state = Coded("work_state", default="lead")
    completeness = text()
    # The label each speaker used ("mass grave", "cemetery") is theirs and stays with them.
    labels_used = listed()

    class Meta:
        constraints = [models.UniqueConstraint("operation", "code", name="site_code_once")]


class ControlPeriod(Record):
    """Who held the area, and when."""

    AREA = "sites"
    SITE = "site"

    site = belongs("Site")
    holder = Coded("area_control")
    began = PartialDate(blank=True)
    ended = PartialDate(blank=True)
    source = text()


class HazardClearance(Record):
    """The ground was searched for mines and other hazards."""

    AREA = "sites"
    SITE = "site"

    site = belongs("Site")
    certificate = models.CharField(max_length=100)
    cleared_on = models.DateField()
    cleared_by = models.CharField(max_length=200)
    covers = text()
    withdrawn = models.BooleanField(default=False)


class LegalAuthority(Record):
    """Under which proceeding and whose order the ground may be opened."""

    AREA = "sites"
    SITE = "site"

    site = belongs("Site")
    proceeding = models.CharField(max_length=100)
    issued_by = models.CharField(max_length=200)
    issued_on = models.DateField()
    mandate = text()
    withdrawn = models.BooleanField(default=False)


class BurialUnit(Record):
    """A grave, a pit or a scatter: where, not who."""

    AREA = "sites"
    SITE = "site"

    site = belongs("Site")
    number = models.CharField(max_length=40, unique=True)
    # What earlier lists call it, where it was taken over from one.
    label = models.CharField(max_length=60, blank=True)
    kind = Coded("burial_kind", default="single_grave")
    container = Coded("burial_container", blank=True)
    # {"x_cm", "y_cm"} east and north of the site's zero or {"outline_cm": [[x, y], …]}, "error_cm".
    position = stated()
    depth_cm = models.PositiveIntegerField(null=True, blank=True)
    orientation_deg = models.PositiveSmallIntegerField(null=True, blank=True)
    state = Coded("burial_state", default="unopened")
    integrity = Coded("burial_integrity", blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    floor_reached_at = models.DateTimeField(null=True, blank=True)
    empty_reason = Coded("empty_reason", blank=True)
    team = may_belong("Team")
    note = text()

    class Meta:
        indexes = [
            models.Index(fields=["operation", "site", "state"]),
            models.Index(fields=["operation", "state", "kind"]),
            models.Index(fields=["operation", "number"]),
            models.Index(Upper("label"), name="grave_label_folded"),
        ]
        constraints = [
            # I6: exhumed only when the floor was reached; empty only with a reason.
            models.CheckConstraint(
                condition=~Q(state="exhumed") | Q(floor_reached_at__isnull=False),
                name="i6_exhumed_has_floor",
            ),
            models.CheckConstraint(
                condition=~Q(state="empty")
                | (Q(floor_reached_at__isnull=False) & ~Q(empty_reason="")),
                name="i6_empty_has_reason",
            ),
            models.UniqueConstraint(
                "site", "label", condition=~Q(label=""), name="grave_label_once"
            ),
        ]


class BurialLink(Record):
    """Two burial units that belong together: robbed and secondary, moved from and to."""

    AREA = "sites"
    SITE = "first__site"

    first = belongs("BurialUnit")
    second = belongs("BurialUnit")
    relation = Coded("burial_relation")
    grounds = text()


class Marker(Record):
    """A cross, a board, a stone: what was written on it, letter for letter (I5: never who lies)."""

    AREA = "sites"
    SITE = "site"

    site = belongs("Site")
    burial_unit = may_belong("BurialUnit", related_name="markers")
    number = models.CharField(max_length=40, blank=True)
    text_verbatim = text()
    seen_on = models.DateField(null=True, blank=True)
    photo = may_belong("StoredFile")
    # Set when what it said was found not to be so; the marker itself stays.
    proved_wrong = models.BooleanField(default=False)
    proved_wrong_by = text()
