"""Families, bodies, and what is said of pairs of them: pairings, evidence."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from imena.exchange.casefile.people_fields import (
    People,
    fields_beyond,
    read_founder_inbreeding,
    read_people,
    read_sex,
)
from imena.exchange.casefile.profile_fields import (
    RATE_FIELDS,
    Profiles,
    read_member_rates,
    read_rates,
)
from imena.exchange.casefile.tree import Node
from imena.kinship.observation import ReadingRates, Sample
from imena.kinship.pedigree import Sex
from imena.matching.case import Body, Family

FAMILY_FIELDS = ("id", "members", "typed", "missing", "founderInbreeding", "rates")
BODY_FIELDS = ("id", "sex", "profile", *RATE_FIELDS)
EVIDENCE_FIELDS = ("victim", "missing", "log10_lr")

#: Stands in a body's pairings for "nobody on the list", which is always allowed.
NOBODY = "*"


@dataclass(frozen=True)
class FamilyDraft:
    """A family as far as it could be read; ``family`` is ``None`` after problems."""

    id: str
    people: People
    missing: Mapping[str, Node]
    family: Family | None
    details: Mapping[str, Any]


def read_family(node: Node, profiles: Profiles, defaults: ReadingRates) -> FamilyDraft | None:
    """One family; ``None`` where even its id cannot be read."""
    if node.as_object() is None:
        return None
    node.check_spelling(FAMILY_FIELDS)
    id_node = node.need("id")
    family_id = None if id_node is None else id_node.as_id()
    shown = family_id if family_id is not None else "?"
    people = read_people(node.need("members"), shown)
    typed_node = node.need("typed")
    known = people.by_id if people.complete else {}
    rates = read_member_rates(node.get("rates"), known, shown, defaults)
    samples = _read_typed(typed_node, people, shown, profiles, rates, defaults)
    missing = _read_missing(node.need("missing"), people, shown, samples)
    inbreeding = read_founder_inbreeding(node.get("founderInbreeding"), people, shown)
    if family_id is None:
        return None
    family = None
    if people.pedigree is not None:
        family = Family(
            family_id, people.pedigree, samples, tuple(missing), inbreeding, people.details
        )
    return FamilyDraft(family_id, people, missing, family, fields_beyond(node, FAMILY_FIELDS))


def read_body(node: Node, profiles: Profiles, defaults: ReadingRates) -> Body | None:
    """One body; ``None`` after noting problems that leave it without an id or a profile."""
    if node.as_object() is None:
        return None
    node.check_spelling(BODY_FIELDS)
    id_node, profile = node.need("id"), node.need("profile")
    body_id = None if id_node is None else id_node.as_id()
    sex = read_sex(node.need("sex"))
    rates = read_rates(node, defaults)
    shown = body_id if body_id is not None else "?"
    sample = None if profile is None else profiles.read(profile, shown, sex, rates)
    if body_id is None:
        return None
    return Body(body_id, sex, sample or Sample({}, rates), fields_beyond(node, BODY_FIELDS))


def read_pairings(
    node: Node | None, bodies: Mapping[str, Body], missing: Mapping[str, Sex]
) -> dict[str, tuple[str, ...]] | None:
    """Whom each body may be; a body that is not named may be nobody on the list only."""
    if node is None or node.as_object() is None:
        return None
    pairings: dict[str, tuple[str, ...]] = {}
    for body, listed in node.fields():
        if bodies and body not in bodies:
            listed.add("body-unknown", body=body)
            continue
        if listed.as_list() is None:
            continue
        names: dict[str, None] = {}
        for item in listed.items():
            name = item.as_text()
            if name is None or name == NOBODY:
                continue
            if _checked_pair(item, item, body, name, bodies, missing):
                names[name] = None
        pairings[body] = tuple(names)
    return pairings


def read_evidence(
    node: Node | None,
    bodies: Mapping[str, Body],
    missing: Mapping[str, Sex],
    pairings: Mapping[str, Collection[str]] | None,
) -> tuple[dict[tuple[str, str], float], list[dict[str, Any]]]:
    """log10 LR by (body, missing), and the rows that say more than that."""
    evidence: dict[tuple[str, str], float] = {}
    beyond: list[dict[str, Any]] = []
    if node is None or node.as_list() is None:
        return evidence, beyond
    for item in node.items():
        if item.as_object() is None:
            continue
        item.check_spelling(EVIDENCE_FIELDS)
        victim, person, stated = (item.need(name) for name in EVIDENCE_FIELDS)
        body = None if victim is None else victim.as_text()
        name = None if person is None else person.as_text()
        lr = None if stated is None else _log10_lr(stated)
        if victim is None or person is None or body is None or name is None or lr is None:
            continue
        if not _checked_pair(victim, person, body, name, bodies, missing):
            continue
        if pairings is not None and name not in pairings.get(body, ()):
            item.add("evidence-barred", body=body, missing=name)
        elif (body, name) in evidence:
            item.add("pair-twice", body=body, missing=name)
        else:
            evidence[body, name] = lr
            more = fields_beyond(item, EVIDENCE_FIELDS)
            if more:
                beyond.append({"victim": body, "missing": name, **more})
    return evidence, beyond


def _read_typed(
    node: Node | None,
    people: People,
    family: str,
    profiles: Profiles,
    rates: Mapping[str, ReadingRates],
    defaults: ReadingRates,
) -> dict[str, Sample]:
    samples: dict[str, Sample] = {}
    if node is None or node.as_object() is None:
        return samples
    for member, profile in node.fields():
        person = people.by_id.get(member)
        if person is None and people.complete:
            profile.add("typed-stranger", person=member, family=family)
        sex = person.sex if person is not None else Sex.UNKNOWN
        sample = profiles.read(profile, member, sex, rates.get(member, defaults))
        if sample is not None and sample.genotypes:
            samples[member] = sample
    return samples


def _read_missing(
    node: Node | None, people: People, family: str, typed: Collection[str]
) -> dict[str, Node]:
    missing: dict[str, Node] = {}
    if node is None or node.as_list() is None:
        return missing
    for item in node.items():
        person = item.as_id()
        if person is None:
            continue
        if person in missing:
            item.add("missing-twice", person=person, other=family)
            continue
        if person not in people.by_id and people.complete:
            item.add("missing-stranger", person=person, family=family)
        if person in typed:
            item.add("missing-typed", person=person)
        missing[person] = item
    return missing


def _checked_pair(
    body_node: Node,
    missing_node: Node,
    body: str,
    name: str,
    bodies: Mapping[str, Body],
    missing: Mapping[str, Sex],
) -> bool:
    """Whether the pair can be; an empty table of bodies or missing people blames nobody."""
    if body not in bodies:
        if bodies:
            body_node.add("body-unknown", body=body)
        return False
    if name not in missing:
        if missing:
            missing_node.add("missing-unknown", missing=name)
        return False
    if {bodies[body].sex, missing[name]} == {Sex.MALE, Sex.FEMALE}:
        missing_node.add("pair-sexes", body=body, missing=name)
        return False
    return True


def _log10_lr(node: Node) -> float | None:
    return -math.inf if node.value == "-inf" else node.as_number()
