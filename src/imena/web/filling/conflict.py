"""Somebody changed the record first: both versions, line by line; nothing is chosen for anybody.

A line that only one of the two changed is no contradiction and stays as that person wrote it. Where
both wrote something, whoever comes second chooses: what stands now, their own, or both, the second
of them as somebody's competing statement (I34).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imena.web.filling.fields import Field, Typed

#: How a line is settled: the field of the form is called so and by the line's name.
CHOOSE = "choose."
NOW, MINE, BOTH = "now", "mine", "both"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that differs. ``contested`` = both changed it, so that it has to be chosen."""

    name: str
    label: str
    was: str
    now: str
    mine: str
    contested: bool


def lines(
    fields: Sequence[Field],
    was: Mapping[str, Typed],
    now: Mapping[str, Typed],
    mine: Mapping[str, Typed],
) -> tuple[Line, ...]:
    """What differs between what stands now and what somebody typed, who had seen what was."""
    found = []
    for field in fields:
        first, second, third = (of.get(field.name, ()) for of in (was, now, mine))
        if second != first:
            found.append(
                Line(
                    field.name,
                    field.label,
                    field.said(first),
                    field.said(second),
                    field.said(third),
                    contested=third not in (first, second),
                )
            )
    return tuple(found)


def untouched(
    was: Mapping[str, Typed], now: Mapping[str, Typed], mine: Mapping[str, Typed]
) -> dict[str, Typed]:
    """What somebody typed, with what the other changed and they did not taken over."""
    return {name: now[name] if mine[name] == was.get(name, ()) else mine[name] for name in mine}
