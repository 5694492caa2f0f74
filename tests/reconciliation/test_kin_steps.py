"""Whoever is added beside a relative stands in that relative’s place of the pedigree."""

from __future__ import annotations

import pytest

from imena.kinship.pedigree import Pedigree, Sex
from imena.reconciliation.kin_steps import OTHER, STEPS, possible, sex_of
from imena.reconciliation.pedigrees import STEPS as PLACED
from imena.reconciliation.pedigrees import DoesNotFitError, Families

_SEXES = {"sisters_child": Sex.FEMALE, "brothers_child": Sex.MALE}


def tree(*kin: tuple[str, str, Sex]) -> Pedigree:
    families = Families()
    families.person("missing", Sex.MALE)
    for who, relationship, sex in kin:
        if relationship == "spouse":
            families.share_children("missing", who, sex)
        else:
            families.relate("missing", relationship, who, sex)
    return families.pedigree_of("missing")


def parents(pedigree: Pedigree, who: str) -> set[str | None]:
    return {pedigree[who].father, pedigree[who].mother}


CASES = [
    (step, of, found)
    for step in STEPS
    for of in ("self", *PLACED)
    for found in possible(step, of)
    if found in PLACED
    # Of which sister or brother somebody is a child is not recorded.
    and (step, of) not in {("sibling", "sisters_child"), ("sibling", "brothers_child")}
]


@pytest.mark.parametrize(("step", "of", "found"), CASES)
def test_a_term_is_where_the_step_leads(step: str, of: str, found: str) -> None:
    sexes = {"father": Sex.MALE, "mother": Sex.FEMALE}
    one = sexes.get(of, sex_of(of))
    if (step, of) == ("child", "full_sibling"):
        one = _SEXES[found]
    kin = [("one", of, one)] if of != "self" else []
    anchor = "one" if kin else "missing"
    try:
        drawn = tree(*kin, ("new", found, sex_of(found)))
    except DoesNotFitError:
        # A second mother, or a father among the children of grandparents who is nobody recorded.
        pytest.fail(f"{found} does not fit beside {of}")
    mine, theirs = parents(drawn, anchor), parents(drawn, "new")
    if step == "parent":
        leads = "new" in mine or _over_a_child(drawn, anchor, "new")
    elif step == "child":
        leads = anchor in theirs or bool(mine & theirs - {None}) or _under(drawn, anchor, "new")
    elif step == "sibling":
        leads = bool(mine & theirs - {None})
    else:
        leads = any({anchor, "new"} == {p.father, p.mother} for p in drawn)
    assert leads, (step, of, found)


def _over_a_child(drawn: Pedigree, anchor: str, new: str) -> bool:
    """The sister whose child somebody is: the child’s parent is a sibling of the missing person,
    which one is not said."""
    parent = parents(drawn, anchor) - {None}
    return any(parents(drawn, str(p)) & parents(drawn, new) - {None} for p in parent)


def _under(drawn: Pedigree, anchor: str, new: str) -> bool:
    """A child of a sibling, where the sibling is one who is not called by a name."""
    return any(parents(drawn, str(p)) & parents(drawn, anchor) - {None}
               for p in parents(drawn, new) - {None})  # fmt: skip


def test_what_has_no_nearer_term_is_another_relative() -> None:
    assert possible("parent", "spouse") == (OTHER,)
    assert possible("child", "full_sibling", Sex.MALE) == ("brothers_child",)
    with pytest.raises(ValueError, match="no step"):
        possible("cousin", "self")
