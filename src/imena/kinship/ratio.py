"""The likelihood ratio between two ways in which the same people may be related."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from imena.kinship.likelihood import Likelihood, log_likelihood
from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Sex

_LOG10 = math.log(10)


class HypothesesError(ValueError):
    """Two hypotheses that are not about the same readings: the message names the person."""


@dataclass(frozen=True)
class Ratio:
    """A likelihood ratio, base 10, in total and by marker.

    ``per_marker`` names linked markers together, ``"A+B"``. ``excluded_by`` names the markers that
    are impossible under the first hypothesis and possible under the second; there the ratio is 0,
    so its log10 ``-inf``. A log10 of ``inf`` says the reverse. Where a marker is impossible under
    both hypotheses their ratio is not defined, ``nan``; so is the total when each hypothesis is
    impossible.
    """

    log10_lr: float
    per_marker: Mapping[str, float] = field(default_factory=dict)
    excluded_by: tuple[str, ...] = ()


def likelihood_ratio(
    numerator: Pedigree,
    denominator: Pedigree,
    samples: Mapping[str, Sample],
    markers: Sequence[Marker],
    *,
    theta: float = 0.0,
    linkage: Sequence[Linkage] = (),
    founder_inbreeding: Mapping[str, float] | None = None,
) -> Ratio:
    """P(everything read | numerator) over P(everything read | denominator), base 10.

    Parameters
    ----------
    numerator, denominator
        The two hypotheses. Each holds every typed person, related or as a founder of an
        unconnected family: what is read is the same, who descends from whom is in question.
    samples
        Readings by person.
    theta
        Co-ancestry shared by all founders of a hypothesis.
    linkage
        Recombination fractions between neighbouring markers.
    founder_inbreeding
        Inbreeding coefficient by founder, in whichever hypothesis she is one.

    Raises
    ------
    HypothesesError
        When a typed person is not in both hypotheses, when the hypotheses disagree about the sex
        of a typed person in a way that changes what a reading means, and for inbreeding of
        somebody who is a founder in neither.
    UnsupportedModelError
        As :func:`imena.kinship.likelihood.log_likelihood`.

    Examples
    --------
    A child and her mother share the rarer of two alleles; is the man, who has it too, her father?

    >>> from imena import Marker, Pedigree, Person, Sample, Sex
    >>> marker = Marker("M", ("a", "b"), [0.1, 0.9])
    >>> mother, man = Person("mother", sex=Sex.FEMALE), Person("man", sex=Sex.MALE)
    >>> father = Pedigree.of([mother, man, Person("child", "man", "mother")])
    >>> stranger = Pedigree.of([mother, man, Person("child", None, "mother")])
    >>> samples = {
    ...     "mother": Sample({"M": ("a", "b")}),
    ...     "child": Sample({"M": ("a", "a")}),
    ...     "man": Sample({"M": ("a", "b")}),
    ... }
    >>> ratio = likelihood_ratio(father, stranger, samples, [marker])
    >>> round(10 ** ratio.log10_lr, 12)  # 1/2 from him, 0.1 from anybody
    5.0

    A man without the allele is excluded, and the marker is named.

    >>> samples["man"] = Sample({"M": ("b", "b")})
    >>> likelihood_ratio(father, stranger, samples, [marker])
    Ratio(log10_lr=-inf, per_marker={'M': -inf}, excluded_by=('M',))
    """
    _refuse_different_readings(numerator, denominator, samples, markers)
    inbreeding = founder_inbreeding or {}
    _refuse_no_founder(numerator, denominator, inbreeding)

    def under(hypothesis: Pedigree) -> Likelihood:
        founders = {person.id for person in hypothesis.founders}
        return log_likelihood(
            hypothesis,
            samples,
            markers,
            theta=theta,
            linkage=linkage,
            founder_inbreeding={p: f for p, f in inbreeding.items() if p in founders},
        )

    first, second = under(numerator), under(denominator)
    return Ratio(
        (first.total - second.total) / _LOG10,
        {
            name: (value - second.per_marker[name]) / _LOG10
            for name, value in first.per_marker.items()
        },
        tuple(name for name in first.impossible_at if name not in second.impossible_at),
    )


def _refuse_different_readings(
    numerator: Pedigree,
    denominator: Pedigree,
    samples: Mapping[str, Sample],
    markers: Sequence[Marker],
) -> None:
    on_x = {marker.name for marker in markers if marker.x_linked}
    for person, sample in samples.items():
        absent = [
            name
            for name, hypothesis in (("numerator", numerator), ("denominator", denominator))
            if person not in hypothesis
        ]
        if absent:
            raise HypothesesError(f"{person}: is typed and not in the {' or the '.join(absent)}")
        sexes = {numerator[person].sex, denominator[person].sex}
        if len(sexes) > 1 and (Sex.UNKNOWN not in sexes or on_x & sample.genotypes.keys()):
            said = " and ".join(sorted(sex.name.lower() for sex in sexes))
            raise HypothesesError(f"{person}: the hypotheses disagree about the sex, {said}")


def _refuse_no_founder(
    numerator: Pedigree, denominator: Pedigree, inbreeding: Mapping[str, float]
) -> None:
    founders = {p.id for hypothesis in (numerator, denominator) for p in hypothesis.founders}
    for person in inbreeding:
        if person not in founders:
            raise HypothesesError(f"{person}: is inbred and a founder of neither hypothesis")
