"""What others wrote on paper and in spreadsheets: their graves, their remains, the missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from imena.invented.families import InventedFamily
from imena.kinship.pedigree import Sex
from imena.registry.queries.antemortem import looked_for
from imena.registry.queries.labels import units_labelled
from imena.registry.queries.persons import kinships
from imena.registry.queries.persons import person as who
from imena.registry.services import custody, persons
from imena.registry.services.intake import taking_in
from imena.rehearsal.findings import last_seen
from imena.rehearsal.ground import PLACES
from imena.rehearsal.kin import relationship
from imena.rehearsal.stage import Stage, name_of
from imena.rehearsal.survey import pit_outline, surveyed

_SEX = {Sex.MALE: "male", Sex.FEMALE: "female"}
PIT = "яма"
#: Days on which the other teams hand in their lists.
WEEKS = (13, 17, 21)


def missing_people(stage: Stage) -> None:
    """The police hand over everybody reported, with the relatives who came."""
    followed = {family.id for family in followed_families(stage)}
    families = [f for f in stage.invented.families if f.id not in followed]
    with taking_in(
        stage.cast["zakon"], approvers=[stage.cast["dozvil"]], reason="список поліції"
    ) as intake:
        stage.count(
            "missing", intake.missing([_missing(stage, f, m) for f in families for m in f.missing])
        )
        stage.count("relatives", intake.relatives([r for f in families for r in _relatives(f)]))
    _further_kinships(stage, [f for f in families if len(f.missing) > 1])


def followed_families(stage: Stage) -> list[InventedFamily]:
    """Families that are spoken with one by one: of those named, of who lives and who is sought."""
    people = [stage.true_name(body) for body in stage.parts.followed]
    people += [stage.parts.living, stage.parts.sought]
    ids = {stage.families[person].id for person in people if person is not None}
    return [f for f in stage.invented.families if f.id in ids] + [stage.parts.burned]


def graves(stage: Stage) -> None:
    """Three weekly lists of the other teams, and the lorries that bring what they found."""
    singly = set(stage.parts.dug_singly)
    again = {second for _, second in stage.invented.truth.sampled_twice}
    rest = [b.id for b in stage.invented.case.bodies if b.id not in singly | again]
    size = -(-len(rest) // len(WEEKS)) or 1
    for week, day in enumerate(WEEKS):
        stage.day(day, 15)
        here = rest[week * size : (week + 1) * size]
        with taking_in(
            stage.cast["zakon"],
            approvers=[stage.cast["dozvil"]],
            reason=f"список інших бригад, {week + 1}",
        ) as intake:
            stage.count("graves", intake.graves(list(_graves(stage, here))))
            stage.count("bodies", intake.remains([_remains(stage, body) for body in here]))
        _brought(stage, here)


def _brought(stage: Stage, labels: Sequence[str]) -> None:
    """By the lorryload: whatever the lists name is fetched into the cold."""
    mortuary, driver = stage.cast["polytsia"], stage.cast["dveri"]
    found = units_labelled(mortuary, stage.site.pk, labels)
    for label in labels:
        custody.hand_over(
            driver, found[label], seen=1, to=mortuary.name, within=timedelta(hours=12)
        )
    stage.later(180)
    for label in labels:
        stage.stored += 1
        custody.receive(
            mortuary, found[label], seen=2, slot=stage.slots[1 + stage.stored // PLACES]
        )


def _graves(stage: Stage, bodies: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The graves of these bodies; the pit once."""
    for body in bodies:
        serial = stage.invented.case.body_of[body].details.get("grave")
        if serial is None:
            continue
        person = stage.true_name(body)
        known = person is not None and stage.draw.random() < 0.6
        yield {
            "site": stage.site.code,
            "label": serial,
            "kind": "single_grave",
            "depth_cm": stage.draw.randrange(60, 150, 5),
            "state": "exhumed",
            "floor_reached_on": _yesterday(stage),
            "marker_number": serial,
            "marker_text": f"{serial} {stage.name(person)['family']}"
            if person is not None and known
            else serial,
            **surveyed(int(serial)),
        }
    if any("grave" not in stage.invented.case.body_of[body].details for body in bodies):
        yield {
            "site": stage.site.code,
            "label": PIT,
            "kind": "pit",
            "state": "exhumed",
            "floor_reached_on": _yesterday(stage),
            **pit_outline(),
        }


def _remains(stage: Stage, body: str) -> Mapping[str, Any]:
    return {
        "site": stage.site.code,
        "grave": stage.invented.case.body_of[body].details.get("grave", PIT),
        "label": body,
        "kind": "complete_body",
        "human": "yes",
        "stage": stage.draw.choice(["advanced_decomposition", "skeletonised"]),
        "recovered_on": _yesterday(stage),
    }


def _yesterday(stage: Stage) -> date:
    """What a list tells of was done before it was handed in."""
    return stage.today - timedelta(days=1)


def _missing(stage: Stage, family: InventedFamily, person: str) -> Mapping[str, Any]:
    return {
        "label": person,
        **_name(family, person),
        "sex": _SEX.get(family.recorded[person].sex, "unknown"),
        "born": str(family.details[person]["birth_year"]),
        "last_seen": last_seen(stage, person),
        "last_seen_place": "у місті",
        "population": "civilian",
    }


def _relatives(family: InventedFamily) -> Iterator[Mapping[str, Any]]:
    for person in family.typed:
        yield {
            "label": person,
            "missing": family.missing[0],
            **_name(family, person),
            "relationship": relationship(family.recorded, person, family.missing[0]),
            "born": str(family.details[person]["birth_year"]),
        }


def _name(family: InventedFamily, person: str) -> dict[str, str]:
    return {part: word for part, word in name_of(family, person).items() if part != "script"}


def _further_kinships(stage: Stage, families: Sequence[InventedFamily]) -> None:
    """Who misses several people is related to each of them."""
    analyst, interviewer = stage.cast["zbih"], stage.cast["slukhai"]
    labels: dict[str, Any] = {}
    page = looked_for(analyst)
    while page:
        labels.update({one.label: one for one in page})
        page = looked_for(analyst, start=len(labels))
    stage.missing.update(labels)
    for family in families:
        first, *others = family.missing
        for kin in kinships(analyst, labels[first].pk):
            relative = who(interviewer, kin.person_id)
            for missing in others:
                persons.claim_kinship(
                    interviewer,
                    relative,
                    labels[missing],
                    relationship=relationship(family.recorded, relative.label, missing),
                )
