"""The days of an auditor and of two administrators, in Ukrainian, with scripts and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, expect

from tests.e2e.days.test_from_examination_to_return import BOTH, follow, press, window
from tests.e2e.test_pages_in_chromium import address, case

if TYPE_CHECKING:
    from tests.web.served import Served

__all__ = ["address", "case"]

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    cache.clear()


@BOTH
def test_somebody_is_let_in_by_two_and_an_auditor_sees_by_whom(
    browser: Browser, case: Served, address: str, scripts: bool
) -> None:
    """An administrator adds somebody, a second one stands behind the role; the auditor reads who
    did it, and who read the names of whom for what."""
    from imena.registry.models import Membership, User
    from tests.web.served import FAMILY, PASSWORD, PURPOSE

    case.user("administrator")
    second = User.objects.get(pk=case.cast.second("administrator").user)
    case.believed.row(Membership, user_id=second.pk, role="administrator")
    second.set_password(PASSWORD)
    second.save()
    with window(browser, case, address, "administrator", scripts=scripts) as page:
        page.goto(f"{address}/account/")
        follow(page, "Користувачі")
        page.get_by_text("Додати користувача", exact=True).click()
        page.locator("#username").fill("nova")
        page.locator("#name").fill("Нова Людина")
        page.locator("#new_password").fill("вигадані-сливи-77")
        page.locator("#add_password").fill(PASSWORD)
        press(page, "Додати")
        page.wait_for_url(f"{address}/administration/users/nova")
        page.locator("summary", has_text="Надати роль").click()
        page.locator("#role").select_option("analyst")
        page.locator("#give_password").fill(PASSWORD)
        page.locator("#give_second_user").fill(second.username)
        page.locator("#give_second_password").fill(PASSWORD)
        press(page, "Надати роль")
        expect(page.locator("summary", has_text="аналітик")).to_be_visible()

    with window(browser, case, address, "board", scripts=scripts) as page:
        page.goto(f"{address}/decisions/{case.decision.number}")
    with window(browser, case, address, "auditor", scripts=scripts) as page:
        page.goto(f"{address}/account/")
        follow(page, "Аудит")
        page.get_by_label("Ім’я користувача").fill(case.user("administrator").username)
        press(page, "Шукати")
        expect(page.locator("main")).to_contain_text("надано роль")
        expect(page.locator("main")).to_contain_text(second.display_name)
        page.get_by_label("читання імен").check()
        page.get_by_label("Ім’я користувача").fill("")
        press(page, "Шукати")
        expect(page.locator("main")).to_contain_text(PURPOSE)
        expect(page.locator("main")).not_to_contain_text(FAMILY)
