"""axe-core, asked of a page that Chromium shows.

It is put into the page by the debugger, which no policy of the page holds back.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from playwright.sync_api import BrowserContext, Page

_SOURCE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
_RUN = """options => axe.run(document, {resultTypes: ['violations'], ...options})
    .then(r => [r.passes.length + r.violations.length, r.violations])"""


def put_into(window: BrowserContext) -> None:
    """Whatever page the window opens from now on can be asked, without sending axe to each."""
    window.add_init_script(_SOURCE)


def by_day(page: Page) -> tuple[int, list[str]]:
    """How many rules of WCAG 2.2 A and AA and of good practice had something to look at in a page
    that was just opened, and what broke one."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_SOURCE)
    return _asked(page, _RULES)


def in_the_dark(page: Page) -> list[str]:
    """What cannot be read of the same page on a dark screen."""
    page.emulate_media(color_scheme="dark")
    _, broken = _asked(page, {"runOnly": ["color-contrast"]})
    return broken


def _asked(page: Page, options: Mapping[str, Any]) -> tuple[int, list[str]]:
    rules, broken = page.evaluate(_RUN, options)
    return rules, [
        f"{one['id']} ({one['impact']}, {len(one['nodes'])}): {one['nodes'][0]['html'][:120]}"
        for one in broken
    ]
