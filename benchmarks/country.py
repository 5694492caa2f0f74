"""An invented country’s case file, for measuring: as many bodies as missing people, half way named.

The ground, the remains and the missing are taken in as an office takes them in, ledger and all.
What came after (relatives, samples, names, talks) is written straight into the tables: how long
that takes is no question here, how many rows stand there is.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks import country_office
from benchmarks.bulk import AT_ONCE, Bulk
from benchmarks.case_file import SIDE, _rows, _with_role, family

if TYPE_CHECKING:
    from imena.registry.actor import Actor

PASSWORD = "довга вигадана фраза"
ROLES = ("prosecutor", "analyst", "mortuary", "examiner", "liaison", "auditor", "figures_officer")
#: State of remains and of the individual behind them, and how many of a hundred are there.
STAGES = (
    ("recovered", "", 20), ("examined", "", 10), ("sampled", "", 15), ("profiled", "", 10),
    ("associated", "associated", 10), ("under_comparison", "under_comparison", 5),
    ("identified", "identified", 15), ("released", "released", 5),
    ("buried_named", "buried_named", 10),
)  # fmt: skip
_NAMED = {"identified", "released", "buried_named"}
#: Graves of a site.
GRAVES = 250


def made() -> Actor:
    """Fill the empty case file that the environment names; somebody who reads nearly everything."""
    from imena.registry.models import User
    from imena.registry.queries.people import actor_of
    from imena.registry.services import people
    from imena.registry.services.intake import taking_in

    operation, (ada, era) = people.begin_operation(
        code="BENCH",
        name_uk="Замір",
        administrators=[("ada", "Ада", PASSWORD), ("era", "Ера", PASSWORD)],
    )
    first, second = (_with_role(ada, era, name, PASSWORD) for name in ("prosecutor", "other"))
    for role in ROLES[1:]:
        user = people.add_user(ada, username=role, display_name=role, password=PASSWORD)
        people.give_role(ada, user, role, approvers=[era])
    with taking_in(first, approvers=[second], reason="bench") as intake:
        for sheet, rows in _rows(max(SIDE // GRAVES, 1)):
            getattr(intake, sheet)(rows)
    began = time.perf_counter()
    _Later(operation.id, User.objects.get(username="analyst").id).write()
    country_office.write()
    print(f"what came after: {time.perf_counter() - began:.0f} s", flush=True)
    return actor_of(first.user, operation.id, purpose="замір")


class _Later:
    """What happens after the ground: written in bulk, the same for the same country."""

    def __init__(self, operation: uuid.UUID, user: uuid.UUID) -> None:
        from django.apps import apps

        self._random = random.Random(31)
        self._user = user
        self._model: Callable[[str], Any] = lambda name: apps.get_model("registry", name)
        self._now = datetime.fromisoformat("2031-07-01T09:00:00+00:00")
        self._keep = Bulk(operation, self._random, self._now).keep

    def write(self) -> None:
        """All of it."""
        units = list(self._model("RecoveredUnit").objects.order_by("number"))
        missing = list(self._model("MissingPerson").objects.order_by("number"))
        staged = dict(zip((u.pk for u in units), self._stages(len(units)), strict=True))
        self._advance(staged)
        people = self._relatives(missing)
        self._sampled([u for u in units if staged[u.pk][0] != "recovered"], people)
        self._custody(units)
        individuals = self._individuals([u for u in units if staged[u.pk][1]], staged)
        self._weighed(individuals, missing)
        self._decided([i for i in individuals if i.state in _NAMED], missing, people)
        self._talked(missing, people)
        self._examined([u for u in units if staged[u.pk][0] != "recovered"][: SIDE // 4])

    def _stages(self, many: int) -> list[tuple[str, str]]:
        hundred = [(state, whose) for state, whose, n in STAGES for _ in range(n)]
        return [self._random.choice(hundred) for _ in range(many)]

    def _advance(self, staged: Mapping[Any, tuple[str, str]]) -> None:
        rows = self._model("RecoveredUnit").objects
        for state, _, _ in STAGES:
            there = [pk for pk, (reached, _) in staged.items() if reached == state]
            for begin in range(0, len(there), AT_ONCE):
                rows.filter(pk__in=there[begin : begin + AT_ONCE]).update(state=state)

    def _relatives(self, missing: list[Any]) -> list[Any]:
        from imena.numbering.pattern import Kind, number
        from imena.registry.queries.same import name_keys

        def row(i: int) -> Mapping[str, Any]:
            names = [{"script": "uk", "family": family(i), "given": "Мотря"}]
            return {
                "code": str(number(Kind.PERSON, 500_000 + i)),
                "names": names,
                "name_keys": name_keys(names),
            }

        people = self._keep("Person", (row(i) for i in range(len(missing))))
        pairs = zip(people, missing, strict=True)
        self._keep(
            "Kinship",
            ({"person": p, "missing": m, "relationship": "mother"} for p, m in pairs),
        )
        return people

    def _sampled(self, units: list[Any], people: list[Any]) -> None:
        samples = self._keep(
            "Sample",
            (
                {
                    "number": f"BENCH-S-{i}", "state": "returned", "taken_at": self._now,
                    **(
                        {"unit": of, "kind": "femur"}
                        if i < len(units)
                        else {"donor": of, "kind": "buccal"}
                    ),
                }
                for i, of in enumerate([*units, *people[::2]])
            ),
        )  # fmt: skip
        requests = self._keep(
            "LabRequest",
            (
                {"number": f"BENCH-L-{i}", "laboratory": "вигадана", "asked_for": "autosomal_str",
                 "state": "reported", "sent_at": self._now}
                for i in range(len(samples) // 90 + 1)
            ),
        )  # fmt: skip
        items = self._keep(
            "LabItem",
            (
                {"request": requests[i // 90], "sample": s, "code": f"B{i:07}", "state": "reported"}
                for i, s in enumerate(samples)
            ),
        )
        self._keep(
            "LabResult",
            (
                {"item": item, "outcome": "no_profile" if i % 50 == 0 else "full_profile",
                 "method": "autosomal_str", "reported_at": self._now, "markers_read": 21}
                for i, item in enumerate(items)
            ),
        )  # fmt: skip

    def _custody(self, units: list[Any]) -> None:
        steps = ("tagged", "packed", "sealed")
        self._keep(
            "CustodyEvent",
            (
                {"number": f"BENCH-C-{i}-{step}", "unit": unit, "step": 100 + step, "kind": kind,
                 "happened_at": self._now, "recorded_by_id": self._user}
                for i, unit in enumerate(units)
                for step, kind in enumerate(steps)
            ),
        )  # fmt: skip
        self._keep(
            "Incident",
            (
                {"kind": "seal_mismatch", "unit": unit, "found_at": self._now,
                 "closed_at": None if i % 5 == 0 else self._now}
                for i, unit in enumerate(units[::100])
            ),
        )  # fmt: skip

    def _individuals(self, units: list[Any], staged: Mapping[Any, tuple[str, str]]) -> list[Any]:
        from imena.numbering.pattern import Kind, number

        individuals = self._keep(
            "Individual",
            (
                {"number": str(number(Kind.INDIVIDUAL, 1 + i)), "state": staged[unit.pk][1]}
                for i, unit in enumerate(units)
            ),
        )
        pairs = zip(individuals, units, strict=True)
        self._keep(
            "Association",
            (
                {"individual": i, "unit": u, "evidence": "only_unit", "began_at": self._now}
                for i, u in pairs
            ),
        )
        return individuals

    def _weighed(self, individuals: list[Any], missing: list[Any]) -> None:
        figures = {"log10_lr": "6.5", "posterior": "0.9", "reached": False}
        self._keep(
            "Hypothesis",
            (
                {"individual": one, "missing": missing[(i + step) % len(missing)],
                 "figures": figures, "run": "BENCH"}
                for i, one in enumerate(individuals)
                for step in (0, 7, 31)
            ),
        )  # fmt: skip

    def _decided(self, named: list[Any], missing: list[Any], people: list[Any]) -> None:
        from imena.numbering.pattern import Kind, number
        from imena.registry.policies import shipped

        code = "INTERPOL-1-primary"
        (policy,) = self._keep(
            "Policy",
            iter([{"code": code, "edition": 1, "rules": shipped()[code].rules,
                   "adopted_on": date(2031, 6, 1)}]),
        )  # fmt: skip
        waiting = 50
        decisions = self._keep(
            "Decision",
            (
                {"number": str(number(Kind.DECISION, 1 + i)), "policy": policy,
                 "status": "proposed" if i < waiting else "confirmed",
                 "proposed_by_id": self._user,
                 "confirmed_at": None if i < waiting else self._now - timedelta(days=i % 60)}
                for i in range(len(named))
            ),
        )  # fmt: skip
        triples = list(zip(decisions, named, missing, strict=False))
        self._keep(
            "DecisionIndividual",
            (
                {"decision": d, "individual": i, "standing": d.status == "confirmed"}
                for d, i, _ in triples
            ),
        )
        self._keep(
            "DecisionPerson",
            (
                {"decision": d, "missing": m, "standing": d.status == "confirmed"}
                for d, _, m in triples
            ),
        )
        self._keep(
            "Signature",
            (
                {"decision": d, "signer_id": self._user, "role": "board", "digest": "0" * 64,
                 "signed_at": self._now}
                for d in decisions[waiting:]
            ),
        )  # fmt: skip
        told = [(d, p) for i, (d, p) in enumerate(zip(decisions, people, strict=False)) if i % 3]
        self._keep(
            "Notification",
            (
                {"number": f"BENCH-N-{i}", "decision": d, "person": p, "told_by_id": self._user,
                 "told_at": self._now, "manner": "in_person"}
                for i, (d, p) in enumerate(told)
            ),
        )  # fmt: skip

    def _talked(self, missing: list[Any], people: list[Any]) -> None:
        pairs, a_day = list(zip(missing, people, strict=True))[::2], date(2031, 8, 1)
        self._keep(
            "Contact",
            (
                {"missing": m, "person": p, "spoke_id": self._user, "manner": "telephone",
                 "spoke_at": self._now + timedelta(minutes=step),
                 "next_on": a_day + timedelta(days=i % 300) if step and i % 4 == 0 else None}
                for i, (m, p) in enumerate(pairs)
                for step in (0, 1)
            ),
        )  # fmt: skip

    def _examined(self, units: list[Any]) -> None:
        examinations = self._keep(
            "Examination",
            (
                {"unit": u, "discipline": "pathology", "examiner_id": self._user,
                 "began_at": self._now, "closed_at": self._now, "status": "closed",
                 "place": "store"}
                for u in units
            ),
        )  # fmt: skip
        self._keep(
            "Finding",
            (
                {"examination": e, "kind": "tooth", "status": "present",
                 "data": {"tooth": str(tooth), "state": "filled"}}
                for e in examinations
                for tooth in (16, 26, 36, 46)
            ),
        )  # fmt: skip
