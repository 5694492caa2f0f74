"""Which marker a value stated by marker belongs to, in results of the R package dvir.

dvir keeps a family's markers in the order in which the family's own file lists them, and computes
in that order; the results name their values in the order of the case. Where the two orders differ
(the data set exclusionExample), the i-th value is of the family's i-th marker, and a pair's value
subtracts the likelihood of the wrong marker. Both are put right here from what the reference itself
states; totals are not concerned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imena.matching.case import Family


@dataclass(frozen=True)
class MarkerOrder:
    """The family's marker at each position where the reference names one of the case's.

    ``family_has`` maps the marker named to the marker computed.
    """

    family_has: Mapping[str, str]

    @classmethod
    def of(cls, family: Family, named: Sequence[str]) -> MarkerOrder:
        """The order in which all typed members list the markers ``named``.

        Where they list others, or disagree, the names are taken as they stand.
        """
        listed = {tuple(sample.genotypes) for sample in family.samples.values()}
        own = listed.pop() if len(listed) == 1 else ()
        if sorted(own) != sorted(named):
            own = tuple(named)
        return cls(dict(zip(named, own, strict=True)))

    def likelihoods(self, stated: Mapping[str, float]) -> dict[str, float]:
        """Natural-log likelihoods of the family by marker, under the right names."""
        return {self.family_has[name]: log for name, log in stated.items()}

    def ratios(
        self, stated: Mapping[str, float], family_as_stated: Mapping[str, float]
    ) -> dict[str, float]:
        """Natural-log LRs of a pair by marker, right.

        The i-th value was computed as ln P(family with body) - ln P(body), both at the case's i-th
        marker, minus ln P(family) at the family's i-th. ``family_as_stated`` holds the last under
        the names it was stated with.
        """
        of_family = self.likelihoods(family_as_stated)
        return {
            name: log
            if self.family_has[name] == name
            else log + family_as_stated[name] - of_family[name]
            for name, log in stated.items()
        }
