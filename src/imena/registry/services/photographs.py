"""Photographs: kept as they came, shown blurred, opened one by one by whoever says what for."""

from __future__ import annotations

from collections.abc import Iterator

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.engine.insert import insert
from imena.registry.models import BurialUnit, FilePart, Photograph, RecoveredUnit, StoredFile
from imena.registry.permissions import Need
from imena.registry.pictures.examining import Picture
from imena.registry.queries.photographs import LOOK_AT, looked_at_today
from imena.registry.queries.visible import one
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import act
from imena.registry.services.acts import declare

KEEP = declare("photographs.keep", "custody", message("kept a photograph"))
LOOK = declare(LOOK_AT, "custody", message("opened a photograph"), Need.READ)

#: Bytes in one row: short enough that many rows at once are little memory.
_STRETCH = 64 * 1024
#: Photographs of remains that somebody opens in a day before they are asked to rest or say why.
USUAL = 60


def keep(
    actor: Actor,
    about: BurialUnit | RecoveredUnit,
    picture: Picture,
    *,
    shows: str,
    said: str,
    original_name: str = "",
    key: str | None = None,
) -> Photograph:
    """Keep a photograph of a grave or of remains; ``said`` tells in words what is in it.

    The original is kept byte for byte, its digest with the record. A file that is here already, of
    the same grave or remains, is not kept twice.

    Raises
    ------
    Refused
        Without words, or where it is here already.
    """
    if not said.strip():
        raise Refused(message("Say in words what is in the photograph."))
    with act(actor, KEEP, key=key) as doing:
        now = doing.lock(type(about), about.pk)
        place = {"unit": now} if isinstance(now, RecoveredUnit) else {"burial_unit": now}
        if Photograph.objects.filter(file__sha256=picture.sha256, **place).exists():
            raise Refused(message("This photograph is here already."))
        file = doing.create(
            StoredFile,
            sha256=picture.sha256,
            size=len(picture.original),
            media_type=picture.media_type,
            original_name=original_name[:200],
            captured_at=picture.captured_at,
        )
        copies = {
            "original": picture.original, "clear": picture.clear, "blurred": picture.blurred
        }  # fmt: skip
        insert(
            FilePart,
            ("file_id", "copy", "place", "data"),
            (
                (file.pk, copy, i, stretch)
                for copy, data in copies.items()
                for i, stretch in enumerate(_stretches(data))
            ),
        )
        return doing.create(
            Photograph,
            site_id=now.site_id,
            file=file,
            shows=shows,
            said=said.strip(),
            taken_by_id=actor.user,
            camera=dict(picture.camera),
            **place,
        )


def look(actor: Actor, photograph: Photograph, *, why_more: str = "") -> None:
    """Open a photograph for a minute; who, when and what for stands in the ledger.

    Raises
    ------
    Broken
        I32, without a stated purpose.
    Refused
        After as many in a day as are usual, unless ``why_more`` says why.
    """
    if not actor.purpose.strip():
        raise breaks("I32", message("Say what you open photographs for."))
    found = one(actor, Photograph, pk=photograph.pk)
    seen = looked_at_today(actor)
    if seen >= USUAL and not why_more.strip():
        raise Refused(
            message(
                "You have opened {n} photographs in a day. Rest, or let somebody else go on; if it "
                "has to be you, say why."
            ),
            n=seen,
        )
    reason = "; ".join(filter(None, (actor.purpose.strip(), why_more.strip())))
    with act(actor, LOOK, reason=reason, at=clock.now()) as doing:
        doing.about(found)


def _stretches(data: bytes) -> Iterator[bytes]:
    for begins in range(0, len(data), _STRETCH):
        yield data[begins : begins + _STRETCH]
