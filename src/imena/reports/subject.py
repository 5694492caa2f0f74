"""What one report is about, and how it names the people in it.

Names are asked for in one place: whoever has no recorded name is shown by id, in the sans, so
that the serif stays the sign of a person's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from imena.kinship.observation import Sample
from imena.kinship.pedigree import Sex
from imena.language import Words, message, numbers
from imena.matching.answer import Answer, comparable
from imena.matching.case import Case, Family
from imena.matching.identification import Identification, Pair
from imena.reports.markup import Html, element, joined

_SEX = {
    Sex.FEMALE: message("woman"),
    Sex.MALE: message("man"),
    Sex.UNKNOWN: message("sex not established"),
}
_RELATION = {
    "mother": message("mother"),
    "father": message("father"),
    "sister": message("sister"),
    "brother": message("brother"),
    "daughter": message("daughter"),
    "son": message("son"),
    "half-sister": message("half-sister"),
    "half-brother": message("half-brother"),
    "grandmother": message("grandmother"),
    "grandfather": message("grandfather"),
    "granddaughter": message("granddaughter"),
    "grandson": message("grandson"),
    "aunt": message("aunt"),
    "uncle": message("uncle"),
    "niece": message("niece"),
    "nephew": message("nephew"),
    "cousin": message("cousin"),
}


@dataclass(frozen=True)
class Subject:
    """A case, its identification and the answer drawn from them, in one language."""

    case: Case
    identification: Identification
    answer: Answer
    language: str

    @cached_property
    def words(self) -> Words:
        """The report's catalogue."""
        return Words("report", self.language)

    @cached_property
    def pairs_of(self) -> dict[str, dict[str, Pair]]:
        """Pairwise results by body, then by missing person."""
        found: dict[str, dict[str, Pair]] = {}
        for pair in self.identification.pairs:
            found.setdefault(pair.victim, {})[pair.missing] = pair
        return found

    @cached_property
    def marginals_of(self) -> dict[str, dict[str, float]]:
        """P(body is missing person) by body, then by missing person, in falling order."""
        found: dict[str, dict[str, float]] = {}
        ranked = sorted(self.identification.joint.marginals.items(), key=lambda item: -item[1])
        for (body, missing), posterior in ranked:
            found.setdefault(body, {})[missing] = min(posterior, 1.0)
        return found

    @cached_property
    def bodies_of(self) -> dict[str, dict[str, float]]:
        """P(body is missing person) by missing person, then by body, in falling order."""
        found: dict[str, dict[str, float]] = {}
        for body, candidates in self.marginals_of.items():
            for missing, posterior in candidates.items():
                found.setdefault(missing, {})[body] = posterior
        return {
            missing: dict(sorted(bodies.items(), key=lambda item: -item[1]))
            for missing, bodies in found.items()
        }

    @cached_property
    def anchor_of(self) -> dict[str, str]:
        """The fragment under which each body's section stands."""
        return {body.id: f"b{i}" for i, body in enumerate(self.case.bodies, 1)}

    @cached_property
    def _impossible_families(self) -> frozenset[str]:
        checks = self.identification.checks
        return frozenset(c.subjects[0] for c in checks if c.kind == "family_impossible")

    def compared(self, body: str) -> int:
        """With how many missing people a body was compared; a large case lists fewer pairs."""
        return len(comparable(self.case, self._impossible_families, body))

    def read(self, sample: Sample) -> int:
        """At how many of the case's markers something was read."""
        return len(self.case.markers_read(sample))

    def nobody(self, body: str) -> float:
        """P(nobody on the list) for a body."""
        rest = max(0.0, 1 - sum(self.marginals_of.get(body, {}).values()))
        return min(self.identification.joint.nobody.get(body, rest), 1.0)

    def details(self, missing: str) -> Mapping[str, Any]:
        """What the case file said of a missing person."""
        return self.case.family_of[missing].details.get(missing, {})

    def recorded(self, details: Mapping[str, Any], key: str) -> str | None:
        """A detail in this language if there is one, else as it was written."""
        value = details.get(f"{key}_{self.language}", details.get(key))
        return None if value in (None, "") else str(value)

    def relation(self, details: Mapping[str, Any]) -> str | None:
        """How a relative is related, translated where the word is one of the usual ones."""
        written = self.recorded(details, "relation")
        known = _RELATION.get(written or "")
        return self.words(known) if known else written

    def profile(self, family: Family, person: str) -> str | None:
        """How many markers were read in somebody’s profile; ``None`` without one."""
        sample = family.samples.get(person)
        if sample is None or not sample.genotypes:
            return None
        read = self.read(sample)
        return f"{read}/{len(self.case.markers)}" if read else ""

    def person(self, missing: str) -> Html:
        """A missing person's name in the serif, or the id in the sans."""
        name = self.recorded(self.details(missing), "name")
        if name is None:
            return element("span", missing, class_="code")
        return element("span", name, class_="name")

    def people(self, missing: Sequence[str]) -> Html:
        """Several missing people, one after another."""
        return joined(*(self.person(m) for m in missing), between=", ")

    def body_link(self, body: str) -> Html:
        """A body's code, leading to its section."""
        return element("a", body, class_="code", href=f"#{self.anchor_of[body]}")

    def sex(self, sex: Sex) -> str:
        """A recorded sex in words."""
        return self.words(_SEX[sex])

    def percent(self, probability: float) -> Html:
        """A probability, cut, set apart from the sentence it stands in."""
        return element("b", numbers.percent(self.language, min(max(probability, 0.0), 1.0)))

    @property
    def threshold(self) -> str:
        """The threshold as a percentage."""
        return numbers.stated_percent(self.language, self.answer.threshold)


def siblings(family: Family, people: Sequence[str]) -> bool:
    """Whether these people share both parents."""
    parents = {(family.pedigree[p].father, family.pedigree[p].mother) for p in people}
    return len(parents) == 1 and (None, None) not in parents
