"""``imena decisions``: who is named, how that stands, what contradicts it."""

from __future__ import annotations

from typing import Any

import click

from imena.cli.signing_in import Caller, approver_option, refusals, signing_in
from imena.language import Words, preferred

say = Words("deciding", preferred())


@click.group("decisions", help=say("Decisions about names: how they stand and what they say."))
def command() -> None:
    """Decisions."""


@command.command("list", help=say("List decisions, the latest first, and what contradicts any."))
@click.option("--status", metavar="TERM", help=say("Only those that stand so."))
@signing_in
def listed(status: str | None, caller: Caller) -> None:
    """List decisions."""
    actor = caller.signed_in()
    from imena.cli.deciding.words import term
    from imena.registry.queries.deciding import contradictions
    from imena.registry.queries.dossier.signed import content
    from imena.registry.queries.identification import decisions

    for decision in decisions(actor, status=status):
        says = content(decision)
        bodies = ", ".join(number for number, *_ in says["individuals"])
        stands = term(say, "decision_status", decision.status)
        click.echo(f"{decision.number}  {bodies} – {', '.join(says['persons'])}: {stands}")
    for conflict, numbers in contradictions(actor):
        kind = term(say, "conflict_kind", conflict.kind)
        click.echo(say("To be settled: {kind} ({numbers})", kind=kind, numbers=", ".join(numbers)))


@command.command("show", help=say("Show all that a decision says, and every change of it."))
@click.argument("number")
@signing_in
def show(number: str, caller: Caller) -> None:
    """Show a decision."""
    actor = caller.signed_in()
    from django.utils.timezone import localtime

    from imena.cli.deciding.words import reading_in_words, touches_in_words
    from imena.registry.queries.deciding import reading_of, touches_of
    from imena.registry.queries.finding import by_number
    from imena.registry.queries.history import history_of, names_of
    from imena.registry.services.acts import sentence_of

    with refusals():
        decision: Any = by_number(actor, number)
        for line in reading_in_words(say, reading_of(actor, decision)):
            click.echo(line)
        for line in touches_in_words(say, touches_of(actor, decision)):
            click.echo(line)
        steps = history_of(actor, decision)
    names = names_of(steps)
    acts = Words("registry", say.language)
    click.echo(say("What was done"))
    for step in steps:
        when = localtime(step.recorded_at).strftime("%Y-%m-%d %H:%M")
        who = "—" if step.actor is None else names[step.actor]
        click.echo(f"  {when}  {who}: {acts(sentence_of(step.act))}")
        if step.approvers:
            behind = ", ".join(names[one] for one in step.approvers)
            click.echo("    " + say("behind it: {people}", people=behind))
        if step.reason:
            click.echo("    " + say("why: {reason}", reason=step.reason))


@command.command("reject", help=say("Do not accept the proposal NUMBER, and why. It is kept."))
@click.argument("number")
@click.option("--reason", required=True, help=say("Why it is rejected."))
@signing_in
def reject(number: str, reason: str, caller: Caller) -> None:
    """Reject a proposal."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.services import decisions

    with refusals():
        decision: Any = by_number(actor, number)
        decisions.reject(actor, decision, reason=reason)
    click.echo(say("{number} is rejected.", number=decision.number))


@command.command(
    "settle",
    help=say(
        "The decisions NUMBER… contradicted each other and do no more, and how that was settled. "
        "A second person signs in to stand behind it."
    ),
)
@click.argument("numbers", metavar="NUMBER…", nargs=-1, required=True)
@click.option("--resolved", required=True, help=say("How it was settled."))
@approver_option
@signing_in
def settle(
    numbers: tuple[str, ...],
    resolved: str,
    approver: str,
    caller: Caller,
) -> None:
    """Settle a contradiction."""
    actor = caller.signed_in()
    from imena.registry.queries.deciding import contradictions
    from imena.registry.services import reviews

    found = [one for one, named in contradictions(actor) if set(named) == set(numbers)]
    if not found:
        raise click.ClickException(say("Nothing is open between these. See “decisions list”."))
    behind = caller.approvers([approver])
    with refusals():
        for conflict in found:
            reviews.settle(actor, conflict, resolved=resolved, approvers=behind)
    click.echo(say("Settled."))
