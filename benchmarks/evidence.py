"""How soon is everything beside DNA weighed, of all remains beside all missing people?"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.timing import Timing, measure
from imena.evidence.weighing.weigh import Weighed, weigh
from imena.invented.findings.invent import invent_findings
from imena.invented.markers import invented_markers
from imena.invented.plan import DEMO_SITE
from imena.invented.site import invent_site
from verification.evidence import weighed_as_read

#: A whole country: remains beside missing people.
COUNTRY = (5_000, 6_000)
#: Pairs of which everything is told, band and cap and remarks.
PAIRS = 100


def timings() -> Iterator[Timing]:
    """The demonstration’s site, a country made of copies of it, and pairs one by one."""
    site = invent_site(DEMO_SITE, invented_markers(3), 1)
    found = weighed_as_read(site, invent_findings(site))
    bodies, people = len(found.remains), len(found.told)
    yield measure(f"{bodies} remains beside {people} people", lambda: _array(found), bound=10.0)
    yield measure(
        f"{PAIRS} of these pairs, with bands and caps",
        lambda: [found.contributions(n, n) for n in range(PAIRS)],
        bound=2.0,
    )
    many, more = COUNTRY
    remains = [found.remains[n % bodies] for n in range(many)]
    told = [found.told[n % people] for n in range(more)]
    country = weigh(remains, told)
    yield measure(
        f"{many:,} remains beside {more:,} people", lambda: _array(country), bound=300.0, most=0
    )


def _array(found: Weighed) -> float:
    """Weighed anew: what was kept of an earlier call is not used."""
    return float(weigh(found.remains, found.told).log10_lr.sum())
