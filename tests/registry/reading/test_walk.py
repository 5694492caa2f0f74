"""Every query, asked by every role, of their own operation and of another’s (T1, T2, I31, I32)."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.forms.models import model_to_dict

from imena.numbering.pattern import Kind, number
from imena.registry import queries
from imena.registry.actor import Actor
from imena.registry.ledger.rows import last
from imena.registry.models import (
    BurialUnit,
    Conflict,
    Event,
    Examination,
    Kinship,
    LabItem,
    LabRequest,
    MarkerSet,
    Photograph,
    Policy,
    Record,
    RecoveredUnit,
    RegisterSource,
    Run,
    Sample,
    StorageSlot,
    StoredFile,
    User,
)
from imena.registry.permissions import MATRIX, ROLES, Reach
from imena.registry.queries.figures.answers import Asked
from imena.registry.refusals import Refused
from tests.registry.believed import Believed
from tests.registry.cast import Cast

FAMILY, RELATIVES, GRAVE = "Горобинський", "Вигадана", "PTX-00042-X"

#: What is no reading of the case: what readings are made of, and questions about the asker. The
#: parts of a dossier are read through `dossier.gathered.gathered`, which is asked.
_APART = {
    "reading",
    "visible",
    "name_index",
    "dossier.evidence",
    "dossier.people",
    "dossier.remains",
    "dossier.rules",
}
_NOT_OF_THE_CASE = {
    "persons.compares",
    "persons.check_compares",
    "figures.answers.check_may_compute",
}


def every_query() -> dict[str, Callable[..., Any]]:
    found = {}
    beginning = f"{queries.__name__}."
    for module in pkgutil.walk_packages(queries.__path__, beginning):
        within = module.name.removeprefix(beginning)
        if within in _APART:
            continue
        loaded = importlib.import_module(module.name)
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            asks = next(iter(inspect.signature(function).parameters), "") == "actor"
            if asks and not name.startswith("_") and function.__module__ == loaded.__name__:
                found[f"{within}.{name}"] = function
    return {n: f for n, f in found.items() if n not in _NOT_OF_THE_CASE}


@dataclass
class Case:
    """Somebody missing, a relative, remains, a sample under a code, and a decision on it all."""

    believed: Believed

    def __post_init__(self) -> None:
        believed = self.believed
        self.missing = believed.missing(FAMILY)
        self.relative = believed.relative(self.missing)
        grave = believed.row(BurialUnit, number=GRAVE, site=believed.site)
        self.unit = believed.unit()
        RecoveredUnit.objects.filter(pk=self.unit.pk).update(burial_unit=grave)
        self.body = believed.remains(self.unit)
        dna = believed.dna(self.body, self.missing, self.relative)
        LabRequest.objects.update(state="reported", sent_at=datetime(2031, 6, 2, tzinfo=UTC))
        self.decision = believed.confirmed(self.body, self.missing, dna)
        source = believed.row(RegisterSource, code="01", title="Книга")
        slot = believed.row(StorageSlot, code="A-1", facility="сховище")
        item = LabItem.objects.select_related("request").first()
        assert item is not None
        file = believed.row(StoredFile, sha256="0" * 64, size=1, media_type="image/jpeg")
        pictured = believed.row(
            Photograph, site=believed.site, unit=self.unit, file=file, shows="remains"
        )
        examination = believed.row(
            Examination, unit=self.unit, discipline="external", place="store",
            examiner_id=believed.cast.examiner.user, began_at=datetime(2031, 6, 1, tzinfo=UTC),
        )  # fmt: skip
        self.run = believed.row(
            Run, number=1, by_id=believed.cast.analyst.user, state="done", snapshot="2" * 64,
            markers="1" * 64, known_at=1, started_at=datetime(2031, 6, 1, tzinfo=UTC),
        )  # fmt: skip
        believed.row(
            MarkerSet, name="набір", sha256="1" * 64, content="[]",
            by_id=believed.cast.analyst.user,
        )  # fmt: skip
        self.given: Mapping[str, list[Any]] = {
            "missing": [self.missing.id],
            "person": [self.relative.id],
            "kinship": [Kinship.objects.get().id],
            "unit": [self.unit.id],
            "units": [[self.unit.id]],
            "same": [{self.missing.id: frozenset({self.missing.id})}],
            "slot": [slot.id],
            "site": [believed.site.id],
            "labels": [[""]],
            "grave": [grave.id],
            "individual": [self.body.id],
            "individuals": [[self.body.id]],
            "persons": [[self.missing.id]],
            "decision": [self.decision],
            "policy": [Policy.objects.get()],
            "tree": [Policy.objects.get().rules],
            "source": [source],
            "sample": [Sample.objects.filter(donor=None).get().id],
            "request": [item.request_id],
            "code": [item.code],
            "examination": [examination.pk],
            "number": [item.request.number],
            "record": [self.missing, self.unit, self.decision, Kinship.objects.get()],
            "text": [self.missing.number, self.unit.number, self.decision.number],
            "model": [m for m in apps.get_models() if issubclass(m, Record)],
            "sheet": ["sites", "graves", "remains", "missing", "relatives"],
            "kind": ["element"],
            "name": ["unit_kind"],
            "held": [uuid.uuid4()],
            "incident": [uuid.uuid4()],
            "of": [Kind.RECOVERED_UNIT],
            "pictured": [pictured.pk],
            "first": [self.missing.number],
            "second": [self.missing.number],
            "words": [FAMILY],
            "event": [uuid.uuid4()],
            "reader": ["board"],
            "role": ["board"],
            "begin": [datetime(2000, 1, 1, tzinfo=UTC)],
            "end": [datetime(2100, 1, 1, tzinfo=UTC)],
            "known_at": [datetime(2100, 1, 1, tzinfo=UTC)],
            "key": [believed.row(Conflict, kind="policy", decisions=[str(self.decision.pk)]).pk],
            "codes": [[self.relative.code]],
            "where": [grave, believed.site],
            "numbers": [[self.unit.number], [self.missing.number]],
            "language": ["uk"],
            "team": ["T"],
            "token": [uuid.uuid4()],
            "asked": [Asked("persons.named", 1, datetime(2100, 1, 1, tzinfo=UTC), 0)],
            "until": [last()],
            "username": [User.objects.get(pk=believed.cast.analyst.user).username],
            "run": [self.run],
            "sha256": ["1" * 64],
        }

    def asked(self, name: str, query: Callable[..., Any]) -> list[dict[str, Any]]:
        """The arguments to ask it with."""
        parameters = list(inspect.signature(query).parameters.values())[1:]
        needed = [
            p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD
        ]
        told: dict[str, Any] = (
            {"decision": self.decision.id} if name == "returning.notifications" else {}
        )
        if name in ("history.recorded", "showing.as_known"):
            told = {"record": self.missing.id}
        if name == "numbers.range_of":
            told = {"number": number(Kind.RECOVERED_UNIT, 42, site="PTX")}
        numbered = {
            "graves.grave": GRAVE,
            "examinations.counted_in": GRAVE,
            "examinations.examinable": self.unit.number,
            "remains.unit": self.unit.number,
            "recording.grave_to_record": GRAVE,
            "recording.unit_to_record": self.unit.number,
            "individuals.individual_numbered": self.body.number,
            "candidates.candidates": self.body.number,
            "families.family": self.missing.number,
        }
        if name in numbered:
            told = {"number": numbered[name]}
        if name == "runs.run_numbered":
            told = {"number": self.run.number}
        if name in ("sites.site", "recording.site_to_record"):
            told = {"code": self.believed.site.code}
        if name == "families.member":
            told = {"code": self.relative.code}
        if name == "sources.said_about":
            told = {"record": self.unit.id}
        more = {"column": "id", "after": str(uuid.UUID(int=0))} if name == "finding.page" else {}
        if needed and needed[0] not in self.given:
            return []
        many = len(self.given[needed[0]]) if needed else 1
        return [
            {p: self.given[p][min(i, len(self.given[p]) - 1)] for p in needed} | told | more
            for i in range(many)
        ]

    def learned(self, actor: Actor) -> dict[str, str]:
        """What ``actor`` gets from each query, as text; a refusal's sentence where it refuses."""
        found: dict[str, str] = {}
        for name, query in every_query().items():
            for given in self.asked(name, query):
                try:
                    told = text(query(actor, **given))
                except Refused as refusal:
                    told = refusal.said("uk")
                found[name] = found.get(name, "") + told
        return found


def text(told: Any) -> str:
    """All that an answer holds."""
    if isinstance(told, Model):
        return json.dumps(
            model_to_dict(told), cls=DjangoJSONEncoder, ensure_ascii=False, default=str
        )
    if isinstance(told, QuerySet | list | tuple | set) or inspect.isgenerator(told):
        return "\n".join(text(one) for one in told)
    rows = getattr(told, "rows", None)
    return text(rows) if rows is not None else repr(told)


@pytest.fixture
def case(cast: Cast) -> Case:
    return Case(Believed(cast))


def test_the_walk_goes_everywhere(case: Case) -> None:
    """A query that is not asked is not tested: whoever adds one says here with what."""
    unasked = {name for name, query in every_query().items() if not case.asked(name, query)}
    assert unasked <= {"figures.said.relays"}
    told = "".join(case.learned(case.believed.cast.prosecutor.reading_for("звірка")).values())
    assert {w for w in (FAMILY, RELATIVES, GRAVE, case.unit.number) if w in told} == {
        FAMILY,
        RELATIVES,
        GRAVE,
        case.unit.number,
    }


def test_nobody_learns_anything_of_another_operation(case: Case) -> None:
    others = Cast.assembled("INSHA")
    ids = {
        str(pk)
        for model in apps.get_models()
        if issubclass(model, Record)
        for pk in model._default_manager.values_list("pk", flat=True)
    }
    marks = ids | {FAMILY, RELATIVES, GRAVE, case.unit.number, case.missing.number}
    for role in ROLES:
        for name, told in case.learned(others.actors[role].reading_for("цікавість")).items():
            assert {mark for mark in marks if mark in told} == set(), (role, name)


@pytest.mark.invariant("I31")
def test_a_laboratory_learns_no_name_no_grave_and_no_remains(case: Case) -> None:
    samples = set(Sample.objects.values_list("number", flat=True))
    marks = samples | {FAMILY, RELATIVES, GRAVE, case.unit.number, case.missing.number}
    marks |= {case.body.number, case.relative.code, case.believed.site.code + "-"}
    laboratory = case.believed.cast.laboratory.reading_for("аналіз")
    for name, told in case.learned(laboratory).items():
        assert {mark for mark in marks if mark in told} == set(), name


@pytest.mark.invariant("I31")
@pytest.mark.invariant("I32")
def test_names_are_told_as_the_matrix_says_and_written_down(case: Case) -> None:
    for role in ROLES:
        actor = case.believed.cast.actors[role].reading_for("звірка")
        # An estimate reads everybody's names to link them, and shows nobody's.
        shown = Event.objects.filter(type__startswith="read.").exclude(type="read.estimate")
        before = shown.count()
        told = case.learned(actor)
        named = {name for name, said in told.items() if FAMILY in said}
        reads = MATRIX[role, "antemortem"].read is Reach.ALL
        assert bool(named) == reads, (role, named)
        kin = {name for name, said in told.items() if RELATIVES in said}
        assert bool(kin) == (MATRIX[role, "persons"].read is Reach.ALL), (role, kin)
        assert (shown.count() > before) == (reads or bool(kin)), role


@pytest.mark.invariant("I32")
def test_without_a_purpose_no_query_tells_a_name(case: Case) -> None:
    for role in ROLES:
        for name, told in case.learned(case.believed.cast.actors[role]).items():
            assert FAMILY not in told, (role, name)
            assert RELATIVES not in told, (role, name)
    assert not Event.objects.filter(type__startswith="read.").exists()
