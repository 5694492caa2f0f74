"""Which of the invented people take the parts that a real operation does not choose.

Most of the dead of a site are named as one hopes. A few are not: a wrong name, an empty grave, a
man who lives. Who these are follows from the site alone, so that the same site gives the same play.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from imena.invented.families import InventedFamily, invent_family
from imena.invented.shapes import SHAPES
from imena.invented.site import InventedSite
from imena.kinship.pedigree import Sex
from imena.rehearsal.kin import CLOSE, NEAR, relationship

#: Bodies that are named without trouble, and those examined whose name stays open.
MOST_NAMED, MOST_OPEN = 8, 8
#: Bodies that have a part and are named by DNA.
_BY_DNA = 10
#: Methods of a laboratory by which one relative alone can carry a name.
TWO_METHODS = ("autosomal_str", "snp")


class TooFewPartsError(ValueError):
    """The site is too small: nobody is left for some part."""


@dataclass(frozen=True)
class Parts:
    """Bodies by their ids in the case; ``living`` and ``sought`` are missing people’s ids.

    Parameters
    ----------
    misnamed, bearer
        Named wrongly at first, after the person who truly is ``bearer``.
    stranger, living
        A body nobody reported, named as a man who then turns out to be alive.
    sought
        A missing person who is not among the bodies, whatever a court says.
    wrong_marker, on_marker
        The cross on the first one’s grave has the name of the second.
    shared
        Two bodies in one grave; the grave where the second one’s cross stood is empty.
    in_part
        Found without a leg, which is found later.
    burned
        A family two of whom were burned together, beyond the case: no profile came of them.
    named, unresolved
        The rest of those followed in detail.
    beside
        Bodies that lay among these and are followed no further than the store.
    """

    misnamed: str
    bearer: str
    stranger: str
    living: str
    sought: str
    unnamed: str
    wrong_marker: str
    on_marker: str
    late: str
    mistagged: str
    excluded: str
    in_part: str
    shared: tuple[str, str]
    burned: InventedFamily
    named: tuple[str, ...]
    unresolved: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def by_dna(self) -> tuple[str, ...]:
        """Bodies that get their true name from DNA, in the order of their decisions."""
        return (
            self.wrong_marker, self.on_marker, self.late, self.mistagged, self.excluded,
            self.in_part, *self.shared, *self.named,
        )  # fmt: skip

    @property
    def followed(self) -> tuple[str, ...]:
        """Every body that is followed from the grave on."""
        return (
            self.misnamed, self.bearer, self.stranger, *self.by_dna, self.unnamed,
            *self.unresolved,
        )  # fmt: skip

    @property
    def dug_singly(self) -> tuple[str, ...]:
        """Every body whose grave is recorded act by act, not from a list."""
        return tuple(sorted((*self.followed, *self.beside)))


def choose(invented: InventedSite, established: Container[str] | None = None) -> Parts:
    """The parts of a site; ``established`` are bodies that the joint answer gave their true name.

    They are chosen in the order of the bodies, so that those followed lie close together: one team
    digs there with one range of numbers.

    Raises
    ------
    TooFewPartsError
        Where nobody is left for a part.
    """
    people = invented.truth.identities
    families = {missing: family for family in invented.families for missing in family.missing}
    provable = list(_provable(invented, families, established))
    alone = [body for body in provable if len(families[people[body] or ""].missing) == 1]
    # Of two brothers DNA names neither unless both are compared: where enough others are, they are.
    provable = alone if len(alone) >= _BY_DNA + MOST_NAMED else provable
    men = [b for b in provable if _is_man(families, people[b])]
    strangers = [body for body, person in people.items() if person is None]
    living = [m for m in invented.truth.not_among if _is_man(families, m) and families[m].typed]
    try:
        misnamed, bearer = _take(iter(men), 2)
        rest = iter([b for b in provable if b not in (misnamed, bearer)])
        wrong_marker, on_marker, late, mistagged, excluded, in_part, first, second = _take(rest, 8)
        stranger, unnamed = _take(iter(strangers), 2)
        (alive,) = _take(iter(living), 1)
        (sought,) = _take((m for m in invented.truth.not_among if m != alive), 1)
    except ValueError as error:
        raise TooFewPartsError(
            f"{len(provable)} provable bodies, {len(men)} of them men, {len(strangers)} bodies "
            f"nobody reported and {len(living)} absent men are too few for the play"
        ) from error
    named = tuple(body for body, _ in zip(rest, range(MOST_NAMED), strict=False))
    taken = {
        misnamed, bearer, stranger, unnamed, wrong_marker, on_marker, late, mistagged, excluded,
        in_part, first, second, *named,
    }  # fmt: skip
    order = list(people)
    last = max(map(order.index, taken))
    others = [b for b in order[: last + 1] if b not in taken]
    return Parts(
        misnamed, bearer, stranger, alive, sought, unnamed, wrong_marker, on_marker, late,
        mistagged, excluded, in_part, (first, second), _burned(invented), named,
        tuple(others[:MOST_OPEN]), tuple(others[MOST_OPEN:]),
    )  # fmt: skip


def _provable(
    invented: InventedSite,
    families: Mapping[str, InventedFamily],
    established: Container[str] | None,
) -> Iterator[str]:
    """Bodies that their family’s samples can name, at most one a family, in their order."""
    twice = {body for pair in invented.truth.sampled_twice for body in pair}
    doubtful = {family for family, _ in invented.truth.misrecorded}
    had: set[str] = set()
    for body, person in invented.truth.identities.items():
        if person is None or body in twice or (established is not None and body not in established):
            continue
        family = families[person]
        if family.id not in had | doubtful and methods_for(family, person):
            had.add(family.id)
            yield body


def methods_for(family: InventedFamily, missing: str) -> tuple[str, ...]:
    """By which laboratory methods the family’s samples can carry a name; none where they cannot."""
    terms = [relationship(family.recorded, donor, missing) for donor in family.typed]
    if sum(term in CLOSE for term in terms) >= 2:
        return TWO_METHODS[:1]
    return TWO_METHODS if any(term in NEAR for term in terms) else ()


def _is_man(families: Mapping[str, InventedFamily], missing: str | None) -> bool:
    return missing is not None and families[missing].recorded[missing].sex is Sex.MALE


def _take(rest: Iterator[str], many: int) -> list[str]:
    taken = [body for body, _ in zip(rest, range(many), strict=False)]
    if len(taken) < many:
        raise ValueError(many)
    return taken


def _burned(invented: InventedSite) -> InventedFamily:
    shape = next(s for s in SHAPES[2] if s.name == "two brothers, both parents")
    number = len(invented.families) + 1
    rng = np.random.default_rng([invented.truth.seed, number])
    return invent_family(f"F{number:03d}", shape, 1.0, rng)
