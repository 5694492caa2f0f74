"""Whether the case file says what was last recorded: its rows against the ledger's openings.

Whoever changes a row behind the program's back leaves the ledger as it was: this finds them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.apps import apps
from django.db.models import Exists, Field, OuterRef

from imena.registry.ledger import rows
from imena.registry.ledger.canonical import NotCanonicalError, Plain, as_plain
from imena.registry.ledger.event import EMPTY
from imena.registry.ledger.findings import Finding
from imena.registry.ledger.opened import Kept
from imena.registry.ledger.sealing import DamagedError, DestroyedError, unsealed
from imena.registry.ledger.walk import Tell
from imena.registry.models import Entry
from imena.registry.models.ledger import Opening

#: What no opening holds: what Django keeps of a sign-in, and what a row is called.
_UNRECORDED = frozenset(
    {
        "id", "version", "password", "last_login", "code_secret", "code_step", "secret_hash",
        "sign_count",
    }
)  # fmt: skip
#: Records of which the rows are read together.
_CHUNK = 500


@dataclass(slots=True)
class Folded:
    """A record as its openings leave it; ``destroyed`` where some of what they held was erased."""

    record: str
    kinds: set[str] = field(default_factory=set)
    versions: set[int] = field(default_factory=set)
    values: dict[str, Plain] = field(default_factory=dict)
    destroyed: bool = False

    @property
    def kind(self) -> str:
        """The kind of record."""
        return min(self.kinds)


def check_current() -> tuple[int, list[Finding]]:
    """Compare every record with its openings; how many records there are, and what is wrong.

    Nothing need stand still meanwhile: a record that seems to differ is looked at again.
    """
    findings: list[Finding] = []
    tell = findings.append
    models = {model.__name__: model for model in apps.get_models() if issubclass(model, Entry)}
    there: Counter[str] = Counter()
    records = 0
    source = rows.openings_by_record()
    while several := list(islice(source, _CHUNK)):
        keys = rows.keys_for(opening for openings in several for opening in openings)
        chunk = [_folded(openings, keys) for openings in several]
        records += len(chunk)
        for kind, of_kind in _by_kind(chunk, tell).items():
            model = models.get(kind)
            if model is None:
                for item in of_kind:
                    tell(Finding("stray", record=_name(item)))
                continue
            there[kind] += _compare(model, of_kind, tell)
    recorded = Opening.objects.filter(record_id=OuterRef("pk"))
    for kind, model in models.items():
        if model._default_manager.count() != there[kind]:
            added = model._default_manager.filter(~Exists(recorded))
            for pk in added.values_list("pk", flat=True).iterator():
                tell(Finding("row added", record=f"{kind} {pk}"))
    return records, findings


def _folded(openings: Sequence[Kept], keys: Mapping[str, bytes]) -> Folded:
    out = Folded(openings[0].record)
    for row in openings:
        out.kinds.add(row.kind)
        out.versions.add(row.version)
        key = None if row.subject is None else keys.get(row.subject)
        try:
            opened = unsealed(row.sealed, event=row.event, record=row.record, key=key)
        except DestroyedError:
            out.destroyed = True
            continue  # the walk tells of it
        except DamagedError:
            continue  # of this too
        out.values.update((name, value) for name, (_, value) in opened.items())
    return out


def _by_kind(chunk: Sequence[Folded], tell: Tell) -> Mapping[str, list[Folded]]:
    kinds: dict[str, list[Folded]] = {}
    for item in chunk:
        if len(item.kinds) != 1 or item.versions != set(range(1, len(item.versions) + 1)):
            tell(Finding("version", record=_name(item)))
        kinds.setdefault(item.kind, []).append(item)
    return kinds


def _name(item: Folded) -> str:
    return f"{item.kind} {item.record}"


def _compare(model: type[Entry], items: Sequence[Folded], tell: Tell) -> int:
    """Tell of rows that differ or are missing; returns how many are there."""
    missing = 0
    suspects = {item.record: item for item, _ in _differing(model, items)}
    for item in suspects.values():
        for wrong in _still_differing(model, item):
            missing += not wrong
            tell(Finding("row" if wrong else "row removed", record=_name(item), what=wrong or None))
    return len(items) - missing


def _still_differing(model: type[Entry], item: Folded) -> list[str]:
    """In what the row differs from its openings when both are read again, until no change of the
    record has come between: then it is no change that was just being made."""
    while True:
        openings = rows.openings_of(item.record)
        again = _folded(openings, rows.keys_for(openings))
        wrong = [name for _, name in _differing(model, [again])]
        if not wrong or again.versions == item.versions:
            return wrong
        item = again


def _differing(model: type[Entry], items: Sequence[Folded]) -> Iterator[tuple[Folded, str]]:
    """Those of ``items`` whose rows are missing (``""``) or differ, with the field they differ in.

    Rows of a state before the openings that were read, or after, seem to differ too.
    """
    fields = [f.attname for f in model._meta.concrete_fields if f.attname not in _UNRECORDED]
    found = model._default_manager.filter(pk__in=[item.record for item in items])
    by_id = {str(row[0]): row for row in found.values_list("id", "version", *fields)}
    for item in items:
        row = by_id.get(item.record)
        if row is None:
            yield item, ""
            continue
        if row[1] != max(item.versions):
            yield item, "version"
        for name, value in zip(fields, row[2:], strict=True):
            if not (_same(value, item.values, name) or _erased(value, item, model, name)):
                yield item, name


def _same(value: object, recorded: Mapping[str, Plain], name: str) -> bool:
    try:
        plain = as_plain(value)
    except NotCanonicalError:
        return False
    # Empty fields of a new record are not recorded at all.
    return plain == recorded[name] if name in recorded else plain in EMPTY


def _erased(value: object, item: Folded, model: type[Entry], name: str) -> bool:
    """Whether nothing is known of the value any more, and the row says as little as a new one."""
    if not item.destroyed or name in item.values or name not in model.PERSONAL:
        return False
    column = model._meta.get_field(name)
    assert isinstance(column, Field)
    return bool(value == column.get_default())
