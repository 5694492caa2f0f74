"""Remains that may be one person's: suggested by the program, accepted or refused by an examiner.

A suggestion is no association. Accepting one makes dated associations with their evidence, by the
same rules as if nothing had been suggested: no bone twice, nobody in two individuals.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import (
    Articulation,
    Association,
    AssociationSuggestion,
    BurialUnit,
    Individual,
    RecoveredUnit,
    Site,
)
from imena.registry.queries.reassociation import compared_now, weigh
from imena.registry.queries.remains_known import LeftOut
from imena.registry.refusals import Refused, breaks
from imena.registry.services import outdating
from imena.registry.services.act import act
from imena.registry.services.acts import declare
from imena.registry.services.individuals import put_together

FIT = declare(
    "association_suggestions.fit",
    "postmortem",
    message("recorded whether two remains fit together"),
)
SUGGEST = declare(
    "association_suggestions.suggest",
    "postmortem",
    message("weighed which remains are one person’s"),
)
ACCEPT = declare(
    "association_suggestions.accept", "postmortem", message("accepted a suggested association")
)
REFUSE = declare(
    "association_suggestions.refuse", "postmortem", message("refused a suggested association")
)

#: The evidence an association rests on, by the kind that says most for it.
EVIDENCE = {"dna": "dna", "articulation": "articulation", "lengths": "pair_match"}


@dataclass(frozen=True, slots=True)
class Suggested:
    """How many sets were newly suggested, suggested again, and are suggested no longer; how many
    units and individuals were weighed, and whether that came to an answer."""

    new: int
    again: int
    lapsed: int
    weighed: int
    left_out: tuple[LeftOut, ...]
    settled: bool


def fit(
    actor: Actor, first: RecoveredUnit, second: RecoveredUnit, *, verdict: str, note: str = ""
) -> Articulation:
    """The actor held two remains together and says whether they fit. The latest word counts.

    Raises
    ------
    Refused
        For remains with themselves.
    """
    if first.pk == second.pk:
        raise Refused(message("Two remains fit together, or not: name two."))
    with act(actor, FIT) as doing:
        low, high = (doing.lock(RecoveredUnit, pk) for pk in sorted((first.pk, second.pk)))
        if "none" in (low.place, high.place):
            raise breaks("I2", message("There is nothing under this number."))
        return doing.create(
            Articulation,
            first=low,
            second=high,
            verdict=verdict,
            examiner_id=actor.user,
            note=note,
        )


def suggest(
    actor: Actor,
    where: BurialUnit | Site,
    *,
    people: int | None = None,
    least: float = 0.5,
    seed: int = 0,
) -> Suggested:
    """Weigh the remains of a grave or a site and suggest which are one person’s.

    What somebody refused, or accepted and took back, is suggested again only when what is known of
    these remains has changed. Where the sampler did not settle, nothing is changed.
    """
    outcome = weigh(actor, where, people=people, least=least, seed=seed)
    with act(actor, SUGGEST) as doing:
        if not outcome.settled:
            return Suggested(0, 0, 0, outcome.weighed, outcome.left_out, settled=False)
        grave = where if isinstance(where, BurialUnit) else None
        site = where if isinstance(where, Site) else where.site
        rows = AssociationSuggestion.objects.filter(operation=actor.operation, site=site)
        known = {row.about: row for row in rows}
        new, again, likely = [], 0, set()
        for found in outcome.found:
            likely.add(found.about)
            told = {"figures": dict(found.figures), "compared": found.compared}
            row = known.get(found.about)
            if row is None:
                members = {
                    "units": [str(pk) for pk in found.units],
                    "individuals": [str(pk) for pk in found.individuals],
                }
                new.append(
                    {
                        "site": site,
                        "burial_unit": grave,
                        "about": found.about,
                        "members": members,
                        **told,
                    }
                )
            elif row.state in ("suggested", "lapsed") or row.compared != found.compared:
                again += row.state != "suggested"
                doing.change(row, seen=row.version, state="suggested", **told)
        doing.create_many(AssociationSuggestion, new)
        gone = [
            row
            for about, row in known.items()
            if row.state == "suggested"
            and about not in likely
            # A look at one grave says nothing of what was suggested elsewhere.
            and (grave is None or row.burial_unit_id == grave.pk)
        ]
        for row in gone:
            doing.change(row, seen=row.version, state="lapsed")
        return Suggested(
            len(new), again, len(gone), outcome.weighed, outcome.left_out, settled=True
        )


def accept(
    actor: Actor,
    suggestion: AssociationSuggestion,
    *,
    seen: int,
    grounds: str,
    evidence: str = "",
) -> list[Association]:
    """These remains are one person’s: of the individual among them, or of a new one.

    ``evidence`` is a term of ``association_evidence``; without it, the kind that says most for
    them. The probability and the ratios are kept with the examiner's words.

    Raises
    ------
    Refused
        Where the suggestion was answered before, or what is known has changed since.
    Broken
        I11, where one person cannot have all of these.
    """
    if not grounds.strip():
        raise breaks("I11", message("Say what the association rests on."))
    with act(actor, ACCEPT, reason=grounds) as doing:
        now = AssociationSuggestion.objects.get(pk=suggestion.pk)
        _check_open(now)
        units = [uuid.UUID(pk) for pk in now.members["units"]]
        individuals = [uuid.UUID(pk) for pk in now.members["individuals"]]
        whose = doing.lock(Individual, individuals[0]) if individuals else None
        remains = list(RecoveredUnit.objects.filter(pk__in=units).order_by("burial_unit", "id"))
        for unit in remains:
            outdating.hold_grave(doing, unit)
            doing.lock(RecoveredUnit, unit.pk)
        if compared_now(units, individuals) != now.compared:
            raise Refused(
                message("What is known of these remains has changed: let them be weighed again.")
            )
        made = put_together(
            doing,
            remains,
            whose,
            evidence=evidence or EVIDENCE[_strongest(now)],
            grounds=f"{grounds} [{_figures(now)}]",
        )
        held = doing.lock(AssociationSuggestion, now.pk)
        _check_open(held)
        doing.change(
            held,
            seen=seen,
            state="accepted",
            individual_id=made[0].individual_id,
            reason=grounds,
        )
        return made


def refuse(
    actor: Actor, suggestion: AssociationSuggestion, *, seen: int, reason: str
) -> AssociationSuggestion:
    """These remains are not one person’s, or it cannot be said: not suggested again unless what is
    known of them changes.

    Raises
    ------
    Refused
        Without a reason, or where the suggestion was answered before.
    """
    if not reason.strip():
        raise Refused(message("Say why these remains are not put together."))
    with act(actor, REFUSE, reason=reason) as doing:
        now = doing.lock(AssociationSuggestion, suggestion.pk)
        _check_open(now)
        return doing.change(now, seen=seen, state="refused", reason=reason)


def _check_open(row: AssociationSuggestion) -> None:
    if row.state != "suggested":
        raise Refused(message("This suggestion was answered before, or no longer holds."))


def _strongest(row: AssociationSuggestion) -> str:
    ratios: dict[str, str] = row.figures["log10_lrs"]
    return max(EVIDENCE, key=lambda kind: float(ratios.get(kind, "0")))


def _figures(row: AssociationSuggestion) -> str:
    ratios: dict[str, str] = row.figures["log10_lrs"]
    said = [f"{k} log10 LR {float(log):.2f}" for k, log in sorted(ratios.items()) if float(log)]
    return "; ".join([f"P {row.figures['together']}", *said])
