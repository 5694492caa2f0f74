"""Text and marks can be read in light and in dark: WCAG 2.2, 4.5 : 1 for text, 3 : 1 for marks."""

from __future__ import annotations

import re

import pytest

from imena.reports.style import style_sheet

TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)", style_sheet()
    )
}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("colour", "ground", "least"),
    [
        ("ink", "paper", 7.0),
        ("ink2", "paper", 4.5),
        ("ink3", "paper", 4.5),
        ("accent", "paper", 4.5),
        ("stop", "paper", 4.5),
        ("ink", "warn-ground", 4.5),
        ("accent", "warn-ground", 4.5),
        ("for", "paper", 3.0),
        ("against", "paper", 3.0),
        ("edge", "paper", 3.0),
        ("warn-edge", "paper", 3.0),
    ],
)
def test_contrast(colour: str, ground: str, least: float, theme: int) -> None:
    assert contrast(TOKENS[colour][theme], TOKENS[ground][theme]) >= least
