"""The certainty ruler: probabilities on a scale of odds, one step ten times as much.

A bar from 0 to 100 % would hide the difference between 99 % and 99.99 %, which is where names
are decided.
"""

from __future__ import annotations

import math

from imena.language import numbers
from imena.reports.markup import Html, element, joined
from imena.reports.subject import Subject

_FROM, _TO = -4.0, 5.0  # log10 odds at the two ends
_LABELS = (
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
    at = _percent_along(_log10_odds(subject.answer.threshold))
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
    threshold = _along(_log10_odds(subject.answer.threshold))
    texts = []
    for probability, kind in _LABELS:
        at = _along(_log10_odds(probability))
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
    odds = _log10_odds(probability)
    at = _along(odds)
    drawn = [element("use", href="#grid")]
    if odds <= _FROM:
        drawn.append(_tip("M12-7 0 0 12 7Z", "0"))
    else:
        drawn.append(element("line", class_="ln", x2=f"{at:.1f}%", y1="50%", y2="50%"))
        drawn.append(
            _tip("M-12-7 0 0-12 7Z", "100%")
            if odds >= _TO
            else element("circle", class_="fink", cx=f"{at:.1f}%", cy="50%", r=7)
        )
    picture = element("svg", *drawn, aria_hidden="true")
    height = "rl two" if "<small>" in said else "rl"
    return element("div", element("span", who), picture, element("span", said), class_=height)


def _tip(path: str, at: str) -> Html:
    """An arrow head; it hangs on a viewport of its own, since a path cannot start at "100%"."""
    return element("svg", element("path", class_="fink", d=path), x=at, y="50%")


def _log10_odds(probability: float) -> float:
    if probability <= 0:
        return -math.inf
    if probability >= 1:
        return math.inf
    return math.log10(probability) - math.log10(1 - probability)


def _along(log10_odds: float) -> float:
    return 100 * (min(max(log10_odds, _FROM), _TO) - _FROM) / (_TO - _FROM)


def _percent_along(log10_odds: float) -> str:
    return f"{_along(log10_odds):.2f}%"
