"""How soon are two lists of 100,000 reports compared by name, and how well?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.timing import Timing, measure
from imena.invented.reports import invent_reports
from imena.naming.linkage import Linkage, linked
from imena.naming.search import NameIndex

LIST = 100_000


def timings() -> Iterator[Timing]:
    """Two lists with 33,000 people or so in both, then searches among one of them."""
    invented = invent_reports(LIST * 3 // 2, LIST // 2, np.random.default_rng(2), settlements=4000)
    first, second = invented.reports[:LIST], invented.reports[LIST:]
    answers: list[Linkage] = []
    timing = measure(
        f"{LIST:,} reports beside {LIST:,}",
        lambda: answers.append(linked(first, second)),
        bound=300.0,
        most=0,
    )
    truth = {(a, b - LIST) for a, b in invented.duplicates if a < LIST <= b}
    found = {(d.first, d.second) for d in answers[0].proposed}
    true = len(found & truth)
    note = f"precision {true / len(found):.1%}, recall {true / len(truth):.1%} at probability 0.5"
    yield Timing(timing.what, timing.cold, None, None, 0, timing.bound, note=note)

    index = NameIndex.of([report.name for report in first])
    typed = str(first[LIST // 2].name)
    yield measure(f"a name among {LIST:,}", lambda: index.find(typed), bound=1.0)
