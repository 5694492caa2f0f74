"""Two people wrote different things of one record: what stands, stands, and the other is kept too.

Nothing is overwritten (I34): the second statement lies beside the record as an assertion of whoever
made it, and anybody who reads the record is told of it.
"""

from __future__ import annotations

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import Assertion, BurialUnit, RecoveredUnit
from imena.registry.permissions import Need
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotYours
from imena.registry.services.act import act
from imena.registry.services.acts import declare

KEEP_OF_GRAVE = declare(
    "scene.keep_beside", "sites", message("stated something else about a grave than stands there")
)
KEEP_OF_REMAINS = declare(
    "units.keep_beside",
    "custody",
    message("stated something else about remains than stands there"),
)


def keep_beside(
    actor: Actor, record: BurialUnit | RecoveredUnit, *, field: str, said: str
) -> Assertion:
    """Keep what ``actor`` says of a field of ``record`` beside what stands there.

    Raises
    ------
    NotYours
        Where they could not have changed the record either.
    """
    what = KEEP_OF_GRAVE if isinstance(record, BurialUnit) else KEEP_OF_REMAINS
    with act(actor, what) as doing:
        now = doing.lock(type(record), record.pk)
        if not visible(actor, type(record), Need.WRITE).filter(pk=now.pk).exists():
            raise NotYours
        return doing.create(
            Assertion,
            about_kind=type(now).__name__,
            about_id=now.pk,
            says=f"beside.{field}"[:64],
            value=said,
            said_by=actor.name,
        )
