"""The likelihood of genotypes on a pedigree, by writing out every possibility.

The slow, readable answer the engine is held against: plain Python, no matrices, no elimination, no
merging of alleles, no pruning of people. Everyone gets every pair of haplotypes the reading allows;
the probabilities of all such worlds are added up. Only for a few people and a few alleles.

A *block* is one marker, or two linked ones. A *haplotype* is a tuple with one allele index for each
marker of the block. A *state* is (maternal haplotype, paternal haplotype); a man at an X-linked
block has ``None`` in the second place.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import Genotype, ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex

Haplotype = tuple[int, ...]
State = tuple[Haplotype, Haplotype | None]
Matrix = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Enumerated:
    """Natural logarithms; ``-inf`` where the data cannot be."""

    total: float
    per_marker: dict[str, float]


def log_likelihood(
    pedigree: Pedigree,
    samples: Mapping[str, Sample],
    markers: Sequence[Marker],
    *,
    theta: float = 0.0,
    linkage: Sequence[Linkage] = (),
    founder_inbreeding: Mapping[str, float] | None = None,
) -> Enumerated:
    """ln P(everything read | pedigree), by marker and in all; linked markers under ``"A+B"``."""
    inbreeding = dict(founder_inbreeding or {})
    if (theta > 0) + bool(linkage) + any(inbreeding.values()) > 1:
        raise ValueError("theta, linkage and founder inbreeding are not defined together")
    by_name = {marker.name: marker for marker in markers}
    linked = {name for link in linkage for name in (link.first, link.second)}
    blocks = {m.name: Block((m,), 0.5) for m in markers if m.name not in linked}
    for link in linkage:
        pair = (by_name[link.first], by_name[link.second])
        blocks[f"{link.first}+{link.second}"] = Block(pair, link.rho)
    per_marker = {}
    for name, block in blocks.items():
        likelihood = _Worlds(pedigree, samples, block, theta, inbreeding).added_up()
        per_marker[name] = math.log(likelihood) if likelihood > 0 else -math.inf
    return Enumerated(sum(per_marker.values()), per_marker)


@dataclass(frozen=True, eq=False)
class Block:
    """One marker, or two with the recombination fraction ``rho`` between them."""

    markers: tuple[Marker, ...]
    rho: float

    @property
    def x_linked(self) -> bool:
        return self.markers[0].x_linked

    def haplotypes(self) -> list[Haplotype]:
        return list(itertools.product(*(range(marker.size) for marker in self.markers)))


@dataclass
class _Worlds:
    """Everybody's possible states, visited one person after another, parents first."""

    pedigree: Pedigree
    samples: Mapping[str, Sample]
    block: Block
    theta: float
    inbreeding: Mapping[str, float]
    people: list[Person] = field(init=False)
    possible: list[list[tuple[State, float]]] = field(init=False)
    state_of: dict[str, State] = field(init=False, default_factory=dict)
    drawn: list[int] = field(init=False, default_factory=list)
    known: dict[tuple[State, Sex], dict[Haplotype, float]] = field(init=False, default_factory=dict)

    def added_up(self) -> float:
        # A person of unknown sex at an X-linked marker is a leaf nobody can say anything about.
        self.people = [
            person
            for person in self.pedigree
            if not (self.block.x_linked and person.sex is Sex.UNKNOWN)
        ]
        self.possible = [self._possible(person) for person in self.people]
        return self._from(0)

    def _from(self, position: int) -> float:
        """P(all that was read of people[position:] | the states already chosen)."""
        if position == len(self.people):
            return 1.0
        person = self.people[position]
        founder = person.father is None
        from_mother = {} if founder else self._gamete(person.mother, Sex.FEMALE)
        from_father = {} if founder else self._gamete(person.father, Sex.MALE)
        total = 0.0
        for state, read in self.possible[position]:
            maternal, paternal = state
            if founder:
                weight = read * self._founder(person, state)
            else:
                weight = read * from_mother.get(maternal, 0.0)
                if paternal is not None:
                    weight *= from_father.get(paternal, 0.0)
            if weight == 0:
                continue
            self.state_of[person.id] = state
            drawn_before = len(self.drawn)
            if founder and self.theta > 0:
                self.drawn += [h[0] for h in state if h is not None]
            total += weight * self._from(position + 1)
            del self.drawn[drawn_before:]
        return total

    def _possible(self, person: Person) -> list[tuple[State, float]]:
        """The states that could have been read as they were, each with P(read | state)."""
        haplotypes = self.block.haplotypes()
        one_copy = self.block.x_linked and person.sex is Sex.MALE
        fathers: Sequence[Haplotype | None] = [None] if one_copy else haplotypes
        sample = self.samples.get(person.id, Sample())
        chances = []
        for marker in self.block.markers:
            genotype = sample.genotypes.get(marker.name, (None, None))
            chances.append(reading_chances(genotype, marker, sample.rates, one_copy))
        states = []
        for maternal, paternal in itertools.product(haplotypes, fathers):
            read = 1.0
            for locus, chance in enumerate(chances):
                read *= chance[maternal[locus], None if paternal is None else paternal[locus]]
            if read > 0:
                states.append(((maternal, paternal), read))
        return states

    def _founder(self, person: Person, state: State) -> float:
        """P(a founder's state | the founder alleles drawn before)."""
        maternal, paternal = state
        inbred = self.inbreeding.get(person.id, 0.0)
        chance = 1.0
        for locus, marker in enumerate(self.block.markers):
            p = marker.frequencies
            a = maternal[locus]
            b = None if paternal is None else paternal[locus]
            if self.theta > 0:
                chance *= self._urn(p[a], a, self.drawn)
                if b is not None:
                    chance *= self._urn(p[b], b, [*self.drawn, a])
            elif b is None:
                chance *= float(p[a])
            else:
                chance *= (1 - inbred) * float(p[a] * p[b]) + inbred * (a == b) * float(p[a])
        return chance

    def _urn(self, frequency: float, allele: int, drawn: Sequence[int]) -> float:
        """Pólya urn: P(the next founder allele is ``allele`` | those drawn already)."""
        theta, n = self.theta, len(drawn)
        same = drawn.count(allele)
        return ((1 - theta) * float(frequency) + same * theta) / (1 + (n - 1) * theta)

    def _gamete(self, parent_id: str | None, sex: Sex) -> dict[Haplotype, float]:
        """P(each haplotype is what this parent hands on | the parent's state)."""
        assert parent_id is not None
        state = self.state_of[parent_id]
        if (state, sex) not in self.known:
            self.known[state, sex] = gametes(state, sex, self.block)
        return self.known[state, sex]


def gametes(state: State, sex: Sex, block: Block) -> dict[Haplotype, float]:
    """P(haplotype handed on): which grandparent's copy at each marker, then mutation of it."""
    maternal, paternal = state
    copies = [maternal] if paternal is None else [maternal, paternal]
    handed_on: dict[Haplotype, float] = {}
    for origin in itertools.product(range(len(copies)), repeat=len(block.markers)):
        chance = 1 / len(copies)
        for before, after in itertools.pairwise(origin):
            if len(copies) == 2:
                chance *= 1 - block.rho if before == after else block.rho
        for child in block.haplotypes():
            mutated = chance
            for locus, marker in enumerate(block.markers):
                mutated *= transmission(marker, sex, copies[origin[locus]][locus], child[locus])
            if mutated > 0:
                handed_on[child] = handed_on.get(child, 0.0) + mutated
    return handed_on


def transmission(marker: Marker, sex: Sex, carried: int, transmitted: int) -> float:
    """P(the copy ``carried`` arrives in the child as ``transmitted``)."""
    if marker.mutation is None:
        return float(carried == transmitted)
    matrix = marker.mutation.female if sex is Sex.FEMALE else marker.mutation.male
    return float(matrix[carried, transmitted])


Copies = tuple[int, int | None]


def reading_chances(
    genotype: Genotype, marker: Marker, rates: ReadingRates, one_copy: bool
) -> dict[Copies, float]:
    """P(what was read | true alleles), for every pair of true alleles."""
    alleles = range(marker.size)
    p = [float(frequency) for frequency in marker.frequencies]
    pairs: list[tuple[Copies, float]]
    if one_copy:
        pairs = [((a, None), p[a]) for a in alleles]
    else:
        pairs = [((a, b), p[a] * p[b]) for a in alleles for b in alleles]
    if genotype == (None, None):
        return {copies: 1.0 for copies, _ in pairs}
    right = {copies: _read_of(genotype, marker, rates, copies) for copies, _ in pairs}
    anybody = sum(frequency * right[copies] for copies, frequency in pairs)
    e = rates.typing_error
    return {copies: (1 - e) * chance + e * anybody for copies, chance in right.items()}


def _read_of(genotype: Genotype, marker: Marker, rates: ReadingRates, copies: Copies) -> float:
    """P(what was read | it is this person's), over every outcome of dropout and drop-in."""
    wanted = {marker.index[allele] for allele in genotype if allele is not None}
    chance = 0.0
    for seen, outcome in readings(marker, rates, copies).items():
        if (None in genotype and wanted <= seen) or seen == wanted:
            chance += outcome
    return chance


def readings(marker: Marker, rates: ReadingRates, copies: Copies) -> dict[frozenset[int], float]:
    """P(each set of alleles is seen | true alleles); the empty set is a failed marker."""
    visible = [a for a in copies if a is not None and a != marker.silent]
    outcomes: dict[frozenset[int], float] = {}

    def add(seen: frozenset[int], chance: float) -> None:
        outcomes[seen] = outcomes.get(seen, 0.0) + chance

    for kept in itertools.product([True, False], repeat=len(visible)):
        survived = frozenset(a for a, stays in zip(visible, kept, strict=True) if stays)
        chance = math.prod(1 - rates.dropout if stays else rates.dropout for stays in kept)
        add(survived, chance * (1 - rates.drop_in))
        for spurious, frequency in enumerate(marker.frequencies):
            arrived = frozenset() if spurious == marker.silent else frozenset({spurious})
            add(survived | arrived, chance * rates.drop_in * float(frequency))
    return outcomes
