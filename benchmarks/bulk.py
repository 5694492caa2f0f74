"""Rows written straight into the tables, as fast as a database takes them: no act, no ledger."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

#: Rows a statement.
AT_ONCE = 5_000


@dataclass(frozen=True)
class Bulk:
    """Rows of one operation, recorded at one moment, with ids from ``random``."""

    operation: uuid.UUID
    random: random.Random
    now: datetime

    def keep(self, model: str, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Write these rows of a model; gives them as they were written."""
        from django.apps import apps

        of = apps.get_model("registry", model)
        has = {field.name for field in of._meta.concrete_fields}
        given = {"recorded_at": self.now, "operation_id": self.operation}
        more = {name: value for name, value in given.items() if name.removesuffix("_id") in has}
        source, made = iter(rows), []
        while some := [of(**{**self._key(of), **more, **row}) for row in islice(source, AT_ONCE)]:
            of.objects.bulk_create(some, AT_ONCE)
            made += some
        return made

    def id(self) -> uuid.UUID:
        """A new id."""
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def _key(self, of: Any) -> Mapping[str, Any]:
        key = of._meta.pk
        return {key.attname: self.id()} if key.get_internal_type() == "UUIDField" else {}
