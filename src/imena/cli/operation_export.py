"""``imena export``: an operation’s sheets out of the case file."""

from __future__ import annotations

from pathlib import Path

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, message, preferred

say = Words("operation", preferred())

_SHEETS = ("sites", "graves", "remains", "missing", "relatives")

_CALLED = {
    "sites": message("Sites"),
    "graves": message("Graves"),
    "remains": message("Remains"),
    "missing": message("Missing people"),
    "relatives": message("Relatives"),
}


@click.command(
    "export",
    help=say(
        "Write what you may see of the operation to the workbook OUT, to be read by other "
        "programs or taken in elsewhere. A purpose is stated, a second person approves, and both "
        "stand in the ledger."
    ),
)
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--approver", required=True, help=say("Who approves: their user name."))
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    type=click.Choice(_SHEETS),
    help=say("Only this sheet; may be repeated."),
)
@signing_in
def command(
    out: Path,
    approver: str,
    sheets: tuple[str, ...],
    caller: Caller,
) -> None:
    """Write an operation's sheets."""
    if out.suffix.lower() != ".xlsx":
        raise click.BadParameter(say("the name must end in .xlsx"), param_hint="OUT")
    actor = caller.signed_in()
    from imena.exchange.operation.write import export

    behind = caller.approvers([approver])
    with refusals():
        counts = export(
            out, actor, approvers=behind, sheets=sheets or _SHEETS, language=preferred()
        )
    for sheet, count in counts.items():
        click.echo(f"{say(_CALLED[sheet])}: {count}")
    click.echo(say("Written: {path}", path=out))
