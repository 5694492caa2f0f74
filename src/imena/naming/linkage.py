"""Reports that may be of one missing person: proposed with a probability, merged by people alone.

Every pair that blocking finds is weighed under three hypotheses: one person, two relatives, two
strangers. Relatives share a surname, a patronymic and a home without being one person; without a
hypothesis of their own, two brothers would look like one man reported twice.

Sources: Fellegi and Sunter 1969 for the weights; Winkler 1989 for the frequency of the name found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from imena.naming.agreement import GRADES, NamePopulation
from imena.naming.blocking import candidate_pairs, name_codes
from imena.naming.compared import FIELD_GRADES, FieldTable, PlaceTable, field_tables
from imena.naming.full_name import PARTS, name_key
from imena.naming.kin import log10_lr_of_kin
from imena.naming.neighbours import IntArray
from imena.naming.rates import PROPOSED_RATES, NameRates
from imena.naming.relation import Relation
from imena.naming.reports import Columns, PersonReport
from imena.naming.seen import SeenOnTable, SeenPlaceTable
from imena.naming.vocabulary import FloatArray, LevelArray

#: Everything two reports are compared by.
FIELDS = (*PARTS, "sex", "year", "day", "place", "seen_place", "seen_on")
#: Pairs of relatives a report, at least: most share too little for blocking to find them, so
#: that they cannot be counted among the pairs found. A proposal of ours.
_KIN_A_REPORT = 0.2
_ROUNDS, _SETTLED = 200, 1e-6


class LinkageError(ValueError):
    """Numbers that are no linkage: the message says which."""


@dataclass(frozen=True, slots=True)
class FieldContribution:
    """What one field says: its grade, and log10 of its LR for one person against strangers."""

    field: str
    grade: str
    log10_lr: float


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two reports that may be of one person.

    ``first`` and ``second`` are positions in the lists given. ``probability`` is that of one
    person, ``relatives`` that of two relatives; the rest is strangers. ``log10_lr`` is the sum of
    the ``contributions``. Where a report gives several names, they are those of the two names that
    agree best, and ``other_names`` says what the choice among them costs.
    """

    first: int
    second: int
    probability: float
    relatives: float
    log10_lr: float
    contributions: tuple[FieldContribution, ...]


@dataclass(frozen=True)
class Linkage:
    """What was proposed, most probable first.

    ``expected`` is the expected number of pairs that are one person among all, proposed or not;
    ``compared`` the number of pairs that blocking found, ``left_out`` how many, at most, it left
    out for sharing only what too many share: with more than 0, narrow the lists by place or year.
    """

    proposed: tuple[Duplicate, ...]
    expected: float
    compared: int
    left_out: int


def duplicates(
    reports: Sequence[PersonReport],
    least: float = 0.5,
    rates: NameRates = PROPOSED_RATES,
) -> Linkage:
    """Pairs of reports in one list that are one person with probability ``least`` or more.

    Raises
    ------
    LinkageError
        For a ``least`` outside (0, 1].
    """
    return _linked(reports, None, least, rates)


def linked(
    first: Sequence[PersonReport],
    second: Sequence[PersonReport],
    least: float = 0.5,
    rates: NameRates = PROPOSED_RATES,
) -> Linkage:
    """The same across two lists: one report of each.

    Raises
    ------
    LinkageError
        For a ``least`` outside (0, 1].
    """
    return _linked([*first, *second], len(first), least, rates)


def _linked(
    reports: Sequence[PersonReport], split: int | None, least: float, rates: NameRates
) -> Linkage:
    if not 0 < least <= 1:
        raise LinkageError(f"{least} is no probability above 0")
    rows = _Rows.of(reports)
    columns = Columns.of(rows.reports)
    population = NamePopulation.of(row.name for row in rows.reports)
    in_first = None if split is None else int(np.count_nonzero(rows.owner < split))
    one, two, left_out = candidate_pairs(columns, population, in_first)
    other = rows.owner[one] != rows.owner[two]
    one, two = one[other], two[other]
    size = len(reports)
    all_pairs = size * (size - 1) // 2 if split is None else split * (size - split)
    grades, log10_lrs = _weighed(columns, population, one, two, rates)
    first, second, of, best = rows.pairs(one, two, log10_lrs.sum(axis=1))
    person = rows.mean(first, second, of, log10_lrs.sum(axis=1))
    kin = rows.mean(first, second, of, log10_lr_of_kin(FIELDS, log10_lrs))
    probability, relatives = _posterior(person, kin, all_pairs, _KIN_A_REPORT * size)
    order = np.lexsort((second, first, -probability))
    chosen = order[probability[order] >= least]
    offset = 0 if split is None else split
    return Linkage(
        tuple(
            Duplicate(
                int(first[i]),
                int(second[i]) - offset,
                float(probability[i]),
                float(relatives[i]),
                float(person[i]),
                _contributions(grades[best[i]], log10_lrs[best[i]], float(person[i])),
            )
            for i in chosen
        ),
        float(probability.sum()),
        len(first),
        left_out,
    )


@dataclass(frozen=True, eq=False)
class _Rows:
    """Reports with a row for each name they give; ``owner`` (rows,) is whose row, and ``names``
    (reports,) how many each has."""

    reports: Sequence[PersonReport]
    owner: IntArray
    names: IntArray

    @classmethod
    def of(cls, reports: Sequence[PersonReport]) -> _Rows:
        rows: list[PersonReport] = []
        owner: list[int] = []
        for number, report in enumerate(reports):
            # Spellings of one name are one name: they would agree with themselves.
            named = {name_key(name): name for name in (*reversed(report.others), report.name)}
            rows += [replace(report, name=name, others=()) for name in reversed(named.values())]
            owner += [number] * len(named)
        counts = np.bincount(np.array(owner, np.int64), minlength=len(reports))
        return cls(rows, np.array(owner, np.int64), counts.astype(np.int64))

    def pairs(
        self, one: IntArray, two: IntArray, total: FloatArray
    ) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Each pair of reports once: the first, the second; of each row pair which, and the row
        pair of each with the greatest ``total``."""
        size = max(len(self.names), 1)
        pairs, of = np.unique(self.owner[one] * size + self.owner[two], return_inverse=True)
        best = np.zeros(len(pairs), np.int64)
        ascending = np.argsort(total, kind="stable")
        best[of[ascending]] = ascending
        return pairs // size, pairs % size, of.astype(np.int64), best

    def mean(
        self, first: IntArray, second: IntArray, of: IntArray, log10_lrs: FloatArray
    ) -> FloatArray:
        """log10 of the mean LR over all pairs of names of two reports: whoever reports a person
        again may use any of the names. Pairs that blocking left out count as 0."""
        sums = np.bincount(of, weights=10.0**log10_lrs, minlength=len(first))
        found: FloatArray = np.log10(sums / (self.names[first] * self.names[second]))
        return found


def _weighed(
    columns: Columns,
    population: NamePopulation,
    first: IntArray,
    second: IntArray,
    rates: NameRates,
) -> tuple[LevelArray, FloatArray]:
    """Grades and log10 LRs, (pairs, fields). The LR is the mean of either given the other.

    Which of two reports came first means nothing, and the mean of two LRs that have mean 1 among
    strangers has it too.
    """
    grades = np.full((len(first), len(FIELDS)), -1, dtype=np.int8)
    log10_lrs = np.zeros((len(first), len(FIELDS)))
    codes = name_codes(columns, population)
    for i, part in enumerate(PARTS):
        vocabulary = population.vocabulary(part)
        table = rates.log10_by_relation(part, vocabulary.borne)
        a, b = codes[first, i], codes[second, i]
        levels = vocabulary.levels(a, b)
        known = levels >= 0
        log10_lrs[known, i] = _mean(table[a[known], levels[known]], table[b[known], levels[known]])
        same = levels == Relation.SAME
        identical = columns.written[first, i] == columns.written[second, i]
        one_alphabet = columns.cyrillic[first, i] == columns.cyrillic[second, i]
        for alike in (True, False):
            these = same & one_alphabet & (identical == alike)
            log10_lrs[these, i] += rates.log10_written_alike(alike)
        # The grades of a reader: "exact" comes before the first relation.
        grades[known, i] = levels[known] + 1
        grades[same & identical, i] = 0
    tables: tuple[FieldTable | PlaceTable | SeenPlaceTable | SeenOnTable, ...] = (
        *field_tables(columns),
        PlaceTable.of(columns),
        SeenPlaceTable.of(columns),
        SeenOnTable.of(columns),
    )
    for i, field in enumerate(tables, start=len(PARTS)):
        grades[:, i], forward = field.compared(first, second)
        log10_lrs[:, i] = _mean(forward, field.compared(second, first)[1])
    return grades, log10_lrs


def _mean(first: FloatArray, second: FloatArray) -> FloatArray:
    """log10 of the mean of two LRs given as log10."""
    found: FloatArray = np.log10((10.0**first + 10.0**second) / 2)
    return found


def _posterior(
    person: FloatArray, kin: FloatArray, pairs: int, least_kin: float
) -> tuple[FloatArray, FloatArray]:
    """P(one person) and P(relatives) of each pair.

    How many pairs of each kind there are is unknown: it is what makes the pairs found most
    probable (expectation and maximisation), those that blocking left out counting as strangers.
    """
    n_person = n_kin = 0.1 * len(person) + least_kin + 1e-9
    for _ in range(_ROUNDS):
        strangers = max(pairs - n_person - n_kin, 1.0)
        one = person + np.log10(n_person / strangers)
        two = kin + np.log10(n_kin / strangers)
        top = np.maximum(np.maximum(one, two), 0.0)
        total = 10 ** (one - top) + 10 ** (two - top) + 10**-top
        probability, relatives = 10 ** (one - top) / total, 10 ** (two - top) / total
        before = n_person, n_kin
        n_person, n_kin = probability.sum() + 1e-9, max(float(relatives.sum()), least_kin)
        if np.allclose(before, (n_person, n_kin), rtol=_SETTLED, atol=_SETTLED):
            break
    return probability, relatives


def _contributions(
    grades: LevelArray, log10_lrs: FloatArray, total: float
) -> tuple[FieldContribution, ...]:
    fields = tuple(
        FieldContribution(name, _said(name, int(grade)), float(log10_lr))
        for name, grade, log10_lr in zip(FIELDS, grades, log10_lrs, strict=True)
    )
    rest = total - float(log10_lrs.sum())
    if abs(rest) < _SETTLED:
        return fields
    return (*fields, FieldContribution("other_names", "one_of_several", rest))


def _said(field: str, grade: int) -> str:
    if grade < 0:
        return "not_known"
    return GRADES[grade] if field in PARTS else FIELD_GRADES[field][grade]
