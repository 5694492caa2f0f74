"""Sex: what a method says of a body beside what is recorded of a person."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.evidence.rates import Rate
from imena.evidence.sex import SEX_METHODS, SEX_OUTCOMES, SexError, SexMethod, sex_densities
from tests.evidence.laws import assert_coherent, probabilities

share = probabilities()
rate = st.floats(1e-6, 0.5)
methods = st.builds(
    SexMethod, st.just("any"), st.builds(Rate, rate), share, share, rate, st.just("")
)


@given(methods, st.sampled_from("FM"), st.floats(0.001, 0.999))
def test_the_mean_lr_among_the_unlisted_is_one(method: SexMethod, sex: str, women: float) -> None:
    assert_coherent(sex_densities(method, sex, women))


@given(methods, st.floats(0.001, 0.999), st.sampled_from(SEX_OUTCOMES))
def test_exchanging_the_sexes_everywhere_changes_nothing(
    method: SexMethod, women: float, outcome: str
) -> None:
    mirrored = SEX_OUTCOMES[len(SEX_OUTCOMES) - 1 - SEX_OUTCOMES.index(outcome)]
    woman = sex_densities(method, "F", women).log10_lr(outcome)
    man = sex_densities(method, "M", 1 - women).log10_lr(mirrored)
    assert woman == pytest.approx(man, abs=1e-9)


@pytest.mark.parametrize("method", SEX_METHODS.values(), ids=lambda m: m.name)
def test_undetermined_says_nothing_and_surer_words_say_more(method: SexMethod) -> None:
    lrs = sex_densities(method, "F", 0.5).log10_lrs
    assert lrs[SEX_OUTCOMES.index("undetermined")] == 0
    assert np.all(np.diff(lrs) < 0)


def test_a_man_in_a_grave_of_men_says_next_to_nothing() -> None:
    method = SEX_METHODS["pelvis_morphology"]
    among_soldiers = sex_densities(method, "M", 0.05).log10_lr("M")
    among_all = sex_densities(method, "M", 0.5).log10_lr("M")
    assert 0 < among_soldiers < 0.05 < among_all < 0.3


@given(st.floats(1e-4, 0.3), st.floats(0.001, 0.19))
def test_a_worse_method_says_less(e: float, more: float) -> None:
    def lr(wrong: float) -> float:
        return sex_densities(SEX_METHODS["metric"], "F", 0.4, wrong).log10_lr("F")

    assert lr(e + more) < lr(e)


def test_what_is_no_sex_and_no_outcome_is_refused() -> None:
    method = SEX_METHODS["metric"]
    with pytest.raises(SexError):
        sex_densities(method, "X", 0.5)
    with pytest.raises(SexError):
        method.given_sex("certainly")
