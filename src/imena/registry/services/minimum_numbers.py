"""How many people the remains of a grave or a site are, recorded with the method it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import BurialUnit, MinimumNumber, RecoveredUnit, Site
from imena.registry.queries.counting import HELD, Counted, counted_of
from imena.registry.refusals import breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.postmortem import COUNT

#: The methods that can be read from the records.
METHODS = ("repeated_element", "zonal", "pairing", "dna")


@dataclass(frozen=True, slots=True)
class _Read:
    lowest: int
    highest: int | None
    basis: dict[str, Any]


def count(actor: Actor, where: BurialUnit | Site, *, method: str) -> MinimumNumber:
    """Count by one of :data:`METHODS` from what is recorded at this moment, and record it (I11).

    Nothing of the place changes meanwhile. Earlier numbers of the same place become outdated. The
    lower bound is never below the highest count of one bone of one side.

    Raises
    ------
    Broken
        I11, where there is nothing to count, nothing recorded to count by, or too few pairs for the
        number that pairs give.
    """
    with act(actor, COUNT) as doing:
        grave = _hold(doing, where)
        units = RecoveredUnit.objects.filter(
            **({"burial_unit": grave} if grave is not None else {"site": where})
        )
        told = counted_of(list(units.values_list("pk", flat=True)))
        if not told.units:
            raise breaks("I11", message("There are no human remains to count here."))
        read = _read(told, method)
        if not read.lowest:
            raise breaks(
                "I11", message("Nothing is recorded here by which this method counts anybody.")
            )
        scope = {"burial_unit": grave, "site": where if grave is None else None}
        for before in MinimumNumber.objects.filter(outdated=False, **scope).order_by("id"):
            doing.change(before, seen=before.version, outdated=True)
        return doing.create(
            MinimumNumber,
            burial_unit=grave,
            site=scope["site"],
            method=method,
            lowest=max(read.lowest, told.repeated),
            highest=read.highest,
            sided_element_count=told.repeated,
            basis=read.basis
            | {"elements": {f"{bone}/{side}": n for (bone, side), n in told.elements.items()}},
        )


def _hold(doing: Doing, where: BurialUnit | Site) -> BurialUnit | None:
    """Lock the grave; or the site with all its graves, so that nothing comes out of any."""
    if isinstance(where, BurialUnit):
        return doing.lock(BurialUnit, where.pk)
    doing.lock(Site, where.pk)
    for pk in BurialUnit.objects.filter(site=where).order_by("id").values_list("pk", flat=True):
        doing.lock(BurialUnit, pk)
    return None


def _read(told: Counted, method: str) -> _Read:
    if method == "repeated_element":
        return _Read(told.repeated, None, {})
    if method == "zonal":
        by_age = dict(told.zonal.by_age_class)
        return _Read(told.zonal.minimum, None, {"by_age_class": by_age})
    if method == "dna":
        return _Read(told.profiles, None, {"profiles": told.profiles})
    if method != "pairing":
        raise breaks(
            "", message("“{value}” is not a term of the list “{vocabulary}”."),
            value=method, vocabulary="mni_method",
        )  # fmt: skip
    best = told.best_paired
    if best is None or best.interval is None:
        raise breaks(
            "I11", message("There are too few pairs: they set no upper limit to the number.")
        )
    counts = best.counts
    return _Read(
        max(best.interval[0], told.grand_minimum),
        max(best.interval[1], told.grand_minimum),
        {
            "bone": best.bone,
            "left": counts.left,
            "right": counts.right,
            "pairs": counts.pairs,
            "most_likely": counts.most_likely,
            "held": str(HELD),
        },
    )
