"""Who is the same person: records linked as duplicates, and how names are put in order."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from imena.naming.full_name import FullName, name_key
from imena.registry.models import MissingPerson

#: Keys that are asked for one by one.
_FEW = 50


def same_people(missing: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """These records and every record linked with one of them as the same person."""
    return set().union(*same_each(missing).values())


def same_each(missing: Iterable[uuid.UUID]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Each of these records with every record linked with it as the same person."""
    given = set(missing)
    if not given:
        return {}
    rows = MissingPerson.objects.filter(pk__in=given).values_list("pk", "duplicate_of")
    root = {pk: pk if first is None else first for pk, first in rows}
    roots = set(root.values())
    # Each key by itself: hardly anybody is a duplicate, and so SQLite, to whose statistics "nobody"
    # is one more value, would go through everybody for a list of keys.
    of_one = [Q(duplicate_of=root) for root in roots]
    asked = Q(duplicate_of__in=roots) if len(roots) > _FEW else reduce(or_, of_one, Q(pk__in=[]))
    together = {one: {one} for one in roots}
    for pk, first in MissingPerson.objects.filter(asked).values_list("pk", "duplicate_of"):
        if first is not None:
            together[first].add(pk)
    return {one: frozenset({one} | together.get(root.get(one, one), set())) for one in given}


def sort_key(names: Sequence[Mapping[str, str]]) -> str:
    """What a list is ordered by: the first name, family name first, without case or marks."""
    if not names:
        return ""
    parts = (names[0].get(part, "") for part in ("family", "given", "patronymic"))
    plain = unicodedata.normalize("NFKC", " ".join(" ".join(parts).split())).casefold()
    return plain.replace("'", "’").replace("ʼ", "’")[:200]


def begins(field: str, prefix: str) -> Q:
    """Rows whose ``field`` begins so. On SQLite as a range, which an index answers: LIKE there
    reads every row. PostgreSQL has an index of its own for LIKE, and orders not by bytes."""
    if connection.vendor != "sqlite" or not prefix:
        return Q(**{f"{field}__startswith": prefix})
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": after})


def full_name(name: Mapping[str, str]) -> FullName:
    """One of a person’s kept names as the comparing of names has it."""
    return FullName(name.get("family", ""), name.get("given", ""), name.get("patronymic", ""))


def name_keys(names: Sequence[Mapping[str, str]]) -> str:
    """Every name as the spelling keys of its parts, ``surname|given|patronymic``, with ``;``
    between names: what a search by name reads instead of the names."""
    keys = ["|".join(name_key(full_name(name))) for name in names]
    return ";".join(dict.fromkeys(keys))
