"""What one more sample of remains would add, where the profile so far is partial or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from imena.matching.sampling.prospects import Planned
from imena.matching.sampling.rivalry import Rivalry

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: Pairs less likely than this are not weighed: together they are less than one in a thousand
#: names of an operation with a thousand pairs such as these.
NEGLIGIBLE = 1e-6


@dataclass(frozen=True, slots=True)
class BoneProspect:
    """What a full profile of one body would change.

    ``read`` and ``added`` count markers; ``log10_lr`` is the expected log10 LR that the markers
    added bring if the body is one of those it may be, weighed by how probably it is each;
    ``gained`` the expected number of names. ``gained_mcse`` is its Monte Carlo standard error, at
    most: the draws are the same for every family, so that errors may add up.
    """

    body: int
    read: int
    added: int
    log10_lr: float
    gained: float
    gained_mcse: float


@dataclass(eq=False)
class Bones:
    """Collects, family by family, what a full profile of each body would change.

    ``read`` has shape (bodies, markers), ``wanted`` (bodies,): for whom another sample is in
    question, so not for those who reached the threshold or were read in full.
    """

    rivalry: Rivalry
    read: BoolArray
    wanted: BoolArray
    _gained: FloatArray = field(init=False)
    _error: FloatArray = field(init=False)
    _log10: FloatArray = field(init=False)
    _weight: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.read)
        self._gained, self._error = np.zeros(n), np.zeros(n)
        self._log10, self._weight = np.zeros(n), np.zeros(n)

    def add(self, planned: Planned, columns: Sequence[int]) -> None:
        """Weigh a family, whose missing have these columns in the rivalry, in its order.

        Raises
        ------
        ImpossibleFamilyError
            Where the family's own readings have likelihood zero.
        """
        posterior = self.rivalry.posterior[:, columns]
        likely = (posterior >= NEGLIGIBLE) & self.wanted[:, np.newaxis]
        if not likely.any():
            return
        place = {marker.name: i for i, marker in enumerate(planned.search.markers)}
        loci = [place[at.marker.name] for at in planned.loci]
        unread = (~self.read[:, loci]).astype(float)
        drawn = planned.unread_draws()
        for number, missing in enumerate(planned.family.missing):
            bodies = np.flatnonzero(likely[:, number])
            if not len(bodies) or missing not in drawn:
                continue
            own, others = drawn[missing]
            self._pair(planned, columns, number, bodies, unread[bodies], own, others)

    def _pair(
        self,
        planned: Planned,
        columns: Sequence[int],
        number: int,
        bodies: npt.NDArray[np.intp],
        unread: FloatArray,
        own: FloatArray,
        others: dict[str, FloatArray],
    ) -> None:
        stakes, lr = planned.search.stakes, self.rivalry.lr
        added = own @ unread.T
        rivals = np.zeros_like(added)
        for place, rival in enumerate(planned.family.missing):
            if rival in others:
                # A rival whom the reading excludes stays excluded by the rest: 0 times anything.
                factor = 10.0 ** (np.maximum(others[rival], -300.0) @ unread.T)
                rivals += lr[bodies, columns[place]] * factor
        column = columns[number]
        with np.errstate(divide="ignore"):
            total = np.log10(lr[bodies, column]) + added
        reached = stakes.reached(total, rivals, self.rivalry.against[bodies, column])
        probability = self.rivalry.posterior[bodies, column]
        share = reached.mean(axis=0)
        self._gained[bodies] += probability * share
        self._error[bodies] += probability * np.sqrt(share * (1 - share) / len(own))
        self._log10[bodies] += probability * added.mean(axis=0)
        self._weight[bodies] += probability

    def prospects(self) -> list[BoneProspect]:
        """Each body for whom another sample is in question, in order."""
        found = []
        for body in np.flatnonzero(self.wanted).tolist():
            read = int(self.read[body].sum())
            weight = self._weight[body]
            found.append(
                BoneProspect(
                    body,
                    read,
                    self.read.shape[1] - read,
                    float(self._log10[body] / weight) if weight > 0 else 0.0,
                    float(self._gained[body]),
                    float(self._error[body]),
                )
            )
        return found
