"""Runs of the search: begun on a frozen case file, ended once, with possible names or without.

A run that was cut off stays “running” until somebody gives it up; what it still brings afterwards
is refused, so that no run ever has two results.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Hypothesis, Run
from imena.registry.permissions import Reach
from imena.registry.queries.evidence import standing_exclusions
from imena.registry.queries.frozen import FrozenKinship, LeftOut
from imena.registry.queries.snapshot import fallen
from imena.registry.refusals import NotAllowed, Refused, breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.locks import hold

BEGIN = declare(
    "reconciliation.begin", "comparison", message("began to compare everybody with everybody")
)
FINISH = declare(
    "reconciliation.finish", "comparison", message("recorded what comparing everybody showed")
)
FAIL = declare(
    "reconciliation.fail", "comparison", message("recorded that a reconciliation did not finish")
)


@dataclass(frozen=True, slots=True)
class Contributed:
    """What one group of evidence beside DNA says of a pair; numbers are log10, decimals as text.

    ``low`` and ``high`` go over the bands of the error rates; ``uncapped`` is what the model said
    before the cap. ``examined`` and ``not_examined`` name findings, ``remarks`` are codes.
    """

    name: str
    log10_lr: str
    low: str
    high: str
    uncapped: str
    capped: bool
    examined: tuple[str, ...]
    not_examined: tuple[str, ...]
    source: str
    remarks: tuple[str, ...] = ()

    def said(self) -> dict[str, object]:
        """As it stands in a hypothesis."""
        return {
            "name": self.name,
            "log10_lr": self.log10_lr,
            "low": self.low,
            "high": self.high,
            "uncapped": self.uncapped,
            "capped": self.capped,
            "examined": list(self.examined),
            "not_examined": list(self.not_examined),
            "source": self.source,
            "remarks": list(self.remarks),
        }


@dataclass(frozen=True, slots=True)
class Possible:
    """An individual who may be a person. ``log10_lr`` and ``posterior`` are decimals as text;
    ``reached`` says that the posterior reached the run's threshold. ``among`` names the people of
    a set whom the data cannot tell apart, by number, and ``set_posterior`` how sure the set is.

    ``log10_lr`` is of DNA, ``per_marker`` its parts; ``log10_lr_other`` is of everything else and
    ``contributions`` its parts. ``posterior`` is of both, ``posterior_dna`` of DNA alone.
    ``rests_on`` says what speaks for the name: "dna", "dental", "fingerprint" or "secondary".
    """

    individual: uuid.UUID
    missing: uuid.UUID
    log10_lr: str
    posterior: str
    reached: bool = False
    among: tuple[str, ...] = ()
    set_posterior: str = ""
    log10_lr_other: str = ""
    posterior_dna: str = ""
    rests_on: tuple[str, ...] = ()
    per_marker: Mapping[str, str] = field(default_factory=dict)
    contributions: tuple[Contributed, ...] = ()

    def brief(self) -> dict[str, object]:
        """What a run keeps of the pair."""
        found: dict[str, object] = {
            "log10_lr": self.log10_lr,
            "log10_lr_other": self.log10_lr_other,
            "posterior": self.posterior,
            "reached": self.reached,
        }
        if self.among:
            found |= {"among": list(self.among), "set_posterior": self.set_posterior}
        return found

    def figures(self) -> dict[str, object]:
        """As they stand in a hypothesis."""
        return self.brief() | {
            "posterior_dna": self.posterior_dna,
            "rests_on": list(self.rests_on),
            "per_marker": dict(self.per_marker),
            "contributions": [one.said() for one in self.contributions],
        }


#: What stands in a hypothesis whose pair the last run did not compare.
_NOT_COMPARED: Mapping[str, object] = {"log10_lr": "", "posterior": "", "reached": False}


def begin(
    actor: Actor,
    *,
    snapshot: str,
    markers: str,
    known_at: int,
    parameters: Mapping[str, str],
    left_out: Sequence[LeftOut],
    why: str = "",
) -> Run:
    """A run on the case file as it was frozen; ``why`` is what for, in the analyst's words.

    Raises
    ------
    Refused
        Where another run of the operation is not finished.
    """
    with act(actor, BEGIN, reason=why) as doing:
        check_compares_all(doing)
        last = Run.objects.filter(operation=actor.operation).order_by("-number").first()
        return doing.create(
            Run,
            number=1 if last is None else last.number + 1,
            by_id=actor.user,
            why=why,
            snapshot=snapshot,
            markers=markers,
            known_at=known_at,
            parameters=dict(parameters),
            left_out=_named(left_out),
            started_at=clock.now(),
        )


def finish(
    actor: Actor,
    run: Run,
    *,
    found: Sequence[Possible],
    compared: Mapping[tuple[uuid.UUID, uuid.UUID], Possible],
    rests_on: Iterable[FrozenKinship],
    left_out: Sequence[LeftOut] = (),
) -> Run:
    """What the run found, once: the run and every possible name together, or nothing.

    Pairs that were not known yet become candidates, or excluded where an exclusion stands (I18);
    of those that were, the figures change and the state does not. ``compared`` holds what is said
    of known hypotheses that are no longer possible; a hypothesis in neither was not compared this
    time and says so. ``left_out`` is what had to be left out after it had begun.

    Raises
    ------
    Refused
        Where the run was given up or has ended.
    Broken
        I17, where a consent was withdrawn or a kinship found not to hold while it ran.
    """
    with act(actor, FINISH) as doing:
        check_compares_all(doing)
        now = doing.lock(Run, run.id)
        if now.state != "running":
            raise Refused(message("This run has ended or was given up: run again."))
        used = list(rests_on)
        pairs = {(one.individual, one.missing) for one in found} | _known(actor).keys()
        hold(
            doing,
            missing={missing for _, missing in pairs},
            persons={k.relative for k in used},
            individuals={individual for individual, _ in pairs},
        )
        if fallen(used):
            raise breaks(
                "I17",
                message("What this run rests on was withdrawn or fell while it ran: run again."),
            )
        _suggest(doing, f"{now.number}", found, _known(actor), compared)
        return doing.change(
            now,
            seen=now.version,
            state="done",
            pairs=[
                {"individual": str(one.individual), "missing": str(one.missing), **one.brief()}
                for one in found
            ],
            left_out=[*now.left_out, *_named(left_out)],
            ended_at=clock.now(),
        )


def fail(actor: Actor, run: Run, *, why: str) -> Run:
    """The run did not finish: it stopped, or somebody gives it up as cut off."""
    with act(actor, FAIL, reason=why) as doing:
        check_compares_all(doing)
        now = doing.lock(Run, run.id)
        if now.state != "running":
            raise Refused(message("This run has ended or was given up: run again."))
        return doing.change(now, seen=now.version, state="failed", fault=why, ended_at=clock.now())


def _named(left_out: Iterable[LeftOut]) -> list[dict[str, str]]:
    return [{"why": one.why, "number": one.number, "other": one.other} for one in left_out]


def _known(actor: Actor) -> dict[tuple[uuid.UUID, uuid.UUID], uuid.UUID]:
    """The operation's hypotheses by (individual, missing person)."""
    rows = Hypothesis.objects.filter(operation=actor.operation)
    return {
        (one, person): pk for one, person, pk in rows.values_list("individual", "missing", "id")
    }


def _suggest(
    doing: Doing,
    run: str,
    found: Sequence[Possible],
    known: Mapping[tuple[uuid.UUID, uuid.UUID], uuid.UUID],
    compared: Mapping[tuple[uuid.UUID, uuid.UUID], Possible],
) -> None:
    left = dict(known)
    for one in found:
        before = left.pop((one.individual, one.missing), None)
        if before is not None:
            now = doing.lock(Hypothesis, before)
            doing.change(now, seen=now.version, figures=one.figures(), run=run)
            continue
        excluded = standing_exclusions([one.individual], [one.missing])
        doing.create(
            Hypothesis,
            individual_id=one.individual,
            missing_id=one.missing,
            state="excluded" if excluded else "candidate",
            figures=one.figures(),
            run=run,
        )
    for pair, before in left.items():
        now = doing.lock(Hypothesis, before)
        said = compared.get(pair)
        figures = _NOT_COMPARED if said is None else said.figures()
        doing.change(now, seen=now.version, figures=dict(figures), run=run)


def check_compares_all(doing: Doing) -> None:
    """Laboratory and examiners compare what is theirs, not everybody with everybody."""
    if doing.answer.reach is not Reach.ALL:
        raise NotAllowed(doing.answer, doing.what.sentence)
