"""A kinship said of two people becomes the pedigree in which they are that related."""

from __future__ import annotations

from functools import cache

import pytest

from imena.kinship.pedigree import Pedigree, Sex
from imena.reconciliation.pedigrees import STEPS, DoesNotFitError, Families, supported
from imena.registry.vocabulary import vocabulary

#: The coefficient of kinship (Malécot 1948) that each relationship has by definition.
COEFFICIENT = {
    "father": 1 / 4, "mother": 1 / 4, "son": 1 / 4, "daughter": 1 / 4, "full_sibling": 1 / 4,
    "maternal_half_sibling": 1 / 8, "paternal_half_sibling": 1 / 8,
    "maternal_grandmother": 1 / 8, "maternal_grandfather": 1 / 8,
    "paternal_grandmother": 1 / 8, "paternal_grandfather": 1 / 8,
    "maternal_aunt": 1 / 8, "maternal_uncle": 1 / 8,
    "paternal_aunt": 1 / 8, "paternal_uncle": 1 / 8,
    "sisters_child": 1 / 8, "brothers_child": 1 / 8,
}  # fmt: skip


def kinship(pedigree: Pedigree, first: str, second: str) -> float:
    """Probability that an allele drawn of each is one by descent, by walking up the pedigree."""
    order = {person.id: i for i, person in enumerate(pedigree)}

    @cache
    def of(a: str, b: str) -> float:
        if order[a] < order[b]:
            a, b = b, a
        one = pedigree[a]
        if one.father is None or one.mother is None:
            return 0.5 if a == b else 0.0
        if a == b:
            return 0.5 * (1 + of(one.father, one.mother))
        return 0.5 * (of(one.father, b) + of(one.mother, b))

    return of(first, second)


def family(*kin: tuple[str, str, str], sexes: dict[str, Sex] | None = None) -> Families:
    """Kinships as (missing, relationship, relative); the missing are men unless said."""
    made = Families()
    for missing, _, _ in kin:
        made.person(missing, (sexes or {}).get(missing, Sex.MALE))
    for missing, relationship, relative in kin:
        made.relate(missing, relationship, relative)
    return made


def test_every_relationship_is_either_placed_or_known_not_to_be() -> None:
    codes = {term.code for term in vocabulary("relationship").terms}
    assert {code for code in codes if not supported(code)} == {
        "grandchild", "cousin", "other", "unknown",
    }  # fmt: skip
    assert set(STEPS) == set(COEFFICIENT)


@pytest.mark.parametrize("relationship", sorted(STEPS))
def test_one_relative_is_as_near_as_the_word_says(relationship: str) -> None:
    pedigree = family(("він", relationship, "родич")).pedigree_of("він")
    assert kinship(pedigree, "він", "родич") == COEFFICIENT[relationship]


@pytest.mark.parametrize(
    ("kin", "pair", "coefficient"),
    [
        ([("a", "mother", "м"), ("b", "mother", "м")], ("a", "b"), 1 / 8),
        (
            [
                ("a", "mother", "м"),
                ("b", "mother", "м"),
                ("a", "father", "т"),
                ("b", "father", "т"),
            ],
            ("a", "b"),
            1 / 4,
        ),
        ([("a", "full_sibling", "с"), ("b", "full_sibling", "с")], ("a", "b"), 1 / 4),
        ([("a", "mother", "м"), ("a", "maternal_aunt", "т")], ("м", "т"), 1 / 4),
        ([("a", "mother", "м"), ("a", "full_sibling", "с")], ("м", "с"), 1 / 4),
        ([("a", "mother", "м"), ("a", "maternal_half_sibling", "с")], ("м", "с"), 1 / 4),
        ([("a", "mother", "м"), ("a", "paternal_half_sibling", "с")], ("м", "с"), 0),
        ([("a", "paternal_grandfather", "д"), ("a", "paternal_uncle", "у")], ("д", "у"), 1 / 4),
        ([("a", "son", "с"), ("b", "brothers_child", "с")], ("a", "b"), 1 / 4),
        ([("a", "son", "с"), ("a", "daughter", "д")], ("с", "д"), 1 / 8),
        ([("a", "maternal_aunt", "т"), ("b", "full_sibling", "т")], ("a", "b"), 1 / 8),
    ],
)
def test_several_kinships_make_one_family(
    kin: list[tuple[str, str, str]], pair: tuple[str, str], coefficient: float
) -> None:
    made = family(*kin)
    pedigree = made.pedigree_of("a")
    assert kinship(pedigree, *pair) == coefficient


@pytest.mark.parametrize(
    "kin",
    [
        [("a", "mother", "м"), ("a", "mother", "інша")],
        [("a", "mother", "м"), ("a", "father", "м")],
        [("a", "mother", "м"), ("a", "son", "м")],
        [("a", "father", "т"), ("b", "mother", "т")],
        [("a", "mother", "м"), ("b", "maternal_uncle", "м")],
    ],
)
def test_what_contradicts_a_kinship_taken_before_is_refused_and_changes_nothing(
    kin: list[tuple[str, str, str]],
) -> None:
    *before, (missing, relationship, relative) = kin
    made = family(*before)
    made.person(missing, Sex.MALE)
    kept = made.pedigree_of("a")
    with pytest.raises(DoesNotFitError):
        made.relate(missing, relationship, relative)
    assert made.pedigree_of("a") == kept


def test_a_child_of_somebody_whose_sex_nobody_knows_has_no_place() -> None:
    with pytest.raises(DoesNotFitError, match="father or mother"):
        family(("a", "son", "с"), sexes={"a": Sex.UNKNOWN})


def test_a_mother_whose_dna_is_a_man_s_does_not_fit() -> None:
    made = Families()
    made.person("a", Sex.MALE)
    with pytest.raises(DoesNotFitError):
        made.relate("a", "mother", "м", Sex.MALE)


def test_a_spouse_is_the_other_parent_of_the_children_who_stand_there() -> None:
    made = family(("a", "son", "с"), ("a", "daughter", "д"))
    made.share_children("a", "дружина")
    pedigree = made.pedigree_of("a")
    assert kinship(pedigree, "дружина", "с") == kinship(pedigree, "дружина", "д") == 1 / 4
    assert kinship(pedigree, "с", "д") == 1 / 4
    assert kinship(pedigree, "a", "дружина") == 0
    assert pedigree["дружина"].sex is Sex.FEMALE


def test_a_spouse_without_a_child_or_beside_another_parent_has_no_place() -> None:
    with pytest.raises(DoesNotFitError, match="no child"):
        family(("a", "mother", "м")).share_children("a", "дружина")
    made = family(("a", "son", "с"))
    made.share_children("a", "дружина")
    kept = made.pedigree_of("a")
    with pytest.raises(DoesNotFitError):
        made.share_children("a", "друга дружина")
    with pytest.raises(DoesNotFitError):
        made.share_children("a", "третя", Sex.MALE)
    assert made.pedigree_of("a") == kept
