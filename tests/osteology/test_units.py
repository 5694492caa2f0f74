"""Units of several bones are weighed as their bones are, once these are known to be together."""

from __future__ import annotations

import itertools
import math

import pytest

from imena.osteology.elements import Articulation, Element, ElementsError
from imena.osteology.lengths import PROPOSED_LENGTHS
from imena.osteology.partition import exact_partition_posterior
from imena.osteology.sampling import sampled_partition_posterior
from imena.osteology.suggestions import suggestions
from imena.osteology.units import Unit, UnitFindings
from imena.osteology.whose import Findings
from tests.oracles.partition_enumeration import partitions

Q = {"P": -6.0, "R": -5.0}
SAID = (Articulation("A", "B", "fits"), Articulation("C", "D", "misfits"))
#: Six bones of two tall and short people, and what was found on each.
BONES = {
    "A": Element("a", "femur", "L", mm=480, profile="P"),
    "B": Element("b", "tibia", "L", mm=400),
    "C": Element("c", "humerus", "R", mm=290, profile="R"),
    "D": Element("d", "femur", "R", mm=482),
    "E": Element("e", "radius", "L", mm=221, age_classes=frozenset({"child"})),
    "F": Element("f", "tibia", "R", mm=341, profile="R"),
}


def units(*groups: str) -> UnitFindings:
    """Units made of these bones, one word a unit, called by its letters."""
    return UnitFindings(
        tuple(
            Unit(
                group,
                tuple(BONES[letter] for letter in group),
                profiles=tuple(p for letter in group if (p := BONES[letter].profile)),
            )
            for group in groups
        ),
        PROPOSED_LENGTHS,
        Q,
        0.01,
    )


def plain(unit: Unit) -> Unit:
    return Unit(
        unit.id, tuple(Element(b.id, b.bone, b.side, mm=b.mm) for b in unit.bones),
        unit.age_classes, unit.profiles,
    )  # fmt: skip


def bones(*letters: str) -> Findings:
    return Findings(tuple(BONES[x] for x in letters), PROPOSED_LENGTHS, Q, 0.01)


def test_units_of_one_bone_are_bones() -> None:
    of_units = UnitFindings(
        tuple(
            Unit(x, (Element(b.id, b.bone, b.side, age_classes=b.age_classes, mm=b.mm),),
                 profiles=(b.profile,) if b.profile else ())
            for x, b in BONES.items()
        ),
        PROPOSED_LENGTHS, Q, 0.01, SAID,
    )  # fmt: skip
    said = tuple(Articulation(s.first.lower(), s.second.lower(), s.verdict) for s in SAID)
    of_bones = Findings(tuple(BONES.values()), PROPOSED_LENGTHS, Q, 0.01, said)
    for size in range(1, 7):
        for members in itertools.combinations(range(6), size):
            assert of_units.possible(members) == of_bones.possible(members)
            assert of_units.log_weight(members) == pytest.approx(
                of_bones.log_weight(members), abs=1e-9
            )


def test_a_unit_by_itself_weighs_nothing() -> None:
    whole = UnitFindings(tuple(map(plain, units("AB", "CF", "D").elements)), PROPOSED_LENGTHS, Q)
    assert [whole.log_weight([i]) for i in range(3)] == pytest.approx([0, 0, 0])


def test_the_posterior_is_that_of_the_bones_given_what_is_together() -> None:
    """Of all ways to divide the bones, those that keep the units whole, renormalised."""
    found = UnitFindings(
        tuple(map(plain, units("AB", "CF", "D", "E").elements)), PROPOSED_LENGTHS, Q, 0.01
    )
    letters = ("A", "B", "C", "F", "D", "E")
    single = UnitFindings(
        tuple(plain(unit) for unit in units(*letters).elements), PROPOSED_LENGTHS, Q, 0.01
    )
    unit_of = dict(zip(range(6), (0, 0, 1, 1, 2, 3), strict=True))
    weights: dict[frozenset[frozenset[int]], float] = {}
    for partition in partitions(range(6)):
        blocks = frozenset(frozenset(unit_of[i] for i in block) for block in partition)
        if sum(len(block) for block in blocks) != 4 or len(blocks) != len(partition):
            continue
        log = sum(single.log_weight(sorted(block)) for block in partition)
        weights[blocks] = math.exp(log)
    total = sum(weights.values())
    posterior = exact_partition_posterior(found)
    for i, j in itertools.combinations(range(4), 2):
        together = sum(
            w for blocks, w in weights.items() if any({i, j} <= block for block in blocks)
        )
        assert posterior.pair[i, j] == pytest.approx(together / total, abs=1e-9)


def test_sampled_units_agree_with_counted_ones() -> None:
    found = UnitFindings(
        tuple(map(plain, units("AB", "CF", "D", "E").elements)), PROPOSED_LENGTHS, Q, 0.01
    )
    exact = exact_partition_posterior(found)
    sampled = sampled_partition_posterior(found, seed=3, sweeps=600)
    assert sampled.pair == pytest.approx(exact.pair, abs=0.05)


def test_an_examiners_word_and_equal_profiles_are_told_by_kind() -> None:
    found = UnitFindings(
        (Unit("X", profiles=("P",)), Unit("Y", profiles=("P",)), Unit("Z")),
        profiles=Q,
        articulations=(Articulation("Y", "Z", "fits"),),
    )
    said = suggestions(found, exact_partition_posterior(found))
    pair = next(s for s in said if s.elements == {"X", "Y"})
    assert pair.log10_lrs["dna"] == pytest.approx(6, abs=0.1)
    assert (pair.log10_lrs["lengths"], pair.log10_lrs["articulation"]) == (0, 0)
    other = next(s for s in said if s.elements == {"Y", "Z"})
    assert other.log10_lrs["articulation"] == pytest.approx(math.log10(0.85 / 0.05))


def test_ages_of_a_unit_are_those_of_its_bones() -> None:
    child, adult = frozenset({"child"}), frozenset({"adult"})
    found = UnitFindings((Unit("X", (BONES["D"],), child), Unit("Y", age_classes=adult), Unit("Z")))
    assert not found.possible([0, 1])
    assert found.possible([0, 2])
    assert found.log_weight([0, 1]) == -math.inf


def test_what_cannot_be_one_person_s_is_refused() -> None:
    femur = Element("1", "femur", "L")
    with pytest.raises(ElementsError, match="several people"):
        UnitFindings((Unit("X", (femur, Element("2", "femur", "L"))),))
    with pytest.raises(ElementsError, match="twice"):
        UnitFindings((Unit("X"), Unit("X")))
    with pytest.raises(ElementsError, match="no frequency"):
        assert UnitFindings((Unit("X", profiles=("?",)),)).possible([0])
