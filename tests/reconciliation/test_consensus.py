"""Several samples of one person: what they agree on, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.kinship.observation import Genotype
from imena.kinship.pedigree import Sex
from imena.reconciliation.consensus import consensus
from imena.registry.queries.frozen import Typing


def typing(outcome: str = "full_profile", /, **profile: Sequence[str]) -> Typing:
    return read(profile, outcome)


def read(profile: Mapping[str, Sequence[str]], outcome: str = "full_profile") -> Typing:
    return Typing("SM-1", outcome, "autosomal_str", {m: tuple(a) for m, a in profile.items()})


@pytest.mark.parametrize(
    ("readings", "agreed"),
    [
        ([("6", "9.3")], ("6", "9.3")),
        ([("6", "9.3"), ("9.3", "6")], ("6", "9.3")),
        ([("6", "6"), ("6", "6")], ("6", "6")),
        ([("6", "9.3"), ("6",)], ("6", "9.3")),
        ([("6",)], ("6", None)),
        ([("?", "6")], ("6", None)),
        ([("6",), ("6", "?")], ("6", None)),
        ([("6", "9.3"), ("6", "6")], None),
        ([("6", "9.3"), ("7",)], None),
        ([("6",), ("7",)], None),
    ],
)
def test_readings_of_one_marker(readings: list[tuple[str, ...]], agreed: Genotype | None) -> None:
    found = consensus([typing(TH01=reading) for reading in readings])
    assert found.genotypes == ({} if agreed is None else {"TH01": agreed})
    assert found.disagreeing == (("TH01",) if agreed is None else ())


@given(st.permutations([("6", "9.3"), ("9.3", "6"), ("6",), ("?", "9.3"), ()]))
def test_the_order_of_the_samples_does_not_count(readings: list[tuple[str, ...]]) -> None:
    found = consensus([typing(TH01=reading) for reading in readings])
    assert set(found.genotypes["TH01"]) == {"6", "9.3"}
    assert found.disagreeing == ()


def test_three_alleles_are_not_one_person_s() -> None:
    found = consensus([typing(TH01=("6", "7", "9.3"), D3S1358=("15", "16"))])
    assert found.unusable == ("TH01",)
    assert found.genotypes == {"D3S1358": ("15", "16")}


def test_samples_that_differ_at_many_markers_are_two_people_s_and_nothing_is_made_of_them() -> None:
    one = read({f"M{i}": ("6", "7") for i in range(8)})
    differs = {f"M{i}": ("6", "7") for i in range(8)} | {f"M{i}": ("8", "9") for i in range(3)}
    found = consensus([one, read(differs)])
    assert found.two_people
    assert found.genotypes == {}
    assert len(found.disagreeing) == 3
    del differs["M2"]
    assert not consensus([one, read(differs)]).two_people


@pytest.mark.parametrize(
    ("typings", "sex"),
    [
        ([typing(AMEL=("X", "Y"))], Sex.MALE),
        ([typing("partial_profile", Amelogenin=("Y",))], Sex.MALE),
        ([typing(AMEL=("X", "X"))], Sex.FEMALE),
        ([typing("partial_profile", AMEL=("X", "X"))], Sex.UNKNOWN),
        ([typing(AMEL=("X", "Y")), typing(AMEL=("X", "X"))], Sex.UNKNOWN),
        ([typing(TH01=("6", "7"))], Sex.UNKNOWN),
    ],
)
def test_sex_is_amelogenin_s_where_it_can_be_relied_on(typings: list[Typing], sex: Sex) -> None:
    assert consensus(typings).sex is sex
    assert not any(m.casefold().startswith("amel") for m in consensus(typings).genotypes)
