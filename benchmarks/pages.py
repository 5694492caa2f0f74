"""How long does each page take at a country’s size, and how many queries does it ask?"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.case_file import family
from benchmarks.timing import Timing

# ``IMENA_BENCH_KEPT=FOLDER`` keeps the case file there and takes it again the next time;
# ``DATABASE_URL`` measures on PostgreSQL; ``IMENA_BENCH_COUNTRY=1`` is 100,000 bodies and 100,000
# missing people. The bare page shows nothing of the case: what any page takes.
PROMISED = 0.150
#: A page is asked so often, each time about somebody else, or for so many seconds.
TIMES = 40
SECONDS = 6.0
#: Those a page of the bench is asked for by; else a prosecutor, who reads nearly everything.
BY = {"users": "ada", "user": "ada", "ranges": "ada", "audited": "auditor", "audit": "auditor"}


def timings() -> Iterator[Timing]:
    """Each page: the median as ``warm``, the 95th percentile held to the promise."""
    with ExitStack() as kept:
        folder = os.environ.get("IMENA_BENCH_KEPT") or kept.enter_context(
            tempfile.TemporaryDirectory(prefix="imena-bench-")
        )
        Path(folder).mkdir(parents=True, exist_ok=True)
        os.environ["IMENA_HOME"] = folder
        os.environ["IMENA_NAMED_READS"] = "1000000"
        from imena.registry.start import start

        start()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        from benchmarks import country
        from imena.registry.engine.statistics import gather
        from imena.registry.queries.people import has_begun

        if not has_begun():
            country.made()
        gather()
        yield from _pages()


def _pages() -> Iterator[Timing]:
    samples, clients = Samples(), _clients()
    bare = None
    for name, where in addresses().items():
        client = clients[BY.get(name, "prosecutor")]
        found = _measured(name, client, partial(where, samples))
        bare = found.warm if bare is None else bare
        yield found.against("", None) if not bare else _beside(found, bare)


def _beside(found: Timing, bare: float) -> Timing:
    from dataclasses import replace

    assert found.warm is not None
    return replace(found, note=f"{found.note}, {found.warm / bare:.1f} × a bare page")


def _measured(name: str, client: Any, address: Callable[[], str]) -> Timing:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        answer = client.get(address())
        first = time.perf_counter() - began
        queries = len(asked)
    if answer.status_code != 200:
        raise RuntimeError(f"{name}: {answer.status_code} {answer.headers.get('Location', '')}")
    walls: list[float] = []
    spent: list[float] = []
    while len(walls) < TIMES and sum(walls) < SECONDS:
        where = address()
        began, before = time.perf_counter(), time.process_time()
        client.get(where)
        walls.append(time.perf_counter() - began)
        spent.append(time.process_time() - before)
    late, busy = _late(walls), _late(spent)
    said = f"95 %: {late * 1000:.0f} ms ({busy * 1000:.0f} of processor), {queries} queries"
    middle = sorted(walls)[len(walls) // 2]
    held = PROMISED if late > PROMISED else None
    return Timing(name, first, middle, sorted(spent)[len(spent) // 2], len(walls), held, note=said)


def _late(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


class Samples:
    """Somebody else each time: a page is not measured on one warm record."""

    def __init__(self) -> None:
        from django.apps import apps

        self._random = random.Random(7)
        self._kept: dict[tuple[str, str, str], list[str]] = {}
        self._models = apps.get_app_config("registry").get_model

    def number(self, below: int) -> int:
        """Any number from 0 on."""
        return self._random.randrange(below)

    def __call__(self, model: str, column: str = "number", **wanted: Any) -> str:
        key = (model, column, repr(wanted))
        if key not in self._kept:
            rows = self._models(model)._default_manager.filter(**wanted)
            found = list(rows.values_list(column, flat=True)[:20_000])
            self._kept[key] = self._random.sample(found, min(len(found), 200))
        return str(self._random.choice(self._kept[key]))


def addresses() -> Mapping[str, Callable[[Samples], str]]:
    """Every page that shows something, and the lists with their filters."""

    def at(name: str, *given: Any) -> Callable[[Samples], str]:
        from django.urls import reverse

        return lambda s: reverse(name, args=[one(s) if callable(one) else one for one in given])

    def asked(query: str, name: str) -> Callable[[Samples], str]:
        where = at(name)
        return lambda s: f"{where(s)}?{query}"

    def unit(s: Samples) -> str:
        return s("RecoveredUnit")

    def missing(s: Samples) -> str:
        return s("MissingPerson")

    def decision(s: Samples) -> str:
        return s("Decision", status="confirmed")

    def grave(s: Samples) -> str:
        return s("BurialUnit")

    def individual(s: Samples) -> str:
        return s("Individual")

    def person(s: Samples) -> str:
        return s("Person", "code")

    def site(s: Samples) -> str:
        return s("Site", "code")

    lists = {
        "bodies": ["", "stage=examined", "stage=compared", "place=store", "incident=open"],
        "graves": ["", "stage=recovered", "stage=identified"],
        "families": ["", "name=Баб", "state=open", "standing=no_sample"],
        "decisions": ["", "standing=not_told", "standing=told", "standing=buried"],
        "sites": [""],
    }
    return {
        "bare page": at("purpose"),
        "today": at("today"),
        "way": at("way"),
        **{
            f"{name}?{query}" if query else name: asked(query, name)
            for name, queries in lists.items()
            for query in queries
        },
        "site": at("site", site),
        "grave": at("grave", grave),
        "body": at("body", unit),
        "individual": at("individual", individual),
        "candidates": at("candidates", individual),
        "missing": at("missing", missing),
        "person": at("person", person),
        "decision": at("decision", decision),
        "search a number": lambda s: f"/search?q={unit(s)}x",
        "search a name": lambda s: f"/search?q={family(s.number(8_000))}",
        "minutes": at("minutes"),
        "propose": at("propose"),
        "audit": at("audit"),
        "audited": at("audited", lambda s: s("RecoveredUnit", "id")),
        "why": at("why"),
        "users": at("users"),
        "ranges": at("ranges"),
        "policies": at("policies"),
        "vocabularies": at("vocabularies"),
        "account": at("account"),
        "tokens": at("tokens"),
    }


def _clients() -> Mapping[str, Any]:
    """Signed-in browsers by user name."""
    from django.apps import apps
    from django.conf import settings
    from django.http import HttpRequest
    from django.test import Client

    from imena.registry.queries.people import actor_of
    from imena.web import session

    found = {}
    settings.ALLOWED_HOSTS.append("testserver")
    operation = apps.get_model("registry", "Operation").objects.get()
    for user in apps.get_model("registry", "User").objects.all():
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore()
        session.begin(request, actor_of(user.pk, operation.pk, purpose="замір"))
        request.session.save()
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
        found[user.username] = client
    return found
