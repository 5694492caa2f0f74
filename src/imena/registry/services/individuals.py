"""Which remains are one person: hypotheses, each association dated and revocable.

An association changes what the minimum number of a grave rests on (I11) and what a family was
asked about (I21): both are marked to be done again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Association, Individual, RecoveredUnit
from imena.registry.queries.inventory import twice_in_one
from imena.registry.refusals import breaks
from imena.registry.services import handling, outdating
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.numbers import issue
from imena.registry.services.progress import advanced, derived_state

# What belongs together is for examiners to say, though where it lies is not theirs to change.
FORM = declare("individuals.form", "postmortem", message("recognised an individual"))
ASSOCIATE = declare(
    "individuals.associate", "postmortem", message("associated remains with an individual")
)
WITHDRAW = declare("individuals.withdraw", "postmortem", message("withdrew an association"))

_NOBODY_S = frozenset({"artefact", "non_human"})
#: What an individual must not be any more for remains to be added: nobody.
_GONE = frozenset({"dissolved"})


def form(
    actor: Actor,
    unit: RecoveredUnit,
    *,
    evidence: str,
    grounds: str,
    at: datetime | None = None,
) -> Association:
    """A new individual, believed to be behind ``unit``: the association says why.

    Raises
    ------
    Broken
        I11, where the remains are several people's, nobody's, or somebody else's already.
    """
    with act(actor, FORM, at=at) as doing:
        (made,) = put_together(doing, [unit], None, evidence=evidence, grounds=grounds, at=at)
        return made


def associate(
    actor: Actor,
    individual: Individual,
    unit: RecoveredUnit,
    *,
    evidence: str,
    grounds: str,
    at: datetime | None = None,
) -> Association:
    """These remains too are that individual's.

    Raises
    ------
    Broken
        I11, as :func:`form`, and where a bone would be there twice.
    """
    with act(actor, ASSOCIATE, at=at) as doing:
        (made,) = put_together(doing, [unit], individual, evidence=evidence, grounds=grounds, at=at)
        return made


def withdraw(actor: Actor, association: Association, *, seen: int, reason: str) -> Association:
    """These remains are not, or not surely, that individual's. The association stays as past.

    Raises
    ------
    Broken
        I11, without a reason or where it was withdrawn before.
    """
    with act(actor, WITHDRAW, reason=reason) as doing:
        whose = doing.lock(Individual, association.individual_id)
        outdating.hold_grave(doing, association.unit)
        unit = doing.lock(RecoveredUnit, association.unit_id)
        now = doing.lock(Association, association.pk)
        if not reason.strip():
            raise breaks("I11", message("Say why the association is withdrawn."))
        if now.withdrawn_at is not None:
            raise breaks("I11", message("This association was withdrawn before."))
        changed = doing.change(now, seen=seen, withdrawn_at=clock.now(), withdrawn_reason=reason)
        if not Association.objects.filter(individual=whose, withdrawn_at=None).exists():
            doing.change(whose, seen=whose.version, state="dissolved")
        if unit.place != "none":
            handling.happened(doing, unit, "reassociated", state=_after_withdrawal(unit))
        outdating.minimum_numbers(doing, unit)
        outdating.family_wishes(doing, whose)
        return changed


def put_together(
    doing: Doing,
    units: Sequence[RecoveredUnit],
    individual: Individual | None,
    *,
    evidence: str,
    grounds: str,
    at: datetime | None = None,
) -> list[Association]:
    """Inside another act: these remains are one person’s, ``individual`` or a new one.

    Raises
    ------
    Broken
        I11, as :func:`associate`.
    """
    whose = None if individual is None else doing.lock(Individual, individual.pk)
    if whose is not None and whose.state in _GONE:
        raise breaks("I11", message("This individual was given up: form another one."))
    in_order = sorted(units, key=lambda unit: (str(unit.burial_unit_id), unit.pk))
    held = [_held(doing, unit) for unit in in_order]
    before = Association.objects.filter(individual=whose, withdrawn_at=None)
    had = [] if whose is None else list(before.values_list("unit_id", flat=True))
    twice = twice_in_one([*(unit.pk for unit in held), *had]) if had or len(held) > 1 else []
    if twice:
        raise breaks(
            "I11",
            message("One person has not two of these: {elements}."),
            elements=", ".join(twice),
        )
    if whose is None:
        whose = doing.create(Individual, number=issue(doing, Kind.INDIVIDUAL))
    return [_associated(doing, unit, whose, evidence, grounds, at) for unit in held]


def _held(doing: Doing, unit: RecoveredUnit) -> RecoveredUnit:
    """The unit, locked after its grave, where it can be one person's."""
    outdating.hold_grave(doing, unit)
    now = doing.lock(RecoveredUnit, unit.pk)
    if now.place == "none":
        raise breaks("I2", message("There is nothing under this number."))
    if now.kind in _NOBODY_S or now.human == "no":
        raise breaks("I11", message("Only human remains are a person’s."))
    if now.kind == "commingled_lot":
        raise breaks("I11", message("These are several people’s remains: divide them first."))
    if Association.objects.filter(unit=now, withdrawn_at=None).exists():
        raise breaks("I11", message("These remains are already associated with an individual."))
    return now


def _associated(
    doing: Doing,
    unit: RecoveredUnit,
    individual: Individual,
    evidence: str,
    grounds: str,
    at: datetime | None,
) -> Association:
    if not grounds.strip():
        raise breaks("I11", message("Say what the association rests on."))
    made = doing.create(
        Association,
        unit=unit,
        individual=individual,
        evidence=evidence,
        grounds=grounds,
        began_at=at or clock.now(),
    )
    if unit.place in handling.STEPS["reassociated"].before:
        handling.happened(doing, unit, "reassociated", state=advanced(unit, "associated"))
    outdating.minimum_numbers(doing, unit)
    outdating.family_wishes(doing, individual)
    return made


def _after_withdrawal(unit: RecoveredUnit) -> str:
    """As far as the remains have come without the association."""
    return unit.state if unit.state == "lost" else derived_state(unit)
