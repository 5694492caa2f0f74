"""Where the missing of one family may be among the bodies, and what DNA says of each way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class FamilyPlacements:
    """All placements of one family's missing members that are weighed.

    Parameters
    ----------
    family, missing
        The family's id and its missing members' ids.
    bodies
        Shape (placements, missing), int32: the index of the body each missing member is placed
        in, -1 = not among the bodies. Row 0 is "nobody placed". No body stands twice in a row.
    log_lr
        Shape (placements,), natural log of the JOINT pedigree likelihood with all placed at once,
        over the same data with the bodies unrelated; 0 in row 0, -inf where impossible.
    log_evidence
        Shape (placements,), natural log of the non-genetic LRs of the placed pairs.
    """

    family: str
    missing: tuple[str, ...]
    bodies: npt.NDArray[np.int32]
    log_lr: npt.NDArray[np.float64]
    log_evidence: npt.NDArray[np.float64]
