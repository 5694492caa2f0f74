"""What an invented site is to be made of: how many people, which families, how poor the bones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from imena.invented.shapes import DISTANT, SHAPES, Shape
from imena.kinship.observation import ReadingRates

#: Of families with more than one missing, the share that has two, three, four and five.
_SIZE_SHARES = {2: 0.75, 3: 0.18, 4: 0.045, 5: 0.025}


class PlanError(ValueError):
    """A site that cannot be: the message says which numbers contradict each other.

    ``code`` names the contradiction and ``values`` its numbers, for whoever words it differently.
    """

    def __init__(self, code: str, message: str, **values: int) -> None:
        super().__init__(message.format(**values))
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class SitePlan:
    """How large an invented site is and what it is made of.

    Parameters
    ----------
    missing, families
        People whom families search for, and the families (one to five missing each).
    unlisted, absent
        Bodies of people nobody reported; missing people who are not among the bodies. So there
        are ``missing - absent + unlisted`` bodies.
    partial, failed
        Bodies whose profile is partial (degraded bone: markers fail, alleles drop out and in), and
        bodies whose profile all but failed.
    dropout, drop_in
        Rates in partial profiles; the worst of them lose alleles at up to three times ``dropout``.
    sampled_twice
        Bodies that stand in the case twice, as two bodies.
    related_unlisted
        Pairs of brothers among the unlisted.
    distant
        Families, of those with one missing, who have nobody nearer to type than an uncle, a
        half-sibling, a grandmother or a cousin; the others may have the like too, but seldom do.
    misrecorded
        Families in which a typed brother or sister is truly related to nobody.
    male_share
        Share of men among the missing whose sex the family's shape leaves open, and among the
        unlisted.
    sexed
        Whether the sex of bodies is known (those whose profile failed: never).
    graves
        Single graves; bodies beyond them lie in one pit. ``None`` = a grave for everybody.
    """

    missing: int
    families: int
    unlisted: int = 0
    absent: int = 0
    partial: int = 0
    failed: int = 0
    dropout: float = 0.08
    drop_in: float = 0.005
    sampled_twice: int = 0
    related_unlisted: int = 0
    misrecorded: int = 0
    distant: int = 0
    male_share: float = 0.75
    sexed: bool = True
    graves: int | None = None
    site: str = "PTX"

    def __post_init__(self) -> None:
        people = (self.missing, self.families, self.unlisted, self.absent)
        profiles = (self.partial, self.failed)
        planted = (self.sampled_twice, self.related_unlisted, self.misrecorded, self.distant)
        if min(*people, *profiles, *planted) < 0:
            raise PlanError("negative", "a number of people cannot be negative")
        if self.absent > self.missing:
            raise PlanError("absent", "more people are absent than missing")
        if self.partial + self.failed > self.bodies:
            raise PlanError("profiles", "more profiles are partial or failed than there are bodies")
        if self.sampled_twice > self.bodies - self.partial - self.failed:
            raise PlanError(
                "sampled_twice", "too few good profiles for so many bodies sampled twice"
            )
        if 2 * self.related_unlisted > self.unlisted:
            raise PlanError("related", "each pair of unlisted relatives needs two unlisted bodies")
        if not 0 <= self.male_share <= 1:
            raise PlanError("male_share", "the share of men must lie between 0 and 1")
        ReadingRates(dropout=min(1.0, 3 * self.dropout), drop_in=self.drop_in)

    @property
    def bodies(self) -> int:
        """How many people were recovered."""
        return self.missing - self.absent + self.unlisted


#: The site of the demonstration: the scale of a real one, invented throughout.
DEMO_SITE = SitePlan(
    missing=424,
    families=352,
    unlisted=33,
    absent=10,
    partial=80,
    failed=9,
    sampled_twice=1,
    related_unlisted=1,
    misrecorded=2,
    graves=445,
)


def choose_shapes(
    missing: int, families: int, rng: np.random.Generator, distant: int = 0
) -> tuple[Shape, ...]:
    """Shapes for ``families`` families with ``missing`` missing people in all, in random order.

    ``distant`` of the families with one missing have `DISTANT` shapes.

    Each shape gets its share among families with equally many missing, whole numbers of it for
    certain and the rest by lot, so that a large site has every kind, the poorest references
    included.

    Raises
    ------
    PlanError
        When so many people do not fit into so many families of one to five missing each, or
        fewer of these than ``distant`` have one.
    """
    if not families <= missing <= 5 * families or families < 1:
        raise PlanError(
            "families",
            "{missing} missing people do not fit into {families} families of one to five each",
            missing=missing,
            families=families,
        )
    sizes = _sizes(missing, families, rng)
    if sizes.count(1) < distant:
        raise PlanError("distant", "more families are distant than have one missing")
    counts = {size: sizes.count(size) - (distant if size == 1 else 0) for size in SHAPES}
    chosen = [shape for size in SHAPES for shape in _apportioned(SHAPES[size], counts[size], rng)]
    chosen += _apportioned(DISTANT, distant, rng)
    return tuple(chosen[i] for i in rng.permutation(len(chosen)))


def _sizes(missing: int, families: int, rng: np.random.Generator) -> list[int]:
    extra_each = sum(share * (size - 1) for size, share in _SIZE_SHARES.items())
    several = (missing - families) / extra_each
    wished = [
        size for size in (5, 4, 3) for _ in range(int(several * _SIZE_SHARES[size] + rng.random()))
    ]
    sizes: list[int] = []
    people_left, families_left = missing, families
    while people_left > families_left:
        size = wished.pop(0) if wished else 2
        most = min(5, people_left - families_left + 1)
        least = max(1, people_left - 5 * (families_left - 1))
        sizes.append(max(least, min(most, size)))
        people_left, families_left = people_left - sizes[-1], families_left - 1
    return sizes + [1] * families_left


def _apportioned(shapes: Sequence[Shape], count: int, rng: np.random.Generator) -> list[Shape]:
    weights = np.array([shape.weight for shape in shapes])
    ideal = count * weights / weights.sum()
    given = np.floor(ideal).astype(int)
    rest = count - int(given.sum())
    if rest:
        remainders = ideal - given
        shares = remainders / remainders.sum()
        given[rng.choice(len(shapes), size=rest, replace=False, p=shares)] += 1
    return [shape for shape, n in zip(shapes, given, strict=True) for _ in range(n)]
