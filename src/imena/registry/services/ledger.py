"""Give the ledger out of the house: who does, what for, and who stands behind it stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.ledger import sequencer
from imena.registry.ledger.export import Exported, export
from imena.registry.models import Operation
from imena.registry.permissions import Need
from imena.registry.refusals import breaks
from imena.registry.services.act import act
from imena.registry.services.acts import declare

EXPORT = declare("ledger.export", "audit", message("exported the ledger"), Need.READ)
EXPORT_OPENED = declare(
    "ledger.export_opened",
    "export",
    message("exported the ledger with its values"),
    Need.APPROVE,
    approvers=1,
)


def export_ledger(actor: Actor, out: Path) -> Exported:
    """Write every event to the new folder ``out``: what was done, and no value.

    Raises
    ------
    FileExistsError
        Where there is something at ``out``.
    """
    return _given(actor, out, reason=actor.purpose, opened=False, approvers=())


def export_opened_ledger(actor: Actor, out: Path, *, approvers: Sequence[Actor]) -> Exported:
    """As :func:`export_ledger`, with every value in clear but the destroyed ones.

    This is all that is known of everybody, for a court. The actor states the purpose; ``approvers``
    holds one more person who may approve exports.

    Raises
    ------
    Refused
        Where no purpose is stated.
    FileExistsError
        Where there is something at ``out``.
    """
    if not actor.purpose.strip():
        raise breaks("I32", message("Say what you read about named people for."))
    return _given(actor, out, reason=actor.purpose, opened=True, approvers=approvers)


def _given(
    actor: Actor, out: Path, *, reason: str, opened: bool, approvers: Sequence[Actor]
) -> Exported:
    if out.exists():
        raise FileExistsError(out)
    what = EXPORT_OPENED if opened else EXPORT
    with act(actor, what, reason=reason, approvers=approvers) as doing:
        doing.about(Operation.objects.get(pk=actor.operation))
    sequencer.link_waiting()
    return export(out, opened=opened)
