"""``imena ledger``: prove that nothing was altered, give the proof to others, look back in time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from imena.cli.moments import local, of_the_office
from imena.cli.signing_in import Caller, opened, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.registry.ledger.findings import Finding, Verified
    from imena.registry.ledger.heads import Heads
    from imena.registry.ledger.history import Step

say = Words("ledger", preferred())

#: Findings that are shown; all of them stand in the JSON.
_SHOWN = 100
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)
_DAY = "%Y-%m-%d"
_WHEN = click.DateTime([_DAY, "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.group("ledger", help=say("The record of everything that was done."))
def command() -> None:
    """The ledger."""


@command.command(
    "verify",
    help=say(
        "Go through every event and every record, and name each that was altered, removed, added "
        "or moved. Ends with 1 if there is any. Whoever may rewrite the whole database can make "
        "it agree with itself; only heads kept elsewhere show that."
    ),
)
@click.option(
    "--heads",
    "kept",
    type=_FILE,
    help=say("Heads kept from an earlier day, or an export’s manifest, to be met on the way."),
)
@click.option(
    "--since",
    type=_FILE,
    help=say(
        "The same, and only what came after is gone through; records are not compared. Quick."
    ),
)
@click.option("--keep", type=_OUT, help=say("Write the heads to a file, if all is well."))
@click.option("--json", "out", type=_OUT, help=say("Write all of it to a file."))
def verify(kept: Path | None, since: Path | None, keep: Path | None, out: Path | None) -> None:
    """Verify."""
    if kept and since:
        raise click.UsageError(say("Give either --heads or --since."))
    opened(checked=False)
    from imena.registry.ledger.verify import processes_worth, verify, verify_since

    told = _progress if sys.stderr.isatty() else None
    if since:
        found = verify_since(_heads(since), told=told)
    else:
        heads = _heads(kept) if kept else None
        found = verify(kept=heads, told=told, processes=processes_worth())
    if told:
        click.echo("\r\x1b[K", nl=False, err=True)
    for line in _lines(found):
        click.echo(line)
    if out:
        _write(out, _tree(found))
    if found.findings:
        raise SystemExit(1)
    if keep:
        _keep(keep, found)


@command.command(
    "export",
    help=say(
        "Write every event to the new folder OUT, with a script that checks it and needs nothing "
        "of ours. It tells what was done; of values it holds only commitments."
    ),
)
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--open",
    "open_values",
    is_flag=True,
    help=say(
        "Every value in clear too, for a court: all that is known of everybody. Needs --purpose "
        "and a second person."
    ),
)
@click.option("--approver", help=say("The second person’s user name, with --open."))
@signing_in
def export(
    out: Path,
    open_values: bool,
    approver: str | None,
    caller: Caller,
) -> None:
    """Export."""
    if open_values != bool(approver):
        raise click.UsageError(say("--open and --approver go together."))
    actor = caller.signed_in()
    from imena.registry.services.ledger import export_ledger, export_opened_ledger

    behind = caller.approvers([approver]) if approver else []
    try:
        with refusals():
            if open_values:
                written = export_opened_ledger(actor, out, approvers=behind)
            else:
                written = export_ledger(actor, out)
    except FileExistsError as error:
        raise click.ClickException(say("{out} is there already.", out=out)) from error
    click.echo(say.count("{n} event", "{n} events", written.heads.index) + f": {out}")
    click.echo(say("To check it: python3 {script} {out}", script=out / "checker.py", out=out))


@command.command(
    "sequence",
    help=say(
        "Give every event that still waits its place in the chain. The program does so by itself; "
        "this is for what a crash left behind."
    ),
)
def sequence() -> None:
    """Number what waits."""
    opened(checked=False)
    from imena.registry.ledger.sequencer import link_waiting

    click.echo(say.count("{n} event was placed.", "{n} events were placed.", link_waiting()))


@command.command(
    "history",
    help=say(
        "What became of the record with the id RECORD: who changed what, when and why. With a "
        "time, its state instead."
    ),
)
@click.argument("record", type=click.UUID)
@click.option("--as-of", type=_WHEN, help=say("As it was then; a day means its end."))
@click.option("--known-at", type=_WHEN, help=say("As far as was known then; a day means its end."))
@signing_in
def history(
    record: UUID,
    as_of: datetime | None,
    known_at: datetime | None,
    caller: Caller,
) -> None:
    """Look back."""
    actor = caller.signed_in()
    from imena.registry.queries.history import history_of, recorded, state_of

    with refusals():
        entry = recorded(actor, record)
        if as_of is None and known_at is None:
            for line in _steps(history_of(actor, entry)):
                click.echo(line)
            return
        found = state_of(actor, entry, as_of=of_the_office(as_of), known_at=of_the_office(known_at))
    if found is None:
        raise click.ClickException(say("Nothing was known of it then."))
    click.echo(say("{kind}, version {version}", kind=found.kind, version=found.version))
    for line in _fields(found.fields, found.destroyed):
        click.echo(line)


def _progress(done: int, of: int) -> None:
    text = say("{done} of {of} events", done=f"{done:,}", of=f"{of:,}")
    click.echo(f"\r{text}\x1b[K", nl=False, err=True)


def _heads(path: Path) -> Heads:
    from imena.registry.ledger.heads import HeadsError, read_heads

    try:
        return read_heads(path)
    except HeadsError as error:
        raise click.ClickException(say(HeadsError.said, file=path, why=error)) from error


def _keep(path: Path, found: Verified) -> None:
    from imena.registry import clock
    from imena.registry.ledger.heads import Heads, tree_of

    _write(path, tree_of(Heads(found.index, found.heads), clock.now()))
    click.echo(say("Heads: {file}. Keep it where nobody here can reach it.", file=path))


def _write(path: Path, tree: Any) -> None:
    from imena.exchange.atomic import write_json

    write_json(tree, path)


def _lines(found: Verified) -> Iterator[str]:
    for finding in found.findings[:_SHOWN]:
        yield _said(finding)
    more = len(found.findings) - _SHOWN
    if more > 0:
        yield say.count("and {n} more", "and {n} more", more)
    yield say(
        "{events} in {chains}; {values}.",
        events=say.count("{n} event", "{n} events", found.events),
        chains=say.count("{n} chain", "{n} chains", len(found.heads)),
        values=say.count("{n} value is right", "{n} values are right", found.values),
    )
    if found.records is not None:
        yield say.count("{n} record compared.", "{n} records compared.", found.records)
    if found.destroyed:
        yield say.count(
            "{n} value was destroyed, as the ledger says.",
            "{n} values were destroyed, as the ledger says.",
            found.destroyed,
        )
    if found.waiting:
        yield say.count(
            "{n} event waits for its place.", "{n} events wait for their places.", found.waiting
        )
    if found.findings:
        yield say.count("{n} finding.", "{n} findings.", len(found.findings))
    else:
        yield say("Nothing was altered.")


def _said(finding: Finding) -> str:
    from imena.registry.ledger.findings import KINDS

    places = (
        finding.device and f"{finding.device} #{finding.seq or '—'}",
        finding.record,
        finding.what,
    )
    return "  ".join([*(place for place in places if place), say(KINDS[finding.kind])])


def _tree(found: Verified) -> dict[str, Any]:
    from imena.registry import clock
    from imena.registry.ledger.heads import Heads, tree_of

    return {
        **tree_of(Heads(found.index, found.heads), clock.now()),
        "gone_through": found.events,
        "values": found.values,
        "destroyed": found.destroyed,
        "waiting": found.waiting,
        "records": found.records,
        "findings": [
            {
                "kind": finding.kind,
                "device": finding.device,
                "seq": finding.seq,
                "record": finding.record,
                "what": finding.what,
            }
            for finding in found.findings
        ],
    }


def _steps(steps: list[Step]) -> Iterator[str]:
    from imena.registry.queries.history import names_of
    from imena.registry.services.acts import sentence_of

    names = names_of(steps)
    acts = Words("registry", say.language)
    for step in steps:
        who = "—" if step.actor is None else names.get(step.actor, str(step.actor))
        yield f"{step.version:>4}  {local(step.recorded_at)}  {who}: {acts(sentence_of(step.act))}"
        if step.valid_from != step.recorded_at:
            yield say("      so since {time}", time=local(step.valid_from))
        if step.approvers:
            people = ", ".join(names.get(one, str(one)) for one in step.approvers)
            yield say("      behind it: {people}", people=people)
        if step.reason:
            yield say("      why: {reason}", reason=step.reason)
        yield from _fields(step.fields, step.destroyed)


def _fields(fields: Any, destroyed: bool) -> Iterator[str]:
    for name, value in fields.items():
        yield f"      {name} = {json.dumps(value, ensure_ascii=False)}"
    if destroyed:
        yield say("      there was more, which was erased")
