"""Bodies that are one person are decided as one, and each is told the same."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from imena.kinship.emission import emission, emission_of, locus
from imena.kinship.likelihood import log_likelihood
from imena.kinship.observation import ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.simulate import drop, read
from imena.matching.beside_dna import PairEvidence
from imena.matching.case import Body, Case
from imena.matching.checks import check_bodies
from imena.matching.clusters import Clusters, clustered
from imena.matching.identify import identify
from imena.matching.pairwise import Readings, compare_all
from tests.matching.small_cases import invent, markers

WORN = ReadingRates(dropout=0.1)
PANEL = markers(24, mutation=0.002)


def with_a_second_sample(seed: int = 1) -> tuple[Case, str]:
    """A case, and the body of the missing son, of whom a second sample, "again", was read."""
    invented = invent(seed, ["son", "father", "nephew"], PANEL, strangers=3, rates=WORN)
    case = invented.case
    body = next(b for b, person in invented.truth.items() if person in case.missing)
    first = case.body_of[body]
    worn = {
        name: (g[0], None) if i % 4 == 0 else g
        for i, (name, g) in enumerate(first.sample.genotypes.items())
    }
    again = Body("again", Sex.UNKNOWN, Sample(worn, ReadingRates(dropout=0.3)))
    return replace(case, bodies=(*case.bodies, again)), body


def clusters_of(case: Case) -> Clusters:
    readings = Readings.of(case)
    return clustered(readings, tuple(check_bodies(readings)))


def test_readings_of_one_person_multiply_given_the_genotype() -> None:
    """Two samples, each misread by itself: summed over the true genotypes, marker by marker."""
    marker = markers(1)[0]
    at = locus(marker, ["11", "12"])
    one, other = (("11", "12"), WORN), (("11", None), ReadingRates(dropout=0.3))
    together = emission_of(at, [one, other])
    assert together == pytest.approx(emission(at, *one) * emission(at, *other), rel=1e-12)
    sample = Sample({marker.name: one[0]}, one[1], (Sample({marker.name: other[0]}, other[1]),))
    alone = Pedigree((Person("somebody", sex=Sex.MALE),))
    p = at.frequencies
    expected = math.log(p @ together @ p)
    found = log_likelihood(alone, {"somebody": sample}, [marker]).total
    assert found == pytest.approx(expected, rel=1e-12)


def test_two_samples_of_one_person_are_both_named() -> None:
    case, body = with_a_second_sample()
    assert clusters_of(case).members == ((body, "again"),)
    found = identify(case)
    assert found.one_person == ((body, "again"),)
    assert found.parameters["samples_of_one_person"] == [[body, "again"]]
    joint = found.joint
    told = {b: {m: p for (of, m), p in joint.marginals.items() if of == b} for b in (body, "again")}
    assert told[body] == told["again"]
    assert max(told["again"].values()) > 0.99
    assert joint.nobody[body] == joint.nobody["again"]
    for story in joint.assignments:
        assert story.assignment[body] == story.assignment["again"]
    lrs = {pair.missing: pair.log10_lr for pair in found.pairs if pair.victim == "again"}
    assert lrs == {pair.missing: pair.log10_lr for pair in found.pairs if pair.victim == body}


def test_the_answer_is_that_of_the_case_with_the_samples_put_together() -> None:
    case, body = with_a_second_sample()
    first = case.body_of[body]
    both = replace(first, sample=replace(first.sample, again=(case.body_of["again"].sample,)))
    others = [b for b in case.bodies if b.id not in (body, "again")]
    whole = identify(replace(case, bodies=(both, *others))).joint
    joint = identify(case).joint
    for pair, p in whole.marginals.items():
        assert joint.marginals[pair] == pytest.approx(p, abs=1e-9)
    assert joint.not_recovered == pytest.approx(dict(whole.not_recovered), abs=1e-9)


def test_it_makes_no_difference_that_the_pairs_are_there_already() -> None:
    case, _ = with_a_second_sample()
    again = identify(case, pairwise=compare_all(Readings.of(case)))
    assert again.joint == identify(case).joint


def test_brothers_stay_two_however_much_is_lost() -> None:
    """Of worn profiles; and where few markers were read, or one cannot be, though all else is one.

    Fourteen markers of one person, beside it, are decisive.
    """
    people = [
        Person("father", sex=Sex.MALE),
        Person("mother", sex=Sex.FEMALE),
        *(Person(child, "father", "mother", Sex.MALE) for child in ("elder", "younger")),
    ]
    rng = np.random.default_rng(3)
    genes = drop(Pedigree.of(people), PANEL, rng, replicates=40)
    for rows in zip(genes["elder"], genes["younger"], strict=True):
        samples = [read(row, PANEL, rng, rates=WORN) for row in rows]
        assert clusters_of(of_two(*samples)).members == ()
    elder = read(genes["elder"][0], PANEL, rng)
    names = [m.name for m in PANEL]
    assert clusters_of(of_two(elder, elder.only(names[:14]))).members == (("one", "other"),)
    assert clusters_of(of_two(elder, elder.only(names[:6]))).members == ()
    unlike = next(a for a in ("11", "12", "13") if a not in elder.genotypes[names[0]])
    but_one = replace(elder, genotypes={**elder.genotypes, names[0]: (unlike, unlike)})
    assert clusters_of(of_two(elder, but_one)).members == ()


def of_two(one: Sample, other: Sample) -> Case:
    bodies = (Body("one", Sex.MALE, one), Body("other", Sex.MALE, other))
    return Case("two", PANEL, (), bodies)


def test_what_the_case_forbids_is_not_put_together() -> None:
    case, body = with_a_second_sample()
    everyone = {b.id: case.missing for b in case.bodies}
    barred = {**everyone, body: case.missing[:1], "again": case.missing[1:]}
    assert clusters_of(replace(case, pairings=barred)).members == ()
    both = {**everyone, body: case.missing[:2], "again": case.missing[1:]}
    joined = clusters_of(replace(case, pairings=both))
    assert joined.case.pairings is not None
    assert joined.case.pairings[body] == case.missing[1:2]
    woman = replace(case.body_of["again"], sex=Sex.FEMALE)
    man = replace(case.body_of[body], sex=Sex.MALE)
    sexes = {body: man, "again": woman}
    bodies = tuple(sexes.get(b.id, b) for b in case.bodies)
    assert clusters_of(replace(case, bodies=bodies)).members == ()


def test_evidence_beside_dna_counts_once_and_the_least_of_it() -> None:
    case, body = with_a_second_sample()
    m, other = case.missing[:2]
    told = {(body, m): 1.0, ("again", m): 0.4, ("again", other): -2.0}
    joined = clusters_of(replace(case, evidence=told)).case
    assert joined.evidence == {(body, m): 0.4, (body, other): -2.0}
    shape = (len(case.bodies), len(case.missing))
    log10_lr, examined = np.zeros(shape), np.zeros(shape, dtype=bool)
    row = [b.id for b in case.bodies].index(body)
    log10_lr[[row, -1], 0], examined[[row, -1], 0] = [1.0, 0.4], True
    log10_lr[-1, 1], examined[-1, 1] = 2.0, True
    array = PairEvidence(
        tuple(b.id for b in case.bodies), case.missing, log10_lr, examined, {"dental": examined}
    )
    evidence = clusters_of(replace(case, evidence=array)).case.evidence
    assert isinstance(evidence, PairEvidence)
    assert "again" not in evidence.bodies
    assert (evidence[body, m], evidence[body, other]) == (0.4, 2.0)
    assert evidence.identifying(body, other) == ("dental",)
