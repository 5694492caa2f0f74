"""Every page in a browser: open to everybody, no wider than a phone, of this machine alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from imena import __version__

if TYPE_CHECKING:
    from tests.e2e.every_page.visits import Visit

# The walk is over before a test begins; the mark has the database made for it.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]

#: Fewer rules with anything to look at than on the shortest page: then axe did not really run.
LEAST_RULES = 20
#: Pages that refuse, as well as those that there are addresses for.
REFUSED = ("not here", "not for you")

Visits = Mapping[str, "Visit"]


def test_every_page_was_opened_and_looked_at(visits: Visits) -> None:
    from tests.web.test_walk import PAGES

    assert set(visits) == {*PAGES, *REFUSED}
    assert {v.name: v.rules for v in visits.values() if v.rules < LEAST_RULES} == {}


def test_no_page_shuts_anybody_out_by_daylight(visits: Visits) -> None:
    """WCAG 2.2 A and AA and what is good practice, by axe-core: no complaint, not a slight one."""
    assert {(v.name, v.role): v.light for v in visits.values() if v.light} == {}


def test_no_page_shuts_anybody_out_in_the_dark(visits: Visits) -> None:
    assert {(v.name, v.role): v.dark for v in visits.values() if v.dark} == {}


def test_no_page_scrolls_sideways_down_to_320_pixels(visits: Visits) -> None:
    assert {v.name: v.too_wide for v in visits.values() if v.too_wide} == {}


def test_what_is_pressed_on_a_phone_is_large_enough_for_a_finger(visits: Visits) -> None:
    assert {v.name: v.small for v in visits.values() if v.small} == {}


def test_on_paper_no_control_is_left_and_each_page_says_when_and_by_what_it_was_made(
    visits: Visits,
) -> None:
    assert {v.name: v.printed for v in visits.values() if v.printed} == {}
    assert [v.name for v in visits.values() if f"Імена {__version__}" not in v.imprint] == []


def test_no_page_asks_another_machine_or_complains(visits: Visits) -> None:
    foreign = [url for v in visits.values() for url in v.asked if "//127.0.0.1:" not in url]
    assert foreign == []
    # Chromium says of a refusal that it is one.
    assert {v.name: v.said for v in visits.values() if v.said and v.name not in REFUSED} == {}
