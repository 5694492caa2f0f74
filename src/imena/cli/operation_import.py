"""``imena import``: files into the case file."""

from __future__ import annotations

from pathlib import Path

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, message, preferred

say = Words("operation", preferred())

_CALLED = {
    "sites": message("Sites"),
    "graves": message("Graves"),
    "remains": message("Remains"),
    "missing": message("Missing people"),
    "relatives": message("Relatives"),
}


@click.group("import", help=say("Take files into the case file."))
def command() -> None:
    """Take files in."""


@command.command(
    "operation",
    help=say(
        "Take over an operation from spreadsheets: FOLDER holds sheets (a workbook’s, or CSV "
        "files) called sites, graves, remains, missing and relatives. Everything is checked "
        "first; every fault is named by its sheet and cell, and then nothing is written. Two "
        "people stand behind what is taken in."
    ),
)
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help=say("Check only; write nothing."))
@click.option("--approver", default="", help=say("The second person’s user name."))
@signing_in
def import_operation(folder: Path, dry_run: bool, approver: str, caller: Caller) -> None:
    """Take an operation in."""
    if not dry_run and not approver:
        raise click.UsageError(say("Give --approver, or --dry-run to check only."))
    actor = caller.signed_in()
    from imena.exchange.operation.faults import FaultsFound
    from imena.exchange.operation.take_in import take_in

    behind = caller.approvers([approver]) if approver and not dry_run else []
    try:
        with refusals():
            taken = take_in(folder, actor, approvers=behind, dry_run=dry_run)
    except FaultsFound as found:
        click.echo(found.said(preferred()), err=True)
        faults = say.count(
            "{n} fault; nothing was written.", "{n} faults; nothing was written.", len(found.faults)
        )
        raise click.ClickException(faults) from found
    for sheet, count in taken.rows.items():
        click.echo(f"{say(_CALLED[sheet])}: {count}")
    if taken.in_actor_s_hands:
        click.echo(
            say.count(
                "The list does not say in whose hands {n} of the remains is: it stands in yours.",
                "The list does not say in whose hands {n} of the remains are: they stand in yours.",
                taken.in_actor_s_hands,
            )
        )
    if not taken.written:
        click.echo(say("No faults. Nothing was written (--dry-run)."))
