"""What earlier lists called the records that were taken over from them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import BurialUnit, Kinship, MissingPerson, RecoveredUnit, Site
from imena.registry.permissions import Need, may
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotAllowed


def labels_taken(actor: Actor) -> Mapping[str, set[tuple[str, str]]]:
    """By sheet, the labels in use, each after the label it is unique within.

    Only that a label is taken is told, not of whom: whoever takes lists over must know it.

    Raises
    ------
    NotAllowed
        For whoever does not take lists over: a label may be a name.
    """
    answer = may(actor, "operation", Need.APPROVE)
    if not answer.allowed:
        raise NotAllowed(answer, message("took over earlier lists"))
    here = {"operation": actor.operation}
    graves = BurialUnit.objects.filter(**here).exclude(label="")
    units = RecoveredUnit.objects.filter(**here).exclude(label="")
    missing = MissingPerson.objects.filter(**here).exclude(label="")
    kin = Kinship.objects.filter(**here).exclude(person__label="")
    return {
        "sites": {
            ("", code) for code in Site.objects.filter(**here).values_list("code", flat=True)
        },
        "graves": set(graves.values_list("site__code", "label")),
        "remains": set(units.values_list("site__code", "label")),
        "missing": {("", label) for label in missing.values_list("label", flat=True)},
        "relatives": set(kin.values_list("missing__label", "person__label")),
    }


def units_labelled(
    actor: Actor, site: uuid.UUID, labels: Collection[str]
) -> Mapping[str, RecoveredUnit]:
    """The visible remains of a site that earlier lists called so, by label."""
    found = visible(actor, RecoveredUnit).filter(site=site, label__in=list(labels))
    return {unit.label: unit for unit in found}
