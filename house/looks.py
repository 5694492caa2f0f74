"""``python -m house.looks ADDRESS OUT``: a picture of every kind of page that is served.

It signs in as each user it is given, follows the links of the pages, opens the first of each kind
(`/bodies/PTX-0001-A` and `/bodies/PTX-0002-B` are one kind), and takes each wide, on a tablet, on
a phone, dark, printed and in English. People look at them: nothing here judges.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
PASSWORD = "imena-demo-2026"  # which the demonstration prints
USERS = (
    "zbih", "rada", "zakon", "ridna", "zvir", "klyuch", "chyslo", "zemlianyi", "kholod", "kistka",
)  # fmt: skip
#: Name of a way to look → width, language, theme; the printed one is a PDF.
LOOKS = {
    "1440": (1440, "uk", "light"),
    "768": (768, "uk", "light"),
    "360": (360, "uk", "light"),
    "dark": (1440, "uk", "dark"),
    "en": (1440, "en", "light"),
    "print": (1440, "uk", "light"),
}
PURPOSE = "перегляд сторінок"
_CODE = re.compile(r"(?=.*\d)[\w.-]+|[A-Z]{2,4}|[a-z]+(_[a-z]+)+")


def kind_of(path: str) -> str:
    """An address without what is particular in it: codes are stars.

    >>> kind_of("/bodies/PTX-0018-C/candidates")
    '/bodies/*/candidates'
    """
    parts = urlsplit(path).path.strip("/").split("/")
    return "/" + "/".join("*" if _CODE.fullmatch(part) else part for part in parts)


def signed_in(browser: Browser, server: str, user: str, password: str) -> BrowserContext:
    """A window of somebody who has signed in and said what they read for."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server}/account/sign-in")
    page.fill("#username", user)
    page.fill("#password", password)
    page.click("main button")
    page.goto(f"{server}/account/purpose?next=/")
    page.fill("#own", PURPOSE)
    page.click("main button")
    page.close()
    return context


def found(page: Page, server: str, most: int) -> Iterator[str]:
    """One address of each kind that links lead to, nearest first."""
    waiting, known = ["/"], {"/"}
    while waiting and len(known) - len(waiting) <= most:
        path = waiting.pop(0)
        answer = page.goto(server + path)
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        yield path
        for link in page.eval_on_selector_all("main a[href], nav a[href]", _LINKS):
            kind = kind_of(link)
            if link.startswith("/") and kind not in known and not _is_a_file(link):
                known.add(kind)
                waiting.append(link)


def taken(page: Page, server: str, path: str, out: Path, look: str) -> None:
    """Take one picture of a page."""
    width, language, theme = LOOKS[look]
    page.context.add_cookies(
        [
            {"name": "imena_language", "value": language, "url": server},
            {"name": "imena_theme", "value": theme, "url": server},
        ]
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(server + path)
    page.evaluate("document.fonts.ready.then(() => true)")
    name = kind_of(path).strip("/").replace("/", "_").replace("*", "x") or "today"
    if look == "print":
        page.pdf(path=out / f"{name}.pdf", prefer_css_page_size=True)
    else:
        page.screenshot(path=out / f"{name}-{look}.png", full_page=True)


def _is_a_file(path: str) -> bool:
    return bool(re.search(r"\.[a-z]{3,7}$|/(?:html|pdf)$", urlsplit(path).path))


_LINKS = "all => all.map(a => a.getAttribute('href').split('#')[0])"


def main() -> None:
    """Take all pictures; each kind of page once, as the first user who comes to it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("server")
    asked.add_argument("out", type=Path)
    asked.add_argument("--user", action="append", help="sign in as this user; may be repeated")
    asked.add_argument("--password", default=PASSWORD)
    asked.add_argument("--only", default="", help="only pages whose address has this in it")
    asked.add_argument("--look", action="append", choices=list(LOOKS))
    asked.add_argument("--most", type=int, default=60, help="pages to open for one user")
    given = asked.parse_args()
    shown: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for user in given.user or USERS:
            folder = given.out / user
            folder.mkdir(parents=True, exist_ok=True)
            context = signed_in(browser, given.server, user, given.password)
            page = context.new_page()
            paths = [path for path in found(page, given.server, given.most) if given.only in path]
            for path in paths:
                if kind_of(path) in shown - {"/"}:
                    continue
                shown.add(kind_of(path))
                for look in given.look or LOOKS:
                    taken(page, given.server, path, folder, look)
            print(f"{user}: {' '.join(paths)}")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
