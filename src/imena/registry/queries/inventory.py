"""Which bones some remains have, and how many people these must at least have been.

Counted are examined bones that are there and whole or more than half whole: each piece smaller
than that may be of a bone counted already. Of a unit that nobody has examined since it was divided
or joined, what its finders counted stands in.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Max

from imena.registry.models import CustodyEvent, RecoveredUnit
from imena.registry.queries.findings import standing
from imena.registry.vocabulary import vocabulary

_WHOLE = frozenset({"complete", "more_than_half"})
#: Kinds of units that may hold several people's bones: what lies in one is not known to be of one.
MAY_BE_SEVERAL = frozenset({"commingled_lot", "bone_group", "burned_fragments", "ash", "unknown"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A bone, or part of one, of a unit: ``count`` of them alike. ``zones`` it shows, by number,
    and its greatest length in mm, where they were recorded."""

    unit: uuid.UUID
    element: str
    side: str
    whole: bool
    count: int = 1
    zones: frozenset[int] = frozenset()
    length_mm: float | None = None

    @property
    def one_a_person(self) -> bool:
        """Whether a person has one such bone, and it is known which."""
        of_one = vocabulary("skeletal_element")[self.element].facts["count"]
        return self.side != "undetermined" and of_one == 1


def pieces(units: Collection[uuid.UUID]) -> list[Piece]:
    """What there is of bones in ``units``."""
    here = RecoveredUnit.objects.filter(pk__in=units).exclude(place="none")
    changes = CustodyEvent.objects.filter(unit__in=here, kind__in=("split", "merged"))
    changed = dict(changes.values_list("unit").annotate(Max("recorded_at")).order_by())
    examined, counted = set(), []
    found = standing().filter(kind="element", examination__unit__in=here)
    found = found.order_by("examination__unit__number", "recorded_at", "region")
    for unit, status, data, since in found.values_list(
        "examination__unit", "status", "data", "recorded_at"
    ):
        if unit in changed and since < changed[unit]:
            continue
        examined.add(unit)
        if status == "present":
            length = data.get("length_mm")
            counted.append(
                Piece(
                    unit,
                    data["element"],
                    data["side"],
                    data.get("completeness") in _WHOLE,
                    data.get("count", 1),
                    frozenset(map(int, data.get("zones", ()))),
                    None if length is None else float(length),
                )
            )
    listed = here.exclude(pk__in=examined).values_list("pk", "elements")
    for unit, elements in listed:
        for name in elements:
            bone, _, side = name.partition("/")
            counted.append(Piece(unit, bone, side, whole=True))
    return counted


def bones(units: Collection[uuid.UUID]) -> Mapping[tuple[str, str], int]:
    """How many of each (element, side) there are in ``units`` together."""
    counted: Counter[tuple[str, str]] = Counter()
    for piece in pieces(units):
        if piece.whole:
            counted[piece.element, piece.side] += piece.count
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
    """The bones, or zones of bones, that ``units`` together have more of than one person has."""
    terms = vocabulary("skeletal_element")
    there = pieces(units)
    counted: Counter[tuple[str, str]] = Counter()
    shown: Counter[tuple[str, str, int]] = Counter()
    for piece in there:
        if piece.whole:
            counted[piece.element, piece.side] += piece.count
        elif piece.one_a_person:
            shown.update({(piece.element, piece.side, z): piece.count for z in piece.zones})
    most = Counter(counted)
    for (element, side, _), many in shown.items():
        # A bone that is there whole shows every zone once already.
        most[element, side] = max(most[element, side], counted[element, side] + many)
    return sorted(
        f"{element}/{side}"
        for (element, side), many in most.items()
        if side != "undetermined" and many > int(terms[element].facts["count"])
    )
