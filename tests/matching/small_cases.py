"""Small invented cases whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from imena.kinship.markers import Marker
from imena.kinship.mutation import Mutation, build
from imena.kinship.observation import EXACT, ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.simulate import drop, read
from imena.matching.case import Body, Case, Family

ALLELES = ("11", "12", "13", "14", "15", "16")
FREQUENCIES = np.array([0.3, 0.25, 0.2, 0.1, 0.1, 0.05])

M, F = Sex.MALE, Sex.FEMALE

#: By shape: the people (id, father, mother, sex), those missing, those typed.
SHAPES: dict[str, tuple[list[tuple[str, str | None, str | None, Sex]], list[str], list[str]]] = {
    "son": (
        [("dad", None, None, M), ("mum", None, None, F), ("son", "dad", "mum", M)],
        ["son"],
        ["dad", "mum"],
    ),
    "father": (
        [("man", None, None, M), ("wife", None, None, F), ("girl", "man", "wife", F)],
        ["man"],
        ["wife", "girl"],
    ),
    "brothers": (
        [
            *(("dad", None, None, M), ("mum", None, None, F)),
            *((who, "dad", "mum", M) for who in ("elder", "younger")),
            ("sister", "dad", "mum", F),
        ],
        ["elder", "younger"],
        ["mum", "sister"],
    ),
    "couple": (
        [
            *(("man", None, None, M), ("wife", None, None, F)),
            *(("boy", "man", "wife", M), ("girl", "man", "wife", F)),
        ],
        ["man", "wife", "boy"],
        ["girl"],
    ),
    "nephew": (
        [
            *(("grandad", None, None, M), ("grandma", None, None, F)),
            *(("man", "grandad", "grandma", M), ("uncle", "grandad", "grandma", M)),
            *(("mum", None, None, F), ("boy", "man", "mum", M)),
        ],
        ["boy"],
        ["uncle", "mum"],
    ),
}


@dataclass(frozen=True)
class Invented:
    """A case and who each body is (``None`` = nobody on the list)."""

    case: Case
    truth: dict[str, str | None]


def markers(count: int, *, mutation: float = 0.0, x_linked: int = 0) -> tuple[Marker, ...]:
    """``count`` autosomal markers and ``x_linked`` ones after them."""
    model = None
    if mutation:
        model = Mutation.of(*(build("equal", ALLELES, FREQUENCIES, rate=mutation),) * 2)
    return tuple(
        Marker(f"L{i + 1}", ALLELES, FREQUENCIES, i >= count, model)
        for i in range(count + x_linked)
    )


def invent(
    seed: int,
    shapes: Sequence[str],
    panel: Sequence[Marker],
    *,
    strangers: int = 1,
    absent: Sequence[str] = (),
    rates: ReadingRates = EXACT,
    failure: float = 0.0,
    unsexed: bool = False,
) -> Invented:
    """Families of these shapes, a body for each missing person not ``absent``, and strangers."""
    rng = np.random.default_rng(seed)
    families = [_family(f"F{i + 1}", shape) for i, shape in enumerate(shapes)]
    alone = [Person(f"stranger {i}", sex=[M, F][i % 2]) for i in range(strangers)]
    everyone = Pedigree.of([*(p for family in families for p in family.pedigree), *alone])
    genes = {person: rows[0] for person, rows in drop(everyone, panel, rng).items()}
    lying = [m for family in families for m in family.missing if m not in absent]
    lying += [p.id for p in alone]
    order = [lying[i] for i in rng.permutation(len(lying))]
    bodies = tuple(
        Body(
            f"V{n + 1}",
            Sex.UNKNOWN if unsexed else everyone[person].sex,
            read(genes[person], panel, rng, rates=rates, failure=failure),
        )
        for n, person in enumerate(order)
    )
    typed = tuple(
        replace(
            family,
            samples={p: read(genes[p], panel, rng) for p in family.samples},
        )
        for family in families
    )
    case = Case("invented", tuple(panel), typed, bodies)
    names = {m for family in families for m in family.missing}
    truth = {f"V{n + 1}": p if p in names else None for n, p in enumerate(order)}
    return Invented(case, truth)


def _family(family_id: str, shape: str) -> Family:
    people, missing, typed = SHAPES[shape]

    def named(who: str | None) -> str | None:
        return None if who is None else f"{family_id} {who}"

    pedigree = Pedigree.of(
        Person(f"{family_id} {who}", named(father), named(mother), sex)
        for who, father, mother, sex in people
    )
    return Family(
        family_id,
        pedigree,
        dict.fromkeys((f"{family_id} {who}" for who in typed), Sample()),
        tuple(f"{family_id} {who}" for who in missing),
    )
