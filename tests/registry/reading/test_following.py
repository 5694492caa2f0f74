"""From what a query hands over nobody follows references to a name that was not read (I32)."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from django.db.models import ForeignObjectRel, Model, QuerySet

from imena.registry.models import DecisionPerson, Entry, Event, MissingPerson, Person
from imena.registry.queries.identification import decisions, hypotheses
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import Broken, Refused
from tests.registry.believed import Believed
from tests.registry.cast import Cast
from tests.registry.reading.test_walk import Case, every_query

pytestmark = pytest.mark.django_db


def records(told: Any) -> Iterator[Entry]:
    """Every record in an answer, however deep."""
    if isinstance(told, Entry):
        # One that has its id and nothing else was not read from its table.
        if not told._state.adding:
            yield told
    elif isinstance(told, Mapping):
        for inner in told.values():
            yield from records(inner)
    elif isinstance(told, QuerySet | list | tuple | set) or inspect.isgenerator(told):
        for inner in told:
            yield from records(inner)
    elif is_dataclass(told):
        for field in fields(told):
            yield from records(getattr(told, field.name))


def followed(record: Model, steps: int = 2) -> Iterator[Entry]:
    """Every record that references lead to, either way."""
    if not steps:
        return
    for field in record._meta.get_fields():
        if field.related_model is None or not issubclass(field.related_model, Entry):
            continue
        if isinstance(field, ForeignObjectRel):
            name = field.get_accessor_name()
            found = list(getattr(record, name).all()[:3]) if name else []
        else:
            found = [getattr(record, field.name)]
        for other in filter(None, found):
            yield other
            yield from followed(other, steps - 1)


def tells(record: Entry, field: str) -> bool:
    """Whether something personal can be read there."""
    try:
        return bool(getattr(record, field))
    except Broken:
        return False


def test_no_query_leads_to_a_name_that_it_did_not_read(cast: Cast) -> None:
    case = Case(Believed(cast))
    prosecutor = cast.prosecutor.reading_for("звірка")
    led: dict[str, set[str]] = {}
    went = set()
    for name, query in every_query().items():
        for given in case.asked(name, query):
            try:
                found = list(records(query(prosecutor, **given)))
            except Refused:
                continue
            read = {record.pk for record in found}
            for record in found:
                for other in followed(record):
                    went.add(type(other))
                    if other.pk in read:
                        continue
                    told = {
                        f"{type(other).__name__}.{f}" for f in other.PERSONAL if tells(other, f)
                    }
                    if told:
                        led.setdefault(name, set()).update(told)
    assert led == {}
    assert {MissingPerson, Person, DecisionPerson} <= went


class TestFollowing:
    @pytest.fixture
    def believed(self, cast: Cast) -> Believed:
        return Believed(cast)

    def test_a_number_is_followed_to_and_a_name_is_not(self, believed: Believed) -> None:
        cast, body, missing = believed.cast, believed.remains(), believed.missing()
        believed.confirmed(body, missing)
        (decision,) = decisions(cast.analyst)
        (person,) = decision.persons.all()
        assert person.missing.number == missing.number
        with pytest.raises(Broken) as refused:
            person.missing.names  # noqa: B018 - the reading is what is refused
        assert refused.value.invariant == "I32"

    def test_neither_backwards_nor_one_by_one(self, believed: Believed) -> None:
        cast, missing = believed.cast, believed.missing()
        believed.relative(missing)
        found = one(cast.prosecutor, MissingPerson, pk=missing.pk)
        for kinship in found.kinships.iterator(10):
            with pytest.raises(Broken):
                kinship.person.names  # noqa: B018
        for kinship in found.kinships.prefetch_related("person"):
            with pytest.raises(Broken):
                kinship.person.names  # noqa: B018

    def test_who_was_asked_for_is_read_again(self, believed: Believed) -> None:
        cast, missing = believed.cast, believed.missing()
        found = one(cast.prosecutor, MissingPerson, pk=missing.pk)
        found.refresh_from_db()
        assert found.names == missing.names

    def test_services_follow_as_they_must(self, believed: Believed) -> None:
        missing = believed.missing()
        person = believed.relative(missing)
        kinship = Person.objects.get(pk=person.pk).kinships.get()
        assert kinship.missing.names == missing.names

    def test_rows_are_sealed_however_they_are_taken(self, believed: Believed) -> None:
        cast, body, missing = believed.cast, believed.remains(), believed.missing()
        believed.confirmed(body, missing)
        rows = visible(cast.prosecutor, DecisionPerson)
        for row in (rows.first(), rows.all()[0], rows.get(), next(rows.iterator(5))):
            assert row is not None
            with pytest.raises(Broken):
                row.missing.names  # noqa: B018

    def test_nothing_is_written_down_for_what_was_not_read(self, believed: Believed) -> None:
        cast, body, missing = believed.cast, believed.remains(), believed.missing()
        believed.compared(body, missing)
        for hypothesis in hypotheses(cast.analyst.reading_for("звірка"), body.id):
            with pytest.raises(Broken):
                hypothesis.missing.born  # noqa: B018
        assert not Event.objects.filter(type__startswith="read.").exists()
