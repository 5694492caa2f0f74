"""How a decision meets its policy, line by line: for each individual and person, way after way."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imena.registry.models import Decision, Individual, MissingPerson, Person
from imena.registry.policies import Evidence, Need, counted, meets, read
from imena.registry.queries.evidence import basis


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need of a policy and what there is: numbers of comparisons, codes of donors, and the most
    laboratory methods with one donor."""

    need: Need
    met: bool
    comparisons: tuple[str, ...]
    donors: tuple[str, ...]
    lab_methods: int


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way to meet a policy; all its needs must be met."""

    needs: tuple[NeedLine, ...]
    later_sampling: bool

    @property
    def met(self) -> bool:
        """Whether nothing of it lacks."""
        return all(need.met for need in self.needs)


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """Whether what stands about one individual or person (by number) meets a policy."""

    about: str
    ways: tuple[WayLine, ...]

    @property
    def met(self) -> bool:
        """Whether one way is met."""
        return any(way.met for way in self.ways)


def policy_lines(decision: Decision) -> tuple[PolicyLine, ...]:
    """The lines for everybody whom ``decision`` names, individuals first, each in the order of
    their numbers. It is met where every line is, as in `imena.registry.queries.evidence.judged`."""
    on, rules = basis(decision), read(decision.policy.rules)
    grounds = on.of_all()
    numbers = {c.id: c.number for c in grounds}
    people = {donor.person for one in on.evidence.values() for donor in one.donors}
    codes = dict(Person.objects.filter(pk__in=people).values_list("pk", "code"))
    lines = []
    for one, number in _numbered(on.named.individuals, on.named.persons):
        concerns = [c for c in grounds if on.concerns(one, c)]
        standing = [on.evidence[c.id] for c in concerns if c.id in on.evidence]
        ways = (
            WayLine(
                tuple(_line(n, standing, numbers, codes) for n in way.needs), way.later_sampling
            )
            for way in rules.ways
        )
        lines.append(PolicyLine(number, tuple(ways)))
    return tuple(lines)


def _line(
    need: Need,
    evidence: Sequence[Evidence],
    numbers: Mapping[uuid.UUID, str],
    codes: Mapping[uuid.UUID, str],
) -> NeedLine:
    found = counted(need, evidence)
    donors = [codes[donor] for donor in found.donors if donor in codes]
    return NeedLine(
        need,
        meets(need, found),
        tuple(numbers[c] for c in found.comparisons),
        tuple(sorted(donors)),
        found.lab_methods,
    )


def _numbered(
    individuals: frozenset[uuid.UUID], persons: frozenset[uuid.UUID]
) -> list[tuple[uuid.UUID, str]]:
    bodies = Individual.objects.filter(pk__in=individuals).values_list("pk", "number")
    listed = MissingPerson.objects.filter(pk__in=persons).values_list("pk", "number")
    unlisted = Person.objects.filter(pk__in=persons).values_list("pk", "code")
    return [*bodies.order_by("number"), *listed.order_by("number"), *unlisted.order_by("code")]
