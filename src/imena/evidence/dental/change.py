"""How teeth change with the years: filled, crowned, pulled; never unfilled and never back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy.linalg import expm

from imena.evidence.densities import FloatArray
from imena.evidence.dental.teeth import STATES, BoolArray, DentalError
from imena.evidence.rates import Rate

#: How likely a filling reaches a surface, and how much rarer each further surface makes it.
#: Proposals of ours, as all rates here, until fitted from an office's own paired charts.
_REACHES: Mapping[str, float] = {"M": 0.2, "O": 0.5, "D": 0.2, "V": 0.15, "L": 0.1}
_EACH_FURTHER = 0.8
_ROOT, _REPLACED, _ERUPTED = 0.002, 0.002, 0.05


@dataclass(frozen=True)
class ChangeRates:
    """Changes of one tooth in a year, each a probability while it is small."""

    filling: Rate = field(default=Rate(0.010))
    extraction: Rate = field(default=Rate(0.004))
    crown: Rate = field(default=Rate(0.003))


def filling_shares(within: str = "") -> FloatArray:
    """Share of each state among fillings of the surfaces ``within`` and at least one more."""
    shares = np.zeros(len(STATES))
    for i, state in enumerate(STATES):
        surfaces = _surfaces(state)
        if surfaces > set(within):
            reached = np.prod([_REACHES[s] for s in sorted(surfaces)])
            shares[i] = reached * _EACH_FURTHER ** (len(surfaces) - 1)
    total = shares.sum()
    return shares / total if total else shares


def _surfaces(state: str) -> set[str]:
    return set(state.removeprefix("filled_")) if state.startswith("filled_") else set()


@lru_cache(maxsize=256)
def changed(years: float, filling: float, extraction: float, crown: float) -> FloatArray:
    """P(state after ``years`` | state before), shape (states, states), rows before.

    A Markov chain in continuous time; the other arguments are its yearly rates.

    Raises
    ------
    DentalError
        For a negative time: the chart before death must be the earlier one.
    """
    if years < 0:
        raise DentalError(f"the earlier chart is {-years} years the later")
    table: FloatArray = expm(_generator(filling, extraction, crown) * years)
    # Rounding leaves negative zeros where nothing leads.
    table = np.where(_REACHABLE, np.maximum(table, 0.0), 0.0)
    table /= table.sum(axis=1, keepdims=True)
    table.setflags(write=False)
    return table


def _generator(filling: float, extraction: float, crown: float) -> FloatArray:
    size = len(STATES)
    rates = np.zeros((size, size))
    at = {state: i for i, state in enumerate(STATES)}
    for state, i in at.items():
        filled = state.startswith("filled_")
        if state == "sound" or filled:
            rates[i] += filling * filling_shares("".join(_surfaces(state)))
            rates[i, at["crown"]] += crown
            rates[i, at["root_filled"]] += _ROOT
        if state == "crown":
            rates[i, at["root_filled"]] += _ROOT
        if state == "root_filled":
            rates[i, at["crown"]] += crown
        if filled or state in ("sound", "crown", "root_filled", "unerupted"):
            rates[i, at["missing"]] += extraction
    rates[at["missing"], at["implant"]] += _REPLACED
    rates[at["implant"], at["missing"]] += extraction
    rates[at["unerupted"], at["sound"]] += _ERUPTED
    return rates - np.diag(rates.sum(axis=1))


def _reachable() -> BoolArray:
    step = (_generator(1.0, 1.0, 1.0) > 0) | np.eye(len(STATES), dtype=bool)
    reach = step
    for _ in range(6):
        reach = reach @ reach
    return reach


#: Whether a state can come of another at all, rows before.
_REACHABLE: BoolArray = _reachable()


def explains(before: BoolArray, after: BoolArray) -> BoolArray:
    """Whether any possible state before can lead to any after, shape (teeth,); charts likewise."""
    explained: BoolArray = np.any((before @ _REACHABLE) & after, axis=1)
    return explained
