"""What the case file was at any time, as known at any other: folded from the openings of changes.

A figure said today must come out the same in ten years, whatever was recorded, undone or erased in
between. Openings are never changed and places in the ledger never move; personal values, which may
be erased, are not read at all. So whatever is counted from here is counted for ever.

*Known at* is a place in the ledger's order: how many events were known. *As of* is a time: of what
was known, what had begun by then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias
from uuid import UUID

from imena.registry.ledger.canonical import Plain
from imena.registry.ledger.sealing import DamagedError
from imena.registry.models.ledger import Opening

Fields: TypeAlias = Mapping[str, Plain]

#: Where the first version of a record says since when it is: a list typed in a week later tells
#: when the remains in it were found. The later of two such fields is not looked at.
_BEGAN: Mapping[str, tuple[str, ...]] = {
    "BurialUnit": ("opened_at", "floor_reached_at"),
    "RecoveredUnit": ("recovered_at",),
    "Sample": ("taken_at",),
    "Examination": ("began_at",),
}
#: Parts of what was divided bear the time at which the whole was found; they are later.
_NOT_WHERE = "parent_id"


@dataclass(frozen=True, slots=True)
class Version:
    """One change of a record: its place in the ledger's order, the act, since when it is so."""

    record: str
    kind: str
    number: int
    place: int
    event: UUID
    act: str
    since: datetime
    fields: Fields


@dataclass(frozen=True, slots=True)
class Row:
    """A record at one time, known at another.

    ``then`` are the values that had begun by that time; ``known`` the last that were recorded,
    whenever they began: what somebody *is* does not begin on the day it is found out. A field that
    is not there was empty.
    """

    then: Fields
    known: Fields


#: Records by kind and id.
Rows: TypeAlias = Mapping[str, Mapping[str, Row]]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that was there at one time, as known at another; ids as text."""

    as_of: datetime
    known_at: int
    _rows: Rows
    _later: Rows

    def rows(self, kind: str) -> Mapping[str, Row]:
        """Every record of a kind, by its id."""
        return self._rows.get(kind, {})

    def known_rows(self, kind: str) -> Mapping[str, Row]:
        """Those, and what was known of the kind and had not begun by then: as it was first."""
        return {**self._later.get(kind, {}), **self.rows(kind)}


@dataclass(frozen=True)
class Past:
    """The changes of one operation's records, to be folded as often as anybody asks."""

    _versions: Mapping[str, tuple[Version, ...]]
    _worlds: dict[tuple[datetime, int], World] = field(default_factory=dict)

    def at(self, as_of: datetime, known_at: int) -> World:
        """What there was at ``as_of``, of what ``known_at`` events told.

        A change counts where its time was not later than ``as_of``; of several the one that was
        recorded last. So as of now, known now, this is what the case file shows.
        """
        found = self._worlds.get((as_of, known_at))
        if found is None:
            found = World(as_of, known_at, *_folded(self._versions.values(), as_of, known_at))
            self._worlds[as_of, known_at] = found
        return found

    def without(self, events: Iterable[UUID]) -> Past:
        """As if these events had never told anything."""
        left_out = frozenset(events)
        kept = (
            tuple(version for version in of if version.event not in left_out)
            for of in self._versions.values()
        )
        return Past({of[0].record: of for of in kept if of and of[0].number == 1})

    def between(self, record: str, after: int, until: int) -> Iterator[Version]:
        """The changes of a record that events after one place, up to another, told of."""
        return (v for v in self._versions.get(record, ()) if after < v.place <= until)


def past(operation: UUID, fields: Mapping[str, frozenset[str]], *, until: int) -> Past:
    """The changes of these kinds of records, in these fields, that ``until`` events told of.

    ``fields`` has the fields by the name of the model. Personal values are not read.

    Raises
    ------
    imena.registry.ledger.sealing.DamagedError
        Where an opening cannot be read.
    """
    rows = Opening.objects.filter(
        kind__in=list(fields), subject=None, event__link__index__lte=until
    ).order_by("record_id", "version")
    columns = (
        "record_id", "kind", "version", "valid_from", "sealed", "event_id", "event__type",
        "event__link__index",
    )  # fmt: skip
    versions = (
        _version(*row, wanted=fields[row[1]]) for row in rows.values_list(*columns).iterator()
    )
    of_records = (tuple(of_one) for _, of_one in groupby(versions, key=attrgetter("record")))
    own = str(operation)
    return Past({of[0].record: of for of in of_records if of[0].fields.get("operation_id") == own})


def _version(
    record: UUID,
    kind: str,
    number: int,
    since: datetime,
    sealed: str,
    event: UUID,
    act: str,
    place: int,
    *,
    wanted: frozenset[str],
) -> Version:
    opened = _opened(sealed)
    if number == 1:
        since = min([since, *_began(kind, opened)])
        wanted |= {"operation_id"}
    kept = {name: value for name, value in opened.items() if name in wanted}
    return Version(str(record), kind, number, place, event, act, since, kept)


def _opened(sealed: str) -> dict[str, Plain]:
    """The values of an opening that is nobody’s: whether they are what was committed to is for
    `imena.registry.ledger.verify` to say, which reads each once and slowly."""
    try:
        return {name: value for name, (_, value) in json.loads(sealed).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise DamagedError("not the text of openings") from error


def _began(kind: str, opened: Fields) -> Iterator[datetime]:
    if opened.get(_NOT_WHERE) is not None:
        return
    for name in _BEGAN.get(kind, ()):
        if said := opened.get(name):
            yield datetime.fromisoformat(str(said)).astimezone(UTC)


def _folded(
    records: Iterable[tuple[Version, ...]], as_of: datetime, known_at: int
) -> tuple[Rows, Rows]:
    """What had begun, and what had not."""
    there: dict[str, dict[str, Row]] = {}
    later: dict[str, dict[str, Row]] = {}
    for versions in records:
        known = [version for version in versions if version.place <= known_at]
        if not known:
            continue
        # What was said first stands until something else had begun.
        last, then, begun = dict(known[0].fields), dict(known[0].fields), False
        for version in known:
            last.update(version.fields)
            if version.since <= as_of:
                then.update(version.fields)
                begun = True
        kind, record = known[0].kind, known[0].record
        (there if begun else later).setdefault(kind, {})[record] = Row(then, last)
    return there, later
