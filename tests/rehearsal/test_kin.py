"""Who two people of a family are to each other."""

from __future__ import annotations

import pytest

from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.rehearsal.kin import relationship

M, F = Sex.MALE, Sex.FEMALE
FAMILY = Pedigree.of(
    [
        Person("grandfather", sex=M),
        Person("grandmother", sex=F),
        Person("father", "grandfather", "grandmother", M),
        Person("aunt", "grandfather", "grandmother", F),
        Person("aunt’s husband", sex=M),
        Person("cousin", "aunt’s husband", "aunt", M),
        Person("mother", sex=F),
        Person("other man", sex=M),
        Person("half-brother", "other man", "mother", M),
        Person("x", "father", "mother", M),
        Person("sister", "father", "mother", F),
        Person("sister’s husband", sex=M),
        Person("niece", "sister’s husband", "sister", F),
        Person("wife", sex=F),
        Person("son", "x", "wife", M),
        Person("son’s wife", sex=F),
        Person("granddaughter", "son", "son’s wife", F),
    ]
)


@pytest.mark.parametrize(
    ("relative", "term"),
    [
        ("father", "father"),
        ("mother", "mother"),
        ("son", "son"),
        ("sister", "full_sibling"),
        ("half-brother", "maternal_half_sibling"),
        ("grandfather", "paternal_grandfather"),
        ("grandmother", "paternal_grandmother"),
        ("granddaughter", "grandchild"),
        ("aunt", "paternal_aunt"),
        ("niece", "sisters_child"),
        ("cousin", "cousin"),
        ("wife", "spouse"),
        ("son’s wife", "other"),
        ("aunt’s husband", "other"),
    ],
)
def test_each_relative_is_called_by_their_term(relative: str, term: str) -> None:
    assert relationship(FAMILY, relative, "x") == term
