"""What rests on a comparison or a donor falls with it (I17)."""

from __future__ import annotations

from collections.abc import Iterable

from imena.registry import clock
from imena.registry.models import Comparison, Decision, Kinship
from imena.registry.queries.evidence import about, judged, standing_exclusions
from imena.registry.queries.same import same_people
from imena.registry.services import hypotheses
from imena.registry.services.act import Doing
from imena.registry.services.confirmation import OPEN
from imena.registry.services.locks import hold, hold_decision
from imena.registry.services.reviews import suspend_within


def drop_donor(doing: Doing, kinship: Kinship) -> list[Comparison]:
    """Withdraw every comparison that used the person of ``kinship`` as a donor for its missing one:
    for the name or against it."""
    same = same_people([kinship.missing_id])
    donor = str(kinship.person_id)
    rows = Comparison.objects.filter(operation=kinship.operation_id, withdrawn_at=None)
    resting = [c for c in rows.order_by("number") if donor in c.donors and about(c) & same]
    # Reviews and releases are read by who speaks with the family: they say that something fell,
    # the comparison says what.
    grounds = ", ".join(comparison.number for comparison in resting)
    withdraw(doing, resting, reason="kinship_contradicted", why="new_evidence", grounds=grounds)
    return resting


def withdraw(
    doing: Doing, comparisons: Iterable[Comparison], *, reason: str, why: str, grounds: str = ""
) -> None:
    """Withdraw ``comparisons``, and suspend confirmed decisions that no longer meet their policy.

    ``reason`` is kept with each comparison; ``why`` is the ``review_reason`` of what falls, and
    ``grounds`` what its review says, the reason unless given. Neither may say what a restricted
    note says.
    """
    dropped = list(comparisons)
    hold(doing, individuals={c.individual_id for c in dropped})
    for comparison in dropped:
        now = doing.lock(Comparison, comparison.id)
        doing.change(now, seen=now.version, withdrawn_at=clock.now(), withdrawn_reason=reason)
        if now.outcome == "excluded":
            _reopen(doing, now)
    ids = {str(c.id) for c in dropped}
    if not dropped:
        return
    bodies = {c.individual_id for c in dropped}
    for decision in (
        Decision.objects.filter(individuals__individual__in=bodies, status__in=OPEN)
        .distinct()
        .order_by("id")
    ):
        if not ids & {ground["comparison"] for ground in decision.grounds}:
            continue
        now_decision, held = hold_decision(doing, decision.id)
        if now_decision.status == "confirmed" and not judged(now_decision).met:
            suspend_within(doing, now_decision, held, why, grounds or reason)


def _reopen(doing: Doing, exclusion: Comparison) -> None:
    """With its last exclusion gone, a hypothesis is open again."""
    same = same_people(about(exclusion))
    if standing_exclusions([exclusion.individual_id], same):
        return
    hypotheses.reopen(doing, exclusion.individual_id, same)
