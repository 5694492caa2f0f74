"""Every missing person's column of log LRs, family by family, on one processor or several.

This is where a search spends its time. Nothing here is compiled, so that a process started for it
is at work at once.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import connection

import numpy as np

from imena.kinship.candidate import ImpossibleFamilyError
from imena.matching.case import Family
from imena.matching.pairwise import family_tables
from imena.matching.search.numbering import FloatArray, Numbering

#: Families a process is given at a time, and how many times that may wait to be fetched.
FAMILIES_AT_A_TIME = 16
WAITING = 4

#: Of one family: its columns, shape (missing, rows), or the markers its own readings cannot have.
_Answer = FloatArray | tuple[str, ...]

#: What a process started for the purpose works on: sent to it once.
_HELD: list[Numbering] = []


@dataclass(eq=False)
class FamilyColumns:
    """The missing persons' positions in ``case.missing`` and their columns, in that order.

    Parameters
    ----------
    processes
        Started when asked for their first family; 1 = none but this one. Programs that start more
        must be importable without running (``if __name__ == "__main__"``).
    impossible
        By family, the markers its own readings cannot have; filled as the families pass. Their
        missing persons are left out.
    """

    numbering: Numbering
    processes: int = 1
    impossible: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[int, FloatArray]]:
        position = 0
        families = self.numbering.readings.case.families
        for family, answer in zip(families, self._answers(), strict=True):
            if isinstance(answer, tuple):
                self.impossible[family.id] = answer
            else:
                yield from enumerate(answer, start=position)
            position += len(family.missing)

    def _answers(self) -> Iterator[_Answer]:
        count = len(self.numbering.readings.case.families)
        if self.processes == 1:
            for family in self.numbering.readings.case.families:
                yield _answer(self.numbering, family)
            return
        waiting: deque[Future[list[_Answer]]] = deque()
        with ProcessPoolExecutor(
            self.processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_hold,
            initargs=(self.numbering,),
        ) as pool:
            try:
                for first in range(0, count, FAMILIES_AT_A_TIME):
                    if len(waiting) >= WAITING * self.processes:
                        yield from waiting.popleft().result()
                    waiting.append(pool.submit(_answers_from, first))
                while waiting:
                    yield from waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()


def _hold(numbering: Numbering) -> None:
    _HELD[:] = [numbering]
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A search killed outright cannot stop its workers; they see it gone and go too."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _answers_from(first: int) -> list[_Answer]:
    (numbering,) = _HELD
    families = numbering.readings.case.families[first : first + FAMILIES_AT_A_TIME]
    return [_answer(numbering, family) for family in families]


def _answer(numbering: Numbering, family: Family) -> _Answer:
    try:
        tables = family_tables(numbering.readings, family)
    except ImpossibleFamilyError as error:
        return error.markers
    columns = [numbering.column(missing, tables[missing]) for missing in family.missing]
    return np.stack(columns) if columns else np.zeros((0, numbering.size))
