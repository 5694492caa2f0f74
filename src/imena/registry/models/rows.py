"""Rows of a model, and how far those that somebody reads may be followed (I32).

A query hands over what it found and wrote down whom that concerns. From there a reader may follow
references to other records, but not read what is personal in these: nobody wrote that down.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import models
from django.db.models.query import ModelIterable

M = TypeVar("M", bound=models.Model)


class _Records(ModelIterable):
    """Records as they are read, sealed where a reader gets them."""

    def __iter__(self) -> Iterator[Any]:
        rows: Any = self.queryset
        reached = is_sealed(rows._hints.get("instance"))
        personal: frozenset[str] = getattr(rows.model, "PERSONAL", frozenset())
        if reached and personal:
            rows.query.add_deferred_loading(personal)
        for record in super().__iter__():
            if rows.to_be_read or reached:
                seal(record)
            yield record


class Rows(models.QuerySet[M]):
    """Rows that remember whether they were asked for ``to_be_read``.

    Records that were read are sealed: personal fields of a record that is reached from one are not
    loaded with it, and refused when they are asked for.
    """

    to_be_read = False

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._iterable_class = _Records

    def _clone(self) -> Rows[M]:
        clone: Rows[M] = super()._clone()  # type: ignore[misc]
        clone.to_be_read = self.to_be_read
        return clone


class Kept(models.Manager[M]):
    """The rows of a model."""

    def get_queryset(self) -> models.QuerySet[M]:
        """All of them."""
        return Rows(self.model, using=self._db, hints=self._hints)  # type: ignore[attr-defined]


def seal(row: object) -> None:
    """What is reached from ``row`` and from what was read along with it is not read."""
    if not isinstance(row, models.Model) or is_sealed(row):
        return
    row._state.sealed = True  # type: ignore[attr-defined]
    for along in row._state.fields_cache.values():
        seal(along)


def is_sealed(row: Any) -> bool:
    """Whether ``row`` was handed to a reader."""
    return row is not None and getattr(row._state, "sealed", False)
