"""Find people by a name typed in any alphabet, language, order or misspelling."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import MissingPerson, Person
from imena.registry.queries.name_index import found_by_name
from imena.registry.queries.reading import named
from imena.registry.queries.same import full_name
from imena.registry.queries.visible import visible
from imena.registry.refusals import breaks

#: The most people that one search shows.
MOST = 50


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody found: missing (``of`` names the record theirs repeats, if any), or a relative,
    donor or witness. ``log10_lr`` is what the words typed say for them, in base 10."""

    id: uuid.UUID
    number: str
    missing: bool
    names: tuple[str, ...]
    born: str
    state: str
    of: str
    log10_lr: float


def find(actor: Actor, words: str, *, limit: int = 20) -> list[FoundPerson]:
    """Whom these words may name among the missing and the relatives whom the actor may see, the
    best fit first, ``limit`` at most and never more than :data:`MOST`.

    Names are compared by the keys kept with them (`imena.registry.queries.same.name_keys`), the
    whole list at once. It is logged as a reading about everybody found (I32).

    Raises
    ------
    Broken
        I32, without a purpose, whether or not somebody is found.
    """
    if not actor.purpose.strip():
        raise breaks("I32", message("Say what you read about named people for."))
    best: dict[uuid.UUID, float] = {}
    # A person may be found by several names; the best of them counts.
    for who, hit in found_by_name(actor, words, limit=4 * MOST):
        best.setdefault(who, hit.log10_lr)
    chosen = sorted(best, key=lambda pk: -best[pk])[: min(limit, MOST)]
    named(actor, chosen, what="read.search")
    shown = {one.id: one for one in _shown(actor, chosen, best)}
    return [shown[pk] for pk in chosen]


def _shown(
    actor: Actor, chosen: list[uuid.UUID], fit: dict[uuid.UUID, float]
) -> Iterator[FoundPerson]:
    rows = visible(actor, MissingPerson).filter(pk__in=chosen).select_related("duplicate_of")
    for one in rows:
        of = one.duplicate_of.number if one.duplicate_of else ""
        names = tuple(str(full_name(name)) for name in one.names)
        yield FoundPerson(one.id, one.number, True, names, one.born, one.state, of, fit[one.id])
    for other in visible(actor, Person).filter(pk__in=chosen):
        names = tuple(str(full_name(name)) for name in other.names)
        yield FoundPerson(other.id, other.code, False, names, other.born, "", "", fit[other.id])
