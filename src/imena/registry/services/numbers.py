"""Give each record its number: once, for ever (I1)."""

from __future__ import annotations

from imena.language import message
from imena.registry import clock
from imena.registry.models import NumberCounter, NumberIssued, NumberRange, Site
from imena.registry.numbers.blind import draw
from imena.registry.numbers.pattern import PATTERNS, Kind, Number, number
from imena.registry.numbers.ranges import Series
from imena.registry.numbers.reading import NumberError, read
from imena.registry.refusals import breaks
from imena.registry.services.act import Doing


def issue(doing: Doing, kind: Kind, *, site: Site | None = None, given: str | None = None) -> str:
    """A number for the record that ``doing`` is about to make.

    ``given`` is one written down before, out of a range that a team of the actor holds; without it
    the next of the series is taken, or a code that says nothing is drawn.

    Raises
    ------
    Broken
        I1, where the number was given before or is not the actor's to give.
    """
    if given is not None:
        return _of_a_range(doing, kind, site, given)
    if PATTERNS[kind].blind:
        return _keep(draw(kind, _Taken()), None)
    series = Series(kind, "" if site is None else site.code)
    return _keep(series.number(_next(series)), None)


def issue_stated(kind: Kind, *values: int) -> str:
    """A number whose digits mean something: a register's page and line, the day of a figure."""
    return _keep(number(kind, *values), None)


def _next(series: Series) -> int:
    """The next serial: whoever asks waits for whoever asked before, until that act is done."""
    key = {"kind": series.kind.value, "prefix": series.prefix}
    NumberCounter.objects.bulk_create([NumberCounter(**key)], ignore_conflicts=True)
    counter = NumberCounter.objects.select_for_update().get(**key)
    serial = counter.next
    counter.next = serial + 1
    counter.save(update_fields=["next"])
    return serial


def _of_a_range(doing: Doing, kind: Kind, site: Site | None, given: str) -> str:
    try:
        found = read(given, expected=kind).number
    except NumberError as error:
        raise breaks("I1", message("“{number}” is not a number of ours."), number=given) from error
    held = NumberRange.objects.filter(
        operation=doing.actor.operation,
        team__in=doing.actor.teams,
        kind=kind.value,
        prefix=Series(kind, found.site).prefix,
        first__lte=found.serial,
        last__gte=found.serial,
        closed_at=None,
    ).first()
    if held is None or (site is not None and found.site != site.code):
        raise breaks(
            "I1",
            message("“{number}” is not in a range that your team holds."),
            number=given,
        )
    return _keep(found, held)


def _keep(issued: Number, held: NumberRange | None) -> str:
    pattern = PATTERNS[issued.kind]
    NumberIssued(
        number=str(issued),
        kind=issued.kind.value,
        prefix=issued.site or pattern.beginning,
        serial=issued.serial if pattern.serial else None,
        issued_range=held,
        issued_at=clock.now(),
    ).save(force_insert=True)
    return str(issued)


class _Taken:
    """The codes already given, asked one by one."""

    def __contains__(self, code: object) -> bool:
        return NumberIssued.objects.filter(pk=code).exists()
