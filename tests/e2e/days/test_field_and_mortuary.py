"""A day at the graveside and one at the mortuary’s door, in a browser, in Ukrainian."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, ViewportSize, expect

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.at_work import AtWork

pytestmark = pytest.mark.browser

# The first page of a process loads all of it; on a busy machine that takes a while.
expect.set_options(timeout=20_000)
PHONE: ViewportSize = {"width": 390, "height": 800}


@pytest.fixture
def address(work: AtWork) -> Iterator[str]:
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


@contextmanager
def window(
    browser: Browser, of: Client, address: str, *, scripts: bool = True
) -> Iterator[BrowserContext]:
    """A window of somebody who is signed in, held in a hand."""
    context = browser.new_context(java_script_enabled=scripts, viewport=PHONE)
    session = of.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    context.set_default_timeout(20_000)
    try:
        yield context
    finally:
        context.close()


def recover(page: Page, address: str, grave: str) -> str:
    """Remains come out of the grave; their number."""
    page.goto(f"{address}/graves/{grave}")
    page.get_by_role("link", name="Вилучити останки").click()
    tag = re.search(r"PTX-\d+-\w", page.inner_text("main form"))
    assert tag is not None
    page.get_by_label("Номер на бирці").fill(tag.group())
    page.get_by_label("Що це").select_option(label="ціле тіло")
    page.get_by_label("так", exact=True).check()
    page.get_by_role("button", name="Далі").click()
    page.get_by_label("пізні зміни", exact=True).check()
    page.get_by_label("жировіск", exact=True).check()
    page.get_by_role("button", name="Далі").click()
    page.get_by_label("Глибина").fill("140")
    page.get_by_role("button", name="Далі").click()
    assert "пізні зміни" in page.inner_text("main")
    page.get_by_role("button", name="Записати останки").click()
    page.wait_for_url(f"{address}/bodies/{tag.group()}")
    return tag.group()


def pack(page: Page) -> None:
    """Into a bag, and a seal on it."""
    page.get_by_role("link", name="Упакувати й опломбувати").click()
    page.get_by_label("мішок для тіла").check()
    page.get_by_label("Номер пломби").fill("0048817")
    page.get_by_role("button", name="Записати пакування").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_team_s_day(browser: Browser, work: AtWork, address: str, scripts: bool) -> None:
    """Open the site, record a grave, recover, pack, photograph, hand over to whoever is there."""
    username, password = work.password_of(work.cast.mortuary)
    with window(browser, work.field, address, scripts=scripts) as context:
        page = context.new_page()
        page.goto(f"{address}/sites/{work.ground.site.code}")
        page.get_by_role("link", name="Записати могилу").click()
        page.get_by_label("могила", exact=True).check()
        page.get_by_role("button", name="Далі").click()
        page.get_by_label("Що на ньому написано").fill("Жінка, 1949, ✝ 03.2022")
        page.get_by_role("button", name="Далі").click()
        page.get_by_label("На схід від нуля місця").fill("дванадцять")
        page.get_by_role("button", name="Далі").click()
        assert page.title().startswith("Помилка:")
        page.get_by_label("На схід від нуля місця").fill("12,4")
        page.get_by_label("На північ від нуля місця").fill("−3,5")
        page.get_by_role("button", name="Далі").click()
        page.get_by_label("труна", exact=True).check()
        page.get_by_role("button", name="Далі").click()
        assert "Жінка, 1949, ✝ 03.2022" in page.inner_text("main")
        page.get_by_role("button", name="Записати могилу").click()
        assert "Жінка, 1949, ✝ 03.2022" in page.inner_text("#grave")

        number = recover(page, address, work.ground.grave.number)
        pack(page)
        page.get_by_role("link", name="Знімки").click()
        page.set_input_files("#file", _photograph())
        page.get_by_label("одяг", exact=True).check()
        page.get_by_label("Словами").fill("Синя куртка з блискавкою.")
        page.get_by_role("button", name="Додати знімок").click()
        expect(page.locator(".pictures")).to_contain_text("Синя куртка")

        page.goto(f"{address}/bodies/{number}/do/hand-over")
        page.get_by_label(work.cast.mortuary.name).check()
        page.get_by_label("Пломба, як написано на ній").fill("0048817")
        page.get_by_label("Її пароль").fill(password)
        page.get_by_label("Ім’я користувача").fill(username)
        page.get_by_role("button", name="Записати передання").click()
        page.wait_for_url(f"{address}/bodies/{number}#line")
        assert work.cast.mortuary.name in page.inner_text(".lede")
        assert "прийнято" in page.inner_text("#line")


def test_a_power_cut_loses_nothing_and_whatever_is_saved_leaves_the_device(
    browser: Browser, work: AtWork, address: str
) -> None:
    with window(browser, work.field, address) as context:
        page = context.new_page()
        form = f"{address}/sites/{work.ground.site.code}/record-grave"
        page.goto(form)
        page.get_by_label("могила", exact=True).check()
        page.get_by_role("button", name="Далі").click()
        page.get_by_label("Що на ньому написано").fill("Напис, який не перепишеш")
        expect(page.locator(".draft")).to_contain_text("Збережено на цьому пристрої")
        kept = page.evaluate("JSON.stringify(localStorage)")
        assert "Напис" not in kept
        assert work.ground.site.code not in kept
        page.close()

        page = context.new_page()
        page.goto(form)
        # Where it was: the second screen, with what stood there.
        expect(page.get_by_label("Що на ньому написано")).to_have_value("Напис, який не перепишеш")
        for _ in range(3):
            page.get_by_role("button", name="Далі").click()
        page.get_by_role("button", name="Записати могилу").click()
        expect(page.locator("#grave")).to_contain_text("Напис, який не перепишеш")
        assert page.evaluate("localStorage.length") == 0

        page.goto(form)
        expect(page.get_by_role("button", name="Назад")).to_have_count(0)
        page.get_by_label("Номер могили").fill("PTX")
        expect(page.locator(".draft")).to_contain_text("Збережено")
        page.get_by_role("button", name="Вийти").click()
        assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_mortuary_s_day(browser: Browser, work: AtWork, address: str, scripts: bool) -> None:
    """Scan, receive, store, take a sample; a seal that differs is explained."""
    unit = work.ground.recovered()
    work.do(work.field, unit, "pack", container_kind="body_bag", seal="0048817")
    work.do(work.field, unit, "hand-over", to=work.cast.mortuary.name, seal="0048817")
    slot = work.ground.slot()
    with window(browser, work.mortuary, address, scripts=scripts) as context:
        page = context.new_page()
        page.goto(f"{address}/bodies")
        page.get_by_role("link", name="Зчитати етикетку").click()
        page.get_by_label("Номер, етикетка або пломба").fill("0048817")
        page.keyboard.press("Enter")
        # The seal is on the bag, and they are in it.
        page.wait_for_url(f"{address}/bodies/{unit.number}")
        page.get_by_role("link", name="Прийняти").click()
        page.get_by_label("Пломба, як написано на ній").fill("0048871")
        page.get_by_label("ціла", exact=True).check()
        page.get_by_label("на зберіганні", exact=True).check()
        page.get_by_label(slot.code).check()
        page.get_by_role("button", name="Записати приймання").click()
        assert "номер пломби не збігається" in page.inner_text("main")
        page.get_by_role("link", name="Пояснити").click()
        page.get_by_label("Що сталося").fill("Дві цифри переставлено.")
        page.get_by_role("button", name="Записати пояснення").click()
        assert "номер пломби не збігається" not in page.inner_text("main")
        assert slot.code in page.inner_text(".lede")
        page.goto(f"{address}/bodies/{unit.number}/do/unseal")
        page.get_by_label("Пломба, як написано на ній").fill("0048817")
        page.get_by_label("ціла", exact=True).check()
        page.get_by_role("button", name="Записати, що пломбу знято").click()
        page.goto(f"{address}/bodies/{unit.number}/do/sample")
        page.get_by_label("З чого зразок").select_option(label="стегнова кістка")
        page.get_by_role("button", name="Записати зразок").click()
        assert "стегнова кістка" in page.inner_text("#samples")


def test_a_photograph_opens_for_a_moment_and_the_space_bar_closes_it(
    browser: Browser, work: AtWork, address: str
) -> None:
    from imena.registry.pictures.examining import examined
    from imena.registry.services import photographs

    unit = work.ground.recovered()
    whole = examined(_photograph()["buffer"])
    kept = photographs.keep(work.team, unit, whole, shows="remains", said="Ліва рука.")
    with window(browser, work.mortuary, address) as context:
        page = context.new_page()
        page.goto(f"{address}/photographs/{kept.pk}")
        picture = page.locator(".picture img")
        drawn = "width => document.querySelector('.picture img').naturalWidth === width"
        page.wait_for_function(drawn, arg=480)
        page.get_by_role("button", name="Відкрити на хвилину").click()
        expect(picture).to_have_attribute("src", re.compile("clear"))
        page.wait_for_function(drawn, arg=640)
        page.keyboard.press("Space")
        expect(picture).to_have_attribute("src", re.compile("blurred"))
        page.emulate_media(media="print")
        expect(page.locator(".picture img")).to_be_hidden()


def _photograph() -> FilePayload:
    from tests.registry.photographs.brought import drawn

    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": drawn()}
