"""Whether somebody may sign a decision (I12): asked before the form is shown, and when it comes."""

from __future__ import annotations

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import Decision, Sample
from imena.registry.policies import read
from imena.registry.queries.evidence import judged
from imena.registry.refusals import Broken, breaks


def keeps_from_signing(actor: Actor, decision: Decision, role: str) -> Broken | None:
    """Why ``actor`` must not sign ``decision`` in ``role``; ``None`` where nothing speaks against.

    Whether they signed before, and whether the decision is open, is not asked here.
    """
    if role not in actor.roles or role not in read(decision.policy.rules).roles:
        return breaks("I12", message("The policy does not ask for a signature of this role."))
    if decision.proposed_by_id == actor.user:
        return breaks("I12", message("Whoever proposed a name does not sign it: two others do."))
    samples = {sample for ground in decision.grounds for sample in ground["samples"]}
    if Sample.objects.filter(pk__in=samples, taken_by=actor.user).exists():
        return breaks("I12", message("Whoever collected a sample does not sign on it."))
    examined = any(ground["examiner"] == str(actor.user) for ground in decision.grounds)
    if examined and not judged(decision, without=actor.user).met:
        return breaks("I12", message("Nobody signs what rests on their own examination."))
    return None
