"""The tree on the page of a family: who is tapped, and whom one can add beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from imena.kinship.pedigree import Sex
from imena.language import Words, message
from imena.reconciliation.kin_steps import OTHER, SINGLE, STEPS, possible
from imena.registry.queries.families import Family, FamilyMember
from imena.web.drawings.pedigree import FATHER, MOTHER, in_tree

_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
_ADD = {
    "parent": message("Add a parent"),
    "partner": message("Add a partner"),
    "child": message("Add a child"),
    "sibling": message("Add a brother or sister"),
}
_RECORD = message("Record this person")
#: Who stands between two others, by the way up from the missing person.
_UNNAMED = {
    FATHER: "father",
    MOTHER: "mother",
    FATHER + FATHER: "paternal_grandfather",
    FATHER + MOTHER: "paternal_grandmother",
    MOTHER + FATHER: "maternal_grandfather",
    MOTHER + MOTHER: "maternal_grandmother",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody in the tree: ``member`` where recorded; ``self`` is the missing person."""

    key: str
    relationship: str
    member: FamilyMember | None
    steps: tuple[tuple[str, str], ...]

    @property
    def is_missing(self) -> bool:
        """Whether it is the person who is looked for."""
        return self.relationship == "self"


def chosen(file: Family, key: str, language: str) -> Chosen | None:
    """Who is tapped in the tree or the list, with the addresses to add somebody beside them."""
    found = anchor(file, key)
    if found is None:
        return None
    relationship, member = found
    return Chosen(
        key, relationship, member, tuple(_steps(file, key, relationship, member, language))
    )


def anchor(file: Family, key: str) -> tuple[str, FamilyMember | None] | None:
    """Who somebody in the tree is to the missing person; ``None`` where nobody is called so."""
    number = file.missing.number
    if key == number:
        return "self", None
    member = next((m for m in file.members or () if m.code == key), None)
    if member is not None:
        return member.relationship, member
    way = key.removeprefix(number)
    unnamed = key.startswith(number) and way in _UNNAMED and key in in_tree(file)
    return (_UNNAMED[way], None) if unnamed else None


def offered(file: Family, of: str, step: str) -> Sequence[str]:
    """What somebody added so may be to the missing person: who is there once is not offered
    again."""
    found = anchor(file, of)
    if found is None:
        return ()
    relationship, member = found
    if step not in STEPS:
        return (relationship,)
    sex = _SEXES.get(member.sex, Sex.UNKNOWN) if member else Sex.UNKNOWN
    there = {m.relationship for m in file.members or ()}
    return [one for one in possible(step, relationship, sex) if one not in SINGLE & there]


def address(file: Family, key: str, *, adds: bool) -> str:
    """Where tapping somebody in the tree leads: to what can be added beside them for whoever
    ``adds``, else to their page."""
    number = file.missing.number
    if any(one.number == key for one in file.also):
        return reverse("missing", args=[key])
    found = anchor(file, key)
    if found is None:
        return ""
    if not adds:
        return reverse("person", args=[key]) if found[1] else ""
    return f"{reverse('missing', args=[number])}?{urlencode({'at': key})}#at"


def _steps(
    file: Family, key: str, relationship: str, member: FamilyMember | None, language: str
) -> Iterator[tuple[str, str]]:
    """Words and address for each step that leads to somebody."""
    words = Words("web_family", language)
    base = reverse("relative", args=[file.missing.number])
    if member is None and relationship != "self":
        yield words(_RECORD), f"{base}?{urlencode({'of': key, 'step': 'here'})}"
        return
    for step in STEPS:
        if set(offered(file, key, step)) - {OTHER}:
            yield words(_ADD[step]), f"{base}?{urlencode({'of': key, 'step': step})}"
