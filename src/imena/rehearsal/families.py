"""What families told: who is missing, who is related, what they agreed to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from imena.invented.families import InventedFamily
from imena.kinship.pedigree import Sex
from imena.registry.services import antemortem, duplicates, persons
from imena.rehearsal.findings import last_seen, told_of
from imena.rehearsal.kin import relationship
from imena.rehearsal.lists import followed_families
from imena.rehearsal.stage import Stage, name_of, seen

if TYPE_CHECKING:
    from imena.registry.models import Person

_SEX = {Sex.MALE: "male", Sex.FEMALE: "female"}
#: Purposes that every relative is asked about, and agrees to here.
PURPOSES = ("identification", "contact", "later_finds")
_THINGS = ("темно-синя куртка", "вовняна шапка", "срібний хрестик", "годинник без ремінця")


def spoken_with(stage: Stage) -> None:
    """The families that are followed, one after another."""
    for number, family in enumerate(followed_families(stage)):
        if number % 4 == 0:
            stage.day(5 + number // 4)
        by = ("slukhai", "pytai")[number % 2]
        for missing in family.missing:
            _reported(stage, by, family, missing)
        for relative in family.typed:
            _relative(stage, by, family, relative)
        _told(stage, by, family, number)
        stage.later(90)
    _twice_reported(stage)
    _declared_dead(stage)


def _reported(stage: Stage, by: str, family: InventedFamily, missing: str) -> None:
    one = antemortem.report(
        stage.cast[by],
        label=missing,
        names=[name_of(family, missing) | {"kind": "own"}],
        sex=_SEX.get(family.recorded[missing].sex, "unknown"),
        born=str(family.details[missing]["birth_year"]),
        population="civilian",
        last_seen=last_seen(stage, missing),
        last_seen_place="у місті, біля дому",
    )
    stage.missing[missing] = antemortem.entrust(
        stage.cast[by], one, seen=one.version, liaison=stage.liaison
    )
    stage.count("missing", 1)


def _relative(stage: Stage, by: str, family: InventedFamily, relative: str) -> None:
    actor = stage.cast[by]
    rules: dict[str, Any] = {"manners": ["in_person", "telephone"]}
    person = persons.register(
        actor,
        label=relative,
        names=[name_of(family, relative)],
        sex=_SEX.get(family.recorded[relative].sex, "unknown"),
        born=str(family.details[relative]["birth_year"]),
        contact={"phone": "+380 00 000 00 00"},
        contact_rules=rules,
    )
    stage.relatives[relative] = person
    stage.count("relatives", 1)
    for purpose in PURPOSES:
        persons.give_consent(
            actor, person, purpose=purpose, form_version="2026-1", language="uk",
            given_on=stage.today,
        )  # fmt: skip
    for missing in family.missing:
        term = relationship(family.recorded, relative, missing)
        claimed = persons.claim_kinship(actor, person, stage.missing[missing], relationship=term)
        persons.document_kinship(
            actor, claimed, seen=claimed.version, proof="витяг про державну реєстрацію"
        )


def _told(stage: Stage, by: str, family: InventedFamily, number: int) -> None:
    """An interview about the first of them, and what it says in the forms used after death."""
    if not family.typed:
        return
    actor = stage.cast[by]
    first = stage.missing[family.missing[0]]
    antemortem.record_interview(
        actor,
        first,
        person=stage.relatives[family.typed[0]],
        language="uk",
        held_on=stage.today,
        sections={
            "last_seen": "Пішов по воду й не повернувся.",
            "clothing": _THINGS[number % len(_THINGS)],
            "searches": ["hospitals", "red_cross"],
        },
    )
    for missing in family.missing:
        told = told_of(stage, missing)
        if told:
            antemortem.record_findings(actor, stage.missing[missing], told)
    antemortem.search(actor, first, seen=seen(first), state="reference_sufficient")


def _twice_reported(stage: Stage) -> None:
    """A cousin reports the same man under his nickname: both records stay, linked."""
    by, first = stage.cast["pytai"], stage.missing[stage.parts.sought]
    name = dict(first.names[0]) | {"given": "Сашко"}
    second = antemortem.report(by, names=[name], sex=first.sex, born=first.born)
    duplicates.merge(
        by, second, seen=second.version, of=first, reason="Та сама людина: адреса й рік народження."
    )
    stage.truths["reported_twice"] = second.number


def _declared_dead(stage: Stage) -> None:
    """A court’s word helps the family with papers and ends no search."""
    missing = stage.missing[stage.parts.sought]
    antemortem.declare_by_court(
        stage.cast["slukhai"],
        missing,
        kind="dead",
        court="вигаданий міський суд",
        decided_on=date(2026, 3, 6),
        reference="справа 0/1",
    )
    stage.truths["declared_dead_still_sought"] = missing.number


def nearest(stage: Stage, missing: str) -> tuple[str, Person]:
    """The relative who speaks for a missing person’s family."""
    family = stage.families[missing]
    order = ("mother", "father", "spouse", "son", "daughter", "full_sibling")
    ranked = sorted(
        family.typed,
        key=lambda person: (
            order.index(term)
            if (term := relationship(family.recorded, person, missing)) in order
            else len(order),
            person,
        ),
    )
    return ranked[0], stage.relatives[ranked[0]]
