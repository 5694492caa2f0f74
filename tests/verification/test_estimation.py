"""The programme that tries intervals of totals: its short run holds, and it can fail."""

from __future__ import annotations

from collections import Counter

import pytest

from verification.estimation import SETTINGS, Answer, Collected, Setting, collect, faults, told


def _ask(random: object, seed: int) -> Answer:
    raise AssertionError("nobody is asked")


#: The others take long: they are in `./run verify estimation`.
_SHORT = [
    number
    for number, one in enumerate(SETTINGS)
    if not {"four", "linked", "periods", "classes"} & set(one.name.replace(",", "").split())
]


@pytest.mark.parametrize("number", _SHORT, ids=lambda number: SETTINGS[number].name)
def test_thirty_populations_of_each_short_setting_hold(number: int) -> None:
    ((setting, collected),) = collect(30, 1, [number])
    assert faults(setting, collected) == []
    assert len(list(told(setting, collected))) >= 2


def test_the_same_seed_draws_the_same_populations() -> None:
    first, again = (next(iter(collect(3, 5, [0])))[1] for _ in range(2))
    assert (first.covered, first.said) == (again.covered, again.said)


@pytest.mark.parametrize(
    ("collected", "setting", "fault"),
    [
        (Collected(500, Counter(m=500), Counter(m=440)), Setting("", _ask, ("m",)), "covers 440"),
        (Collected(500, Counter(m=300), Counter(m=290)), Setting("", _ask, ("m",)), "answers 300"),
        (Collected(500, Counter(lower_bound=500), Counter(lower_bound=450)), Setting("", _ask),
         "stays below in 450"),
        (Collected(500, said=Counter(lists_share=30)), Setting("", _ask, quiet=True), "in 30"),
        (Collected(500, said=Counter(people_differ=400)),
         Setting("", _ask, said="people_differ"), "said in 400"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_a_fault(collected: Collected, setting: Setting, fault: str) -> None:
    (only,) = faults(setting, collected)
    assert fault in only
