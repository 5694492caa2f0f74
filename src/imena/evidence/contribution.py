"""What one group of evidence contributes to a pair, with everything a reader must be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imena.evidence.caps import Caps
from imena.evidence.rates import Banded


@dataclass(frozen=True)
class Contribution:
    """log10 of one group's LR for one body and one missing person.

    ``log10_lr`` and ``band`` are what counts, after the caps; ``uncapped`` is what the model says.
    ``band`` is least and most over the bands of the error rates. ``examined`` and ``not_examined``
    name the findings; with nothing examined the LR is exactly 1. ``source`` names the studies the
    rates come from; ``remarks`` are codes of what a reader must know besides.
    """

    name: str
    log10_lr: float
    band: tuple[float, float]
    uncapped: float
    capped: bool
    examined: tuple[str, ...]
    not_examined: tuple[str, ...]
    source: str
    caps: str
    remarks: tuple[str, ...] = ()


def contribution(
    name: str,
    found: Banded,
    caps: Caps,
    *,
    kinds: Iterable[str],
    examined: Iterable[str],
    not_examined: Iterable[str] = (),
    source: str,
    remarks: Iterable[str] = (),
) -> Contribution:
    """What a group contributes, held within the limits of its ``kinds`` of evidence.

    Raises
    ------
    CapsError
        For a kind the policy does not name.
    """
    low, high = caps.of(kinds)

    def held(value: float) -> float:
        return min(max(value, low), high)

    value = held(found.log10_lr)
    return Contribution(
        name,
        value,
        (held(found.low), held(found.high)),
        found.log10_lr,
        value != found.log10_lr,
        tuple(examined),
        tuple(not_examined),
        source,
        caps.version,
        tuple(remarks),
    )


def nothing_examined(name: str, not_examined: Iterable[str], caps: Caps) -> Contribution:
    """A group of which nothing was examined, on the body or before death: the LR is 1."""
    return Contribution(
        name, 0.0, (0.0, 0.0), 0.0, False, (), tuple(not_examined), "", caps.version
    )
