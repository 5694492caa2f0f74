"""A device in place of the one-time code, in a browser that has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from imena.registry import clock, one_time_code
from tests.e2e.test_pages_in_chromium import (
    _cheap_passwords,
    _emptied_in_spite_of_the_triggers,
    _no_database_unless_asked,
    address,
    browser,
    case,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.served import Served

__all__ = [
    "_cheap_passwords",
    "_emptied_in_spite_of_the_triggers",
    "_no_database_unless_asked",
    "address",
    "browser",
    "case",
]
pytestmark = pytest.mark.browser


def with_device(page: Page) -> Any:
    """The browser gets a device that always agrees; what came back asks the browser about it."""
    told = page.context.new_cdp_session(page)
    told.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    told.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return told


def with_password(page: Page, where: str, username: str) -> None:
    from tests.web.served import PASSWORD

    page.goto(f"{where}/account/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.btn")


def test_a_device_is_added_signs_in_and_is_ended(
    browser: Browser, case: Served, address: str
) -> None:
    from imena.registry.models import Event, Passkey, User
    from tests.web.served import PASSWORD

    where = address.replace("127.0.0.1", "localhost")
    secret = one_time_code.new_secret()
    username = case.user("board").username
    User.objects.filter(username=username).update(code_secret=secret)
    page = browser.new_context(base_url=where).new_page()
    with_device(page)
    with_password(page, where, username)
    step = int(clock.now().timestamp()) // one_time_code.STEP_SECONDS
    page.fill("[name=code]", one_time_code.code(secret, step))
    page.click("main button.btn")
    page.wait_for_url(f"{where}/")
    page.goto(f"{where}/account/passkeys")
    page.fill("[data-passkey] [name=name]", "ноутбук")
    page.fill("[data-passkey] [name=password]", PASSWORD)
    page.click("[data-passkey] button")
    page.wait_for_selector("details.act summary:has-text('ноутбук')")
    assert Event.objects.filter(type="signin.add_passkey").count() == 1
    kept = Passkey.objects.get()
    page.context.clear_cookies()
    with_password(page, where, username)
    page.click("[data-passkey] button")
    page.wait_for_url(f"{where}/")
    assert Passkey.objects.get().sign_count > kept.sign_count
    # Whoever has a copy that counts behind is not let in, nor is a device that was ended.
    for wrong in ({"sign_count": 10_000}, {"sign_count": 0, "ended_at": clock.now()}):
        page.context.clear_cookies()
        with_password(page, where, username)
        Passkey.objects.update(**wrong)
        page.click("[data-passkey] button")
        page.wait_for_selector("[data-passkey] [role=alert]:not(:empty)")
        page.goto(f"{where}/account/")
        assert "/account/sign-in" in page.url
    page.context.close()
