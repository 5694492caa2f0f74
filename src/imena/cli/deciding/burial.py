"""``imena burial``: into a grave, under a name or until there is one, and out of it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("deciding", preferred())

Command = TypeVar("Command", bound=Callable[..., Any])


def _grave_options(command: Command) -> Command:
    for option in reversed(
        (
            click.option("--place", required=True, help=say("The cemetery.")),
            click.option("--plot", required=True, help=say("The plot.")),
            click.option("--marker", required=True, help=say("What stands on the marker.")),
            click.option(
                "--on", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help=say("When.")
            ),
        )
    ):
        command = option(command)
    return command


@click.group("burial", help=say("Burials, under a name and until there is one."))
def command() -> None:
    """Burials."""


@command.command("named", help=say("The family buried what RELEASE returned, under the name."))
@click.argument("release")
@_grave_options
@signing_in
def named(
    release: str,
    place: str,
    plot: str,
    marker: str,
    day: datetime,
    caller: Caller,
) -> None:
    """Record a burial under a name."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.services import burials

    with refusals():
        found: Any = by_number(actor, release)
        burials.bury_named(
            actor, found, place=place, plot=plot, marker_text=marker, buried_on=day.date()
        )
    click.echo(say("The burial is recorded: {place}, {plot}.", place=place, plot=plot))


@command.command(
    "unnamed",
    help=say(
        "Bury INDIVIDUAL until there is a name: with a sample kept, a plot, a marker, and a way to "
        "exhume again."
    ),
)
@click.argument("individual")
@click.option("--sample", required=True, metavar="N", help=say("The sample that is kept."))
@click.option("--way-back", required=True, help=say("How the grave may be opened again."))
@_grave_options
@signing_in
def unnamed(
    individual: str,
    sample: str,
    way_back: str,
    place: str,
    plot: str,
    marker: str,
    day: datetime,
    caller: Caller,
) -> None:
    """Record an interim burial."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.services import burials

    with refusals():
        body: Any = by_number(actor, individual)
        kept: Any = by_number(actor, sample)
        burials.bury_unnamed(
            actor,
            body,
            place=place,
            plot=plot,
            marker_text=marker,
            buried_on=day.date(),
            retained_sample=kept,
            reexhumation_path=way_back,
        )
    click.echo(say("The burial is recorded: {place}, {plot}.", place=place, plot=plot))


@command.command("exhume", help=say("Open the grave of INDIVIDUAL again, by order."))
@click.argument("individual")
@click.option("--plot", default="", help=say("Which grave, where there are several."))
@click.option("--order", required=True, help=say("By which order."))
@click.option("--on", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help=say("When."))
@signing_in
def exhume(
    individual: str,
    plot: str,
    order: str,
    day: datetime,
    caller: Caller,
) -> None:
    """Exhume a burial again."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.queries.returning import burials as lying
    from imena.registry.services import burials

    with refusals():
        body: Any = by_number(actor, individual)
        graves = [b for b in lying(actor, body.pk) if b.ended_on is None and plot in ("", b.plot)]
        if len(graves) != 1:
            plots = ", ".join(str(b.plot) for b in graves) or "—"
            raise click.ClickException(say("Say which grave: --plot, one of {plots}.", plots=plots))
        (grave,) = graves
        burials.exhume_again(actor, grave, seen=grave.version, ended_on=day.date(), reason=order)
    click.echo(
        say("The grave is opened again: {place}, {plot}.", place=grave.place, plot=grave.plot)
    )


@command.command("list", help=say("List where INDIVIDUAL lies and lay."))
@click.argument("individual")
@signing_in
def listed(individual: str, caller: Caller) -> None:
    """List graves."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.queries.returning import burials

    with refusals():
        body: Any = by_number(actor, individual)
        for one in burials(actor, body.pk):
            kind = say("under a name") if one.named else say("without a name")
            until = f" – {one.ended_on:%Y-%m-%d}" if one.ended_on else ""
            click.echo(f"{one.place}, {one.plot}: {kind}; {one.buried_on:%Y-%m-%d}{until}")
