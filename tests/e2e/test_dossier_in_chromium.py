"""A dossier in a browser: silent, offline, no wider than a phone, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from imena.reports.dossier.html import render
from tests.conftest import CHROMIUM
from tests.e2e import axe
from tests.reports.dossier import invented

pytestmark = pytest.mark.browser
NAMES = ("proposed.uk", "proposed.en", "signed.uk", "family.uk")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dossiers")
    made = {
        "proposed": invented.board(),
        "signed": invented.confirmed(),
        "family": invented.family(),
    }
    for name in NAMES:
        which, language = name.split(".")
        (folder / f"{name}.html").write_text(render(made[which], language), encoding="utf-8")
    return folder


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("name", NAMES)
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


@pytest.mark.parametrize("name", NAMES)
def test_it_shuts_nobody_out_by_day_or_in_the_dark(page: Page, files: Path, name: str) -> None:
    page.goto((files / f"{name}.html").as_uri())
    assert axe.by_day(page)[1] == []
    assert axe.in_the_dark(page) == []


@pytest.mark.parametrize("width", [1440, 390, 320])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wider_than_the_screen(page: Page, files: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((files / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("name", "names"), [("proposed.uk", False), ("signed.uk", True)])
def test_the_serif_is_for_signed_names_alone(
    page: Page, files: Path, name: str, names: bool
) -> None:
    page.goto((files / f"{name}.html").as_uri())
    serif = page.evaluate(
        """[...document.querySelectorAll('body *')].filter(e =>
            getComputedStyle(e).fontFamily.startsWith('"Source Serif 4"'))
            .map(e => e.matches('.name, text.tn'))"""
    )
    assert bool(serif) is names
    assert all(serif)


def test_rows_of_the_waterfall_hang_together(page: Page, files: Path) -> None:
    """The dashed thread runs on from row to row: no gap between the drawings of two rows."""
    page.set_viewport_size({"width": 1440, "height": 800})
    page.goto((files / "proposed.uk.html").as_uri())
    gaps = page.evaluate(
        """(() => { const boxes = [...document.querySelectorAll('.wfs svg')]
            .map(e => e.getBoundingClientRect()).filter(b => b.height > 30);
            return boxes.slice(1).map((b, i) => b.top - boxes[i].bottom); })()"""
    )
    assert len(gaps) >= 6
    assert max(gaps) <= 4
