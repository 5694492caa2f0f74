"""``imena comparison``: what one method says of remains and a person, and taking that back."""

from __future__ import annotations

from typing import Any

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("deciding", preferred())


@click.group("comparison", help=say("What one method says of an individual and a person."))
def command() -> None:
    """Comparisons."""


@command.command(
    "record",
    help=say(
        "Record what METHOD says of INDIVIDUAL and PERSON, by number; more people where the method "
        "cannot tell them apart. By DNA it rests on every sample and donor that holds today, and "
        "cites the last run."
    ),
)
@click.argument("individual")
@click.argument("person", nargs=-1, required=True)
@click.option("--method", required=True, help=say("A term of identification_method, such as dna."))
@click.option(
    "--outcome", required=True, help=say("A term of comparison_outcome, such as established.")
)
@click.option(
    "--donor", "donors", multiple=True, metavar="N", help=say("By DNA: rest on these donors only.")
)
@click.option("--note", default="", help=say("What whoever decides should know."))
@signing_in
def record(
    individual: str,
    person: tuple[str, ...],
    method: str,
    outcome: str,
    donors: tuple[str, ...],
    note: str,
    caller: Caller,
) -> None:
    """Record a comparison."""
    actor = caller.signed_in()
    from imena.registry.queries.deciding import named_by
    from imena.registry.queries.dna_basis import dna_basis
    from imena.registry.services.identification import compare

    with refusals():
        named = named_by(actor, [individual, *person])
        if len(named.individuals) != 1 or (named.missing and named.unlisted):
            raise click.UsageError(say("Name one individual, and people on the list or one not."))
        (body,) = named.individuals
        how: dict[str, Any] = {"method": method, "outcome": outcome, "note": note}
        if named.missing:
            how |= {"missing": named.missing[0], "among": named.missing}
        else:
            how["unlisted"] = named.unlisted[0]
        if method == "dna" and named.missing:
            basis = dna_basis(actor, body.pk, named.missing[0].pk, only=donors)
            how |= {
                "samples": basis.samples,
                "donors": basis.donors,
                "lab_methods": basis.lab_methods,
                "figures": basis.figures,
            }
        made = compare(actor, body, **how)
    click.echo(say("{number} is recorded.", number=made.number))


@command.command(
    "withdraw",
    help=say(
        "The comparison NUMBER does not hold, and why. An exclusion is withdrawn by two: a second "
        "person signs in to stand behind it."
    ),
)
@click.argument("number")
@click.option("--reason", required=True, help=say("Why it does not hold."))
@click.option("--approver", default="", help=say("For an exclusion: the second person."))
@signing_in
def withdraw(number: str, reason: str, approver: str, caller: Caller) -> None:
    """Withdraw a comparison."""
    actor = caller.signed_in()
    from imena.registry.queries.identification import comparison_numbered
    from imena.registry.services.identification import withdraw_comparison, withdraw_exclusion

    with refusals():
        found = comparison_numbered(actor, number)
        if found.outcome == "excluded" and approver:
            behind = caller.approvers([approver])
            withdraw_exclusion(actor, found, reason=reason, approvers=behind)
        else:
            withdraw_comparison(actor, found, reason=reason)
    click.echo(say("{number} is withdrawn.", number=found.number))
