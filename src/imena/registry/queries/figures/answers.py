"""Our own figures, computed: from the ledger’s past, so that they come out the same for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.figure_form import SMALL, checked_partition, checked_result, withheld
from imena.registry.ledger.past import Past, World, past
from imena.registry.ledger.rows import last
from imena.registry.models import Operation, Statement
from imena.registry.permissions import Need, may
from imena.registry.queries.counts.catalogue import Figure, figure_of
from imena.registry.queries.counts.members import FIELDS, Members, Within, known
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import Broken, NotAllowed, Refused, breaks

_COMPUTE = message("compute a figure")
#: No office may publish counts of people below this, whatever it thinks small.
LEAST_SMALL = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the case file, whole: asked again with the same, it has the same answer.

    ``known_at`` is how many events the ledger had. ``sites`` are codes in their order, none for the
    whole operation; ``partition_by`` names a partition of the query, empty for none;
    ``closed_because`` is from what it is known that there are no more.
    """

    query: str
    version: int
    as_of: datetime
    known_at: int
    sites: tuple[str, ...] = ()
    partition_by: str = ""
    small: int = SMALL
    closed_because: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a figure says: its forms are those of `imena.registry.figure_form`.

    An exclusion is ``{"code", "unit", "value"}``: what is left out, and how many of it are known.
    """

    unit: str
    result: Mapping[str, Any]
    partition: tuple[Mapping[str, Any], ...]
    exclusions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of a statement that is computed otherwise now: "result", "partition", "exclusions"."""

    part: str
    said: Any
    computed: Any


@dataclass(frozen=True, slots=True)
class Rerun:
    """A statement computed again from the same question."""

    number: str
    answer: Answer
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether it is the same to the digit."""
        return not self.differences


def known_now(actor: Actor) -> int:
    """How many events the ledger has: what is known now."""
    check_may_compute(actor)
    return last()


def computed(actor: Actor, asked: Asked) -> Answer:
    """The answer to ``asked``, with small counts of people withheld.

    Raises
    ------
    NotAllowed
        Where the actor may not read figures.
    Refused
        For a query, a site or a partition that there is not, or more events than there are.
    Broken
        I28, where something in it is known not to be found yet and it is said that nothing is.
    """
    return answered(past_of(actor, asked.known_at), asked)


def rerun(actor: Actor, number: str) -> Rerun:
    """Compute a statement again, as of the same time, known at the same place of the ledger.

    Raises
    ------
    NotYours
        Where there is no such statement that the actor may see.
    Refused
        Where its query is not known to this program.
    """
    statement = one(actor, Statement, number=number)
    return rerun_of(past_of(actor, statement.known_at), statement)


def reruns(actor: Actor) -> tuple[Rerun, ...]:
    """Every approved statement computed again, the latest first; raises as :func:`rerun`."""
    rows = list(visible(actor, Statement).filter(approved_at__isnull=False))
    history = past_of(actor, max((row.known_at for row in rows), default=0))
    rows.sort(key=lambda row: (row.as_of, row.number), reverse=True)
    return tuple(rerun_of(history, row) for row in rows)


def rerun_of(history: Past, statement: Statement) -> Rerun:
    """The same from a past that was read before."""
    found = answered(history, asked_by(statement))
    said = {
        "unit": statement.unit,
        "result": statement.result,
        "partition": statement.partition,
        "exclusions": statement.exclusions,
    }
    now = {
        "unit": found.unit,
        "result": dict(found.result),
        "partition": [dict(line) for line in found.partition],
        "exclusions": [dict(left) for left in found.exclusions],
    }
    differences = (Difference(part, said[part], now[part]) for part in said)
    return Rerun(statement.number, found, tuple(d for d in differences if d.said != d.computed))


def asked_by(statement: Statement) -> Asked:
    """The question a statement answers."""
    scope = statement.scope
    return Asked(
        statement.query,
        statement.query_version,
        statement.as_of,
        statement.known_at,
        tuple(scope.get("sites", ())),
        statement.partition_by,
        statement.small,
        str(scope.get("closed_because", "")),
    )


def scope_of(actor: Actor, asked: Asked) -> dict[str, Any]:
    """The scope as a statement carries it: the operation’s code, and of it these sites or all."""
    code = Operation.objects.values_list("code", flat=True).get(pk=actor.operation)
    scope: dict[str, Any] = {"operation": code, "sites": list(asked.sites)}
    if asked.closed_because:
        scope["closed_because"] = asked.closed_because
    return scope


def check_may_compute(actor: Actor) -> None:
    """Whoever reads statements may compute them: they say how many, and never who.

    Raises
    ------
    NotAllowed
        For everybody else.
    """
    answer = may(actor, Statement.AREA, Need.READ)
    if not answer.allowed:
        raise NotAllowed(answer, _COMPUTE)


def past_of(actor: Actor, until: int) -> Past:
    """All that figures of the actor’s operation are computed from, up to a place of the ledger.

    Raises
    ------
    NotAllowed
        Where the actor may not read figures.
    Refused
        Where the ledger has not so many events.
    """
    check_may_compute(actor)
    if until > last():
        raise Refused(message("The ledger has not so many events yet: {n}."), n=until)
    return past(actor.operation, FIELDS, until=until)


def answered(history: Past, asked: Asked) -> Answer:
    """The answer from a past that was read before; raises as :func:`computed`."""
    figure, world = figure_of(asked.query, asked.version), history.at(asked.as_of, asked.known_at)
    within = _within(world, figure, asked.sites)
    members = figure.count(world, within)
    left = tuple(_left_out(world, figure, within))
    closed = asked.closed_because.strip()
    if closed and left and any(one["value"] for one in left if one["code"] in _STILL_THERE):
        raise breaks(
            "I28", message("Graves, sites or leads are not cleared up: more may be found there.")
        )
    result = checked_result(figure.unit, {"closed_because": closed}, {"value": len(members)})
    lines = checked_partition(figure.unit, result, list(_lines(figure, asked, members)))
    return Answer(figure.unit, result, tuple(withheld(lines, small=asked.small)), left)


def answered_later(history: Past, asked: Asked) -> Answer:
    """As :func:`answered`; what was said of why there are no more is left out once that is known
    not to hold."""
    try:
        return answered(history, asked)
    except Broken as broken:
        if broken.invariant != "I28":
            raise
        return answered(history, replace(asked, closed_because=""))


def members_of(history: Past, asked: Asked) -> Members:
    """What is counted, by id; raises as :func:`computed`."""
    figure, world = figure_of(asked.query, asked.version), history.at(asked.as_of, asked.known_at)
    return figure.count(world, _within(world, figure, asked.sites))


#: What is left out of a count because nobody has looked there to the end.
_STILL_THERE = frozenset({"graves_unopened", "sites_unfinished", "leads_open"})


def _within(world: World, figure: Figure, sites: Iterable[str]) -> Within:
    wanted = frozenset(sites)
    if not wanted:
        return None
    if not figure.by_site:
        raise Refused(
            message("“{code}” is counted for the whole operation, not for a site."),
            code=figure.code,
        )
    by_code = {known(row, "code"): one for one, row in world.rows("Site").items()}
    if strange := sorted(wanted - by_code.keys()):
        raise Refused(
            message("There was no site “{code}” then, as far as was known."), code=strange[0]
        )
    return frozenset(by_code[code] for code in wanted)


def _left_out(world: World, figure: Figure, within: Within) -> Iterable[dict[str, Any]]:
    for left in figure.left_out:
        if many := len(left.count(world, within)):
            yield {"code": left.code, "unit": left.unit, "value": many}


def _lines(figure: Figure, asked: Asked, members: Members) -> Iterable[dict[str, Any]]:
    """The lines in their order; those of nobody only where that, too, tells something of people."""
    if not asked.partition_by:
        return
    partition = figure.partitions.get(asked.partition_by)
    if partition is None:
        raise Refused(
            message("“{code}” is not divided by “{partition}”."),
            code=figure.code,
            partition=asked.partition_by,
        )
    counted = Counter(member.lines[asked.partition_by] for member in members.values())
    told = {"attributes": list(partition.attributes)} if partition.attributes else {}
    for line in partition.lines:
        if counted[line] or told:
            yield {"line": line, "unit": figure.unit, "value": counted[line], **told}
