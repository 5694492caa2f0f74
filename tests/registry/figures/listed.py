"""Invented people on reports, in a register and among bodies, straight into the tables."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np

from imena.invented.reports import invent_reports
from imena.naming.reports import PersonReport
from imena.numbering.pattern import Kind, number
from imena.registry import clock
from imena.registry.models import (
    Association,
    BurialUnit,
    Individual,
    MissingPerson,
    RecoveredUnit,
    RegisterLine,
    RegisterSource,
    Run,
)
from tests.registry.believed import Believed
from tests.registry.cast import Cast


@dataclass(eq=False)
class Listed:
    """``people`` people, a grave each; each is reported, in the book or exhumed by chance, and a
    run knows who the bodies are."""

    cast: Cast
    people: int = 240
    rates: tuple[float, float, float] = (0.6, 0.5, 0.4)
    missing: dict[int, MissingPerson] = field(default_factory=dict)
    bodies: dict[int, Individual] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.believed = Believed(self.cast)
        random = np.random.default_rng(4)
        self.on = random.random((self.people, 3)) < np.array(self.rates)
        self.reports = invent_reports(self.people, 0, random).reports
        self.book = self.believed.row(RegisterSource, code="01", title="Книга")
        for one, report in enumerate(self.reports):
            if self.on[one, 0]:
                self.missing[one] = self._reported(one, report)
            if self.on[one, 1]:
                self.line(
                    one,
                    str(report.name),
                    date_stated=f"2031-0{1 + one % 2}-05",
                    marker_stated=f"№ {one}",
                )
            grave = self.believed.row(
                BurialUnit, number=f"GRAVE-{one}", label=f"№ {one}", site=self.believed.site
            )
            if self.on[one, 2]:
                self.bodies[one] = self._exhumed(one, grave)

    def _reported(self, one: int, report: PersonReport) -> MissingPerson:
        return self.believed.row(
            MissingPerson,
            number=str(number(Kind.MISSING_PERSON, one + 1)),
            names=[
                {
                    "script": "uk",
                    "family": report.name.surname,
                    "given": report.name.given,
                    "patronymic": report.name.patronymic,
                    "kind": "own",
                }
            ],
            last_seen=f"2031-0{1 + one % 2}-03",
        )

    def line(self, one: int, name: str, **written: Any) -> RegisterLine:
        """A line of the book."""
        return self.believed.row(
            RegisterLine,
            source=self.book,
            number=f"LINE-{one}-{uuid.uuid4().hex[:6]}",
            page="1",
            line=str(one),
            text_verbatim=name,
            name_stated=name,
            **written,
        )

    def _exhumed(self, one: int, grave: BurialUnit) -> Individual:
        opened = BurialUnit.objects.filter(pk=grave.pk)
        opened.update(state="exhumed", floor_reached_at=clock.now())
        unit = self.believed.row(
            RecoveredUnit,
            number=str(number(Kind.RECOVERED_UNIT, one + 1, site="PTX")),
            site=self.believed.site,
            burial_unit=grave,
            kind="complete_body",
            human="yes",
            state="associated",
        )
        individual = self.believed.row(Individual, number=str(number(Kind.INDIVIDUAL, one + 1)))
        self.believed.row(
            Association, unit=unit, individual=individual, evidence="only_unit",
            began_at=clock.now(),
        )  # fmt: skip
        return individual

    def compared(self, posterior: float = 0.9999, **told: Any) -> Run:
        """A finished run: every body of somebody reported is that person with this posterior."""
        later = clock.now() + timedelta(minutes=1)
        pairs = [
            {
                "individual": str(body.pk), "missing": str(self.missing[one].pk),
                "posterior": str(posterior), "log10_lr": "9", "reached": True,
            }
            for one, body in self.bodies.items()
            if one in self.missing
        ]  # fmt: skip
        given = {"left_out": [], "pairs": pairs, "started_at": later} | told
        return self.believed.row(
            Run, number=1 + Run.objects.count(), state="done", by_id=self.cast.analyst.user,
            snapshot="0" * 64, markers="0" * 64, known_at=0, ended_at=later, **given,
        )  # fmt: skip

    def counted(self, *lists: int) -> int:
        """People on at least one of these lists."""
        return int(self.on[:, lists].any(axis=1).sum())
