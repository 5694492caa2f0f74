"""Invented donors, with or without a consent, written straight into the tables."""

from __future__ import annotations

from datetime import date

from imena.registry import clock
from imena.registry.models import Consent, NumberIssued, Person
from tests.registry.cast import Cast


def donor(cast: Cast, family: str = "Вигаданенко", *, agreed: str = "identification") -> Person:
    """A relative who agreed to ``agreed``, or to nothing when that is empty."""
    serial = NumberIssued.objects.count() + Person.objects.count() + 1
    person = Person(
        operation=cast.operation,
        code=f"PER-{serial:04d}-Q",
        names=[{"script": "uk", "family": family, "given": "Олена"}],
        recorded_at=clock.now(),
    )
    person.save(force_insert=True)
    if agreed:
        Consent(
            operation=cast.operation,
            person=person,
            purpose=agreed,
            form_version="2",
            language="uk",
            given_on=date(2031, 6, 1),
            recorded_at=clock.now(),
        ).save(force_insert=True)
    return person
