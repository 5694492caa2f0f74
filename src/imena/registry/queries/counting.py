"""How many people the remains of a grave or a site are at least, and most likely: every count is a
different statement, and all are told together."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from imena.osteology.counts import FEWEST_PAIRS, PairCounts, TotalPosterior, posterior_of_total
from imena.osteology.zones import Fragments, ZonalMinimum, zonal_minimum
from imena.registry.actor import Actor
from imena.registry.models import Association, BurialUnit, RecoveredUnit, Site
from imena.registry.queries.inventory import MAY_BE_SEVERAL, Piece, least_individuals, pieces
from imena.registry.queries.remains_known import ages_of
from imena.registry.queries.same_profile import same_profiles
from imena.registry.queries.visible import visible

#: Every zone of a bone that is there whole.
_ALL_ZONES = frozenset(range(1, 13))
#: Probability that the interval of the number of people holds.
HELD = 0.95


@dataclass(frozen=True, slots=True)
class Paired:
    """A bone with two sides, and the posterior of the number of people it gives, where there are
    pairs enough for one."""

    bone: str
    counts: PairCounts
    posterior: TotalPosterior | None

    @property
    def interval(self) -> tuple[int, int] | None:
        """The most probable numbers that hold :data:`HELD` together."""
        return None if self.posterior is None else self.posterior.highest_density(HELD)


@dataclass(frozen=True, slots=True)
class Counted:
    """What the remains of one place tell of how many people they are.

    ``elements`` counts bones there whole, by (element, side). ``repeated`` is the highest count of
    one of them (MNI), ``zonal`` counts fragments as well, by zones and age classes, ``profiles``
    how many DNA profiles there are that differ by more than errors of reading; all are lower
    bounds. ``paired`` has the bones with
    two sides, those first of which most are there; ``units`` how many units lie there, and
    ``unrecorded`` those of which no bone is recorded: no count of bones knows of them.
    """

    units: int
    unrecorded: int
    elements: Mapping[tuple[str, str], int]
    repeated: int
    zonal: ZonalMinimum
    profiles: int
    paired: tuple[Paired, ...]

    @property
    def best_paired(self) -> Paired | None:
        """The bone that most is known of, where it has pairs enough."""
        known = [paired for paired in self.paired if paired.posterior is not None]
        return max(known, key=lambda p: p.counts.left + p.counts.right, default=None)

    @property
    def grand_minimum(self) -> int:
        """The greatest L + R - P of any bone, if every pair is recognised."""
        return max((paired.counts.grand_minimum for paired in self.paired), default=self.repeated)


def counted(actor: Actor, where: BurialUnit | Site) -> Counted:
    """Count the remains of a grave or a site whom the actor may see."""
    rows = visible(actor, RecoveredUnit)
    lying = (
        rows.filter(burial_unit=where) if isinstance(where, BurialUnit) else rows.filter(site=where)
    )
    return counted_of(list(lying.values_list("pk", flat=True)))


def counted_of(units: Collection[uuid.UUID]) -> Counted:
    """The same of these units."""
    here = RecoveredUnit.objects.filter(pk__in=list(units)).exclude(place="none")
    human = here.exclude(human="no").exclude(kind__in=("artefact", "non_human"))
    ids = list(human.values_list("pk", flat=True))
    there = pieces(ids)
    elements: Counter[tuple[str, str]] = Counter()
    for piece in there:
        if piece.whole:
            elements[piece.element, piece.side] += piece.count
    return Counted(
        len(ids),
        len(set(ids) - {piece.unit for piece in there}),
        dict(sorted(elements.items())),
        least_individuals(elements),
        zonal_minimum(_fragments(there, ages_of(ids))),
        same_profiles(ids).people,
        _paired(ids, there),
    )


def _fragments(there: Sequence[Piece], ages: Mapping[uuid.UUID, frozenset[str]]) -> list[Fragments]:
    """Each bone and fragment by the zones it shows; its age class where only one is possible."""
    found = []
    for piece in there:
        zones = _ALL_ZONES if piece.whole else piece.zones
        if piece.one_a_person and zones:
            classes = ages.get(piece.unit, frozenset())
            age = next(iter(classes)) if len(classes) == 1 else None
            found.append(Fragments(piece.element, piece.side, zones, piece.count, age))
    return found


def _paired(units: Collection[uuid.UUID], there: Sequence[Piece]) -> tuple[Paired, ...]:
    """A pair is a left and a right bone of one individual, or of one unit that is one person's."""
    now = Association.objects.filter(unit__in=list(units), withdrawn_at=None)
    whose = dict(now.values_list("unit", "individual"))
    several = RecoveredUnit.objects.filter(pk__in=list(units), kind__in=MAY_BE_SEVERAL)
    mixed = set(several.values_list("pk", flat=True)) - whose.keys()
    sides: dict[str, Counter[str]] = {}
    of_one: dict[str, dict[uuid.UUID, Counter[str]]] = {}
    for piece in there:
        if not (piece.whole and piece.one_a_person) or piece.side == "midline":
            continue
        sides.setdefault(piece.element, Counter())[piece.side] += piece.count
        if piece.unit in mixed:
            continue
        one = whose.get(piece.unit, piece.unit)
        of_one.setdefault(piece.element, {}).setdefault(one, Counter())[piece.side] += piece.count
    found = []
    for bone, many in sides.items():
        pairs = sum(min(one["left"], one["right"], 1) for one in of_one.get(bone, {}).values())
        counts = PairCounts(many["left"], many["right"], pairs)
        posterior = posterior_of_total(counts) if pairs >= FEWEST_PAIRS else None
        found.append(Paired(bone, counts, posterior))
    return tuple(sorted(found, key=lambda p: (-p.counts.left - p.counts.right, p.bone)))
