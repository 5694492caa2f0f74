"""Which rows an actor may see: the one choke point of every reading."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet

from imena.registry.actor import Actor
from imena.registry.models import Entry
from imena.registry.models.rows import Rows
from imena.registry.permissions import Need, Reach, may, own_by_role, own_sites
from imena.registry.refusals import NotYours

E = TypeVar("E", bound=Entry)


def visible(actor: Actor, model: type[E], need: Need = Need.READ) -> QuerySet[E]:
    """The rows of ``model`` within reach: none at all where the role sees codes or figures only.

    "Own" is: at a site of the actor's teams, examined by them, or a family in their care.
    """
    rows: QuerySet[E] = sealed(Rows(model))
    if any(f.name == "operation" for f in model._meta.concrete_fields):
        rows = rows.filter(operation=actor.operation)
    found = may(actor, model.AREA, need).reach
    if found is Reach.ALL:
        return rows
    if found is not Reach.OWN:
        return rows.none()
    return rows.filter(_own(actor, model, need)).distinct()


def sealed(rows: QuerySet[E]) -> QuerySet[E]:
    """These rows for a reader: from what is handed over nobody follows references to a name, and
    what is personal in a record that was read in part (its number alone) stays unread."""
    asked = rows.all()
    asked.to_be_read = True  # type: ignore[attr-defined]
    return asked


def one(actor: Actor, model: type[E], **wanted: object) -> E:
    """The one visible row.

    Raises
    ------
    NotYours
        Where there is none, or none this actor may see: the two cannot be told apart.
    """
    found = visible(actor, model).filter(**wanted).first()
    if found is None:
        raise NotYours
    return found


def _own(actor: Actor, model: type[Entry], need: Need) -> Q:
    own = Q(pk__in=[])
    if model.SITE:
        own |= Q(**{f"{model.SITE}__in": own_sites(actor, model.AREA, need)})
    if own_by_role(actor, model.AREA, need):
        for path in model.USERS:
            own |= Q(**{path: actor.user})
    return own
