"""What is not DNA, of every pair of a case: the array, and what it allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

if TYPE_CHECKING:
    from imena.matching.case import Case

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: log10 LRs beside DNA, shape (bodies, missing).
Beside = FloatArray | sparse.csc_array


@dataclass(frozen=True, eq=False)
class PairEvidence(Mapping[tuple[str, str], float]):
    """log10 LRs of what is not DNA as one array, shape (bodies, missing), in the case's order.

    ``examined`` says where anything was examined on both sides. A body of which something was may
    be decided with the others though its DNA says nothing. ``primary`` says, by the name of each
    group that identifies by itself, where that group speaks for the pair; both have the array's
    shape.
    """

    bodies: tuple[str, ...]
    missing: tuple[str, ...]
    log10_lr: FloatArray
    examined: BoolArray
    primary: Mapping[str, BoolArray] = field(default_factory=dict)

    def __getitem__(self, pair: tuple[str, str]) -> float:
        body, missing = pair
        return float(self.log10_lr[self._row[body], self._column[missing]])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((body, missing) for body in self.bodies for missing in self.missing)

    def __len__(self) -> int:
        return self.log10_lr.size

    @property
    def spoken_of(self) -> frozenset[str]:
        """Bodies of which something beside DNA was examined."""
        some = np.flatnonzero(np.any(self.examined, axis=1)).tolist()
        return frozenset(self.bodies[i] for i in some)

    def identifying(self, body: str, missing: str) -> tuple[str, ...]:
        """Groups beside DNA that identify by themselves and speak for the pair."""
        at = self._row[body], self._column[missing]
        return tuple(name for name, where in self.primary.items() if where[at])

    @cached_property
    def _row(self) -> dict[str, int]:
        return {body: i for i, body in enumerate(self.bodies)}

    @cached_property
    def _column(self) -> dict[str, int]:
        return {missing: j for j, missing in enumerate(self.missing)}


def spoken_of(case: Case) -> frozenset[str]:
    """Bodies that may be decided by what is not DNA; none, where a case states single LRs only."""
    return case.evidence.spoken_of if isinstance(case.evidence, PairEvidence) else frozenset()


def beside(case: Case) -> Beside:
    """The array of a case, sparse where single LRs are stated; what is not stated is 0."""
    if isinstance(case.evidence, PairEvidence):
        return case.evidence.log10_lr
    body = {b.id: i for i, b in enumerate(case.bodies)}
    person = {m: j for j, m in enumerate(case.missing)}
    given = [
        (body[b], person[m], value)
        for (b, m), value in case.evidence.items()
        if b in body and m in person
    ]
    rows, columns, values = zip(*given, strict=True) if given else ((), (), ())
    shape = (len(body), len(person))
    return sparse.csc_array((np.array(values, dtype=float), (rows, columns)), shape=shape)


def columns_of(evidence: Beside, columns: Sequence[int] | npt.NDArray[np.int64]) -> FloatArray:
    """Some columns, shape (bodies, columns)."""
    some = evidence[:, columns]
    dense: FloatArray = some.toarray() if sparse.issparse(some) else some
    return dense
