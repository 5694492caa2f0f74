"""What keeps remains from leaving for their family (I20, I21): the first reason, or none."""

from __future__ import annotations

from django.db.models import Q

from imena.language import message
from imena.registry.models import (
    Association,
    Decision,
    FamilyWish,
    Incident,
    Individual,
    Kinship,
    Person,
    RecoveredUnit,
    Signature,
)
from imena.registry.queries.evidence import Naming, naming
from imena.registry.queries.same import same_people
from imena.registry.queries.standing import lacking
from imena.registry.refusals import Broken, breaks

#: Wishes that hold for every later find: to be asked again would be to be told.
SAID_FOR_LATER = ("bury_with_the_person", "do_not_tell")
#: Kinds of unit that are a whole person.
_WHOLE = frozenset({"complete_body", "near_complete_body"})


def not_ready(decision: Decision, individual: Individual, recipient: Person) -> Broken | None:
    """The first thing that a release of ``individual`` lacks; ``None`` where nothing does.

    Whoever asks holds what the decision names and the units.
    """
    if decision.status != "confirmed":
        return breaks("I20", message("No confirmed decision stands for these remains."))
    if Signature.objects.filter(decision=decision).values("signer").distinct().count() < 2:
        return breaks("I20", message("The decision is not signed by two."))
    wrong = lacking(decision)
    if wrong is not None:
        return wrong
    named = naming(decision)
    return _units_not_ready(individual) or _family_not_ready(named, individual, recipient)


def _units_not_ready(individual: Individual) -> Broken | None:
    here = RecoveredUnit.objects.filter(
        associations__individual=individual, associations__withdrawn_at=None
    )
    ids = list(here.values_list("pk", flat=True))
    boxes = RecoveredUnit.objects.filter(pk__in=ids).values("container")
    incidents = Incident.objects.filter(
        Q(unit__in=ids) | Q(unit__container__in=boxes), closed_at=None
    )
    found = incidents.select_related("unit").order_by("unit__number").first()
    if found is not None and found.unit is not None:
        return breaks("I20", message("An incident is open on {number}."), number=found.unit.number)
    if not here.filter(place="store").exists():
        return breaks("I20", message("These remains are not in store."))
    away = here.exclude(place__in=("store", "family", "grave")).order_by("number").first()
    if away is not None:
        return breaks("I20", message("{number} is not in store."), number=away.number)
    return None


def _family_not_ready(named: Naming, individual: Individual, recipient: Person) -> Broken | None:
    if recipient.erased_at is not None:
        return breaks("I20", message("The recipient’s data were erased."))
    kin = Kinship.objects.filter(person=recipient, missing__in=same_people(named.missing))
    proven = kin.filter(standing__in=("documented", "dna_verified"))
    if named.missing and not proven.exists():
        return breaks("I20", message("The recipient’s kinship is not proven."))
    return _wish_lacking(named, individual)


def _wish_lacking(named: Naming, individual: Individual) -> Broken | None:
    """The wishes of a family are asked, and asked again after each new association (I21), unless
    they said for every later find that they are not to be told."""
    same = same_people(named.missing)
    wishes = FamilyWish.objects.filter(
        Q(missing__in=same) | Q(unlisted__in=named.unlisted), outdated=False
    )
    last = Association.objects.filter(individual=individual).order_by("-recorded_at").first()
    if last is not None:
        wishes = wishes.filter(
            Q(recorded_at__gte=last.recorded_at) | Q(later_found__in=SAID_FOR_LATER)
        )
    asked = wishes.exclude(partial_remains="not_asked").exclude(later_found="not_asked")
    if not asked.exists():
        return breaks("I21", message("Ask the family what they wish, with all that is known now."))
    waiting = asked.filter(partial_remains="wait_until_complete").exists()
    whole = RecoveredUnit.objects.filter(
        associations__individual=individual,
        associations__withdrawn_at=None,
        kind__in=_WHOLE,
    )
    if waiting and not whole.exists():
        return breaks("I21", message("The family asked to wait until the rest is found."))
    return None
