"""``imena propose``: that these remains are these people, on which comparisons, by which policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.registry.actor import Actor
    from imena.registry.queries.deciding import Named
    from imena.registry.services.trying import Tried

say = Words("deciding", preferred())


@click.command(
    "propose",
    help=say(
        "Propose that individuals are people, all by NUMBER: one and one, or as many people as "
        "individuals where no method tells them apart. It rests on the comparisons that stand "
        "between them. Exclusions that stand are shown first and must be named."
    ),
)
@click.argument("numbers", metavar="NUMBER…", nargs=-1, required=True)
@click.option("--policy", required=True, metavar="CODE", help=say("The policy in force."))
@click.option(
    "--ground",
    "grounds",
    multiple=True,
    metavar="N",
    help=say("Rest on this comparison; on all that stand unless given."),
)
@click.option(
    "--exclusion",
    "seen",
    multiple=True,
    metavar="N",
    help=say("An exclusion that stands and that you have read. It is not withdrawn by this."),
)
@click.option("--statement", default="", help=say("What the decision is to say beside it."))
@click.option("--supersedes", default="", metavar="N", help=say("The decision it is to replace."))
@click.option(
    "--dry-run",
    is_flag=True,
    help=say("Only say, line by line, whether the policy is met. Nothing is written."),
)
@signing_in
def command(
    numbers: tuple[str, ...],
    policy: str,
    grounds: tuple[str, ...],
    seen: tuple[str, ...],
    statement: str,
    supersedes: str,
    dry_run: bool,
    caller: Caller,
) -> None:
    """Propose a name."""
    actor = caller.signed_in()
    from imena.cli.deciding.words import policy_in_words
    from imena.registry.queries.deciding import named_by
    from imena.registry.services.decisions import propose
    from imena.registry.services.trying import tried

    with refusals():
        named = named_by(actor, numbers)
        proposal = {
            "policy": _policy(actor, policy),
            "individuals": named.individuals,
            "missing": named.missing,
            "unlisted": named.unlisted,
            "exclusions_seen": _read(actor, named, seen),
            "comparisons": _grounds(actor, named, grounds),
            "statement": statement,
            "supersedes": _replaced(actor, supersedes),
        }
        outlook = tried(actor, **proposal)
        for line in policy_in_words(say, outlook.lines):
            click.echo(line)
        if dry_run:
            _outlook(outlook)
            return
        made = propose(actor, **proposal)
    if outlook.lacking is not None:
        click.echo(say("It could not stand: {why}", why=outlook.lacking.said(say.language)))
    click.echo(say("{number} is proposed. Two others sign it: imena sign.", number=made.number))


def _outlook(outlook: Tried) -> None:
    """What a dry run ends with; 1 where it would be refused or could not stand."""
    wrong = outlook.refused or outlook.lacking
    if wrong is None:
        click.echo(say("It can be proposed, and stands once it is signed. Nothing was written."))
        return
    said = wrong.said(say.language)
    if outlook.refused is not None:
        click.echo(say("It would be refused: {why}", why=said))
    else:
        click.echo(say("It could not stand: {why}", why=said))
    click.echo(say("Nothing was written."))
    raise SystemExit(1)


def _policy(actor: Actor, code: str) -> Any:
    from imena.registry.queries.policies import in_force

    found = {str(one.code): one for one in in_force(actor)}
    if code not in found:
        known = ", ".join(sorted(found)) or "—"
        raise click.ClickException(
            say("“{code}” is no policy in force here. In force: {known}.", code=code, known=known)
        )
    return found[code]


def _read(actor: Actor, named: Named, seen: tuple[str, ...]) -> list[Any]:
    """The exclusions that stand between them, shown and then compared with those named."""
    from imena.cli.deciding.words import exclusions_in_words
    from imena.registry.queries.identification import exclusions

    people = [*named.missing, *named.unlisted]
    standing = exclusions(actor, [i.pk for i in named.individuals], [p.pk for p in people])
    for line in exclusions_in_words(say, standing):
        click.echo(line)
    unread = [one.number for one in standing if one.number not in seen]
    if unread:
        raise click.ClickException(
            say(
                "Read what excludes first, and name it: {options}. Such a decision cannot be "
                "confirmed until the exclusion is withdrawn: imena comparison withdraw.",
                options=" ".join(f"--exclusion {number}" for number in unread),
            )
        )
    return [one.comparison for one in standing]


def _grounds(actor: Actor, named: Named, numbers: tuple[str, ...]) -> list[Any]:
    from imena.registry.queries.identification import comparison_numbered, comparisons

    if numbers:
        return [comparison_numbered(actor, number) for number in numbers]
    people = [*named.missing, *named.unlisted]
    return comparisons(actor, [i.pk for i in named.individuals], [p.pk for p in people])


def _replaced(actor: Actor, number: str) -> Any:
    from imena.registry.queries.finding import by_number

    return by_number(actor, number) if number else None
