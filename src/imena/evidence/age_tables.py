"""Published tables of age by phase. Values are to be checked against the papers before use."""

from __future__ import annotations

import numpy as np

from imena.evidence.age import PhaseTable

#: The pubic symphysis, rows women then men; 273 women and 739 men, counts by phase not at hand.
SUCHEY_BROOKS = PhaseTable(
    "suchey_brooks",
    np.array([[19.4, 25.0, 30.7, 38.2, 48.1, 60.0], [18.5, 23.4, 28.7, 35.2, 45.6, 61.2]]),
    np.array([[2.6, 4.9, 8.1, 10.9, 14.6, 12.4], [2.1, 3.6, 6.5, 9.4, 10.4, 12.2]]),
    "Brooks and Suchey 1990",
)

_AURICULAR_MEANS = [17.33, 29.33, 37.86, 51.41, 59.94, 66.71, 72.25]
_AURICULAR_SDS = [1.53, 6.71, 13.08, 14.47, 12.95, 11.88, 12.73]

#: The auricular surface, one table for both sexes.
BUCKBERRY_CHAMBERLAIN = PhaseTable(
    "buckberry_chamberlain",
    np.array([_AURICULAR_MEANS, _AURICULAR_MEANS]),
    np.array([_AURICULAR_SDS, _AURICULAR_SDS]),
    "Buckberry and Chamberlain 2002",
)
