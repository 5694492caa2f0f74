"""Remains, the missing and their relatives, as far as a name needs them: where names begin.

Remains, samples and results are written straight into the tables: how they come about is tested in
the rooms that write them. Everybody is invented.
"""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from imena.numbering.pattern import Kind, number
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Association,
    Comparison,
    Decision,
    Entry,
    Individual,
    LabItem,
    LabRequest,
    LabResult,
    MissingPerson,
    Person,
    Policy,
    RecoveredUnit,
    Release,
    Sample,
    Site,
)
from imena.registry.policies import shipped
from imena.registry.queries.dossier.signed import digest_of
from imena.registry.services import (
    antemortem,
    decisions,
    families,
    identification,
    persons,
    returning,
)
from tests.registry.cast import Cast

E = TypeVar("E", bound=Entry)

A_DAY = date(2031, 6, 1)
NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)
METHODS = ("autosomal_str", "y_str")
_serials = itertools.count(1)


@dataclass(eq=False)
class Believed:
    """``believed.remains()`` is an individual in store, ``believed.confirmed(...)`` a decision."""

    cast: Cast
    site: Site = field(init=False)

    def __post_init__(self) -> None:
        self.site = self.row(Site, code=f"T{next(_serials):06d}", name_uk="Вигаданий яр")

    def row(self, model: type[E], **fields: Any) -> E:
        """One row, straight into its table."""
        if any(f.name == "operation" for f in model._meta.concrete_fields):
            fields.setdefault("operation_id", self.cast.operation.id)
        made = model(recorded_at=clock.now(), **fields)
        made.save(force_insert=True)
        return made

    def unit(self, kind: str = "complete_body", *, by: Actor | None = None) -> RecoveredUnit:
        """A unit in store, with a sample of it and results by two methods."""
        unit = self.row(
            RecoveredUnit,
            number=str(number(Kind.RECOVERED_UNIT, next(_serials), site="PTX")),
            site=self.site,
            kind=kind,
            human="yes",
            place="store",
            state="associated",
            custodian=self.cast.mortuary.name,
        )
        self.sample(by or self.cast.mortuary, unit=unit)
        return unit

    def sample(self, by: Actor, **of: Any) -> Sample:
        """A sample, with a full profile by each of :data:`METHODS`."""
        sample = self.row(
            Sample,
            number=f"S-{next(_serials):06d}",
            kind="femur" if "unit" in of else "buccal",
            taken_by_id=by.user,
            state="retained",
            **of,
        )
        request = self.row(
            LabRequest,
            number=f"L-{next(_serials):06d}",
            laboratory="вигадана",
            asked_for=METHODS[0],
        )
        item = self.row(LabItem, request=request, sample=sample, code=uuid.uuid4().hex[:12])
        for method in METHODS:
            self.row(LabResult, item=item, outcome="full_profile", method=method, reported_at=NOON)
        return sample

    def remains(self, *units: RecoveredUnit, by: Actor | None = None) -> Individual:
        """An individual with these units, or with a whole body."""
        serial = 5000 + next(_serials)
        individual = self.row(Individual, number=str(number(Kind.INDIVIDUAL, serial)))
        for unit in units or (self.unit(by=by),):
            self.associate(individual, unit)
        return individual

    def associate(self, individual: Individual, unit: RecoveredUnit) -> Association:
        """One more unit of the individual."""
        return self.row(
            Association,
            unit=unit,
            individual=individual,
            evidence="only_unit",
            began_at=clock.now(),
        )

    def missing(self, family: str = "Вигаданий", **told: Any) -> MissingPerson:
        """Somebody reported missing."""
        name = {"script": "uk", "family": family, "given": "Сава", "kind": "own"}
        return antemortem.report(self.cast.interviewer, names=[name], **told)

    def relative(
        self, missing: MissingPerson, relationship: str = "mother", *, proven: bool = True
    ) -> Person:
        """A relative who agreed to everything and gave a sample."""
        name = {"script": "uk", "family": "Вигадана", "given": "Мотря"}
        person = persons.register(self.cast.interviewer, names=[name])
        for purpose in ("identification", "contact"):
            persons.give_consent(
                self.cast.interviewer,
                person,
                purpose=purpose,
                form_version="1",
                language="uk",
                given_on=A_DAY,
            )
        kinship = persons.claim_kinship(
            self.cast.interviewer, person, missing, relationship=relationship
        )
        if proven:
            persons.document_kinship(
                self.cast.interviewer, kinship, seen=1, proof="свідоцтво про народження"
            )
        self.sample(self.cast.interviewer, donor=person)
        return person

    def dna(
        self,
        individual: Individual,
        missing: MissingPerson,
        *donors: Person,
        by: Actor | None = None,
        outcome: str = "established",
        methods: tuple[str, ...] = METHODS[:1],
        **more: Any,
    ) -> Comparison:
        """A comparison by DNA that rests on these donors, or on a mother’s sample."""
        donors = donors or (self.relative(missing),)
        samples = [
            *Sample.objects.filter(unit__associations__individual=individual),
            *Sample.objects.filter(donor__in=donors),
        ]
        return identification.compare(
            by or self.cast.analyst,
            individual,
            missing=missing,
            method="dna",
            outcome=outcome,
            samples=samples,
            donors=donors,
            lab_methods=methods,
            **more,
        )

    def compared(
        self,
        individual: Individual,
        missing: MissingPerson,
        *,
        method: str = "fingerprints",
        outcome: str = "established",
        by: Actor | None = None,
        **more: Any,
    ) -> Comparison:
        """A comparison by another method."""
        return identification.compare(
            by or self.cast.analyst,
            individual,
            missing=missing,
            method=method,
            outcome=outcome,
            **more,
        )

    def policy(self, code: str = "INTERPOL-1-primary", rules: Any = None) -> Policy:
        """A policy in force, straight into its table: how one is adopted has tests of its own."""
        found = Policy.objects.filter(code=code, retired_on=None).first()
        return found or self.row(
            Policy,
            code=code,
            edition=1,
            rules=rules or shipped()[code].rules,
            text_uk="правило",
            text_en="policy",
            adopted_on=A_DAY,
        )

    def proposed(
        self,
        individual: Individual,
        missing: MissingPerson,
        *comparisons: Comparison,
        policy: Policy | None = None,
        **more: Any,
    ) -> Decision:
        """A proposal by the analyst, resting on fingerprints unless given."""
        return decisions.propose(
            self.cast.analyst,
            policy=policy or self.policy(),
            individuals=[individual],
            missing=[missing],
            comparisons=comparisons or (self.compared(individual, missing),),
            **more,
        )

    def sign(self, decision: Decision, actor: Actor, role: str = "") -> Decision:
        """A signature by somebody who has read the decision."""
        return decisions.sign(
            actor,
            decision,
            role=role or min(actor.roles),
            digest=digest_of(Decision.objects.get(pk=decision.pk)),
        )

    def signed(self, decision: Decision) -> Decision:
        """Signed by a member of the board and by the prosecutor."""
        self.sign(decision, self.cast.board)
        return self.sign(decision, self.cast.prosecutor)

    def confirmed(
        self, individual: Individual, missing: MissingPerson, *comparisons: Comparison
    ) -> Decision:
        """A decision signed by two and standing."""
        return self.signed(self.proposed(individual, missing, *comparisons))

    def asked(self, missing: MissingPerson, person: Person, **wishes: str) -> None:
        """The family was asked what they wish."""
        families.ask_wishes(
            self.cast.liaison,
            person,
            missing=missing,
            partial_remains=wishes.get("partial", "receive_now"),
            later_found=wishes.get("later", "tell_and_return"),
            asked_on=A_DAY,
        )

    def authorised(self, decision: Decision, individual: Individual, recipient: Person) -> Release:
        """A release allowed by the prosecutor."""
        return returning.authorise(
            self.cast.prosecutor,
            decision,
            individual,
            recipient=recipient,
            recipient_proof="свідоцтво про народження",
            authorisation="П-31",
        )

    def tags(self, individual: Individual) -> list[str]:
        """What the tags of its units say."""
        rows = RecoveredUnit.objects.filter(
            associations__individual=individual, associations__withdrawn_at=None
        )
        return list(rows.values_list("number", flat=True))

    def handed_over(self, release: Release) -> Release:
        """At the door: the mortuary and the liaison read the same tags."""
        tags = self.tags(release.individual)
        return returning.hand_over(
            self.cast.mortuary,
            release,
            tags=tags,
            witness=self.cast.liaison,
            witness_tags=list(reversed(tags)),
        )


def fresh(record: E) -> E:
    """The record as it is now."""
    now: E = type(record)._default_manager.get(pk=record.pk)  # type: ignore[assignment]
    return now
