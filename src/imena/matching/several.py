"""Families with several missing, in a large case: which of their joint placements are weighed.

All ways to place k people in n bodies are too many, and bodies that are poor matches one by one may
be a good one together: a father whose typed relatives are all his wife's fits every body alike
until his son is placed. So placements grow. Beginning with nobody placed, one placement after
another is *opened*: its bodies are put into the pedigree as typed, and one elimination for each
place still free weighs every body there is in it. The most promising placement is opened first,
and those that cannot matter beside the others not at all.

A placement's *promise* is its weight times what it has against it beforehand: each body is as
improbable as at the likely number named, and one that another family claims as improbable as that
family makes it. A placement is opened where its promise is more than a small share of that of all
placements of as many people or fewer. (Not of all: two brothers placed outweigh each of the ways to
place one of them, by which the same two the other way round are reached.) What a placement that is
not opened would have led to is not known. But a true placement seldom looks improbable: the chance
that its likelihood ratio is t or less is at most t (Turing's rule, Good 1950: the mean of 1/LR is
at most 1 where the hypothesis holds), and a placement is reached through any order of its people.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.matching.case import Family
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.opened import (
    Placement,
    bodies_by_person,
    plain_units,
    tables_of_free_places,
)
from imena.matching.pairwise import LOG10, Readings, direct_log_lr

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]
#: its promise with the sign turned, itself, and natural logs of its LR and of its evidence
Waiting = tuple[float, Placement, float, float]

#: Share of the promise (log10) from which a placement is opened.
OPENED_FROM_LOG10 = -5.0
#: The same where two are missing, for placements of the one of them with more of these to open: all
#: that comes of them, but for what is improbable both ways, comes of placing the other first.
SECOND_FROM_LOG10 = -3.0
#: Placements opened at a time; those that make the family alike share their eliminations.
OPENED_TOGETHER = 16
#: Eliminations for one family at most: a few seconds.
MOST_ELIMINATIONS = 1_000


@dataclass(frozen=True, eq=False)
class Odds:
    """What decides how far a body in a place counts, natural logs.

    ``against`` has shape (bodies,): the lowest odds another family puts against each body.
    ``gain`` is the largest prior ratio of one named body more, ``typical`` the one at the likely
    number named.
    """

    against: FloatArray
    gain: float
    typical: float

    @property
    def at_most(self) -> FloatArray:
        """Natural log of a bound: how much likelier a body here is than its weight says."""
        return np.minimum(self.gain, self.against + max(0.0, self.gain))

    @property
    def likely(self) -> FloatArray:
        """The same without the allowance of a bound."""
        return np.minimum(self.typical, self.against)


@dataclass(frozen=True, eq=False)
class Grown:
    """A family's placements, and what is known of the others.

    ``dropped`` bounds the posterior mass of those that were weighed and left out; ``not_opened``
    counts those that promised enough to be opened when no more eliminations were allowed.
    """

    table: FamilyPlacements
    dropped: float
    not_opened: int


@dataclass(frozen=True, eq=False)
class Ground:
    """A family whose placements are to grow.

    Parameters
    ----------
    weight
        Shape (bodies, missing members): natural log LR of each body in each place by itself, times
        the evidence that is not DNA; -inf where the body cannot be there or takes no part.
    evidence
        The same shape, natural log of the evidence alone.
    tolerance
        Posterior mass that placements weighed and left out may have together.
    """

    family: Family
    weight: FloatArray
    evidence: FloatArray
    odds: Odds
    tolerance: float


def grow(
    readings: Readings, grounds: Sequence[Ground], same_person: Collection[tuple[int, int]]
) -> list[Grown]:
    """The placements of each family that can matter: bit for bit those it has alone.

    ``same_person`` are pairs of bodies that are never two members of a family.
    """
    never_with: dict[int, list[int]] = {}
    for one, other in same_person:
        never_with.setdefault(one, []).append(other)
        never_with.setdefault(other, []).append(one)
    growths = [_Growth(readings, ground, never_with) for ground in grounds]
    growing = [(growth, growth.next()) for growth in growths]
    while growing := [(growth, opened) for growth, opened in growing if opened]:
        placements = [
            (growth.family, placed) for growth, opened in growing for _, placed, _, _ in opened
        ]
        tables = iter(tables_of_free_places(readings, placements))
        for growth, opened in growing:
            for opening in opened:
                growth.open(opening, next(tables))
        growing = [(growth, growth.next()) for growth, _ in growing]
    return [growth.grown() for growth in growths]


class _Growth:
    def __init__(
        self, readings: Readings, ground: Ground, never_with: Mapping[int, list[int]]
    ) -> None:
        self.readings, self.never_with = readings, never_with
        self.family, self.odds = ground.family, ground.odds
        self.weight, self.evidence = ground.weight, ground.evidence
        self.plain = plain_units(readings)
        places = len(self.family.missing)
        self.a_time = ground.tolerance / (MOST_ELIMINATIONS + places)
        self.dropped = 0.0
        self.left = MOST_ELIMINATIONS
        # By number placed: log sum of the promises, that of nobody placed being 0; who waits.
        self.promised = np.append(0.0, np.full(places, -np.inf))
        self.waiting: list[list[Waiting]] = [[] for _ in self.promised]
        self.seen: set[Placement] = set()
        nobody = np.full((1, places), -1, dtype=np.int32)
        self.found: list[tuple[IntArray, FloatArray, FloatArray]] = [
            (nobody, np.zeros(1), np.zeros(1))
        ]
        alone = [(m, self.weight[:, m], self.evidence[:, m]) for m in range(places)]
        self._take((-1,) * places, 0.0, 0.0, alone)
        if places == 2:
            self._prefer_one_place()

    def next(self) -> list[Waiting]:
        """The most promising that wait, to be opened together; none when it is enough."""
        opened: list[Waiting] = []
        while len(opened) < OPENED_TOGETHER and (size := self._most_promising()) is not None:
            eliminations = self.waiting[size][0][1].count(-1)
            if eliminations > self.left:
                break
            self.left -= eliminations
            opened.append(heapq.heappop(self.waiting[size]))
        return opened

    def open(self, one: Waiting, tables: Mapping[int, list[FloatArray]]) -> None:
        """Weigh every body in each free place of a placement."""
        _, placed, log_lr, log_evidence = one
        beside = self._beside(placed, log_lr, log_evidence, tables)
        self._take(placed, log_lr, log_evidence, beside)

    def grown(self) -> Grown:
        """What was found, and how much of what promised enough was not opened."""
        rows, log_lr, log_evidence = self._rows()
        table = FamilyPlacements(self.family.id, self.family.missing, rows, log_lr, log_evidence)
        return Grown(table, self.dropped, self._worth_opening())

    def _prefer_one_place(self) -> None:
        """Of two places, hold the one with more to open to the higher bar."""
        waiting, least = self.waiting[1], self._least()[1]
        higher = float(np.logaddexp.reduce(self.promised[:2])) + SECOND_FROM_LOG10 * LOG10
        to_open = [sum(w[1][place] >= 0 and -w[0] >= least for w in waiting) for place in (0, 1)]
        second = int(to_open[1] >= to_open[0])
        self.waiting[1] = [w for w in waiting if w[1][second] < 0 or -w[0] >= higher]
        heapq.heapify(self.waiting[1])

    def _least(self) -> FloatArray:
        """By number placed, the promise from which a placement is opened."""
        return np.asarray(np.logaddexp.accumulate(self.promised) + OPENED_FROM_LOG10 * LOG10)

    def _most_promising(self) -> int | None:
        """How many the placement has placed that promises most beside others of as many."""
        least = self._least()
        above = [
            -waiting[0][0] - least[size] if waiting else -np.inf
            for size, waiting in enumerate(self.waiting)
        ]
        size = int(np.argmax(above))
        return size if self.waiting[size] and above[size] >= 0 else None

    def _worth_opening(self) -> int:
        least = self._least()
        return sum(-w[0] >= least[size] for size, held in enumerate(self.waiting) for w in held)

    def _rows(self) -> tuple[IntArray, FloatArray, FloatArray]:
        """Every placement kept, once: sorted, "nobody placed" first."""
        rows = np.concatenate([rows for rows, _, _ in self.found])
        rows, first = np.unique(rows, axis=0, return_index=True)
        log_lr = np.concatenate([values for _, values, _ in self.found])[first]
        return rows, log_lr, np.concatenate([values for _, _, values in self.found])[first]

    def _beside(
        self,
        placed: Placement,
        log_lr: float,
        log_evidence: float,
        tables: Mapping[int, list[FloatArray]],
    ) -> Iterator[tuple[int, FloatArray, FloatArray]]:
        """For each free place: total weight and evidence of the placement with each body there."""
        without = bodies_by_person(self.family, placed)
        barred = [b for b in placed if b >= 0]
        barred += [other for b in barred for other in self.never_with.get(b, ())]
        for place, body in enumerate(placed):
            if body >= 0:
                continue
            possible = self.weight[:, place] > -np.inf
            possible[barred] = False
            total = np.full(len(possible), -np.inf)
            gained = self._log_lr(place, tables[place], without, possible)
            evidence = self.evidence[:, place] + log_evidence
            total[possible] = log_lr + gained[possible] + evidence[possible]
            yield place, total, evidence

    def _log_lr(
        self, place: int, tables: list[FloatArray], bodies: dict[str, int], possible: BoolArray
    ) -> FloatArray:
        """Natural log LR of each body in one more place, given those placed."""
        readings, missing = self.readings, self.family.missing[place]
        total = np.zeros(len(possible))
        for u, values in zip(self.plain, tables, strict=True):
            # What was not read is the last entry: it says nothing.
            total += np.append(values, 0.0)[readings.column[:, u]]
        for u, direct in enumerate(readings.direct):
            if direct:
                total += self._directly(u, missing, bodies, possible & (total > -np.inf))
        return total

    def _directly(
        self, unit: int, missing: str, bodies: dict[str, int], wanted: BoolArray
    ) -> FloatArray:
        """The same at a unit that has no tables: each distinct reading is computed whole."""
        column = self.readings.column[:, unit]
        held = self.readings.samples[unit]
        placed = {m: held[c] for m, body in bodies.items() if (c := column[body]) >= 0}
        before = direct_log_lr(self.readings, self.family, unit, placed) if placed else 0.0
        out = np.zeros(len(column))
        for c in np.unique(column[wanted & (column >= 0)]).tolist():
            both = {**placed, missing: held[c]}
            out[column == c] = direct_log_lr(self.readings, self.family, unit, both) - before
        return out

    def _take(
        self,
        placed: Placement,
        log_lr: float,
        log_evidence: float,
        extended: list[tuple[int, FloatArray, FloatArray]]
        | Iterator[tuple[int, FloatArray, FloatArray]],
    ) -> None:
        """Keep what may matter of the extensions of one placement, and line them up."""
        own = log_lr + log_evidence
        likely = self.odds.likely
        before = sum(float(likely[b]) for b in placed if b >= 0)
        size = len(placed) - placed.count(-1) + 1
        for place, total, evidence in extended:
            promise = total + likely + before
            finite = np.flatnonzero(total > -np.inf)
            self.promised[size] = np.logaddexp.reduce(promise[finite], initial=self.promised[size])
            if size < len(placed):
                self._line_up(placed, place, finite, promise, total, evidence)
            bound = np.minimum(total[finite] - own + self.odds.at_most[finite], 0.0)
            order = np.argsort(bound, kind="stable")
            running = np.cumsum(np.exp(bound[order]))
            left_out = int(np.searchsorted(running, self.a_time, side="right"))
            self.dropped += float(running[left_out - 1]) if left_out else 0.0
            kept = finite[np.sort(order[left_out:])]
            rows = np.tile(np.array(placed, dtype=np.int32), (len(kept), 1))
            rows[:, place] = kept
            self.found.append((rows, total[kept] - evidence[kept], evidence[kept]))

    def _line_up(
        self,
        placed: Placement,
        place: int,
        bodies: npt.NDArray[np.intp],
        promise: FloatArray,
        total: FloatArray,
        evidence: FloatArray,
    ) -> None:
        size = len(placed) - placed.count(-1) + 1
        for body in bodies[promise[bodies] >= self._least()[size]].tolist():
            row = (*placed[:place], body, *placed[place + 1 :])
            if row not in self.seen:
                self.seen.add(row)
                other = float(evidence[body])
                weighed = (-float(promise[body]), row, float(total[body]) - other, other)
                heapq.heappush(self.waiting[size], weighed)
