"""Which bones some remains have, and how many people these must at least have been.

Counted are examined bones that are there and whole or more than half whole: each piece smaller
than that may be of a bone counted already. Of a unit that nobody has examined since it was divided
or joined, what its finders counted stands in.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping

from django.db.models import Max

from imena.registry.models import CustodyEvent, RecoveredUnit
from imena.registry.queries.findings import standing
from imena.registry.vocabulary import vocabulary

_WHOLE = frozenset({"complete", "more_than_half"})


def bones(units: Collection[uuid.UUID]) -> Mapping[tuple[str, str], int]:
    """How many of each (element, side) there are in ``units`` together."""
    counted: Counter[tuple[str, str]] = Counter()
    here = RecoveredUnit.objects.filter(pk__in=units).exclude(place="none")
    changes = CustodyEvent.objects.filter(unit__in=here, kind__in=("split", "merged"))
    changed = dict(changes.values_list("unit").annotate(Max("recorded_at")).order_by())
    examined = set()
    found = standing().filter(kind="element", examination__unit__in=here)
    for unit, status, data, since in found.values_list(
        "examination__unit", "status", "data", "recorded_at"
    ):
        if unit in changed and since < changed[unit]:
            continue
        examined.add(unit)
        if status == "present" and data.get("completeness") in _WHOLE:
            counted[data["element"], data["side"]] += data.get("count", 1)
    for elements in here.exclude(pk__in=examined).values_list("elements", flat=True):
        for element in elements:
            bone, _, side = element.partition("/")
            counted[bone, side] += 1
    return counted


def least_individuals(counted: Mapping[tuple[str, str], int]) -> int:
    """The highest count of one bone of one side, by how many one person has of it (I11).

    Bones of undetermined side may be of either and are left out.
    """
    least = 0
    terms = vocabulary("skeletal_element")
    for (element, side), many in counted.items():
        if side != "undetermined":
            of_one = int(terms[element].facts["count"])
            least = max(least, -(-many // of_one))
    return least


def twice_in_one(units: Collection[uuid.UUID]) -> list[str]:
    """The bones that ``units`` together have more of than one person has."""
    terms = vocabulary("skeletal_element")
    return sorted(
        f"{element}/{side}"
        for (element, side), many in bones(units).items()
        if side != "undetermined" and many > int(terms[element].facts["count"])
    )
