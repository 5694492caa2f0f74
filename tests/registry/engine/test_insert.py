"""Many rows at once are the rows that one by one would have been."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from imena.registry import clock
from imena.registry.engine.insert import insert, insert_made
from imena.registry.models import HazardClearance, NumberIssued, Site
from imena.registry.services.constraints import name_of
from tests.registry.cast import Cast

pytestmark = pytest.mark.django_db


def site(cast: Cast, code: str, **more: Any) -> Site:
    return Site(
        operation=cast.operation,
        code=code,
        name_uk="Вигаданий яр",
        recorded_at=clock.now(),
        **more,
    )


def test_every_kind_of_value_comes_back_as_it_went(cast: Cast) -> None:
    place = {"type": "Point", "coordinates": ["37.25", "49.2"]}
    made = [site(cast, "PTX", geometry=place, precision_m=7), site(cast, "KTX")]
    insert_made(made)
    for one in made:
        read = Site.objects.get(pk=one.pk)
        fields = [field.attname for field in Site._meta.concrete_fields]
        assert {f: getattr(read, f) for f in fields} == {f: getattr(one, f) for f in fields}
    cleared = HazardClearance(
        operation=cast.operation,
        site=made[0],
        certificate="Д-1",
        cleared_on=date(2031, 5, 1),
        cleared_by="ДСНС",
        withdrawn=True,
        recorded_at=clock.now(),
    )
    insert_made([cleared])
    kept = HazardClearance.objects.get()
    assert (kept.site_id, kept.cleared_on, kept.withdrawn) == (made[0].pk, date(2031, 5, 1), True)


def test_what_was_inserted_is_changed_like_any_record(cast: Cast) -> None:
    made = [site(cast, "PTX")]
    insert_made(made)
    made[0].name_uk = "Інша назва"
    made[0].save(force_update=True, update_fields=["name_uk"])
    assert Site.objects.get().name_uk == "Інша назва"


def test_columns_without_a_value_are_empty(db: None) -> None:
    at = datetime(2031, 6, 1, 12, 30, tzinfo=UTC)
    record = uuid.uuid4()
    columns = ("number", "kind", "prefix", "serial", "record_id", "issued_at")
    insert(NumberIssued, columns, [("Н-1", "site", "Н", None, record, at)])
    row = NumberIssued.objects.get()
    assert (row.serial, row.record_id, row.issued_at, row.issued_range_id) == (
        None,
        record,
        at,
        None,
    )


def test_a_rule_that_one_row_breaks_is_named(cast: Cast) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        insert_made([site(cast, "PTX"), site(cast, "PTX")])
    assert name_of(refused.value) == "site_code_once"
    assert not Site.objects.exists()


def test_nothing_is_inserted_for_nothing(db: None) -> None:
    insert_made([])
    assert not Site.objects.exists()
