"""How each marker speaks for or against one pair: bars on a logarithmic axis, numbers beside."""

from __future__ import annotations

import math

from imena.language import numbers
from imena.matching.identification import Pair
from imena.reports.markup import Html, element, joined
from imena.reports.subject import Subject


def marker_chart(subject: Subject, pair: Pair) -> Html:
    """One bar a marker: to the right for, to the left against, on the markers' own order.

    A marker that excludes fills the left side and says so in words.
    """
    finite = [x for x in pair.per_marker.values() if math.isfinite(x)]
    low, high = min([-0.7, *finite]), max([1.3, *finite])
    order = {marker.name: i for i, marker in enumerate(subject.case.markers)}
    # linked markers share one key, "A+B": they stand where the first of them stands
    keys = sorted(pair.per_marker, key=lambda key: order.get(key.split("+")[0], len(order)))
    x_linked = {m.name for m in subject.case.markers if m.x_linked}
    rows = [
        element(
            "li",
            element("span", joined(*key.split("+"), between=" + "), _chromosome(key, x_linked)),
            _bar(pair.per_marker[key], low, high),
            _number(subject, pair.per_marker[key]),
        )
        for key in keys
    ]
    return element("ol", *rows, class_="mk")


def _chromosome(key: str, x_linked: set[str]) -> Html | None:
    return element("small", " X") if x_linked & set(key.split("+")) else None


def _number(subject: Subject, log10_lr: float) -> Html:
    if log10_lr == -math.inf:
        return element("span", subject.words("excludes"), class_="num excl")
    return element("span", numbers.factor(subject.language, log10_lr), class_="num")


def _bar(log10_lr: float, low: float, high: float) -> Html:
    def along(x: float) -> float:
        return 100 * (x - low) / (high - low)

    zero, at = along(0), along(max(log10_lr, low))
    class_ = "fstop" if log10_lr == -math.inf else "ffor" if log10_lr >= 0 else "fag"
    drawn = [_line("ln", zero), _line("lt", along(1))]
    if abs(at - zero) >= 0.05:
        left, width = min(zero, at), abs(at - zero)
        drawn.append(element("rect", class_=class_, x=f"{left:.1f}%", width=f"{width:.1f}%"))
    return element("svg", *drawn, aria_hidden="true")


def _line(class_: str, at: float) -> Html:
    return element("line", class_=class_, x1=f"{at:.1f}%", x2=f"{at:.1f}%", y2="100%")
