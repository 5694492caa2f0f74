"""A report in a browser: silent, offline, no wider than a phone, and printable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from imena.reports.identification import render
from tests.conftest import CHROMIUM
from tests.e2e import axe
from tests.reports import invented
from tests.reports.invented_large import large

pytestmark = pytest.mark.browser
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for language in ("uk", "en"):
        html = render(**invented.by_language(language))
        (folder / f"report.{language}.html").write_text(html, encoding="utf-8")
    case, identification = large(40, 3)
    html = render(case, identification, provenance=invented.PROVENANCE)
    (folder / "large.uk.html").write_text(html, encoding="utf-8")
    return folder


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("name", ["report.uk", "report.en", "large.uk"])
def test_it_asks_the_network_for_nothing_and_complains_of_nothing(
    page: Page, files: Path, name: str
) -> None:
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    address = (files / f"{name}.html").as_uri()
    page.goto(address, wait_until="networkidle")
    assert [url for url in requests if not url.startswith("data:")] == [address]
    assert said == []


@pytest.mark.parametrize("name", ["report.uk", "report.en"])
def test_it_shuts_nobody_out_by_day_or_in_the_dark(page: Page, files: Path, name: str) -> None:
    page.goto((files / f"{name}.html").as_uri())
    assert axe.by_day(page)[1] == []
    assert axe.in_the_dark(page) == []


@pytest.mark.parametrize("width", [1440, 820, 390, 320])
@pytest.mark.parametrize("name", ["report.uk", "report.en", "large.uk"])
def test_nothing_is_wider_than_the_screen(page: Page, files: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((files / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_embedded_fonts_are_the_ones_used(page: Page, files: Path) -> None:
    page.goto((files / "report.uk.html").as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)"
    )
    assert {name.strip('"') for name in loaded} == {"Source Sans 3", "Source Serif 4"}


def test_the_serif_is_for_names_alone(page: Page, files: Path) -> None:
    page.goto((files / "report.uk.html").as_uri())
    strangers = page.evaluate(
        """[...document.querySelectorAll('body *')].filter(e =>
            getComputedStyle(e).fontFamily.startsWith('"Source Serif 4"')
            && !e.matches('.name, text.tn')).length"""
    )
    assert strangers == 0


def test_labels_of_a_pedigree_do_not_touch_each_other(page: Page, files: Path) -> None:
    page.set_viewport_size({"width": 1440, "height": 800})
    page.goto((files / "report.uk.html").as_uri())
    page.evaluate("document.fonts.ready.then(() => true)")
    touching = page.evaluate(
        """[...document.querySelectorAll('svg.ped')].flatMap(svg => {
            const boxes = [...svg.querySelectorAll('g')].flatMap((g, i) =>
                [...g.querySelectorAll('text')].map(t => [i, t.getBBox(), t.textContent]));
            return boxes.flatMap(([i, a, ta]) => boxes
                .filter(([j, b]) => i < j && a.x < b.x + b.width && b.x < a.x + a.width
                    && a.y < b.y + b.height && b.y < a.y + a.height)
                .map(([j, b, tb]) => ta + ' | ' + tb));
        })"""
    )
    assert touching == []


def test_a_link_from_the_answer_opens_the_folded_body(page: Page, files: Path) -> None:
    page.goto((files / "large.uk.html").as_uri())
    assert page.locator("details[open]").count() == 0
    page.locator(".answers a.code").nth(20).click()
    assert page.locator("details[open]").count() == 1
    assert page.locator("#b21 .saying").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_readers_light_or_dark(browser: Browser, files: Path, scheme: str) -> None:
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((files / "report.uk.html").as_uri())
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.close()
    brightness = sum(map(int, re.findall(r"\d+", colour)[:3]))
    assert (brightness < 150) == (scheme == "dark")


@pytest.mark.parametrize("name", ["report.uk", "large.uk"])
def test_it_prints(page: Page, files: Path, name: str) -> None:
    page.goto((files / f"{name}.html").as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert pages > 0
    if name == "large.uk":
        # folded bodies stay off the paper
        assert pages < 10


def test_the_answer_can_be_read(page: Page, files: Path) -> None:
    page.goto((files / "report.en.html").as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == (
        "12 bodies, 13 missing people: what we know"
    )
    answer = page.locator(".answers").inner_text()
    assert "one of the two brothers, 99.99%" in answer
    assert page.get_by_role("img", name=re.compile("Pedigree of family F-03")).first.is_visible()
