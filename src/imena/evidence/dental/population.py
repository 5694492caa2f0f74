"""How common a pattern of teeth is: counted in reference charts, and modelled where none is alike.

Teeth of one mouth go together: who has many fillings has them everywhere. Independent teeth would
make every much-treated mouth look unique. Latent classes, from few treatments to many, carry that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from imena.evidence.densities import FloatArray
from imena.evidence.dental.change import filling_shares
from imena.evidence.dental.teeth import STATES, TEETH, BoolArray, DentalError, said

_CLASSES, _ROUNDS = 5, 30
#: How many charts the background is worth in each class.
_BACKGROUND_WEIGHT = 2.0


def background() -> FloatArray:
    """P(state) of a tooth of which nothing is known, shape (states,). A proposal of ours."""
    shares = 0.24 * filling_shares()
    for state, share in (
        ("sound", 0.58),
        ("crown", 0.04),
        ("root_filled", 0.03),
        ("missing", 0.08),
        ("implant", 0.01),
        ("unerupted", 0.02),
    ):
        shares[STATES.index(state)] = share
    return shares


@dataclass(frozen=True)
class DentalPopulation:
    """Charts of people who are not on the list, and the classes fitted to them.

    ``charts`` has shape (charts, teeth, states); ``weights`` is P(class); ``states`` is P(state |
    class) of each tooth, shape (classes, teeth, states). ``fitted_to`` is how many charts the
    classes were fitted to.
    """

    charts: BoolArray
    weights: FloatArray
    states: FloatArray
    fitted_to: int = 0

    @classmethod
    def of(cls, charts: Sequence[BoolArray]) -> DentalPopulation:
        """Fit the classes by expectation and maximisation, each tooth drawn to its class.

        Charts start in classes by how many of their teeth are treated or gone. Without charts
        there is the background alone.

        Raises
        ------
        DentalError
            For a chart of another shape, or one in which a tooth can be in no state.
        """
        shape = (len(TEETH), len(STATES))
        for each in charts:
            if each.shape != shape or not each.any(axis=1).all():
                raise DentalError("a reference chart that is none")
        every = np.array(charts, dtype=bool).reshape(len(charts), *shape)
        classes = max(1, min(_CLASSES, len(charts) // 5))
        prior = np.broadcast_to(background(), shape)
        belongs = _by_treatment(every, classes)
        states = np.broadcast_to(prior, (classes, *shape))
        weights = np.full(classes, 1 / classes)
        for _ in range(_ROUNDS if len(charts) else 0):
            weights, states = _maximised(every, belongs, states, prior)
            belongs = _expected(every, weights, states)
        return cls(every, weights, states, len(charts))

    @cached_property
    def common(self) -> FloatArray:
        """P(state) of each tooth over all classes, shape (teeth, states)."""
        shares: FloatArray = np.tensordot(self.weights, self.states, axes=1)
        return shares

    def modelled(self, found: BoolArray) -> float:
        """P(chart) by the classes alone."""
        by_tooth = np.einsum("cts,ts->ct", self.states, found)
        return float(self.weights @ by_tooth.prod(axis=1))

    def counted(self, found: BoolArray) -> float:
        """How many reference charts are alike; one that leaves teeth open counts in part."""
        if not len(self.charts):
            return 0.0
        alike = np.ones(len(self.charts))
        for tooth in np.flatnonzero(said(found)):
            alike *= self._shares[tooth] @ found[tooth]
        return float(alike.sum())

    @cached_property
    def _shares(self) -> FloatArray:
        """P(state | reference chart), shape (teeth, charts, states): what one leaves open is shared
        out as is common."""
        open_to = self.charts * self.common
        shares = open_to / open_to.sum(axis=2, keepdims=True)
        return np.ascontiguousarray(np.moveaxis(shares, 1, 0))

    def frequency(self, found: BoolArray) -> float:
        """P(chart) of an unlisted body: (alike + modelled) / (charts + 1).

        Counting as odontologists do, (X + 1) / (N + 1), is its upper bound; the one chart added is
        here spread over all patterns, so that they sum to 1.
        """
        return (self.counted(found) + self.modelled(found)) / (len(self.charts) + 1)


def _by_treatment(charts: BoolArray, classes: int) -> FloatArray:
    """P(class | chart) to begin with: equal groups by how many teeth may not be sound."""
    treated = (~charts[:, :, STATES.index("sound")]).sum(axis=1)
    order = np.argsort(np.argsort(treated, kind="stable"), kind="stable")
    group = order * classes // max(len(charts), 1)
    first: FloatArray = np.eye(classes)[group] * 0.9 + 0.1 / classes
    return first


def _maximised(
    charts: BoolArray, belongs: FloatArray, states: FloatArray, prior: FloatArray
) -> tuple[FloatArray, FloatArray]:
    weights = (belongs.sum(axis=0) + 1) / (len(charts) + belongs.shape[1])
    counts = np.empty_like(states)
    for c in range(belongs.shape[1]):
        # A tooth left open is shared out as its class has it.
        shared = charts * states[c]
        shared /= shared.sum(axis=2, keepdims=True)
        own = np.tensordot(belongs[:, c], shared, axes=1)
        # What is rare at one tooth is known from the others of the class: all teeth inform each.
        typical = (own.sum(axis=0) + prior[0]) / (own.sum() + 1)
        counts[c] = own + _BACKGROUND_WEIGHT * (typical + prior) / 2
    return weights, counts / counts.sum(axis=2, keepdims=True)


def _expected(charts: BoolArray, weights: FloatArray, states: FloatArray) -> FloatArray:
    logs = np.log(np.einsum("kts,cts->kct", charts, states)).sum(axis=2) + np.log(weights)
    belongs: FloatArray = np.exp(logs - logs.max(axis=1, keepdims=True))
    belongs /= belongs.sum(axis=1, keepdims=True)
    return belongs
