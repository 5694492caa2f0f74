"""A few photographs, drawn: where somebody lay, the seal, what was worn. Nobody's remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imena.invented.photographs import drawn
from imena.registry.pictures.examining import examined
from imena.registry.services import photographs
from imena.rehearsal.findings import seen_on
from imena.rehearsal.stage import Stage

if TYPE_CHECKING:
    from imena.registry.actor import Actor
    from imena.registry.models import BurialUnit, RecoveredUnit

_DRAWN = "Малюнок замість знімка."


def of_the_grave(stage: Stage, by: Actor, body: str) -> None:
    """The marker and the ground before it is opened, where the name on the marker will mislead."""
    if body != stage.parts.wrong_marker:
        return
    grave = stage.graves[body]
    _kept(stage, by, grave, "marker", "marker", "Дерев’яна табличка на стовпчику, рейка 3 м.")
    stage.later(1)
    _kept(stage, by, grave, "unopened grave", "ground", "Могила до розкриття, шкала 1 м.")


def of_the_seal(stage: Stage, body: str) -> None:
    """Tag and seal before the bag is opened, of the one with the wrong marker and of the last."""
    if body in (stage.parts.wrong_marker, stage.parts.followed[-1]):
        _kept(
            stage, stage.cast["kholod"], stage.units[body], "tag and seal", "tag_or_seal",
            "Бирка й пломба на мішку, шкала 10 см.",
        )  # fmt: skip


def of_what_was_worn(stage: Stage, body: str) -> None:
    """Shoes on paper, where black ones were found on one of these two."""
    if body not in (stage.parts.wrong_marker, stage.parts.followed[-1]):
        return
    shoes = [
        str(one.data["description"])
        for one in seen_on(stage, body, "belongings")
        if (one.data.get("category"), one.data.get("colour")) == ("footwear", "чорний")
    ]
    if shoes:
        said = f"Взуття на папері: {shoes[0]}, шкала 10 см."
        _kept(stage, stage.cast["kholod"], stage.units[body], "shoes", "belongings", said)


def _kept(
    stage: Stage, by: Actor, about: BurialUnit | RecoveredUnit, what: str, shows: str, said: str
) -> None:
    picture = examined(drawn(what, stage.clock.read().wall))
    photographs.keep(
        by, about, picture, shows=shows, said=f"{said} {_DRAWN}", original_name=f"{what}.jpg"
    )
