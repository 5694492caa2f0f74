"""One walk through every page in Chromium; the tests read what it found."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright
from pytest_django import DjangoDbBlocker

from tests.conftest import CHROMIUM
from tests.e2e.test_report_in_chromium import QUIET
from tests.web.conftest import _emptied_in_spite_of_the_triggers, _no_database_unless_asked

if TYPE_CHECKING:
    from tests.e2e.every_page.visits import Visit

__all__ = ["_emptied_in_spite_of_the_triggers", "_no_database_unless_asked"]


@pytest.fixture(scope="module")
def visits(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    _emptied_in_spite_of_the_triggers: None,
) -> Mapping[str, Visit]:
    """What was found on every page; the case is cleared away before the first test reads it."""
    from django.core.management import call_command
    from waitress.server import create_server

    from imena.web.served import made
    from tests.e2e.every_page.visits import visited
    from tests.registry.cast import Cast
    from tests.web.served import Served

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        # Playwright's own loop runs in this thread; Django would take itself for asynchronous.
        patched.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        server = create_server(made(), host="127.0.0.1", port=port, threads=2)
        thread = threading.Thread(target=server.run, daemon=True)
        try:
            case = Served(Cast.assembled())
            thread.start()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=str(CHROMIUM), args=list(QUIET)
                )
                found = visited(browser, case, f"http://127.0.0.1:{port}")
                browser.close()
        finally:
            server.close()
            if thread.is_alive():
                thread.join(timeout=10)
            call_command("flush", verbosity=0, interactive=False)
    return found
