"""How fast is a case file of a country: taken in, one found, its history, a filtered page?"""

from __future__ import annotations

import itertools
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.timing import Timing, measure

#: People a side; as in the blind search's benchmark, the whole country only when asked for.
SIDE = 100_000 if os.environ.get("IMENA_BENCH_COUNTRY") else 5_000
SITES = 20
PROMISED = 0.05
PROMISED_RATE = 5_000


#: Families are told apart by their syllables: digits say nothing to the comparing of names.
_SYLLABLES = ("ба", "ве", "го", "ди", "жу", "за", "ке", "ло", "ми", "ну", "па", "ре", "со", "ти",
              "фу", "ха", "це", "чо", "ши", "щу")  # fmt: skip
_GIVEN = ("Олесь", "Остап", "Марко", "Лев", "Сава", "Юрко", "Тарас", "Захар", "Влас", "Гнат")


def family(i: int) -> str:
    """An invented family name, one of 8,000."""
    a, rest = divmod(i % 8_000, 400)
    b, c = divmod(rest, 20)
    return f"{_SYLLABLES[a]}{_SYLLABLES[b]}{_SYLLABLES[c]}енко".capitalize()


def _rows(sites: int = SITES) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    import datetime

    from imena.numbering.pattern import SITE_LETTERS, is_site_code

    letters = ("".join(three) for three in itertools.product(SITE_LETTERS, repeat=3))
    codes = list(itertools.islice(filter(is_site_code, letters), sites))
    floor = datetime.date(2031, 6, 10)
    yield "sites", [{"code": code, "name_uk": f"Вигадане місце {code}"} for code in codes]
    yield (
        "graves",
        [
            {
                "site": codes[i % sites],
                "label": f"{i}",
                "kind": "single_grave",
                "depth_cm": 80 + i % 90,
                "state": "exhumed",
                "floor_reached_on": floor,
                "marker_number": f"{i}",
            }
            for i in range(SIDE)
        ],
    )
    yield (
        "remains",
        [
            {
                "site": codes[i % sites],
                "grave": f"{i}",
                "label": f"T{i}",
                "kind": "complete_body",
                "human": "yes",
                "completeness_percent": 100,
                "recovered_on": floor,
            }
            for i in range(SIDE)
        ],
    )
    yield (
        "missing",
        [
            {
                "label": f"M{i}",
                "family": family(i),
                "given": _GIVEN[i % len(_GIVEN)],
                "patronymic": "Олесьович",
                "sex": "male",
                "born": f"{1940 + i % 70}",
                "last_seen": "2031-03",
            }
            for i in range(SIDE)
        ],
    )


def timings() -> Iterator[Timing]:
    """What was taken in at what rate, then each question."""
    with tempfile.TemporaryDirectory(prefix="imena-bench-") as home:
        os.environ["IMENA_HOME"] = home
        from imena.registry.start import start

        start()
        yield from _asked()


def _asked() -> Iterator[Timing]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)

    from imena.registry.models import MissingPerson, RecoveredUnit
    from imena.registry.queries.finding import by_number, page
    from imena.registry.queries.history import history_of
    from imena.registry.services import people, scene
    from imena.registry.services.intake import taking_in

    password = "довга вигадана фраза"
    operation, (ada, era) = people.begin_operation(
        code="BENCH",
        name_uk="Замір",
        administrators=[("ada", "Ада", password), ("era", "Ера", password)],
    )
    first, second = (_with_role(ada, era, name, password) for name in ("first", "second"))
    del operation
    with taking_in(first, approvers=[second], reason="bench") as intake:
        for sheet, rows in _rows():
            begun = time.perf_counter()
            getattr(intake, sheet)(rows)
            took = time.perf_counter() - begun
            if len(rows) > SITES:
                yield Timing(
                    f"take in {len(rows):,} {sheet}",
                    took,
                    None,
                    None,
                    1,
                    bound=len(rows) / PROMISED_RATE,
                    note=f"{len(rows) / took:,.0f} rows/s",
                )
    reader = first.reading_for("замір")
    unit = RecoveredUnit.objects.get(label=f"T{SIDE // 2}")
    person = MissingPerson.objects.get(label=f"M{SIDE // 2}")
    grave = unit.burial_unit
    for depth in range(60):
        grave = scene.describe_grave(first, grave, seen=grave.version, depth_cm=60 + depth)
    yield measure("one body by its number", lambda: by_number(reader, unit.number), bound=PROMISED)
    yield measure(
        "one missing person by number, the reading logged",
        lambda: by_number(reader, person.number),
        bound=PROMISED,
    )
    yield measure(
        "the whole history of a grave, 61 changes",
        lambda: history_of(reader, grave),
        bound=PROMISED,
    )
    yield measure(
        "a page of 50 bodies of one site in one state",
        lambda: page(
            reader, RecoveredUnit, site=unit.site, state="recovered", after=unit.number,
            with_=("site", "burial_unit"),
        ),
        bound=PROMISED,
    )  # fmt: skip
    yield measure(
        "a page of 50 missing people in one state, the reading logged",
        lambda: page(reader, MissingPerson, state="reported", after=person.number),
        bound=PROMISED,
    )


def _with_role(ada: Any, era: Any, name: str, password: str) -> Any:
    from imena.registry.queries.people import actor_of
    from imena.registry.services import people

    user = people.add_user(ada, username=name, display_name=name, password=password)
    people.give_role(ada, user, "prosecutor", approvers=[era])
    return actor_of(user.id, ada.operation)
