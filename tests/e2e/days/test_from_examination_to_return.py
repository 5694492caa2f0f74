"""The days of an examiner, an interviewer, an analyst, the board and a liaison, in Ukrainian."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_pages_in_chromium import address, case, signed_in

if TYPE_CHECKING:
    from tests.web.served import Served

__all__ = ["address", "case"]

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    cache.clear()


@contextmanager
def window(
    browser: Browser, case: Served, address: str, role: str, *, scripts: bool = True
) -> Iterator[Page]:
    """A window of somebody of ``role``, in whose page pressing and filling wait five seconds."""
    context = signed_in(browser, case, address, role, scripts=scripts)
    context.set_default_timeout(5_000)
    context.set_default_navigation_timeout(20_000)
    try:
        yield context.new_page()
    finally:
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


@BOTH
def test_the_examiner_s_day(browser: Browser, case: Served, address: str, scripts: bool) -> None:
    """Tap the figure and the teeth, say what is not there, close; look again with a reason."""
    unit = case.believed.unit()
    with window(browser, case, address, "examiner", scripts=scripts) as page:
        page.goto(f"{address}/bodies/{unit.number}")
        follow(page, "Оглянути")
        page.get_by_label("патологія", exact=True).check()
        press(page, "Почати")
        assert page.get_by_text("не оглянуто").count() >= 10

        follow(page, "Ушкодження")
        page.locator("a.region[data-region=abdomen][data-view=front]").click()
        page.get_by_label("близько до смерті", exact=True).check()
        page.get_by_label("Чим заподіяно").select_option(label="уламкове")
        press(page, "Зберегти ушкодження")
        expect(page.locator("#recorded ol")).to_contain_text("уламкове, близько до смерті")
        page.locator("[name=head][value=absent]").check()
        press(page, "Зберегти ділянки")
        follow(page, "До всіх розділів")

        follow(page, "Зуби")
        tooth = {
            n: page.locator("label.tap", has=page.locator(f"[value='{n}']")) for n in ("36", "46")
        }
        tooth["36"].click()
        page.get_by_label("запломбований", exact=True).check()
        if scripts:
            # In a treated tooth the surface itself is tapped.
            tooth["46"].locator("[data-surface=O]").click()
        else:
            tooth["46"].click()
            page.get_by_label("жувальна або різальна", exact=True).check()
        assert page.locator("[name=tooth]:checked").count() == 2
        assert page.locator("[name=surfaces]:checked").count() == 1
        press(page, "Зберегти ці зуби")
        assert "Записано 2 зуби" in page.inner_text("main")
        follow(page, "До всіх розділів")

        follow(page, "Вік")
        page.get_by_label("Є", exact=True).check()
        page.get_by_label("від", exact=True).fill("30")
        page.get_by_label("Метод").select_option(label="лобковий симфіз")
        page.get_by_label("до", exact=True).fill("тридцять п’ять")
        press(page, "Зберегти й далі")
        assert page.title().startswith("Помилка:")
        page.get_by_label("до", exact=True).fill("45")
        press(page, "Зберегти й далі")
        assert "30–45 років" in page.inner_text("main")

        press(page, "Закрити огляд")
        assert "закрито" in page.inner_text(".lede").lower()
        page.get_by_label("Чому доповнюють").fill("Знімок показав іще один зуб.")
        press(page, "Почати доповнення")
        assert "Знімок показав іще один зуб." in page.inner_text(".note")
        page.goto(f"{address}/bodies/{unit.number}")
        assert "голова" in page.inner_text("main")


@BOTH
def test_the_interviewer_s_day(browser: Browser, case: Served, address: str, scripts: bool) -> None:
    """Somebody is looked for: the tree grows by tapping, what was told is kept word for word."""
    with window(browser, case, address, "interviewer", scripts=scripts) as page:
        page.goto(f"{address}/families")
        follow(page, "Шукають людину")
        page.get_by_label("Прізвище").fill("Вимисленко")
        page.get_by_label("Ім’я", exact=True).fill("Остап")
        page.get_by_label("чоловіча", exact=True).check()
        press(page, "Записати")
        file = page.url
        follow(page, "Почати родовід")
        follow(page, "Додати батька чи матір")
        page.get_by_label("Прізвище").fill("Вимисленко")
        page.get_by_label("Ім’я", exact=True).fill("Ганна")
        page.get_by_label("мати", exact=True).check()
        press(page, "Додати")
        tree = page.locator("svg.ped")
        expect(tree).to_contain_text("Ганна")
        # By keyboard: the mother is reached and opened like any link.
        page.locator("a.person", has_text="Ганна").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#at")).to_contain_text("мати")
        follow(page, "Додати брата чи сестру")
        page.get_by_label("Прізвище").fill("Гаданенко")
        page.get_by_label("дядько по матері").check()
        page.get_by_label("людина померла").check()
        press(page, "Додати")
        expect(tree).to_contain_text("Гаданенко")

        page.goto(file)
        follow(page, "Опитування")
        page.locator("[name=person]").first.check()
        press(page, "Далі")
        page.get_by_label("Коли й де бачили востаннє").fill("у березні, коло криниці")
        press(page, "Далі")
        page.get_by_label("Прикмети, рубці, татуювання").fill("рубець, як серп")
        for _ in range(3):
            press(page, "Далі")
        assert "рубець, як серп" in page.inner_text("main")
        press(page, "Записати опитування")
        assert "у березні, коло криниці" in page.inner_text("#told")

        follow(page, "Прикмети, рубці, татуювання, імплантати")
        page.get_by_label("Яка прикмета").select_option(label="рубець")
        page.get_by_label("Який вигляд має").fill("серпом, 6 см")
        page.get_by_label("Де на тілі").select_option(label="ліва нога")
        press(page, "Записати")
        assert "серпом, 6 см" in page.inner_text("#known")


def sign(
    browser: Browser, case: Served, address: str, number: str, role: str, *, scripts: bool
) -> None:
    """Read the decision and sign it with the password; the name then stands on its page."""
    from tests.web.served import PASSWORD

    case.user(role)
    with window(browser, case, address, role, scripts=scripts) as page:
        page.goto(f"{address}/decisions/{number}")
        form = page.locator("form", has=page.locator("[name=act][value=sign]")).first
        form.locator("[name=password]").fill(PASSWORD)
        form.locator("button").first.click()
        assert page.locator(".note.stop[role=alert]").count() == 0
        assert case.cast.actors[role].name in page.inner_text("main")


@BOTH
def test_from_a_proposal_by_two_signatures_to_the_return(
    browser: Browser, case: Served, address: str, scripts: bool
) -> None:
    """An analyst proposes, two sign, the liaison tells and asks, two read the tags at the door."""
    from tests.web.served import PASSWORD

    believed = case.believed
    body, missing = believed.remains(), believed.missing("Гадана")
    relative = believed.relative(missing)
    believed.policy()
    believed.compared(body, missing)
    case.entrust(missing)
    for role in ("analyst", "prosecutor", "liaison", "mortuary"):
        case.user(role)
    with window(browser, case, address, "analyst", scripts=scripts) as page:
        page.goto(f"{address}/decisions/propose")
        page.get_by_label("Номери").fill(f"{body.number} {missing.number}")
        page.locator("main form button").first.click()
        page.locator("[name=password]").fill(PASSWORD)
        press(page, "Запропонувати")
        found = re.search(r"/decisions/(.+)$", page.url)
        assert found is not None
        number = found.group(1)
    for role in ("board", "prosecutor"):
        sign(browser, case, address, number, role, scripts=scripts)

    with window(browser, case, address, "liaison", scripts=scripts) as page:
        page.goto(f"{address}/families/{missing.number}")
        follow(page, "Повідомити родину")
        page.locator("[name=person]").first.check()
        page.get_by_label("особисто", exact=True).check()
        press(page, "Записати, що повідомлено")
        assert number in page.inner_text("main")
        follow(page, "Чого хоче родина")
        page.locator("[name=person]").first.check()
        page.get_by_label("прийняти те, що знайдено").check()
        page.get_by_label("повідомити й повернути").check()
        press(page, "Записати")
        assert "прийняти те, що знайдено" in page.inner_text("main")

    with window(browser, case, address, "prosecutor", scripts=scripts) as page:
        page.goto(f"{address}/decisions/{number}")
        follow(page, "Дозволити повернення")
        page.locator(f"[name=recipient][value={relative.code}]").check()
        page.get_by_label("Чим підтверджено право").fill("свідоцтво про народження")
        page.get_by_label("Дозвіл, номер і день").fill("№ 7 від 02.01.2031")
        page.locator("#password").fill(PASSWORD)
        press(page, "Дозволити")
        release = page.url
        assert "дозволено" in page.inner_text(".lede").lower()

    tags = believed.tags(body)
    with window(browser, case, address, "liaison", scripts=scripts) as page:
        page.goto(release)
        page.get_by_label("Бирки, як ви їх прочитали").fill("\n".join(tags))
        page.get_by_label("Бирки, як їх прочитали вони").fill(" ".join(tags))
        page.get_by_label("Їхнє ім’я користувача").fill(case.user("mortuary").username)
        page.get_by_label("Їхній пароль").fill(PASSWORD)
        press(page, "Повернути родині")
        assert "повернуто родині" in page.inner_text(".lede").lower()
