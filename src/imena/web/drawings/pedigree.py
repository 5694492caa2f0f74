"""The family of somebody missing as a tree in which each person can be tapped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from imena.kinship.pedigree import Pedigree, Sex
from imena.language import Words
from imena.matching.case import Family as Drawn
from imena.reconciliation.pedigrees import SAME, SPOUSE, DoesNotFitError, Families, supported
from imena.registry.queries.families import Family
from imena.registry.vocabulary import said
from imena.reports.markup import Html
from imena.reports.pedigree_drawing import draw as drawn_of

_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
#: How those who stand between two others are called after whom they are parents of.
FATHER, MOTHER = "♂", "♀"


@dataclass(frozen=True)
class _Speaker:
    """Puts the family into words for the drawing."""

    language: str
    sampled: frozenset[str]

    @property
    def words(self) -> Words:
        return Words("report", self.language)

    def recorded(self, details: Mapping[str, Any], key: str) -> str | None:
        return str(details[key]) if details.get(key) else None

    def relation(self, details: Mapping[str, Any]) -> str | None:
        return self.recorded(details, "relation")

    def profile(self, family: Drawn, person: str) -> str | None:
        given = person in family.pedigree and person in self.sampled
        return Words("web_drawings", self.language)("sample given") if given else None


def draw(
    file: Family, language: str, *, link: Callable[[str], str] | None = None, chosen: str = ""
) -> Html | None:
    """The tree as the family says it is; ``None`` where nobody stands in it beside the missing
    person. What genetics found of a kinship is not in it."""
    tree = _pedigree(file)
    if len(tree) < 2:
        return None
    numbers = (file.missing.number, *(one.number for one in file.also))
    here = tuple(number for number in numbers if number in tree)
    members = file.members or ()
    sampled = frozenset(m.code for m in members if m.sampled and not m.waits and m.code in tree)
    family = Drawn(file.missing.number, tree, {}, here, details=_details(file, language))
    return drawn_of(
        _Speaker(language, sampled), family, {}, link=link, chosen=chosen if chosen in tree else ""
    )


def in_tree(file: Family) -> frozenset[str]:
    """Who stands in the tree: codes, numbers, and those who are only between two others."""
    return frozenset(person.id for person in _pedigree(file))


def _pedigree(file: Family) -> Pedigree:
    families = Families()
    number = file.missing.number
    sexes = {m.code: _SEXES.get(m.sex, Sex.UNKNOWN) for m in file.members or ()}
    families.person(number, _SEXES.get(file.missing.sex, Sex.UNKNOWN))
    kin = [(number, m.code, m.relationship) for m in file.members or ()]
    for one in file.also:
        families.person(one.number, _SEXES.get(one.sex, Sex.UNKNOWN))
        kin += [(one.number, code, relationship) for code, relationship in one.kin]
    for missing, code, relationship in sorted(kin, key=lambda k: (k[2] == SPOUSE, k[1])):
        _related(families, missing, code, relationship, sexes.get(code, Sex.UNKNOWN))
    tree = families.pedigree_of(number)
    known = {number, *sexes, *(one.number for one in file.also)}
    return replace(tree, unnamed=tree.unnamed | ({person.id for person in tree} - known))


def _related(families: Families, missing: str, code: str, relationship: str, sex: Sex) -> None:
    """Whose place does not follow, or does not fit what stands already, is in the list alone."""
    if not supported(relationship) or relationship in SAME:
        return
    try:
        if relationship == SPOUSE:
            families.share_children(missing, code, sex)
        else:
            families.relate(missing, relationship, code, sex)
    except DoesNotFitError:
        return


def _details(file: Family, language: str) -> Mapping[str, Mapping[str, Any]]:
    told: dict[str, dict[str, Any]] = {
        m.code: {
            "name": _short(m.name),
            "relation": said("relationship", m.relationship, language),
            "birth_year": m.born[:4],
            "death_year": m.died[:4],
            "dead": m.dead,
            "waits": m.waits,
            "asked": not (m.sampled or m.dead or m.erased or m.rules.get("never")),
        }
        for m in file.members or ()
    }
    told[file.missing.number] = {"name": _short(file.name), "birth_year": file.missing.born[:4]}
    for one in file.also:
        told[one.number] = {"name": _short(one.name), "birth_year": one.born[:4]}
    return told


def _short(name: str) -> str:
    """Family and given name: a tree has no room for more."""
    return " ".join(name.split()[:2])
