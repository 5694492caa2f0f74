"""What may be said of a body and of a missing person, and from which number on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from imena.kinship.markers import Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.answer import (
    Answer,
    Candidate,
    Excluded,
    NobodyOnList,
    NotCompared,
    OpenBetween,
    Reached,
    classify,
)
from imena.matching.case import Body, Case, Family
from imena.matching.identification import (
    Check,
    Identification,
    JointAnswer,
    Pair,
    SymmetricSet,
)

TYPED = Sample({"TH01": ("6", "9.3")})


def family(name: str, *missing: str, typed: bool = True) -> Family:
    people = [Person("father", sex=Sex.MALE), Person("mother", sex=Sex.FEMALE)]
    people += [Person(m, "father", "mother", Sex.MALE) for m in missing]
    samples = {"mother": TYPED} if typed else {}
    return Family(name, Pedigree.of(people), samples, missing)


def case(*families: Family, bodies: Mapping[str, Sex] | None = None, **options: object) -> Case:
    sexes = bodies or {"body": Sex.MALE}
    return Case(
        "invented",
        markers=(Marker("TH01", ("6", "9.3"), np.array([0.5, 0.5])),),
        families=families or (family("F", "Ostap", "Luka"),),
        bodies=tuple(Body(b, sex, TYPED) for b, sex in sexes.items()),
        **options,  # type: ignore[arg-type]
    )


def found(
    marginals: Mapping[tuple[str, str], float],
    *,
    nobody: Mapping[str, float] | None = None,
    not_recovered: Mapping[str, float] | None = None,
    symmetric: tuple[SymmetricSet, ...] = (),
    pairs: tuple[Pair, ...] = (),
    checks: tuple[Check, ...] = (),
    dropped_mass: float = 0.0,
) -> Identification:
    joint = JointAnswer(
        method="exact",
        prior="flat",
        log_likelihood_null=-100.0,
        assignments=(),
        marginals=marginals,
        nobody=nobody or {},
        not_recovered=not_recovered or {},
        log10_glr={},
        symmetric=symmetric,
        components=(),
        n_assignments=3.0,
        dropped_mass=dropped_mass,
    )
    return Identification(pairs, joint, checks)


def excluded_pair(body: str, missing: str) -> Pair:
    return Pair(body, missing, "F", -math.inf, {"TH01": -math.inf}, ("TH01",))


def test_a_posterior_at_the_threshold_reached_it() -> None:
    answer = classify(case(), found({("body", "Ostap"): 0.999}), 0.999)
    assert answer.reached == (Reached("body", "Ostap", 0.999),)


def test_a_posterior_just_below_the_threshold_is_open() -> None:
    answer = classify(case(), found({("body", "Ostap"): 0.9989}), 0.999)
    assert answer.reached == ()
    assert answer.open_between[0].candidates == (Candidate("Ostap", 0.9989),)


def test_what_pruning_left_out_is_held_against_the_threshold() -> None:
    kept = found({("body", "Ostap"): 0.9995}, dropped_mass=0.001)
    assert classify(case(), kept).reached == ()


def test_nobody_of_a_family_cut_short_is_said_not_to_be_among_the_bodies() -> None:
    said = found({}, nobody={"body": 1.0}, not_recovered={"Ostap": 0.999, "Luka": 0.999})
    assert {m.reason for m in classify(case(), said).unmatched} == {"not_among"}
    cut = replace(said, cut_short=("F",))
    assert {m.reason for m in classify(case(), cut).unmatched} == {"undecided"}


def test_one_of_two_brothers_is_a_set_that_reached_the_threshold() -> None:
    marginals = {("body", "Ostap"): 0.9640, ("body", "Luka"): 0.0359}
    (open_,) = classify(case(), found(marginals, nobody={"body": 0.0001})).open_between
    assert open_.among == ("Ostap", "Luka")
    assert open_.among_posterior == pytest.approx(0.9999)


def test_brothers_whose_sum_stays_below_the_threshold_are_no_set() -> None:
    marginals = {("body", "Ostap"): 0.6, ("body", "Luka"): 0.3}
    (open_,) = classify(case(), found(marginals, nobody={"body": 0.1})).open_between
    assert open_.among == ()
    assert open_.nobody == 0.1


def test_people_of_two_families_are_never_one_set() -> None:
    families = (family("F", "Ostap"), family("G", "Petro"))
    marginals = {("body", "Ostap"): 0.6, ("body", "Petro"): 0.4}
    (open_,) = classify(case(*families), found(marginals)).open_between
    assert [c.missing for c in open_.candidates] == ["Ostap", "Petro"]
    assert open_.among == ()


def test_a_candidate_below_one_in_a_hundred_is_listed_only_to_cover_the_threshold() -> None:
    marginals = {("body", "Ostap"): 0.995, ("body", "Luka"): 0.0045}
    (open_,) = classify(case(), found(marginals, nobody={"body": 0.0005})).open_between
    assert [c.missing for c in open_.candidates] == ["Ostap", "Luka"]
    covered = found(marginals, nobody={"body": 0.005})
    assert len(classify(case(), covered).open_between[0].candidates) == 1


def test_two_bodies_and_two_brothers_in_either_order_are_named_as_a_set() -> None:
    bodies = {"first": Sex.MALE, "second": Sex.MALE}
    either_way = {(b, m): 0.5 for b in bodies for m in ("Ostap", "Luka")}
    pair = SymmetricSet(("first", "second"), ("Ostap", "Luka"), 0.9999)
    answer = classify(case(bodies=bodies), found(either_way, symmetric=(pair,)))
    assert [o.symmetric for o in answer.open_between] == [pair, pair]


def test_a_symmetric_set_below_the_threshold_is_not_claimed() -> None:
    pair = SymmetricSet(("body",), ("Ostap",), 0.9)
    (open_,) = classify(case(), found({("body", "Ostap"): 0.9}, symmetric=(pair,))).open_between
    assert open_.symmetric is None


def test_nobody_on_the_list_needs_ninety_nine_in_a_hundred() -> None:
    nobody = classify(case(), found({}, nobody={"body": 0.99}))
    assert nobody.nobody == (NobodyOnList("body", 0.99),)
    open_ = classify(case(), found({("body", "Luka"): 0.02}, nobody={"body": 0.98}))
    assert open_.nobody == ()
    assert open_.open_between[0].nobody == 0.98


def test_a_body_everyone_is_excluded_for_is_told_apart_from_nobody_on_the_list() -> None:
    pairs = (excluded_pair("body", "Ostap"), excluded_pair("body", "Luka"))
    answer = classify(case(), found({}, nobody={"body": 1.0}, pairs=pairs))
    assert answer.excluded == (Excluded("body", 2),)
    assert answer.nobody == ()


def test_one_exclusion_of_two_does_not_exclude_the_body() -> None:
    pairs = (excluded_pair("body", "Ostap"),)
    answer = classify(case(), found({}, nobody={"body": 1.0}, pairs=pairs))
    assert answer.excluded == ()
    assert answer.nobody == (NobodyOnList("body", 1.0),)


def test_too_few_markers_comes_before_every_other_answer() -> None:
    poor = Check("few_markers", "warning", ("body",))
    answer = classify(case(), found({("body", "Ostap"): 0.9999}, checks=(poor,)))
    assert answer.not_compared == (NotCompared("body", 1, "few_markers"),)
    assert answer.reached == ()


def test_a_profile_of_which_no_allele_is_known_is_not_compared() -> None:
    unread = Body("body", Sex.MALE, Sample({"TH01": (None, None)}))
    answer = classify(replace(case(), bodies=(unread,)), found({("body", "Ostap"): 0.9999}))
    assert answer.not_compared == (NotCompared("body", 0, "few_markers"),)


def test_a_woman_among_missing_men_is_not_compared_rather_than_excluded() -> None:
    answer = classify(case(bodies={"body": Sex.FEMALE}), found({}, nobody={"body": 1.0}))
    assert answer.not_compared == (NotCompared("body", 1, "nobody_to_compare"),)


def test_the_expected_number_of_wrong_names_is_the_sum_of_what_is_left() -> None:
    bodies = {"first": Sex.MALE, "second": Sex.MALE}
    marginals = {("first", "Ostap"): 0.9995, ("second", "Luka"): 0.9992}
    answer = classify(case(bodies=bodies), found(marginals))
    assert answer.expected_false == pytest.approx(0.0013)


@pytest.mark.parametrize(
    ("absent", "reason"), [(0.99, "not_among"), (0.98, "undecided"), (0.2, "undecided")]
)
def test_a_missing_person_nobody_is_a_candidate_for(absent: float, reason: str) -> None:
    identification = found({("body", "Ostap"): 0.9999}, not_recovered={"Luka": absent})
    (unmatched,) = classify(case(), identification).unmatched
    assert (unmatched.missing, unmatched.not_recovered) == ("Luka", absent)
    assert unmatched.reason == reason


def test_a_family_without_samples_says_so() -> None:
    families = (family("F", "Ostap"), family("G", "Petro", typed=False))
    answer = classify(case(*families), found({("body", "Ostap"): 0.9999}))
    assert [(u.missing, u.reason) for u in answer.unmatched] == [("Petro", "no_samples")]


def test_a_family_that_contradicts_itself_is_not_compared() -> None:
    broken = Check("family_impossible", "warning", ("F",))
    answer = classify(case(), found({}, nobody={"body": 1.0}, checks=(broken,)))
    assert [u.reason for u in answer.unmatched] == ["family_impossible"] * 2
    assert answer.not_compared == (NotCompared("body", 1, "nobody_to_compare"),)


def test_every_body_has_exactly_one_answer() -> None:
    bodies = {f"body {i}": Sex.MALE for i in range(4)}
    marginals = {("body 0", "Ostap"): 0.9999, ("body 1", "Luka"): 0.5}
    nobody = {"body 1": 0.5, "body 2": 0.995, "body 3": 0.4}
    answer: Answer = classify(case(bodies=bodies), found(marginals, nobody=nobody))
    groups: tuple[tuple[Reached | OpenBetween | NobodyOnList, ...], ...] = (
        answer.reached,
        answer.open_between,
        answer.nobody,
    )
    assert sorted(v.body for group in groups for v in group) == sorted(bodies)


@pytest.mark.parametrize("threshold", [0.5, 1.0, 99.9])
def test_a_threshold_that_two_could_reach_or_nobody_can_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        classify(case(), found({}), threshold)


MISFIT = Check("family_relation", "warning", ("F", "brother"), -30.0)


def test_a_name_that_rests_on_a_doubtful_family_waits() -> None:
    answer = classify(case(), found({("body", "Ostap"): 0.99999}, checks=(MISFIT,)))
    assert answer.reached == ()
    (waiting,) = answer.open_between
    assert waiting.family_doubtful
    assert waiting.candidates[0] == Candidate("Ostap", 0.99999)


def test_nobody_is_said_to_be_absent_on_the_word_of_a_doubtful_family() -> None:
    known = found({}, not_recovered={"Ostap": 0.9999, "Luka": 0.9999}, checks=(MISFIT,))
    assert {u.reason for u in classify(case(), known).unmatched} == {"family_doubtful"}
