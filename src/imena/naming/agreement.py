"""How far two names agree, as a likelihood ratio: one person written twice, or two people.

Of a name the population knows how many people bear it, and how many bear a name related to it in
each way (:mod:`imena.naming.relation`). Two unrelated people agree as often as those numbers say,
one person written twice as often as the rates say, and the LR is the one over the other: a rare
surname says more than a common one, a diminutive more than another name. Given the first record,
over the second of an unrelated person, its mean is 1.

The parts of a name are taken as independent among strangers. Among relatives they are not; for
that :mod:`imena.naming.linkage` has a hypothesis of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imena.naming.full_name import PARTS, FullName, arranged
from imena.naming.rates import PROPOSED_RATES, NameRates
from imena.naming.relation import Relation, relation
from imena.naming.spelling import is_cyrillic, plain, spelling_key
from imena.naming.vocabulary import Vocabulary

#: Grades of agreement a reader is told, best first; ``not_known`` says nothing.
GRADES = ("exact", "spelling", "alias", "one_edit", "partial", "contradiction", "not_known")
_GRADE_OF = {
    Relation.ALIAS: "alias",
    Relation.ONE_EDIT: "one_edit",
    Relation.PARTIAL: "partial",
    Relation.OTHER: "contradiction",
}


@dataclass(frozen=True, slots=True)
class PartAgreement:
    """One part of two names: the grade (of :data:`GRADES`) and log10 of its LR."""

    part: str
    first: str
    second: str
    grade: str
    log10_lr: float


@dataclass(frozen=True, slots=True)
class NameAgreement:
    """Two names part by part; ``log10_lr`` is the sum. ``rates`` names the rates used."""

    parts: tuple[PartAgreement, ...]
    log10_lr: float
    rates: str


@dataclass(frozen=True, eq=False)
class NamePopulation:
    """The names of the people among whom somebody is looked for, one vocabulary a part."""

    surname: Vocabulary
    given: Vocabulary
    patronymic: Vocabulary

    @classmethod
    def of(cls, names: Iterable[FullName]) -> NamePopulation:
        """The population of these people, their names put in order (:func:`arranged`)."""
        ordered = [arranged(name) for name in names]
        return cls(
            Vocabulary.of("surname", (name.surname for name in ordered)),
            Vocabulary.of("given", (name.given for name in ordered)),
            Vocabulary.of("patronymic", (name.patronymic for name in ordered)),
        )

    def vocabulary(self, part: str) -> Vocabulary:
        """Of one part, as :data:`PARTS` calls them."""
        return dict(zip(PARTS, (self.surname, self.given, self.patronymic), strict=True))[part]


def agreement(
    first: FullName,
    second: FullName,
    population: NamePopulation,
    rates: NameRates = PROPOSED_RATES,
) -> NameAgreement:
    """What ``second`` says, given ``first``, on whether both are one person's name.

    Both are put in order first, so that a surname written where the given name belongs is found. A
    part that either leaves out, or gives as an initial, says nothing: an LR of 1.
    """
    pairs = zip(PARTS, arranged(first).parts, arranged(second).parts, strict=True)
    parts = tuple(part_agreement(part, a, b, population, rates) for part, a, b in pairs)
    return NameAgreement(parts, sum(p.log10_lr for p in parts), rates.version)


def part_agreement(
    part: str,
    first: str,
    second: str,
    population: NamePopulation,
    rates: NameRates = PROPOSED_RATES,
) -> PartAgreement:
    """The same of one part (of :data:`PARTS`) as it is written in either."""
    mine, theirs = spelling_key(first), spelling_key(second)
    if min(len(mine), len(theirs)) <= 1:
        return PartAgreement(part, first, second, "not_known", 0.0)
    found = relation(part, mine, theirs)
    by_relation = rates.log10_by_relation(part, population.vocabulary(part).borne_beside(mine))
    log10_lr = float(by_relation[found])
    if found is not Relation.SAME:
        return PartAgreement(part, first, second, _GRADE_OF[found], log10_lr)
    identical = plain(first) == plain(second)
    # Between alphabets no two names are alike letter for letter, whoever bears them.
    if is_cyrillic(first) == is_cyrillic(second):
        log10_lr += rates.log10_written_alike(identical)
    grade = "exact" if identical else "spelling"
    return PartAgreement(part, first, second, grade, log10_lr)
