"""A day with figures, in a browser whose scripts do not run: a sentence, a figure, a bulletin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.days.test_field_and_mortuary import window
from tests.e2e.test_pages_in_chromium import address, case

if TYPE_CHECKING:
    from tests.web.served import Served

__all__ = ["address", "case"]

pytestmark = pytest.mark.browser


def test_a_sentence_is_read_a_figure_drafted_approved_and_told_to_everybody(
    browser: Browser, case: Served, address: str
) -> None:
    from tests.web.served import PASSWORD

    case.user("board")
    with window(browser, case.client("figures_officer"), address, scripts=False) as officer:
        page = officer.new_page()
        page.goto(f"{address}/figures")
        page.get_by_role("link", name="Вставити речення").first.click()
        page.get_by_label("Текст", exact=True).fill("Піднято майже 60 тіл, каже рада.")
        page.get_by_role("button", name="Прочитати").click()
        expect(page.locator("mark.bound").first).to_have_text("майже")
        expect(page.get_by_text("від 54 до 59")).to_be_visible()
        page.get_by_label("Установа чи агенція").fill("вигадана рада")
        page.get_by_role("button", name="Записати заяву").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("«майже 60 тіл»")
        page.get_by_role("link", name="Додати переказ").click()
        page.get_by_label("Хто переказав").fill("портал")
        page.get_by_label("Якими словами").fill("60 тіл")
        page.get_by_role("button", name="Прочитати").click()
        expect(page.get_by_text("слово «майже» загублено")).to_be_visible()
        page.get_by_role("button", name="Записати переказ").click()
        expect(page.get_by_role("rowheader", name="портал")).to_be_visible()
        page.goto(f"{address}/figures/statements/new")
        page.locator("button[value='samples.taken']").click()
        page.get_by_role("button", name="Порахувати й скласти чернетку").click()
        expect(page.get_by_text("чернетка, чекає на схвалення")).to_be_visible()
        draft = page.url
    with window(browser, case.client("board"), address, scripts=False) as board:
        page = board.new_page()
        page.goto(draft)
        page.get_by_label("Ваш пароль ще раз").fill(PASSWORD)
        page.get_by_role("button", name="Схвалити").click()
        expect(page.get_by_role("link", name="Пакет для оприлюднення")).to_be_visible()
        page.get_by_role("link", name="Перерахувати й побачити").click()
        expect(page.get_by_text("Те саме до цифри.")).to_be_visible()
        page.goto(f"{address}/figures/bulletin")
        expect(page.get_by_text("«майже 60 тіл»")).to_be_visible()
        expect(page.get_by_text(draft.rpartition("/")[2]).first).to_be_visible()
