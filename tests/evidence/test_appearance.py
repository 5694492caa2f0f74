"""Colours of hair, eyes and skin: confused, buried, and going together in a population."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imena.evidence.appearance import (
    ColourFinding,
    Trait,
    after_burial,
    confusion_from_errors,
    even_confusion,
    joint_densities,
    pigmentation,
)
from imena.evidence.caps import PROPOSED
from imena.evidence.colours import EYES as COMMON_EYES
from imena.evidence.colours import HAIR as COMMON_HAIR
from imena.evidence.colours import compared_hair
from imena.evidence.densities import DensityError
from tests.evidence.laws import assert_coherent, probabilities

FloatArray = npt.NDArray[np.float64]

HAIR = ("black", "brown", "fair", "red", "grey")
EYES = ("brown", "blue", "green")


def shares(n: int) -> st.SearchStrategy[FloatArray]:
    parts = st.lists(st.floats(0.01, 1), min_size=n, max_size=n)
    return parts.map(lambda p: np.array(p) / sum(p))


@st.composite
def traits(draw: st.DrawFn, colours: tuple[str, ...] = HAIR) -> Trait:
    n = len(colours)
    errors = draw(st.lists(shares(n), min_size=n, max_size=n))
    size = draw(probabilities(0.5))
    return Trait("hair", colours, confusion_from_errors(size * np.array(errors)), draw(shares(n)))


@settings(max_examples=25)
@given(traits(), st.sampled_from(HAIR), st.floats(0, 60), probabilities())
def test_the_mean_lr_of_a_colour_is_one_however_long_it_was_buried(
    trait: Trait, colour: str, months: float, mistaken: float
) -> None:
    assert_coherent(after_burial(trait.mistaken_at(mistaken), months).densities(colour))


@settings(max_examples=25)
@given(traits(), traits(EYES), shares(15), st.sampled_from(HAIR), st.sampled_from(EYES))
def test_the_mean_lr_of_several_colours_is_one(
    hair: Trait, eyes: Trait, joint: FloatArray, dark: str, iris: str
) -> None:
    assert_coherent(joint_densities([hair, eyes], [dark, iris], joint.reshape(5, 3)))


def test_joint_frequencies_are_seen_through_both_confusions() -> None:
    hair = Trait("hair", ("dark", "fair"), even_confusion(2, 0.1), np.array([0.5, 0.5]))
    eyes = Trait("eyes", ("brown", "blue"), even_confusion(2, 0.2), np.array([0.5, 0.5]))
    joint = np.array([[0.4, 0.1], [0.1, 0.4]])
    found = joint_densities([hair, eyes], ["fair", "blue"], joint)
    assert found.outcomes == ("dark-brown", "dark-blue", "fair-brown", "fair-blue")
    unlisted = 0.4 * 0.9 * 0.8 + 0.1 * 0.9 * 0.2 + 0.1 * 0.1 * 0.8 + 0.4 * 0.1 * 0.2
    assert found.unlisted[3] == pytest.approx(unlisted)
    assert found.person[3] == pytest.approx(0.9 * 0.8)


def test_colours_that_go_together_say_less_than_apart() -> None:
    hair = Trait("hair", ("dark", "fair"), even_confusion(2, 0.05), np.array([0.7, 0.3]))
    eyes = Trait("eyes", ("brown", "blue"), even_confusion(2, 0.05), np.array([0.7, 0.3]))
    findings = [ColourFinding(hair, "fair", "fair"), ColourFinding(eyes, "blue", "blue")]
    together = np.array([[0.68, 0.02], [0.02, 0.28]])
    apart = pigmentation(findings, PROPOSED)
    joined = pigmentation(findings, PROPOSED, together)
    assert joined.uncapped < apart.uncapped
    assert apart.remarks == ("colours_taken_as_independent",)
    assert joined.remarks == ()


def test_the_errors_of_a_colour_are_shared_among_the_others() -> None:
    np.testing.assert_allclose(even_confusion(5, 0.2)[0], [0.8, 0.05, 0.05, 0.05, 0.05])


def test_hair_says_less_the_longer_it_lay() -> None:
    trait = Trait("hair", HAIR, even_confusion(5, 0.04), np.full(5, 0.2))
    lrs = [
        after_burial(trait, months).densities("brown").log10_lr("brown")
        for months in (0, 3, 6, 12, 48)
    ]
    assert lrs[0] == lrs[1]
    assert np.all(np.diff(lrs[1:]) < 0)
    assert after_burial(trait, 1e3).densities("black").log10_lr("red") == pytest.approx(0)


def test_eyes_do_not_turn() -> None:
    eyes = Trait("eyes", ("blue", "green"), even_confusion(2, 0.1), np.array([0.5, 0.5]))
    assert after_burial(eyes, 24) is eyes


def test_what_was_not_seen_or_not_recorded_is_one_and_named() -> None:
    trait = Trait("hair", HAIR, even_confusion(5, 0.04), np.full(5, 0.2))
    eyes = Trait("eyes", EYES, even_confusion(3, 0.04), np.full(3, 1 / 3))
    none = pigmentation([ColourFinding(trait, None, "red")], PROPOSED)
    assert (none.log10_lr, none.not_examined) == (0, ("hair",))
    some = [ColourFinding(trait, "red", "red"), ColourFinding(eyes, "blue", None)]
    alone = pigmentation(some, PROPOSED, np.full((5, 3), 1 / 15))
    assert alone.examined == ("hair",)
    assert alone.not_examined == ("eyes",)
    assert alone.uncapped == pytest.approx(trait.densities("red").log10_lr("red"))


def test_the_band_follows_the_share_of_mistakes() -> None:
    trait = Trait("hair", HAIR, even_confusion(5, 0.04), np.full(5, 0.2))
    found = pigmentation([ColourFinding(trait, "black", "fair")], PROPOSED)
    low, high = (
        trait.mistaken_at(trait.mistaken.quantile(q)).densities("fair").log10_lr("black")
        for q in (0.05, 0.95)
    )
    assert (found.band[0], found.band[1]) == pytest.approx((max(low, -2), high))


def test_a_trait_that_is_never_mistaken_stays_so() -> None:
    trait = Trait("eyes", EYES, np.eye(3), np.full(3, 1 / 3))
    assert trait.mistaken_at(0.5) is trait


@pytest.mark.parametrize("trait", [COMMON_HAIR, COMMON_EYES], ids=lambda t: t.name)
def test_the_colours_that_are_shipped_are_coherent(trait: Trait) -> None:
    for colour in trait.colours:
        densities = trait.densities(colour)
        assert_coherent(densities)
        assert densities.log10_lr(colour) == max(densities.log10_lrs) > 0


@given(traits(), st.permutations(range(5)), st.sampled_from(HAIR))
@settings(max_examples=25)
def test_the_order_of_the_colours_changes_nothing(
    trait: Trait, order: list[int], colour: str
) -> None:
    other = Trait(
        "hair",
        tuple(HAIR[i] for i in order),
        trait.confusion[np.ix_(order, order)],
        trait.frequencies[order],
    )
    for seen in HAIR:
        expected = trait.densities(colour).log10_lr(seen)
        assert other.densities(colour).log10_lr(seen) == pytest.approx(expected, abs=1e-12)


def test_dyed_hair_tells_no_colour() -> None:
    assert compared_hair("white") == "grey"
    assert compared_hair("bald") is None
    with pytest.raises(DensityError):
        compared_hair("green")


def test_what_a_trait_does_not_have_is_refused() -> None:
    trait = Trait("eyes", EYES, even_confusion(3, 0.1), np.full(3, 1 / 3))
    with pytest.raises(DensityError, match="purple is not among"):
        trait.densities("purple")
    with pytest.raises(DensityError):
        joint_densities([trait], ["blue"], np.full((2,), 0.5))
    with pytest.raises(DensityError):
        Trait("eyes", EYES, even_confusion(3, 0.1), np.full(3, 0.5))
