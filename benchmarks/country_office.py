"""The rest of a country’s case file: what an office keeps beside remains, names and families.

Papers, photographs, storage, what others said and what we said, who works here, and the ledger of
it all: of each as many as an office of that size has, so that every page shows something.
"""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.bulk import AT_ONCE, Bulk

_BEGAN = datetime.fromisoformat("2026-06-01T08:00:00+00:00")
_A_DAY = date(2026, 6, 1)
#: Who works here, beside those whom the country begins with.
_WORKING = {
    "field_team": 60, "mortuary": 40, "examiner": 40, "laboratory": 20, "interviewer": 40,
    "liaison": 60, "analyst": 10, "board": 6, "administrator": 2, "figures_officer": 2,
}  # fmt: skip
#: Events of three years of moving remains about.
_EVENTS = 300_000
#: What officials said in public: each is compared with every other.
_CLAIMS = 120


def written() -> bool:
    """Whether this country has it already."""
    from imena.registry.models import Photograph

    return Photograph._default_manager.exists()


def write() -> None:
    """All of it, into the country that is there."""
    _Office().write()


class _Office:
    """The same rows for the same country."""

    def __init__(self) -> None:
        from django.apps import apps

        self._of: Callable[[str], Any] = lambda model: (
            apps.get_model("registry", model)._default_manager
        )
        self._operation = self._of("Operation").get()
        self._random = random.Random(57)
        self._bulk = Bulk(self._operation.pk, self._random, _BEGAN)
        self._keep = self._bulk.keep
        self._units = list(self._of("RecoveredUnit").order_by("number"))
        self._graves = list(self._of("BurialUnit").order_by("number"))
        self._missing = list(self._of("MissingPerson").order_by("number"))
        self._people = list(self._of("Person").order_by("code"))
        self._sites = list(self._of("Site").order_by("code"))

    def write(self) -> None:
        """Each kind after those that it refers to."""
        self._working()
        self._stored()
        self._photographed()
        self._told()
        self._led()
        self._counted_in_graves()
        self._compared()
        self._given_back()
        self._said()
        self._recorded()

    def _working(self) -> None:
        users = self._keep(
            "User",
            (
                {"username": f"{role}-{i}", "display_name": f"{role} {i}", "password": "!"}
                for role, many in _WORKING.items()
                for i in range(many)
            ),
        )
        teams = self._keep("Team", ({"code": f"T{i}", "name": f"Бригада {i}"} for i in range(50)))
        self._keep(
            "TeamSite",
            ({"team": teams[i % len(teams)], "site": site} for i, site in enumerate(self._sites)),
        )
        self._keep(
            "Membership",
            (
                {
                    "user": user, "role": user.username.rpartition("-")[0],
                    "team": teams[i % len(teams)] if user.username < "field_teamz" else None,
                }
                for i, user in enumerate(sorted(users, key=lambda one: one.username))
            ),
        )  # fmt: skip
        self._by = {user.username: user for user in users}
        self._keep(
            "NumberRange",
            (
                {"kind": "burial_unit", "prefix": "PTX-G", "first": 1 + i * 100,
                 "last": (i + 1) * 100, "team": teams[i % len(teams)]}
                for i in range(400)
            ),
        )  # fmt: skip
        self._keep(
            "ApiToken",
            (
                {"user": user, "name": "прилад", "scopes": ["sites:read"],
                 "secret_hash": hashlib.sha256(user.username.encode()).hexdigest(),
                 "expires_at": _BEGAN + timedelta(days=3650)}
                for user in users
            ),
        )  # fmt: skip

    def _stored(self) -> None:
        slots = self._keep(
            "StorageSlot",
            (
                {"code": f"A-{i:04}", "facility": f"сховище {i % 8}", "capacity": 12}
                for i in range(3_000)
            ),
        )
        bags = self._keep(
            "Container",
            ({"number": f"BENCH-B-{i}", "kind": "body_bag"} for i in range(len(self._units) // 3)),
        )
        lying = self._units[::3]
        for i, unit in enumerate(lying):
            unit.place, unit.slot = "store", slots[i % len(slots)]
            unit.container = bags[i % len(bags)]
        self._of("RecoveredUnit").bulk_update(lying, ["place", "slot", "container"], 500)
        self._keep(
            "Seal",
            (
                {"number": f"BENCH-P-{i}", "container": bag, "applied_at": _BEGAN}
                for i, bag in enumerate(bags)
            ),
        )

    def _photographed(self) -> None:
        files = self._keep(
            "StoredFile",
            (
                {"sha256": hashlib.sha256(str(i).encode()).hexdigest(), "size": 4_000,
                 "media_type": "image/jpeg"}
                for i in range(len(self._units))
            ),
        )  # fmt: skip
        self._keep(
            "Photograph",
            (
                {"site_id": unit.site_id, "unit": unit, "burial_unit_id": unit.burial_unit_id,
                 "file": file, "shows": "clothing", "said": "Синя куртка."}
                for unit, file in zip(self._units, files, strict=True)
            ),
        )  # fmt: skip
        self._keep(
            "FilePart",
            (
                {"file": file, "copy": copy, "place": 0, "data": b"\xff\xd8" + bytes(4_000)}
                for file in files[:5_000]
                for copy in ("original", "clear", "blurred")
            ),
        )

    def _told(self) -> None:
        liaisons = [user for name, user in self._by.items() if name.startswith("liaison")]
        cared_for = self._missing[::4]
        for i, missing in enumerate(cared_for):
            missing.liaison = liaisons[i % len(liaisons)]
        self._of("MissingPerson").bulk_update(cared_for, ["liaison"], 500)
        self._keep(
            "Consent",
            (
                {"person": person, "purpose": purpose, "form_version": "1", "language": "uk",
                 "given_on": _A_DAY}
                for person in self._people
                for purpose in ("identification", "contact")
            ),
        )  # fmt: skip
        self._keep(
            "Interview",
            (
                {"missing": missing, "interviewer": self._by["interviewer-0"], "language": "uk",
                 "held_on": _A_DAY, "sections": {"appearance": "Високий, носив окуляри."}}
                for missing in self._missing[::2]
            ),
        )  # fmt: skip
        self._keep(
            "AntemortemFinding",
            (
                {"missing": missing, "kind": "tooth", "status": "present", "source": "family",
                 "data": {"tooth": tooth, "state": "filled"}}
                for missing in self._missing[::2]
                for tooth in ("16", "26", "36")
            ),
        )  # fmt: skip
        self._keep(
            "FamilyWish",
            (
                {"missing": missing, "person": person, "partial_remains": "receive_now",
                 "later_found": "tell_and_return", "asked_on": _A_DAY}
                for missing, person in zip(self._missing, self._people, strict=True)
            ),
        )  # fmt: skip
        self._keep(
            "DuplicatePair",
            (
                {"first": min(pair, key=lambda one: one.pk),
                 "second": max(pair, key=lambda one: one.pk), "figures": {"log10_lr": "2.1"},
                 "reasons": [{"field": "surname", "grade": "exact", "log10_lr": "2.1"}],
                 "compared": "1", "state": "proposed"}
                for pair in zip(self._missing[:4_000:2], self._missing[1:4_000:2], strict=True)
            ),
        )  # fmt: skip

    def _led(self) -> None:
        leads = self._keep(
            "Lead",
            (
                {"number": f"BENCH-D-{i}", "kind": "witness", "summary": "Бачили хрест.",
                 "site": self._sites[i % len(self._sites)],
                 "state": "open" if i % 3 else "confirmed"}
                for i in range(4_000)
            ),
        )  # fmt: skip
        self._keep(
            "SourceItem",
            ({"lead": lead, "kind": "testimony", "origin": "сусід"} for lead in leads),
        )
        sources = self._keep(
            "RegisterSource",
            ({"code": f"BENCH{i}", "title": f"Книга {i}"} for i in range(40)),
        )
        self._keep(
            "RegisterLine",
            (
                {"source": sources[i % 40], "number": f"BENCH-R-{i}", "page": str(i // 40 // 30),
                 "line": str(i), "name_stated": "Невідомий", "marker_stated": str(i)}
                for i in range(len(self._graves) // 2)
            ),
        )  # fmt: skip
        self._keep(
            "LegalAuthority",
            (
                {"site": site, "proceeding": "№ 1", "issued_by": "прокуратура",
                 "issued_on": _A_DAY}
                for site in self._sites
            ),
        )  # fmt: skip

    def _counted_in_graves(self) -> None:
        waiting = self._of("LabRequest").order_by("-number").values_list("pk", flat=True)[:50]
        self._of("LabRequest").filter(pk__in=list(waiting)).update(state="drafted", sent_at=None)
        self._keep(
            "MinimumNumber",
            (
                {"burial_unit": grave, "method": "repeated_element", "lowest": 1,
                 "sided_element_count": 1}
                for grave in self._graves[::10]
            ),
        )  # fmt: skip
        examined = self._of("Examination").select_related("unit").order_by("unit__number")
        self._keep(
            "Examination",
            (
                {"unit": one.unit, "discipline": "odontology", "status": "open", "place": "store",
                 "examiner": self._by["examiner-0"], "began_at": _BEGAN}
                for one in examined[:4_000]
            ),
        )  # fmt: skip

    def _compared(self) -> None:
        pairs = self._of("DecisionPerson").filter(missing__isnull=False)
        missing = dict(pairs.values_list("decision", "missing"))
        mothers = dict(self._of("Kinship").values_list("missing", "person"))
        units = dict(
            self._of("Association").filter(withdrawn_at=None).values_list("individual", "unit")
        )
        samples = dict(self._of("Sample").exclude(unit=None).values_list("unit", "pk"))
        bodies = list(self._of("DecisionIndividual").order_by("individual__number"))
        examiner, made = self._by["analyst-0"], []
        for i, body in enumerate(bodies):
            who, unit = missing[body.decision_id], units[body.individual_id]
            body.units = [str(unit)]
            about = {"individual_id": body.individual_id, "missing_id": who,
                     "outcome": "established", "examiner": examiner}  # fmt: skip
            made += [
                {**about, "number": f"BENCH-V-{i}-1", "method": "fingerprints"},
                {**about, "number": f"BENCH-V-{i}-2", "method": "dna",
                 "donors": [str(mothers[who])], "samples": [str(samples[unit])],
                 "lab_methods": ["autosomal_str"]},
            ]  # fmt: skip
        self._of("DecisionIndividual").bulk_update(bodies, ["units"], 500)
        grounds: dict[Any, list[Any]] = {}
        for i, one in enumerate(self._keep("Comparison", made)):
            grounds.setdefault(bodies[i // 2].decision_id, []).append(
                {
                    "comparison": str(one.pk), "number": one.number,
                    "individual": str(one.individual_id), "about": [str(one.missing_id)],
                    "method": one.method, "outcome": one.outcome, "examiner": str(examiner.pk),
                    "samples": one.samples, "donors": one.donors, "lab_methods": one.lab_methods,
                }
            )  # fmt: skip
        self._keep(
            "Comparison",
            (
                {"individual_id": body.individual_id, "outcome": "excluded", "method": "dna",
                 "missing": self._missing[-1 - i], "number": f"BENCH-X-{i}", "examiner": examiner}
                for i, body in enumerate(bodies)
            ),
        )  # fmt: skip
        decisions = list(self._of("Decision").order_by("number"))
        for decision in decisions:
            decision.grounds = grounds.get(decision.pk, [])
        self._of("Decision").bulk_update(decisions, ["grounds"], 500)
        self._reviewed(decisions)

    def _reviewed(self, decisions: list[Any]) -> None:
        self._keep(
            "ReviewCase",
            (
                {"number": f"BENCH-RV-{i}", "decision": decision, "reason": "new_evidence",
                 "outcome": "" if i < 50 else "upheld",
                 "closed_at": None if i < 50 else _BEGAN}
                for i, decision in enumerate(decisions[100:2_100])
            ),
        )  # fmt: skip
        self._keep(
            "Conflict",
            (
                {"kind": "policy", "decisions": [str(decision.pk)],
                 "closed_at": None if i < 50 else _BEGAN}
                for i, decision in enumerate(decisions[200:2_200])
            ),
        )  # fmt: skip
        self._keep(
            "Run",
            (
                {"number": 1 + i, "state": "done", "by": self._by["analyst-0"],
                 "snapshot": "0" * 64, "markers": "0" * 64, "known_at": 1, "started_at": _BEGAN}
                for i in range(100)
            ),
        )  # fmt: skip

    def _given_back(self) -> None:
        bodies = self._of("DecisionIndividual").filter(
            individual__state__in=("released", "buried_named")
        )
        rows = bodies.select_related("individual", "decision").order_by("individual__number")
        releases = self._keep(
            "Release",
            (
                {"number": f"BENCH-W-{i}", "decision": row.decision, "individual": row.individual,
                 "recipient": self._people[i], "recipient_proof": "свідоцтво",
                 "authorised_by": self._by["board-0"], "authorisation": "П-31",
                 "state": "released", "released_at": _BEGAN}
                for i, row in enumerate(rows)
            ),
        )  # fmt: skip
        self._keep(
            "Burial",
            (
                {"individual": release.individual, "named": True, "place": "Вигадане",
                 "plot": str(i), "buried_on": _A_DAY, "release": release}
                for i, release in enumerate(releases)
                if release.individual.state == "buried_named"
            ),
        )  # fmt: skip

    def _said(self) -> None:
        claims = self._keep(
            "Claim",
            (
                {"number": f"BENCH-K-{i}", "text_verbatim": "У яру близько 45 поховань.",
                 "language": "uk", "unit": "graves" if i % 2 else "bodies", "bound": "about",
                 "value": {"value": 40 + i % 9}, "scope": {"place": f"Вигаданий яр {i % 60}"},
                 "asserted_by": {"office": "речник"}, "said_on": f"2031-{1 + i % 12:02}-02",
                 "as_of": f"2031-{1 + i % 12:02}-01"}
                for i in range(_CLAIMS)
            ),
        )  # fmt: skip
        self._keep(
            "ClaimRelay",
            (
                {"claim": claim, "outlet": "газета", "text_verbatim": "45 поховань у яру",
                 "bound": "exact", "value": {"value": 45, "unit": "graves"},
                 "differences": ["word_dropped"]}
                for claim in claims[::2]
            ),
        )  # fmt: skip
        self._stated()

    def _stated(self) -> None:
        from imena.registry.figure_form import checked_result
        from imena.registry.queries.counts.catalogue import newest

        officer, signer = self._by["figures_officer-0"], self._by["board-0"]
        known = list(newest())
        self._keep(
            "Statement",
            (
                {"number": f"BENCH-ST-{month:02}-{i:02}", "query": one.code,
                 "query_version": one.version,
                 "as_of": _BEGAN + timedelta(days=30 * month, minutes=i), "known_at": 1,
                 "unit": one.unit, "scope": {"operation": self._operation.code, "sites": []},
                 "result": checked_result(one.unit, {}, {"value": 1_000 + 7 * month}),
                 "small": 5, "author": officer, "approver": signer, "approved_at": _BEGAN,
                 "digest": "0" * 64}
                for month in range(24)
                for i, one in enumerate(known)
            ),
        )  # fmt: skip

    def _recorded(self) -> None:
        """The events of what the country wrote without acts: a line and an opening of each."""
        from imena.registry.ledger.rows import last

        steps = self._of("CustodyEvent").filter(step__gte=100).order_by("number")
        whole = list(steps.values_list("pk", "unit", "kind", "recorded_by")[:_EVENTS])
        sequence, begin = last(), _BEGAN - timedelta(minutes=len(whole))
        for low in range(0, len(whole), AT_ONCE):
            some = whole[low : low + AT_ONCE]
            made = [
                self._event(begin + timedelta(minutes=low + i), one, by)
                for i, (one, _, _, by) in enumerate(some)
            ]
            self._keep("Event", iter(made))
            self._keep(
                "Link",
                (
                    {"event_id": event["id"], "index": sequence + low + i + 1, "device": "halle",
                     "seq": low + i + 1, "prev": "0" * 64, "line": event["body"],
                     "hash": hashlib.sha256(event["body"].encode()).hexdigest()}
                    for i, event in enumerate(made)
                ),
            )  # fmt: skip
            self._keep("Opening", self._openings(made, some))

    def _event(self, at: datetime, record: uuid.UUID, by: uuid.UUID) -> Mapping[str, Any]:
        said: dict[str, Any] = {
            "v": 1, "id": str(self._bulk.id()), "device": "halle", "type": "custody.record_event",
            "subjects": [str(record)], "actor": str(by), "approvers": [], "policy": None,
            "key": None, "base": {str(record): ["CustodyEvent", 0]}, "fields": {}, "files": [],
            "erased": [],
        }  # fmt: skip
        return {
            "id": uuid.UUID(said["id"]), "device": "halle", "type": said["type"], "actor": by,
            "body": json.dumps(said, sort_keys=True), "recorded_at": at,
        }  # fmt: skip

    def _openings(self, made: list[Mapping[str, Any]], some: list[Any]) -> Iterator[Any]:
        salt = "0" * 64
        for event, (one, unit, kind, _) in zip(made, some, strict=True):
            fields = {"unit_id": [salt, str(unit)], "kind": [salt, kind],
                      "operation_id": [salt, str(self._operation.pk)]}  # fmt: skip
            yield {
                "event_id": event["id"], "record_id": one, "kind": "CustodyEvent", "version": 1,
                "valid_from": event["recorded_at"], "subject": None, "sealed": json.dumps(fields),
            }  # fmt: skip
