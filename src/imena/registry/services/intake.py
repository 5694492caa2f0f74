"""Take over what earlier lists say: whole operations at once, all of it or nothing.

The rows were checked sheet by sheet before (`imena.exchange.operation`); here they become records,
each with its number, and each group of records with its event in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any, TypeVar

from django.db import transaction

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    CustodyEvent,
    DuplicatePair,
    Entry,
    Kinship,
    Marker,
    MissingPerson,
    Person,
    RecoveredUnit,
    Site,
)
from imena.registry.permissions import Need
from imena.registry.queries.same import name_keys, sort_key
from imena.registry.refusals import Refused
from imena.registry.services.act import act
from imena.registry.services.acts import declare
from imena.registry.services.duplicates import merged_before
from imena.registry.services.numbers import issue_many

TAKE_IN = declare(
    "intake.take_in", "operation", message("took over earlier lists"), Need.APPROVE, approvers=1
)

#: Records of one event: few enough that a court reads no megabyte to see one of them.
TOGETHER = 100

#: A row: values by the key of its column.
Told = Mapping[str, Any]

E = TypeVar("E", bound=Entry)


class Intake:
    """Takes rows in, sheet after sheet; make one with :func:`taking_in`.

    A row refers to rows of other sheets by their labels; those may also be in the case file from
    before.
    """

    def __init__(self, actor: Actor, approvers: Sequence[Actor], reason: str) -> None:
        self._actor, self._approvers, self._reason = actor, approvers, reason
        self._sites: dict[str, Site] = {}
        self._graves: dict[tuple[str, str], BurialUnit] = {}
        self._missing: dict[str, MissingPerson] = {}

    def sites(self, rows: Sequence[Told]) -> int:
        """Sites, by their codes."""
        made = self._all(
            Site,
            [
                {
                    **_only(row, "code", "name_uk", "name_ru", "name_latin", "site_type"),
                    **_only(row, "precision_m", "discovered_on", "discovered_by", "hazard_state"),
                    "geometry": _point(row),
                    "work_state": "confirmed",
                }
                for row in rows
            ],
        )
        self._sites.update({site.code: site for site in made})
        return len(made)

    def graves(self, rows: Sequence[Told]) -> int:
        """Graves with the markers that stood on them."""
        self._find_sites({row["site"] for row in rows})
        numbers = self._numbers(Kind.BURIAL_UNIT, rows)
        made = self._all(
            BurialUnit,
            [
                {
                    **_only(
                        row, "label", "kind", "container", "depth_cm", "orientation_deg", "position"
                    ),
                    **_only(row, "state", "empty_reason", "note"),
                    "site": self._sites[row["site"]],
                    "number": number,
                    "floor_reached_at": _noon(row.get("floor_reached_on")),
                }
                for row, number in zip(rows, numbers, strict=True)
            ],
        )
        self._graves.update({(grave.site.code, grave.label): grave for grave in made})
        self._all(
            Marker,
            [
                {
                    "site": grave.site,
                    "burial_unit": grave,
                    "number": row.get("marker_number", ""),
                    "text_verbatim": row.get("marker_text", ""),
                }
                for row, grave in zip(rows, made, strict=True)
                if row.get("marker_number") or row.get("marker_text")
            ],
        )
        return len(made)

    def remains(self, rows: Sequence[Told]) -> int:
        """Recovered remains, each with the first event of its custody: found, and since then in the
        place and the hands that the list names; at the site and in the actor's where it does not.
        """
        self._find_sites({row["site"] for row in rows})
        self._find_graves({(row["site"], row["grave"]) for row in rows if row.get("grave")})
        numbers = self._numbers(Kind.RECOVERED_UNIT, rows)
        made = self._all(
            RecoveredUnit,
            [
                {
                    **_only(row, "label", "kind", "human", "stage", "completeness_percent"),
                    **_only(row, "note"),
                    "site": self._sites[row["site"]],
                    "burial_unit": self._graves.get((row["site"], row.get("grave", ""))),
                    "number": number,
                    "state": "recovered" if row.get("place", "site") == "site" else "in_custody",
                    "place": row.get("place", "site"),
                    "custodian": row.get("custodian", self._actor.name),
                    "recovered_at": _noon(row["recovered_on"]),
                }
                for row, number in zip(rows, numbers, strict=True)
            ],
        )
        steps = issue_many(Kind.CUSTODY_EVENT, len(made))
        self._all(
            CustodyEvent,
            [
                {
                    "number": number,
                    "unit": unit,
                    "step": 1,
                    "kind": "found",
                    "happened_at": unit.recovered_at,
                    "recorded_by_id": self._actor.user,
                    "place": unit.place,
                    "taken_by": unit.custodian,
                }
                for unit, number in zip(made, steps, strict=True)
            ],
        )
        return len(made)

    def missing(self, rows: Sequence[Told]) -> int:
        """Missing people; a report the list calls the same person as another is linked to it.

        Raises
        ------
        Refused
            Where that other is itself linked to a third, or was withdrawn.
        """
        numbers = issue_many(Kind.MISSING_PERSON, len(rows))
        told = list(zip(rows, numbers, strict=True))
        alone = [_missing(*one) for one in told if not one[0].get("same_as")]
        self._missing.update({one.label: one for one in self._all(MissingPerson, alone)})
        copies = [one for one in told if one[0].get("same_as")]
        self._find_missing({row["same_as"] for row, _ in copies})
        linked = self._all(
            MissingPerson,
            [
                {
                    **_missing(row, number),
                    "duplicate_of": _standing(self._missing[row["same_as"]]),
                    "state": "duplicate",
                }
                for row, number in copies
            ],
        )
        self._all(DuplicatePair, [merged_before(one, self._reason) for one in linked])
        self._missing.update({one.label: one for one in linked})
        return len(rows)

    def relatives(self, rows: Sequence[Told]) -> int:
        """Relatives, with the kinship they claim."""
        self._find_missing({row["missing"] for row in rows})
        codes = issue_many(Kind.PERSON, len(rows))
        made = self._all(
            Person,
            [
                {
                    **_only(row, "label", "born"),
                    "code": code,
                    "names": [_name(row)],
                    "name_keys": name_keys([_name(row)]),
                    "contact": {"phone": row["phone"]} if row.get("phone") else {},
                }
                for row, code in zip(rows, codes, strict=True)
            ],
        )
        self._all(
            Kinship,
            [
                {
                    "person": person,
                    "missing": self._missing[row["missing"]],
                    "relationship": row["relationship"],
                }
                for row, person in zip(rows, made, strict=True)
            ],
        )
        return len(made)

    def _all(self, model: type[E], rows: Sequence[dict[str, Any]]) -> list[E]:
        made: list[E] = []
        for first in range(0, len(rows), TOGETHER):
            with act(self._actor, TAKE_IN, approvers=self._approvers, reason=self._reason) as doing:
                made += doing.create_many(model, rows[first : first + TOGETHER])
        return made

    def _numbers(self, kind: Kind, rows: Sequence[Told]) -> list[str]:
        """Numbers that run at each site, in the order of the rows."""
        drawn: dict[int, str] = {}
        by_site = sorted(range(len(rows)), key=lambda i: rows[i]["site"])
        for code, places in groupby(by_site, key=lambda i: rows[i]["site"]):
            here = list(places)
            numbers = issue_many(kind, len(here), site=self._sites[code])
            drawn.update(zip(here, numbers, strict=True))
        return [drawn[i] for i in range(len(rows))]

    def _find_sites(self, codes: set[str]) -> None:
        lacking = codes - self._sites.keys()
        found = Site.objects.filter(operation=self._actor.operation, code__in=lacking)
        self._sites.update({site.code: site for site in found})

    def _find_graves(self, wanted: set[tuple[str, str]]) -> None:
        for code in {site for site, label in wanted - self._graves.keys()}:
            for grave in BurialUnit.objects.filter(site=self._sites[code]).exclude(label=""):
                self._graves[code, grave.label] = grave

    def _find_missing(self, labels: set[str]) -> None:
        lacking = sorted(labels - self._missing.keys())
        rows = MissingPerson.objects.filter(operation=self._actor.operation)
        for first in range(0, len(lacking), TOGETHER):
            found = rows.filter(label__in=lacking[first : first + TOGETHER])
            self._missing.update({one.label: one for one in found})


@contextmanager
def taking_in(
    actor: Actor, *, approvers: Sequence[Actor], reason: str, key: str | None = None
) -> Iterator[Intake]:
    """Take lists over: whatever fails inside, nothing of it stays.

    ``key`` names the lists (a digest of the files): they are taken in once.

    Raises
    ------
    Repeated
        Where the same lists were taken in before.
    """
    with transaction.atomic():
        if key is not None:
            with act(actor, TAKE_IN, approvers=approvers, reason=reason, key=key) as doing:
                doing.subjects.append(actor.operation)
        yield Intake(actor, approvers, reason)


def _only(row: Told, *keys: str) -> dict[str, Any]:
    return {key: row[key] for key in keys if key in row}


def _point(row: Told) -> dict[str, Any]:
    if "latitude" not in row:
        return {}
    return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}


def _name(row: Told) -> dict[str, str]:
    name = {"script": "uk", "family": row["family"], "given": row["given"]}
    if row.get("patronymic"):
        name["patronymic"] = row["patronymic"]
    return name


def _missing(row: Told, number: str) -> dict[str, Any]:
    return {
        **_only(row, "label", "sex", "born", "birth_place", "last_seen"),
        **_only(row, "last_seen_place", "population"),
        "number": number,
        "names": [_name(row)],
        "name_sort": sort_key([_name(row)]),
        "name_keys": name_keys([_name(row)]),
    }


def _standing(report: MissingPerson) -> MissingPerson:
    if report.duplicate_of_id or report.state == "withdrawn":
        raise Refused(
            message(
                "The report {label} is linked to another or was withdrawn: name the one that "
                "stands for the person."
            ),
            label=report.label,
        )
    return report


def _noon(day: date | None) -> datetime | None:
    """A day of an earlier list as an instant: its noon, since the hour is not known."""
    return None if day is None else datetime.combine(day, time(12), UTC)
