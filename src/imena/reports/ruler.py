"""The certainty ruler: probabilities on a scale of odds, one step ten times as much.

A bar from 0 to 100 % would hide the difference between 99 % and 99.99 %, which is where names
are decided.
"""

from __future__ import annotations

import math

from imena.language import numbers
from imena.reports.markup import Html, element, joined
from imena.reports.subject import Subject

#: log10 odds at the two ends.
_FROM, _TO = -4.0, 5.0
#: Probabilities named on it; “opt” ones only where there is room.
NAMED = (
    (0.001, ""),
    (0.1, "opt"),
    (0.5, ""),
    (0.9, "opt"),
    (0.99, ""),
    (0.9999, "opt"),
)


def definitions(subject: Subject) -> Html:
    """The grid every ruler shares, drawn once for the page."""
    steps = [
        element("line", class_="lt", x1=x, x2=x, y2="100%")
        for x in (_percent_along(odds) for odds in range(int(_FROM) + 1, int(_TO)))
    ]
    at = _percent_along(log10_odds(subject.answer.threshold))
    threshold = element("line", class_="thr", x1=at, x2=at, y2="100%")
    return element(
        "svg",
        element("defs", element("g", *steps, threshold, id="grid")),
        class_="defs",
        aria_hidden="true",
    )


def ruler(subject: Subject, rows: list[tuple[Html, float, Html]]) -> Html:
    """Rows of (who, probability, what to say of it) on one scale.

    The position is that of the computed probability; beyond the scale an arrow points on.
    """
    return joined(_scale(subject), *(_row(who, p, said) for who, p, said in rows))


def _scale(subject: Subject) -> Html:
    threshold = 100 * along(log10_odds(subject.answer.threshold))
    texts = []
    for probability, kind in NAMED:
        at = 100 * along(log10_odds(probability))
        if abs(at - threshold) > 5:
            said = numbers.stated_percent(subject.language, probability)
            kind = "opt" if abs(at - threshold) < 14 else kind
            texts.append(_text(said, at, f"mid {kind}".strip()))
    texts.append(_text(subject.threshold, threshold, "mid t1"))
    labels = element("svg", *texts, aria_hidden="true")
    return element("div", element("span"), labels, element("span"), class_="rl hd")


def _text(said: str, at: float, class_: str) -> Html:
    return element("text", said, x=f"{at:.2f}%", y=14, class_=class_)


def _row(who: Html, probability: float, said: Html) -> Html:
    grid = element("use", href="#grid")
    odds = log10_odds(probability)
    return line(who, grid, along(odds), beyond(odds), said, tall="<small>" in said)


def line(who: Html, grid: Html, at: float, past: int, said: Html, *, tall: bool) -> Html:
    """One row: who, the line to where they stand over the ``grid``, and what to say of it.

    ``at`` is from 0 to 1; where the point lies beyond an end, ``past`` it, an arrow points on.
    """
    if past < 0:
        point = _tip("M12-7 0 0 12 7Z", "0")
    else:
        share = f"{100 * at:.2f}%"
        end = (
            _tip("M-12-7 0 0-12 7Z", "100%")
            if past
            else element("circle", class_="fink", cx=share, cy="50%", r=7)
        )
        point = joined(element("line", class_="ln", x2=share, y1="50%", y2="50%"), end)
    picture = element("svg", grid, point, aria_hidden="true")
    height = "rl two" if tall else "rl"
    return element("div", element("span", who), picture, element("span", said), class_=height)


def _tip(path: str, at: str) -> Html:
    """An arrow head; it hangs on a viewport of its own, since a path cannot start at "100%"."""
    return element("svg", element("path", class_="fink", d=path), x=at, y="50%")


def log10_odds(probability: float) -> float:
    """log10 of the odds; infinite for 0 and 1."""
    if probability <= 0:
        return -math.inf
    if probability >= 1:
        return math.inf
    return math.log10(probability) - math.log10(1 - probability)


def along(odds: float) -> float:
    """Where log10 odds lie on the ruler, from 0 to 1."""
    return round((min(max(odds, _FROM), _TO) - _FROM) / (_TO - _FROM), 4)


def beyond(odds: float) -> int:
    """-1 or 1 where log10 odds lie at or past an end of the ruler, else 0."""
    return -1 if odds <= _FROM else 1 if odds >= _TO else 0


def _percent_along(odds: float) -> str:
    return f"{100 * along(odds):.2f}%"
