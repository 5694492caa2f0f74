"""How long does each page take at a country’s size, and how many queries does it ask?"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.page_addresses import Asked, asked
from benchmarks.timing import Timing

# ``IMENA_BENCH_KEPT=FOLDER`` keeps the case file there and takes it again the next time;
# ``IMENA_BENCH_COUNTRY=1`` is 100,000 bodies and 100,000 missing people; ``IMENA_BENCH_PAGES``
# names those pages alone that are asked for. With ``--postgres`` it is on a PostgreSQL server of
# its own, in the same folder. The first page shows nothing of the case: what any page takes.
PROMISED = 0.150
#: A page is asked so often, each time about somebody else, or for so many seconds.
TIMES = 40
SECONDS = 6.0
#: A server as an office has it, but for the syncing: nothing is measured that writes much.
_SERVER = {"autovacuum": "on", "shared_buffers": "1GB", "effective_cache_size": "4GB"}
_NEXT = re.compile(rb'href="([^"]*(?:[?&]|&amp;)after=[^"]+)"')


def timings() -> Iterator[Timing]:
    """Each page: the median as ``warm``, the 95th percentile held to the promise."""
    with ExitStack() as kept:
        folder = os.environ.get("IMENA_BENCH_KEPT") or kept.enter_context(
            tempfile.TemporaryDirectory(prefix="imena-bench-")
        )
        Path(folder).mkdir(parents=True, exist_ok=True)
        os.environ["IMENA_HOME"] = folder
        os.environ["IMENA_NAMED_READS"] = "1000000"
        if os.environ.get("IMENA_BENCH_DATABASE") == "postgres":
            from tests import throwaway_postgresql

            server = throwaway_postgresql.kept(Path(folder).resolve() / "server", **_SERVER)
            kept.enter_context(server.running())
            os.environ["DATABASE_URL"] = server.url
        from imena.registry.start import start

        start()
        from django.db import connection

        kept.callback(connection.close)
        _country()
        yield from _pages()


def _country() -> None:
    """The country, made where it is not there yet."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from benchmarks import country
    from imena.registry.engine.statistics import gather
    from imena.registry.queries.people import has_begun

    if not has_begun():
        country.made()
    gather()


def _pages() -> Iterator[Timing]:
    from imena.web.served import settled

    settled()
    wanted = os.environ.get("IMENA_BENCH_PAGES", "").split()
    browsers = _Browsers()
    bare = None
    for one in asked():
        if wanted and one.name.split(",")[0].split("?")[0] not in wanted:
            continue
        try:
            found = _measured(one, browsers)
        except Exception as error:  # one page that fails takes none of the others with it
            said = f"no answer: {type(error).__name__} {error}"[:200]
            yield Timing(one.name, 0.0, None, None, 0, PROMISED, note=said, late=float("inf"))
            continue
        bare = found.warm if bare is None else bare
        assert found.warm is not None
        assert bare is not None
        yield _beside(found, found.warm / bare)


def _beside(found: Timing, times: float) -> Timing:
    from dataclasses import replace

    return replace(found, note=f"{found.note}, {times:.1f} × a bare page")


def _measured(one: Asked, browsers: _Browsers) -> Timing:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    get = browsers.machine(one.by) if one.machine else browsers.person(one.by)
    where = _next(get, one.where) if one.second else one.where
    with CaptureQueriesContext(connection) as questions:
        began = time.perf_counter()
        answer = get(where())
        body = _read(answer)
        first = time.perf_counter() - began
        queries = len(questions)
    if answer.status_code != 200:
        raise RuntimeError(f"{one.name}: {answer.status_code} {body[:300]!r}")
    walls: list[float] = []
    spent: list[float] = []
    while len(walls) < TIMES and sum(walls) < SECONDS:
        address = where()
        began, before = time.perf_counter(), time.process_time()
        _read(get(address))
        walls.append(time.perf_counter() - began)
        spent.append(time.process_time() - before)
    late, busy = _late(walls), _late(spent)
    said = (
        f"95 %: {late * 1000:.0f} ms ({busy * 1000:.0f} of processor), most {max(walls) * 1000:.0f}"
        f" ms, {queries} queries"
    )
    middle = sorted(walls)[len(walls) // 2]
    processor = sorted(spent)[len(spent) // 2]
    return Timing(one.name, first, middle, processor, len(walls), PROMISED, note=said, late=late)


def _read(answer: Any) -> bytes:
    """All of it: what is streamed is made while it is read."""
    return bytes(answer.getvalue())


def _next(get: Callable[[str], Any], where: Callable[[], str]) -> Callable[[], str]:
    """The address of the second page, as the first page says it."""
    address = where()
    found = _NEXT.search(_read(get(address)))
    if found is None:
        raise RuntimeError(f"{address} has no second page")
    said = unescape(found.group(1).decode())
    further = said if said.startswith("/") else f"{address.partition('?')[0]}{said}"
    return lambda: further


def _late(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


class _Browsers:
    """Signed-in browsers and machines, by user name."""

    def __init__(self) -> None:
        from django.apps import apps
        from django.conf import settings

        settings.ALLOWED_HOSTS.append("testserver")
        self._users = apps.get_model("registry", "User")._default_manager
        self._operation = apps.get_model("registry", "Operation")._default_manager.get().pk
        self._people: dict[str, Callable[[str], Any]] = {}
        self._machines: dict[str, Callable[[str], Any]] = {}

    def person(self, name: str) -> Callable[[str], Any]:
        """How somebody asks who has signed in."""
        from django.conf import settings
        from django.http import HttpRequest
        from django.test import Client

        from imena.web import session

        if name not in self._people:
            request = HttpRequest()
            request.session = import_module(settings.SESSION_ENGINE).SessionStore()
            session.begin(request, self._actor(name))
            request.session.save()
            client = Client()
            client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
            self._people[name] = client.get
        return self._people[name]

    def machine(self, name: str) -> Callable[[str], Any]:
        """How a program asks that has a token of somebody’s."""
        from urllib.parse import quote

        from django.test import Client

        from imena.registry.services import tokens

        if name not in self._machines:
            _, text = tokens.make(self._actor(name), name="замір", scopes=tokens.SCOPES, days=1)
            told = {"Authorization": f"Bearer {text}", "Imena-Purpose": quote("замір")}
            client = Client(headers=told)
            self._machines[name] = client.get
        return self._machines[name]

    def _actor(self, name: str) -> Any:
        from imena.registry.queries.people import actor_of

        return actor_of(self._users.get(username=name).pk, self._operation, purpose="замір")
