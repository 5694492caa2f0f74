"""Conclusions of examiners: fingerprints and radiographs compared by people who sometimes err."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, contribution, nothing_examined
from imena.evidence.densities import Densities
from imena.evidence.rates import Rate, banded

IDENTIFICATION, INCONCLUSIVE, EXCLUSION = "identification", "inconclusive", "exclusion"
CONCLUSIONS = (IDENTIFICATION, INCONCLUSIVE, EXCLUSION)


@dataclass(frozen=True)
class ExaminerRates:
    """How often examiners err in what they conclude.

    ``false_positive`` is P(identification | different people, a conclusion), ``false_negative``
    P(exclusion | one person, a conclusion); ``inconclusive`` is the share without a conclusion, the
    same for both, so that it says nothing.
    """

    false_positive: Rate
    false_negative: Rate
    inconclusive: float
    source: str

    def densities(
        self, false_positive: float | None = None, false_negative: float | None = None
    ) -> Densities:
        """Of each conclusion, if both are of one person, and if not."""
        fp = self.false_positive.mean if false_positive is None else false_positive
        fn = self.false_negative.mean if false_negative is None else false_negative
        told = 1 - self.inconclusive
        return Densities(
            CONCLUSIONS,
            np.array([told * (1 - fn), self.inconclusive, told * fn]),
            np.array([told * fp, self.inconclusive, told * (1 - fp)]),
        )


#: The black-box study of latent prints; its inconclusive conclusions are counted apart.
FINGERPRINT = ExaminerRates(Rate(0.001, 4083), Rate(0.075, 8189), 0.23, "Ulery and others 2011")
#: Radiographs compared by an odontologist: a proposal of ours, no study.
RADIOGRAPH = ExaminerRates(Rate(0.002), Rate(0.05), 0.2, "proposed")


def compared(
    name: str,
    conclusion: str | None,
    rates: ExaminerRates,
    caps: Caps,
    *,
    verified: str | None = None,
) -> Contribution:
    """What an examiner concluded of ``fingerprint`` or ``radiograph``.

    ``verified`` is what a second examiner concluded who did not know of the first; errors of the
    two are taken as independent, and the cap of a verified print holds what they share. Candidates
    of an automatic search are not weighed here: that many were searched is in the joint posterior.

    Raises
    ------
    DensityError
        For a conclusion that is not among :data:`CONCLUSIONS`.
    """
    said = [c for c in (conclusion, verified) if c is not None]
    if not said:
        return nothing_examined(name, [name], caps)
    kinds = {"fingerprint": "fingerprint_verified" if len(said) > 1 else "fingerprint_one_examiner"}

    def log10_lr(at: Mapping[str, float]) -> float:
        densities = rates.densities(at["false_positive"], at["false_negative"])
        return sum(densities.log10_lr(each) for each in said)

    return contribution(
        name,
        banded(
            log10_lr,
            {"false_positive": rates.false_positive, "false_negative": rates.false_negative},
        ),
        caps,
        kinds=[kinds.get(name, name)],
        examined=[name],
        source=rates.source,
    )
