"""What is asked of the pages at a country’s size: each page, each filter, and by whom."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.case_file import family

#: The user by whom a page is asked for, by the name of its address; else a prosecutor, who reads
#: nearly everything.
BY = {
    "add_claim": "figures_officer", "add_relay": "figures_officer", "arrivals": "mortuary",
    "audit": "auditor", "audited": "auditor", "cause": "examiner-0",
    "compare": "analyst", "chart": "interviewer-0",
    "consent": "interviewer-0", "deed": "mortuary", "describe_missing": "interviewer-0",
    "describe_relative": "interviewer-0", "examination": "examiner-0", "examine": "examiner",
    "examined_sample": "examiner-0", "figures": "figures_officer", "grave_deed": "field_team-0",
    "incident": "mortuary", "injuries": "examiner-0", "interview": "interviewer-0",
    "known": "interviewer-0", "make_statement": "figures_officer", "minimum": "examiner",
    "notify": "liaison-0", "proof": "interviewer-0", "propose": "analyst", "ranges": "ada",
    "record": "examiner-0", "record_grave": "field_team-0", "recover": "field_team-0",
    "reference": "interviewer-0", "relative": "interviewer-0", "report": "interviewer-0",
    "rules": "interviewer-0", "sending": "mortuary", "signs": "examiner-0",
    "skeleton": "examiner-0",
    "talk": "liaison-0", "teeth": "examiner-0", "user": "ada", "users": "ada",
    "wishes": "liaison-0",
}  # fmt: skip
#: What is asked of each list, beside the list itself.
_LISTS = {
    "bodies": ("stage=examined", "stage=compared", "place=store", "incident=open", "site={site}"),
    "graves": ("stage=recovered", "stage=identified", "site={site}"),
    "families": ("name=Баб", "name=Ґеґе", "state=open", "standing=no_sample"),
    "decisions": ("standing=not_told", "standing=told", "standing=buried", "standing=proposed"),
    "sites": ("work=exhumed",),
    "claims": ("unit=graves",),
    "unfitting": (),
    "statements": (),
    "store": (),
    "audit": ("who=prosecutor", "reads=1", "who=prosecutor&reads=1", "record={unit_key}",
              "begin=2026-01-01", "begin=2026-11-23&end=2026-11-23"),
}  # fmt: skip
#: Lists of which the second page is asked for by what the first one says.
PAGED = {"bodies": "", "graves": "", "families": "", "decisions": "standing=confirmed", "sites": "",
         "claims": "", "statements": "", "unfitting": "", "store": "", "audit": ""}  # fmt: skip
#: Lists and records that machines ask for.
_MACHINES = {
    "prosecutor": (
        "me", "way", "vocabularies/unit_kind", "sites", "sites/{site}", "graves",
        "graves?stage=identified", "graves/{grave}", "bodies", "bodies?stage=examined",
        "bodies?incident=true", "bodies/{unit}", "bodies/{unit}/custody", "bodies/{unit}/findings",
        "individuals", "individuals?state=identified", "individuals/{individual}",
        "individuals/{individual}/candidates", "missing", "missing?name=Баб", "missing/{missing}",
        "missing/{missing}/family", "missing/{missing}/candidates", "decisions",
        "decisions?standing=told", "decisions/{decision}", "figures",
    ),
    "laboratory-0": (
        "laboratory/requests", "laboratory/requests/{request}", "laboratory/items/{item}",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A page by the name the table has for it, who asks, and an address at each call.

    ``second`` is asked for by the way to the next page that its answer shows.
    """

    name: str
    by: str
    where: Callable[[], str]
    machine: bool = False
    second: bool = False


class Samples:
    """Somebody else each time: a page is not measured on one warm record."""

    def __init__(self) -> None:
        from django.apps import apps

        self._random = random.Random(7)
        self._kept: dict[str, list[str]] = {}
        self._models = apps.get_app_config("registry").get_model

    def number(self, below: int) -> int:
        """Any number from 0 on."""
        return self._random.randrange(below)

    def __call__(self, model: str, column: str = "number", **wanted: Any) -> str:
        key = repr((model, column, wanted))
        if key not in self._kept:
            asked = {k: self._own_sites() if v == "own" else v for k, v in wanted.items()}
            rows = self._models(model)._default_manager.filter(**asked)
            found = sorted(map(str, rows.values_list(column, flat=True)[:20_000]))
            self._kept[key] = self._random.sample(found, min(len(found), 200))
        return self._random.choice(self._kept[key])

    def _own_sites(self) -> Any:
        """Those of the team of one who works in the field."""
        members = self._models("Membership")._default_manager.filter(user__username="field_team-0")
        at = self._models("TeamSite")._default_manager.filter(team__in=members.values("team"))
        return at.values("site")

    def filled(self, text: str) -> str:
        """``text`` with numbers of records in the place of their names in braces."""
        return text.format_map(_Named(self))


#: Of what a page by this name is asked: the model, its column, and which of them.
_RECORDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "claim": ("Claim", "number", {}),
    "conflict": ("Conflict", "pk", {"closed_at": None}),
    "decision": ("Decision", "number", {"status": "confirmed"}),
    "examination": ("Examination", "pk", {}),
    "file": ("Photograph", "pk", {"file__parts__copy": "blurred"}),
    "grave": ("BurialUnit", "number", {}),
    "incident": ("Incident", "pk", {"closed_at": None}),
    "individual": ("Individual", "number", {}),
    "item": ("LabItem", "code", {}),
    "mine": ("MissingPerson", "number", {"liaison__username": "liaison-0"}),
    "missing": ("MissingPerson", "number", {}),
    "my_grave": ("BurialUnit", "number", {"site__in": "own"}),
    "my_site": ("Site", "code", {"pk__in": "own"}),
    "open": ("Examination", "pk", {"status": "open"}),
    "person": ("Person", "code", {}),
    "proposal": ("Decision", "number", {"status": "proposed"}),
    "release": ("Release", "number", {}),
    "request": ("LabRequest", "number", {}),
    "run": ("Run", "number", {}),
    "site": ("Site", "code", {}),
    "to_send": ("LabRequest", "number", {"state": "drafted"}),
    "statement": ("Statement", "number", {}),
    "unit": ("RecoveredUnit", "number", {}),
    "unit_key": ("RecoveredUnit", "pk", {}),
    "user": ("User", "username", {"is_active": True}),
}  # fmt: skip


class _Named(dict[str, str]):
    def __init__(self, samples: Samples) -> None:
        self._samples = samples

    def __missing__(self, name: str) -> str:
        if name in _RECORDS:
            model, column, wanted = _RECORDS[name]
            return self._samples(model, column, **wanted)
        return {"family": family(self._samples.number(8_000))}[name]


#: Pages of one record, and what is given to their addresses.
_OF_ONE = {
    "add_relay": "{claim}", "audited": "{unit_key}", "authorise": "{decision}", "body": "{unit}",
    "bulletin_file": "html", "candidates": "{individual}", "cause": "{open}",
    "chart": "{missing}", "claim": "{claim}",
    "comparison": "{run}", "consent": "{person}", "decision": "{decision}",
    "deed": "{unit} describe", "describe_missing": "{missing}", "describe_relative": "{person}",
    "dossier": "{decision} html", "examination": "{examination}", "examine": "{unit}",
    "examined_sample": "{open}", "grave": "{grave}", "grave_deed": "{my_grave} describe",
    "grave_photographs": "{grave}", "incident": "{incident}", "individual": "{individual}",
    "injuries": "{open}", "interview": "{missing}", "known": "{missing} mark",
    "minimum": "{grave}", "missing": "{missing}", "notify": "{mine}", "person": "{person}",
    "photograph": "{file}", "photographs": "{unit}", "picture": "{file} blurred",
    "proof": "{person}", "record": "{open} mark", "record_grave": "{my_site}",
    "recover": "{my_grave}", "reference": "{person}", "relative": "{missing}",
    "release": "{release}", "review": "{decision}", "rules": "{person}", "sending": "{to_send}",
    "settle": "{conflict}", "signs": "{open}", "site": "{site}", "skeleton": "{open}",
    "statement": "{statement}", "statement_pack": "{statement}", "talk": "{mine}",
    "teeth": "{open}", "together": "{grave}", "user": "{user}", "vocabulary": "review_reason",
    "wishes": "{mine}",
}  # fmt: skip
#: Pages of nothing in the case; the first is what any page takes.
_ALONE = (
    "purpose", "today", "way", "account", "add_claim", "api", "arrivals", "bulletin", "compare",
    "comparisons", "estimate", "figures", "make_statement", "minutes", "pairs", "passkeys",
    "policies", "propose", "ranges", "report", "search", "second_factor", "sign_in", "tokens",
    "users", "vocabularies", "why",
)  # fmt: skip
#: Other questions to such a page.
_MORE = (
    ("a proposal", "decision", "prosecutor", "/decisions/{proposal}"),
    ("minutes of a day", "minutes", "prosecutor", "/decisions/minutes?on=2026-06-01"),
    ("search a number", "search", "prosecutor", "/search?q={unit}x"),
    ("search a name", "search", "prosecutor", "/search?q={family}"),
    ("search for nobody", "search", "prosecutor", "/search?q=Ґеґеґенко"),
    ("search for many", "search", "prosecutor", "/search?q=Олесь"),
    ("arrivals of a number", "arrivals", "mortuary", "/arrivals?q={unit}"),
    ("graves of a team", "graves", "field_team-0", "/graves"),
    ("bodies of a team", "bodies", "field_team-0", "/bodies"),
    ("families of a liaison", "families", "liaison-0", "/families"),
    ("a family in care", "missing", "liaison-0", "/families/{mine}"),
    *((f"today of {user}", "today", user, "/") for user in (
        "field_team-0", "mortuary", "examiner", "laboratory-0", "interviewer-0", "analyst",
        "board-0", "liaison-0", "figures_officer", "auditor", "ada")),
)  # fmt: skip


def asked() -> Iterator[Asked]:
    """Every page, the bare one first."""
    from django.urls import reverse

    samples = Samples()

    def at(name: str, given: str) -> Callable[[], str]:
        return lambda: reverse(name, args=samples.filled(given).split())

    def query(name: str, said: str) -> Callable[[], str]:
        return lambda: f"{reverse(name)}?{samples.filled(said)}"

    for name in _ALONE:
        yield Asked(name, BY.get(name, "prosecutor"), at(name, ""))
    for name, questions in _LISTS.items():
        by = BY.get(name, "prosecutor")
        yield Asked(name, by, at(name, ""))
        for said in questions:
            yield Asked(f"{name}?{said}", by, query(name, said))
        if name in PAGED:
            yield Asked(f"{name}, the next page", by, query(name, PAGED[name]), second=True)
    for name, given in _OF_ONE.items():
        yield Asked(name, BY.get(name, "prosecutor"), at(name, given))
    for name, _, by, where in _MORE:
        yield Asked(name, by, _filled(samples, where))
    for by, paths in _MACHINES.items():
        for path in paths:
            yield Asked(f"api {path}", by, _filled(samples, f"/api/v1/{path}"), machine=True)


def pages() -> frozenset[str]:
    """The names of all addresses that are asked for."""
    return frozenset((*_ALONE, *_LISTS, *_OF_ONE))


def _filled(samples: Samples, where: str) -> Callable[[], str]:
    return lambda: samples.filled(where)
