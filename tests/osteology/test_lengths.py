"""Bone lengths: one person's or two people's."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import t

from imena.osteology.lengths import (
    PROPOSED_LENGTHS,
    Length,
    LengthModel,
    LengthsError,
    SexParameters,
)

REFERENCE = Path(__file__).parents[3] / "shared/reference/evidence/osteometric_parameters.json"
LEFT, RIGHT = Length("femur", "L", 455.0), Length("femur", "R", 453.0)


def lr(first: Length, second: Length) -> float:
    return PROPOSED_LENGTHS.log10_lr([first], [second])


def density(*lengths: Length) -> float:
    return math.exp(PROPOSED_LENGTHS.log_density(lengths))


@pytest.mark.parametrize("second", [("femur", "R"), ("tibia", "L"), ("radius", "")])
def test_among_bones_of_two_people_the_mean_lr_is_1(second: tuple[str, str]) -> None:
    """The mean is the integral of p(both) over both lengths: summed on a grid of log lengths."""
    first = np.exp(np.linspace(math.log(250), math.log(850), 91))
    bone = np.exp(np.linspace(math.log(120), math.log(850), 91))
    steps = np.log(first[1] / first[0]) * np.log(bone[1] / bone[0])
    alone = [density(Length("femur", "L", x)) for x in first]
    other = [density(Length(*second, y)) for y in bone]
    mean = whole = 0.0
    for x, p in zip(first, alone, strict=True):
        for y, q in zip(bone, other, strict=True):
            if p * q > 1e-9:
                here = 10 ** lr(Length("femur", "L", x), Length(*second, y))
                mean, whole = mean + p * q * here * steps, whole + p * q * steps
    assert whole == pytest.approx(1, abs=5e-3)
    assert mean == pytest.approx(1, abs=5e-3)


def test_the_nearer_the_sides_the_more_it_says_and_unusual_people_say_more() -> None:
    said = [lr(LEFT, Length("femur", "R", mm)) for mm in (455, 450, 440, 420, 380)]
    assert said == sorted(said, reverse=True)
    assert said[0] > 0.8
    assert said[-1] < -3
    tall = lr(Length("femur", "L", 540), Length("femur", "R", 540))
    assert tall > said[0] + 0.5


def test_a_side_differs_as_student_s_t_and_not_as_a_normal() -> None:
    """Far out, the density of the difference is that of t with 6 degrees of freedom."""
    men = PROPOSED_LENGTHS.sexes[0]
    one = LengthModel(PROPOSED_LENGTHS.bones, (replace(men, share=1.0),), "men")
    sd = float(men.sd_left_right[2])

    def off(sds: float) -> float:
        left, right = (465 * math.exp(way * sds * sd / 2) for way in (1, -1))
        return one.log_density([Length("femur", "L", left), Length("femur", "R", right)])

    for sds in (1.0, 2.0, 3.0):
        scale = math.sqrt(4 / 6)
        expected = t.logpdf(sds / scale, 6) - t.logpdf(0, 6)
        assert off(sds) - off(0) == pytest.approx(expected, abs=0.35)
    assert off(5.0) - off(0) > -0.8 * 5**2 / 2


def test_different_bones_say_less_than_two_sides() -> None:
    tibia = Length("tibia", "L", 377.0)
    assert 0 < lr(LEFT, tibia) < lr(LEFT, RIGHT)
    assert lr(LEFT, Length("tibia", "L", 300.0)) < -1


def test_order_and_nothing_change_nothing() -> None:
    tibia = Length("tibia", "L", 377.0)
    model = PROPOSED_LENGTHS
    assert model.log10_lr([LEFT], [RIGHT, tibia]) == pytest.approx(
        model.log10_lr([tibia, RIGHT], [LEFT])
    )
    assert model.log10_lr([LEFT], []) == 0.0
    chain = model.log10_lr([LEFT], [RIGHT]) + model.log10_lr([LEFT, RIGHT], [tibia])
    whole = model.log10_lr([RIGHT], [tibia]) + model.log10_lr([RIGHT, tibia], [LEFT])
    assert chain == pytest.approx(whole, abs=1e-12)


def test_what_no_bone_has_is_refused() -> None:
    for length in (Length("skull", "", 180.0), Length("femur", "L", 0.0)):
        with pytest.raises(LengthsError):
            PROPOSED_LENGTHS.log_density([length])
    men = PROPOSED_LENGTHS.sexes[0]
    wrong = (
        replace(men, share=0.4),
        replace(men, share=1.0, mean_log=men.mean_log[:2]),
        replace(men, share=1.0, sd_log=-men.sd_log),
        replace(men, share=1.0, sd_left_right=men.sd_log * 2),
        replace(men, share=1.0, correlation=men.correlation * 2),
        replace(men, share=1.0, correlation=np.full((4, 4), -0.9) + 1.9 * np.eye(4)),
    )
    for sex in wrong:
        with pytest.raises(LengthsError):
            LengthModel(PROPOSED_LENGTHS.bones, (sex,), "wrong")


def _of_reference(group: dict[str, Any], bones: tuple[str, ...]) -> SexParameters:
    pairs = {p["measurement"]: p for p in group["pair_differences"]}
    size = len(bones)
    correlation, mean = np.eye(size), np.zeros(size)
    met: dict[int, list[float]] = {i: [] for i in range(size)}
    for p in group["inter_element_log"]:
        if p["x"] in bones and p["y"] in bones:
            i, j = bones.index(p["x"]), bones.index(p["y"])
            correlation[i, j] = correlation[j, i] = p["r"]
            mean[[i, j]] = p["mean_log_x"], p["mean_log_y"]
            met[i].append(p["sd_log_x"])
            met[j].append(p["sd_log_y"])
    sd = np.array([np.mean(some) for some in met.values()])
    left = np.array([pairs[b]["mean_diff_mm"] / pairs[b]["mean_size_mm"] for b in bones])
    side = np.array([pairs[b]["sd_log_ratio"] for b in bones])
    return SexParameters(1.0, mean, np.sqrt(sd**2 + side**2 / 2), correlation, left, side)


@pytest.mark.reference
@pytest.mark.parametrize("group", ["white_males", "white_females"])
def test_the_reference_regressions_and_side_differences_come_back(group: str) -> None:
    """The residual of one bone given another and the SD of the sides, from one matrix for all.

    Each regression is of other people, so that they agree with one matrix only roughly.
    """
    if not REFERENCE.exists():
        pytest.skip(f"reference results are not beside the checkout: {REFERENCE.name}")
    stated = json.loads(REFERENCE.read_text(encoding="utf-8"))["groups"][group]
    bones = ("Hum_01", "Rad_01", "Fem_01", "Tib_01")
    sex = _of_reference(stated, bones)
    model = LengthModel(bones, (sex,), group)
    between = model._between[0]
    for p in stated["inter_element_log"]:
        if p["x"] in bones and p["y"] in bones:
            i, j = bones.index(p["x"]), bones.index(p["y"])
            residual = math.sqrt(between[j, j] - between[i, j] ** 2 / between[i, i])
            assert residual == pytest.approx(p["residual_sd_log"], rel=0.2)
    for i, bone in enumerate(bones):
        pair = next(p for p in stated["pair_differences"] if p["measurement"] == bone)
        mm = sex.sd_left_right[i] * math.exp(sex.mean_log[i])
        assert mm == pytest.approx(pair["sd_diff_mm"], rel=0.06)
    proposed = PROPOSED_LENGTHS.sexes[("white_males", "white_females").index(group)]
    ours = proposed.sd_left_right * np.exp(proposed.mean_log)
    differences = {p["measurement"]: p["sd_diff_mm"] for p in stated["pair_differences"]}
    theirs = [differences[bone] for bone in bones]
    np.testing.assert_allclose(ours, theirs, atol=0.01)
