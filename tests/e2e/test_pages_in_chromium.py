"""The pages in a browser: without scripts, by the keyboard, and names set apart."""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.conftest import CHROMIUM
from tests.e2e.test_report_in_chromium import QUIET
from tests.web.conftest import (
    _cheap_passwords,
    _emptied_in_spite_of_the_triggers,
    _no_database_unless_asked,
)

if TYPE_CHECKING:
    from tests.web.served import Served

__all__ = ["_cheap_passwords", "_emptied_in_spite_of_the_triggers", "_no_database_unless_asked"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        # Playwright's own loop runs in this thread; Django would take itself for asynchronous.
        patched.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def case(transactional_db: None) -> Served:
    """A case that other threads see too."""
    from tests.registry.cast import Cast
    from tests.web.served import Served

    return Served(Cast.assembled())


@pytest.fixture
def address(case: Served) -> Iterator[str]:
    """Where the pages are answered, by the server that a laptop runs."""
    from waitress.server import create_server

    from imena.web.served import made

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    server = create_server(made(), host="127.0.0.1", port=port, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.close()
    thread.join(timeout=10)


def signed_in(
    browser: Browser, case: Served, address: str, role: str, *, scripts: bool = True
) -> BrowserContext:
    """A window in which somebody of ``role`` is signed in."""
    context = browser.new_context(java_script_enabled=scripts)
    session = case.client(role).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return context


def test_without_scripts_one_signs_in_reads_and_opens_the_places(
    browser: Browser, case: Served, address: str
) -> None:
    from tests.web.served import PASSWORD

    user = case.user("analyst")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}/bodies/{case.unit.number}")
    page.fill("#username", user.username)
    page.fill("#password", PASSWORD)
    page.click("main button")
    assert page.inner_text("h1").startswith(case.unit.number)
    page.click("summary")
    page.click(".menu a[href='/sites']")
    assert page.inner_text("h1") == "Місця"
    context.close()


def test_the_keyboard_goes_to_the_places_and_down_a_list(
    browser: Browser, case: Served, address: str
) -> None:
    context = signed_in(browser, case, address, "prosecutor")
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("g")
    page.keyboard.press("3")
    page.wait_for_url(f"{address}/sites")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sites/.+"))
    page.goto(f"{address}/account/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    context.close()


def test_the_serif_is_for_names_alone(browser: Browser, case: Served, address: str) -> None:
    context = signed_in(browser, case, address, "analyst")
    page = context.new_page()
    for path in (f"/bodies/{case.unit.number}", "/way"):
        page.goto(address + path)
        strangers = page.evaluate(
            """[...document.querySelectorAll('body *')].filter(e =>
              getComputedStyle(e).fontFamily.includes('Serif') && !e.closest('.name')).length"""
        )
        assert strangers == 0
    context.close()
