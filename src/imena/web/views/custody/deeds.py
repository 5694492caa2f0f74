"""Everything that is done with remains, in the order in which it is offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from imena.registry.actor import Actor
from imena.registry.permissions import Need, may
from imena.registry.queries.recording import Standing
from imena.web.views.custody import moving, packing, parting
from imena.web.views.custody.asked import Deed

DEEDS: Mapping[str, Deed] = {
    deed.name: deed for deed in (*moving.DEEDS, *packing.DEEDS, *parting.DEEDS)
}
#: What is offered first: at the graveside, and indoors. The rest comes after, in its own order.
_OUTDOORS = ("pack", "seal", "hand-over", "describe", "check-seal")
_INDOORS = ("receive", "found", "store", "sample", "move", "remove", "unseal", "hand-over")
_LAST = ("unannounced", "lost")
#: The areas of these acts: whoever may write in one of them is offered something.
AREAS = ("custody", "samples")


def offered(actor: Actor, standing: Standing) -> Iterator[Deed]:
    """What ``actor`` may do with these remains as they stand."""
    first = _OUTDOORS if standing.unit.place == "site" else _INDOORS
    order = dict.fromkeys((*first, *(name for name in DEEDS if name not in _LAST), *_LAST))
    for deed in (DEEDS[name] for name in order):
        if may(actor, deed.area, Need.WRITE).allowed and deed.applies(standing):
            yield deed
