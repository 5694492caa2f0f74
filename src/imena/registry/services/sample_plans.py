"""A plan of samples is kept, so that a family’s page shows whom to ask without computing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import MissingPerson, PlannedFamily, SamplePlan
from imena.registry.services.act import act
from imena.registry.services.acts import declare

KEEP = declare("sample_plans.keep", "comparison", message("kept a plan of samples"))


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan says of the family of one missing person, by number. ``asks`` are
    ``{person, what, relation, of}``, the best first; ``figures`` beside each ``{named, before,
    gained}`` as text."""

    missing: str
    verdict: str
    asks: Sequence[Mapping[str, str]]
    figures: Sequence[Mapping[str, str]]


def keep(
    actor: Actor,
    *,
    digest: str,
    known_at: int,
    parameters: Mapping[str, Any],
    provenance: Mapping[str, Any],
    families: Sequence[Planned],
) -> SamplePlan:
    """The plan as it was computed; families whose number is not known here are left out."""
    with act(actor, KEEP) as doing:
        made = doing.create(
            SamplePlan,
            by_id=actor.user,
            digest=digest,
            known_at=known_at,
            parameters={name: str(value) for name, value in parameters.items()},
            provenance={name: _exact(value) for name, value in provenance.items()},
            made_at=clock.now(),
        )
        numbers = [one.missing for one in families]
        rows = MissingPerson.objects.filter(operation=actor.operation, number__in=numbers)
        missing = dict(rows.values_list("number", "pk"))
        doing.create_many(
            PlannedFamily,
            [
                {
                    "plan": made,
                    "missing_id": missing[one.missing],
                    "verdict": one.verdict,
                    "asks": [dict(ask) for ask in one.asks],
                    "figures": [dict(figures) for figures in one.figures],
                }
                for one in families
                if one.missing in missing
            ],
        )
        return made


def _exact(value: Any) -> Any:
    """What the ledger can hold: a floating-point number as the text that gives it again."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(name): _exact(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(one) for one in value]
    return value
