"""Give each record its number: once, for ever (I1)."""

from __future__ import annotations

from collections.abc import Iterable

from imena.language import message
from imena.numbering.blind import draw
from imena.numbering.pattern import PATTERNS, Kind, Number, number
from imena.numbering.ranges import RangeError, Series
from imena.numbering.reading import NumberError, read
from imena.registry import clock
from imena.registry.engine.insert import insert
from imena.registry.models import NumberCounter, NumberIssued, NumberRange, Site
from imena.registry.refusals import Refused, breaks
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
    series = series_of(kind, site)
    return _keep(series.number(reserve(series, 1)), None)


def issue_many(kind: Kind, count: int, *, site: Site | None = None) -> list[str]:
    """The next ``count`` numbers of a series at once, for records that are taken in together."""
    if not count:
        return []
    series = series_of(kind, site)
    first = reserve(series, count)
    found = [series.number(serial) for serial in range(first, first + count)]
    issued_at, written = clock.now(), [str(one) for one in found]
    insert(
        NumberIssued,
        ("number", "kind", "prefix", "serial", "issued_at"),
        (
            (text, kind.value, series.prefix, one.serial, issued_at)
            for text, one in zip(written, found, strict=True)
        ),
    )
    return written


def issue_stated(kind: Kind, *values: int) -> str:
    """A number whose digits mean something: a register's page and line, the day of a figure."""
    return _keep(number(kind, *values), None)


def site_code(written: str) -> str:
    """A site's code as numbers begin with it, typed on either keyboard.

    Raises
    ------
    Broken
        I1, where it is none: no grave and no remains there could be given a number.
    """
    try:
        return str(read(written, expected=Kind.SITE).number)
    except NumberError as error:
        raise breaks(
            "I1",
            message(
                "“{code}” is no site code: three or four of the letters ABCEHKMPTX, and not one "
                "mistake away from the beginning of another kind of number."
            ),
            code=written,
        ) from error


def series_of(kind: Kind, site: Site | None) -> Series:
    """The series that numbers of this kind, at this site where they have one, are taken from.

    Raises
    ------
    Refused
        Where they do not run, or the site's code is none that numbers can begin with.
    """
    try:
        return Series(kind, "" if site is None else site.code)
    except RangeError as error:
        raise Refused(
            message("“{kind}” at “{site}” has no running numbers."),
            kind=kind.value,
            site="—" if site is None else site.code,
        ) from error


def reserve(series: Series, many: int) -> int:
    """The first of ``many`` serials that are now nobody else's: whoever asks waits for whoever
    asked before, until that act is done.

    Raises
    ------
    Refused
        Where the series has not so many left.
    """
    key = {"kind": series.kind.value, "prefix": series.prefix}
    NumberCounter.objects.bulk_create([NumberCounter(**key)], ignore_conflicts=True)
    counter = NumberCounter.objects.select_for_update().get(**key)
    first = counter.next
    if first + many - 1 > series.last:
        raise Refused(message("The series “{prefix}” is used up."), prefix=series.prefix)
    counter.next = first + many
    counter.save(update_fields=["next"])
    return first


def retire(series: Series, serials: Iterable[int], held: NumberRange) -> list[str]:
    """Numbers that will never be anybody's: given, so that nobody can give them again (I1).

    Raises
    ------
    Broken
        I1, where one was given before.
    """
    return [_keep(series.number(serial), held) for serial in serials]


def _of_a_range(doing: Doing, kind: Kind, site: Site | None, given: str) -> str:
    try:
        found = read(given, expected=kind).number
    except NumberError as error:
        raise breaks("I1", message("“{number}” is not a number of ours."), number=given) from error
    held = None
    if PATTERNS[kind].serial:
        # Held until the act is done, so that nobody closes the range meanwhile.
        held = (
            NumberRange.objects.select_for_update()
            .filter(
                operation=doing.actor.operation,
                team__in=doing.actor.teams,
                kind=kind.value,
                prefix=Series(kind, found.site).prefix,
                first__lte=found.serial,
                last__gte=found.serial,
                closed_at=None,
            )
            .first()
        )
    if held is None or (site is not None and found.site != site.code):
        raise breaks(
            "I1",
            message("“{number}” is not in a range that your team holds."),
            number=given,
        )
    return _keep(found, held)


def _keep(issued: Number, held: NumberRange | None) -> str:
    _row(issued, held).save(force_insert=True)
    return str(issued)


def _row(issued: Number, held: NumberRange | None) -> NumberIssued:
    pattern = PATTERNS[issued.kind]
    return NumberIssued(
        number=str(issued),
        kind=issued.kind.value,
        prefix=Series(issued.kind, issued.site).prefix if pattern.serial else pattern.beginning,
        serial=issued.serial if pattern.serial else None,
        issued_range=held,
        issued_at=clock.now(),
    )


class _Taken:
    """The codes already given, asked one by one."""

    def __contains__(self, code: object) -> bool:
        return NumberIssued.objects.filter(pk=code).exists()
