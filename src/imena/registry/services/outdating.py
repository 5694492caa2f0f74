"""What a new bone, or a change of what belongs together, makes out of date."""

from __future__ import annotations

from django.db.models import Q

from imena.registry.models import (
    BurialUnit,
    DecisionIndividual,
    DecisionPerson,
    FamilyWish,
    Individual,
    MinimumNumber,
    RecoveredUnit,
    Site,
)
from imena.registry.queries.readiness import SAID_FOR_LATER
from imena.registry.queries.same import same_people
from imena.registry.services.act import Doing


def hold_grave(doing: Doing, unit: RecoveredUnit) -> None:
    """Lock the unit's grave, or the site of what lay in none, before the unit itself: who counts
    individuals there waits, and so never counts what is just being changed (I11)."""
    if unit.burial_unit_id is not None:
        doing.lock(BurialUnit, unit.burial_unit_id)
    else:
        doing.lock(Site, unit.site_id)


def minimum_numbers(doing: Doing, unit: RecoveredUnit, *, method: str = "") -> None:
    """Mark the minimum numbers of the unit's grave and site as to be computed again (I11): all, or
    those by one method."""
    counted = Q(site=unit.site_id, burial_unit=None)
    if unit.burial_unit_id is not None:
        counted |= Q(burial_unit=unit.burial_unit_id)
    rows = MinimumNumber.objects.filter(counted, outdated=False)
    for number in (rows.filter(method=method) if method else rows).order_by("id"):
        doing.follow(number, outdated=True)


def family_wishes(doing: Doing, individual: Individual) -> None:
    """Ask the families again whose person a standing decision sees in ``individual`` (I21): not
    those who said for every later find that they are not to be told of it."""
    decisions = DecisionIndividual.objects.filter(individual=individual, standing=True)
    persons = DecisionPerson.objects.filter(
        decision__in=decisions.values("decision"), missing__isnull=False
    )
    same = same_people(person.missing_id for person in persons if person.missing_id is not None)
    asked = FamilyWish.objects.filter(missing__in=same, outdated=False)
    for wish in asked.exclude(later_found__in=SAID_FOR_LATER).order_by("id"):
        doing.change(wish, seen=wish.version, outdated=True)
