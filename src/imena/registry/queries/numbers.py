"""Which numbers a team holds, and what became of each."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from imena.numbering.pattern import PATTERNS, Kind, Number
from imena.numbering.ranges import NumberRange as Serials
from imena.numbering.ranges import Series, Stretch, account, next_serial, of_prefix
from imena.registry.actor import Actor
from imena.registry.models import NumberIssued, NumberRange, NumberVoid, Site, Team
from imena.registry.permissions import Reach, reach
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotYours


def ranges(actor: Actor) -> QuerySet[NumberRange]:
    """The ranges this actor may see: all of the operation, or those of their own teams."""
    if reach(actor, NumberRange.AREA) is Reach.OWN:
        return NumberRange.objects.filter(operation=actor.operation, team__in=actor.teams)
    return visible(actor, NumberRange)


def range_account(actor: Actor, held: uuid.UUID) -> tuple[Stretch, ...]:
    """What became of every number of a range, in order, nothing left out.

    Raises
    ------
    NotYours
        Where there is no such range among those the actor may see.
    """
    found = ranges(actor).filter(pk=held).first()
    if found is None:
        raise NotYours
    return fate_of(found, closed=found.closed_at is not None)


def next_of_range(actor: Actor, held: uuid.UUID) -> Number:
    """The number a team would give next out of a range of its own.

    Raises
    ------
    NotYours
        Where there is no such range among those the actor may see.
    imena.numbering.ranges.RangeError
        Where it is used up.
    """
    found = ranges(actor).filter(pk=held, closed_at=None).first()
    if found is None:
        raise NotYours
    taken = NumberIssued.objects.filter(issued_range=found).values_list("serial", flat=True)
    series = series_of_range(found)
    return series.number(
        next_serial(Serials(series, found.first, found.last), [s for s in taken if s is not None])
    )


def fate_of(held: NumberRange, *, closed: bool) -> tuple[Stretch, ...]:
    """As :func:`range_account`, of a range already found, as if it were ``closed`` or not."""
    given = dict(NumberIssued.objects.filter(issued_range=held).values_list("number", "serial"))
    retired = NumberVoid.objects.filter(number__in=given).values_list("number", "reason")
    void = {serial: why for text, why in retired if (serial := given.pop(text)) is not None}
    used = {serial for serial in given.values() if serial is not None}
    return account(Serials(series_of_range(held), held.first, held.last), used, void, closed=closed)


def series_of_range(held: NumberRange) -> Series:
    """The series that a range is of."""
    return of_prefix(Kind(held.kind), held.prefix)


def receiver(actor: Actor, team: str, site: str = "") -> tuple[Team, Site | None]:
    """The team with this code and the site, for whoever issues numbers: a code is no secret.

    Raises
    ------
    NotYours
        Where the operation has no such team or site.
    """
    found = visible(actor, Team).filter(code=team).first()
    place = Site.objects.filter(operation=actor.operation, code=site).first() if site else None
    if found is None or (site and place is None):
        raise NotYours
    return found, place


def range_of(actor: Actor, number: Number) -> NumberRange:
    """The range that ``number`` was issued in.

    Raises
    ------
    NotYours
        Where it is in none that the actor may see.
    """
    pattern = PATTERNS.get(number.kind)
    found = None
    if pattern is not None and pattern.serial:
        found = (
            ranges(actor)
            .filter(
                kind=number.kind.value,
                prefix=Series(number.kind, number.site).prefix,
                first__lte=number.serial,
                last__gte=number.serial,
            )
            .first()
        )
    if found is None:
        raise NotYours
    return found
