"""Ranges of numbers for teams without a network: issued by two, every gap explained (I1)."""

from __future__ import annotations

from collections.abc import Sequence

from imena.language import message
from imena.numbering.pattern import Kind
from imena.numbering.ranges import LARGEST_RANGE, unexplained
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Device, NumberRange, NumberVoid, Site, Team
from imena.registry.queries.numbers import fate_of, series_of_range
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import act
from imena.registry.services.acts import declare
from imena.registry.services.numbers import reserve, retire, series_of

ISSUE_RANGE = declare("ranges.issue", "numbers", message("issued a range of numbers"), approvers=1)
RETIRE = declare("ranges.retire", "numbers", message("retired numbers"), approvers=1)
CLOSE_RANGE = declare("ranges.close", "numbers", message("closed a range of numbers"))


def issue_range(
    actor: Actor,
    *,
    kind: Kind,
    size: int,
    team: Team,
    approver: Actor,
    site: Site | None = None,
    device: Device | None = None,
) -> NumberRange:
    """The next ``size`` numbers of a series, to be given by ``team`` and by nobody else.

    Raises
    ------
    Refused
        For a kind whose numbers do not run, or a size that is none.
    """
    series = series_of(kind, site)
    if not 1 <= size <= LARGEST_RANGE:
        raise Refused(
            message("A range has from 1 to {most} numbers, not {size}."),
            most=LARGEST_RANGE,
            size=size,
        )
    with act(actor, ISSUE_RANGE, approvers=[approver]) as doing:
        first = reserve(series, size)
        return doing.create(
            NumberRange,
            kind=kind.value,
            prefix=series.prefix,
            first=first,
            last=first + size - 1,
            team=team,
            device=device,
            issued_by=[str(actor.user), str(approver.user)],
        )


def retire_numbers(
    actor: Actor, held: NumberRange, *, serials: Sequence[int], reason: str, approver: Actor
) -> list[NumberVoid]:
    """Say what became of numbers that will have no record: a torn tag, a page left out.

    Two people, since a retired number is also a way to hide what once had it.

    Raises
    ------
    Broken
        I1, where one of them has a record or is retired already, or is not of this range, or no
        reason is given.
    """
    if not reason.strip():
        raise breaks("I1", message("Say what became of these numbers."))
    outside = [serial for serial in serials if not held.first <= serial <= held.last]
    if outside or not serials:
        raise breaks("I1", message("These numbers are not all of this range."))
    with act(actor, RETIRE, reason=reason, approvers=[approver]) as doing:
        now = doing.lock(NumberRange, held.id)
        numbers = retire(series_of_range(now), sorted(set(serials)), now)
        return doing.create_many(
            NumberVoid, [{"number": number, "reason": reason} for number in numbers]
        )


def close_range(actor: Actor, held: NumberRange, *, seen: int) -> NumberRange:
    """The team gives no more of these numbers. Every one of them is used or explained.

    Raises
    ------
    Broken
        I1, where numbers are unexplained; it names them.
    """
    with act(actor, CLOSE_RANGE) as doing:
        now = doing.lock(NumberRange, held.id)
        left = unexplained(fate_of(now, closed=True))
        if left:
            raise breaks(
                "I1",
                message("{n} numbers of this range are unexplained, the first is {number}."),
                n=len(left),
                number=str(series_of_range(now).number(left[0])),
            )
        return doing.change(now, seen=seen, closed_at=clock.now())
