"""Error rates of thresholds on LRs that another program simulated."""

from __future__ import annotations

import math

import numpy as np

from imena.evidence.decision import error_rates
from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import Stated


def compare_decision(comparison: Comparison, stated: Stated) -> None:
    """The rates at each threshold; the other's own choice of one is documented, not followed."""
    pairs = list(stated["input"].listed())
    same = np.log10([pair["Related"].number for pair in pairs])
    other = np.log10([pair["Unrelated"].number for pair in pairs])
    stated_rates = [
        (block["threshold"].number, block["rates"]) for block in stated["threshold_rates"].listed()
    ]
    stated_rates += [
        (block["threshold_on_linear_grid_of_1000"].number, block["rates"])
        for block in stated["decision_threshold"].listed()
    ]
    for threshold, expected in stated_rates:
        found = error_rates(same, other, math.log10(threshold))
        place = (f"{threshold:g}",)
        for quantity, name, value in (
            ("false_negative", "FNR", found.false_negative),
            ("false_negative", "TPR", 1 - found.false_negative),
            ("false_positive", "FPR", found.false_positive),
            ("false_positive", "TNR", 1 - found.false_positive),
            ("correlation", "MCC", found.correlation),
        ):
            comparison.probability(quantity, (*place, name), expected[name].number, value)
