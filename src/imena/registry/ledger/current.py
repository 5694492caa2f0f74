"""Whether the case file says what was last recorded: its rows against the ledger's openings.

Whoever changes a row behind the program's back leaves the ledger as it was: this finds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from django.apps import apps

from imena.registry.ledger.canonical import NotCanonicalError, Plain, as_plain
from imena.registry.ledger.event import EMPTY, EVENT
from imena.registry.ledger.findings import Finding
from imena.registry.ledger.sealing import DamagedError, DestroyedError, unsealed
from imena.registry.ledger.walk import Tell
from imena.registry.models import Entry
from imena.registry.models.ledger import Opening

#: What no opening holds: what Django keeps of a sign-in, and the columns every record has.
_UNRECORDED = frozenset({"id", "version", "password", "last_login"})
_CHUNK = 5_000

#: A row of ``Opening``: record, version, kind, subject, event, sealed.
_Row = tuple[UUID, int, str, UUID | None, UUID, str]


@dataclass(slots=True)
class Folded:
    """A record as its openings leave it. ``destroyed`` when some of them cannot be opened."""

    record: UUID
    kinds: set[str] = field(default_factory=set)
    versions: set[int] = field(default_factory=set)
    values: dict[str, Plain] = field(default_factory=dict)
    destroyed: bool = False


def check_current(tell: Tell, keys: Mapping[UUID, bytes]) -> int:
    """Compare every record with its openings; returns how many records there are.

    Nothing need stand still meanwhile: a record that seems to differ is looked at again.
    """
    models = {model.__name__: model for model in apps.get_models() if issubclass(model, Entry)}
    seen: dict[str, set[int]] = {kind: set() for kind in models}
    for chunk in _records():
        folded = [_folded(record, rows, keys) for record, rows in chunk]
        for kind, of_kind in _by_kind(folded, tell):
            model = models.get(kind)
            if model is None:
                _tell_all(tell, "stray", of_kind)
                continue
            seen[kind].update(item.record.int for item in of_kind)
            for item, wrong in _differing(model, of_kind):
                _look_again(model, item, wrong, keys, tell)
    for kind, model in models.items():
        for pk in model._default_manager.values_list("pk", flat=True).iterator(_CHUNK):
            if pk.int not in seen[kind] and not Opening.objects.filter(record_id=pk).exists():
                tell(Finding("row added", record=f"{kind} {pk}"))
    return sum(map(len, seen.values()))


def _records() -> Iterator[list[tuple[UUID, list[_Row]]]]:
    """All records with their openings, a chunk at a time, in the order of ids and versions."""
    last: UUID | None = None
    while True:
        query = Opening.objects.exclude(kind=EVENT).order_by("record_id", "version")
        if last is not None:
            query = query.filter(record_id__gt=last)
        rows = list(_columns(query[:_CHUNK]))
        if not rows:
            return
        groups = [(record, list(of)) for record, of in groupby(rows, key=lambda row: row[0])]
        if len(rows) == _CHUNK:
            # The last record may go on beyond the chunk; it is read whole by itself.
            record = groups.pop()[0]
            own = Opening.objects.filter(record_id=record).exclude(kind=EVENT)
            groups.append((record, list(_columns(own.order_by("version")))))
        last = groups[-1][0]
        yield groups


def _columns(query: object) -> Iterable[_Row]:
    fields = ("record_id", "version", "kind", "subject", "event_id", "sealed")
    rows: Iterable[_Row] = query.values_list(*fields)  # type: ignore[attr-defined]
    return rows


def _folded(record: UUID, rows: Sequence[_Row], keys: Mapping[UUID, bytes]) -> Folded:
    out = Folded(record)
    for _, version, kind, subject, event, sealed in rows:
        out.kinds.add(kind)
        out.versions.add(version)
        key = None if subject is None else keys.get(subject)
        try:
            opened = unsealed(sealed, event=event, record=record, key=key)
        except DestroyedError:
            out.destroyed = True
        except DamagedError:
            continue  # the walk tells of it
        else:
            out.values.update((field, value) for field, (_, value) in opened.items())
    return out


def _by_kind(folded: Iterable[Folded], tell: Tell) -> Iterator[tuple[str, list[Folded]]]:
    kinds: dict[str, list[Folded]] = {}
    for item in folded:
        if item.versions != set(range(1, len(item.versions) + 1)) or len(item.kinds) != 1:
            tell(Finding("version", record=f"{min(item.kinds)} {item.record}"))
        kinds.setdefault(min(item.kinds), []).append(item)
    yield from kinds.items()


def _tell_all(tell: Tell, kind: str, items: Iterable[Folded]) -> None:
    for item in items:
        tell(Finding(kind, record=f"{min(item.kinds)} {item.record}"))


def _differing(model: type[Entry], items: Sequence[Folded]) -> Iterator[tuple[Folded, str]]:
    """Those of ``items`` that are missing (``""``) or differ, with the field they differ in."""
    fields = [f.attname for f in model._meta.concrete_fields if f.attname not in _UNRECORDED]
    ids = [item.record for item in items]
    query = model._default_manager.filter(pk__in=ids).values_list("id", "version", *fields)
    rows = {row[0]: row for row in query}
    for item in items:
        row = rows.get(item.record)
        if row is None:
            yield item, ""
            continue
        if row[1] != max(item.versions):
            yield item, "version"
        for field_name, value in zip(fields, row[2:], strict=True):
            if not _same(value, item, field_name):
                yield item, field_name


def _same(value: object, item: Folded, field_name: str) -> bool:
    try:
        plain = as_plain(value)
    except NotCanonicalError:
        return False
    # Empty fields of a new record are not recorded at all.
    return plain == item.values[field_name] if field_name in item.values else plain in EMPTY


def _look_again(
    model: type[Entry], item: Folded, wrong: str, keys: Mapping[UUID, bytes], tell: Tell
) -> None:
    """Tell of a difference unless the record was just being changed."""
    own = Opening.objects.filter(record_id=item.record).exclude(kind=EVENT).order_by("version")
    again = _folded(item.record, list(_columns(own)), keys)
    if again.versions != item.versions and not list(_differing(model, [again])):
        return
    place = f"{model.__name__} {item.record}"
    tell(Finding("row" if wrong else "row removed", record=place, what=wrong or None))
