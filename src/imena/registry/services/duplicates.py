"""Two reports of one missing person: proposed by the program, merged or dismissed by people.

Merging links one record to the other; neither is deleted or rewritten, and what is known under one
counts for the person from then on. A record is linked to one that stands for itself, so that there
are no chains and no rings. Undoing restores what merging changed. Either way, whatever rests on the
two being one person, or two, is looked at in the same act.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import (
    Decision,
    DecisionPerson,
    DuplicatePair,
    LifeProof,
    MissingPerson,
)
from imena.registry.queries.duplicates import digest_of, weighed
from imena.registry.queries.evidence import naming
from imena.registry.queries.same import same_people
from imena.registry.refusals import Broken, Refused, breaks
from imena.registry.services import same
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.confirmation import OPEN
from imena.registry.services.life import STATES_AFTER
from imena.registry.services.locks import hold

PROPOSE = declare(
    "duplicates.propose", "antemortem", message("compared all reports of the missing")
)
MERGE = declare(
    "duplicates.merge", "antemortem", message("merged two records of one missing person")
)
UNDO = declare("duplicates.undo", "antemortem", message("separated two records merged by mistake"))
TAKE_BACK = declare(
    "duplicates.take_back", "antemortem", message("took back that two records are of two people")
)
DISMISS = declare(
    "duplicates.dismiss", "antemortem", message("recorded that two records are of two people")
)

#: States in which a search has ended or come to where the person is: such a record is the one kept.
_ENDED = ("identified_dead", "found_alive", "captive_confirmed")
_LIVING = tuple(sorted(set(STATES_AFTER.values())))


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many pairs were newly proposed, proposed again, and are no longer likely."""

    new: int
    again: int
    lapsed: int


def propose(actor: Actor, *, least: float = 0.5) -> Proposed:
    """Weigh all reports of the operation against each other and propose the likely pairs.

    A pair that somebody dismissed or separated is proposed again only when what it was weighed by
    has changed. Nothing is merged.

    Raises
    ------
    Refused
        Where somebody else recorded one of the pairs while these were weighed.
    """
    found = weighed(actor, least=least)
    with act(actor, PROPOSE) as doing:
        rows = DuplicatePair.objects.filter(operation=actor.operation)
        known = {(row.first_id, row.second_id): row for row in rows}
        copies = _copies(actor)
        new, again, likely = [], 0, set()
        for pair in found:
            if {pair.first, pair.second} & copies:
                continue
            likely.add((pair.first, pair.second))
            row = known.get((pair.first, pair.second))
            told = {
                "figures": dict(pair.figures),
                "reasons": [dict(reason) for reason in pair.reasons],
                "compared": pair.compared,
            }
            if row is None:
                new.append({"first_id": pair.first, "second_id": pair.second, **told})
            elif row.state in ("proposed", "lapsed") or row.compared != pair.compared:
                again += row.state != "proposed"
                doing.change(row, seen=row.version, state="proposed", **told)
        doing.create_many(DuplicatePair, new)
        gone = [
            row for pair, row in known.items() if row.state == "proposed" and pair not in likely
        ]
        lapsed = [row for row in gone if not {row.first_id, row.second_id} & copies]
        for row in lapsed:
            doing.change(row, seen=row.version, state="lapsed")
        return Proposed(len(new), again, len(lapsed))


def merge(
    actor: Actor, missing: MissingPerson, *, seen: int, of: MissingPerson, reason: str
) -> MissingPerson:
    """``missing`` is the same person as ``of``. Both records stay, and both can be read (I33).

    Every open decision about either is looked at with what the other brings: an exclusion opens a
    conflict with it, and one that no longer stands on its evidence, or whose person shows a sign of
    life, is suspended.

    Raises
    ------
    Refused
        For a chain or a ring; without a reason; where ``missing`` and another record that is linked
        to ``of`` were said to be two people.
    Broken
        I13, where a decision names the record that would be linked, or decisions name both; I15,
        where one record says that the person lives and the other that they died.
    """
    _check_reason(reason)
    with act(actor, MERGE, reason=reason) as doing:
        held = _hold(doing, [missing.id, of.id])
        now, kept = held[missing.id], held[of.id]
        if now.id == kept.id or kept.duplicate_of_id or now.duplicate_of_id:
            raise Refused(message("Link it to the record that stands on its own, not to a copy."))
        if MissingPerson.objects.filter(duplicate_of=now).exists():
            raise Refused(message("Other records are linked to this one: link those first."))
        _check_two(now, kept)
        _check_decisions(now, kept)
        _check_searches(now, kept)
        pair = _pair(doing, now, kept)
        state, compared = now.state, digest_of(now, kept)
        changed = doing.change(missing, seen=seen, duplicate_of=kept, state="duplicate")
        both = [now.id, kept.id]
        before: dict[str, Any] = {"state": state, "hypotheses": same.exclude(doing, both)}
        before["conflicts"] = same.look_again(doing, both, f"{now.number} = {kept.number}")
        doing.change(
            pair,
            seen=pair.version,
            state="merged",
            copy_id=now.id,
            before=before,
            compared=compared,
            reason=reason,
        )
        return changed


def undo(actor: Actor, missing: MissingPerson, *, seen: int, reason: str) -> MissingPerson:
    """They are two people after all: each record is again what it was by itself.

    The search for this one goes on where it stood before they were merged, unless the person has
    shown a sign of life since under its number. A decision that stood on what was known under both
    is suspended where it does not stand without.

    Raises
    ------
    Refused
        Where the record is linked to none; without a reason.
    """
    _check_reason(reason)
    with act(actor, UNDO, reason=reason) as doing:
        linked = [pk for pk in (missing.id, missing.duplicate_of_id) if pk is not None]
        held = _hold(doing, linked)
        now = held[missing.id]
        kept = held.get(now.duplicate_of_id) if now.duplicate_of_id else None
        if kept is None:
            raise Refused(message("This record is not linked to another."))
        pair = _pair(doing, now, kept)
        before = pair.before
        state = _alone(now, before.get("state", "open"))
        changed = doing.change(missing, seen=seen, duplicate_of=None, state=state)
        if kept.state in _LIVING:
            doing.change(kept, seen=kept.version, state=_alone(kept, kept.state))
        both, why = [now.id, kept.id], f"{now.number} ≠ {kept.number}"
        same.drop_unrelated(doing, both, why)
        same.reopen(doing, both, before.get("hypotheses", {}))
        same.close(doing, before.get("conflicts", []), why)
        same.look_again(doing, both, why)
        doing.change(
            pair,
            seen=pair.version,
            state="separated",
            copy_id=None,
            before={},
            compared=digest_of(changed, kept),
            reason=reason,
        )
        return changed


def dismiss(actor: Actor, pair: DuplicatePair, *, seen: int, reason: str) -> DuplicatePair:
    """The two are two people: not proposed again unless what they are compared by changes.

    Raises
    ------
    Refused
        Where the two are merged, or were dismissed before; without a reason.
    """
    _check_reason(reason)
    with act(actor, DISMISS, reason=reason) as doing:
        held = _hold(doing, [pair.first_id, pair.second_id])
        now = doing.lock(DuplicatePair, pair.id)
        one, other = held[now.first_id], held[now.second_id]
        if _root(one) == _root(other):
            raise Refused(message("These two records are merged: separate them instead."))
        if now.state in ("dismissed", "separated"):
            raise Refused(message("It was recorded before that these are two people."))
        compared = digest_of(one, other)
        return doing.change(now, seen=seen, state="dismissed", compared=compared, reason=reason)


def take_back(actor: Actor, pair: DuplicatePair, *, seen: int, reason: str) -> DuplicatePair:
    """That they are two people was said too soon: the pair is proposed again, and open.

    Raises
    ------
    Refused
        Where nobody dismissed the two; without a reason.
    """
    _check_reason(reason)
    with act(actor, TAKE_BACK, reason=reason) as doing:
        _hold(doing, [pair.first_id, pair.second_id])
        now = doing.lock(DuplicatePair, pair.id)
        if now.state != "dismissed":
            raise Refused(message("Nobody recorded that these are two people."))
        return doing.change(now, seen=seen, state="proposed", reason=reason)


def merged_before(copy: MissingPerson, reason: str) -> dict[str, Any]:
    """The row of a pair that an earlier list has linked already, so that it can be undone here."""
    assert copy.duplicate_of is not None
    first, second = sorted((copy.id, copy.duplicate_of.id))
    return {
        "first_id": first,
        "second_id": second,
        "state": "merged",
        "copy_id": copy.id,
        "before": {"state": "open", "hypotheses": {}, "conflicts": []},
        "compared": digest_of(copy, copy.duplicate_of),
        "reason": reason,
    }


def _hold(doing: Doing, records: Iterable[uuid.UUID]) -> dict[uuid.UUID, MissingPerson]:
    """Lock these records, with everybody and everything an open decision names beside them."""
    wanted = set(records)
    about = DecisionPerson.objects.filter(
        missing__in=same_people(wanted), decision__status__in=OPEN
    ).values_list("decision", flat=True)
    named = [naming(decision) for decision in Decision.objects.filter(pk__in=list(about))]
    held = hold(
        doing,
        missing=wanted.union(*(n.missing for n in named)),
        persons=set[uuid.UUID]().union(*(n.unlisted for n in named)),
        individuals=set[uuid.UUID]().union(*(n.individuals for n in named)),
    )
    return {record.id: record for record in held.missing}


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(message("Say why these are one person, or two."))


def _check_two(missing: MissingPerson, of: MissingPerson) -> None:
    """Linking one record must not say by the way of two others that they are one person, where
    somebody looked at these two and said, of what is known today, that they are not."""
    copies = MissingPerson.objects.filter(duplicate_of=of)
    apart = DuplicatePair.objects.filter(state__in=("dismissed", "separated"))
    pairs = apart.filter(first=missing, second__in=copies) | apart.filter(
        second=missing, first__in=copies
    )
    for pair in pairs.select_related("first", "second").order_by("first__number"):
        if pair.compared == digest_of(pair.first, pair.second):
            raise Refused(
                message(
                    "It was recorded that {first} and {second} are two people: settle that first."
                ),
                first=pair.first.number,
                second=pair.second.number,
            )


def _check_decisions(missing: MissingPerson, of: MissingPerson) -> None:
    """Whom an open decision names is the record that is kept (I13)."""
    named = [
        DecisionPerson.objects.filter(missing=m, decision__ended_at=None).exists()
        for m in (missing, of)
    ]
    if all(named):
        raise breaks(
            "I13",
            message("Decisions name both records: settle which holds before linking them."),
        )
    if named[0]:
        raise breaks("I13", message("A decision names this record: link the other one to it."))


def _check_searches(missing: MissingPerson, of: MissingPerson) -> None:
    """What is known of where the person is must not be hidden in a copy."""
    if of.state == "withdrawn" and missing.state != "withdrawn":
        raise Refused(
            message("That report was withdrawn: link it to the one that is still looked for.")
        )
    if missing.state not in _ENDED or missing.state == of.state:
        return
    if of.state in _ENDED:
        raise Broken(
            message("The two records say different things of where the person is: settle that."),
            "I15",
        )
    raise Refused(message("It is known where this person is: link the other record to this one."))


def _pair(doing: Doing, one: MissingPerson, other: MissingPerson) -> DuplicatePair:
    """The row of the two, locked; made where the program had not proposed them."""
    first, second = sorted((one.id, other.id))
    found = DuplicatePair.objects.filter(first=first, second=second).first()
    if found is None:
        return doing.create(DuplicatePair, first_id=first, second_id=second)
    return doing.lock(DuplicatePair, found.id)


def _root(record: MissingPerson) -> uuid.UUID:
    return record.duplicate_of_id or record.id


def _alone(record: MissingPerson, before: str) -> str:
    """How far the search for a record has come by what is recorded under it alone."""
    proofs = LifeProof.objects.filter(missing=record, withdrawn=False).order_by("recorded_at")
    shown = [STATES_AFTER[p.kind] for p in proofs if p.kind in STATES_AFTER]
    if shown:
        return shown[-1]
    return "open" if before in _LIVING else before


def _copies(actor: Actor) -> set[uuid.UUID]:
    linked = MissingPerson.objects.filter(operation=actor.operation, duplicate_of__isnull=False)
    return set(linked.values_list("id", flat=True))
