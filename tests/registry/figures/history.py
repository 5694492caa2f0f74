"""Random histories: acts of every kind that figures count, one after another, through services.

Everybody is invented. What an act cannot do where things stand is refused, as in life, and another
is tried.
"""

from __future__ import annotations

import itertools
import random
from datetime import date, datetime, timedelta
from typing import Any

from imena.registry import clock
from imena.registry.clock import SetClock
from imena.registry.ledger.sequencer import link_waiting
from imena.registry.models import (
    Association,
    BurialUnit,
    Decision,
    Individual,
    Lead,
    MissingPerson,
    Person,
    RecoveredUnit,
)
from imena.registry.queries.dossier.signed import digest_of
from imena.registry.refusals import Refused
from imena.registry.services import (
    antemortem,
    custody,
    decisions,
    duplicates,
    erasure,
    identification,
    individuals,
    life,
    persons,
    policies,
    postmortem,
    reviews,
    samples,
    scene,
    sources,
    units,
)
from imena.registry.services.parts import Part
from imena.registry.services.postmortem import Stated
from tests.registry.cast import Cast
from tests.registry.ground import Ground

_KINDS = ("complete_body", "partial_body", "body_part", "single_bone", "commingled_lot")
_REASON = "вигадана причина"


class History:
    """``history.go(n)`` lets n acts happen; ``history.now`` is the time, which only it moves."""

    def __init__(self, cast: Cast, seed: int, begin: datetime) -> None:
        self.cast, self.draw, self._clock = cast, random.Random(seed), SetClock(begin)
        self._serial = itertools.count(1)
        with clock.use(self._clock):
            self.ground = Ground.opened(cast)
            self.policy = policies.adopt_shipped(
                cast.board,
                "INTERPOL-1-primary",
                approvers=[cast.prosecutor, cast.second("prosecutor")],
            ).policy

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self._clock.read().wall

    def clock(self) -> Any:
        """Let something else happen at this time."""
        return clock.use(self._clock)

    def go(self, many: int) -> None:
        """Let ``many`` acts happen, each some time after the one before."""
        with clock.use(self._clock):
            left = many
            while left:
                self._clock.advance(timedelta(minutes=self.draw.randint(0, 90)))
                act = self.draw.choice(_ACTS)
                try:
                    act(self)
                except (Refused, _Nothing):
                    continue
                left -= 1
            # Where events get their place after the commit, a test has none: it is given here.
            link_waiting()

    def must(self, name: str) -> None:
        """Let this act happen, and whatever else has to before it can."""
        with clock.use(self._clock):
            for _ in range(200):
                self._clock.advance(timedelta(minutes=1))
                try:
                    getattr(self, name)()
                except (Refused, _Nothing):
                    self.go(1)
                else:
                    link_waiting()
                    return
        raise AssertionError(f"{name} cannot happen here")

    def some(self, rows: Any) -> Any:
        """One of these rows, drawn; by number, since ids are drawn anew each time."""
        found = list(rows)
        if not found:
            raise _Nothing
        return self.draw.choice(found)

    def lead(self) -> None:
        sources.record_lead(self.cast.prosecutor, kind="witness", summary="вигадано")

    def lead_cleared(self) -> None:
        lead = self.some(Lead.objects.order_by("number"))
        state = self.draw.choice(["confirmed", "not_confirmed", "duplicate"])
        sources.judge_lead(self.cast.prosecutor, lead, seen=lead.version, state=state)

    def grave(self) -> None:
        scene.record_grave(self.cast.prosecutor, self.ground.site)

    def grave_opened(self) -> None:
        grave = self.some(BurialUnit.objects.filter(state="unopened").order_by("number"))
        # Some are written down a day after they were opened.
        since = self.now - timedelta(hours=self.draw.choice([0, 0, 30]))
        scene.open_grave(self.cast.prosecutor, grave, seen=grave.version, at=since)

    def grave_closed(self) -> None:
        grave = self.some(BurialUnit.objects.filter(state="being_exhumed").order_by("number"))
        scene.close_grave(
            self.cast.prosecutor, grave, seen=grave.version, floor_reached_at=self.now
        )

    def recovered(self) -> None:
        grave = self.some(BurialUnit.objects.filter(state="being_exhumed").order_by("number"))
        units.recover(self.ground.team, grave, kind=self.draw.choice(_KINDS))

    def described(self) -> None:
        unit = self.some(RecoveredUnit.objects.order_by("number"))
        said = self.draw.choice([{"human": "no"}, {"human": "yes"}, {"kind": "complete_body"}])
        units.describe(self.ground.team, unit, seen=unit.version, **said)

    def nothing_there(self) -> None:
        unit = self.some(RecoveredUnit.objects.order_by("number"))
        units.find_nothing(self.ground.team, unit, seen=unit.version, reason=_REASON)

    def divided(self) -> None:
        unit = self.some(RecoveredUnit.objects.filter(kind="commingled_lot").order_by("number"))
        part = Part(kind="body_part")
        units.split(
            self.ground.team, unit, seen=unit.version, parts=[part, part], rest=None,
            explained=_REASON,
        )  # fmt: skip

    def brought(self) -> None:
        unit = self.some(RecoveredUnit.objects.filter(place="site").order_by("number"))
        to = self.cast.mortuary
        custody.hand_over(self.ground.team, unit, seen=unit.version, to=to.name)
        unit.refresh_from_db()
        custody.receive(to, unit, seen=unit.version)

    def examined(self) -> None:
        unit = self.some(RecoveredUnit.objects.filter(place="store").order_by("number"))
        look = postmortem.open_examination(self.cast.examiner, unit, discipline="anthropology")
        postmortem.record_findings(
            self.cast.examiner, look, [Stated("injury", "absent", region="head")]
        )
        postmortem.close_examination(self.cast.examiner, look, seen=1)

    def recognised(self) -> None:
        unit = self.some(RecoveredUnit.objects.filter(kind__contains="body").order_by("number"))
        individuals.form(self.cast.examiner, unit, evidence="only_unit", grounds=_REASON)

    def separated(self) -> None:
        found = self.some(Association.objects.filter(withdrawn_at=None).order_by("unit__number"))
        individuals.withdraw(self.cast.examiner, found, seen=found.version, reason=_REASON)

    def reported(self) -> None:
        name = {"script": "uk", "family": f"Вигаданий{next(self._serial)}", "kind": "own"}
        antemortem.report(
            self.cast.interviewer,
            names=[name],
            sex=self.draw.choice(["male", "female", "unknown"]),
        )

    def reported_twice(self) -> None:
        rows = MissingPerson.objects.filter(duplicate_of=None).order_by("number")
        one, other = self.some(rows), self.some(rows)
        duplicates.merge(self.cast.interviewer, one, seen=one.version, of=other, reason=_REASON)

    def withdrawn(self) -> None:
        one = self.some(MissingPerson.objects.order_by("number"))
        antemortem.withdraw_report(self.cast.interviewer, one, seen=one.version, reason=_REASON)

    def relative(self) -> None:
        missing = self.some(MissingPerson.objects.order_by("number"))
        person = persons.register(
            self.cast.interviewer, names=[{"script": "uk", "family": "Вигадана"}]
        )
        persons.claim_kinship(self.cast.interviewer, person, missing, relationship="mother")

    def sample_given(self) -> None:
        person = self.some(Person.objects.order_by("code"))
        persons.give_consent(
            self.cast.interviewer, person, purpose="identification", form_version="1",
            language="uk", given_on=date(2031, 6, 1),
        )  # fmt: skip
        samples.take_reference(self.cast.interviewer, person, kind="buccal")

    def erased(self) -> None:
        person = self.some(Person.objects.filter(erased_at=None).order_by("code"))
        both = [self.cast.board, self.cast.prosecutor]
        erasure.erase(self.cast.interviewer, person, ground=_REASON, approvers=both)

    def sibling(self) -> None:
        person = self.some(Person.objects.order_by("code"))
        missing = self.some(MissingPerson.objects.order_by("number"))
        persons.claim_kinship(self.cast.interviewer, person, missing, relationship="sister")

    def thought_of(self) -> None:
        identification.suggest(
            self.cast.analyst,
            self.some(Individual.objects.exclude(state="dissolved").order_by("number")),
            self.some(MissingPerson.objects.filter(duplicate_of=None).order_by("number")),
        )

    def named(self) -> None:
        free = Individual.objects.filter(decisions=None).exclude(state="dissolved")
        body = self.some(free.order_by("number"))
        sought = MissingPerson.objects.filter(decisions=None, duplicate_of=None)
        missing = self.some(sought.order_by("number"))
        self._named(body, missing)

    def named_instead(self, old: Decision, missing: MissingPerson) -> None:
        """The individual of ``old`` is somebody else, as a decision says that replaces it."""
        with clock.use(self._clock):
            self._named(Individual.objects.get(decisions__decision=old), missing, supersedes=old)
            link_waiting()

    def _named(self, body: Individual, missing: MissingPerson, **more: Any) -> None:
        found = identification.compare(
            self.cast.analyst, body, missing=missing, method="fingerprints",
            outcome="established",
        )  # fmt: skip
        proposed = decisions.propose(
            self.cast.analyst, policy=self.policy, individuals=[body], missing=[missing],
            comparisons=[found], **more,
        )  # fmt: skip
        for role in ("board", "prosecutor"):
            decisions.sign(
                self.cast.actors[role],
                proposed,
                role=role,
                digest=digest_of(Decision.objects.get(pk=proposed.pk)),
            )

    def suspended(self) -> None:
        one = self.some(Decision.objects.filter(status="confirmed").order_by("number"))
        reviews.suspend(self.cast.board, one, reason="new_evidence", grounds=_REASON)

    def reversed(self) -> None:
        one = self.some(
            Decision.objects.filter(status__in=("confirmed", "suspended")).order_by("number")
        )
        reviews.reverse(
            self.cast.board, one, reason="new_evidence", grounds=_REASON,
            approvers=[self.cast.prosecutor],
        )  # fmt: skip

    def lives(self) -> None:
        one = self.some(MissingPerson.objects.filter(duplicate_of=None).order_by("number"))
        life.prove(self.cast.interviewer, one, kind="direct_contact", source=_REASON)


class _Nothing(Exception):  # noqa: N818 - says what there is
    """There is nothing that this could happen to."""


_OFTEN = (
    History.grave, History.grave_opened, History.recovered, History.recovered, History.recovered,
    History.brought, History.examined, History.recognised, History.recognised, History.reported,
    History.reported, History.relative, History.sample_given, History.named, History.thought_of,
)  # fmt: skip
_SELDOM = (
    History.lead, History.lead_cleared, History.grave_closed, History.described,
    History.nothing_there, History.divided, History.separated, History.reported_twice,
    History.withdrawn, History.erased, History.sibling, History.suspended, History.reversed,
    History.lives,
)  # fmt: skip
_ACTS = (*_OFTEN, *_OFTEN, *_SELDOM)
