"""Numbers that others say, with their relays; what their words mean in numbers is not decided here.

Figures of our own are in `imena.registry.services.statements`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry.actor import Actor
from imena.registry.models import Claim, ClaimRelay
from imena.registry.refusals import Refused
from imena.registry.services.act import act
from imena.registry.services.acts import declare
from imena.registry.services.numbers import issue
from imena.registry.vocabulary import knows

RECORD_CLAIM = declare("figures.record_claim", "claims", message("recorded a number others said"))
CHECK_CLAIM = declare("figures.check_claim", "claims", message("checked a claim’s transcription"))
JUDGE_CLAIM = declare("figures.judge_claim", "claims", message("recorded what became of a claim"))
RECORD_RELAY = declare("figures.record_relay", "claims", message("recorded who passed a claim on"))


def record_claim(
    actor: Actor,
    *,
    text_verbatim: str,
    language: str,
    unit: str,
    bound: str,
    value: Mapping[str, Any],
    scope: Mapping[str, Any],
    **told: Any,
) -> Claim:
    """Somebody’s number in their own words; the word beside it is kept with it."""
    with act(actor, RECORD_CLAIM) as doing:
        return doing.create(
            Claim,
            number=issue(doing, Kind.CLAIM),
            text_verbatim=text_verbatim,
            language=language,
            unit=unit,
            bound=bound,
            value=dict(value),
            scope=dict(scope),
            **told,
        )


def check_claim(actor: Actor, claim: Claim, *, seen: int) -> Claim:
    """The actor read it against the source."""
    with act(actor, CHECK_CLAIM) as doing:
        return doing.change(claim, seen=seen, checked_by_id=actor.user)


def judge_claim(
    actor: Actor,
    claim: Claim,
    *,
    seen: int,
    status: str,
    by: Claim | None = None,
    reason: str = "",
) -> Claim:
    """A later value, a withdrawal or a contradiction; the claim stays as it was said."""
    if (status == "superseded") != (by is not None):
        raise Refused(message("Say which claim takes the place of this one."))
    with act(actor, JUDGE_CLAIM, reason=reason) as doing:
        return doing.change(claim, seen=seen, status=status, superseded_by=by)


def record_relay(
    actor: Actor,
    claim: Claim,
    *,
    outlet: str,
    text_verbatim: str,
    bound: str,
    value: Mapping[str, Any],
    differences: Sequence[str] = (),
    **told: Any,
) -> ClaimRelay:
    """Who passed the claim on, and what they changed, as terms of ``relay_difference``."""
    for difference in differences:
        if not knows("relay_difference", difference):
            raise Refused(message("“{value}” is not a difference of a relay."), value=difference)
    with act(actor, RECORD_RELAY) as doing:
        return doing.create(
            ClaimRelay,
            claim=claim,
            outlet=outlet,
            text_verbatim=text_verbatim,
            bound=bound,
            value=dict(value),
            differences=list(differences),
            **told,
        )
