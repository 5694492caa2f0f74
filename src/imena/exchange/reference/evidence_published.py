"""The published tables our models hold, beside another transcription of them."""

from __future__ import annotations

from collections.abc import Iterator

from imena.evidence.age import PhaseTable
from imena.evidence.age_tables import BUCKBERRY_CHAMBERLAIN, SUCHEY_BROOKS
from imena.evidence.sex import SEXES
from imena.evidence.stature_equations import TROTTER_GLESER_1952
from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import Stated

_NAMES = {"F": "female", "M": "male"}


def compare_published(comparison: Comparison, stated: Stated) -> None:
    """Means and SDs of age by phase; slopes, intercepts and errors of stature."""
    for sex, name in _NAMES.items():
        rows = stated["suchey_brooks_1990"][name].listed()
        _phases(comparison, SUCHEY_BROOKS, sex, rows)
        _phases(
            comparison,
            BUCKBERRY_CHAMBERLAIN,
            sex,
            stated["buckberry_chamberlain_2002"]["rows"].listed(),
        )
        for row in stated["trotter_gleser_1952_white"][name].listed():
            bone = row[0].text
            line = TROTTER_GLESER_1952.by_sex[sex][bone]
            ours = (line.slope, line.intercept, line.standard_error)
            for i, found in enumerate(ours, start=1):
                place = (TROTTER_GLESER_1952.name, sex, bone, str(i))
                comparison.same("published", place, row[i].number, found)


def _phases(comparison: Comparison, table: PhaseTable, sex: str, rows: Iterator[Stated]) -> None:
    at = SEXES.index(sex)
    for phase, row in enumerate(rows):
        place = (table.name, sex, str(phase + 1))
        comparison.same("published", place, row[1].number, float(table.means[at, phase]))
        comparison.same("published", place, row[2].number, float(table.sds[at, phase]))
