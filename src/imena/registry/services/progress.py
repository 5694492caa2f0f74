"""How far remains have come on their way to a name."""

from __future__ import annotations

from imena.registry.models import Association, Examination, LabResult, RecoveredUnit, Sample
from imena.registry.vocabulary import vocabulary

#: The states that follow one another, in their order.
WAY: tuple[str, ...] = tuple(
    term.code for term in vocabulary("remains_state").terms if term.group == "main"
)
_PROFILES = ("full_profile", "partial_profile")


def advanced(unit: RecoveredUnit, state: str) -> str:
    """``state`` where that is further on the way than the unit is; else its state as it is."""
    if unit.state not in WAY or WAY.index(state) <= WAY.index(unit.state):
        return unit.state
    return state


def derived_state(unit: RecoveredUnit) -> str:
    """How far the unit has come, from what is recorded of it: for one that was off the way."""
    belongs = Association.objects.filter(unit=unit, withdrawn_at=None).select_related("individual")
    for association in belongs:
        return str(association.individual.state)
    results = LabResult.objects.filter(item__sample__unit=unit).values_list("outcome", flat=True)
    outcomes = set(results)
    if outcomes & set(_PROFILES):
        return "profiled"
    if outcomes:
        return "not_profilable"
    if Sample.objects.filter(unit=unit).exists():
        return "sampled"
    if Examination.objects.filter(unit=unit).exclude(status="open").exists():
        return "examined"
    return "in_custody"
