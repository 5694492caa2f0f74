"""Marker sets that the office keeps: with them a run is begun from the pages, and gone on with."""

from __future__ import annotations

import hashlib

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import MarkerSet
from imena.registry.refusals import Refused
from imena.registry.services.act import act
from imena.registry.services.acts import declare
from imena.registry.services.reconciliation import check_compares_all

KEEP = declare("marker_sets.keep", "comparison", message("kept a marker set"))

#: Hundreds of markers with all their alleles have less.
MOST_BYTES = 900_000


def keep(actor: Actor, *, name: str, content: bytes) -> MarkerSet:
    """The marker set with these bytes: as it is kept already, else kept now.

    What is in it must have been read before: here it is kept, not judged.

    Raises
    ------
    Refused
        Where it is larger than 900 kB, or no text in UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise Refused(message("A marker set has no more than 900 kB."))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(message("A marker set is text in UTF-8.")) from error
    digest = hashlib.sha256(content).hexdigest()
    with act(actor, KEEP) as doing:
        check_compares_all(doing)
        known = MarkerSet.objects.filter(operation=actor.operation, sha256=digest).first()
        if known is not None:
            doing.about(known)
            return known
        return doing.create(
            MarkerSet, name=name[:200], sha256=digest, content=text, by_id=actor.user
        )
