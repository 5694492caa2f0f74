"""Forms by the Tab key alone: every control, in the order it is read, with a focus one sees."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.test_pages_in_chromium import (
    _cheap_passwords,
    _emptied_in_spite_of_the_triggers,
    _no_database_unless_asked,
    address,
    browser,
    case,
    signed_in,
)

if TYPE_CHECKING:
    from tests.web.served import Served

__all__ = [
    "_cheap_passwords", "_emptied_in_spite_of_the_triggers", "_no_database_unless_asked",
    "address", "browser", "case",
]  # fmt: skip

pytestmark = pytest.mark.browser

#: Every control of the forms of a page as it is read; of radio buttons the Tab key meets one.
_CONTROLS = """() => {
  const met = new Set();
  return [...document.querySelectorAll('main form :is(input, select, textarea, button, summary)')]
    .filter(one => one.type !== 'hidden' && !one.disabled && one.checkVisibility())
    .filter(one => {
      if (one.type !== 'radio') return true;
      if (met.has(one.name)) return false;
      met.add(one.name);
      return true;
    })
    .map(one => one.type === 'radio' ? one.name : one.id || one.name || one.textContent.trim());
}"""
#: What has the focus, how high it stands, and whether its ring is seen.
_FOCUSED = """() => {
  const one = document.activeElement;
  const ringed = part => part && getComputedStyle(part).outlineStyle !== 'none'
    && parseFloat(getComputedStyle(part).outlineWidth) >= 3;
  return {
    inside: one.closest('main form') !== null,
    what: one.type === 'radio' ? one.name : one.id || one.name || one.textContent.trim(),
    top: one.getBoundingClientRect().top + scrollY,
    ringed: Boolean(ringed(one) || ringed(one.nextElementSibling)),
  };
}"""
#: Two controls side by side need not begin at the same height, px.
_ROW = 24


@dataclass(frozen=True)
class Stop:
    """One control that the Tab key came to."""

    what: str
    top: float
    ringed: bool


def stops(page: Page) -> list[Stop]:
    """Press Tab from the first link of the page until its forms are behind."""
    page.evaluate("document.querySelector('.skip').focus()")
    found: list[Stop] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        if at["inside"] and (not found or found[-1].what != at["what"]):
            found.append(Stop(at["what"], at["top"], at["ringed"]))
        elif (
            not at["inside"]
            and found
            and page.evaluate("document.activeElement.closest('footer') !== null")
        ):
            return found
    raise AssertionError("the footer was never reached")


def pages(case: Served) -> tuple[tuple[str, str], ...]:
    """Role and address of sign-in, of an interview and of a decision that waits for a signature."""
    believed = case.believed
    body, missing = believed.remains(), believed.missing("Непідписаний")
    dna = believed.dna(body, missing, believed.relative(missing))
    decision = believed.proposed(body, missing, dna)
    return (
        ("", "/account/sign-in"),
        ("interviewer", f"/families/{case.missing.number}/interview"),
        ("board", f"/decisions/{decision.number}"),
    )


def test_the_tab_key_meets_every_control_in_the_order_it_is_read(
    browser: Browser, case: Served, address: str
) -> None:
    for role, path in pages(case):
        context = signed_in(browser, case, address, role) if role else browser.new_context()
        page = context.new_page()
        page.goto(address + path)
        controls = page.evaluate(_CONTROLS)
        met = stops(page)
        assert len(controls) >= 2, path
        assert [one.what for one in met] == controls
        assert [one.what for one in met if not one.ringed] == []
        for before, after in pairwise(met):
            assert after.top > before.top - _ROW, f"{after.what} stands above {before.what}"
        context.close()
