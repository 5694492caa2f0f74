"""The form of a figure: one unit throughout, parts that add up or say what is missing, the unknown
said as unknown, and small counts withheld (I26, I27, I28, I30).

A result is ``{"value": 447}``, ``{"low": 423, "high": 467}`` (``high`` may be ``null``: no upper
limit) or ``{"unknown": true}``. A line of the partition is ``{"line": words, "unit": unit,
"value": number or null (unknown), "attributes": [what it tells of people]}``; a withheld one has
``"withheld": true`` and no value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imena.language import message
from imena.registry.refusals import breaks

#: Units of which nobody knows that all were found.
OPEN_UNITS = frozenset(
    {"leads", "sites", "graves", "pits", "bodies", "remains_units", "mni", "individuals"}
)
#: The line that is added where the others do not reach the total.
GAP = "in_no_line"
#: Counts below this that tell something of people could name somebody.
SMALL = 5

Line = Mapping[str, Any]


def checked_result(
    unit: str, scope: Mapping[str, Any], result: Mapping[str, Any]
) -> dict[str, Any]:
    """The result, with whether more may exist than is known (I28).

    ``scope["closed_because"]`` says from what it is known that there are no more.

    Raises
    ------
    Broken
        I28, for a result that is neither a number, a range nor stated as unknown.
    """
    said = {name: value for name, value in result.items() if name != "more_may_exist"}
    forms = ({"value"}, {"low", "high"}, {"unknown"})
    whole = all(_counts(value) for name, value in said.items() if name in ("value", "low"))
    high = said.get("high")
    if (
        set(said) not in forms
        or not whole
        or ("high" in said and high is not None and not (_counts(high) and said["low"] <= high))
        or ("unknown" in said and said["unknown"] is not True)
    ):
        raise breaks(
            "I28", message("A figure is a number, a range, or said to be unknown: never left out.")
        )
    closed = str(scope.get("closed_because", "")).strip()
    return {**said, "more_may_exist": unit in OPEN_UNITS and not closed}


def checked_partition(
    unit: str, result: Mapping[str, Any], partition: Sequence[Line]
) -> list[dict[str, Any]]:
    """The lines, with the gap to the total as a line of its own where there is one.

    Raises
    ------
    Broken
        I27, where a line counts something else; I26, where the lines are more than the total.
    """
    lines = [dict(line) for line in partition if line.get("line") != GAP]
    for line in lines:
        if line.get("unit") != unit:
            raise breaks(
                "I27",
                message("“{line}” counts something else than the figure: units are never added."),
                line=line.get("line", ""),
            )
        if line.get("value") is not None and not _counts(line["value"]):
            raise breaks("I28", message("A line has a number, or is said to be unknown."))
    total = result.get("value")
    if total is None or not lines:
        return lines
    known = sum(line["value"] for line in lines if line.get("value") is not None)
    if known > total:
        raise breaks(
            "I26",
            message("The lines make {known}, more than the total of {total}."),
            known=known,
            total=total,
        )
    if known < total and all(line.get("value") is not None for line in lines):
        lines.append({"line": GAP, "unit": unit, "value": total - known})
    return lines


def withheld(partition: Sequence[Line], *, small: int = SMALL) -> list[dict[str, Any]]:
    """The lines with small counts of people withheld; and as many of the next smallest with them
    as it takes for none to follow from the total and the others.

    Whoever knows the total and every line that is shown knows what the hidden ones make together:
    the hidden ones are at least two, and could each be any of more than ``small`` numbers. Where
    there are not lines enough for that, none is shown.
    """
    lines = [dict(line) for line in partition]
    hidden = [line for line in lines if _is_small(line, small) or line.get("withheld")]
    if not hidden:
        return lines
    others = [line for line in lines if line not in hidden and line.get("value")]
    others.sort(key=lambda line: int(line["value"]))
    while not _covered(hidden, sum(int(line.get("value") or 1) for line in hidden), small):
        if not others:
            hidden = [line for line in lines if line.get("value") is not None]
            break
        hidden.append(others.pop(0))
    for line in hidden:
        line["value"], line["withheld"] = None, True
    return lines


def check_publishable(
    partition: Sequence[Line], *, total: int | None = None, small: int = SMALL
) -> None:
    """Whether the lines may be published beside ``total``, where that is a number.

    Raises
    ------
    Broken
        I30, where a small count tells something of people, or what is withheld can be found by
        taking the others from the total.
    """
    if any(_is_small(line, small) for line in partition):
        raise breaks("I30", message("A count below {n} could name somebody: withhold it."), n=small)
    hidden = [line for line in partition if line.get("withheld")]
    shown = [line for line in partition if not line.get("withheld")]
    if len(hidden) == 1 and shown:
        raise breaks(
            "I30", message("The one line withheld follows from the others: withhold a second.")
        )
    if total is None or not hidden or not shown or any(line.get("value") is None for line in shown):
        return
    left = total - sum(int(line["value"]) for line in shown)
    if not _covered(hidden, left, small):
        raise breaks(
            "I30", message("The lines withheld follow almost from the others: withhold another.")
        )


def _covered(hidden: Sequence[Line], together: int, small: int) -> bool:
    """Whether each hidden line, one at least, could be more than ``small`` different numbers."""
    return len(hidden) > 1 and together - len(hidden) >= small


def _is_small(line: Line, small: int) -> bool:
    value = line.get("value")
    return bool(line.get("attributes")) and value is not None and 0 < value < small


def _counts(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
