"""What every record is: an id without meaning, a version, and the operation it belongs to."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from imena.registry.models.rows import Kept, is_sealed
from imena.registry.refusals import not_read

_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class Entry(models.Model):
    """A row that the ledger knows.

    ``version`` counts its changes: a writer says which one they saw, and is told when somebody
    else was first. Rows are made and changed by `imena.registry.services.act` alone.

    Class variables: ``AREA`` names the row of the permission matrix (`imena.registry.permissions`);
    ``PERSONAL`` the fields whose values are kept under a key that can be destroyed; ``SUBJECT`` the
    attribute holding the id of the person whose key that is; ``SITE`` the lookup path to the site,
    and ``USERS`` those to the users, by which "own" is judged.
    """

    AREA: ClassVar[str]
    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    SUBJECT: ClassVar[str | None] = None
    SITE: ClassVar[str | None] = None
    USERS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField(editable=False)

    objects = Kept()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        """As Django's, which also loads with it a field that was not loaded at first.

        Raises
        ------
        Broken
            I32, for a personal field of a record that was only followed to.
        """
        if fields is not None and self.PERSONAL & {*fields} and is_sealed(self):
            raise not_read()
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)


class Record(Entry):
    """An entry of one operation."""

    operation = models.ForeignKey("registry.Operation", models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Coded(models.CharField):
    """A term's code from one vocabulary; whether it is one is checked where it is written."""

    def __init__(self, vocabulary: str, **given: Any) -> None:
        self.vocabulary = vocabulary
        given.setdefault("max_length", 64)
        super().__init__(**given)

    def deconstruct(self) -> Any:
        """As Django's migrations want it: the vocabulary comes first."""
        name, path, args, given = super().deconstruct()
        return name, path, [self.vocabulary, *args], given


class PartialDate(models.CharField):
    """A date known to the day, the month or the year: ``2022-03-14``, ``2022-03`` or ``2022``."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("max_length", 10)
        super().__init__(**given)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what is not a year, a month or a day."""
        super().validate(value, model_instance)
        if value and not _PARTIAL_DATE.fullmatch(value):
            raise ValidationError(
                "“%(value)s” is not a date such as 2022-03-14, 2022-03 or 2022.",
                code="partial_date",
                params={"value": value},
            )


def text(**given: Any) -> models.TextField:
    """Words as somebody wrote them; empty when nobody did."""
    return models.TextField(blank=True, default="", **given)


def listed() -> models.JSONField:
    """A list of codes or ids."""
    return models.JSONField(default=list, blank=True)


def stated() -> models.JSONField:
    """Named values whose form the service that writes them checks."""
    return models.JSONField(default=dict, blank=True)


class IsTrue(models.Func):
    """Whether stated values say true under ``key``, in words of SQL that take no parameters.

    Only so does SQLite see that a question and the condition of an index ask the same.
    """

    arity = 1
    output_field = models.BooleanField()
    template = "(json_type(%(expressions)s, '$.%(key)s') = 'true')"

    def __init__(self, field: str, *, key: str) -> None:
        super().__init__(field, key=key)

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """The same as PostgreSQL says it."""
        template = "((%(expressions)s -> '%(key)s') = 'true'::jsonb)"
        return self.as_sql(compiler, connection, template=template)


def one_of(first: str, second: str, *, name: str) -> models.CheckConstraint:
    """Exactly one of two references is there."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{first}__isnull": False, second: None})
        | models.Q(**{first: None, f"{second}__isnull": False}),
        name=name,
    )


def belongs(to: str, **given: Any) -> models.ForeignKey[Any, Any]:
    """A reference to a record that must not go away."""
    given.setdefault("related_name", "+")
    return models.ForeignKey(f"registry.{to}", models.PROTECT, **given)


def may_belong(to: str, **given: Any) -> models.ForeignKey[Any, Any]:
    """As :func:`belongs`, where there may be none."""
    return belongs(to, null=True, blank=True, **given)
