"""The names of everybody whom somebody may see, as a search by name reads them: kept in memory.

What is kept holds spelling keys, as the tables do, and no names. It is brought up to date before
every search: whether anything has changed is asked of an index, and what has is read again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeAlias

from django.db.models import Count, Max, QuerySet, Sum

from imena.naming.search import Found, NameIndex
from imena.registry.actor import Actor
from imena.registry.models import MissingPerson, Opening, Person
from imena.registry.permissions import Reach, reach
from imena.registry.queries.visible import visible

Kind: TypeAlias = type[MissingPerson] | type[Person]
#: How many people there are and the sum of their versions. Nobody is taken away and a version only
#: grows, so the same mark is the same people with the same names.
Mark: TypeAlias = tuple[int, int]

_KINDS: tuple[Kind, ...] = (MissingPerson, Person)
#: So many openings before the last one seen are read again: on PostgreSQL a transaction may end
#: after one that began later. Whatever this misses, the mark tells, and all is read anew.
_BEHIND = 1_000
_AT_ONCE = 5_000


@dataclass(eq=False)
class _OfKind:
    """The people of one kind of one operation: version and keys by id."""

    model: Kind
    operation: uuid.UUID
    people: dict[uuid.UUID, tuple[int, str]] = field(default_factory=dict)
    mark: Mark = (-1, 0)
    seen: int = 0

    def refresh(self) -> bool:
        """Bring up to date; whether anything had changed."""
        now = self._marked()
        if now == self.mark:
            return False
        last = Opening.objects.aggregate(last=Max("pk"))["last"] or 0
        if self.people:
            since = Opening.objects.filter(pk__gt=self.seen - _BEHIND, kind=self.model.__name__)
            changed = list(since.values_list("record_id", flat=True).distinct())
            for begin in range(0, len(changed), _AT_ONCE):
                self._read(self._rows().filter(pk__in=changed[begin : begin + _AT_ONCE]))
        if not self.people or self._sums() != now:
            now = self._marked()
            self.people.clear()
            self._read(self._rows())
        self.mark, self.seen = now, last
        return True

    def _rows(self) -> QuerySet[MissingPerson] | QuerySet[Person]:
        return self.model._default_manager.filter(operation=self.operation)

    def _read(self, rows: QuerySet[MissingPerson] | QuerySet[Person]) -> None:
        columns = rows.values_list("pk", "version", "name_keys")
        self.people.update({pk: (version, keys) for pk, version, keys in columns})

    def _marked(self) -> Mark:
        told = self._rows().aggregate(n=Count("*"), versions=Sum("version"))
        return told["n"], told["versions"] or 0

    def _sums(self) -> Mark:
        return len(self.people), sum(version for version, _ in self.people.values())


@dataclass(eq=False)
class _Kept:
    """The index of some kinds of people, and whose each of its positions is."""

    kinds: tuple[_OfKind, ...]
    whose: list[uuid.UUID] = field(default_factory=list)
    index: NameIndex = field(default_factory=lambda: NameIndex.of_keys([]))
    made: tuple[Mark, ...] = ()


_of_kind: dict[tuple[uuid.UUID, Kind], _OfKind] = {}
_kept: dict[tuple[uuid.UUID, tuple[Kind, ...]], _Kept] = {}
_one_at_a_time = Lock()


def found_by_name(actor: Actor, words: str, limit: int) -> list[tuple[uuid.UUID, Found]]:
    """Whom the words fit among the missing and the relatives whom the actor may see, best first;
    somebody may be found by several of their names."""
    reached = {model: reach(actor, model.AREA) for model in _KINDS}
    if Reach.OWN in reached.values():
        rows = [visible(actor, model).values_list("pk", "name_keys") for model in _KINDS]
        whose, index = _indexed(one for some in rows for one in some)
    else:
        seen = tuple(model for model in _KINDS if reached[model] is Reach.ALL)
        whose, index = _up_to_date(actor.operation, seen)
    return [(whose[hit.position], hit) for hit in index.find(words, limit=limit)]


def _up_to_date(operation: uuid.UUID, seen: tuple[Kind, ...]) -> tuple[list[uuid.UUID], NameIndex]:
    with _one_at_a_time:
        kinds = tuple(
            _of_kind.setdefault((operation, model), _OfKind(model, operation)) for model in seen
        )
        kept = _kept.setdefault((operation, seen), _Kept(kinds))
        for one in kinds:
            one.refresh()
        marks = tuple(one.mark for one in kinds)
        if marks != kept.made:
            kept.whose, kept.index = _indexed(
                (pk, keys) for one in kinds for pk, (_, keys) in sorted(one.people.items())
            )
            kept.made = marks
        return kept.whose, kept.index


def _indexed(
    people: Iterable[tuple[uuid.UUID, str]],
) -> tuple[list[uuid.UUID], NameIndex]:
    """Each name of each person as its three keys, in an index."""
    whose: list[uuid.UUID] = []
    keys: list[tuple[str, str, str]] = []
    for pk, kept in people:
        for name in kept.split(";") if kept else ():
            surname, given, patronymic = name.split("|")
            whose.append(pk)
            keys.append((surname, given, patronymic))
    return whose, NameIndex.of_keys(keys)
