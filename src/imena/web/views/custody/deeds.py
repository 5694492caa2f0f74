"""Everything that is done with remains, in the order in which it is offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from imena.registry.actor import Actor
from imena.registry.permissions import Need, may
from imena.registry.queries.recording import Standing
from imena.web.views.custody import moving, packing, parting
from imena.web.views.custody.asked import Deed

_ALL = (*moving.DEEDS, *packing.DEEDS, *parting.DEEDS)
DEEDS: Mapping[str, Deed] = {deed.name: deed for deed in _ALL}
#: The areas of these acts: whoever may write in one of them is offered something.
AREAS = ("custody", "samples")


def offered(actor: Actor, standing: Standing) -> Iterator[Deed]:
    """What ``actor`` may do with these remains as they stand."""
    for deed in _ALL:
        if may(actor, deed.area, Need.WRITE).allowed and deed.applies(standing):
            yield deed
