"""Whose sample would help a family most, as the last plan said it, of those who may be asked now.

Figures and what the family’s own profiles say of each other are for those who compare (I17).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from imena.registry.actor import Actor
from imena.registry.models import Person, PlannedFamily
from imena.registry.queries.persons import compares
from imena.registry.queries.same import same_people
from imena.registry.queries.sample_plan import askable
from imena.registry.queries.visible import visible

#: What only those who compare are told of a family.
_RESTRICTED = "contradicts_itself"
#: That remains reach the threshold is no answer yet: who speaks with the family reads what follows
#: from it for samples, that none is needed.
_SAID_FOR = {"reached": "suffices"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody to be asked for something. ``person`` is their code, empty where nobody is recorded;
    ``what`` and ``relation`` as in `imena.reconciliation.sample_plan.plan.Offer`. ``named`` and
    ``before`` are the chances of a name with and without it, as text; empty for whoever does not
    compare."""

    person: str
    what: str
    relation: str
    of: str
    named: str
    before: str

    @property
    def percent(self) -> str:
        """The chance with it, of a hundred, cut and never rounded up; empty where not told."""
        return str(int(Decimal(self.named) * 100)) if self.named else ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What a plan says of one family; ``draws`` and ``seed`` say with what it was computed."""

    verdict: str
    asks: tuple[Asked, ...]
    made_at: datetime
    draws: str
    seed: str


def advice(actor: Actor, missing: uuid.UUID) -> Advice | None:
    """What the last plan that was kept says; ``None`` where there is none to be told.

    Whoever refused since, died, or gave a sample is left out: it is asked anew.
    """
    rows = visible(actor, PlannedFamily).filter(missing__in=same_people([missing]))
    found = rows.select_related("plan").order_by("-plan__made_at").first()
    sees = compares(actor)
    if found is None or (found.verdict == _RESTRICTED and not sees):
        return None
    codes = [str(one["person"]) for one in found.asks if one["person"]]
    people = Person.objects.filter(operation=actor.operation, code__in=codes)
    open_to = {one.code for one in askable(list(people.values_list("pk", flat=True)))
               if one.state == "may_be_asked"}  # fmt: skip
    told = zip(found.asks, found.figures, strict=True)
    return Advice(
        found.verdict if sees else _SAID_FOR.get(found.verdict, found.verdict),
        tuple(
            _asked(one, figures if sees else {})
            for one, figures in told
            if not one["person"] or one["person"] in open_to
        ),
        found.plan.made_at,
        str(found.plan.parameters.get("replicates", "")),
        str(found.plan.parameters.get("seed", "")),
    )


def _asked(one: dict[str, Any], figures: dict[str, Any]) -> Asked:
    return Asked(
        str(one["person"]),
        str(one["what"]),
        str(one["relation"]),
        str(one["of"]),
        str(figures.get("named", "")),
        str(figures.get("before", "")),
    )
