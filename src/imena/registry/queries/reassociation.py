"""Which remains of a grave or a site may be one person's: weighed from what is recorded of them.

Weighed are human remains that nobody has assigned yet, and the individuals put together before of
whom something lay there. Nobody is named here.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from imena.language import message
from imena.osteology.sampling import partition_posterior
from imena.osteology.suggestions import Suggestion, suggestions
from imena.osteology.units import UnitFindings
from imena.registry.actor import Actor
from imena.registry.decimals import cut, exact
from imena.registry.models import (
    Association,
    AssociationSuggestion,
    BurialUnit,
    DecisionIndividual,
    Individual,
    RecoveredUnit,
    Site,
)
from imena.registry.queries.inventory import MAY_BE_SEVERAL
from imena.registry.queries.remains_known import (
    LeftOut,
    Thing,
    about,
    digest,
    findings_of,
    things_of,
)
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import Refused

#: What the findings must say for a set at least, in base 10, for it to be suggested: 3 to 1.
LEAST_LOG10 = 0.5
#: As many can be sampled while somebody waits.
MOST_WEIGHED = 60
#: Sweeps of each chain where there are too many remains for all ways to be counted.
_SWEEPS = 600


@dataclass(frozen=True, slots=True)
class Weighed:
    """Remains that may be one person's: units by themselves, and those put together before.

    ``about`` is a digest of which these are, ``compared`` of what is known of them.
    """

    units: tuple[uuid.UUID, ...]
    individuals: tuple[uuid.UUID, ...]
    figures: Mapping[str, object]
    about: str
    compared: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What weighing brought; ``settled`` is false where the sampler did not come to rest, and then
    nothing is suggested."""

    found: tuple[Weighed, ...]
    left_out: tuple[LeftOut, ...]
    weighed: int
    settled: bool


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion by numbers; figures are decimals as text. ``named`` are those of ``individuals``
    of whom a decision stands: accepting adds remains to somebody who has a name."""

    id: uuid.UUID
    version: int
    state: str
    units: tuple[str, ...]
    individuals: tuple[str, ...]
    named: tuple[str, ...]
    together: str
    exactly: str
    log10_lrs: Mapping[str, str]
    reason: str


def place_of(actor: Actor, number: str) -> BurialUnit | Site:
    """The grave under a number, or the site with that code.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    site = visible(actor, Site).filter(code=number).first()
    return site or one(actor, BurialUnit, number=number)


def unit(actor: Actor, number: str) -> RecoveredUnit:
    """The remains under a number.

    Raises
    ------
    NotYours
        Where there are none that the actor may see.
    """
    return one(actor, RecoveredUnit, number=number)


def weigh(
    actor: Actor,
    where: BurialUnit | Site,
    *,
    people: int | None = None,
    least: float = 0.5,
    seed: int = 0,
) -> Outcome:
    """Divide the remains of a grave or a site among people, and say which go together.

    ``people`` is how many are thought to lie there, for the prior; ``least`` the probability from
    which a set is told. Up to 14 units every way to divide them is counted, more are sampled.

    Raises
    ------
    Refused
        For more than :data:`MOST_WEIGHED` units and individuals.
    """
    here = _here(actor, where)
    assigned = set(
        Association.objects.filter(unit__in=here, withdrawn_at=None).values_list("unit", flat=True)
    )
    several = [u for u in here if u.kind in MAY_BE_SEVERAL and u.pk not in assigned]
    things, left_out = things_of([unit for unit in here if unit not in several])
    left_out += [LeftOut(unit.number, "several_people") for unit in several]
    if len(things) < 2 or all(thing.individual is not None for thing in things):
        return Outcome((), tuple(left_out), len(things), settled=True)
    if len(things) > MOST_WEIGHED:
        raise Refused(
            message("{n} remains are too many to weigh at once: weigh one grave."), n=len(things)
        )
    findings = findings_of(things)
    posterior = partition_posterior(findings, people, seed, _SWEEPS)
    if posterior.diagnostics is not None and not posterior.diagnostics.converged:
        return Outcome((), tuple(left_out), len(things), settled=False)
    by_id = {thing.unit.id: thing for thing in things}
    found = [
        _weighed([by_id[name] for name in sorted(suggestion.elements)], suggestion, findings)
        for suggestion in suggestions(findings, posterior, least)
        # Individuals put together before are people's decisions: none is joined to another here.
        if sum(by_id[name].individual is not None for name in suggestion.elements) <= 1
        # Where nothing is known, half of all ways to divide two have them together.
        and sum(suggestion.log10_lrs.values()) >= LEAST_LOG10
    ]
    return Outcome(tuple(found), tuple(left_out), len(things), settled=True)


def compared_now(units: Iterable[uuid.UUID], individuals: Iterable[uuid.UUID]) -> str:
    """The digest of what is known of these now, as :class:`Weighed` has it; empty where some are
    not by themselves any more, or not weighed."""
    free = list(RecoveredUnit.objects.filter(pk__in=list(units)))
    wanted = {str(one.pk) for one in free} | {str(pk) for pk in individuals}
    put = Association.objects.filter(individual__in=list(individuals), withdrawn_at=None)
    things, _ = things_of([*free, *RecoveredUnit.objects.filter(pk__in=put.values("unit"))])
    if {thing.unit.id for thing in things} != wanted:
        return ""
    return digest(things, findings_of(things))


def suggested(
    actor: Actor, where: BurialUnit | Site | None = None, *, state: str = "suggested"
) -> list[Suggested]:
    """Suggestions in this state, the most probable first, of a grave, a site or everywhere."""
    rows = visible(actor, AssociationSuggestion).filter(state=state)
    if isinstance(where, BurialUnit):
        rows = rows.filter(burial_unit=where)
    elif where is not None:
        rows = rows.filter(site=where)
    found = list(rows)
    numbers = _numbers(found)
    standing = _named(found)
    told = [
        Suggested(
            row.id,
            row.version,
            row.state,
            tuple(sorted(numbers[pk] for pk in row.members["units"])),
            tuple(sorted(numbers[pk] for pk in row.members["individuals"])),
            tuple(sorted(numbers[pk] for pk in row.members["individuals"] if pk in standing)),
            row.figures["together"],
            row.figures["exactly"],
            row.figures["log10_lrs"],
            row.reason,
        )
        for row in found
    ]
    return sorted(told, key=lambda s: (-float(s.together), -len(s.units), s.units))


def suggestion(actor: Actor, numbers: Collection[str]) -> AssociationSuggestion:
    """The suggestion about exactly these numbers, of units and individuals.

    Raises
    ------
    NotYours
        Where there is none, or a number is of nothing the actor may see.
    """
    units = visible(actor, RecoveredUnit).filter(number__in=numbers).values_list("pk", flat=True)
    put = visible(actor, Individual).filter(number__in=numbers).values_list("pk", flat=True)
    return one(actor, AssociationSuggestion, about=about([*units, *put]))


def _here(actor: Actor, where: BurialUnit | Site) -> list[RecoveredUnit]:
    rows = visible(actor, RecoveredUnit).exclude(place="none").exclude(human="no")
    lying = (
        rows.filter(burial_unit=where) if isinstance(where, BurialUnit) else rows.filter(site=where)
    )
    return list(lying.exclude(kind__in=("artefact", "non_human")).order_by("number"))


def _weighed(members: Sequence[Thing], found: Suggestion, findings: UnitFindings) -> Weighed:
    return Weighed(
        tuple(sorted(thing.units[0] for thing in members if thing.individual is None)),
        tuple(sorted(thing.individual for thing in members if thing.individual is not None)),
        {
            "together": cut(found.together),
            "exactly": cut(found.exactly),
            "log10_lrs": {kind: exact(log) for kind, log in found.log10_lrs.items()},
        },
        about([uuid.UUID(thing.unit.id) for thing in members]),
        digest(members, findings),
    )


def _numbers(rows: Iterable[AssociationSuggestion]) -> dict[str, str]:
    units = {pk for row in rows for pk in row.members["units"]}
    individuals = {pk for row in rows for pk in row.members["individuals"]}
    found = list(RecoveredUnit.objects.filter(pk__in=units).values_list("pk", "number"))
    found += Individual.objects.filter(pk__in=individuals).values_list("pk", "number")
    return {str(pk): number for pk, number in found}


def _named(rows: Iterable[AssociationSuggestion]) -> frozenset[str]:
    """The individuals of whom a decision stands: that it does, and not what it says."""
    individuals = {pk for row in rows for pk in row.members["individuals"]}
    found = DecisionIndividual.objects.filter(individual__in=individuals, standing=True)
    return frozenset(map(str, found.values_list("individual", flat=True)))
