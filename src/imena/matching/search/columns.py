"""Every missing person's column of log LRs, family by family, on one processor or several.

This is where a search spends its time. Nothing here is compiled, so that a process started for it
is at work at once.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import connection

import numpy as np

from imena.matching.case import Family
from imena.matching.search.numbering import FloatArray, Numbering
from imena.matching.search.together import tables_together

#: Families a process is given at a time, and how many times that may wait to be fetched.
FEWEST, MOST = 16, 1024
WAITING = 1

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
    parts
        Into how many parts each process's families are divided, between :data:`FEWEST` and
        :data:`MOST` families a part. The fewer, the more families share an elimination, and the
        later the first column comes. Every number is the same.
    impossible
        By family, the markers its own readings cannot have; filled as the families pass. Their
        missing persons are left out.
    """

    numbering: Numbering
    processes: int = 1
    parts: int = 4
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
        families = self.numbering.readings.case.families
        count = min(max(-(-len(families) // (self.parts * self.processes)), FEWEST), MOST)
        parts = range(0, len(families), count)
        if self.processes == 1:
            for first in parts:
                yield from answers(self.numbering, families[first : first + count])
            return
        waiting: deque[Future[list[_Answer]]] = deque()
        with ProcessPoolExecutor(
            self.processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_hold,
            initargs=(self.numbering.without_people(),),
        ) as pool:
            try:
                for first in parts:
                    if len(waiting) >= (1 + WAITING) * self.processes:
                        yield from waiting.popleft().result()
                    waiting.append(pool.submit(_answers_held, families[first : first + count]))
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


def _answers_held(families: tuple[Family, ...]) -> list[_Answer]:
    (numbering,) = _HELD
    return answers(numbering.of_families(families), families)


def answers(numbering: Numbering, families: Sequence[Family]) -> list[_Answer]:
    """Each family's columns, or the markers its own readings cannot have."""
    found: list[_Answer] = []
    for tables in tables_together(numbering.readings, families):
        if isinstance(tables, tuple):
            found.append(tables)
            continue
        columns = [numbering.column(missing, own) for missing, own in tables.items()]
        found.append(np.stack(columns) if columns else np.zeros((0, numbering.size)))
    return found
