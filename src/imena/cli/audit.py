"""``imena audit``: what was done in the case file, by whom, when and why."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("registry", preferred())

_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])


@click.command(
    "audit",
    help=say(
        "List what was done in an operation, oldest first, as the ledger has it: who, when, why, "
        "and which records changed. For auditors and prosecutors. “imena ledger verify” proves "
        "that nothing of it was altered."
    ),
)
@click.option("--who", default="", help=say("Only what this user did."))
@click.option("--record", type=click.UUID, help=say("Only what became of this record."))
@click.option("--from", "begin", type=_DAY, help=say("From this day or time on."))
@click.option("--to", "end", type=_DAY, help=say("Before this day or time."))
@click.option("--reads", is_flag=True, help=say("Readings about named people, with purpose."))
@click.option(
    "--everywhere",
    is_flag=True,
    help=say("Of all operations, and of the users; for who may audit each of them."),
)
@click.option("--json", "as_json", is_flag=True, help=say("One JSON object a line."))
@signing_in
def command(
    who: str,
    record: UUID | None,
    begin: datetime | None,
    end: datetime | None,
    reads: bool,
    everywhere: bool,
    as_json: bool,
    caller: Caller,
) -> None:
    """List what was done."""
    actor = caller.signed_in()
    from django.utils.timezone import localtime, make_aware

    from imena.registry.queries.audit import deeds
    from imena.registry.queries.people import user_named
    from imena.registry.services.acts import sentence_of
    from imena.registry.words.records import KINDS

    called = Words("record", preferred())
    with refusals():
        found = deeds(
            actor,
            who=user_named(who).id if who else None,
            record=record,
            begin=make_aware(begin) if begin else None,
            end=make_aware(end) if end else None,
            reads=reads,
            everywhere=everywhere,
        )
        for deed in found:
            if as_json:
                tree = {
                    "index": deed.index,
                    "at": deed.at.isoformat(),
                    "device": deed.device,
                    "who": deed.who,
                    "act": deed.act,
                    "reason": deed.reason,
                    "approvers": deed.approvers,
                    "records": [[kind, str(one)] for kind, one in deed.records],
                }
                click.echo(json.dumps(tree, ensure_ascii=False))
                continue
            index = "—" if deed.index is None else str(deed.index)
            when = localtime(deed.at).strftime("%Y-%m-%d %H:%M")
            click.echo(f"{index:>7}  {when}  {deed.who}: {say(sentence_of(deed.act))}")
            if deed.approvers:
                behind = ", ".join(deed.approvers)
                click.echo(" " * 9 + say("behind it: {people}", people=behind))
            if deed.reason:
                click.echo(" " * 9 + say("why: {reason}", reason=deed.reason))
            for kind, one in deed.records:
                click.echo(f"{'':9}{called(KINDS[kind]) if kind in KINDS else kind} {one}")
