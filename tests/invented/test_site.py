"""An invented site is what its plan says, the same each time, and plainly invented."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from imena.invented.markers import AUTOSOMAL, X_LINKED, invented_markers
from imena.invented.names import MEN, SURNAMES, WOMEN
from imena.invented.plan import DEMO_SITE, PlanError, SitePlan, choose_shapes
from imena.invented.shapes import DISTANT, RELATIONS, SHAPES
from imena.invented.site import InventedSite, invent_site
from imena.kinship.likelihood import log_likelihood
from imena.kinship.pedigree import Sex
from imena.naming.transliterate import transliterated
from imena.numbering.check import CHECK_LETTERS
from imena.numbering.reading import read

SMALL = SitePlan(missing=12, families=8, unlisted=3, absent=2, partial=3, failed=1)


@lru_cache(maxsize=1)
def demo() -> InventedSite:
    return invent_site(DEMO_SITE, invented_markers(), seed=1)


def small(seed: int = 7, **changes: Any) -> InventedSite:
    return invent_site(replace(SMALL, **changes), invented_markers(8), seed)


def as_text(site: InventedSite) -> str:
    return repr((site.case.families, site.case.bodies, site.truth))


def test_the_demo_site_has_the_scale_of_a_real_one() -> None:
    case = demo().case
    assert len(case.markers) == 23
    assert len(case.missing) == 424
    assert len(case.families) == 352
    assert DEMO_SITE.bodies == 447
    assert len(case.bodies) == 448  # one body stands twice
    graves = Counter(body.details.get("grave", "pit") for body in case.bodies)
    assert len(graves) == 446
    assert graves["pit"] == 3


def test_the_demo_site_has_every_kind_of_family() -> None:
    shapes = Counter(family.shape.name for family in demo().families)
    for name in ("both parents", "mother and sibling", "wife and child", "three siblings"):
        assert shapes[name] > 10
    for name in ("half-sibling", "grandmother", "uncle", "two brothers, one half-sibling"):
        assert shapes[name] >= 1
    missing = Counter(len(family.missing) for family in demo().case.families)
    assert set(missing) == {1, 2, 3, 4, 5}


def test_the_demo_site_has_poor_profiles() -> None:
    typed = Counter(len(body.sample.genotypes) for body in demo().case.bodies)
    assert 340 <= typed[23] <= 380
    assert sum(n for markers, n in typed.items() if markers < 8) >= 5


def test_the_truth_of_the_demo_site() -> None:
    truth, case = demo().truth, demo().case
    assert list(truth.identities) == [body.id for body in case.bodies]
    named = [m for m in truth.identities.values() if m is not None]
    assert len(set(named)) == 414
    assert set(truth.not_among) == set(case.missing) - set(named)
    assert len(truth.not_among) == 10
    assert sum(m is None for m in truth.identities.values()) in (33, 34)
    ((first, second),) = truth.sampled_twice
    assert truth.identities[first] == truth.identities[second]
    assert len(truth.related_unlisted) == 1
    assert all(truth.identities[body] is None for body in truth.related_unlisted[0])
    assert len(truth.misrecorded) == 2


def test_a_body_sampled_twice_has_the_same_genes() -> None:
    first, second = (demo().case.body_of[body] for body in demo().truth.sampled_twice[0])
    assert first.sample == second.sample
    assert first.id != second.id


def test_a_wrong_record_contradicts_a_typed_parent() -> None:
    """The record makes the family far less likely than it is without this person in it."""
    site = demo()
    for family_id, person in site.truth.misrecorded:
        family = next(f for f in site.case.families if f.id == family_id)
        without = {p: s for p, s in family.samples.items() if p != person}
        alone = {person: family.samples[person]}
        apart = sum(
            log_likelihood(family.pedigree, samples, site.case.markers).total
            for samples in (without, alone)
        )
        recorded = log_likelihood(family.pedigree, family.samples, site.case.markers).total
        assert recorded < apart - 10


def test_true_families_are_possible_and_true_names_fit() -> None:
    """Everywhere but in the wrong records, the true body makes its family likelier."""
    site = small(seed=11, misrecorded=0, partial=0, failed=0)
    body_of = {m: site.case.body_of[b] for b, m in site.truth.identities.items() if m is not None}
    gains = []
    for family in site.case.families:
        placed = {m: body_of[m].sample for m in family.missing if m in body_of}
        together = log_likelihood(family.pedigree, {**family.samples, **placed}, site.case.markers)
        apart = log_likelihood(family.pedigree, family.samples, site.case.markers).total + sum(
            log_likelihood(family.pedigree, {m: sample}, site.case.markers).total
            for m, sample in placed.items()
        )
        assert np.isfinite(together.total)
        gains += [together.total - apart] if placed else []
    assert np.mean(gains) > 5


def test_the_same_seed_makes_the_same_site_and_another_another() -> None:
    assert as_text(small()) == as_text(small())
    assert as_text(small()) != as_text(small(seed=8))


def test_sexes_of_bodies_are_true_or_unknown() -> None:
    site = small()
    for body, missing in site.truth.identities.items():
        if missing is not None:
            assert site.case.body_of[body].sex in (site.case.sex_of(missing), Sex.UNKNOWN)
    assert {body.sex for body in small(sexed=False).case.bodies} == {Sex.UNKNOWN}


def test_only_partial_and_failed_profiles_carry_reading_rates() -> None:
    rates = [body.sample.rates for body in small().case.bodies]
    assert sum(not rate.exact for rate in rates) == SMALL.partial + SMALL.failed
    free = small(dropout=0.0, drop_in=0.0)
    assert all(body.sample.rates.exact for body in free.case.bodies)


def test_x_linked_markers_are_written_twice_for_men() -> None:
    site = invent_site(SMALL, invented_markers(3, x_linked=True), seed=2)
    assert len(site.case.markers) == 3 + len(X_LINKED)
    men = [body for body in site.case.bodies if body.sex is Sex.MALE]
    for body in men:
        for name in X_LINKED:
            a, b = body.sample.genotypes.get(name, (None, None))
            assert a == b


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"absent": 13}, "more people are absent"),
        ({"unlisted": -1}, "negative"),
        ({"partial": 14}, "more profiles"),
        ({"related_unlisted": 2}, "two unlisted bodies"),
        ({"sampled_twice": 10}, "sampled twice"),
        ({"families": 2}, "do not fit"),
        ({"families": 13}, "do not fit"),
        ({"misrecorded": 9}, "wrong records"),
        ({"male_share": 1.5}, "share of men"),
    ],
)
def test_contradicting_numbers_are_refused(changes: dict[str, Any], remedy: str) -> None:
    with pytest.raises(PlanError, match=remedy):
        small(**changes)


@pytest.mark.parametrize(("missing", "families"), [(1, 1), (5, 1), (9, 2), (30, 6), (40, 40)])
def test_any_number_of_missing_fits_into_families_of_one_to_five(
    missing: int, families: int
) -> None:
    for seed in range(20):
        shapes = choose_shapes(missing, families, np.random.default_rng(seed))
        assert len(shapes) == families
        assert sum(shape.missing for shape in shapes) == missing


def test_shapes_are_whole() -> None:
    for size, shapes in SHAPES.items():
        for shape in shapes:
            keys = [member.key for member in shape.members]
            assert shape.missing == size
            assert len(set(keys)) == len(keys)
            assert any(member.state == "typed" for member in shape.members)
            for member in shape.members:
                assert member.relation in RELATIONS or (
                    member.relation == "" and member.state == "untyped"
                )
                for parent in member.parents or ():
                    older = next(m for m in shape.members if m.key == parent)
                    assert older.generation == member.generation + 1


def test_parents_are_old_enough_and_name_their_children() -> None:
    patronymics = {man: (son, daughter) for man, son, daughter in MEN}
    for family in demo().case.families:
        for person in family.pedigree:
            if person.father is None or person.mother is None:
                continue
            own, father = family.details[person.id], family.details[person.father]
            mother = family.details[person.mother]
            assert 15 <= own["birth_year"] - father["birth_year"] <= 60
            assert 15 <= own["birth_year"] - mother["birth_year"] <= 50
            assert own["name"].split()[2] in patronymics[father["name"].split()[1]]


def test_names_never_collide_with_ids_and_ids_never_with_each_other() -> None:
    case = demo().case
    people = [person.id for family in case.families for person in family.pedigree]
    ids = {*people, *(f.id for f in case.families), *(b.id for b in case.bodies)}
    assert len(ids) == len(people) + len(case.families) + len(case.bodies)
    words = {word for pair in SURNAMES for word in pair} | set(WOMEN)
    words |= {word for man in MEN for word in man}
    names = {d["name"] for f in case.families for d in f.details.values()}
    assert not ids & (words | names)


def test_brothers_and_sisters_have_first_names_of_their_own() -> None:
    for family in demo().case.families:
        children: dict[tuple[str, str], list[str]] = {}
        for person in family.pedigree:
            if person.father and person.mother:
                first = family.details[person.id]["name"].split()[1]
                children.setdefault((person.father, person.mother), []).append(first)
        assert all(len(set(names)) == len(names) for names in children.values())


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Згурський", "Zghurskyi"),
        ("Розгон", "Rozghon"),
        ("Знам’янка", "Znamianka"),
        ("Єва Яківна Юрченко", "Yeva Yakivna Yurchenko"),
        ("Їжакевич-Йосипенко", "Yizhakevych-Yosypenko"),
        ("Вигадько", "Vyhadko"),
        ("Ґалаґан Щукін", "Galagan Shchukin"),
    ],
)
def test_transliteration_follows_resolution_55(ukrainian: str, latin: str) -> None:
    assert transliterated(ukrainian) == latin


def test_a_body_has_the_number_that_the_case_file_would_give() -> None:
    assert [read(body.id).number.serial for body in demo().case.bodies] == list(
        range(1, len(demo().case.bodies) + 1)
    )


def test_codes_can_be_typed_on_either_keyboard() -> None:
    for body in demo().case.bodies:
        assert set(body.id) <= set(CHECK_LETTERS) | set("0123456789-")


def test_invented_frequencies_are_frequencies() -> None:
    for marker in invented_markers(x_linked=True):
        assert marker.frequencies.sum() == pytest.approx(1, abs=1e-12)
        assert marker.frequencies.min() >= 0.001
        whole = [n for n, allele in enumerate(marker.alleles) if "." not in allele]
        steps = np.sign(np.diff(marker.frequencies[whole]))
        turns = np.diff(steps[steps != 0])
        assert np.count_nonzero(turns) <= 1, f"{marker.name}: more than one peak"
        assert np.all(turns <= 0), f"{marker.name}: a valley"


def test_ladders_stand_in_order_of_length_and_have_known_microvariants() -> None:
    for ladder in (*AUTOSOMAL.values(), *X_LINKED.values()):
        lengths = [float(allele) for allele in ladder]
        assert lengths == sorted(set(lengths))
    assert "9.3" in AUTOSOMAL["TH01"]
    assert len(AUTOSOMAL) == 23


def test_a_smaller_set_of_markers_is_the_beginning_of_a_larger_one() -> None:
    few, many = invented_markers(5), invented_markers(23)
    for a, b in zip(few, many, strict=False):
        assert a.name == b.name
        assert np.array_equal(a.frequencies, b.frequencies)


@pytest.mark.parametrize("model", ["stepwise", "equal", "proportional", "onestep", None])
def test_markers_mutate_as_asked(model: str | None) -> None:
    for marker in invented_markers(3, mutation=model):
        assert (marker.mutation is None) == (model is None)
        if marker.mutation is not None:
            assert marker.mutation.model == model
            assert marker.mutation.male[3, 3] < marker.mutation.female[3, 3]


def test_distant_families_have_nobody_near_to_type() -> None:
    near = {"parent", "child", "sibling", "spouse"}
    assert not [m for s in DISTANT for m in s.members if m.state == "typed" and m.relation in near]
    site = small(missing=20, families=16, distant=6)
    distant = {shape.name for shape in DISTANT}
    assert sum(family.shape.name in distant for family in site.families) >= 6
    with pytest.raises(PlanError, match="distant"):
        choose_shapes(10, 5, np.random.default_rng(1), distant=4)


def test_a_plan_without_distant_families_makes_the_site_it_always_made() -> None:
    rng = np.random.default_rng(3)
    plain = choose_shapes(40, 30, np.random.default_rng(3))
    assert choose_shapes(40, 30, rng, distant=0) == plain
    assert not {"cousin"} & {shape.name for shape in plain}
