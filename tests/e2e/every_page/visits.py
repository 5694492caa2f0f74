"""Every page of the invented case, opened once in Chromium, with what a browser finds there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, BrowserContext, Page

from imena.registry.permissions import Need
from imena.web.access import Access, access_of
from tests.e2e import axe
from tests.web.served import patterns
from tests.web.test_walk import PAGES

if TYPE_CHECKING:
    from tests.web.served import Served

#: A wide desk, a tablet, a phone, and 400 % on a desk (WCAG 2.2, 1.4.10).
WIDTHS = (1440, 820, 360, 320)
#: Who opens a page, the first who may: those who fill it in first, then whoever sees most.
OPENERS = (
    "interviewer", "liaison", "mortuary", "examiner", "laboratory", "field_team", "board",
    "figures_officer", "administrator", "analyst", "auditor", "prosecutor",
)  # fmt: skip


@dataclass
class Visit:
    """What was found on one page.

    ``rules`` counts what axe had to say anything about, ``light`` and ``dark`` are its findings,
    ``too_wide`` the widths that scroll sideways and why, ``small`` what a finger misses on a phone,
    ``printed`` the controls left on paper, ``imprint`` what paper says of itself, ``asked`` and
    ``said`` all requests and complaints.
    """

    name: str
    role: str
    rules: int = 0
    light: list[str] = field(default_factory=list)
    dark: list[str] = field(default_factory=list)
    too_wide: list[tuple[int, str]] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    imprint: str = ""
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def opener_of(case: Served, name: str, address: str) -> str:
    """Who opens a page for its look: somebody who fills it in, else anybody who may read it."""
    access = access_of(patterns()[name].callback) or Access()
    fills_in = Access(areas=access.areas, need=Need.WRITE).open_to
    filling = [role for role in OPENERS if fills_in(case.cast.actors[role])]
    return next(
        role
        for role in [*filling, *(one for one in reversed(OPENERS) if one not in filling)]
        if access.open_to(case.cast.actors[role])
        and case.client(role).get(address).status_code == 200
    )


def visited(browser: Browser, case: Served, server: str) -> Mapping[str, Visit]:
    """Open every page there is, each as one who works on it."""
    found: dict[str, Visit] = {}
    by_role: dict[str, dict[str, str]] = {}
    addresses = case.addresses()
    for name in PAGES:
        role = opener_of(case, name, addresses[name])
        by_role.setdefault(role, {})[name] = addresses[name]
    refusing = {"not here": "/nowhere", "not for you": addresses["users"]}
    by_role.setdefault("interviewer", {}).update(refusing)
    for role, pages in by_role.items():
        with signed_in(browser, case, server, role) as context:
            page = context.new_page()
            for name, address in pages.items():
                found[name] = _opened(page, server + address, Visit(name, role))
    return found


@contextmanager
def signed_in(browser: Browser, case: Served, server: str, role: str) -> Iterator[BrowserContext]:
    """A window in which somebody of ``role`` is signed in."""
    context = browser.new_context(color_scheme="light")
    session = case.client(role).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
    axe.put_into(context)
    yield context
    context.close()


def _opened(page: Page, address: str, visit: Visit) -> Visit:
    # What Chromium would like besides (a hidden user name beside a password) is no complaint.
    heard = {
        "request": lambda request: visit.asked.append(request.url),
        "console": lambda m: visit.said.append(m.text) if m.type in _COMPLAINTS else None,
        "pageerror": lambda error: visit.said.append(str(error)),
    }
    for what, hear in heard.items():
        page.on(what, hear)  # type: ignore[call-overload]
    page.emulate_media(media="screen", color_scheme="light")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.goto(address)
    visit.rules, visit.light = axe.by_day(page)
    visit.dark = axe.in_the_dark(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            visit.too_wide.append((width, page.evaluate(_WIDEST)))
    visit.small = page.evaluate(_SMALL)
    page.emulate_media(media="print")
    visit.printed = page.evaluate(_CONTROLS)
    visit.imprint = page.locator(".imprint").inner_text()
    for what, hear in heard.items():
        page.remove_listener(what, hear)
    return visit


_COMPLAINTS = ("error", "warning")
#: Controls under 44 px that are not the inside of a label, which is pressed with them.
_SMALL = """[...document.querySelectorAll('button, select, input:not([type=hidden]), summary')]
    .filter(e => e.offsetParent && !e.closest('label'))
    .filter(e => e.getBoundingClientRect().height < 43)
    .map(e => e.outerHTML.slice(0, 100))"""
#: Whatever can only be pressed or filled in, where it can be seen.
_CONTROLS = """[...document.querySelectorAll('button, input, select, textarea, nav, .btn')]
    .filter(e => e.checkVisibility() && !e.matches('[type=hidden]'))
    .map(e => e.outerHTML.slice(0, 100))"""
#: The innermost element that reaches furthest over the edge, outside of what scrolls by itself.
_WIDEST = """[...document.querySelectorAll('body *')]
    .filter(e => !e.closest('.scroll') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 160)).pop() || ''"""
