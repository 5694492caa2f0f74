"""Adopt and retire policies: a new edition each time, and what no longer meets it (I19)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Policy
from imena.registry.permissions import Need
from imena.registry.policies import PolicyError, read, shipped
from imena.registry.queries.policies import Failing, failing
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import act
from imena.registry.services.acts import declare

ADOPT = declare("policies.adopt", "policy", message("adopted a policy"), Need.PROPOSE, approvers=2)
RETIRE = declare(
    "policies.retire", "policy", message("retired a policy"), Need.PROPOSE, approvers=2
)


@dataclass(frozen=True, slots=True)
class Adopted:
    """A policy in force, and the standing decisions that do not meet it."""

    policy: Policy
    failing: tuple[Failing, ...]


def adopt_shipped(
    actor: Actor,
    code: str,
    *,
    approvers: Sequence[Actor],
    failing_seen: Sequence[uuid.UUID] = (),
) -> Adopted:
    """Put a policy that comes with the program in force.

    Raises
    ------
    Refused
        Where none has this code.
    """
    known = shipped()
    if code not in known:
        raise Refused(message("No policy called “{code}” comes with the program."), code=code)
    given = known[code]
    return adopt(
        actor,
        code=code,
        rules=given.rules,
        text_uk=given.text_uk,
        text_en=given.text_en,
        approvers=approvers,
        failing_seen=failing_seen,
    )


def adopt(
    actor: Actor,
    *,
    code: str,
    rules: Mapping[str, Any],
    text_uk: str,
    text_en: str,
    approvers: Sequence[Actor],
    failing_seen: Sequence[uuid.UUID] = (),
) -> Adopted:
    """Put a policy in force by two who approve it: the next edition of its ``code``.

    The edition before is retired, never changed. Decisions made under it stand; those that the new
    edition would not carry are listed, in the answer and as subjects of the ledger's event (I19).

    Parameters
    ----------
    failing_seen
        The standing decisions that do not meet the rules, which the adopters were shown
        (:func:`imena.registry.queries.policies.would_fail`) and name here.

    Raises
    ------
    Broken
        For rules that are none, saying what is wrong with them: among them rules by which
        recognition alone confirms without a sample afterwards (I16), or one signature does (I12).
        I19, where other decisions would fail than were named.
    """
    try:
        read(rules)
    except PolicyError as error:
        raise breaks(
            error.invariant, message("These rules cannot be adopted: {why}"), why=str(error)
        ) from error
    if not text_uk.strip() or not text_en.strip():
        raise Refused(message("A policy is written down in both languages."))
    with act(actor, ADOPT, approvers=approvers) as doing:
        before = Policy.objects.filter(code=code).order_by("-edition").first()
        if before is not None:
            old = doing.lock(Policy, before.id)
            if old.retired_on is None:
                doing.change(old, seen=old.version, retired_on=clock.now().date())
        policy = doing.create(
            Policy,
            code=code,
            edition=1 if before is None else before.edition + 1,
            rules=dict(rules),
            text_uk=text_uk,
            text_en=text_en,
            adopted_on=clock.now().date(),
            adopted_by=sorted(str(a.user) for a in (actor, *approvers)),
        )
        fails = failing(actor, policy)
        if {f.decision for f in fails} != set(failing_seen):
            raise breaks(
                "I19",
                message("{n} standing decisions do not meet these rules: read the list first."),
                n=len(fails),
            )
        doing.subjects += [f.decision for f in fails]
        return Adopted(policy, fails)


def retire(actor: Actor, policy: Policy, *, reason: str, approvers: Sequence[Actor]) -> Policy:
    """No decision is made under it any more; those made stand."""
    with act(actor, RETIRE, reason=reason, approvers=approvers) as doing:
        now = doing.lock(Policy, policy.id)
        if now.retired_on is not None:
            raise Refused(message("This policy was retired before."))
        return doing.change(policy, seen=now.version, retired_on=clock.now().date())
