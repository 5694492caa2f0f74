"""A reading's likelihood ratio is the same to the last bit whoever else was read."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from imena.kinship.candidate import ColumnSet, candidate_table
from tests.kinship.candidates import search


@pytest.mark.parametrize("kind", ["plain", "mutation", "many_alleles"])
@pytest.mark.parametrize("seed", range(8))
def test_a_reading_by_itself_has_the_same_ratio_as_among_others(kind: str, seed: int) -> None:
    asked = search(seed, kind, 1)
    panel = asked.panel
    sets = asked.column_sets(panel)

    def table(columns: list[ColumnSet]) -> list[npt.NDArray[np.float64]]:
        return candidate_table(
            asked.pedigree,
            asked.readings(panel),
            asked.places[0],
            columns,
            founder_inbreeding=asked.founder_inbreeding,
        )

    together = table(list(sets))
    for i, held in enumerate(sets):
        for j, column in enumerate(held.columns):
            alone = [ColumnSet.of(at, []) for at in panel.loci]
            alone[i] = ColumnSet.of(panel.loci[i], [column])
            assert table(alone)[i][0] == together[i][j]
