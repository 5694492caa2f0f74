"""Runs as an actor may see them, what changed between two, and who may be whom, best first."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import QuerySet

from imena.registry.actor import Actor
from imena.registry.models import Comparison, Hypothesis, Individual, MissingPerson, Run
from imena.registry.queries.evidence import about
from imena.registry.queries.same import same_people
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotYours

#: A posterior that moved by more is told.
MOVED_BY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Change:
    """A pair that two runs see differently, by numbers.

    ``before`` and ``after`` are posteriors, ``None`` where the run did not list the pair.
    ``crossed`` is 1 where the pair reaches the threshold only now, -1 where it no longer does.
    """

    individual: str
    missing: str
    before: Decimal | None
    after: Decimal | None
    crossed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing exclusion, by numbers."""

    comparison: str
    method: str
    individual: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one group of evidence beside DNA says of a pair, log10; ``None`` where it is not kept.

    ``low`` and ``high`` are its band, ``uncapped`` what the model said before the cap.
    """

    name: str
    log10_lr: Decimal | None
    low: Decimal | None
    high: Decimal | None
    uncapped: Decimal | None
    capped: bool
    examined: tuple[str, ...]
    not_examined: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A possible name. Figures are ``None`` where its last run had none; ``run`` is that run.

    ``log10_lr`` is of DNA, ``log10_lr_other`` of everything else, with its parts in
    ``contributions``; ``posterior_dna`` is what DNA alone would say, ``rests_on`` what speaks for
    the name.
    """

    individual: str
    missing: str
    state: str
    log10_lr: Decimal | None
    posterior: Decimal | None
    reached: bool
    among: tuple[str, ...]
    set_posterior: Decimal | None
    run: str
    log10_lr_other: Decimal | None = None
    posterior_dna: Decimal | None = None
    rests_on: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """Possible names, the likeliest first, and before them what speaks against any (I18)."""

    exclusions: tuple[Standing, ...]
    hypotheses: tuple[Ranked, ...]


def runs(actor: Actor) -> QuerySet[Run]:
    """Runs, the latest first."""
    return visible(actor, Run).order_by("-number")


def unfinished(actor: Actor) -> Run | None:
    """The run that is not finished, or was cut off."""
    return runs(actor).filter(state="running").first()


def changes(actor: Actor, run: Run) -> tuple[Change, ...] | None:
    """What ``run`` sees otherwise than the last one finished before it; ``None`` for the first.

    New pairs and pairs that are gone, posteriors that moved by more than 0.01, thresholds crossed
    either way: the greatest change first.
    """
    before = runs(actor).filter(state="done", number__lt=run.number).first()
    if before is None:
        return None
    was, now = _pairs(before), _pairs(run)
    pairs = was.keys() | now.keys()
    numbers = numbers_of({one for one, _ in pairs}, {missing for _, missing in pairs})
    found = []
    for one, missing in pairs:
        old, new = was.get((one, missing)), now.get((one, missing))
        found.append(
            Change(
                numbers[one],
                numbers[missing],
                _posterior(old),
                _posterior(new),
                int(_reached(new)) - int(_reached(old)),
            )
        )
    return tuple(sorted(filter(_tells, found), key=_greatest_first))


def listed(actor: Actor, *, individual: str | None = None, missing: str | None = None) -> Listed:
    """Who may be whom, of everybody or of one, by number.

    Numbers only, no names (I31): an examiner and a laboratory see none of it but their own.

    Raises
    ------
    NotYours
        Where nobody has that number among those the actor may see.
    """
    rows = visible(actor, Hypothesis).select_related("individual", "missing")
    against = visible(actor, Comparison).filter(outcome="excluded", withdrawn_at=None)
    if individual is not None:
        one = _numbered(rows, against, individual=individual)
        rows, against = rows.filter(individual=one), against.filter(individual=one)
    people: set[uuid.UUID] | None = None
    if missing is not None:
        people = same_people([_numbered(rows, against, missing=missing)])
        rows = rows.filter(missing__in=people)
        # Of one that is about several people only one of them stands in a column.
        theirs = against.filter(missing__in=people).values("pk")
        against = against.filter(pk__in=theirs.union(against.exclude(among=[]).values("pk")))
    standing = [
        c
        for c in against.select_related("individual").order_by("number")
        if people is None or about(c) & people
    ]
    numbers = dict(
        MissingPerson.objects.filter(
            pk__in={person for c in standing for person in about(c)}
        ).values_list("pk", "number")
    )
    return Listed(
        tuple(
            Standing(
                c.number,
                c.method,
                c.individual.number,
                tuple(sorted(numbers[p] for p in about(c) if p in numbers)),
            )
            for c in standing
        ),
        tuple(sorted(map(_ranked, rows), key=_rank)),
    )


def _tells(change: Change) -> bool:
    return change.before is None or change.after is None or bool(change.crossed) or _moved(change)


def _moved(change: Change) -> bool:
    """Whether the posterior moved by more than 0.01, a pair not listed counting as 0."""
    return abs(_by(change)) > MOVED_BY


def _by(change: Change) -> Decimal:
    return (change.after or Decimal()) - (change.before or Decimal())


def _greatest_first(change: Change) -> tuple[Decimal, str, str]:
    return -abs(_by(change)), change.individual, change.missing


def _numbered(
    rows: QuerySet[Hypothesis],
    against: QuerySet[Comparison],
    *,
    individual: str = "",
    missing: str = "",
) -> uuid.UUID:
    """The id behind a number, where a hypothesis or an exclusion the actor sees is about it."""
    path, number = ("individual", individual) if individual else ("missing", missing)
    for seen in (rows, against):
        found: uuid.UUID | None = (
            seen.filter(**{f"{path}__number": number}).values_list(f"{path}_id", flat=True).first()
        )
        if found is not None:
            return found
    raise NotYours


def _ranked(row: Hypothesis) -> Ranked:
    figures: Mapping[str, Any] = row.figures
    return Ranked(
        row.individual.number,
        row.missing.number,
        row.state,
        _decimal(figures.get("log10_lr")),
        _decimal(figures.get("posterior")),
        bool(figures.get("reached")),
        tuple(figures.get("among", ())),
        _decimal(figures.get("set_posterior")),
        row.run,
        _decimal(figures.get("log10_lr_other")),
        _decimal(figures.get("posterior_dna")),
        tuple(figures.get("rests_on", ())),
        tuple(_contribution(one) for one in figures.get("contributions", ())),
    )


def _contribution(one: Mapping[str, Any]) -> Contribution:
    return Contribution(
        name=str(one.get("name", "")),
        log10_lr=_decimal(one.get("log10_lr")),
        low=_decimal(one.get("low")),
        high=_decimal(one.get("high")),
        uncapped=_decimal(one.get("uncapped")),
        capped=bool(one.get("capped")),
        examined=tuple(one.get("examined", ())),
        not_examined=tuple(one.get("not_examined", ())),
        remarks=tuple(one.get("remarks", ())),
    )


def _rank(one: Ranked) -> tuple[bool, Decimal, str, str]:
    """The likeliest first; excluded names after all others, for they are shown above already."""
    posterior = Decimal(-1) if one.posterior is None else one.posterior
    return one.state == "excluded", -posterior, one.individual, one.missing


def _pairs(run: Run) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(one["individual"], one["missing"]): one for one in run.pairs}


def _posterior(pair: Mapping[str, Any] | None) -> Decimal | None:
    return None if pair is None else _decimal(pair["posterior"])


def _reached(pair: Mapping[str, Any] | None) -> bool:
    return pair is not None and bool(pair["reached"])


def _decimal(text: object) -> Decimal | None:
    """A figure; ``None`` for whatever else somebody wrote in its place."""
    try:
        return Decimal(text) if isinstance(text, str) and text else None
    except InvalidOperation:
        return None


def numbers_of(individuals: Iterable[str], missing: Iterable[str]) -> dict[str, str]:
    """The numbers by id, of what a run the actor sees names."""
    found = list(Individual.objects.filter(pk__in=individuals).values_list("pk", "number"))
    found += MissingPerson.objects.filter(pk__in=missing).values_list("pk", "number")
    return {str(pk): number for pk, number in found}
