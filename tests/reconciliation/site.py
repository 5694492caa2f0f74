"""An invented site in a case file, with profiles: remains, the missing, their relatives.

Genes are dropped through the families as they truly are, so that a run over the case file can be
held against the search over the same case. Everybody is invented.
"""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from imena.exchange.casefile.as_json import marker_json
from imena.invented.markers import invented_markers
from imena.kinship.markers import Marker
from imena.kinship.observation import Sample as Reading
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.simulate import drop, read
from imena.matching.case import Body, Case, Family
from imena.registry.actor import Actor
from imena.registry.models import (
    Individual,
    LabItem,
    LabRequest,
    LabResult,
    MissingPerson,
    RecoveredUnit,
    Sample,
)
from imena.registry.models import Person as Relative
from imena.registry.services import persons
from tests.registry.believed import A_DAY, NOON, Believed
from tests.registry.cast import Cast

MARKERS = invented_markers(12)
_serials = itertools.count(1)
_SEX = {Sex.MALE: "male", Sex.FEMALE: "female", Sex.UNKNOWN: "unknown"}

Profile = Mapping[str, Sequence[str]]


def written(markers: Sequence[Marker], path: Path) -> Path:
    """The markers as a marker set's file."""
    tree = {"markers": [marker_json(marker, {}) for marker in markers]}
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


def profile_of(reading: Reading) -> dict[str, list[str]]:
    """A reading as a laboratory reports it."""
    return {m: [a for a in pair if a is not None] for m, pair in reading.genotypes.items()}


@dataclass(eq=False)
class Site:
    """``site.body(...)`` is an individual with a profile, ``site.relative(...)`` a typed donor."""

    believed: Believed
    analyst: Actor

    @classmethod
    def opened(cls, cast: Cast) -> Site:
        return cls(Believed(cast), cast.analyst.reading_for("нічне звірення"))

    @property
    def cast(self) -> Cast:
        return self.believed.cast

    def typed(
        self,
        profile: Profile,
        *,
        unit: RecoveredUnit | None = None,
        donor: Relative | None = None,
        outcome: str = "full_profile",
        method: str = "autosomal_str",
    ) -> LabResult:
        """A result on a new sample."""
        row, serial = self.believed.row, next(_serials)
        sample = row(
            Sample, number=f"SM-{serial}", kind="femur" if unit else "buccal",
            state="retained", unit=unit, donor=donor,
        )  # fmt: skip
        asked = row(LabRequest, number=f"LQ-{serial}", laboratory="вигадана", asked_for=method)
        item = row(LabItem, request=asked, sample=sample, code=uuid.uuid4().hex[:12])
        return row(
            LabResult,
            item=item,
            outcome=outcome,
            method=method,
            profile={m: list(a) for m, a in profile.items()},
            reported_at=NOON,
        )

    def body(self, *profiles: Profile) -> Individual:
        """A whole body, with one sample for each profile."""
        unit = self.believed.row(
            RecoveredUnit,
            number=f"PTX-{next(_serials):06d}-T",
            site=self.believed.site,
            kind="complete_body",
            human="yes",
            place="store",
            state="associated",
            custodian="сховище",
        )
        for profile in profiles:
            self.typed(profile, unit=unit)
        individual = self.believed.row(Individual, number=f"IND-{next(_serials):06d}")
        self.believed.associate(individual, unit)
        return individual

    def missing(self, sex: Sex = Sex.MALE) -> MissingPerson:
        """Somebody reported missing."""
        return self.believed.missing(sex=_SEX[sex])

    def relative(
        self,
        kin: Mapping[MissingPerson, str],
        *profiles: Profile,
        consent: bool = True,
    ) -> Relative:
        """What one person says they are to some missing people, with samples."""
        interviewer = self.cast.interviewer
        name = {"script": "uk", "family": "Вигадана", "given": "Мотря"}
        person = persons.register(interviewer, names=[name])
        if consent:
            persons.give_consent(
                interviewer, person, purpose="identification", form_version="1",
                language="uk", given_on=A_DAY,
            )  # fmt: skip
        for missing, relationship in kin.items():
            persons.claim_kinship(interviewer, person, missing, relationship=relationship)
        for profile in profiles:
            self.typed(profile, donor=person)
        return person


#: Each family as it truly is and as it is recorded.
PEDIGREES = {
    "brothers": [
        Person("тато", sex=Sex.MALE), Person("мама", sex=Sex.FEMALE),
        Person("перший", "тато", "мама", Sex.MALE), Person("другий", "тато", "мама", Sex.MALE),
    ],
    "father": [
        Person("батько", sex=Sex.MALE),
        Person("син", "батько", None, Sex.MALE), Person("донька", "батько", None, Sex.FEMALE),
    ],
    "aunt": [
        Person("дід", sex=Sex.MALE), Person("баба", sex=Sex.FEMALE),
        Person("її мати", "дід", "баба", Sex.FEMALE), Person("тітка", "дід", "баба", Sex.FEMALE),
        Person("її батько", sex=Sex.MALE),
        Person("вона", "її батько", "її мати", Sex.FEMALE),
        Person("її брат", "її батько", "її мати", Sex.MALE),
    ],
}  # fmt: skip
KINSHIPS = {
    "brothers": {
        "мама": {"перший": "mother", "другий": "mother"},
        "тато": {"перший": "father", "другий": "father"},
    },
    "father": {"син": {"батько": "son"}, "донька": {"батько": "daughter"}},
    "aunt": {"тітка": {"вона": "maternal_aunt"}, "її брат": {"вона": "full_sibling"}},
}
MISSING = {"brothers": ("перший", "другий"), "father": ("батько",), "aunt": ("вона",)}


@dataclass(eq=False)
class Played:
    """The same site twice: in the case file, and as a case of its own with ids of the case file."""

    site: Site
    direct: Case
    identity: dict[str, str] = field(default_factory=dict)
    missing: dict[str, MissingPerson] = field(default_factory=dict)
    bodies: dict[str, Individual] = field(default_factory=dict)
    relatives: dict[str, Relative] = field(default_factory=dict)


def played(site: Site, seed: int = 3) -> Played:
    """Three families with four missing, of whom three lie here, and somebody whom nobody seeks."""
    rng = np.random.default_rng(seed)
    stranger = Pedigree.of([Person("чужинець", sex=Sex.MALE)])
    pedigrees = {name: Pedigree.of(people) for name, people in PEDIGREES.items()}
    genes = drop(stranger.joined(*pedigrees.values()), MARKERS, rng)
    reading = {person: read(rows[0], MARKERS, rng) for person, rows in genes.items()}
    made = Played(site, Case("", (), (), ()))
    families = []
    for name, pedigree in pedigrees.items():
        made.missing |= {m: site.missing(pedigree[m].sex) for m in MISSING[name]}
        for relative, kin in KINSHIPS[name].items():
            stated = {made.missing[m]: relationship for m, relationship in kin.items()}
            made.relatives[relative] = site.relative(stated, profile_of(reading[relative]))
        samples = {relative: reading[relative] for relative in KINSHIPS[name]}
        numbers = {m: made.missing[m].number for m in MISSING[name]}
        families.append(
            Family(
                name,
                Pedigree.of(_renamed(pedigree, numbers)),
                samples,
                tuple(numbers.values()),
            )
        )
    bodies = []
    for person in ("другий", "батько", "вона", "чужинець"):
        individual = site.body(profile_of(reading[person]))
        made.bodies[person] = individual
        made.identity[individual.number] = person
        bodies.append(Body(individual.number, Sex.UNKNOWN, reading[person]))
    made.direct = Case("direct", MARKERS, tuple(families), tuple(bodies))
    return made


def _renamed(pedigree: Pedigree, numbers: Mapping[str, str]) -> list[Person]:
    def of(person: str | None) -> str | None:
        return None if person is None else numbers.get(person, person)

    return [Person(numbers.get(p.id, p.id), of(p.father), of(p.mother), p.sex) for p in pedigree]
