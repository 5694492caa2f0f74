"""The analyst compares everybody, in Ukrainian: begun, left alone, stopped, gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from tests.e2e.days.test_field_and_mortuary import window
from tests.e2e.test_pages_in_chromium import address
from tests.reconciliation.apart.conftest import _opened_by_others
from tests.reconciliation.conftest import marker_file

if TYPE_CHECKING:
    from tests.reconciliation.site import Played

__all__ = ["_opened_by_others", "address", "marker_file"]

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("_opened_by_others")]

# Another process loads all that compares; on a busy machine that takes a while.
ENDED = 60_000


@pytest.fixture
def case(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[Played]:
    """Three families with profiles, and remains of three who are missing."""
    from imena.reconciliation.apart.folder import Folder
    from imena.registry.models import Membership
    from tests.reconciliation.apart.asking import over
    from tests.reconciliation.site import Site, played
    from tests.registry.cast import Cast

    settings.HOME = tmp_path
    site = Site.opened(Cast.assembled())
    site.believed.row(Membership, user_id=site.analyst.user, role="analyst")
    yield played(site)
    # Whatever is still at work would find another test's case file.
    over(Folder.of(site.analyst.operation))


def opened(page: Page, address: str) -> None:
    """From what waits today to the comparisons."""
    page.goto(address)
    page.get_by_role("link", name="Порівняння").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Порівняння")


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_analyst_s_day(
    browser: Browser, case: Played, address: str, marker_file: Path, scripts: bool
) -> None:
    """Say what for, leave the page to itself until it is over, read what came of it."""
    from tests.web.served import browser_of

    with window(browser, browser_of(case.site.analyst), address, scripts=scripts) as context:
        page = context.new_page()
        opened(page, address)
        page.get_by_role("link", name="Порівняти", exact=True).click()
        page.get_by_label("Для чого").fill("щотижневе звірення")
        page.set_input_files("#file", marker_file)
        pressed(page, "Порівняти")
        page.wait_for_url(f"{address}/comparisons")
        # Nobody presses anything: the page asks again by itself.
        row = page.get_by_role("row", name="Звірення 1")
        expect(row).to_contain_text("завершено", timeout=ENDED)
        row.get_by_role("link").click()
        expect(page.locator("main")).to_contain_text("щотижневе звірення")
        found = page.get_by_role("row", name=case.bodies["батько"].number)
        expect(found).to_contain_text(case.missing["батько"].number)
        expect(found).to_contain_text("досягнуто")


def test_it_is_watched_stopped_and_gone_on_with(
    browser: Browser, case: Played, address: str, marker_file: Path
) -> None:
    from imena.reconciliation.apart.folder import Folder
    from imena.reconciliation.apart.told import Told
    from imena.registry import clock
    from imena.registry.services import marker_sets, reconciliation
    from tests.web.served import browser_of

    analyst = case.site.analyst
    markers = marker_sets.keep(analyst, name="набір", content=marker_file.read_bytes())
    reconciliation.begin(
        analyst, snapshot="0" * 64, markers=markers.sha256, known_at=1, left_out=(),
        parameters={"prior": "flat", "seed": "1", "threshold": "0.999"}, why="щотижня",
    )  # fmt: skip
    folder = Folder.of(analyst.operation)
    with window(browser, browser_of(analyst), address) as context:
        page = context.new_page()
        with folder.held():
            folder.tell(Told("pairwise", clock.now(), run=1, of=40, stands=10))
            opened(page, address)
            expect(page.locator("main")).to_contain_text("Порівняно 10 з 40 родин")
            page.locator("#stop").focus()
            folder.tell(Told("pairwise", clock.now(), run=1, of=40, stands=20))
            expect(page.locator("main")).to_contain_text("Порівняно 20 з 40 родин")
            # Whoever was about to press the button still is.
            expect(page.locator("#stop")).to_be_focused()
            page.keyboard.press("Enter")
            page.wait_for_url(f"{address}/comparisons")
            expect(page.locator("#stop")).to_be_visible()
            assert folder.is_asked_to_stop()
            folder.tell(Told("pairwise", clock.now(), run=1, of=40, stands=21, ended="stopped"))
        expect(page.locator("main")).to_contain_text("Звірення 1 зупинено")
        pressed(page, "Продовжити")
        # What was begun on another case goes on as a run of its own.
        row = page.get_by_role("row", name="Звірення 2")
        expect(row).to_contain_text("завершено", timeout=ENDED)
        expect(page.get_by_role("row", name="Звірення 1")).to_contain_text("не завершено")
