"""What leaves the case file: asked for by one, approved by another, and written down (I32)."""

from __future__ import annotations

from collections.abc import Sequence

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.permissions import Need
from imena.registry.refusals import breaks
from imena.registry.services.act import act
from imena.registry.services.acts import declare

EXPORT = declare(
    "exporting.export", "export", message("exported records"), Need.PROPOSE, approvers=1
)


def approve_export(actor: Actor, *, sheets: Sequence[str], approvers: Sequence[Actor]) -> None:
    """Record that ``actor`` takes these sheets out, and who approved it.

    Raises
    ------
    Broken
        I32, where no purpose is stated.
    """
    if not actor.purpose.strip():
        raise breaks("I32", message("Say what the export is for."))
    reason = f"{actor.purpose} ({', '.join(sheets)})"
    with act(actor, EXPORT, approvers=approvers, reason=reason) as doing:
        doing.subjects.append(actor.operation)
