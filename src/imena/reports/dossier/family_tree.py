"""The pedigree of a dossier: relatives by code and relationship, and where the remains stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from imena.kinship.pedigree import Pedigree, Sex
from imena.language import Words, numbers
from imena.matching.case import Family
from imena.reconciliation.pedigrees import (
    SAME,
    SPOUSE,
    DoesNotFitError,
    Families,
    supported,
)
from imena.registry.queries.dossier.content import Kin
from imena.reports.dossier.page import Block, Picture, Section, Table, text
from imena.reports.dossier.teller import Teller, probability
from imena.reports.pedigree_drawing import Placed, draw

_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
_CONTRADICTED = "contradicted"


@dataclass(frozen=True)
class _Speaker:
    """Puts the family into words for the drawing."""

    teller: Teller
    sampled: frozenset[str]

    @property
    def words(self) -> Words:
        return Words("report", self.teller.language)

    def recorded(self, details: Mapping[str, Any], key: str) -> str | None:
        return str(details[key]) if details.get(key) else None

    def relation(self, details: Mapping[str, Any]) -> str | None:
        return self.recorded(details, "relation")

    def profile(self, family: Family, person: str) -> str | None:
        given = person in family.pedigree and person in self.sampled
        return self.teller.words("sample given") if given else None


def family_section(teller: Teller) -> Section | None:
    """Who is related, drawn where the relationship says a place, and listed."""
    kin = teller.dossier.kin
    if not kin:
        return None
    words = teller.words
    blocks: list[Block] = list(pictures(teller))
    restricted = "genetics" in teller.dossier.withheld
    rows = tuple(
        (
            text(one.code, "code"),
            text(teller.term("relationship", one.relationship)),
            teller.person(one.missing),
            text(
                teller.term("kinship_standing", one.standing),
                "stop" if one.standing == _CONTRADICTED else "",
            ),
            text(
                words("not shown")
                if restricted
                else words("given")
                if one.sampled
                else words("not given")
            ),
        )
        for one in kin
    )
    head = (words("Relative"), words("Is"), words("Of"), words("Standing"), words("Sample"))
    blocks.append(Table(head, rows))
    return Section(words("The family"), tuple(blocks), words("by code; no relative is named"))


def pictures(teller: Teller) -> list[Picture]:
    """The pedigree of everybody the dossier names, relatives whose place is known around them."""
    kin = [k for k in teller.dossier.kin if k.standing != _CONTRADICTED]
    families = Families()
    people = {one.number: one for one in teller.dossier.people if one.listed}
    for number, one in people.items():
        families.person(number, _SEXES.get(one.sex, Sex.UNKNOWN))
    drawn = {code for k in sorted(kin, key=_spouses_last) if (code := _related(families, k))}
    sampled = frozenset(k.code for k in kin if k.sampled and k.code in drawn)
    sampled |= frozenset(k.missing for k in kin if k.sampled and k.relationship in SAME)
    found: list[Picture] = []
    shown: set[str] = set()
    for number in people:
        if number in shown:
            continue
        pedigree = _unnamed(families.pedigree_of(number), {*people, *drawn})
        here = tuple(m for m in people if m in pedigree)
        shown |= set(here)
        if len(pedigree) < 2:
            continue
        family = Family(number, pedigree, {}, here, details=_details(teller, kin))
        svg = draw(_Speaker(teller, sampled), family, _placed(teller))
        width, height = _size(svg)
        caption = teller.words(
            "Filled: gave a sample. Double outline: missing. "
            "Blue ring: these remains may stand here."
        )
        found.append(Picture(svg, _said(svg), width, height, text(caption)))
    return found


def _unnamed(pedigree: Pedigree, known: set[str]) -> Pedigree:
    """Whoever only stands between two others is not called by a made-up code."""
    made = {person.id for person in pedigree} - known
    return replace(pedigree, unnamed=pedigree.unnamed | made)


def _spouses_last(kin: Kin) -> tuple[bool, str]:
    return kin.relationship == SPOUSE, kin.code


def _related(families: Families, kin: Kin) -> str:
    """The code of the relative where a place could be given, else nothing."""
    if not supported(kin.relationship) or kin.relationship in SAME:
        return ""
    try:
        if kin.relationship == SPOUSE:
            families.share_children(kin.missing, kin.code)
        else:
            families.relate(kin.missing, kin.relationship, kin.code)
    except DoesNotFitError:
        return ""
    return kin.code


def _details(teller: Teller, kin: list[Kin]) -> Mapping[str, Mapping[str, Any]]:
    told: dict[str, dict[str, Any]] = {
        k.code: {
            "name": teller.drawn(k.code),
            "relation": teller.term("relationship", k.relationship),
        }
        for k in kin
    }
    for one in teller.dossier.people:
        told[one.number] = {"name": teller.drawn(one.number), "birth_year": one.born[:4]}
    return told


def _placed(teller: Teller) -> Mapping[str, list[Placed]]:
    """The remains at the people whom they are proposed to be."""
    found: dict[str, list[Placed]] = {}
    pairs = teller.proposed or ((teller.leading,) if teller.leading else ())
    for one in pairs:
        posterior = probability(one.posterior)
        said = "" if posterior is None else numbers.percent(teller.language, posterior)
        found.setdefault(one.person, []).append(Placed(one.individual, said, own=True))
    return found


def _size(svg: str) -> tuple[float, float]:
    _, _, width, height = svg.split('viewBox="', 1)[1].split('"', 1)[0].split()
    return float(width), float(height)


def _said(svg: str) -> str:
    return svg.split('aria-label="', 1)[1].split('"', 1)[0]
