"""Families of whom nobody is typed and whose people stand alike: worked out once, said of each."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest

from imena.kinship.observation import ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.case import Body, Case, Family
from imena.matching.pairwise import Readings, compare_all
from imena.matching.sampling import prospects
from imena.matching.sampling.likeness import compare_once, kin_of
from imena.matching.sampling.prospects import Planned, Prospect
from imena.matching.sampling.together import FAMILIES, FIRST, with_all
from tests.matching.sampling.families import PEDIGREE, family, marker, search

MARKERS = [marker((0.3, 0.3, 0.2, 0.2), f"L{n}", mutation=0.002) for n in range(5)]
RATES = ReadingRates(dropout=0.05, drop_in=0.01, typing_error=0.0)


def renamed(one: Family) -> Family:
    """The same family under other names, its pedigree in another order."""

    def name(who: str | None) -> str | None:
        return None if who is None else f"{who}-2"

    people = [Person(f"{p.id}-2", name(p.father), name(p.mother), p.sex) for p in one.pedigree]
    return Family(
        f"{one.id}-2",
        Pedigree.of(sorted(people, key=lambda p: p.id)),
        {f"{who}-2": sample for who, sample in one.samples.items()},
        tuple(f"{m}-2" for m in one.missing),
    )


def every_prospect(of: Planned, ending: str = "") -> list[Prospect]:
    found = [of.without(), of.with_direct_sample(f"he{ending}")]
    found += [of.with_relative(f"{who}{ending}") for who in ("dad", "half", "girl", "wife")]
    return [
        replace(
            one,
            person=one.person.removesuffix("-2"),
            before=tuple(replace(o, missing=o.missing.removesuffix("-2")) for o in one.before),
            after=tuple(replace(o, missing=o.missing.removesuffix("-2")) for o in one.after),
        )
        for one in found
    ]


def figures(of: list[Prospect]) -> list[float]:
    found = [x for one in of for x in (one.gained, one.gained_mcse)]
    outlooks = [o for one in of for o in (*one.before, *one.after)]
    return found + [x for o in outlooks for x in astuple(o)[1:]]


@pytest.mark.parametrize("missing", [("he",), ("he", "brother")])
def test_shared_and_unshared_figures_are_the_same(missing: tuple[str, ...]) -> None:
    first = family(missing=missing)
    second = renamed(first)
    among = dict.fromkeys(second.missing, 0.3)
    by = search(MARKERS, rates=RATES, replicates=300, threshold=0.7)
    every_prospect(Planned(first, by, dict.fromkeys(missing, 0.6)))
    shared = every_prospect(Planned(second, by, among), "-2")
    alone = search(MARKERS, rates=RATES, replicates=300, threshold=0.7)
    unshared = every_prospect(Planned(second, alone, among), "-2")
    # The pedigrees differ in their order, and so do sums by rounding.
    assert figures(shared) == pytest.approx(figures(unshared), rel=1e-9, abs=1e-12)
    assert any(one.gained > 0 for one in shared)


def test_of_families_alike_the_second_is_not_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    by = search(MARKERS, replicates=300)
    first = family()
    first_found = every_prospect(Planned(first, by, {"he": 0.6}))
    monkeypatch.delattr(prospects, "drawn")
    found = every_prospect(Planned(renamed(first), by, {"he-2": 0.3}), "-2")
    assert [one.after for one in found] == [one.after for one in first_found]
    assert [one.gained for one in found] == pytest.approx([one.gained / 2 for one in first_found])


def test_whoever_is_typed_sets_a_family_apart() -> None:
    by = search(MARKERS, replicates=300)
    mum = {"mum": Sample({m.name: ("3", "4") for m in MARKERS})}
    untyped = Planned(family(), by, {"he": 0.5})
    typed = Planned(family(mum), by, {"he": 0.5})
    assert untyped.alike(PEDIGREE, ["dad"]) is not None
    assert typed.alike(PEDIGREE, ["dad"]) is None
    inbred = Planned(replace(family(), founder_inbreeding={"dad": 0.1}), by, {"he": 0.5})
    assert inbred.alike(PEDIGREE, ["dad"]) is None
    assert typed.with_relative("dad") != untyped.with_relative("dad")


def test_kin_is_alike_by_place_and_sex_and_not_by_name() -> None:
    other = renamed(family()).pedigree
    assert kin_of(PEDIGREE, ["he", "brother"]) == kin_of(other, ["he-2", "brother-2"])
    assert kin_of(PEDIGREE, ["he", "brother"]) == kin_of(PEDIGREE, ["brother", "he"])
    assert kin_of(PEDIGREE, ["he", "brother"]) != kin_of(PEDIGREE, ["he", "half"])
    assert kin_of(PEDIGREE, ["he", "dad"]) != kin_of(PEDIGREE, ["dad", "he"])
    sister = [replace(p, sex=Sex.FEMALE) if p.id == "brother" else p for p in PEDIGREE]
    assert kin_of(PEDIGREE, ["brother"]) != kin_of(Pedigree.of(sister), ["brother"])


def test_every_pair_has_the_ratio_it_has_without_sharing() -> None:
    mum = {"mum": Sample({m.name: ("3", "4") for m in MARKERS})}
    typed = renamed(family(mum, ("he", "brother")))
    impossible = {
        "dad": Sample({"still": ("1", "1")}),
        "brother": Sample({"still": ("2", "2")}),
    }
    households = (
        replace(family(), id="one"),
        replace(typed, id="typed"),
        replace(renamed(renamed(family())), id="alike"),
        replace(renamed(renamed(renamed(family(impossible)))), id="impossible"),
    )
    bodies = (
        Body("man", Sex.MALE, Sample({m.name: ("1", "3") for m in MARKERS})),
        Body("woman", Sex.FEMALE, Sample({m.name: ("2", "4") for m in MARKERS})),
        Body("unread", Sex.UNKNOWN, Sample({})),
    )
    case = Case("", (*MARKERS, marker(name="still")), households, bodies)
    once, contradicted = compare_once(case)
    whole = compare_all(Readings.of(case))
    np.testing.assert_array_equal(once, whole.log_lr)
    assert contradicted == set(whole.impossible) == {"impossible"}
    with pytest.raises(ValueError, match="barred"):
        compare_once(replace(case, pairings={"man": ("he",)}))


def test_no_more_families_are_drawn_than_the_question_needs() -> None:
    by = search(MARKERS, bodies=3, missing=3, threshold=0.9)
    plan = Planned(family(), by, {"he": 0.5})
    (whole,) = with_all(plan, ["dad", "mum"])
    assert whole.families == FAMILIES
    assert 0.2 < whole.named < 0.95
    for clear in (0.01, 0.99):
        (found,) = with_all(plan, ["dad", "mum"], enough=clear)
        assert found.families == FIRST
        assert (found.named > clear) == (whole.named > clear)
        error = np.hypot(found.named_mcse, whole.named_mcse)
        assert found.named == pytest.approx(whole.named, abs=4 * error)
    (open_still,) = with_all(plan, ["dad", "mum"], enough=whole.named)
    assert open_still.families == FAMILIES
