"""An invented site: bodies, families, markers, and the truth beside them.

Everybody is invented. Genes are dropped through the families as they truly are; the case then
records what laboratories would have read and what families would have said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from imena.invented.families import InventedFamily, invent_family
from imena.invented.plan import PlanError, SitePlan, choose_shapes
from imena.invented.truth import Truth
from imena.kinship.markers import Marker
from imena.kinship.observation import EXACT, ReadingRates
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.simulate import IntArray, drop, read
from imena.matching.case import Body, Case, Family
from imena.numbering.pattern import Kind, number


@dataclass(frozen=True)
class InventedSite:
    """A case and the truth about it."""

    case: Case
    truth: Truth
    families: tuple[InventedFamily, ...]


def invent_site(plan: SitePlan, markers: Sequence[Marker], seed: int) -> InventedSite:
    """The same plan, markers and seed always make the same site.

    Who is absent and which body is whom is drawn uniformly, as the priors of
    :mod:`imena.matching.joint.prior` assume.

    Raises
    ------
    PlanError
        When the missing do not fit into the families, or too few families can hold a record that
        is provably wrong.
    """
    rng = np.random.default_rng(seed)
    families = _invent_families(plan, rng)
    unlisted = _Unlisted.of(plan, rng)
    everyone = families[0].actual.joined(*(f.actual for f in families[1:]), unlisted.pedigree)
    genes = {person: rows[0] for person, rows in drop(everyone, markers, rng).items()}
    missing = [m for family in families for m in family.missing]
    absent = {missing[i] for i in rng.permutation(len(missing))[: plan.absent]}
    recovered = [m for m in missing if m not in absent] + list(unlisted.ids)
    laid = _Laid.out(plan, recovered, rng)
    bodies = tuple(
        Body(
            id=laid.codes[n],
            sex=everyone[person].sex if plan.sexed and quality.sexed else Sex.UNKNOWN,
            sample=read(genes[person], markers, rng, rates=quality.rates, failure=quality.failure),
            details=laid.details[n],
        )
        for n, (person, quality) in enumerate(zip(laid.people, laid.qualities, strict=True))
    )
    case = Case(
        name=f"Вигадане місце {plan.site} / Invented site {plan.site}",
        markers=tuple(markers),
        families=tuple(_recorded(family, genes, markers, rng) for family in families),
        bodies=bodies,
        details={
            "invented": "Усі люди й частоти алелів вигадані. "
            "All people and allele frequencies are invented."
        },
    )
    return InventedSite(case, _truth(seed, families, unlisted, laid, missing, absent), families)


@dataclass(frozen=True, slots=True)
class _Quality:
    failure: float
    rates: ReadingRates
    sexed: bool = True


def _qualities(plan: SitePlan, rng: np.random.Generator) -> list[_Quality]:
    """One for each body. Few grades, as a laboratory would estimate rates for a group of bones."""
    worn, poor, failed = (
        ReadingRates(dropout=min(times * plan.dropout, 0.6), drop_in=plan.drop_in)
        for times in (1, 2, 3)
    )
    good = plan.bodies - plan.partial - plan.failed
    graded = [_Quality(0.0, EXACT)] * good
    graded += [_Quality(0.15, worn)] * (plan.partial - plan.partial // 2)
    graded += [_Quality(0.4, poor)] * (plan.partial // 2)
    graded += [_Quality(0.9, failed, sexed=False)] * plan.failed
    return [graded[i] for i in rng.permutation(len(graded))]


@dataclass(frozen=True)
class _Laid:
    """Who lies where, in the order of the codes; those sampled twice stand at the end again."""

    people: list[str]
    qualities: list[_Quality]
    codes: list[str]
    details: list[dict[str, str]]

    @classmethod
    def out(cls, plan: SitePlan, recovered: Sequence[str], rng: np.random.Generator) -> _Laid:
        people = [recovered[i] for i in rng.permutation(len(recovered))]
        qualities = _qualities(plan, rng)
        good = [n for n, quality in enumerate(qualities) if quality.rates.exact]
        for n in rng.permutation(good)[: plan.sampled_twice].tolist():
            people.append(people[n])
            qualities.append(qualities[n])
        graves = len(people) if plan.graves is None else plan.graves
        return cls(
            people,
            qualities,
            [str(number(Kind.RECOVERED_UNIT, n + 1, site=plan.site)) for n in range(len(people))],
            [
                {"grave": str(n + 1)} if n < graves else {"place": "яма", "place_en": "pit"}
                for n in range(len(people))
            ],
        )


@dataclass(frozen=True)
class _Unlisted:
    pedigree: Pedigree
    ids: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, plan: SitePlan, rng: np.random.Generator) -> _Unlisted:
        ids = tuple(f"unlisted {n + 1}" for n in range(plan.unlisted))
        pairs = tuple((ids[2 * n], ids[2 * n + 1]) for n in range(plan.related_unlisted))
        people: list[Person] = []
        for n, pair in enumerate(pairs):
            father, mother = f"unlisted father {n + 1}", f"unlisted mother {n + 1}"
            people += [Person(father, sex=Sex.MALE), Person(mother, sex=Sex.FEMALE)]
            people += [Person(brother, father, mother, Sex.MALE) for brother in pair]
        for person_id in ids[2 * len(pairs) :]:
            sex = Sex.MALE if rng.random() < plan.male_share else Sex.FEMALE
            people.append(Person(person_id, sex=sex))
        return cls(Pedigree.of(people), ids, pairs)


def _invent_families(plan: SitePlan, rng: np.random.Generator) -> tuple[InventedFamily, ...]:
    shapes = choose_shapes(plan.missing, plan.families, rng, plan.distant)
    width = max(3, len(str(plan.families)))
    families = [
        invent_family(f"F{n + 1:0{width}d}", shape, plan.male_share, rng)
        for n, shape in enumerate(shapes)
    ]
    provable = [n for n, family in enumerate(families) if family.provable_siblings]
    if len(provable) < plan.misrecorded:
        raise PlanError(
            "misrecorded",
            "only {provable} families have a typed brother or sister beside a typed parent; "
            "{asked} wrong records were asked for",
            provable=len(provable),
            asked=plan.misrecorded,
        )
    for n in rng.permutation(provable)[: plan.misrecorded].tolist():
        families[n] = families[n].with_stranger(families[n].provable_siblings[0])
    return tuple(families)


def _recorded(
    family: InventedFamily,
    genes: dict[str, IntArray],
    markers: Sequence[Marker],
    rng: np.random.Generator,
) -> Family:
    return Family(
        id=family.id,
        pedigree=family.recorded,
        samples={person: read(genes[person], markers, rng) for person in family.typed},
        missing=family.missing,
        details=family.details,
    )


def _truth(
    seed: int,
    families: Sequence[InventedFamily],
    unlisted: _Unlisted,
    laid: _Laid,
    missing: Sequence[str],
    absent: set[str],
) -> Truth:
    listed = set(missing)
    codes: dict[str, list[str]] = {}
    for person, code in zip(laid.people, laid.codes, strict=True):
        codes.setdefault(person, []).append(code)
    return Truth(
        identities={
            code: person if person in listed else None
            for person, code in zip(laid.people, laid.codes, strict=True)
        },
        not_among=tuple(m for m in missing if m in absent),
        seed=seed,
        sampled_twice=tuple((c[0], c[1]) for c in codes.values() if len(c) == 2),
        related_unlisted=tuple((codes[a][0], codes[b][0]) for a, b in unlisted.pairs),
        misrecorded=tuple(
            (family.id, person.id)
            for family in families
            for person in family.recorded
            if person != family.actual[person.id]
        ),
    )
