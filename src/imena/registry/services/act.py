"""The one way to write: permission, values, ledger event, in one transaction.

``with act(actor, RECORD_GRAVE) as doing: doing.create(...)``. What a block does is written whole
or not at all, together with the event that says so.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.engine.insert import insert_made
from imena.registry.ledger.append import append
from imena.registry.ledger.event import Change, Composed, composed
from imena.registry.models import Coded, Entry, Event, Membership, Person, User
from imena.registry.permissions import Answer, Need, Reach, may, own_by_role, own_sites
from imena.registry.queries.history import changed_since
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotAllowed, NotYours, Refused, Repeated, Stale
from imena.registry.services.acts import Act
from imena.registry.services.constraints import refusal_of
from imena.registry.terms import is_term

E = TypeVar("E", bound=Entry)

#: What a record keeps from its first version on, or counts by itself.
_NEVER_CHANGED = frozenset({"id", "operation", "operation_id", "version", "recorded_at"})

#: Columns that are no facts: what a row is called, how often it changed, how its user signs in.
_NOT_FACTS = frozenset(
    {
        "id", "version", "password", "last_login", "code_secret", "code_step", "secret_hash",
        "sign_count",
    }
)  # fmt: skip


#: The key of the request that is being answered, for whatever act it comes to.
_of_request: ContextVar[str | None] = ContextVar("of_request", default=None)


@contextmanager
def keyed(key: str | None) -> Iterator[None]:
    """What is done inside is one act, of the request with this key: as ``key`` of :func:`act`, for
    services that are not told of it."""
    token = _of_request.set(key)
    try:
        yield
    finally:
        _of_request.reset(token)


@contextmanager
def act(
    actor: Actor,
    what: Act,
    *,
    reason: str = "",
    approvers: Sequence[Actor] = (),
    policy: str | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> Iterator[Doing]:
    """Do one thing as ``actor``.

    Parameters
    ----------
    approvers
        Who else stands behind it: others than the actor, each allowed to approve in the act's area.
    policy
        Under which policy's edition, where one rules the act.
    key
        Of the request; when it comes again, nothing is done.
    at
        Since when what is written is so; now unless given.

    Raises
    ------
    NotAllowed
        Where the actor's or an approver's roles do not reach that far.
    Repeated
        Where ``key`` came before.
    Refused
        Where a rule of the case file would be broken.
    """
    key = _of_request.get() if key is None else key
    answer = may(actor, what.area, what.need)
    if not answer.allowed:
        raise NotAllowed(answer, what.sentence)
    _check_approvers(actor, what, approvers)
    try:
        with transaction.atomic():
            _check_key(key, actor, what)
            doing = Doing(actor, what, answer)
            yield doing
            if doing.changes or doing.subjects:
                event = composed(
                    event=uuid.uuid4(),
                    act=what.name,
                    device=actor.device,
                    actor=actor.user,
                    at=clock.moment(),
                    valid_from=at,
                    changes=doing.changes.values(),
                    subjects=doing.subjects,
                    approvers=[approver.user for approver in approvers],
                    reason=reason,
                    policy=policy,
                    key=key,
                    erased=doing.erased,
                )
                append([event])
                _check_not_erased(event)
                doing.event = event.id
    except IntegrityError as error:
        _check_key(key, actor, what)
        raise refusal_of(error) from error


def _check_not_erased(event: Composed) -> None:
    """Refuse to write about whoever was erased (I33). Asked once the event holds their key: an
    erasure that began before is done by then, and one that begins now waits."""
    subjects = {opened.subject for opened in event.openings if opened.subject is not None}
    if subjects and Person.objects.filter(pk__in=subjects, erased_at__isnull=False).exists():
        raise Refused(message("This person’s data were erased."))


def _check_key(key: str | None, actor: Actor, what: Act) -> None:
    """Whoever hears “saved already” must have saved it: a key of somebody else's request, or of
    another act, is no repetition."""
    before = None if key is None else Event.objects.filter(key=key).first()
    if before is None:
        return
    if (before.actor, before.type) != (actor.user, what.name):
        raise Refused(message("Another request has used this key: nothing was saved."))
    raise Repeated(before.id)


def _check_approvers(actor: Actor, what: Act, approvers: Sequence[Actor]) -> None:
    people = {actor.user, *(approver.user for approver in approvers)}
    if len(people) != 1 + len(approvers) or len(approvers) < what.approvers:
        raise Refused(
            message("“{act}” needs {n} more people than the one who does it, all different."),
            act=what.sentence,
            n=what.approvers,
        )
    for approver in approvers:
        answer = may(approver, what.area, Need.APPROVE)
        if approver.operation != actor.operation or not answer.allowed:
            raise NotAllowed(answer, what.sentence)
        _check_still(approver, answer, what)
    if approvers or what.need is Need.APPROVE:
        _check_still(actor, may(actor, what.area, what.need), what)


def _check_still(person: Actor, answer: Answer, what: Act) -> None:
    """Whoever approves is asked at that moment: a role may have ended since they signed in."""
    if User.objects.filter(pk=person.user, is_active=False).exists():
        raise NotAllowed(answer, what.sentence)
    held = Membership.objects.filter(
        user=person.user, operation=person.operation, role=answer.role
    ).values_list("ended_at", flat=True)
    if held and None not in held:
        raise NotAllowed(answer, what.sentence)


@dataclass(eq=False)
class Doing:
    """An act while it is done. Records are made and changed here and nowhere else."""

    actor: Actor
    what: Act
    answer: Answer
    changes: dict[uuid.UUID, Change] = field(default_factory=dict)
    subjects: list[uuid.UUID] = field(default_factory=list)
    # The commitments whose openings the act destroys: `imena.registry.ledger.erasure`.
    erased: list[str] = field(default_factory=list)
    event: uuid.UUID | None = None

    def create(self, model: type[E], /, **fields: Any) -> E:
        """A new record, in the actor's operation unless it has none.

        Raises
        ------
        Refused
            For a value its field cannot have, naming the field.
        """
        made = self._made(model, fields)
        made.save(force_insert=True)
        return made

    def create_many(self, model: type[E], rows: Sequence[dict[str, Any]], /) -> list[E]:
        """Many new records of one kind at once; as :meth:`create`, but faster."""
        made = [self._made(model, fields) for fields in rows]
        insert_made(made)
        return made

    def change(self, record: E, /, *, seen: int, **fields: Any) -> E:
        """Give ``record`` new values in these fields alone; others stay whatever they are now.

        ``seen`` is the version the actor looked at.

        Raises
        ------
        Stale
            Where somebody changed the record after that.
        Refused
            For a value its field cannot have.
        ValueError
            For what no act changes: whose record it is, and when it was first recorded.
        """
        now = self.lock(type(record), record.id)
        # Before anything is told of it: who changed what is not for everybody.
        self._reached(now)
        if now.version != seen:
            raise _stale(now, seen)
        return self._changed(now, record, fields)

    def follow(self, record: E, /, **fields: Any) -> E:
        """Change what follows from the act by a rule of the case file, whoever's the record is:
        an examiner's exclusion ends a hypothesis that an analyst put up.

        Raises
        ------
        Refused
            For a value its field cannot have.
        ValueError
            As :meth:`change`.
        """
        return self._changed(self.lock(type(record), record.id), record, fields)

    def _changed(self, now: E, record: E, fields: dict[str, Any]) -> E:
        if wrong := sorted(fields.keys() & _NEVER_CHANGED):
            raise ValueError(f"{', '.join(wrong)} cannot be changed")
        seen = now.version
        fields = {name: value for name, value in fields.items() if getattr(now, name) != value}
        if not fields:
            return now
        for name, value in fields.items():
            setattr(now, name, self._checked(now, name, value))
        # One event makes one version, however often its act comes back to a record.
        now.version = seen if now.id in self.changes else seen + 1
        now.save(force_update=True, update_fields=[*fields, "version"])
        self._touch(now, seen, fields)
        record.__dict__.update(
            {name: value for name, value in now.__dict__.items() if name != "_state"}
        )
        return now

    def keep_secret(self, record: Entry, /, **columns: Any) -> None:
        """Set columns that are no facts (a password): the ledger tells that, not what.

        ``record`` must be locked by this act.
        """
        assert columns.keys() <= _NOT_FACTS
        for name, value in columns.items():
            setattr(record, name, value)
        record.save(force_update=True, update_fields=list(columns))
        self.about(record)

    def lock(self, model: type[E], pk: uuid.UUID, /) -> E:
        """The record as it is now, held until the act is done.

        Raises
        ------
        NotYours
            Where the actor's operation has no such record.
        """
        rows: models.QuerySet[Any] = model._default_manager.all()
        try:
            now: E = rows.select_for_update(of=("self",)).get(pk=pk)
        except ObjectDoesNotExist as error:
            raise NotYours from error
        self._of_this_operation(now)
        return now

    def about(self, *records: Entry) -> None:
        """Name records that the act is about and does not change."""
        self.subjects += [record.id for record in records]

    def _made(self, model: type[E], fields: dict[str, Any]) -> E:
        if _has_operation(model):
            fields.setdefault("operation_id", self.actor.operation)
        made = model(recorded_at=clock.now())
        for name, value in fields.items():
            setattr(made, name, self._checked(made, name, value))
        self._of_this_operation(made)
        self._reached(made)
        self._touch(made, 0, [f.attname for f in model._meta.concrete_fields])
        return made

    def _checked(self, record: Entry, name: str, value: Any) -> Any:
        """The value as the field has it.

        Raises
        ------
        Refused
            Where the field cannot have it.
        """
        where = record._meta.get_field(name)
        if isinstance(where, models.ForeignKey):
            if isinstance(value, Entry):
                self._of_this_operation(value)
            return value
        assert isinstance(where, models.Field)
        try:
            if isinstance(where, Coded) and value and not is_term(where.vocabulary, value):
                raise Refused(
                    message("“{value}” is not a term of the list “{vocabulary}”."),
                    value=value,
                    vocabulary=where.vocabulary,
                )
            return where.clean(value, record)
        except ValidationError as error:
            raise Refused(
                message("The field “{field}” cannot have the value “{value}”: {why}"),
                field=name,
                value=value,
                why="; ".join(error.messages),
            ) from error

    def _touch(self, record: Entry, seen: int, fields: Any) -> None:
        names = {record._meta.get_field(name).attname for name in fields}  # type: ignore[union-attr]
        before = self.changes.get(record.id)
        if before is not None:
            seen, names = before.seen, names | set(before.fields)
        values = {
            name: getattr(record, name)
            for name in sorted(names - _NOT_FACTS)
            if seen or getattr(record, name) not in (None, "", [], {})
        }
        subject = getattr(record, record.SUBJECT) if record.SUBJECT else None
        self.changes[record.id] = Change(
            record.id,
            type(record).__name__,
            seen,
            values,
            personal=record.PERSONAL & values.keys() if subject else frozenset(),
            subject=subject,
        )

    def _of_this_operation(self, record: Entry) -> None:
        if _has_operation(type(record)) and record.operation_id != self.actor.operation:  # type: ignore[attr-defined]
            raise NotYours

    def _reached(self, record: Entry) -> None:
        """Where the role reaches only what is the actor's own, the record must be."""
        if self.answer.reach is not Reach.OWN or self.what.area != record.AREA:
            return
        if not record._state.adding:
            if not visible(self.actor, type(record), self.what.need).filter(pk=record.pk).exists():
                raise NotYours
            return
        reached = (self.actor, self.what.area, self.what.need)
        own = record.SITE is not None and _at(record, record.SITE) in own_sites(*reached)
        users = record.USERS if own_by_role(*reached) else ()
        if not own and all(_at(record, path) != self.actor.user for path in users):
            raise NotYours


def _has_operation(model: type[models.Model]) -> bool:
    return any(f.name == "operation" for f in model._meta.concrete_fields)


def _at(record: models.Model, path: str) -> uuid.UUID | None:
    """The id at the end of a path such as ``unit__site``."""
    value: Any = record
    for step in path.split("__"):
        value = getattr(value, step)
    found: uuid.UUID | None = value.pk if isinstance(value, models.Model) else value
    return found


def _stale(now: Entry, seen: int) -> Stale:
    by, fields = changed_since(now.id, seen)
    person = None if by is None else User.objects.filter(pk=by).first()
    return Stale(now.id, seen, now.version, person.display_name if person else "—", fields)
