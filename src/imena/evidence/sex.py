"""The sex found on a body, by a method that errs at a known rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from imena.evidence.densities import Densities, FloatArray
from imena.evidence.rates import Rate

#: The order of the sexes in every array of this room.
SEXES = ("F", "M")
#: What a method may say; "undetermined" is a finding, not the lack of one.
SEX_OUTCOMES = ("F", "probable_F", "undetermined", "probable_M", "M")


class SexError(ValueError):
    """A sex, a method or a population that is not known."""


@dataclass(frozen=True)
class SexMethod:
    """How a method finds the sex.

    Parameters
    ----------
    wrong
        P(the other sex | it says a sex for certain).
    undetermined
        P(it can tell nothing), the same for both sexes.
    probable
        P(it says "probably" | it says a sex).
    wrong_when_probable
        P(the other sex | it says "probably").
    """

    name: str
    wrong: Rate
    undetermined: float
    probable: float
    wrong_when_probable: float
    source: str

    def outcomes_given_sex(self, wrong: float | None = None) -> FloatArray:
        """P(outcome | sex), rows as :data:`SEXES`, columns as :data:`SEX_OUTCOMES`.

        ``wrong`` replaces the mean error rate.
        """
        e = self.wrong.mean if wrong is None else wrong
        told = 1 - self.undetermined
        sure, perhaps = told * (1 - self.probable), told * self.probable
        f = self.wrong_when_probable
        woman = [sure * (1 - e), perhaps * (1 - f), self.undetermined, perhaps * f, sure * e]
        return np.array([woman, woman[::-1]])

    def given_sex(self, outcome: str, wrong: float | None = None) -> FloatArray:
        """P(this outcome | sex) for each of :data:`SEXES`.

        Raises
        ------
        SexError
            For an outcome that is not among :data:`SEX_OUTCOMES`.
        """
        if outcome not in SEX_OUTCOMES:
            raise SexError(f"{outcome} is not among {', '.join(SEX_OUTCOMES)}")
        return self.outcomes_given_sex(wrong)[:, SEX_OUTCOMES.index(outcome)]


def sex_densities(
    method: SexMethod, sex: str, women_share: float, wrong: float | None = None
) -> Densities:
    """Of each outcome, if the body is a person of this sex and if it is unlisted.

    ``women_share`` is the share of women among the unlisted dead: where nearly all are men, that
    a body is a man's says next to nothing.

    Raises
    ------
    SexError
        For a sex other than ``"F"`` or ``"M"``.
    """
    if sex not in SEXES:
        raise SexError(f"{sex} is neither F nor M")
    table = method.outcomes_given_sex(wrong)
    unlisted = np.array([women_share, 1 - women_share]) @ table
    return Densities(SEX_OUTCOMES, table[SEXES.index(sex)], unlisted)


def _method(name: str, wrong: float, undetermined: float, source: str) -> SexMethod:
    # "Probably" errs three times as often, but never more than a coin nearly would.
    return SexMethod(name, Rate(wrong), undetermined, 0.2, min(3 * wrong, 0.4), source)


#: Methods by name. Rates of undetermined and probable findings are proposals of ours.
SEX_METHODS: Mapping[str, SexMethod] = MappingProxyType(
    {
        m.name: m
        for m in (
            _method("amelogenin", 0.001, 0.02, "amelogenin with a second Y marker"),
            _method("external_anatomy", 0.005, 0.05, "proposed"),
            _method("pelvis_dsp", 0.015, 0.10, "Brůžek and others 2017, posterior 0.95 or more"),
            _method("pelvis_morphology", 0.05, 0.05, "Klales, Ousley and Vollner 2012"),
            _method("pelvis_morphology_unverified", 0.08, 0.05, "proposed, from validations"),
            _method("metric", 0.10, 0.05, "proposed"),
            _method("skull_morphology", 0.13, 0.05, "Walker 2008"),
            _method("juvenile_skeleton", 0.35, 0.20, "proposed"),
        )
    }
)
