"""Hair, eyes and skin: colours seen through confusion, and through time in the ground."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, contribution, nothing_examined
from imena.evidence.densities import Densities, DensityError, FloatArray, checked_probabilities
from imena.evidence.rates import Rate, banded

_NAME = "pigmentation"
#: Hair keeps its colour for three months in the ground; then it turns, a share 1 - 1/e a year.
_KEEPS_MONTHS, _TURNS_MONTHS = 3.0, 12.0
#: Shares of mistakes below which a colour is never mistaken: there is nothing to scale.
_NEVER = 1e-12
#: What buried hair turns to, of those colours a trait has.
_TURNS_TO: Mapping[str, float] = {"brown": 0.6, "red": 0.4}


@dataclass(frozen=True)
class Trait:
    """One trait: its colours, how often they are mistaken, how common they are.

    Parameters
    ----------
    confusion
        P(colour seen | true colour), shape (colours, colours), rows true.
    frequencies
        P(true colour) among the unlisted.
    observations
        Size of the study the confusion comes from; without it a small one is assumed.

    Raises
    ------
    DensityError
        Where a row or the frequencies are no probabilities.
    """

    name: str
    colours: tuple[str, ...]
    confusion: FloatArray
    frequencies: FloatArray
    source: str = "proposed"
    observations: float | None = None

    def __post_init__(self) -> None:
        for colour, row in zip(self.colours, self.confusion, strict=True):
            checked_probabilities(row, len(self.colours), colour)
        checked_probabilities(self.frequencies, len(self.colours), self.name)

    @property
    def seen_frequencies(self) -> FloatArray:
        """P(colour seen) among the unlisted."""
        return self.frequencies @ self.confusion

    @property
    def mistaken(self) -> Rate:
        """Share of the unlisted whose colour is mistaken."""
        return Rate(float(self.frequencies @ self._wrong.sum(axis=1)), self.observations)

    @property
    def _wrong(self) -> FloatArray:
        """The confusion without what is seen rightly."""
        return np.where(np.eye(len(self.colours), dtype=bool), 0.0, self.confusion)

    def mistaken_at(self, share: float) -> Trait:
        """The same with this share of mistakes, those of each colour in proportion."""
        largest = float(self._wrong.sum(axis=1).max())
        if self.mistaken.mean < _NEVER or largest < _NEVER:
            return self
        wrong = self._wrong * min(share / self.mistaken.mean, 1 / largest)
        return replace(self, confusion=wrong + np.diag(np.maximum(1 - wrong.sum(axis=1), 0)))

    def densities(self, colour: str) -> Densities:
        """Of each colour that may be seen, if the body is a person with this colour, and if not."""
        return Densities(self.colours, self.confusion[self.index(colour)], self.seen_frequencies)

    def index(self, colour: str) -> int:
        """Which of the colours it is.

        Raises
        ------
        DensityError
            For a colour the trait does not have.
        """
        if colour not in self.colours:
            raise DensityError(f"{self.name}: {colour} is not among {', '.join(self.colours)}")
        return self.colours.index(colour)


def even_confusion(colours: int, error: float) -> FloatArray:
    """A colour is mistaken with probability ``error``, for each other colour as often."""
    others = colours - 1
    return np.eye(colours) * (1 - error - error / others) + error / others


def confusion_from_errors(errors: FloatArray) -> FloatArray:
    """Rows in proportion to 1 for the true colour and ``errors`` for the others.

    ``errors`` is square; its diagonal is not read.
    """
    off = np.where(np.eye(len(errors), dtype=bool), 0.0, errors)
    weights = np.eye(len(errors)) + off
    confusion: FloatArray = weights / weights.sum(axis=1, keepdims=True)
    return confusion


def after_burial(trait: Trait, months: float) -> Trait:
    """Hair after so many months in the ground: first as it was, then turning brown and red.

    The pace is a proposal of ours. Brown and red then say less and less; a colour that nothing
    turns to says what it said, where it is still seen. Where the condition of the hair says that
    its colour is lost, it was not examined. A trait without brown and red does not turn.
    """
    target = np.array([_TURNS_TO.get(colour, 0.0) for colour in trait.colours])
    if target.sum() == 0:
        return trait
    turned = -math.expm1(-max(months - _KEEPS_MONTHS, 0.0) / _TURNS_MONTHS)
    confusion = (1 - turned) * trait.confusion + turned * target / target.sum()
    return replace(trait, confusion=confusion)


def joint_densities(
    traits: Sequence[Trait], colours: Sequence[str], joint: FloatArray
) -> Densities:
    """Of all traits together: colours go together in a population, mistakes do not.

    ``joint`` is P(true colours), one axis for each trait; ``colours`` are the person's. Outcomes
    are named by colours joined with "-", the last trait running fastest.

    Raises
    ------
    DensityError
        Where ``joint`` does not sum to 1 or has another shape.
    """
    shape = tuple(len(trait.colours) for trait in traits)
    if joint.shape != shape:
        raise DensityError(f"frequencies of shape {joint.shape} where {shape} is needed")
    outcomes: tuple[str, ...] = ("",)
    person: FloatArray = np.ones(1)
    seen = joint
    for axis, (trait, colour) in enumerate(zip(traits, colours, strict=True)):
        names = trait.colours
        outcomes = tuple(f"{o}-{c}" if o else c for o in outcomes for c in names)
        person = np.outer(person, trait.confusion[trait.index(colour)]).ravel()
        seen = np.moveaxis(np.tensordot(seen, trait.confusion, axes=(axis, 0)), -1, axis)
    return Densities(outcomes, person, seen.ravel())


@dataclass(frozen=True)
class ColourFinding:
    """One trait of a body and of a person; ``None`` where it was not seen or not recorded.

    ``months`` in the ground count for hair.
    """

    trait: Trait
    seen: str | None
    recorded: str | None
    months: float = 0.0


def pigmentation(
    findings: Sequence[ColourFinding], caps: Caps, joint: FloatArray | None = None
) -> Contribution:
    """What hair, eyes and skin say together.

    ``joint`` is P(true colours) among the unlisted, one axis for each of ``findings``. Without it
    the traits are taken as independent, with the remark ``colours_taken_as_independent`` where
    there are several: light eyes and fair hair go together, and the LR is too far from 1.

    Raises
    ------
    DensityError
        For a colour a trait does not have, or a joint table of another shape.
    """
    places = [i for i, f in enumerate(findings) if f.seen is not None and f.recorded is not None]
    examined = [findings[i] for i in places]
    missing = [f.trait.name for f in findings if f not in examined]
    if not examined:
        return nothing_examined(_NAME, missing, caps)
    shares = _independent(examined) if joint is None else _marginal(joint, places)

    def log10_lr(rates: Mapping[str, float]) -> float:
        traits = [
            after_burial(f.trait.mistaken_at(rates[f.trait.name]), f.months) for f in examined
        ]
        densities = joint_densities(traits, [str(f.recorded) for f in examined], shares)
        return densities.log10_lr("-".join(str(f.seen) for f in examined))

    alone = joint is None and len(examined) > 1
    return contribution(
        _NAME,
        banded(log10_lr, {f.trait.name: f.trait.mistaken for f in examined}),
        caps,
        kinds=[_NAME],
        examined=[f.trait.name for f in examined],
        not_examined=missing,
        source="; ".join(sorted({f.trait.source for f in examined})),
        remarks=["colours_taken_as_independent"] if alone else [],
    )


def _independent(findings: Sequence[ColourFinding]) -> FloatArray:
    shares = np.ones(())
    for finding in findings:
        shares = np.multiply.outer(shares, finding.trait.frequencies)
    return shares


def _marginal(joint: FloatArray, places: Sequence[int]) -> FloatArray:
    others = tuple(axis for axis in range(joint.ndim) if axis not in places)
    marginal: FloatArray = joint.sum(axis=others)
    return marginal
