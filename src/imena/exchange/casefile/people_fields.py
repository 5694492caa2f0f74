"""People of a pedigree in a case file: ids, sexes, parents, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from imena.exchange.casefile.problems import Phrase
from imena.exchange.casefile.tree import Node
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.language import message

MEMBER_FIELDS = ("id", "father", "mother", "sex")

_FATHER, _MOTHER = Phrase(message("father")), Phrase(message("mother"))
_RECORDED = {Sex.MALE: Phrase(message("male")), Sex.FEMALE: Phrase(message("female"))}


@dataclass(frozen=True)
class People:
    """The people of one pedigree as far as they could be read.

    ``by_id`` holds everyone with a readable id, sexes settled by the roles of parents (a sex that
    contradicts the role is in doubt, therefore unknown);
    ``complete`` is false where somebody's id could not be read; ``pedigree`` is ``None`` after
    problems were noted. ``details`` holds what the file says of a person beyond the format.
    """

    by_id: Mapping[str, Person] = field(default_factory=dict)
    complete: bool = False
    pedigree: Pedigree | None = None
    details: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_people(node: Node | None, family: str) -> People:
    """Read a list of members."""
    if node is None or node.as_list() is None:
        return People()
    noted = len(node.report.problems)
    people: dict[str, Person] = {}
    nodes: dict[str, Node] = {}
    details: dict[str, Mapping[str, Any]] = {}
    complete = True
    for item in node.items():
        person = _read_person(item)
        if person is None:
            complete = False
        elif person.id in people:
            item.add("person-twice", person=person.id, family=family)
        else:
            people[person.id], nodes[person.id] = person, item
            beyond = fields_beyond(item, MEMBER_FIELDS)
            if beyond:
                details[person.id] = beyond
    people = _check_parents(people, nodes, complete)
    for line in _own_ancestors(people.values()):
        nodes[line[0]].add("own-ancestor", person=line[0], line=" → ".join(line))
    good = complete and len(node.report.problems) == noted
    pedigree = Pedigree.of(people.values()) if good else None
    return People(people, complete, pedigree, details)


def read_sex(node: Node | None) -> Sex:
    """A code for sex; unknown where it cannot be read."""
    code = None if node is None else node.as_text()
    if node is None or code is None:
        return Sex.UNKNOWN
    try:
        return Sex(code)
    except ValueError:
        node.add("sex-code", value=code)
        return Sex.UNKNOWN


def read_founder_inbreeding(node: Node | None, people: People, family: str) -> dict[str, float]:
    """f by founder; zeros are left out."""
    if node is None or node.as_object() is None:
        return {}
    inbreeding: dict[str, float] = {}
    for member, stated in node.fields():
        f = stated.as_number(0, 1)
        person = people.by_id.get(member)
        if person is None:
            if people.complete:
                stated.add("member-unknown", person=member, family=family)
        elif person.father is not None or person.mother is not None:
            stated.add("inbreeding-not-founder", person=member)
        elif f:
            inbreeding[member] = f
    return inbreeding


def fields_beyond(node: Node, known: Sequence[str]) -> dict[str, Any]:
    """The fields of an object that the format does not define."""
    value = node.value
    return {k: v for k, v in value.items() if k not in known} if isinstance(value, dict) else {}


def _read_person(node: Node) -> Person | None:
    if node.as_object() is None:
        return None
    node.check_spelling(MEMBER_FIELDS)
    sex = read_sex(node.need("sex"))
    parents: list[str | None] = []
    for role in ("father", "mother"):
        stated = node.get(role)
        parents.append(None if stated is None else stated.as_id())
    id_node = node.need("id")
    person_id = None if id_node is None else id_node.as_id()
    return None if person_id is None else Person(person_id, parents[0], parents[1], sex)


def _check_parents(
    people: dict[str, Person], nodes: Mapping[str, Node], complete: bool
) -> dict[str, Person]:
    """Note impossible parents, each parent's sex once; give parents the sex of their role."""
    settled = dict(people)
    roles: dict[str, set[Sex]] = {}
    for person in people.values():
        if person.father is not None and person.father == person.mother:
            nodes[person.id].add("parent-same", parent=person.father, person=person.id)
            continue
        for role, parent_id, sex in (
            (_FATHER, person.father, Sex.MALE),
            (_MOTHER, person.mother, Sex.FEMALE),
        ):
            if parent_id is None:
                continue
            parent = people.get(parent_id)
            if parent is None:
                if complete:
                    nodes[person.id].add(
                        "parent-stranger", role=role, parent=parent_id, person=person.id
                    )
            elif sex in roles.setdefault(parent_id, set()):
                continue
            else:
                roles[parent_id].add(sex)
                if parent.sex is Sex.UNKNOWN:
                    settled[parent_id] = replace(parent, sex=sex)
                    if len(roles[parent_id]) == 2:
                        nodes[parent_id].add("parent-roles", parent=parent_id)
                elif parent.sex is not sex:
                    settled[parent_id] = replace(parent, sex=Sex.UNKNOWN)
                    nodes[parent_id].add(
                        "parent-sex",
                        parent=parent_id,
                        role=role,
                        person=person.id,
                        recorded=_RECORDED[parent.sex],
                    )
    return settled


def _own_ancestors(people: Iterable[Person]) -> list[list[str]]:
    """Lines of descent that close on themselves, each person in one of them at most."""
    parents = {p.id: [x for x in (p.father, p.mother) if x is not None] for p in people}
    lines: list[list[str]] = []
    while True:
        _drop_without_parents(parents)
        if not parents:
            return lines
        walked: list[str] = []
        current = next(iter(parents))
        while current not in walked:
            walked.append(current)
            current = next(parent for parent in parents[current] if parent in parents)
        line = walked[walked.index(current) :]
        lines.append([*line, line[0]])
        for person in line:
            del parents[person]


def _drop_without_parents(parents: dict[str, list[str]]) -> None:
    """Drop, again and again, people none of whose parents is left: they close no line."""
    while free := [p for p, above in parents.items() if not any(x in parents for x in above)]:
        for person in free:
            del parents[person]
