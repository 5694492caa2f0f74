"""Read about more people in a day than is usual: allowed to everybody who says why, and kept."""

from __future__ import annotations

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import User
from imena.registry.permissions import Need
from imena.registry.queries.reading import GO_ON, Today, today
from imena.registry.refusals import breaks
from imena.registry.services.act import act
from imena.registry.services.acts import declare

READ_ON = declare(
    GO_ON, "operation", message("went on reading about more people than is usual"), Need.READ
)


def go_on(actor: Actor, *, reason: str) -> Today:
    """Let the actor read about as many people again today; why stands in the ledger.

    Raises
    ------
    Broken
        I32, without a reason.
    """
    if not reason.strip():
        raise breaks("I32", message("Say why you read about so many people."))
    with act(actor, READ_ON, reason=reason) as doing:
        doing.about(doing.lock(User, actor.user))
    return today(actor)
